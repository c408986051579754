"""Mail comes on working days from nine to five where somebody lives, summer time or not."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.programmes.models import Invitation, Participation, Person, Programme
from rmfeedback.waves import quiet, workdays
from tests.factories import TODAY

BERLIN, AUCKLAND, NEW_YORK = "Europe/Berlin", "Pacific/Auckland", "America/New_York"
ZONES = ["", BERLIN, AUCKLAND, NEW_YORK, "Asia/Kolkata", "Pacific/Honolulu", "Nowhere/Atlantis"]
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


def an_invitation(zone=""):
    person = Person(email="ana@example.com", name="Ana", language="en", time_zone=zone)
    return Invitation(participation=Participation(role="mentor", person=person))


def hours_at(moment, region="DE"):
    return quiet.Hours(region, BERLIN, moment, moment.date())


def berlin(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(BERLIN))


def first(moment, zone="", day=MONDAY, region="DE"):
    seconds = hours_at(moment, region).not_before(day)(an_invitation(zone))
    return datetime.fromtimestamp(seconds, ZoneInfo(zone or BERLIN)) if seconds else None


def test_in_the_daytime_a_mail_goes_at_once():
    assert first(berlin(MONDAY, 9)) is None
    assert first(berlin(MONDAY, 16, 59)) is None


@pytest.mark.parametrize(
    ("day", "hour", "wanted"),
    [
        (MONDAY, 8, "2026-03-02T09:00:00+01:00"),
        (MONDAY, 17, "2026-03-03T09:00:00+01:00"),
        (FRIDAY, 17, "2026-03-09T09:00:00+01:00"),
        (date(2026, 4, 2), 18, "2026-04-07T09:00:00+02:00"),  # behind Easter, and behind the change of clocks
    ],
)
def test_at_night_it_waits_for_the_next_working_morning(day, hour, wanted):
    assert first(berlin(day, hour)).isoformat() == wanted


def test_each_gets_it_in_the_morning_of_the_day_where_he_lives():
    moment = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)  # Monday, 9:30, in Auckland; Sunday in Europe

    assert first(moment, AUCKLAND) is None
    assert first(moment).isoformat() == "2026-03-02T09:00:00+01:00"
    assert first(moment, NEW_YORK).isoformat() == "2026-03-02T09:00:00-05:00"


def test_the_day_has_come_when_it_is_morning_for_the_first_of_them():
    people = [an_invitation(zone).participation for zone in ("", AUCKLAND)]
    in_auckland, at_home = datetime(2026, 3, 1, 20, 30, tzinfo=UTC), berlin(MONDAY, 9)

    assert hours_at(in_auckland).has_come(MONDAY, people)
    assert not hours_at(in_auckland).has_come(MONDAY, people[:1])
    assert hours_at(at_home).has_come(MONDAY, people[:1])


def test_an_unknown_zone_goes_by_the_programme_and_else_by_the_server():
    assert first(berlin(MONDAY, 8), "").tzinfo == ZoneInfo(BERLIN)
    unknown = an_invitation("Nowhere/Atlantis")
    assert hours_at(berlin(MONDAY, 8)).not_before(MONDAY)(unknown) == berlin(MONDAY, 9).timestamp()
    assert quiet.zone_of("../etc/passwd") is None


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
    st.sampled_from(["", "DE-BY", "US", "JP"]),
)
def test_whatever_the_moment_mail_reaches_nobody_at_a_bad_one(moment, zone, region):
    hours = hours_at(moment, region)
    seconds = hours.not_before(moment.date())(an_invitation(zone))
    there = (quiet.zone_of(zone) and ZoneInfo(zone)) or ZoneInfo(BERLIN)
    arrives = datetime.fromtimestamp(seconds, UTC) if seconds else moment

    assert arrives >= moment
    assert (arrives - moment).days < 8, "jobs wait no longer"
    local = arrives.astimezone(there)
    assert time(9) <= local.time() < time(17)
    assert local.date() >= moment.date()
    assert workdays.is_working(local.date(), region)


def test_a_rehearsal_believes_in_a_day_and_in_no_hour(app):
    hours = quiet.hours(Programme(holidays="DE", time_zone=BERLIN))

    assert hours.now is None
    assert hours.has_come(TODAY, [])
    assert not hours.has_come(date(2026, 3, 3), [])
    assert hours.not_before(TODAY) is quiet.at_once


def test_a_rehearsal_rests_at_weekends_too(app):
    app.config["RM"]["TODAY"] = "2026-03-07"

    assert not quiet.hours(Programme(holidays="", time_zone="")).has_come(TODAY, [])
