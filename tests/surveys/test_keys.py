"""Key files: two who make one go on with the same; a damaged one is told, and trusted by nobody."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import current_app

from rmfeedback import doctor
from rmfeedback.surveys import key_files, keys
from tests.factories import a_code, an_open_wave

MANY = 16


def test_all_who_make_the_key_of_the_links_at_once_hold_the_same(app):
    barrier = Barrier(MANY)

    def make(_):
        with app.app_context():
            barrier.wait()
            keys.make_links_key()
            return keys.links_key()

    with ThreadPoolExecutor(MANY) as people:
        made = list(people.map(make, range(MANY)))

    assert len(set(made)) == 1
    kept = {file.name for file in (current_app.config["RM"]["INSTANCE"] / "keys").iterdir()}
    assert kept == {"links.key", "CACHEDIR.TAG"}


@pytest.mark.parametrize("garbled", [b"", b"\0" * 40, b"[]", b'{"dates": []}', b'"pin"'])
def test_a_pin_that_is_damaged_takes_no_answer_and_doctor_says_so(client, garbled):
    wave = an_open_wave()
    pin = key_files.folder() / f"{wave.key}.pin"
    pin.chmod(0o600)
    pin.write_bytes(garbled)
    pin.chmod(0o400)

    with pytest.raises(keys.BoxUntrusted):
        keys.pin(wave)
    reply = client.post("/a/answers", data={"code": a_code(wave), "m_pair_fit": "5", "anyway": "1"})
    assert reply.status_code == 503
    (told,) = [check.say for check in doctor.examine() if not check.ok]
    assert "the pin itself, which is damaged" in told
