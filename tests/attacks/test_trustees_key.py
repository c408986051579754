"""T8: everything under the instance, keys too, copied while a trustee's wave is open: nothing opens.

And the six words are nowhere but in the one reply that shows them.
"""

import base64
import logging
import re
import shutil
from unittest.mock import patch

import pytest
from sqlalchemy import update

from rmfeedback import config
from rmfeedback.db import db, writing
from rmfeedback.surveys import key_files, keys, opening, results, sealing, trustee_key
from rmfeedback.surveys.keys import KeyLost
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.trustee_key import WordsWrong
from rmfeedback.terms import WaveKind
from rmfeedback.waves import lifecycle, planning, trusteeship
from rmfeedback.waves.holding import WordsNeeded
from tests.conftest import make_app
from tests.factories import CLOSES, TODAY, a_cohort, a_trustees_wave, do_jobs, everybody_answers, signed_in

PIECE_BYTES = 16
OTHERS = "abacus abdomen abide abiding able acclaim"
WORD = re.compile(r"<li>([a-z]+)</li>")


def test_no_piece_of_the_private_key_lies_in_any_file(app):
    wave, words = a_trustees_wave()
    everybody_answers(wave)
    private = trustee_key.unlock(wave.key, words)
    assert pieces_found(private) == 0

    keys.store_private(wave.key, private)
    assert pieces_found(private) > 0


def pieces_found(private):
    """Count the pieces of a key that lie somewhere, as they are, in hex or in base64."""
    kept = [file.read_bytes() for file in config.current()["INSTANCE"].rglob("*") if file.is_file()]
    pieces = [private[at : at + PIECE_BYTES] for at in range(len(private) - PIECE_BYTES)]
    forms = [
        lambda piece: piece,
        lambda piece: piece.hex().encode(),
        lambda piece: base64.b64encode(piece)[:20],
    ]
    return sum(form(piece) in content for piece in pieces for form in forms for content in kept)


def test_whoever_copies_the_host_opens_nothing_whatever_he_rewrites(app, tmp_path):
    wave, words = a_trustees_wave()
    everybody_answers(wave)
    key = wave.key
    db.session.remove()
    shutil.copytree(config.current()["INSTANCE"], tmp_path / "copy")

    with make_app(tmp_path / "copy").app_context():
        for typed, no in (("", WordsNeeded), (OTHERS, WordsWrong)):
            with pytest.raises(no):
                lifecycle.close(key, CLOSES, typed)
        with writing() as session:
            session.execute(update(Wave).values(keyholder="server"))
        copied = results.wave(key)
        with pytest.raises(keys.BoxUntrusted):
            lifecycle.close(key, CLOSES)
        keys.store_pin(copied)
        with pytest.raises(KeyLost):
            lifecycle.close(key, CLOSES)
        keys.store_private(key, sealing.make_key_pair().private)
        with pytest.raises(KeyLost):
            lifecycle.close(key, CLOSES)
        assert opening.count_answers(copied, keys.private(key)) == 0
        # What would open it is on the slip.
        assert opening.count_answers(copied, trustee_key.unlock(key, words)) == 12


def test_guessing_costs_memory_and_time_and_one_guess_serves_one_wave(app):
    first, _ = a_trustees_wave()
    kept = key_files.read(keys.WRAPPED.format(first.key)).decode()
    second, words = drawn_again(first)
    other = key_files.read(keys.WRAPPED.format(second.key)).decode()

    assert '"argon2id": [65536, 3, 4]' in kept
    salts = [base64.b64decode(re.search(r'"salt": "([^"]+)"', text)[1]) for text in (kept, other)]
    assert [len(salt) for salt in salts] == [16, 16]
    assert salts[0] != salts[1]
    # A file that was copied to another wave's name opens nothing there.
    key_files.write(keys.WRAPPED.format(first.key), other.encode(), 0o600)
    with pytest.raises(WordsWrong):
        trustee_key.unlock(first.key, words)


def drawn_again(wave):
    other = planning.plan(
        wave.cohort_key, WaveKind.PULSE, (TODAY, CLOSES), TODAY, planning.Wishes(keyholder="trustee")
    )
    drawn, _ = trustee_key.offer(other.key, ("Tom Trust", "tom@example.com"), "", "de")
    trustee_key.confirm(other.key, " ".join(drawn))
    return other, " ".join(drawn)


def test_the_words_stand_in_the_one_reply_and_nowhere_else(app, client, caplog, capfd):
    assert walked(app, client, caplog, capfd) == set()


def test_a_log_line_with_the_words_is_found(app, client, caplog, capfd):
    real = trustee_key.confirm

    def talkative(wave_key, typed):
        logging.getLogger("rmfeedback").warning("typed %s", typed)
        return real(wave_key, typed)

    with patch.object(trustee_key, "confirm", talkative):
        assert walked(app, client, caplog, capfd) == {"log"}


def walked(app, client, caplog, capfd):
    """Make the key, mistype, confirm, launch, break down, close; return where words stand beside the slip."""
    caplog.set_level(logging.DEBUG)
    tom = signed_in(client, "tom")
    wishes = planning.Wishes(keyholder="trustee")
    wave = planning.plan(a_cohort().key, WaveKind.MIDPOINT, (TODAY, CLOSES), TODAY, wishes)
    at = f"/trustee/{wave.key}"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', tom.get(at).get_data(as_text=True))[1]
    read = trusteeship.of_wave(wave.key, TODAY).list_digest
    held_by = {"holder": "Tom Trust", "language": "en", "is_right": "y", "list_digest": read}
    slip = tom.post(f"{at}/words", data={"csrf_token": token, **held_by})
    words = WORD.findall(slip.get_data(as_text=True))
    typed = {"csrf_token": token, "words": " ".join(words), "sure": "y"}
    swapped = typed | {"words": " ".join(reversed(words))}
    replies = [tom.post(f"{at}/confirm", data=given) for given in (swapped, typed)]
    lifecycle.launch(wave.key, TODAY)
    do_jobs()
    everybody_answers(wave)
    app.config["RM"]["TODAY"] = CLOSES.isoformat()
    replies += [tom.post(f"{at}/open", data=swapped), broken(app, tom, at, typed)]
    files = everything_kept()
    replies += [tom.post(f"{at}/open", data=typed), tom.get(at), tom.get("/trustee")]
    told = {
        "log": caplog.text + "".join(capfd.readouterr()),
        "page": " ".join(reply.get_data(as_text=True) for reply in replies),
        "header": " ".join(str(reply.headers) for reply in [slip, *replies]),
        "file while open": files,
        "file when done": everything_kept(),
    }
    assert [reply.status_code for reply in replies] == [422, 303, 422, 500, 303, 200, 200]
    assert results.wave(wave.key).state == "done"
    pairs = [pair for order in (words, words[::-1]) for pair in zip(order, order[1:], strict=False)]
    together = re.compile("|".join(rf"\b{one}\W{{1,12}}{other}\b" for one, other in pairs))
    return {where for where, text in told.items() if together.search(text)}


def broken(app, tom, at, typed):
    """Open the box while the program has a bug whose words hold the words."""
    app.testing = False
    with patch.object(lifecycle, "close", side_effect=ValueError(typed["words"])):
        reply = tom.post(f"{at}/open", data=typed)
    app.testing = True
    return reply


def everything_kept():
    files = [file for file in config.current()["INSTANCE"].rglob("*") if file.is_file()]
    return " ".join([str(files), *(file.read_bytes().decode("latin-1") for file in files)])


def test_a_changed_public_key_in_the_database_seals_nothing_to_it(app):
    wave, _ = a_trustees_wave(is_launched=False)
    with writing() as session:
        session.execute(update(Wave).values(public_key=sealing.make_key_pair().public))
    lifecycle.launch(wave.key, TODAY)

    there = trustee_key.held(wave.key)
    assert results.wave(wave.key).public_key == there.public
    assert keys.pin(results.wave(wave.key)).public == there.public
    with writing() as session:
        session.execute(update(Wave).values(public_key=sealing.make_key_pair().public))
    with pytest.raises(keys.BoxUntrusted):
        keys.pin(results.wave(wave.key))
