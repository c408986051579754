import pytest

from rmfeedback.surveys import editions, importing, questionnaire
from rmfeedback.surveys.authoring import NotReady, ShippedStays
from rmfeedback.surveys.importing import DraftThere, NotTheNext
from rmfeedback.surveys.questionnaire_file import QuestionnaireBroken
from rmfeedback.terms import Role
from tests.surveys.drafts import EDITION, a_published, bodies, publish

STANDARD = questionnaire.shipped()


@pytest.fixture(autouse=True)
def _in(app):
    """Each test has rooms of its own."""


@pytest.mark.parametrize("role", Role)
def test_a_version_goes_out_and_in_unchanged(role):
    a_published()
    text = importing.export(EDITION, 1, role)
    before = bodies()

    assert importing.import_file("any name.toml", text.encode()).state == "published"
    assert bodies() == before
    assert importing.export(EDITION, 1, role) == text


def test_a_twin_of_files_becomes_a_draft_of_a_new_edition():
    for role in Role:
        text = importing.export("pulse", 1, role).replace(f'key = "pulse_{role}"', f'key = "weekly_{role}"')
        draft = importing.import_file(f"weekly_{role}.toml", text.encode())

    assert (draft.edition, draft.number, draft.state) == ("weekly", 1, "draft")
    assert draft.questionnaires[Role.LEADER].items == STANDARD["pulse_leader"].items
    assert publish("weekly").state == "published"


def test_half_an_edition_is_not_published():
    text = importing.export("pulse", 1, Role.MENTOR).replace("pulse_mentor", "weekly_mentor")
    importing.import_file("weekly_mentor.toml", text.encode())

    with pytest.raises(NotReady, match="not in weekly_leader.toml"):
        publish("weekly")


def test_a_file_of_the_next_version_begins_its_draft_and_replaces_it_again():
    a_published("pulse")
    text = importing.export(EDITION, 1, Role.MENTOR).replace("version = 1", "version = 2")

    first = text.replace("Pulse check for mentors", "How is it going?")
    assert importing.import_file("file", first.encode()).number == 2
    with pytest.raises(DraftThere):
        importing.import_file("file", text.encode())
    assert editions.draft(EDITION).questionnaires[Role.MENTOR].title.en == "How is it going?"
    draft = importing.import_file("file", text.encode(), replaces=True)

    assert draft.questionnaires[Role.MENTOR].title.en == "Pulse check for mentors"
    assert draft.questionnaires[Role.LEADER].version == 2


def test_a_file_that_would_change_a_published_version_is_refused():
    a_published("pulse")
    text = importing.export(EDITION, 1, Role.MENTOR).replace("Pulse check for mentors", "How is it going?")
    before = bodies()

    with pytest.raises(NotTheNext, match="write version = 2"):
        importing.import_file("file", text.encode())
    assert bodies() == before


def test_a_file_with_another_wording_under_the_same_key_is_refused_with_its_line():
    text = importing.export("pulse", 1, Role.MENTOR).replace("pulse_mentor", "weekly_mentor")
    text = text.replace("I can disagree", "I may disagree")

    with pytest.raises(
        QuestionnaireBroken, match=r"weekly.toml, line 43, item m_safe_disagree: text differs from"
    ):
        importing.import_file("weekly.toml", text.encode())
    assert editions.versions("weekly") == []


def test_a_shipped_file_cannot_be_imported_over_itself():
    with pytest.raises(ShippedStays):
        importing.import_file("mentor.toml", importing.export("standard", 1, Role.MENTOR).encode())
