"""People join, are corrected, pause and leave; a wave that has been launched never notices."""

from unittest.mock import Mock

import pytest
from sqlalchemy import select

from rmfeedback.db import db, writing
from rmfeedback.errors import NotFound
from rmfeedback.programmes import correcting, enrolled, enrolling, inviting, pairing, roster
from rmfeedback.programmes.enrolled import AddressTaken, PersonChanged, PersonFrozen
from rmfeedback.programmes.models import Exclusion, Pair, Participation, Person
from rmfeedback.surveys import ballot_box
from rmfeedback.terms import Role
from rmfeedback.waves import trusteeship
from tests import factories

pytestmark = pytest.mark.usefixtures("app")
NEW = {
    "name": "Zoe New", "email": "zoe@example.com", "language": "de", "time_zone": "", "unit": "IT",
    "location": "", "level": "", "manager_email": "", "goals": "Listen", "constraints": "",
}  # fmt: skip

ROWS = b"""name,email,role,unit
Zoe New,zoe@example.com,mentor,
Ana Example,ana.cohort@example.com,mentor,New
"""


@pytest.fixture
def cohort():
    return factories.a_cohort()


def person(email):
    return db.session.scalar(select(Person).where(Person.email == email))


def ana(cohort):
    return enrolled.find(cohort.key, person("ana.cohort@example.com").id)


def asked(cohort):
    return [p.person.email for p in inviting.to_invite(cohort.key)]


def correct(found, **new):
    correcting.correct(found.cohort.key, found.person.id, new, found.values)


def told(wave):
    """Everything that a launched wave was told of the people: whom it names, asks and binds."""
    return inviting.names(wave.key), [
        (i.participation_id, i.envelope_id, i.tag) for i in inviting.of_wave(wave.key)
    ]


def test_somebody_who_is_added_is_asked_in_the_next_wave(cohort):
    enrolling.add(cohort.key, Role.MENTOR, NEW, ["AI"])

    added = db.session.scalar(select(Participation).join(Person).where(Person.email == "zoe@example.com"))
    assert (added.topics, added.goals, added.person.unit, added.state) == (["AI"], "Listen", "IT", "active")
    assert "zoe@example.com" in asked(cohort)


def test_an_address_that_is_there_already_is_refused_with_its_owner(cohort):
    with pytest.raises(AddressTaken, match="the address of Ana Example already"):
        enrolling.add(cohort.key, Role.LEADER, NEW | {"email": "ana.cohort@example.com"}, [])
    with pytest.raises(AddressTaken, match="Leo Example"):
        correct(ana(cohort), email="leo.cohort@example.com")


def test_somebody_known_from_another_cohort_joins_with_what_is_new(cohort):
    other = factories.a_cohort(name="Other")
    known = NEW | {"name": "Ana Example", "email": "ana.cohort@example.com", "unit": "Board"}

    assert enrolling.add(other.key, Role.MENTOR, known, []).id == ana(cohort).person.id
    assert (ana(cohort).person.unit, ana(cohort).person.language) == ("Board", "de")
    with pytest.raises(AddressTaken):
        enrolling.add(other.key, Role.MENTOR, NEW | {"email": "leo.cohort@example.com"}, [])


def test_a_correction_is_stored_and_an_address_forgets_what_was_said_of_the_old_one(cohort):
    with writing():
        ana(cohort).person.mail_note = "Address refused by the server"
    correct(ana(cohort), name="Ana Berg", email="ana@example.com", **{"mentor-topics": ["AI", "Data"]})

    found = enrolled.find(cohort.key, person("ana@example.com").id)
    assert (found.person.name, found.person.mail_note) == ("Ana Berg", "")
    assert found.roles["mentor"].topics == ["AI", "Data"]


def test_another_correction_keeps_the_note_and_hr_can_take_it_away(cohort):
    with writing():
        ana(cohort).person.mail_note = "Address refused by the server"
    correct(ana(cohort), unit="Finance")

    assert ana(cohort).person.mail_note
    correcting.forget_note(cohort.key, ana(cohort).person.id)
    assert not ana(cohort).person.mail_note


def test_a_form_made_before_somebody_else_saved_changes_nothing(cohort):
    mine, theirs = ana(cohort), ana(cohort)
    seen = mine.values
    correct(theirs, unit="Finance")

    with pytest.raises(PersonChanged, match="Somebody else changed Ana Example") as no:
        correcting.correct(cohort.key, mine.person.id, {"level": "Trainee"}, seen)

    assert (no.value.now["unit"], ana(cohort).person.level) == ("Finance", "")


@pytest.mark.parametrize("state", ["paused", "left"])
def test_who_pauses_or_has_left_is_not_asked_until_back(cohort, state):
    before = inviting.digest("planned", cohort.key)
    enrolling.move(cohort.key, ana(cohort).person.id, "mentor", ("active", state))

    assert "ana.cohort@example.com" not in asked(cohort)
    assert inviting.count_by_role(cohort.key)["mentor"] == 5
    assert inviting.digest("planned", cohort.key) != before, "the trustee would confirm another list"
    enrolling.move(cohort.key, ana(cohort).person.id, "mentor", (state, "active"))
    assert inviting.digest("planned", cohort.key) == before


def test_too_few_who_take_part_are_never_asked():
    cohort = factories.a_cohort(5, 5)
    enrolling.move(cohort.key, ana(cohort).person.id, "mentor", ("active", "paused"))

    with pytest.raises(inviting.GroupTooSmall, match="4 mentors"):
        inviting.check_size(cohort.key)


def test_pausing_twice_is_pausing_once_but_nobody_is_moved_from_where_they_are_not(cohort):
    key, id_ = cohort.key, ana(cohort).person.id
    for _ in range(2):
        enrolling.move(key, id_, "mentor", ("active", "paused"))

    with pytest.raises(PersonChanged):
        enrolling.move(key, id_, "mentor", ("active", "left"))
    for role, state in (("leader", "paused"), ("mentor", "asleep")):
        with pytest.raises(NotFound):
            enrolling.move(key, id_, role, ("active", state))


def test_of_two_roles_hr_chooses_the_one_that_is_asked(cohort):
    enrolling.add_role(cohort.key, ana(cohort).person.id)

    assert (ana(cohort).asked_as, inviting.count_by_role(cohort.key)["leader"]) == ("mentor", 6)
    correct(ana(cohort), asked_as="leader")
    assert ana(cohort).asked_as == "leader"
    assert inviting.count_by_role(cohort.key) == {"mentor": 5, "leader": 7}
    with pytest.raises(enrolling.RoleThere):
        enrolling.add_role(cohort.key, ana(cohort).person.id)


def test_who_leaves_one_of_two_roles_is_asked_in_the_other_and_back_again(cohort):
    id_ = ana(cohort).person.id
    enrolling.add_role(cohort.key, id_)
    enrolling.move(cohort.key, id_, "mentor", ("active", "left"))

    assert (ana(cohort).asked_as, asked(cohort).count("ana.cohort@example.com")) == ("leader", 1)
    enrolling.move(cohort.key, id_, "mentor", ("left", "active"))
    assert ana(cohort).asked_as == "mentor"


def test_one_leader_has_two_mentors_and_one_mentor_two_leaders(cohort):
    leo, other = (person(f"{name}.cohort@example.com").id for name in ("leo", "leader1"))
    parts = {p.person.email.partition(".")[0]: p for p in cohort.participations}
    with writing() as session:
        for mentor, leader in (("ana", "leo"), ("mentor1", "leo"), ("ana", "leader1")):
            session.add(Pair(mentor=parts[mentor], leader=parts[leader], score=50.0))

    assert enrolled.find(cohort.key, leo).partners == {"leader": ["Ana Example", "Mentor 1 Example"]}
    assert ana(cohort).partners == {"mentor": ["Leo Example", "Leader 1 Example"]}
    assert enrolled.find(cohort.key, other).partners == {"leader": ["Ana Example"]}


def test_who_was_never_asked_is_deleted_with_pairs_and_exclusions(cohort):
    pairing.accept(cohort.key, pairing.propose(cohort.key))
    leo = person("leo.cohort@example.com")
    with writing() as session:
        session.add(Exclusion(cohort_key=cohort.key, one_id=ana(cohort).person.id, other_id=leo.id))

    assert enrolling.remove(cohort.key, ana(cohort).person.id) == "Ana Example"
    assert person("ana.cohort@example.com") is None
    assert (
        len(db.session.scalars(select(Pair)).all()) == 5 and not db.session.scalars(select(Exclusion)).all()
    )


def test_who_takes_part_elsewhere_stays_there(cohort):
    other = factories.a_cohort(name="Other")
    enrolling.add(
        other.key, Role.LEADER, NEW | {"name": "Ana Example", "email": "ana.cohort@example.com"}, []
    )
    enrolling.remove(other.key, ana(cohort).person.id)

    assert ana(cohort).roles.keys() == {"mentor"}
    with pytest.raises(NotFound):
        enrolled.find(other.key, ana(cohort).person.id)


def test_who_was_asked_stays_and_nobody_is_deleted_while_a_wave_is_open(cohort):
    wave = factories.an_open_wave(cohort)
    joined = enrolling.add(cohort.key, Role.MENTOR, NEW, [])

    with pytest.raises(enrolling.WasInvited, match="Let Ana Example leave"):
        enrolling.remove(cohort.key, ana(cohort).person.id)
    with pytest.raises(enrolling.DeleteLater, match="Delete Zoe New when it has closed"):
        enrolling.remove(cohort.key, joined.id)
    factories.everybody_answers(wave)
    factories.lifecycle.close(wave.key, factories.CLOSES)
    enrolling.remove(cohort.key, joined.id)
    with pytest.raises(enrolling.WasInvited):
        enrolling.remove(cohort.key, ana(cohort).person.id)


@pytest.mark.parametrize("new", [
    {"name": "Eve"}, {"email": "eve@example.com"}, {"language": "en"}, {"time_zone": "Asia/Tokyo"},
    {"unit": "X"}, {"location": "X"}, {"level": "X"},
])  # fmt: skip
def test_what_an_open_wave_was_told_cannot_be_changed_in_any_cohort(cohort, new):
    other = factories.a_cohort(name="Other")
    enrolling.add(
        other.key, Role.LEADER, NEW | {"name": "Ana Example", "email": "ana.cohort@example.com"}, []
    )
    wave = factories.an_open_wave(cohort)
    before = told(wave)
    with pytest.raises(PersonFrozen, match="when it has closed"):
        correct(enrolled.find(other.key, ana(cohort).person.id), **new)

    assert told(wave) == before


def test_joining_pausing_leaving_and_wishes_never_reach_an_open_wave(cohort):
    wave = factories.an_open_wave(cohort)
    before, mails = told(wave), factories.codes_of(wave).keys()
    enrolling.add(cohort.key, Role.MENTOR, NEW, [])
    enrolling.move(cohort.key, ana(cohort).person.id, "mentor", ("active", "left"))
    correct(ana(cohort), manager_email="leo.cohort@example.com", **{"mentor-goals": "Anew"})

    factories.lifecycle.remind(wave.key, factories.TODAY)
    factories.do_jobs()
    assert told(wave) == before
    assert factories.codes_of(wave).keys() == mails, "the reminder went to others than the invitation"
    assert len(factories.codes_of(wave)["ana.cohort@example.com"]) == 2


def test_the_trustee_of_an_open_wave_reads_the_list_that_was_confirmed(cohort):
    wave, _words = factories.a_trustees_wave(cohort)
    before = trusteeship.of_wave(wave.key, factories.TODAY).list_digest
    enrolling.add(cohort.key, Role.MENTOR, NEW, [])
    enrolling.move(cohort.key, ana(cohort).person.id, "mentor", ("active", "left"))

    listed = {part.person.name for part in trusteeship.invited(wave.key)}
    assert ("Zoe New" in listed, "Ana Example" in listed) == (False, True)
    assert trusteeship.of_wave(wave.key, factories.TODAY).list_digest == before


def test_who_joins_after_half_a_launch_is_not_among_those_it_asks(cohort, monkeypatch):
    wave, _words = factories.a_trustees_wave(cohort, is_launched=False)
    with monkeypatch.context() as crashing, pytest.raises(KeyboardInterrupt):
        crashing.setattr(ballot_box, "build", Mock(side_effect=KeyboardInterrupt))
        factories.lifecycle.launch(wave.key, factories.TODAY)
    enrolling.add(cohort.key, Role.MENTOR, NEW, [])

    assert factories.lifecycle.launch(wave.key, factories.TODAY).waiting == 12
    assert "Zoe New" not in inviting.names(wave.key)["mentor"]


def test_a_file_that_only_adds_people_is_stored_while_a_wave_is_open(cohort):
    wave = factories.an_open_wave(cohort)
    before = told(wave)
    rows = ROWS.replace(b"unit", b"goals")

    assert roster.load(rows, "a.csv", "pilot", "Cohort").imported == 2
    assert told(wave) == before and ana(cohort).roles["mentor"].goals == "New"
    assert "zoe@example.com" in asked(cohort)


def test_a_file_that_would_change_those_asked_is_refused_whole_with_its_lines(cohort):
    factories.an_open_wave(cohort)

    with pytest.raises(roster.RosterFrozen, match="would change them in line 3. Nothing was stored"):
        roster.load(ROWS, "a.csv", "pilot", "Cohort")
    assert person("zoe@example.com") is None


def test_a_file_brings_nobody_back_and_says_so(cohort):
    enrolling.move(cohort.key, ana(cohort).person.id, "mentor", ("active", "left"))
    report = roster.load(
        b"name,email,role\nAna Example,ana.cohort@example.com,mentor\n", "a.csv", "pilot", "Cohort"
    )

    assert "Stored as left, and stays so" in report.problems[0].message
    assert ana(cohort).roles["mentor"].state == "left"
