"""What a wave asks about earlier answers: did it happen? Chosen when it is planned, frozen at its launch."""

import hashlib
from dataclasses import dataclass
from typing import Any

from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.staff import audit
from rmfeedback.surveys import asking, promises, results
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.promises import Promise
from rmfeedback.terms import Role
from rmfeedback.waves import releasing

# In a planned wave's choices: the names of promises that HR leaves out.
LEFT_OUT = "left_out"
_KEY_DIGITS = 10


class AskedAlready(Refused):
    status = 409
    message = N_("This wave was launched: what it asks was fixed then, and is not changed.")


class PromiseUnknown(Refused):
    status = 422
    message = N_("“%(name)s” is no answer that this wave could ask about. Choose among: %(known)s.")


@dataclass(frozen=True)
class Asking:
    """The promises that could be asked about, in order, those that are, and those HR left out."""

    could: tuple[Promise, ...]
    asked: tuple[Promise, ...]
    left_out: frozenset[str]

    @property
    def crowded_out(self) -> tuple[Promise, ...]:
        """Those for which the form has no room."""
        return tuple(p for p in self.could if p not in self.asked and p.name not in self.left_out)


def of(wave: Wave) -> Asking:
    """Return what a wave asks about, or would if it were launched now.

    Every answer of an earlier released wave of the cohort that was not decided against, and that no wave
    asked about once it was said to be done. What is done comes first, then what is due first.
    """
    if wave.state != "planned":
        asked = promises.of(wave)
        return Asking(asked, asked, frozenset())
    could = _could(wave)
    left_out = frozenset(wave.choices.get(LEFT_OUT) or ())
    questionnaires = {role: asking.asked(wave, role) for role in Role}
    wanted = [promise for promise in could if promise.name not in left_out]
    return Asking(could, promises.fitting(questionnaires, wanted), left_out)


def leave_out(wave_key: str, names: frozenset[str]) -> Wave:
    """Say which promises a planned wave does not ask about; the others are asked about.

    Raises: NotFound, AskedAlready, PromiseUnknown.
    """
    with writing():  # A launch cannot slip in between.
        wave = results.wave(wave_key)
        if wave.state != "planned":
            raise AskedAlready()
        known = {promise.name for promise in _could(wave)}
        for name in sorted(names - known):
            raise PromiseUnknown(name=name, known=", ".join(sorted(known)) or "there is none yet")
        wave.choices = wave.choices | {LEFT_OUT: sorted(names)}
        audit.enter("promises left out", wave_key, names=sorted(names))
    return wave


def _could(wave: Wave) -> tuple[Promise, ...]:
    others = [
        each for each in results.waves(cohort_key=wave.cohort_key)
        if each.key != wave.key and each.opens_on <= wave.opens_on
    ]  # fmt: skip
    confirmed = {p.name for each in others for p in promises.of(each) if p.is_done}
    found: list[tuple[tuple[Any, ...], Promise]] = []
    for each in others:
        if each.state == "done" and releasing.is_released(each.key):
            for row in releasing.told(each.key)["actions"]:
                if row["state"] != "declined" and f"{each.key}/{row['key']}" not in confirmed:
                    due = row["moved_to"] or row["due_on"] or ""
                    found.append(((row["state"] != "done", due, row["key"]), _promise(each.key, row)))
    return tuple(promise for _, promise in sorted(found, key=lambda one: one[0]))


def _promise(wave_key: str, row: dict[str, Any]) -> Promise:
    # One key, one wording: another text is another item.
    digits = hashlib.sha256("\n".join((wave_key, row["key"], row["text"])).encode()).hexdigest()
    key = f"promise_{digits[:_KEY_DIGITS]}"
    return Promise(key, row["text"], wave_key, row["key"], is_done=row["state"] == "done")
