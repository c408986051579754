"""Links on paper: minted for one reply, working like every other, and nowhere but on the sheet."""

import json
import re
from email import message_from_bytes, policy

import pytest
from sqlalchemy import update

from rmfeedback import config, mail, typesetting
from rmfeedback.db import writing
from rmfeedback.programmes import inviting, roster
from rmfeedback.programmes.cohorts import add_programme
from rmfeedback.programmes.models import Person
from rmfeedback.surveys import ballot_box
from rmfeedback.waves import lifecycle, sheets
from rmfeedback.waves.mailing import InvitationChanged
from rmfeedback.waves.sheets import NobodyChosen, NoSlotLeft
from tests.factories import (
    CLOSES,
    TODAY,
    a_code,
    a_cohort,
    a_planned_wave,
    an_open_wave,
    codes_of,
    do_jobs,
    signed_in,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def printed(monkeypatch):
    """What typst was given to print."""
    given = []
    real = typesetting.pdf
    monkeypatch.setattr(typesetting, "pdf", lambda *what: given.append(what[1]) or real(*what))
    return given


def without_mail(wave_is_open=True):
    """A wave in which Ana has no mail."""
    cohort = a_cohort()
    with writing() as session:
        session.execute(update(Person).where(Person.email.like("ana%")).values(email="ana@no.invalid"))
    wave = a_planned_wave(cohort)
    lifecycle.launch(wave.key, TODAY)
    do_jobs()
    return wave


def outbox(wave):
    """The mails that were written for a wave."""
    files = mail.written(config.current(), wave.key)
    return {file.name: message_from_bytes(file.read_bytes(), policy=policy.default) for file in files}


def id_of(wave, name="Ana Example"):
    return next(reader.id for reader in sheets.readers(wave.key) if reader.name == name)


def test_a_sheet_opens_the_same_envelope_as_the_mails(printed):
    wave = an_open_wave()
    made = sheets.pdf(wave.key, {id_of(wave)}, TODAY)
    [sheet] = printed[0]["sheets"]

    assert made.startswith(b"%PDF")
    assert sheet["name"] == "Ana Example"
    on_paper = ballot_box.look_up(sheet["code"], TODAY)
    assert on_paper.envelope_id == ballot_box.look_up(a_code(wave), TODAY).envelope_id


def test_somebody_without_mail_is_mailed_nothing_and_invited_by_the_sheet(printed):
    wave = without_mail()
    assert "ana@no.invalid" not in codes_of(wave)
    assert inviting.count(wave.key) == (12, 11)
    assert sheets.readers(wave.key)[0].has_mail is False

    sheets.pdf(wave.key, {id_of(wave)}, TODAY)
    assert inviting.count(wave.key) == (12, 12)
    lifecycle.remind(wave.key, TODAY)
    assert do_jobs() == 11


def test_whoever_has_mail_is_told_that_a_sheet_was_printed_and_sent_no_code(printed):
    wave = an_open_wave()
    before = outbox(wave)
    sheets.pdf(wave.key, {id_of(wave)}, TODAY)
    assert do_jobs() == 1
    [told] = [its for name, its in outbox(wave).items() if name not in before]

    assert "ana" in told["To"]
    assert told["Subject"].startswith("A link on paper was printed for you:")
    assert not re.search(r"[A-Z2-7]{32}", told.as_string())


def test_somebody_without_mail_is_sent_nothing_by_asking_for_a_fresh_link(printed, client):
    wave = without_mail()
    before = len(outbox(wave))
    client.post("/a/again", data={"email": "ana@no.invalid"})
    do_jobs()

    assert len(outbox(wave)) == before
    for _ in range(7):
        sheets.pdf(wave.key, {id_of(wave)}, TODAY)


def test_a_roster_may_say_that_somebody_has_no_mail():
    add_programme("Pilot")
    rows = "\n".join(f"N{n} Name,n{n}@no-mail.invalid,{'mentor' if n % 2 else 'leader'}" for n in range(10))
    said = roster.load(f"name,email,role\n{rows}\n".encode(), "people.csv", "pilot", "Cohort", check=False)

    assert (said.imported, said.problems) == (10, [])


def test_the_code_is_nowhere_but_on_the_sheet(printed, instance):
    wave = an_open_wave()
    sheets.pdf(wave.key, {id_of(wave)}, TODAY)
    code = printed[0]["sheets"][0]["code"].replace(" ", "")

    assert not any(code.encode() in file.read_bytes() for file in instance.rglob("*") if file.is_file())


def test_the_picture_holds_the_link(printed):
    wave = an_open_wave()
    sheets.pdf(wave.key, {id_of(wave)}, TODAY)
    [sheet] = printed[0]["sheets"]

    assert sheet["picture"].startswith("<svg")
    assert sheet["address"] == "http://feedback.example/a"
    assert "#" not in json.dumps(sheet["words"])


def test_a_german_reader_has_a_german_sheet(printed):
    wave = an_open_wave(a_cohort(language="de"))
    sheets.pdf(wave.key, {id_of(wave)}, TODAY)

    assert "Ihr persönlicher Link" in printed[0]["sheets"][0]["words"]["head"]


def test_nobody_chosen_is_told():
    with pytest.raises(NobodyChosen):
        sheets.pdf(an_open_wave().key, set(), TODAY)


def test_a_person_has_seven_sheets_and_fresh_links_at_most():
    wave = an_open_wave()
    for _ in range(7):
        sheets.pdf(wave.key, {id_of(wave)}, TODAY)

    both = {id_of(wave), next(r.id for r in sheets.readers(wave.key) if r.name != "Ana Example")}
    with pytest.raises(NoSlotLeft, match="Ana Example has had as many links"):
        sheets.pdf(wave.key, both, TODAY)
    for _ in range(7):
        sheets.pdf(wave.key, both - {id_of(wave)}, TODAY)


def test_no_sheet_is_printed_for_an_invitation_that_was_changed_by_hand():
    wave = an_open_wave()
    with writing() as session:
        session.execute(update(Person).where(Person.email.like("ana%")).values(email="eve@example.com"))

    with pytest.raises(InvitationChanged):
        sheets.pdf(wave.key, {id_of(wave)}, TODAY)


def test_no_sheet_is_printed_for_a_wave_that_is_not_open():
    with pytest.raises(lifecycle.WaveNotOpen):
        sheets.pdf(a_planned_wave().key, {1}, TODAY)
    wave = an_open_wave(a_cohort(name="Other"))
    with pytest.raises(lifecycle.WaveNotOpen):
        sheets.pdf(wave.key, {id_of(wave)}, CLOSES)


def test_hr_prints_from_the_page_and_nothing_keeps_the_reply(client):
    wave = without_mail()
    hal = signed_in(client, "hal")
    page = hal.get(f"/waves/{wave.key}/sheets").get_data(as_text=True)
    assert page.count("checked") == 1
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    reply = hal.post(f"/waves/{wave.key}/sheets", data={"csrf_token": token, "for": str(id_of(wave))})

    assert reply.mimetype == "application/pdf"
    assert reply.headers["Cache-Control"] == "no-store"
    assert "print a sheet" in hal.get(f"/waves/{wave.key}").get_data(as_text=True)
    assert config.current()["BASE_URL"]
