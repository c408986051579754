"""HR's forms for a cohort's plan, a programme's days, and a deletion."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, PasswordField, RadioField, StringField
from wtforms.fields import Field, SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from rmfeedback.errors import Refused
from rmfeedback.waves import timetables, workdays
from rmfeedback.waves.forms import KEYHOLDER_WORDS
from rmfeedback.waves.lifecycle import MOST_REMINDERS
from rmfeedback.waves.plans import REPORT_AFTER, Days
from rmfeedback.waves.retention import LONGEST_KEEP_DAYS


class TemplateForm(FlaskForm):
    """A plan to begin with, and the day of the first session."""

    template = RadioField("Plan", default="six-months")
    starts_on = DateField("First session", validators=[InputRequired("Choose the day of the first session.")])
    keyholder = RadioField(
        "Who holds the key?",
        default="server",
        choices=[SelectChoice(value=key, label=word) for key, word in KEYHOLDER_WORDS.items()],
    )

    report_weeks = IntegerField(
        "Weeks after closing until people hear what came of it",
        default=REPORT_AFTER.days // 7,
        validators=[
            Optional(),
            NumberRange(0, 26, "Choose a number of weeks from 0 to 26; 0 promises none."),
        ],
    )

    @property
    def report_after(self) -> timedelta | None:
        """How long after each closing a report is promised, if one is."""
        return timedelta(weeks=self.report_weeks.data or 0) or None

    def __init__(self, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        known = timetables.templates().values()
        self.template.choices = [SelectChoice(value=one.key, label=one.name) for one in known]


class DaysForm(FlaskForm):
    """When a planned wave opens, reminds and closes, and what of it happens by itself."""

    opens_on = DateField("Opens on", validators=[InputRequired("Choose the day the mails go out.")])
    closes_on = DateField("Box opened on", validators=[InputRequired("Choose the day the box is opened.")])
    remind_1 = DateField("First reminder", validators=[Optional()])
    remind_2 = DateField("Second reminder", validators=[Optional()])
    remind_3 = DateField("Third reminder", validators=[Optional()])
    remind_4 = DateField("Fourth reminder", validators=[Optional()])
    remind_5 = DateField("Fifth reminder", validators=[Optional()])
    remind_6 = DateField("Sixth reminder", validators=[Optional()])
    report_by = DateField("People hear by", validators=[Optional()])
    launches_itself = BooleanField("Launch by itself on its first day")
    closes_itself = BooleanField("Close by itself on its last day")

    @classmethod
    def filled(cls, days: Days) -> "DaysForm":
        """Return the form as a wave stands."""
        reminders = {f"remind_{number}": day for number, day in enumerate(days.remind_on, start=1)}
        given = {name: getattr(days, name) for name in ("opens_on", "closes_on", "report_by")}
        ticks = {name: getattr(days, name) for name in ("launches_itself", "closes_itself")}
        return cls(formdata=None, **given, **reminders, **ticks)

    @property
    def reminders(self) -> Iterator[Field]:
        """Yield the fields of the reminders."""
        for number in range(1, MOST_REMINDERS + 1):
            yield self[f"remind_{number}"]

    def days(self) -> Days:
        """Return what was chosen."""
        remind_on: list[date] = sorted(field.data for field in self.reminders if field.data)
        return Days(
            self.opens_on.data,
            self.closes_on.data,
            remind_on,
            launches_itself=self.launches_itself.data,
            closes_itself=self.closes_itself.data,
            report_by=self.report_by.data,
        )


class ProgrammeDaysForm(FlaskForm):
    """Whose holidays and hours hold for a programme, when it ends, and how long people are kept."""

    holidays = StringField("Holidays of")
    time_zone = StringField("Time zone")
    ends_on = DateField("Last day of the programme", validators=[Optional()])
    keep_days = IntegerField(
        "Days until people are deleted",
        validators=[
            InputRequired("Say after how many days people are deleted."),
            NumberRange(0, LONGEST_KEEP_DAYS, f"Choose a number of days from 0 to {LONGEST_KEEP_DAYS}."),
        ],
    )

    def validate_holidays(self, field: StringField) -> None:
        """Refuse a region that nobody knows."""
        try:
            field.data = workdays.check_region(field.data or "")
        except Refused as no:
            raise ValidationError(str(no)) from None

    def validate_time_zone(self, field: StringField) -> None:
        """Refuse a zone that nobody knows."""
        field.data = (field.data or "").strip()
        if field.data and field.data not in available_timezones():
            raise ValidationError(
                "There is no such time zone. Write it like Europe/Berlin, or leave it empty."
            )


class UrgentForm(FlaskForm):
    """Which office hears that a comment may speak of harm; what it may be is said by `urgent`."""

    urgent_name = StringField("Its name, as the form says it")
    urgent_email = StringField("Its address")


class DeleteForm(FlaskForm):
    """A second look before people are deleted: a tick and the password once more."""

    sure = BooleanField(
        "I know that this cannot be undone",
        validators=[InputRequired("Tick that you know it cannot be undone. Nobody was deleted.")],
    )
    password = PasswordField("Your password, once more")
