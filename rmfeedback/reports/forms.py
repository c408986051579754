"""What HR sends from the review page and the export page."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from rmfeedback.reports.wording import KIND_NAMES


class ThemeForm(FlaskForm):
    """A theme's name, kind and sentence; what they may be is said by `reviewing`."""

    name = StringField("Name")
    kind = SelectField("Kind", choices=[SelectChoice(key, label) for key, label in KIND_NAMES.items()])
    summary = TextAreaField("In one sentence, for everybody")


class QuoteForm(FlaskForm):
    """A quote's wording for everybody, and what is done with it: reworded, shortened or withheld."""

    wording = TextAreaField("Reworded, for everybody")
    state = StringField(name="as")


class ExportForm(FlaskForm):
    """Which file HR wants, in which language it is to be read, and the password once more."""

    suffix = StringField()
    language = StringField()
    password = PasswordField()
