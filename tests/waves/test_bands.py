"""The daily band: from thirty people, with the server's key, once a day, and never falling."""

import json
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from click.testing import CliRunner
from sqlalchemy import text, update

from rmfeedback import cli, config, mail
from rmfeedback.db import db, writing
from rmfeedback.programmes import inviting
from rmfeedback.programmes.models import Person
from rmfeedback.surveys import ballot_box, key_files, keys, results
from rmfeedback.terms import WaveKind
from rmfeedback.waves import bands, lifecycle, planning
from tests.factories import (
    CLOSES,
    TODAY,
    a_code,
    a_cohort,
    a_trustees_wave,
    an_open_wave,
    codes_of,
    do_jobs,
    everybody_answers,
    surroundings,
)

pytestmark = pytest.mark.usefixtures("app")
NEXT_DAY, DAY_AFTER = TODAY + timedelta(days=1), TODAY + timedelta(days=2)


@pytest.fixture
def wave():
    return an_open_wave(a_cohort(18, 12))


def band(wave):
    kept = results.band(wave.key)
    return kept.band if kept else None


def test_nobody_is_counted_on_the_day_of_the_launch(wave):
    bands.count_due(TODAY)

    assert band(wave) is None


def test_the_box_is_counted_once_a_day_and_stays_the_same_until_the_next(wave):
    everybody_answers(wave, mentors=9, leaders=0)
    bands.count_due(NEXT_DAY)
    assert band(wave) == "more than a quarter"

    everybody_answers(wave)
    bands.count_due(NEXT_DAY)
    assert band(wave) == "more than a quarter"
    bands.count_due(DAY_AFTER)
    assert band(wave) == "more than three quarters"


def test_it_never_falls(wave):
    everybody_answers(wave)
    bands.count_due(NEXT_DAY)
    for its in codes_of(wave).values():
        ballot_box.take_back(its[0], today=NEXT_DAY)
    bands.count_due(DAY_AFTER)

    assert band(wave) == "more than three quarters"
    assert results.band(wave.key).day == DAY_AFTER


def test_a_clock_that_was_set_back_counts_nothing(wave):
    bands.count_due(DAY_AFTER)
    everybody_answers(wave)
    bands.count_due(NEXT_DAY)

    assert band(wave) == "under a quarter"


@pytest.mark.parametrize(
    ("answered", "said"),
    [(0, 0), (7, 0), (8, 1), (15, 1), (16, 2), (22, 2), (23, 3), (30, 3)],
)
def test_a_quarter_is_told_when_it_is_passed(answered, said):
    assert bands.of_share(answered, 30) == bands.BANDS[said]


def test_below_thirty_nothing_is_published():
    wave = an_open_wave(a_cohort(17, 12))
    everybody_answers(wave)
    bands.count_due(NEXT_DAY)

    assert not wave.choices["has_band"]
    assert band(wave) is None


def test_with_a_trustee_nothing_is_published():
    wave, _ = a_trustees_wave(a_cohort(18, 12))
    bands.count_due(NEXT_DAY)

    assert not wave.choices["has_band"]
    assert band(wave) is None


def test_a_wave_planned_without_it_has_none():
    cohort = a_cohort(18, 12)
    wave = planning.plan(cohort.key, WaveKind.PULSE, (TODAY, CLOSES), TODAY, planning.Wishes(has_band=False))
    lifecycle.launch(wave.key, TODAY)
    do_jobs()
    bands.count_due(NEXT_DAY)

    assert band(wave) is None


@pytest.mark.parametrize("hour", [5, 7, 23])
def test_a_server_that_slept_through_the_hour_waits_for_the_next_day(wave, monkeypatch, hour):
    assert ticked_at(monkeypatch, hour) == []
    assert ticked_at(monkeypatch, bands.HOUR) == [1]


def ticked_at(monkeypatch, hour):
    """Let the clock tick in an instance that believes in no other day; return the counts that were made."""
    counts = []
    real = bands.datetime

    class Clock(real):
        @classmethod
        def now(cls, tz=None):
            return real(2026, 3, 3, hour, 30)

    with monkeypatch.context() as patch:
        patch.setattr(bands, "datetime", Clock)
        patch.setattr(bands, "count_due", lambda _day: counts.append(1))
        patch.setitem(bands.config.current(), "TODAY", "")
        bands.tick()
    return counts


def test_a_wave_that_cannot_be_counted_stops_no_other(wave):
    other = an_open_wave(a_cohort(18, 12, name="Other"))
    keys.destroy(wave.key)
    bands.count_due(NEXT_DAY)

    assert (band(wave), band(other)) == (None, "under a quarter")


@pytest.mark.parametrize("damage", ["another key", "no pin", "garbled pin", "garbled row"])
def test_what_is_damaged_is_not_counted_and_nothing_breaks(wave, damage):
    everybody_answers(wave)
    other = an_open_wave(a_cohort(18, 12, name="Other"))
    folder = key_files.folder()
    if damage == "another key":
        keys.store_private(wave.key, keys.private(other.key))
    elif damage == "garbled row":
        by_hand(wave, "[1]")
    else:
        (folder / f"{wave.key}.pin").unlink()
        if damage == "garbled pin":
            (folder / f"{wave.key}.pin").write_bytes(b"\0" * 40)
    bands.count_due(NEXT_DAY)

    assert results.band(wave.key) is None
    assert band(other) == "under a quarter"


def by_hand(wave, choices):
    """Write into a wave's row what no program would."""
    with db.engines["responses"].begin() as connection:
        connection.execute(
            text("UPDATE wave SET choices = :new WHERE key = :key"), {"new": choices, "key": wave.key}
        )
    db.session.expire_all()


def test_a_row_that_cannot_be_read_stops_no_other(wave):
    other = an_open_wave(a_cohort(18, 12, name="Other"))
    by_hand(wave, "no json")
    bands.count_due(NEXT_DAY)

    assert results.band(other.key).band == "under a quarter"


def test_who_counts_while_somebody_closes_publishes_nothing(wave, monkeypatch):
    everybody_answers(wave)
    count = bands.opening.count_answers

    def slow(*given):
        counted = count(*given)
        lifecycle.close(wave.key, CLOSES)
        return counted

    monkeypatch.setattr(bands.opening, "count_answers", slow)
    bands.count_due(NEXT_DAY)

    assert wave.state == "done"
    assert results.band(wave.key) is None


def test_two_servers_that_count_at_once_publish_one_band(wave, monkeypatch):
    everybody_answers(wave)
    count = bands.opening.count_answers

    def slow(*given):
        monkeypatch.undo()
        bands.count_due(NEXT_DAY)
        for its in codes_of(wave).values():
            ballot_box.take_back(its[0], today=NEXT_DAY)
        return count(*given)

    monkeypatch.setattr(bands.opening, "count_answers", slow)
    bands.count_due(NEXT_DAY)

    assert band(wave) == "more than three quarters"


def test_a_wave_on_paper_alone_is_counted_too():
    cohort = a_cohort(18, 12)
    with writing() as session:
        session.execute(update(Person).values(email=Person.email + ".invalid"))
    wave = planning.plan(cohort.key, WaveKind.PULSE, (TODAY, CLOSES), TODAY)
    lifecycle.launch(wave.key, TODAY)
    bands.count_due(TODAY)
    assert band(wave) is None
    bands.count_due(NEXT_DAY)

    assert band(wave) == "under a quarter"


def test_after_closing_the_number_stands_there_instead(wave):
    everybody_answers(wave)
    bands.count_due(NEXT_DAY)
    lifecycle.close(wave.key, CLOSES)

    assert band(wave) is None
    assert results.opening(wave.key).responses == 30


def test_the_form_says_so_where_it_is_true(client, wave):
    small = an_open_wave(a_cohort(name="Small"))
    pages = [
        client.post("/a", data={"code": a_code(its), "lang": "en"}).get_data(as_text=True)
        for its in (wave, small)
    ]

    assert ["Once a day, at 6:00" in page for page in pages] == [True, False]
    assert ["Nobody is counted before" in page for page in pages] == [False, True]


@pytest.mark.parametrize(("mentors", "is_told"), [(18, True), (17, False)])
def test_the_mail_says_so_where_it_is_true(mentors, is_told):
    wave = an_open_wave(a_cohort(mentors, 12))
    message = message_from_bytes(
        mail.written(config.current(), wave.key)[0].read_bytes(), policy=policy.default
    )
    for kind in ("plain", "html"):
        told = " ".join(message.get_body((kind,)).get_content().split())
        assert ("Once a day, at 6:00" in told) is is_told
        assert ("Nobody is counted before" in told) is not is_told


@pytest.mark.parametrize("mentors", [18, 17])
def test_the_command_says_what_is_known_before_closing(mentors, instance):
    wave = an_open_wave(a_cohort(mentors, 12))
    everybody_answers(wave)
    assert shown(wave, instance) == (None, "not counted yet" if mentors == 18 else "nobody is counted")
    bands.count_due(NEXT_DAY)

    published = ("more than three quarters", "more than three quarters had answered")
    assert shown(wave, instance) == (published if mentors == 18 else (None, "nobody is counted"))


def shown(wave, instance):
    """Return what `wave show` answers, and which of its sentences it says."""
    run, env = CliRunner(), surroundings(instance)
    answered = json.loads(run.invoke(cli.main, ("wave", "show", wave.key, "--json"), env=env).output)
    told = run.invoke(cli.main, ("wave", "show", wave.key), env=env).output
    sentences = ("not counted yet", "nobody is counted", "more than three quarters had answered")
    return answered["answered"], next(sentence for sentence in sentences if sentence in told)


def test_the_names_on_the_form_are_of_those_invited_where_the_wave_was_planned_so(client):
    cohort = a_cohort()
    wishes = planning.Wishes(shows_names=True)
    named = planning.plan(cohort.key, WaveKind.PULSE, (TODAY, CLOSES), TODAY, wishes)
    lifecycle.launch(named.key, TODAY)
    do_jobs()
    page = client.post("/a", data={"code": a_code(named), "lang": "en"}).get_data(as_text=True)

    assert "Ana Example" in page
    assert inviting.names(named.key)["leader"][1] in page
    other = an_open_wave(a_cohort(name="Quiet"))
    assert "Ana Example" not in client.post("/a", data={"code": a_code(other)}).get_data(as_text=True)
