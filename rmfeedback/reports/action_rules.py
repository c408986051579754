"""What an answer to a theme may be: one sentence, a unit or a function, a day; never a person."""

from dataclasses import asdict, dataclass
from datetime import date

from rmfeedback.errors import N_, Refused
from rmfeedback.reports.models import ACTION_STATES
from rmfeedback.surveys import marking
from rmfeedback.surveys.models import Wave

OPEN_STATES = ("planned", "in_progress")
STATE_NAMES = {
    "planned": "Planned",
    "in_progress": "In progress",
    "done": "Done",
    "declined": "Decided against",
}
LONGEST = {"text": 200, "owner": 80, "reason": 300}
# What of a text points to a person; a date or a street may stand in an answer.
PERSONAL = ("name", "email", "phone", "handle")


class ActionRefused(Refused):
    """Something about an action that cannot be; its page comes back with what was typed."""

    status = 422


class FieldMissing(ActionRefused):
    message = N_("The %(field)s is missing. Please add it: %(remedy)s.")


class FieldTooLong(ActionRefused):
    message = N_("The %(field)s may have %(most)d characters; this one has %(found)d. Please shorten it.")


class NamesSomebody(ActionRefused):
    message = N_(
        "The %(field)s names somebody: “%(what)s”. Everybody who was invited reads it. Write a unit or a "
        "function instead, for example: Ground Operations."
    )


class StateUnknown(ActionRefused):
    message = N_("“%(state)s” is no state of an action. Choose one of: %(known)s.")


class MovedWrong(ActionRefused):
    message = N_(
        "A new date comes after the first one. Give the first date, and a later one; or leave it open."
    )


class DateWrong(ActionRefused):
    message = N_("“%(typed)s” is no day. Write it like 2027-01-15, or choose it from the calendar.")


@dataclass(frozen=True)
class Answer:
    """An action as HR writes it. `reason`: a sentence more, or why it was decided against."""

    text: str
    owner: str
    due_on: date | None = None
    state: str = "planned"
    moved_to: date | None = None
    reason: str = ""


def checked(wave: Wave, given: Answer) -> Answer:
    """Return an answer in tidy words, if it may stand there.

    Raises: ActionRefused.
    """
    words = {name: " ".join(getattr(given, name).split()) for name in LONGEST}
    for name, text in words.items():
        if len(text) > LONGEST[name]:
            raise FieldTooLong(field=name, most=LONGEST[name], found=len(text))
        if named := _named_in(wave, text):
            raise NamesSomebody(field=name, what=named)
    answer = Answer(**asdict(given) | words)
    _check_whole(answer)
    return answer


def _check_whole(answer: Answer) -> None:
    if not answer.text:
        raise FieldMissing(field="text", remedy="what is done, or what is not")
    if not answer.owner:
        raise FieldMissing(field="owner", remedy="the unit or the function that answers for it")
    if answer.state not in ACTION_STATES:
        raise StateUnknown(state=answer.state, known=", ".join(ACTION_STATES))
    if answer.state in OPEN_STATES and answer.due_on is None:
        raise FieldMissing(field="due date", remedy="until when it is done")
    if answer.state == "declined" and not answer.reason:
        raise FieldMissing(field="reason", remedy="why it was decided against, which people read")
    if answer.moved_to and (answer.due_on is None or answer.moved_to <= answer.due_on):
        raise MovedWrong()


def _named_in(wave: Wave, text: str) -> str:
    """Return what names a person in a text: an address, or a name of the roster; empty if nothing does."""
    addresses = [word for word in text.split() if "@" in word]
    marked = marking.marks(wave, text).stretches if text else ()
    named = [its.text for its in marked if its.action == "mask" and its.type in PERSONAL]
    return next(iter(addresses + named), "")
