"""HR plans, launches, watches, reminds and closes on pages; what is wrong is said beside the field."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from rmfeedback import config
from rmfeedback.config import NotARehearsal
from rmfeedback.db import writing
from rmfeedback.programmes import addressing, inviting
from rmfeedback.programmes.models import Person
from rmfeedback.staff import accounts
from rmfeedback.surveys import results
from rmfeedback.terms import WaveKind
from rmfeedback.waves import bands, lifecycle, planning
from tests.conftest import make_app
from tests.factories import (
    CLOSES,
    PASSWORD,
    TODAY,
    a_closed_wave,
    a_cohort,
    a_planned_wave,
    an_open_wave,
    do_jobs,
    everybody_answers,
    let_time_pass,
    signed_in,
)


def text_of(reply):
    return " ".join(re.sub(r"<[^>]+>", " ", reply.get_data(as_text=True)).split())


def token(hal, path):
    page = hal.get(path).get_data(as_text=True)
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def post(hal, page, path, **fields):
    return hal.post(path, data={"csrf_token": token(hal, page), **fields}, follow_redirects=True)


def test_a_cohort_without_a_wave_is_told_where_to_begin(hal):
    a_cohort()

    assert "Plan the first wave" in text_of(hal.get("/cohorts/cohort/waves"))


def test_planning_shows_what_there_will_be_to_read(hal):
    a_cohort(11, 11)
    fields = {"kind": "midpoint", "opens_on": TODAY.isoformat(), "closes_on": CLOSES.isoformat()}
    page = text_of(post(hal, "/cohorts/cohort/waves/new", "/cohorts/cohort/waves/new", **fields))

    assert "Look once more, then launch" in page
    assert "as good as certain" in page
    assert "Launch: 22 mails" in page


def test_dates_the_wrong_way_round_are_told_beside_the_field_and_kept(hal):
    a_cohort()
    fields = {"kind": "pulse", "opens_on": CLOSES.isoformat(), "closes_on": TODAY.isoformat()}
    reply = post(hal, "/cohorts/cohort/waves/new", "/cohorts/cohort/waves/new", **fields)

    assert reply.status_code == 422
    assert "Choose a later day." in text_of(reply)
    assert TODAY.isoformat() in reply.get_data(as_text=True)
    assert results.waves() == []


def test_launching_says_how_many_mails_are_on_their_way(hal):
    wave = a_planned_wave()
    page = post(hal, f"/waves/{wave.key}", f"/waves/{wave.key}/launch")

    assert "12 mails are on their way" in text_of(page)
    assert wave.state == "open"


def test_a_role_under_five_cannot_be_launched_and_the_page_says_why(hal):
    wave = a_planned_wave(a_cohort(6, 4))
    path = f"/waves/{wave.key}"

    assert "an answer could be guessed" in text_of(hal.get(path))
    refused = post(hal, path, f"{path}/launch")
    assert (refused.status_code, wave.state) == (409, "planned")


def test_a_reminder_of_301_characters_comes_back_with_what_was_typed(hal):
    wave = an_open_wave()
    reply = post(hal, f"/waves/{wave.key}", f"/waves/{wave.key}/remind", note="x" * 301)

    assert reply.status_code == 422
    assert "x" * 301 in reply.get_data(as_text=True)
    assert do_jobs() == 0


def test_a_reminder_goes_to_everybody(hal):
    wave = an_open_wave()

    assert "12 mails are on their way" in text_of(
        post(hal, f"/waves/{wave.key}", f"/waves/{wave.key}/remind")
    )


def test_an_open_wave_looks_the_same_whoever_has_answered(hal):
    wave = an_open_wave()
    before = text_of(hal.get(f"/waves/{wave.key}"))
    everybody_answers(wave)

    assert text_of(hal.get(f"/waves/{wave.key}")) == before
    assert "Nobody is counted before" in before


def test_before_its_day_a_wave_offers_no_button_to_close(hal):
    wave = an_open_wave()
    page = text_of(hal.get(f"/waves/{wave.key}"))

    assert "not before: people were told so" in page
    assert "Close the wave and open the box" not in page


def test_on_its_day_closing_wants_a_tick_and_then_says_what_came_of_it(hal, app):
    wave = an_open_wave()
    everybody_answers(wave)
    app.config["RM"]["TODAY"] = CLOSES.isoformat()
    path = f"/waves/{wave.key}"

    assert post(hal, path, f"{path}/close").status_code == 422
    page = text_of(post(hal, path, f"{path}/close", sure="y"))
    assert "12 responses" in page
    assert "Review the findings" in page


def test_too_few_answers_are_told_with_what_happens_now(hal, app):
    wave = an_open_wave()
    app.config["RM"]["TODAY"] = CLOSES.isoformat()
    path = f"/waves/{wave.key}"

    assert "under five answers" in text_of(post(hal, path, f"{path}/close", sure="y"))


def test_the_timeline_shows_what_was_answered_once_a_wave_has_closed(hal):
    a_closed_wave()

    assert "12 of 12 answered" in text_of(hal.get("/cohorts/cohort/waves"))


def test_the_status_alone_comes_for_htmx(hal):
    wave = an_open_wave()
    reply = hal.get(f"/waves/{wave.key}/status", headers={"HX-Request": "true"})

    assert reply.get_data(as_text=True).lstrip().startswith('<section id="status"')


def test_an_unknown_wave_is_not_found(hal):
    assert hal.get("/waves/nowhere").status_code == 404


def test_a_rehearsal_says_so_on_every_page(hal):
    assert "Rehearsal" in text_of(hal.get("/programmes"))


def test_a_real_instance_refuses_to_believe_in_another_day(tmp_path):
    make_app(tmp_path / "real", REHEARSAL="", TODAY="")
    with pytest.raises(NotARehearsal):
        make_app(tmp_path / "real", REHEARSAL="1", TODAY=TODAY.isoformat())


def test_one_of_hr_asks_to_close_early_and_another_agrees(app, hal):
    wave = an_open_wave()
    at = f"/waves/{wave.key}"
    assert "Somebody else with an account has to agree" in text_of(
        post(hal, at, f"{at}/early", password=PASSWORD)
    )

    mia = colleague(app, "mia@example.com")
    assert "hal@example.com asks to close early" in text_of(mia.get(at))
    assert "The box is opened on 5 March" in text_of(post(mia, at, f"{at}/early/agree", password=PASSWORD))
    assert "Two of you have decided to close early" in text_of(hal.get(at))


@pytest.mark.parametrize("who", ["ada", "tom"])
def test_an_administrator_or_a_trustee_agrees_on_a_page_of_their_own(app, hal, who):
    wave = an_open_wave()
    at = f"/waves/{wave.key}"
    second = signed_in(app.test_client(), who)
    assert "Nobody has asked" in text_of(second.get(f"{at}/early"))
    post(hal, at, f"{at}/early", password=PASSWORD)

    assert f"{at}/early" in text_of(hal.get(at))
    assert "hal@example.com asks to close early" in text_of(second.get(f"{at}/early"))
    reply = post(second, f"{at}/early", f"{at}/early/agree", password=PASSWORD)
    assert "The box is opened on 5 March" in text_of(reply)
    assert "It can be closed on 5 March, not before" in text_of(reply)


def test_who_asked_can_withdraw_but_not_agree(hal):
    wave = an_open_wave()
    at = f"/waves/{wave.key}"
    post(hal, at, f"{at}/early", password=PASSWORD)

    assert post(hal, at, f"{at}/early/agree", password=PASSWORD).status_code == 409
    assert "Ask to close early" in text_of(post(hal, at, f"{at}/early/withdraw"))


def test_a_wrong_password_is_told_beside_the_field_and_asks_for_nothing(hal):
    wave = an_open_wave()
    at = f"/waves/{wave.key}"
    reply = post(hal, at, f"{at}/early", password="not this one at all")

    assert reply.status_code == 422
    assert "do not fit together" in text_of(reply)
    assert "Ask to close early" in text_of(hal.get(at))


def colleague(app, email):
    accounts.add(email, "hr", PASSWORD)
    browser = app.test_client()
    fields = {"csrf_token": token(browser, "/sign-in"), "email": email, "password": PASSWORD}
    browser.post("/sign-in", data=fields)
    return browser


def test_hr_sees_the_band_as_a_bar_and_no_count(app, hal):
    wave = an_open_wave(a_cohort(20, 12))
    assert "Not counted yet" in text_of(hal.get(f"/waves/{wave.key}"))
    everybody_answers(wave, mentors=10)
    bands.count_due(TODAY + timedelta(days=1))
    page = hal.get(f"/waves/{wave.key}")

    assert "More than half have answered Counted on 3 March at 6:00" in text_of(page)
    assert page.get_data(as_text=True).count('<rect class="m"') == 2
    assert "22" not in text_of(page)


def test_what_was_planned_stands_there_before_launch_and_can_be_taken_away(hal):
    a_cohort(20, 12)
    accounts.add("tom@example.com", "trustee", PASSWORD)
    fields = {"kind": "pulse", "opens_on": TODAY.isoformat(), "closes_on": CLOSES.isoformat()}
    chosen = {"keyholder": "trustee", "shows_names": "y", "has_band": "y", "breakdown": "unit"}
    new = "/cohorts/cohort/waves/new"
    page = text_of(post(hal, new, new, **fields, **chosen))

    for words in (
        "a trustee",
        "names and numbers",
        "by role and by unit",
        "With a trustee the box cannot be counted",
    ):
        assert words in page
    at = "/waves/cohort-pulse"
    unsure = post(hal, at, f"{at}/delete")
    assert (unsure.status_code, "Tick that the planned wave shall go" in text_of(unsure)) == (422, True)
    assert "The planned wave is gone" in text_of(post(hal, at, f"{at}/delete", sure="y"))
    assert results.waves() == []


@pytest.mark.parametrize(
    ("units", "told"),
    [
        (["Cabin"] * 6 + ["Ground"] * 6, "mentors by unit (Cabin, Ground), leaders (all together)"),
        (
            ["Cabin"] * 7 + ["Ground"] * 3 + ["IT"] * 2,
            "mentors by unit (Cabin, others), leaders (all together)",
        ),
        (["Cabin"] * 8 + ["Ground"] * 4, "Too few people for two groups of five"),
    ],
)
def test_before_launch_the_groups_of_a_breakdown_are_told(hal, units, told):
    cohort = a_cohort(12, 5)
    mentors = [p.person for p in cohort.participations if p.role == "mentor"]
    with writing():
        for person, unit in zip(mentors, units, strict=True):
            person.unit = unit
    wishes = planning.Wishes(breakdown="unit")
    wave = planning.plan(cohort.key, WaveKind.PULSE, (TODAY, CLOSES), TODAY, wishes)

    assert told in text_of(hal.get(f"/waves/{wave.key}"))


def test_the_page_says_why_there_is_no_share(hal):
    small, large = a_cohort(name="Small"), a_cohort(20, 12, name="Large")
    wishes = planning.Wishes(has_band=False)
    unwished = planning.plan(large.key, WaveKind.PULSE, (TODAY, CLOSES), TODAY, wishes)
    lifecycle.launch(unwished.key, TODAY)

    few = text_of(hal.get(f"/waves/{an_open_wave(small).key}"))
    assert "among 12 it would tell too much" in few
    assert "planned without a daily share" in text_of(hal.get(f"/waves/{unwished.key}"))


def test_the_cohorts_page_tells_the_band_and_no_number(hal):
    wave = an_open_wave(a_cohort(20, 12))
    at = "/cohorts/cohort/waves"
    assert "Not counted yet" in text_of(hal.get(at))
    everybody_answers(wave, mentors=10)
    bands.count_due(TODAY + timedelta(days=1))
    page = text_of(hal.get(at))

    assert "More than half" in page
    assert "Nothing until it closes" not in page and "Nobody is counted" not in page


def test_people_of_the_same_name_are_shown_before_launch(hal):
    cohort = a_cohort()
    with writing() as session:
        session.execute(update(Person).where(Person.email.like("mentor2%")).values(name="Ana EXAMPLE"))
    at = f"/waves/{a_planned_wave(cohort).key}"
    assert "stands here with 2 addresses" in text_of(hal.get(at))

    assert "would be invited twice" in text_of(post(hal, at, f"{at}/launch"))
    assert "The wave is open" in text_of(post(hal, at, f"{at}/launch", are_namesakes="y"))


def test_hr_sends_herself_a_test_and_reads_where_it_went(hal):
    wave = a_planned_wave()
    page = text_of(post(hal, f"/waves/{wave.key}", f"/waves/{wave.key}/test-mail"))

    assert "2 test mails are on their way to hal@example.com: as mentors and as leaders read them." in page


def test_a_test_that_was_not_sent_is_told(hal, monkeypatch):
    wave = a_planned_wave()
    monkeypatch.setitem(config.current(), "SMTP_URL", "smtp://127.0.0.1:1")

    assert "The test mail was not sent: the mail server does not answer" in text_of(
        post(hal, f"/waves/{wave.key}", f"/waves/{wave.key}/test-mail")
    )


def test_a_mail_server_that_is_down_is_told_by_day_and_how_many_mails_wait(hal, monkeypatch):
    wave = a_planned_wave()
    lifecycle.launch(wave.key, TODAY)
    with monkeypatch.context() as patch:
        patch.setitem(config.current(), "SMTP_URL", "smtp://127.0.0.1:1")
        do_jobs()
    told = "Since 2 March the mail server has let no mail of this wave through. 12 mails wait"
    assert told in text_of(hal.get(f"/waves/{wave.key}"))
    assert told in text_of(hal.get(f"/waves/{wave.key}/status"))
    let_time_pass()
    do_jobs()

    assert "the mail server has let" not in text_of(hal.get(f"/waves/{wave.key}"))


def test_refused_addresses_are_counted_where_hr_looks(hal):
    wave = an_open_wave()
    with writing():
        addressing.note_refused([invitation.id for invitation in inviting.of_wave(wave.key)[:2]])

    assert "The mail server refuses the addresses of 2 people" in text_of(hal.get(f"/waves/{wave.key}"))


def test_a_wave_s_page_leads_to_the_others_of_its_cohort(hal):
    cohort = a_cohort()
    first, second = a_planned_wave(cohort), a_planned_wave(cohort)
    page = hal.get(f"/waves/{second.key}")

    assert "Wave 2 of 2" in text_of(page)
    assert f'href="/waves/{first.key}"' in page.text
