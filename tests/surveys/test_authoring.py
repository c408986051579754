import pytest
from sqlalchemy import update

from rmfeedback.db import writing
from rmfeedback.errors import NotFound
from rmfeedback.surveys import authoring, drafting, editing, editions, questionnaire
from rmfeedback.surveys.asking import Choice, NotPublished
from rmfeedback.surveys.authoring import DraftMoved, EditionNameWrong, NotReady, ShippedStays
from rmfeedback.surveys.models import QuestionnaireVersion
from rmfeedback.surveys.questionnaire_file import QuestionnaireBroken
from rmfeedback.terms import Role
from tests.databases import both_engines
from tests.surveys.drafts import (
    EDITION,
    SAID,
    a_draft,
    a_published,
    an_item,
    bodies,
    change,
    keys,
    publish,
    reword,
)

STANDARD = questionnaire.shipped()


@pytest.fixture(autouse=True)
def _in(app):
    """Each test has rooms of its own."""


@both_engines
def test_a_copy_asks_what_the_shipped_twin_asks_under_keys_of_its_own():
    draft = a_draft()

    assert (draft.number, draft.state) == (1, "draft")
    for role in Role:
        copied, shipped = draft.questionnaires[role], STANDARD[role.value]
        assert copied.key == f"northwind_{role}"
        assert (copied.items, copied.parts, copied.constructs) == (
            shipped.items,
            shipped.parts,
            shipped.constructs,
        )


@pytest.mark.parametrize(
    "name", ["", "  ", "…", "42 questions", "kickoff", "Standard", "Mentor", "the mentor", "x" * 41]
)
def test_a_name_that_is_no_key_is_refused(name):
    with pytest.raises(EditionNameWrong):
        a_draft(edition=name)


def test_a_name_is_given_once():
    a_draft(edition="Führung Süd")

    assert [version.edition for version in editions.versions() if not version.is_shipped] == ["fuehrung_sued"]
    with pytest.raises(EditionNameWrong, match="there is one of this name already"):
        a_draft(edition="fuehrung sued")


def test_a_draft_cannot_be_copied():
    a_draft()
    with pytest.raises(NotPublished):
        authoring.copy(Choice(EDITION, 1), "other")


def test_what_is_shipped_is_never_changed():
    with pytest.raises(ShippedStays):
        authoring.begin_draft("standard")


@both_engines
def test_a_published_version_never_changes_and_the_next_draft_begins_as_it():
    a_published()
    before = bodies()

    draft = authoring.begin_draft(EDITION)
    reword("m_pair_fit", SAID, as_new=True)

    assert draft.number == 2
    assert {name: body for name, body in bodies().items() if name[1] == 1} == before
    assert authoring.begin_draft(EDITION).number == 2, "there is one draft at a time"


def test_a_published_version_has_no_draft_to_change():
    a_published()

    with pytest.raises(NotFound, match="draft"):
        change(lambda twin, known: editing.remove(twin, Role.MENTOR, "m_pair_fit", known))
    with pytest.raises(NotFound):
        publish()


@both_engines
def test_of_two_people_who_change_the_same_item_the_second_is_told():
    a_draft()
    part = drafting.item_of(Role.MENTOR, "m_pair_fit")
    seen = authoring.mark_of(editions.draft(EDITION), part)

    def move(twin, known):
        editing.unmirror(twin, Role.MENTOR, "m_pair_fit")

    authoring.change(EDITION, part, seen, move)
    before = bodies()
    with pytest.raises(DraftMoved):
        authoring.change(EDITION, part, seen, move)
    assert bodies() == before


def test_two_people_may_change_two_items():
    a_draft()
    one = drafting.item_of(Role.MENTOR, "m_pair_goals")
    seen = authoring.mark_of(editions.draft(EDITION), one)
    reword("m_pair_fit", SAID, as_new=True)

    authoring.change(EDITION, one, seen, lambda twin, _: editing.unmirror(twin, Role.MENTOR, "m_pair_goals"))

    assert "m_answers_calmly" in keys(Role.MENTOR)
    assert editions.draft(EDITION).questionnaires[Role.MENTOR].item("m_pair_goals").mirror is None


def test_nobody_publishes_or_throws_away_what_they_have_not_read():
    a_draft()
    seen = authoring.mark_of(editions.draft(EDITION), authoring.whole)
    change(lambda twin, known: editing.remove(twin, Role.MENTOR, "m_words_programme", known))

    for deed in (authoring.publish, authoring.discard):
        with pytest.raises(DraftMoved):
            deed(EDITION, seen)
    assert editions.draft(EDITION).is_draft


def test_a_draft_that_breaks_a_rule_is_not_published_and_the_refusal_says_where():
    a_draft("pulse")
    reword("m_words_next", {"en": "How old are you?", "de": "Wie alt sind Sie?"}, as_new=True)

    with pytest.raises(NotReady, match=r"m_old: this asks about the person.* So version 1 cannot") as refused:
        publish()
    assert "Take it out" in str(refused.value)
    assert editions.draft(EDITION).is_draft


def test_a_draft_thrown_away_leaves_what_was_published():
    a_published()
    authoring.begin_draft(EDITION)
    reword("m_pair_fit", SAID, as_new=True)

    authoring.discard(EDITION, authoring.mark_of(editions.draft(EDITION), authoring.whole))

    assert [version.number for version in editions.versions(EDITION)] == [1]
    assert keys(Role.MENTOR, authoring.begin_draft(EDITION).edition) == [
        item.key for item in STANDARD["mentor"].items
    ]


def test_a_first_draft_thrown_away_leaves_nothing():
    a_draft()
    authoring.discard(EDITION, authoring.mark_of(editions.draft(EDITION), authoring.whole))

    assert editions.versions(EDITION) == []


def test_what_was_published_is_out_of_reach_of_a_change_that_goes_astray():
    a_published()
    version = editions.find(EDITION, 1)
    before = bodies()
    with writing():
        authoring.store(version, Role.MENTOR, "nonsense")

    assert bodies() == before


def test_a_body_that_somebody_broke_by_hand_is_told_by_its_name():
    a_draft()
    with writing() as session:
        session.execute(update(QuestionnaireVersion).values(body="nonsense"))

    with pytest.raises(QuestionnaireBroken, match=r"northwind_(mentor|leader)\.toml"):
        editions.draft(EDITION)


def test_an_item_of_one_draft_is_not_taken_by_another():
    a_draft("pulse", "one")
    a_draft("pulse", "two")
    made = [
        change(
            lambda twin, known: editing.add(
                twin, {Role.MENTOR: an_item()}, {Role.MENTOR: "m_prog_help"}, known
            ),
            edition,
        )
        for edition in ("one", "two")
    ]

    assert made == [["m_laugh_together"], ["m_laugh_together_2"]]
