"""Closing earlier than people were told: one asks, another agrees, everybody hears of it three days ahead."""

import logging
from datetime import date, timedelta

from sqlalchemy import update

from rmfeedback import bell, config
from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import inviting
from rmfeedback.staff import audit
from rmfeedback.staff.models import Account
from rmfeedback.surveys import keys, results
from rmfeedback.surveys.models import Wave
from rmfeedback.waves import announcing, epochs

NOTICE = timedelta(days=3)
ASKERS = ("hr",)
SECONDS = ("hr", "admin", "trustee")

log = logging.getLogger(__name__)


class NotShortenable(Refused):
    status = 409
    message = N_(
        "This wave cannot be closed earlier: it is %(state)s, and its box is opened on %(day)s. Only an open "
        "wave can, once, and only if more than three days are left."
    )


class SecondPersonNeeded(Refused):
    status = 409
    message = N_(
        "Closing early needs two people: %(email)s asked for it, and somebody else has to agree, with an "
        "account of their own."
    )


class NobodyAsked(Refused):
    status = 409
    message = N_("Nobody has asked to close this wave early, so there is nothing to agree to.")


class MayNotDecide(Refused):
    status = 403
    message = N_(
        "%(email)s has the role %(role)s. HR asks for an early closing; HR, an administrator or a trustee "
        "agrees."
    )


def ask(wave_key: str, account: Account, today: date) -> None:
    """Note that somebody wants the wave to close three days from the day when another agrees.

    Where agreeing was interrupted, asking again lets it go on.
    Raises: NotFound, NotShortenable, MayNotDecide.
    """
    if account.role not in ASKERS:
        raise MayNotDecide(email=account.email, role=account.role)
    wave = results.wave(wave_key)
    is_under_way = wave.shortened_to is not None and inviting.asked_early(wave_key) is not None
    if not is_under_way:
        _check(wave, today)
    with writing(), audit.acting(account.email):
        inviting.ask_early(wave_key, account.email, today)
        audit.enter("early closing asked for", wave_key)


def withdraw(wave_key: str) -> None:
    """Forget that somebody asked."""
    with writing():
        inviting.forget_early(wave_key)
        audit.enter("early closing withdrawn", wave_key)


def agree(wave_key: str, account: Account, today: date) -> date:
    """Bring the closing forward, tell everybody, and return its new day; again after a crash, it goes on.

    Raises: NotFound, NotShortenable, NobodyAsked, SecondPersonNeeded, MayNotDecide, RoomRestored.
    """
    wave = results.wave(wave_key)
    asked = inviting.asked_early(wave_key)
    if asked is None:
        raise NobodyAsked()
    if account.role not in SECONDS:
        raise MayNotDecide(email=account.email, role=account.role)
    asked_by = asked.asked_by
    if account.email == asked_by:
        raise SecondPersonNeeded(email=asked_by)
    if wave.shortened_to is None:
        _check(wave, today)
        _bring_forward(wave, today + NOTICE)
    announce(wave, today)
    with writing(), audit.acting(account.email):
        inviting.forget_early(wave_key)
        audit.enter("early closing agreed to", wave_key, asked_by=asked_by)
    assert wave.shortened_to is not None
    return wave.shortened_to


def announce(wave: Wave, today: date) -> None:
    """Mail everybody the new day, once; three days ahead at least, also where a crash came in between."""
    if announcing.was_announced(wave.key, "shorten"):
        return
    if wave.shortened_to is not None and wave.shortened_to < today + NOTICE:
        _bring_forward(wave, min(today + NOTICE, wave.closes_on))
    epochs.advance(wave.key)
    announcing.once(wave.key, "shorten", today)
    bell.ring()


def tick() -> None:
    """Announce what a crash left unannounced; called every minute."""
    for wave in results.waves("open"):
        if wave.shortened_to is not None:
            try:
                announce(wave, config.this_day())
            except Refused as no:
                # `doctor` says what is wrong with the wave.
                log.warning("wave %s was not announced: %s", wave.key, type(no).__name__)


def _check(wave: Wave, today: date) -> None:
    is_free = wave.state == "open" and not wave.is_extended and wave.shortened_to is None
    if not is_free or today + NOTICE >= wave.closes_on:
        raise NotShortenable(state=wave.state, day=wave.box_opens_on)


def _bring_forward(wave: Wave, day: date) -> None:
    keys.pin(wave)
    epochs.check(wave.key)
    # The pin learns the day first: a row with a day that nobody decided on is not believed.
    keys.allow_dates(wave, shortened_to=day)
    with writing() as session:
        session.execute(
            update(Wave).where(Wave.key == wave.key, Wave.state == "open").values(shortened_to=day)
        )
