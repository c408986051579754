import pytest

from rmfeedback.surveys import editing, editions, side_by_side
from rmfeedback.terms import Role
from tests.surveys.drafts import EDITION, a_draft, change


@pytest.fixture(autouse=True)
def _in(app):
    """Each test has rooms of its own."""


def pairs(edition="standard"):
    version = editions.versions(edition)[-1]
    return [
        (row.mentor and row.mentor.key, row.leader and row.leader.key) for row in side_by_side.rows(version)
    ]


def test_mirrors_stand_in_one_row_and_who_has_no_partner_in_one_of_its_own():
    found = pairs()

    assert len(found) == 21
    assert ("m_pair_fit", "l_pair_fit") in found
    assert (None, "l_transfer_team") in found
    assert ("m_words_blind_spot", None) in found


@pytest.mark.parametrize("edition", editions.SHIPPED)
def test_every_item_stands_there_once_in_the_order_asked(edition):
    asked = editions.versions(edition)[-1].questionnaires
    mentors, leaders = zip(*pairs(edition), strict=True)

    assert [key for key in mentors if key] == [item.key for item in asked[Role.MENTOR].items]
    assert [key for key in leaders if key] == [item.key for item in asked[Role.LEADER].items]


def test_a_mirror_that_is_asked_elsewhere_stands_in_a_row_of_its_own():
    a_draft()
    change(lambda twin, _: editing.move(twin, Role.LEADER, "l_pair_fit", "l_incl_organisation"))

    assert ("m_pair_fit", None) in pairs(EDITION)
    assert (None, "l_pair_fit") in pairs(EDITION)


def test_a_row_names_its_construct_in_the_language_of_the_page_and_its_scale():
    row = side_by_side.rows(editions.versions("standard")[-1], "de")[1]

    assert (row.construct, row.kind, row.is_mirrored) == ("Passung und Ziele", "agree, 1 to 5", True)
