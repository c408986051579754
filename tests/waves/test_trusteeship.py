"""A trustee's wave: nobody launches it before the list is confirmed, nobody opens it without the words."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from sqlalchemy import select, update

from rmfeedback import config, doctor
from rmfeedback.db import db, writing
from rmfeedback.errors import Refused
from rmfeedback.programmes import inviting
from rmfeedback.programmes.models import Person
from rmfeedback.staff import accounts
from rmfeedback.surveys import ballot_box, key_files, keys, results, trustee_key
from rmfeedback.surveys.keys import KeyLost
from rmfeedback.surveys.models import Envelope, Wave
from rmfeedback.surveys.trustee_key import WordsWrong, WrappedKeyLost
from rmfeedback.surveys.words import WordsMissing, WordUnknown
from rmfeedback.terms import WaveKind
from rmfeedback.waves import lifecycle, planning, trusteeship
from rmfeedback.waves.holding import ListChanged, TrusteeKeyMissing, WordsNeeded
from rmfeedback.waves.trusteeship import KeyInUse, ListNotRead, NothingOffered, NoTrusteesWave, NotYourKey
from tests.databases import both_engines
from tests.factories import (
    CLOSES,
    PASSWORD,
    TODAY,
    a_code,
    a_cohort,
    a_planned_wave,
    a_trustees_wave,
    everybody_answers,
    the_words,
)

pytestmark = pytest.mark.usefixtures("app")
TOM, MIRA = "tom@example.com", "mira@example.com"
HELD_BY = ("Tom Trust, works council", TOM)
OTHERS = "abacus abdomen abide abiding able doktor"


@both_engines
def test_a_box_opens_with_the_words_and_holds_every_answer():
    wave, words = a_trustees_wave()
    everybody_answers(wave)

    outcome = trusteeship.open_box(wave.key, TOM, words, CLOSES)
    assert (outcome.state, outcome.responses, outcome.damaged) == ("done", 12, 0)
    assert not key_files.exists(keys.WRAPPED.format(wave.key))


@pytest.mark.parametrize(
    ("typed", "no"),
    [(OTHERS, WordsWrong), ("abacus", WordsMissing), (OTHERS.replace("able", "ablex"), WordUnknown)],
)
def test_wrong_words_change_nothing(typed, no):
    wave, words = a_trustees_wave()
    everybody_answers(wave)
    with pytest.raises(no):
        lifecycle.close(wave.key, CLOSES, typed)

    assert results.wave(wave.key).state == "open"
    assert lifecycle.close(wave.key, CLOSES, words).responses == 12


def test_without_words_hr_cannot_open_it_and_is_told_who_can():
    wave, _ = a_trustees_wave()

    with pytest.raises(WordsNeeded, match="that Tom Trust, works council holds"):
        lifecycle.close(wave.key, CLOSES)
    assert results.wave(wave.key).state == "open"


def test_fewer_than_five_answers_are_destroyed_at_once():
    wave, words = a_trustees_wave()
    everybody_answers(wave, mentors=2, leaders=2)

    assert lifecycle.close(wave.key, CLOSES, words).state == "void"
    assert db.session.scalars(select(Envelope)).all() == []
    assert not key_files.exists(keys.WRAPPED.format(wave.key))


def test_after_the_count_nobody_needs_the_words_to_finish(monkeypatch):
    wave, words = a_trustees_wave()
    everybody_answers(wave)

    class Killed(Exception):
        pass

    def killed(_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "_forget", killed)
        with pytest.raises(Killed):
            lifecycle.close(wave.key, CLOSES, words)
    assert results.wave(wave.key).state == "counted"
    assert lifecycle.close(wave.key, CLOSES).state == "done"


def test_a_wave_is_not_launched_before_the_trustee_has_typed_the_words():
    wave = planned()
    with pytest.raises(TrusteeKeyMissing):
        lifecycle.launch(wave.key, TODAY)
    slip = offer(wave, "de")
    with pytest.raises(TrusteeKeyMissing):
        lifecycle.launch(wave.key, TODAY)

    trusteeship.confirm(wave.key, TOM, " ".join(slip.words))
    lifecycle.launch(wave.key, TODAY)
    assert results.wave(wave.key).public_key == slip.public
    assert results.wave(wave.key).choices["trustee"] == HELD_BY[0]
    assert not keys.has_private(wave.key)


def test_a_list_that_changed_has_to_be_confirmed_again():
    wave, _ = a_trustees_wave(is_launched=False)
    with writing() as session:
        session.execute(update(Person).where(Person.email.like("ana%")).values(email="somebody@example.com"))

    with pytest.raises(ListChanged, match="Tom Trust"):
        lifecycle.launch(wave.key, TODAY)
    the_words(wave)
    lifecycle.launch(wave.key, TODAY)


def test_making_the_key_again_before_launch_replaces_the_words():
    wave, first = a_trustees_wave(is_launched=False)
    second = the_words(wave)
    lifecycle.launch(wave.key, TODAY)

    with pytest.raises(WordsWrong):
        trustee_key.unlock(wave.key, first)
    assert trustee_key.unlock(wave.key, second)


def test_while_new_words_wait_to_be_typed_nothing_is_launched_with_the_old_ones():
    wave, first = a_trustees_wave(is_launched=False)
    slip = offer(wave)
    with pytest.raises(WordsWrong):
        trusteeship.confirm(wave.key, TOM, first)
    with pytest.raises(TrusteeKeyMissing):
        lifecycle.launch(wave.key, TODAY)

    trusteeship.confirm(wave.key, TOM, " ".join(slip.words))
    lifecycle.launch(wave.key, TODAY)


def test_a_list_that_changed_while_it_was_read_is_not_confirmed():
    wave = planned()
    read = trusteeship.of_wave(wave.key, TODAY).list_digest
    with writing() as session:
        session.execute(update(Person).where(Person.email.like("ana%")).values(name="Somebody Else"))

    with pytest.raises(ListNotRead):
        trusteeship.offer(wave.key, HELD_BY, read, "en", TODAY)
    assert not trusteeship.is_offered(wave.key)


def test_a_list_that_changes_while_hr_launches_is_not_launched(monkeypatch):
    wave, _ = a_trustees_wave(is_launched=False)
    invite = inviting.invite

    def invite_and_change(*given):
        invited = invite(*given)
        with writing() as session:
            session.execute(update(Person).where(Person.email.like("ana%")).values(name="Somebody Else"))
        return invited

    with monkeypatch.context() as patch:
        patch.setattr(inviting, "invite", invite_and_change)
        with pytest.raises(ListChanged):
            lifecycle.launch(wave.key, TODAY)
    assert results.wave(wave.key).state == "planned"
    the_words(wave)
    lifecycle.launch(wave.key, TODAY)


@both_engines
def test_a_key_made_while_hr_launches_never_takes_the_place_of_the_one_that_is_sealed_to(app):
    key = a_trustees_wave(is_launched=False)[0].key
    read = trusteeship.of_wave(key, TODAY).list_digest
    both_ready = Barrier(2)
    db.session.remove()

    def at_once(deed):
        with app.app_context():
            both_ready.wait()
            with suppress(Refused):
                deed()

    deeds = [
        lambda: lifecycle.launch(key, TODAY),
        lambda: trusteeship.offer(key, HELD_BY, read, "en", TODAY),
    ]
    with ThreadPoolExecutor(2) as people:
        list(people.map(at_once, deeds))

    there = trustee_key.held(key)
    assert (there is None) == (results.wave(key).state == "planned")
    assert there is None or there.public == results.wave(key).public_key


def test_another_waves_key_is_refused_before_the_box_is_touched():
    wave, words = a_trustees_wave()
    everybody_answers(wave)
    name = keys.WRAPPED.format(wave.key)
    kept = key_files.read(name)
    key_files.remove(name)
    drawn, _ = trustee_key.offer(wave.key, HELD_BY, "", "en")
    trustee_key.confirm(wave.key, " ".join(drawn))
    with pytest.raises(KeyLost):
        lifecycle.close(wave.key, CLOSES, " ".join(drawn))

    key_files.write(name, kept, 0o600)
    assert lifecycle.close(wave.key, CLOSES, words).responses == 12


def test_after_the_launch_the_key_cannot_be_made_again():
    wave, words = a_trustees_wave()

    with pytest.raises(KeyInUse, match="If the words are lost, so are the answers"):
        offer(wave)
    with pytest.raises(KeyInUse):
        trusteeship.confirm(wave.key, TOM, words)


def test_another_trustee_can_neither_confirm_nor_open():
    wave = planned()
    slip = offer(wave)
    words = " ".join(slip.words)
    with pytest.raises(NotYourKey):
        trusteeship.confirm(wave.key, MIRA, words)
    trusteeship.confirm(wave.key, TOM, words)
    lifecycle.launch(wave.key, TODAY)

    with pytest.raises(NotYourKey, match="Tom Trust"):
        trusteeship.open_box(wave.key, MIRA, words, CLOSES)


def test_there_is_nothing_to_confirm_before_the_key_is_made():
    with pytest.raises(NothingOffered):
        trusteeship.confirm(planned().key, TOM, OTHERS)


def test_a_wave_of_the_servers_is_no_trustees():
    wave = a_planned_wave()

    with pytest.raises(NoTrusteesWave):
        trusteeship.of_wave(wave.key, TODAY)


def test_without_a_trustee_no_wave_is_planned_for_one():
    with pytest.raises(planning.TrusteeMissing, match="Ask an administrator"):
        wishes = planning.Wishes(keyholder="trustee")
        planning.plan(a_cohort().key, WaveKind.PULSE, (TODAY, CLOSES), TODAY, wishes)


@pytest.mark.parametrize("part", ["public_key", "name", "account", "invited", "sealed"])
def test_a_wrapped_key_that_was_changed_by_hand_opens_nothing(part):
    wave, words = a_trustees_wave()
    name = keys.WRAPPED.format(wave.key)
    text = key_files.read(name).decode()
    value = text.partition(f'"{part}": "')[2].partition('"')[0]
    changed = value[:5] + ("A" if value[5] != "A" else "B") + value[6:]
    key_files.write(name, text.replace(value, changed, 1).encode(), 0o600)

    with pytest.raises(WordsWrong):
        trustee_key.unlock(wave.key, words)


def test_a_wrapped_key_that_is_gone_is_told():
    wave, words = a_trustees_wave()
    (config.current()["INSTANCE"] / "keys" / keys.WRAPPED.format(wave.key)).unlink()

    with pytest.raises(WrappedKeyLost, match="Put the folder back"):
        lifecycle.close(wave.key, CLOSES, words)


def test_sealing_takes_the_trustees_key_from_the_pin():
    wave, _ = a_trustees_wave()
    with writing() as session:
        session.execute(update(Wave).values(keyholder="server"))

    with pytest.raises(keys.BoxUntrusted):
        ballot_box.look_up(a_code(wave), TODAY)


def test_the_doctor_wants_the_wrapped_key_and_no_other():
    wave, _ = a_trustees_wave()
    assert key_check(wave).ok
    keys.store_private(wave.key, b"a key that should not be here")
    assert "only the trustee's words should open it" in key_check(wave).say
    key_files.remove(f"{wave.key}.key")
    key_files.remove(keys.WRAPPED.format(wave.key))
    assert not key_check(wave).ok


def key_check(wave):
    return next(check for check in doctor.examine() if check.name == f"key of {wave.key}")


def offer(wave, language="en"):
    read = trusteeship.of_wave(wave.key, TODAY).list_digest
    return trusteeship.offer(wave.key, HELD_BY, read, language, TODAY)


def planned():
    accounts.add(TOM, "trustee", PASSWORD)
    wishes = planning.Wishes(keyholder="trustee")
    return planning.plan(a_cohort().key, WaveKind.MIDPOINT, (TODAY, CLOSES), TODAY, wishes)
