"""HR's forms for planning, reminding and closing."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from rmfeedback.terms import WaveKind
from rmfeedback.waves.lifecycle import LONGEST_NOTE
from rmfeedback.waves.planning import Wishes

KIND_WORDS = {
    WaveKind.KICKOFF: "Kickoff, before the first session",
    WaveKind.PULSE: "Pulse, two minutes between",
    WaveKind.MIDPOINT: "Midpoint",
    WaveKind.CLOSING: "Closing",
    WaveKind.FOLLOW_UP: "Follow-up, some months later",
}


KEYHOLDER_WORDS = {"server": "This server", "trustee": "A trustee"}
BREAKDOWN_WORDS = {"": "By role only", "unit": "By role and by unit", "location": "By role and by location"}


def _choices(words: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(value=str(value), label=word) for value, word in words.items()]


class PlanForm(FlaskForm):
    """The dates and the kind of a new wave."""

    kind = SelectField("Kind of wave", choices=_choices(KIND_WORDS))
    opens_on = DateField("Opens on", validators=[InputRequired("Choose the day the mails go out.")])
    closes_on = DateField("Box opened on", validators=[InputRequired("Choose the day the box is opened.")])

    report_by = DateField("People hear by", validators=[Optional()])
    keyholder = RadioField("Who holds the key?", choices=_choices(KEYHOLDER_WORDS), default="server")
    has_band = BooleanField("Publish once a day roughly how many have answered", default=True)
    shows_names = BooleanField("List the names of those invited on the form")
    by_itself = BooleanField("Launch, remind twice and close by itself on these days")
    breakdown = SelectField("Break results down", choices=_choices(BREAKDOWN_WORDS), default="")

    def validate_closes_on(self, field: DateField) -> None:
        """Refuse a wave that would close before it opens."""
        if self.opens_on.data and field.data and field.data <= self.opens_on.data:
            raise ValidationError("The box is opened after the wave has opened. Choose a later day.")

    def validate_report_by(self, field: DateField) -> None:
        """Refuse to promise what nobody can know yet."""
        if self.closes_on.data and field.data and field.data <= self.closes_on.data:
            raise ValidationError("The box is opened first. Choose a later day, or promise none.")

    def wishes(self) -> Wishes:
        """Return what was chosen beside kind and dates."""
        named = {name: self[name].data for name in ("keyholder", "has_band", "shows_names", "report_by")}
        return Wishes(**named, breakdown=self.breakdown.data or "")


class RemindForm(FlaskForm):
    """A sentence of HR's own in the reminder."""

    note = TextAreaField(
        "A sentence of your own",
        validators=[
            Length(max=LONGEST_NOTE, message=f"At most {LONGEST_NOTE} characters, please. Shorten it.")
        ],
    )


class SureForm(FlaskForm):
    """A final deed wants a tick."""

    sure = BooleanField(
        "I know it cannot be reopened",
        validators=[InputRequired("Tick that you know it cannot be reopened.")],
    )


class WithdrawForm(FlaskForm):
    """Taking a planned wave away wants a tick as well."""

    sure = BooleanField(
        "Take it away, with all that was chosen for it",
        validators=[InputRequired("Tick that the planned wave shall go. Nothing was taken away yet.")],
    )


class AgainForm(FlaskForm):
    """The password once more, before a deed that cannot be undone."""

    password = PasswordField("Your password")


class HolderForm(FlaskForm):
    """The trustee confirms who is invited, and says how people know the trustee."""

    is_right = BooleanField(
        "I have read the list: these are real people, each of them once",
        validators=[InputRequired("Read the list, and tick that it is right.")],
    )
    holder = StringField(
        "Your name, as those invited shall read it",
        validators=[
            InputRequired("Say who holds the words, for example: Ruth Sommer, works council."),
            Length(max=80, message="At most 80 characters, please."),
        ],
    )
    language = RadioField(
        "Words in",
        default="en",
        choices=[SelectChoice(value="en", label="English"), SelectChoice(value="de", label="Deutsch")],
    )

    def validate_holder(self, field: StringField) -> None:
        """Refuse a name that cannot be printed."""
        if not (field.data or "").strip() or not field.data.isprintable():
            raise ValidationError("Write the name in one line of ordinary letters.")


class WordsForm(FlaskForm):
    """The six words, typed from the slip."""

    words = StringField("The six words")


class OpenForm(SureForm):
    """The six words and a tick: the box is opened once."""

    words = StringField("The six words", validators=[InputRequired("Type the six words of the slip.")])
