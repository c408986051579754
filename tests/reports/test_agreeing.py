"""Two of HR release: one asks, another agrees to the very same findings; both doors and what lies behind."""

import re
import threading

import pytest
from sqlalchemy import text

from rmfeedback.db import db
from rmfeedback.errors import Refused
from rmfeedback.reports import agreeing, exporting, findings, reviewing
from rmfeedback.staff import accounts, audit
from tests import factories
from tests.databases import both_engines
from tests.reports.conftest import WAVE, a_counted_wave, a_theme
from tests.reports.test_views import text_of

PATH = f"/waves/{WAVE}/release"
DAN = "dan@example.com"


@pytest.fixture
def two(app):
    """A counted wave where a release takes two, and the two: Hal and Dan."""
    app.config["RM"]["REVIEWERS"] = 2
    a_counted_wave()
    a_theme()
    return [accounts.add(email, "hr", factories.PASSWORD) for email in ("hal@example.com", DAN)]


def press(browser, way="", **fields):
    page = browser.get(PATH).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    return browser.post(PATH + way, data=fields | {"csrf_token": token})


def sign_in(browser, email):
    page = browser.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    typed = {"email": email, "password": factories.PASSWORD, "csrf_token": token}
    assert browser.post("/sign-in", data=typed).status_code == 303
    return browser


def let_proof_age(browser):
    with browser.session_transaction() as session:
        session["proved_at"] = 0


def deeds():
    return [entry.deed for entry in audit.entries() if entry.about == WAVE]


@both_engines
def test_what_one_asks_for_and_another_agrees_to_is_released_once_and_says_so(app, two):
    hal, dan = two
    agreeing.ask(WAVE, hal)
    assert not findings.is_released(WAVE)

    agreeing.agree(WAVE, dan)

    assert findings.released(WAVE)["made_with"]["released_by"] == "two people"
    assert deeds() == ["release asked for", "released", "release agreed to"]
    with pytest.raises(agreeing.NothingAsked):
        agreeing.agree(WAVE, dan)


def test_nobody_agrees_to_what_they_asked_for(two):
    agreeing.ask(WAVE, two[0])

    with pytest.raises(agreeing.AskedYourself):
        agreeing.agree(WAVE, two[0])
    assert not findings.is_released(WAVE)


def test_what_was_changed_since_has_to_be_asked_for_again(two):
    hal, dan = two
    agreeing.ask(WAVE, hal)
    reviewing.describe(WAVE, "decisions", name="Slipped in later", kind="strength")

    with pytest.raises(agreeing.FindingsChanged, match="hal@example.com"):
        agreeing.agree(WAVE, dan)
    assert not findings.is_released(WAVE)
    assert "released" not in deeds()

    agreeing.ask(WAVE, dan)  # Whoever made the change may ask now; then the other agrees.
    agreeing.agree(WAVE, hal)
    assert findings.released(WAVE)["themes"][0]["name"] == "Slipped in later"


def test_the_second_who_asks_is_told_that_they_can_agree(two):
    agreeing.ask(WAVE, two[0])

    with pytest.raises(agreeing.AskedBefore, match="You can agree"):
        agreeing.ask(WAVE, two[1])


def test_a_withdrawn_ask_releases_nothing(two):
    hal, dan = two
    agreeing.ask(WAVE, hal)
    agreeing.withdraw(WAVE, hal)

    for deed in (agreeing.agree, agreeing.withdraw):
        with pytest.raises(agreeing.NothingAsked):
            deed(WAVE, dan)


def test_an_ask_is_worth_nothing_once_its_account_is_closed(two):
    agreeing.ask(WAVE, two[0])
    accounts.deactivate(two[0].email)

    assert agreeing.asked_by(WAVE) == ""
    with pytest.raises(agreeing.NothingAsked):
        agreeing.agree(WAVE, two[1])


def test_alone_nobody_releases_or_asks(two):
    with pytest.raises(agreeing.SecondNeeded):
        agreeing.alone(WAVE, two[0])
    accounts.deactivate(two[1].email)
    with pytest.raises(agreeing.NobodyElse):
        agreeing.ask(WAVE, two[0])


def test_only_hr_decides(two):
    ada = accounts.add("ada@example.com", "admin", factories.PASSWORD)
    agreeing.ask(WAVE, two[0])

    for deed in (agreeing.alone, agreeing.ask, agreeing.agree, agreeing.withdraw):
        with pytest.raises(agreeing.MayNotRelease):
            deed(WAVE, ada)


def test_what_leadership_reads_already_is_not_asked_for_again(two):
    findings.release(WAVE)

    with pytest.raises(agreeing.NothingNew):
        agreeing.ask(WAVE, two[0])


def test_a_team_of_one_releases_once_and_the_report_says_so(app, two):
    app.config["RM"]["REVIEWERS"] = 1
    agreeing.alone(WAVE, two[0])
    agreeing.alone(WAVE, two[0])

    assert findings.released(WAVE)["made_with"]["released_by"] == "one person"
    assert deeds() == ["released"]


def test_the_command_line_goes_on_releasing_at_once(two):
    assert findings.release(WAVE)["made_with"]["released_by"] == "command line"
    assert "command line" in exporting.as_bytes(WAVE, "csv").decode()


def test_two_who_agree_at_once_release_once(app, two):
    hal, *seconds = (*two, accounts.add("eve@example.com", "hr", factories.PASSWORD))
    agreeing.ask(WAVE, hal)
    came, start = [], threading.Barrier(2)

    def press_agree(email):
        with app.app_context():
            start.wait()
            try:
                came.append(agreeing.agree(WAVE, accounts.find(email))["wave"])
            except Refused as no:
                came.append(type(no).__name__)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press_agree, args=(each.email,)) for each in seconds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came) == ["NothingAsked", WAVE]
    db.session.rollback()
    assert deeds().count("released") == 1


def test_from_asking_to_leaderships_page(app, two):
    hal = sign_in(app.test_client(), "hal@example.com")
    dan = sign_in(app.test_client(), DAN)
    assert f"Ask {DAN} to agree" in text_of(hal, f"/waves/{WAVE}/review")
    assert press(hal, "/ask").status_code == 303
    factories.do_jobs()
    mails = [file.read_text("utf-8") for file in (app.config["RM"]["INSTANCE"] / "outbox").glob("*.eml")]
    assert [DAN in mail.partition("\n\n")[0] for mail in mails] == [True]
    assert f"{DAN} has to agree" in text_of(hal, PATH)
    assert press(hal, "/agree").status_code == 409

    assert "Agree, and release" in text_of(dan, PATH)
    assert press(dan, "/agree").headers["Location"].endswith(f"/reports/{WAVE}")

    assert "Two people of HR released these findings" in text_of(hal, f"/reports/{WAVE}")


def test_whoever_asks_or_agrees_signs_in_again(app, two):
    hal = sign_in(app.test_client(), "hal@example.com")
    let_proof_age(hal)

    for way in ("", "/ask", "/agree"):
        assert press(hal, way, password="guessed by somebody").status_code == 422
    assert press(hal, "/ask", password=factories.PASSWORD).status_code == 303
    assert press(hal, "/withdraw").status_code == 303
    assert agreeing.asked_by(WAVE) == ""


@both_engines
def test_nothing_in_the_response_room_names_staff(app, two):
    agreeing.ask(WAVE, two[0])
    agreeing.agree(WAVE, two[1])

    with db.engines["responses"].connect() as room:
        names = [name for name in db.metadatas["responses"].tables]
        rows = [str(room.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names]
    assert not [row for row in rows if "hal@" in row or DAN in row]
