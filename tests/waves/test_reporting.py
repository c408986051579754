"""What came of a wave, mailed once to everybody who was invited, through a real mail server."""

import pytest

from rmfeedback import config, jobs, mail
from rmfeedback.errors import NotFound
from rmfeedback.programmes import inviting, reported
from rmfeedback.staff import audit
from rmfeedback.waves import batches, lifecycle, reporting
from rmfeedback.waves.reporting import NobodyToTell, ReportedAlready, ReportTooSoon
from tests.answered import ROTA, a_released_wave, an_action
from tests.attacks.forking import FORKING, killed_at
from tests.databases import both_engines
from tests.factories import CODE, TODAY, a_cohort, an_open_wave, do_jobs, release_claims
from tests.mailbox import a_mailbox

pytestmark = [pytest.mark.usefixtures("app"), *FORKING]


@pytest.fixture
def mailbox(app, monkeypatch):
    batches.unsure.clear()
    with a_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def wave(mailbox, monkeypatch):
    wave = a_released_wave(a_cohort(language="de"))
    an_action(wave)
    an_action(wave, "safer", text="Meetings stay as they are.", state="declined", reason="They work.")
    mail.clear(config.current(), wave.key)
    monkeypatch.setitem(config.current(), "SMTP_URL", mailbox.url)
    return wave


def text_of(message):
    return " ".join(message.get_body(("plain",)).get_content().split())


@both_engines
def test_everybody_invited_hears_once_in_the_own_language(mailbox, wave):
    telling = reporting.send(wave.key, TODAY)

    assert (telling.people, telling.unanswered, telling.sent_on, telling.waiting) == (12, 0, TODAY, 12)
    assert do_jobs() == 12
    assert (len(mailbox.arrived), len(set(mailbox.addresses()))) == (12, 12)
    for message in mailbox.mails():
        assert message["Subject"].startswith("Was aus Ihren Antworten wurde")
        assert f"Zugesagt: {ROTA}" in text_of(message)
        assert "Dagegen entschieden: Meetings stay as they are. They work." in text_of(message)
    assert reporting.outcome(wave.key) == (TODAY, "")
    assert audit.entries()[-1].details == {"people": 12, "unanswered": 0}


def test_it_holds_no_code_and_leads_to_no_form(wave):
    for language in ("en", "de"):
        shown = reporting.preview(wave.key, language)
        assert "/a#" not in shown.text + shown.html
        assert not CODE.search(shown.text)
        assert f'<span lang="en">{ROTA}' in shown.html
        assert max(len(line) for line in shown.text.splitlines()) < 78


def test_nobody_is_mailed_twice_whoever_asks_again(mailbox, wave):
    reporting.send(wave.key, TODAY)
    with pytest.raises(ReportedAlready, match="2 March 2026"):
        reporting.send(wave.key, TODAY)
    with pytest.raises(ReportedAlready):
        reporting.check(wave.key)
    assert do_jobs() == 12


def test_nothing_is_told_before_the_release_or_to_nobody(app):
    with pytest.raises(ReportTooSoon):
        reporting.send(an_open_wave().key, TODAY)
    with pytest.raises(NotFound):
        reporting.send("nowhere", TODAY)
    assert jobs.waiting("cohort-midpoint", (reporting.KIND,)) == 0


def test_a_theme_without_an_answer_is_counted_and_said_so(app):
    wave = a_released_wave()
    an_action(wave)

    assert reporting.check(wave.key).unanswered == 1
    assert "Speaking up feels safer No answer yet." in " ".join(
        reporting.preview(wave.key, "en").text.split()
    )


def test_where_nobody_has_mail_it_is_refused(app, monkeypatch):
    wave = a_released_wave()
    monkeypatch.setattr(inviting, "NO_MAIL", ".com")

    with pytest.raises(NobodyToTell):
        reporting.send(wave.key, TODAY)
    assert reported.of(wave.key).sent_on is None


def test_a_test_mail_goes_to_one_address_in_both_languages(mailbox, wave):
    assert reporting.try_out("hal@example.com", wave.key) == 2
    assert mailbox.addresses() == ["hal@example.com"] * 2
    assert [message["Subject"].partition(":")[0] for message in mailbox.mails()] == ["Test", "Test"]
    assert reported.of(wave.key).sent_on is None


def test_mails_as_files_outlast_the_clearing_up_after_their_wave(app):
    wave = a_released_wave()
    reporting.send(wave.key, TODAY)
    do_jobs()
    lifecycle.close(wave.key, TODAY)

    assert len(mail.written(config.current(), reporting.about(wave.key))) == 12


@pytest.mark.parametrize(
    ("point", "repeated"),
    [
        ("after rmfeedback.jobs:claim_many", 0),
        ("before rmfeedback.mail:Post.carry", 0),
        ("after rmfeedback.mail:Post.carry", 1),
        ("before rmfeedback.waves.settling:_settle", 0),
    ],
)
def test_a_worker_that_is_killed_mails_nobody_twice_but_the_one_in_flight(mailbox, wave, point, repeated):
    reporting.send(wave.key, TODAY)
    assert killed_at(point, do_jobs)
    release_claims()
    do_jobs()

    assert len(set(mailbox.addresses())) == 12
    assert len(mailbox.arrived) <= 12 + repeated
