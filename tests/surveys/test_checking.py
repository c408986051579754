import pytest

from rmfeedback.surveys import checking, editing, editing_heads, editions
from rmfeedback.surveys.questionnaire_file import ASKS
from rmfeedback.surveys.scales import Text
from rmfeedback.terms import Role
from tests.surveys.drafts import EDITION, SAID, a_draft, a_published, an_item, change, keys, publish, reword

M = Role.MENTOR


@pytest.fixture(autouse=True)
def _in(app):
    """Each test has rooms of its own."""


def found():
    return checking.problems(editions.draft(EDITION))


def panel():
    draft = editions.draft(EDITION)
    return [(check.state, check.words) for check in checking.panel(draft, found(), checking.hints(draft))]


def item(key, **fields):
    """Change an item's fields behind the rules' back, as a file could."""
    change(lambda twin, _: editing.find(twin, M, key).update(fields))


def intro(en, de="Bitte antworten Sie."):
    change(lambda twin, _: editing_heads.set_head(twin, M, Text("Title", "Titel"), Text(en, de)))


def test_a_copy_breaks_no_rule_and_the_panel_says_what_was_looked_at():
    a_draft()

    assert found() == []
    assert panel() == [
        ("done", "14 scored, 1 choice, 3 open"),
        ("done", "About 7.8 minutes, 10 at most"),
        ("done", "13 mirrors, all symmetric"),
        ("done", "One key, one wording"),
        ("done", "No question about the person"),
        ("done", "Nothing is required"),
        ("done", "No promise in the intro"),
        ("done", "Facts first, open questions last"),
    ]


def take_out_mirror(key):
    change(lambda twin, _: editing.find(twin, M, key).pop("mirror"))


def move(key, after):
    change(lambda twin, _: editing.move(twin, M, key, after))


def ask_about_the_person():
    reword("m_words_programme", {"en": "How old are you?", "de": "Wie geht es Ihnen?"}, as_new=True)


def ask_too_much():
    for number in range(2):
        more = an_item(f"What else number {number}?", "comment", "words")
        change(lambda twin, known, more=more: editing.add(twin, {M: more}, {M: keys(M)[-1]}, known))


WORDING, NEW_KEY = "One key, one wording: 1 to mend", "take a new key"
INTRO, ORDER = "No promise in the intro: 1 to mend", "Facts first, open questions last: 1 to mend"
# By rule: what breaks it, which item that is said to be, what to do, and the line of the panel.
BROKEN = [
    ("wording", lambda: item("m_pair_fit", text=SAID), "m_pair_fit", NEW_KEY, WORDING),
    ("wording", lambda: item("m_time_kept", reverse=True), "m_time_kept", NEW_KEY, WORDING),
    (
        "mirrors",
        lambda: item("m_pair_fit", mirror="l_pair_goals"),
        "m_pair_fit",
        "Write l_",
        "13 mirrors: 2 to mend",
    ),
    (
        "mirrors",
        lambda: take_out_mirror("m_pair_fit"),
        "l_pair_fit",
        "or take it out",
        "12 mirrors: 1 to mend",
    ),
    (
        "required",
        lambda: item("m_pair_fit", required=True),
        "m_pair_fit",
        "= false",
        "Nothing is required: 1 to mend",
    ),
    ("intro", lambda: intro("This is confidential."), "", "Leave that to the app", INTRO),
    ("intro", lambda: intro("Hello.", "Alles bleibt anonym."), "", "Leave that", INTRO),
    ("person", ask_about_the_person, "m_old", "Take it out", "No question about the person: 1 to mend"),
    ("order", lambda: move("m_sessions_held", "m_pair_fit"), "m_sessions_held", "Move this", ORDER),
    ("order", lambda: move("m_pair_fit", "m_words_programme"), "m_pair_fit", "at the end", ORDER),
    ("length", ask_too_much, "", "Take out items", "About 10.4 minutes, 10 at most"),
    (
        "form",
        lambda: item("m_words_programme", asks=ASKS[2]),
        "m_words_programme",
        "Choose an",
        "1 more to mend",
    ),
]


@pytest.mark.parametrize(("rule", "break_it", "where", "remedy", "line"), BROKEN)
def test_each_rule_is_checked_as_one_edits_with_place_and_remedy(rule, break_it, where, remedy, line):
    a_draft()
    break_it()

    problem = next(one for one in found() if one.rule == rule)
    assert problem.item == where
    assert remedy in problem.reason
    assert ("bad", line) in panel()


def test_a_draft_is_compared_with_every_edition_that_was_published():
    a_draft("pulse", "first")
    key = reword("m_time_kept", SAID, as_new=True, edition="first")
    publish("first")
    a_draft("pulse")
    text = {"en": "Other words", "de": "Andere Worte"}
    change(
        lambda twin, _: editing.insert(
            twin[M], {"key": key, "required": False, **an_item(), "text": text}, "m_prog_help"
        )
    )

    assert any("differs from first_mentor.toml" in one.reason for one in found())


def test_the_time_is_told_anew_at_each_save():
    a_draft("pulse")
    before = [words for _, words in panel() if "minutes" in words]
    change(lambda twin, known: editing.remove(twin, M, "m_words_next", known))
    change(lambda twin, known: editing.remove(twin, Role.LEADER, "l_words_next", known))

    assert [words for _, words in panel() if "minutes" in words] != before


def test_a_german_text_left_behind_two_things_at_once_and_old_minutes_are_to_look_at():
    a_draft()
    german = editions.draft(EDITION).questionnaires[M].item("m_open_challenge").text.de
    reword("m_open_challenge", {"en": "The leader answers openly and calmly.", "de": german}, as_new=True)
    change(lambda twin, known: editing.remove(twin, M, "m_words_programme", known))

    hints = [one.in_words() for one in checking.hints(editions.draft(EDITION))]
    assert hints == [
        "Mentors, intro: the intro says 8 minutes; it takes about 6.",
        "Mentors, intro: the intro says 8 Minuten; it takes about 6.",
        "Mentors, m_answers_openly_calmly: the German text is still the old one. Does it fit?",
        "Mentors, m_answers_openly_calmly: does it ask two things? Then nobody could say which one was "
        "answered.",
    ]
    assert panel()[-1] == ("now", "4 to look at")


def test_a_published_version_still_keeps_every_rule():
    assert checking.problems(a_published()) == []
