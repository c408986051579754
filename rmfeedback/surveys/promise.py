"""The promise of a wave, line by line, from what its ballot really has; translated where it is shown."""

import hashlib
from dataclasses import dataclass
from datetime import date

from rmfeedback.errors import N_
from rmfeedback.surveys.models import Wave

_FINGERPRINT_DIGITS = 16


@dataclass(frozen=True)
class Line:
    """A claim and what follows from it; a limit is told without a claim.

    Both may hold the places %(day)s, %(people)s and %(trustee)s.
    """

    claim: str
    rest: str

    @property
    def is_limit(self) -> bool:
        return not self.claim


SEALED = Line(
    N_("Your answers are sealed when you send them"),
    N_(
        "and opened together with everybody else’s on %(day)s, in random order. "
        "Nothing then says who wrote what."
    ),
)
REPLACED = Line(N_("Your link works until that day;"), N_("sending again replaces your answers."))
NEVER_FEW = Line(
    N_("Numbers are shown only for %(people)s or more people,"),
    N_(
        "a theme only where at least three people wrote about it. Your own words are shown to nobody "
        "outside HR unless HR releases them, shortened or reworded."
    ),
)
SERVER_KEY = Line(
    "",
    N_(
        "The people who run this server could open the box early, or change the program to watch answers "
        "arrive. They promise not to."
    ),
)
TRUSTEE_KEY = Line(
    "",
    N_(
        "The box opens only with the words that %(trustee)s holds. The people who run this server could "
        "watch new answers arrive only by changing the program."
    ),
)
TRUSTEE_KEY_IN_GENERAL = Line(
    "",
    N_(
        "The box opens only with the words that the trustee holds. The people who run this server could "
        "watch new answers arrive only by changing the program."
    ),
)
POSTGRESQL = Line(
    "",
    N_(
        "Whoever reads the database’s own files can see that, and in which order, forms were sent; "
        "never what they say."
    ),
)


SEALED_IN_GENERAL = Line(
    SEALED.claim,
    N_(
        "and opened together with everybody else’s when the wave closes, in random order. "
        "Nothing then says who wrote what."
    ),
)
REPLACED_IN_GENERAL = Line(N_("Your link works until the wave closes;"), REPLACED.rest)


# What becomes of a comment that speaks of harm: read by HR alone, or told to an office that was agreed on.
HARM_READ = Line(
    N_("If a comment speaks of harm or harassment,"),
    N_(
        "HR reads it as it reads all others, if %(text)s people or more have answered. Nobody else is told, "
        "and nobody can find out who wrote it."
    ),
)
HARM_TOLD = Line(
    HARM_READ.claim,
    N_(
        "%(office)s is told that there is one, never who wrote it, and HR reads it as it reads all others, "
        "if %(text)s people or more have answered."
    ),
)
HARM_IN_GENERAL = Line(
    HARM_READ.claim,
    N_(
        "HR reads it as it reads all others, if %(text)s people or more have answered. Where the form names "
        "an office, that office is told that there is one, never who wrote it."
    ),
)


HEARD = Line(
    N_("By %(report)s"), N_("you will hear what came of it: what was said, and what is done about it.")
)


def report_by(wave: Wave) -> date | None:
    """Return the day by which people will hear what came of a wave; None if none was promised."""
    day = wave.choices.get("report_by")
    return date.fromisoformat(day) if day else None


def held() -> tuple[Line, ...]:
    """Return the lines that hold for every wave."""
    return SEALED, REPLACED, NEVER_FEW


def held_in_general() -> tuple[Line, ...]:
    """Return them without the day of a wave."""
    return SEALED_IN_GENERAL, REPLACED_IN_GENERAL, NEVER_FEW, HARM_IN_GENERAL


def on_harm(wave: Wave) -> tuple[Line, ...]:
    """Return what becomes of a comment that speaks of harm; nothing where the launch froze nothing of it."""
    office = wave.choices.get("urgent")
    return () if office is None else (HARM_TOLD if office else HARM_READ,)


def limits(keyholder: str, *, is_postgresql: bool) -> tuple[Line, ...]:
    """Return what this ballot cannot hold, by who has the key and which database it lies in."""
    key = TRUSTEE_KEY if keyholder == "trustee" else SERVER_KEY
    return (key, POSTGRESQL) if is_postgresql else (key,)


def fingerprint(wave: Wave) -> str:
    """Return the fingerprint of the wave's public key."""
    return fingerprint_of(wave.public_key or b"")


def fingerprint_of(public: bytes) -> str:
    """Return the first 16 hex digits of the SHA-256 of a public key, in groups of four."""
    digits = hashlib.sha256(public).hexdigest()[:_FINGERPRINT_DIGITS]
    return " ".join(digits[n : n + 4] for n in range(0, len(digits), 4))
