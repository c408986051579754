"""No stored cell speaks for fewer than five people, and nothing tells a small role."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rmfeedback.surveys.pooling import ALL, Response, pool
from rmfeedback.surveys.questionnaire import for_wave
from rmfeedback.terms import Role, WaveKind
from tests.factories import answers_to

ASKED = {role: for_wave(WaveKind.MIDPOINT, role) for role in Role}
BY_KEY = {item.key: item for questionnaire in ASKED.values() for item in questionnaire.items}


def a_response(role: Role, language: str = "en", seed: int = 0, without: tuple[str, ...] = ()) -> Response:
    answers = answers_to(ASKED[role], seed=seed)
    return Response(role, language, {key: value for key, value in answers.items() if key not in without})


def responses(mentors: int, leaders: int, language: str = "en") -> list[Response]:
    who = [Role.MENTOR] * mentors + [Role.LEADER] * leaders
    return [a_response(role, language, seed) for seed, role in enumerate(who)]


def pooled(given):
    return pool(given, ASKED, smallest_group=5, smallest_text_group=10)


def cells(kept):
    return {one.cell for one in kept}


def test_two_groups_of_five_keep_their_own_cells():
    found = pooled(responses(5, 5))

    assert found.tally == {"mentor": 5, "leader": 5}
    assert cells(found.answers) == cells(found.comments) == {"mentor", "leader"}
    assert found.dropped == 0


def test_with_four_leaders_mirrored_items_of_both_roles_are_pooled():
    found = pooled(responses(10, 4))
    mirrored = [one for one in found.answers if one.cell == ALL]

    assert Counter(one.item_key for one in mirrored)["pair_fit"] == 14
    assert not any(one.item_key in BY_KEY for one in mirrored)
    assert found.tally == {ALL: 14}


def test_what_only_the_small_role_was_asked_is_dropped():
    found = pooled(responses(10, 4))
    only_leaders = {
        item.key for item in ASKED[Role.LEADER].items if not item.mirror and item.kind != "comment"
    }

    assert not only_leaders & {one.item_key for one in found.answers}
    assert found.dropped == 4 * len(only_leaders)


def test_with_a_small_role_every_comment_stands_under_what_it_asks():
    found = pooled(responses(10, 4))

    assert cells(found.comments) == {ALL}
    assert {one.item_key for one in found.comments} == {
        "what_works",
        "what_gets_in_the_way",
        "blind_spots_or_else",
    }


def test_no_comment_of_a_wave_under_ten_responses_is_written():
    assert pooled(responses(5, 4)).comments == []


def test_one_leader_in_a_rare_language_is_not_told_apart():
    given = responses(6, 5) + [a_response(Role.LEADER, "de", 99)]

    assert cells(pooled(given).comments) == {ALL}


def test_a_language_five_of_each_role_wrote_in_stays_with_its_role():
    given = responses(6, 6) + responses(5, 5, "de")

    assert cells(pooled(given).comments) == {"mentor", "leader"}


def test_a_rare_language_of_one_role_is_pooled_over_both():
    given = responses(6, 6) + responses(5, 2, "de")
    found = pooled(given).comments

    assert Counter(one.cell for one in found) == {"mentor": 18, "leader": 18, ALL: 21}


groups = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 6), st.integers(0, 6))


@settings(max_examples=60, deadline=None)
@given(groups)
def test_every_comment_cell_has_five_writers_or_is_empty(counts):
    english_mentors, english_leaders, german_mentors, german_leaders = counts
    given = responses(english_mentors, english_leaders) + responses(german_mentors, german_leaders, "de")
    found = pooled(given)
    writers = Counter((one.cell, one.item_key) for one in found.comments)

    assert all(count >= 5 for count in writers.values())
    assert all(count >= 5 for count in found.tally.values()) or len(given) < 5


@settings(max_examples=60, deadline=None)
@given(groups)
def test_every_answer_is_kept_or_counted_as_dropped(counts):
    given = responses(counts[0], counts[1]) + responses(counts[2], counts[3], "de")
    found = pooled(given)
    sent = sum(len(response.answers) for response in given)

    assert len(found.answers) + len(found.comments) + found.dropped == sent


GROUPS = ("A", "B", "*")
role_sizes = st.lists(st.integers(0, 9), min_size=len(GROUPS), max_size=len(GROUPS))


@settings(max_examples=80, deadline=None)
@given(role_sizes, role_sizes, st.booleans())
def test_no_cell_and_no_difference_of_cells_tells_of_fewer_than_five(mentors, leaders, has_leaders):
    declared = {"mentor": GROUPS, "leader": GROUPS if has_leaders else ()}
    given = [
        replace(a_response(role, seed=seed), group=group if declared[role.value] else "")
        for role, sizes in ((Role.MENTOR, mentors), (Role.LEADER, leaders))
        for group, size in zip(GROUPS, sizes, strict=True)
        for seed in range(size)
    ]
    if len(given) < 5:
        return  # Such a box is never opened.
    found = pool(given, ASKED, smallest_group=5, smallest_text_group=10, groups=declared)

    # The cells share nobody and leave nobody out, so what any of them leave of a sum is cells again.
    assert sum(found.tally.values()) == len(given)
    assert all(count >= 5 for count in found.tally.values())
    people = Counter(cell for r in given for cell in (ALL, r.role.value, f"{r.role.value}/{r.group}"))
    assert all(people[cell] >= 5 for cell in cells(found.answers) | cells(found.comments))
    assert not any("/" in cell for cell in cells(found.comments))
    for role, names in declared.items():
        stored = {cell.partition("/")[2] for cell in found.tally if cell.startswith(f"{role}/")}
        assert stored in (set(), set(names))


def test_one_leader_who_writes_another_language_on_the_same_form_is_not_told_apart():
    given = responses(6, 6)
    comments = [item.key for item in ASKED[Role.LEADER].items if item.kind == "comment"]
    given[-1] = replace(given[-1], written_in=dict.fromkeys(comments, "other"))

    assert cells(pooled(given).comments) == {ALL}
