"""What HR sends from the review page and the export page."""

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from rmfeedback.reports.action_rules import Answer, DateWrong
from rmfeedback.reports.wording import KIND_NAMES


class ThemeForm(FlaskForm):
    """A theme's name, kind and sentence; what they may be is said by `reviewing`."""

    name = StringField("Name")
    kind = SelectField("Kind", choices=[SelectChoice(key, label) for key, label in KIND_NAMES.items()])
    summary = TextAreaField("In one sentence, for everybody")
    seen = IntegerField()


class StepForm(FlaskForm):
    """A deed on the review desk: `seen`, the last step when the page was opened; `step`, the one to undo."""

    seen = IntegerField()
    step = IntegerField()
    wanted = StringField()


class SplitForm(FlaskForm):
    """The names of a theme's two halves."""

    first = StringField("Name of the first half")
    second = StringField("Name of the second half")
    seen = IntegerField()


class ActionForm(FlaskForm):
    """An answer to a theme; what it may be is said by `actions`. `seen`: how it was when it was read."""

    theme_key = StringField("Theme")
    text = StringField("What is done, or is not")
    owner = StringField("Who answers for it")
    due_on = DateField("Due", validators=[Optional()])
    moved_to = DateField("New date", validators=[Optional()])
    state = StringField("State")
    reason = StringField("A sentence more")
    seen = StringField()

    def answer(self) -> Answer:
        """Return what was written.

        Raises: DateWrong.
        """
        for field in (self.due_on, self.moved_to):
            if not field.validate(self):
                raise DateWrong(typed=" ".join(field.raw_data))
        words = {name: getattr(self, name).data or "" for name in ("text", "owner", "state", "reason")}
        return Answer(**words, due_on=self.due_on.data, moved_to=self.moved_to.data)


class QuoteForm(FlaskForm):
    """A quote's wording for everybody, and what is done with it: reworded, shortened or withheld."""

    wording = TextAreaField("Reworded, for everybody")
    state = StringField(name="as")
    sure = StringField()
    seen = IntegerField()


class ReleaseForm(FlaskForm):
    """The password once more, before findings go out."""

    password = PasswordField()


class ExportForm(FlaskForm):
    """Which file HR wants, in which language it is to be read, and the password once more."""

    suffix = StringField()
    language = StringField()
    password = PasswordField()
