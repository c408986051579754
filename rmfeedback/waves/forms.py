"""HR's forms for planning, reminding and closing."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from rmfeedback.terms import WaveKind
from rmfeedback.waves.lifecycle import LONGEST_NOTE

KIND_WORDS = {
    WaveKind.KICKOFF: "Kickoff, before the first session",
    WaveKind.PULSE: "Pulse, two minutes between",
    WaveKind.MIDPOINT: "Midpoint",
    WaveKind.CLOSING: "Closing",
    WaveKind.FOLLOW_UP: "Follow-up, some months later",
}


class PlanForm(FlaskForm):
    """The dates and the kind of a new wave."""

    kind = SelectField(
        "Kind of wave",
        choices=[SelectChoice(value=kind.value, label=word) for kind, word in KIND_WORDS.items()],
    )
    opens_on = DateField("Opens on", validators=[InputRequired("Choose the day the mails go out.")])
    closes_on = DateField("Box opened on", validators=[InputRequired("Choose the day the box is opened.")])

    def validate_closes_on(self, field: DateField) -> None:
        """Refuse a wave that would close before it opens."""
        if self.opens_on.data and field.data and field.data <= self.opens_on.data:
            raise ValidationError("The box is opened after the wave has opened. Choose a later day.")


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
