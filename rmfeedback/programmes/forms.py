"""HR's forms for programmes and rosters."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from rmfeedback.errors import Refused
from rmfeedback.programmes import roster_file
from rmfeedback.programmes.roster_file import Reading
from rmfeedback.programmes.roster_upload import Upload

LONGEST_NAME = 80
TOO_LONG = f"At most {LONGEST_NAME} characters, please. Shorten it."


def tidy(name: str | None) -> str | None:
    """Take away blanks around a name and doubled inside it."""
    return " ".join(name.split()) if name else name


class ProgrammeForm(FlaskForm):
    """The name and the language of a new programme."""

    name = StringField(
        "Name",
        filters=[tidy],
        validators=[InputRequired("Give the programme a name."), Length(max=LONGEST_NAME, message=TOO_LONG)],
    )
    language = RadioField(
        "Language of mails to start with",
        default="en",
        choices=[SelectChoice(value="en", label="English"), SelectChoice(value="de", label="Deutsch")],
    )


class RosterForm(FlaskForm):
    """A cohort's name and the file of its people; what is no list at all is told beside its field."""

    name = StringField(
        "Cohort",
        filters=[tidy],
        validators=[InputRequired("Give the cohort a name."), Length(max=LONGEST_NAME, message=TOO_LONG)],
    )
    file = FileField("File", validators=[FileRequired("Choose the file with the people.")])
    content = b""

    def validate_file(self, field: FileField) -> None:
        """Keep the file's bytes, and refuse what is no list; which column is which, the preview asks."""
        self.content = field.data.read()
        try:
            roster_file.take_apart(self.content, field.data.filename, Reading())
        except roster_file.READ_OTHERWISE:
            return
        except Refused as no:
            raise ValidationError(str(no)) from None

    def upload(self, programme_key: str) -> Upload:
        """Return what was sent, for the preview."""
        return Upload(self.content, self.file.data.filename, programme_key, self.name.data)
