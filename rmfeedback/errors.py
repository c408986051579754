"""Refused, the parent of every "no" that a person may read."""

from typing import Any, ClassVar


def N_(text: str) -> str:  # noqa: N802  (the customary name that message extraction looks for)
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return text


class Refused(Exception):
    """A fact that stands in the way, named by its class and told in one sentence.

    `message` may hold %(name)s places, which the keyword arguments fill.
    """

    status: ClassVar[int] = 400
    message: ClassVar[str] = N_("This cannot be done.")

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.message % details if details else self.message)


class Hopeless(Exception):
    """What fails however often it is tried: the job that meets it ends."""


class NotFound(Refused):
    """A key that names nothing."""

    status = 404
    message = N_("There is no %(what)s “%(key)s”. Check the spelling, or choose it from the list.")


class StorageDown(Refused):
    """A database that can be neither read nor written: a full disk, or one that is not there."""

    status = 503
    message = N_(
        "The server can store nothing just now. Nothing that was sent before is lost: please try again in a "
        "few minutes."
    )
