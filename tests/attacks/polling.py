"""Somebody who polls: every page with every role, every figure, `wave show` and `doctor`."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from flask import Flask

from rmfeedback import cli, doctor
from rmfeedback.headers import is_respondents_path
from rmfeedback.surveys.models import Wave
from tests.factories import signed_in, surroundings

STAFF = ("hal", "lin", "ada", "tom")
CSRF = re.compile(r'name="csrf_token"[^>]*value="[^"]+"')

Said = dict[Any, Any]


def a_poller(app: Flask, instance: Path, wave: Wave, **settings: str) -> Callable[[], Said]:
    """Return a function that looks at everything and returns what was said, by role and path or command."""
    desks = {who: signed_in(app.test_client(), who) for who in STAFF}
    filled = {"cohort_key": wave.cohort_key, "wave_key": wave.key, "programme_key": "pilot"}
    filled |= {"name": "invitation", "role": "mentor", "language": "en"}
    paths = sorted(pages(app, filled))
    surrounding = surroundings(instance, **settings)
    shown = ("wave", "show", wave.key, "--json")

    def look() -> Said:
        said: Said = {}
        for who, client in desks.items():
            for path in paths:
                reply = client.get(path)
                said[who, path] = (reply.status_code, CSRF.sub("", reply.get_data(as_text=True)))
        said["doctor"] = [check.as_json() for check in doctor.examine()]
        said["wave show"] = CliRunner().invoke(cli.main, shown, env=surrounding).output
        return said

    return look


def pages(app: Flask, filled: dict[str, str]) -> Iterator[str]:
    """Return an address of every page that can be looked at and is not a respondent's."""
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        methods = rule.methods or set()
        if "GET" in methods and rule.endpoint != "static" and not is_respondents_path(rule.rule):
            values = {name: filled.get(name, "1") for name in rule.arguments}
            yield urls.build(rule.endpoint, values, "GET")


def differences(before: Said, after: Said) -> set[Any]:
    """Return where something reads otherwise."""
    return {place for place in before if before[place] != after[place]}
