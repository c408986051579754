from rmfeedback.db import writing
from rmfeedback.waves import redacting
from tests.factories import a_cohort, a_planned_wave


def test_a_roster_is_read_once_for_all_comments(app):
    key = a_cohort().key

    assert redacting.redactor(key) is redacting.redactor(key)


def test_a_changed_roster_is_known_at_once(app):
    wave = a_planned_wave()
    before = redacting.marks(wave, "Thanks to Wilhelmine Quast")
    with writing():
        person = redacting.cohorts.find_cohort(wave.cohort_key).participations[0].person
        person.name = "Wilhelmine Quast"

    after = redacting.marks(wave, "Thanks to Wilhelmine Quast")

    assert {mark.action for mark in before} == {"ask"}
    assert [(mark.start, mark.end, mark.action) for mark in after] == [(10, 26, "mask")]
