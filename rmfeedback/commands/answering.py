"""What every command shares: an answer in words or, with --json, in an object; a refusal exits with 1."""

import json
import sys
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import click

from rmfeedback.app import create_app
from rmfeedback.errors import Refused

# What a command came to: an object for programs, a sentence for people.
Answer = tuple[Mapping[str, Any], str]


def command(group: click.Group, name: str) -> Callable[[Callable[..., Answer]], click.Command]:
    """Make a command that answers in words or, with --json, in an object; a refusal exits with 1."""

    def make(function: Callable[..., Answer]) -> click.Command:
        @wraps(function)
        def run(as_json: bool, **given: Any) -> None:
            try:
                with create_app().app_context():
                    answer, say = function(**given)
            except Refused as no:
                print(no, file=sys.stderr)
                raise SystemExit(1) from None
            print(json.dumps(answer, ensure_ascii=False) if as_json else say)

        option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
        return group.command(name, help=function.__doc__)(option(run))

    return make


def password(from_stdin: bool) -> str:
    """Read a password from standard input, or ask for it without showing it."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, err=True))
