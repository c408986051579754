import pytest
from sqlalchemy import select, update

from rmfeedback.db import db, writing
from rmfeedback.errors import NotFound
from rmfeedback.surveys import authoring, drafting, editing, editions, questionnaire
from rmfeedback.surveys.asking import Choice, NotPublished
from rmfeedback.surveys.authoring import DraftMoved, EditionNameWrong, NotReady, NotTheNext, ShippedStays
from rmfeedback.surveys.models import QuestionnaireVersion
from rmfeedback.surveys.questionnaire_file import QuestionnaireBroken
from rmfeedback.terms import Role
from tests.databases import both_engines
from tests.surveys.drafts import EDITION, SAID, a_draft, a_published, an_item, change, keys, publish, reword

STANDARD = questionnaire.shipped()


@pytest.fixture(autouse=True)
def _in(app):
    """Each test has rooms of its own."""


def bodies():
    db.session.rollback()
    its = QuestionnaireVersion
    return dict(
        ((key, number), body)
        for key, number, body in db.session.execute(select(its.key, its.version, its.body))
    )


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


@pytest.mark.parametrize("role", Role)
def test_a_version_goes_out_and_in_unchanged(role):
    a_published()
    text = authoring.export(EDITION, 1, role)
    before = bodies()

    assert authoring.import_file("any name.toml", text.encode()).state == "published"
    assert bodies() == before
    assert authoring.export(EDITION, 1, role) == text


def test_a_twin_of_files_becomes_a_draft_of_a_new_edition():
    for role in Role:
        text = authoring.export("pulse", 1, role).replace(f'key = "pulse_{role}"', f'key = "weekly_{role}"')
        draft = authoring.import_file(f"weekly_{role}.toml", text.encode())

    assert (draft.edition, draft.number, draft.state) == ("weekly", 1, "draft")
    assert draft.questionnaires[Role.LEADER].items == STANDARD["pulse_leader"].items
    assert publish("weekly").state == "published"


def test_half_an_edition_is_not_published():
    text = authoring.export("pulse", 1, Role.MENTOR).replace("pulse_mentor", "weekly_mentor")
    authoring.import_file("weekly_mentor.toml", text.encode())

    with pytest.raises(NotReady, match="not in weekly_leader.toml"):
        publish("weekly")


def test_a_file_of_the_next_version_begins_its_draft_and_replaces_it_again():
    a_published("pulse")
    text = authoring.export(EDITION, 1, Role.MENTOR).replace("version = 1", "version = 2")

    first = text.replace("Pulse check for mentors", "How is it going?")
    assert authoring.import_file("file", first.encode()).number == 2
    draft = authoring.import_file("file", text.encode())

    assert draft.questionnaires[Role.MENTOR].title.en == "Pulse check for mentors"
    assert draft.questionnaires[Role.LEADER].version == 2


def test_a_file_that_would_change_a_published_version_is_refused():
    a_published("pulse")
    text = authoring.export(EDITION, 1, Role.MENTOR).replace("Pulse check for mentors", "How is it going?")
    before = bodies()

    with pytest.raises(NotTheNext, match="write version = 2"):
        authoring.import_file("file", text.encode())
    assert bodies() == before


def test_a_file_with_another_wording_under_the_same_key_is_refused_with_its_line():
    text = authoring.export("pulse", 1, Role.MENTOR).replace("pulse_mentor", "weekly_mentor")
    text = text.replace("I can disagree", "I may disagree")

    with pytest.raises(
        QuestionnaireBroken, match=r"weekly.toml, line 43, item m_safe_disagree: text differs from"
    ):
        authoring.import_file("weekly.toml", text.encode())
    assert editions.versions("weekly") == []


def test_a_shipped_file_cannot_be_imported_over_itself():
    with pytest.raises(ShippedStays):
        authoring.import_file("mentor.toml", authoring.export("standard", 1, Role.MENTOR).encode())


def test_what_was_published_is_out_of_reach_of_a_change_that_goes_astray():
    a_published()
    version = editions.find(EDITION, 1)
    before = bodies()
    with writing():
        authoring._store(version, Role.MENTOR, "nonsense")

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
