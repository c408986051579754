"""Builds the form of a questionnaire: one field per item, named by the item's key."""

import re
from collections.abc import Mapping
from functools import lru_cache
from math import ceil
from typing import Any, ClassVar

from flask_babel import format_decimal, gettext, ngettext
from wtforms import Field, Form, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from rmfeedback.surveys.questionnaire import NOT_JUDGED, Item, Questionnaire

# What may be sent beside the items.
BESIDE_ITEMS = frozenset({"code", "lang", "anyway", "check", "pad"})
MOST_CHARACTERS = 1_500
MOST_BYTES = 4_000
# Unicode's categories Cc and Cs, but for the line's end.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LONGEST_NAME_SHOWN = 40
_MOST_NAMES_SHOWN = 3


class AnswerForm(Form):
    """The fields of one questionnaire; made by `form_for`, bound to what was sent."""

    questionnaire: ClassVar[Questionnaire]

    def __init__(self, sent: Mapping[str, Any] | None = None) -> None:
        super().__init__(sent)
        self.names_sent = set(sent or ())

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then the whole: no strange field, and at least one answer."""
        are_sound = super().validate(extra_validators)
        self.form_errors = [_unknown(name) for name in self._unknown_names()]
        if are_sound and not self.form_errors and not self.answers():
            nothing = gettext("Nothing is answered yet. Answer at least one question, then send again.")
            self.form_errors = [nothing]
        return are_sound and not self.form_errors

    def answers(self) -> dict[str, str]:
        """Return what was answered by item key; open items and "cannot judge" are left out."""
        given = {key: value for key, value in self.data.items() if value and value.strip()}
        return {key: value for key, value in given.items() if value != NOT_JUDGED}

    def open_items(self) -> list[tuple[int, Item]]:
        """Return the items to tick that were left open, with their numbers; comments may always stay open."""
        items = enumerate(self.questionnaire.items, start=1)
        to_tick = [(number, item) for number, item in items if item.kind != "comment"]
        return [(number, item) for number, item in to_tick if not self[item.key].data]

    def _unknown_names(self) -> list[str]:
        return sorted(self.names_sent - set(self._fields) - BESIDE_ITEMS)[:_MOST_NAMES_SHOWN]


class OneOf:
    """The value is one of those the page offers."""

    def __init__(self, number: int, item: Item) -> None:
        self.number, self.values = number, item.values

    def __call__(self, form: Form, field: Field) -> None:
        if field.data not in self.values:
            sentence = gettext("Question %(number)s: this answer is not one of those offered. Choose again.")
            raise ValidationError(sentence % {"number": self.number})


class ShortEnough:
    """The comment fits into its place in the envelope."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, form: Form, field: Field) -> None:
        length, size = len(field.data), len(field.data.encode())
        if length > MOST_CHARACTERS:
            raise ValidationError(self._too_long(length - MOST_CHARACTERS))
        if size > MOST_BYTES:
            # Signs beyond the Latin letters take up to four bytes each.
            raise ValidationError(self._too_rich(ceil((size - MOST_BYTES) * length / size)))

    def _too_long(self, over: int) -> str:
        sentence = ngettext(
            "Question %(number)s: your text is %(over)s character too long. "
            "At most %(most)s fit. Please shorten it.",
            "Question %(number)s: your text is %(over)s characters too long. "
            "At most %(most)s fit. Please shorten it.",
            over,
            number=self.number,
            over=format_decimal(over),
            most=format_decimal(MOST_CHARACTERS),
        )
        return str(sentence)

    def _too_rich(self, over: int) -> str:
        sentence = gettext(
            "Question %(number)s: the signs in your text take too much room. "
            "Please leave out about %(over)s of them.",
            number=self.number,
            over=format_decimal(over),
        )
        return str(sentence)


def tidy(text: str | None) -> str:
    """Return a comment without control characters, with plain line ends, blank where nothing was written."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _CONTROLS.sub("", lines).strip()


def form_class(questionnaire: Questionnaire) -> type[AnswerForm]:
    """Make the form class of a questionnaire."""
    fields = {item.key: _field(number, item) for number, item in enumerate(questionnaire.items, start=1)}
    return type("QuestionnaireForm", (AnswerForm,), {"questionnaire": questionnaire, **fields})


# Every visit of a respondent needs one; those of drafts are not kept.
form_for = lru_cache(maxsize=256)(form_class)


def _field(number: int, item: Item) -> Any:
    if item.kind == "comment":
        return TextAreaField(filters=[tidy], validators=[Optional(), ShortEnough(number)])
    return StringField(validators=[Optional(), OneOf(number, item)])


def _unknown(name: str) -> str:
    sentence = gettext(
        "“%(name)s” is no question of this form. Nothing was kept; this page holds what you answered: "
        "send it again.",
        name=name[:_LONGEST_NAME_SHOWN],
    )
    return str(sentence)
