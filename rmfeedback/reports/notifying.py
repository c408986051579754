"""Whom the reading room tells something of a wave: the hall queues the mails.

It lies beside: `app.py` hands its functions over, this module only calls them.
"""

from collections.abc import Callable, Sequence

from flask import Flask, current_app

from rmfeedback.surveys.models import Wave

# What is told, in the running transaction: to these accounts that somebody asks for a release.
OfAsk = Callable[[Wave, Sequence[int], int], None]
# And to whom the programme agreed on, once, that a comment may speak of harm.
OfHarm = Callable[[Wave], None]


def init(app: Flask, of_ask: OfAsk, of_harm: OfHarm) -> None:
    """Keep the functions that queue a mail."""
    app.extensions["tell_of_ask"], app.extensions["tell_of_harm"] = of_ask, of_harm


def of_ask(wave: Wave, account_ids: Sequence[int], asked_by: int) -> None:
    """Tell some accounts that somebody asks for a release and one of them has to agree."""
    current_app.extensions["tell_of_ask"](wave, account_ids, asked_by)


def of_harm(wave: Wave) -> None:
    """Tell whom the programme agreed on that a comment of a wave may speak of harm, once per wave."""
    current_app.extensions["tell_of_harm"](wave)
