"""Tom's pages: the list, the slip that is shown once, the words typed back, the box opened."""

import re

import pytest

from rmfeedback.staff import accounts
from rmfeedback.staff.accounts import TrusteeStaysTrustee
from rmfeedback.surveys import promise, results
from rmfeedback.terms import WaveKind
from rmfeedback.waves import lifecycle, planning, trusteeship
from tests.factories import CLOSES, TODAY, a_code, a_cohort, do_jobs, everybody_answers, signed_in

WORD = re.compile(r"<li>([a-z]+)</li>")


@pytest.fixture
def tom(client):
    return signed_in(client, "tom")


@pytest.fixture
def wave(tom):
    wishes = planning.Wishes(keyholder="trustee")
    return planning.plan(a_cohort().key, WaveKind.MIDPOINT, (TODAY, CLOSES), TODAY, wishes)


def text_of(reply):
    return " ".join(re.sub(r"<[^>]+>", " ", reply.get_data(as_text=True)).split())


def post(tom, wave, path, **fields):
    page = tom.get(f"/trustee/{wave.key}").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    return tom.post(
        f"/trustee/{wave.key}/{path}", data={"csrf_token": token, **fields}, follow_redirects=True
    )


def the_slip(tom, wave, **fields):
    read = trusteeship.of_wave(wave.key, TODAY).list_digest
    given = {"holder": "Tom Trust, works council", "language": "en", "is_right": "y", "list_digest": read}
    given |= fields
    return post(tom, wave, "words", **given)


def test_a_trustee_without_a_wave_is_told_what_will_be_asked(tom):
    assert "No wave waits for you" in text_of(tom.get("/"))


def test_the_list_names_everybody_who_would_be_invited(tom, wave):
    page = text_of(tom.get(f"/trustee/{wave.key}"))

    assert "12 people would be invited" in page
    assert "Ana Example mentor ana.cohort@example.com" in page
    assert "Waits for you Confirm the list" in text_of(tom.get("/trustee"))


def test_from_the_slip_to_the_open_box(tom, wave, app):
    slip = the_slip(tom, wave)
    words = " ".join(WORD.findall(slip.get_data(as_text=True)))
    assert len(words.split()) == 6
    assert slip.headers["Cache-Control"] == "no-store"
    assert "You hold the key of this wave" in text_of(post(tom, wave, "confirm", words=words.upper()))
    assert "The key is held Not launched yet" in text_of(tom.get("/trustee"))

    lifecycle.launch(wave.key, TODAY)
    do_jobs()
    fingerprint = promise.fingerprint(results.wave(wave.key))
    assert fingerprint in text_of(slip)
    form = app.test_client().post("/a", data={"code": a_code(wave), "lang": "en"}).get_data(as_text=True)
    assert fingerprint in form
    assert "only with the words that Tom Trust, works council holds" in form
    everybody_answers(wave)
    app.config["RM"]["TODAY"] = CLOSES.isoformat()
    assert "Waits for you Open the box" in text_of(tom.get("/trustee"))
    assert "12 responses" in text_of(post(tom, wave, "open", words=words, sure="y"))
    assert "destroy the slip" in text_of(tom.get(f"/trustee/{wave.key}"))


def test_the_words_are_shown_in_one_reply_only(tom, wave):
    words = WORD.findall(the_slip(tom, wave).get_data(as_text=True))
    again = tom.get(f"/trustee/{wave.key}").get_data(as_text=True)

    assert "Words were shown, and wait to be confirmed" in again
    assert not any(f">{word}<" in again for word in words)


def test_the_words_are_offered_in_the_browsers_language(tom, wave):
    page = tom.get(f"/trustee/{wave.key}", headers={"Accept-Language": "de-AT,de;q=0.9"})

    assert 'name="language" value="de" checked' in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("left_out", "said"),
    [("is_right", "tick that it is right"), ("holder", "Say who holds the words")],
)
def test_what_is_missing_is_told_and_no_key_is_made(tom, wave, left_out, said):
    reply = the_slip(tom, wave, **{left_out: ""})

    assert reply.status_code == 422
    assert said in text_of(reply)


def test_a_name_that_cannot_be_printed_is_refused(tom, wave):
    assert "ordinary letters" in text_of(the_slip(tom, wave, holder="Tom\u0007Trust"))


def test_wrong_words_are_told_beside_the_field_and_do_not_come_back(tom, wave):
    the_slip(tom, wave)
    reply = post(tom, wave, "confirm", words="abacus abdomn abide abiding able doktor")

    assert reply.status_code == 422
    assert "word 2, “abdomn”, is none of ours, “abdomen” is" in text_of(reply)
    assert 'value="abacus' not in reply.get_data(as_text=True)


def test_a_list_that_was_not_read_is_not_confirmed(tom, wave):
    reply = the_slip(tom, wave, list_digest="")

    assert reply.status_code == 409
    assert "read the list before you confirm it" in text_of(reply)


def test_hr_cannot_close_it_and_is_told_who_can(tom, wave, app):
    words = " ".join(WORD.findall(the_slip(tom, wave).get_data(as_text=True)))
    post(tom, wave, "confirm", words=words)
    lifecycle.launch(wave.key, TODAY)
    app.config["RM"]["TODAY"] = CLOSES.isoformat()
    hal = signed_in(app.test_client(), "hal")
    page = hal.get(f"/waves/{wave.key}")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))[1]

    assert "Tom Trust, works council signs in as trustee and types the six words" in text_of(page)
    reply = hal.post(f"/waves/{wave.key}/close", data={"csrf_token": token, "sure": "y"})
    assert (reply.status_code, results.wave(wave.key).state) == (409, "open")
    assert "only with the six words that Tom Trust, works council holds" in text_of(reply)


def test_hr_sees_what_the_launch_waits_for(app, wave):
    hal = signed_in(app.test_client(), "hal")
    page = text_of(hal.get(f"/waves/{wave.key}"))

    assert "The trustee has not confirmed yet" in page
    assert "A trustee has to confirm the list of 12" in page


def test_a_trustees_account_is_made_as_one_and_stays_one(client):
    signed_in(client, "tom")
    accounts.add("hal@example.com", "hr", "correct horse battery staple")

    for email, role in (("tom@example.com", "hr"), ("hal@example.com", "trustee")):
        with pytest.raises(TrusteeStaysTrustee):
            accounts.change_role(email, role)
