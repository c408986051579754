"""Key files: of two who make the key of the links at once, both go on with the same one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import current_app

from rmfeedback.surveys import keys

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
