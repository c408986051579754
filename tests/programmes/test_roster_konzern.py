"""A roster of 80 leaders and 90 mentors as German Excel wrote it: every line comes to its known end."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from rmfeedback.db import db
from rmfeedback.programmes import cohorts, pairing, roster, roster_upload
from rmfeedback.programmes.models import Participation, Person
from rmfeedback.programmes.roster_upload import Upload
from tests.databases import both_engines

KONZERN = Path(__file__).with_name("konzern_80.csv").read_bytes()
KUEPPERS = "henning.kueppers@example.com"


@pytest.fixture(scope="module")
def looked():
    """What there is to know of the file, by line; without a database."""
    file = roster.roster_file.read(KONZERN, "konzern_80.csv")
    return file, roster.roster_rows.judge(file)


@pytest.fixture
def cohort_key(app):
    return load().cohort


def load(mends=()):
    programme = cohorts.add_programme("Konzern", "de")
    return roster.store(Upload(KONZERN, "konzern_80.csv", programme.key, "2026", mends=tuple(mends)))


def told(looked, line):
    return [problem for problem in looked[1].problems if problem.line == line]


def entry(looked, line):
    (found,) = [entry for entry in looked[1].imported.values() if entry.line == line]
    return found


def counts():
    query = select(Participation.role, func.count()).group_by(Participation.role)
    return dict(db.session.execute(query).all()) | {"persons": len(db.session.scalars(select(Person)).all())}


def test_the_file_is_read_as_excel_wrote_it(looked):
    file, _ = looked

    assert (file.encoding, file.separator, file.header_line) == ("cp1252", ";", 3)
    assert [column.field for column in file.columns] == [
        "name", "email", "role", "unit", "location", "level", "language", "topics", "goals", "constraints",
        "manager_email", None,
    ]  # fmt: skip


def test_the_sums_are_those_of_the_list(looked):
    _, judged = looked

    assert (judged.read, len(judged.imported), judged.merged, judged.waiting, judged.skipped) == (
        175,
        169,
        2,
        2,
        2,
    )
    assert {p.line for p in judged.problems if p.outcome == "waiting"} == {46, 179}


@pytest.mark.parametrize("line, outcome, words", [
    (1, "noted", "Above the header; not read."), (2, "noted", "Above the header; not read."),
    (3, "noted", "A second column of this name; the first one is read."),
    (38, "imported", "The address holger.lindenthal@example.com was taken out of the angle brackets."),
    (46, "waiting", "Did you mean “henning.kueppers@example.com”?"),
    (67, "imported", "“DE/EN” is not one of English and German; the programme's language is taken."),
    (86, "skipped", "An empty line."), (95, "merged", "Says the same as line 35"),
    (118, "imported", "No language stands here; the programme's language is taken."),
    (119, "imported", "Check the name."), (144, "imported", "Check the name."),
    (170, "imported", "Check the name."), (152, "merged", "Says the same as line 107"),
    (178, "imported", "In line 83 too, as leader: one person, two roles"),
    (179, "waiting", "two units for one person: choose"),
    (180, "skipped", "A total line. It agrees with the 170 entries above."),
])  # fmt: skip
def test_a_line_to_know_about_says_what_became_of_it(looked, line, outcome, words):
    (problem,) = told(looked, line)

    assert (problem.outcome, words in problem.message) == (outcome, True), problem.message


@pytest.mark.parametrize("line, email, role", [
    (9, "frank.nuernberger@example.com", "leader"), (14, "ulrike.rautenberg@example.com", "leader"),
    (32, "heike.hoelzlwimmer@example.com", "leader"), (38, "holger.lindenthal@example.com", "leader"),
    (83, "sabine.gruenwaldt@example.com", "leader"), (178, "sabine.gruenwaldt@example.com", "mentor"),
])  # fmt: skip
def test_addresses_and_roles_are_cleaned(looked, line, email, role):
    assert (entry(looked, line).email, entry(looked, line).role) == (email, role)


@pytest.mark.parametrize("line", [103, 109, 126])
def test_a_mentor_is_one_however_the_role_is_written(looked, line):
    assert entry(looked, line).role == "mentor"


@pytest.mark.parametrize("line, name", [
    (19, "Matthias Krähwinkel"), (25, "Dr. Lars Wagenknecht"), (119, "Miko?ajczak"),
])  # fmt: skip
def test_names_are_tidied_and_titles_stay(looked, line, name):
    assert name in entry(looked, line).name


def test_one_record_over_two_lines_keeps_its_cell_as_written(looked):
    assert entry(looked, 57).goals == 'Zuhören lernen; weniger reden\nund "Warum?" fragen'
    assert [e.line for e in looked[1].imported.values() if 57 <= e.line <= 59] == [57, 59]


def test_language_in_words_is_known(looked):
    assert [entry(looked, line).language for line in (66, 67, 118)] == ["de", None, None]
    assert told(looked, 66) == []


@pytest.mark.parametrize("line, field", [(134, "goals"), (139, "topics")])
def test_cells_that_look_like_formulas_are_text(looked, line, field):
    value = getattr(entry(looked, line), field)

    assert (value if isinstance(value, str) else value[0]).startswith(("=", "-"))


def test_a_manager_who_takes_no_part_is_accepted(looked):
    found = entry(looked, 159)

    assert found.manager_email and told(looked, 159) == []
    assert found.manager_email not in {e.email for e in looked[1].imported.values()}


def test_the_first_of_two_units_is_imported(looked):
    assert entry(looked, 127).unit != told(looked, 179)[0].value


def test_a_person_named_in_a_constraint_is_never_paired_with_its_writer(cohort_key, looked):
    proposal = pairing.propose(cohort_key)
    pairs = {pair.mentor: pair.leader for pair in proposal.pairs}

    assert "Ulrike Rautenberg" in entry(looked, 148).constraints
    assert pairs.get(entry(looked, 148).email) != "ulrike.rautenberg@example.com"
    assert len({pair.leader for pair in proposal.pairs}) == 79


@both_engines
def test_the_first_import_stores_79_leaders_and_90_mentors(cohort_key):
    assert counts() == {"leader": 79, "mentor": 90, "persons": 168}
    assert load().imported == 169 and counts()["persons"] == 168


def test_the_repaired_address_makes_80_leaders(app):
    programme = cohorts.add_programme("Konzern", "de")
    upload = Upload(KONZERN, "konzern_80.csv", programme.key, "2026")
    file = roster.look(upload).sent
    mended = roster_upload.reread(upload, {"take-46-email": KUEPPERS, "choose-179-unit": "179-127"}, file)

    report = roster.store(mended)

    assert (report.imported, report.merged, report.waiting, report.skipped) == (170, 3, 0, 2)
    assert counts() == {"leader": 80, "mentor": 90, "persons": 169}
