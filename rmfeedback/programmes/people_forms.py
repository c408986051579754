"""HR's forms for one person: what is typed is cleaned as in a file, and what is refused is told beside it."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from wtforms import Field, Form, FormField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from rmfeedback.programmes import enrolling
from rmfeedback.programmes import roster_cells as cells
from rmfeedback.programmes.enrolled import OF_THE_PERSON, AddressTaken, PersonFrozen
from rmfeedback.programmes.models import Person
from rmfeedback.programmes.roster_entries import LONGEST, LONGEST_LINE, UNPRINTABLE
from rmfeedback.terms import Role

LANGUAGES = [SelectChoice(value="en", label="English"), SelectChoice(value="de", label="Deutsch")]
ROLES = [SelectChoice(value=role.value, label=role.value) for role in Role]


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


def _address(text: str | None) -> str:
    return cells.clean_address(text or "")


def _printable(_form: Form, field: Field) -> None:
    if UNPRINTABLE.search(field.data or ""):
        raise ValidationError("It holds a character that cannot be printed. Type it anew.")


def _fits(name: str) -> list[Any]:
    most = LONGEST.get(name, LONGEST_LINE)
    return [Length(max=most, message=f"At most {most:,} characters, please. Shorten it."), _printable]


class WishesForm(Form):
    """What belongs to one role, for pairing."""

    topics = StringField("Topics", validators=_fits("topics"))
    goals = TextAreaField("Goals", validators=_fits("goals"))
    constraints = TextAreaField("Constraints", validators=_fits("constraints"))

    def values(self) -> dict[str, Any]:
        """Return what was typed; topics as a list."""
        return {
            "topics": cells.split_topics(self.topics.data or ""),
            "goals": (self.goals.data or "").strip(),
            "constraints": (self.constraints.data or "").strip(),
        }


class PersonForm(FlaskForm):
    """What a person has whatever the role."""

    name = StringField(
        "Name", filters=[_tidy], validators=[InputRequired("Give the person's name."), *_fits("name")]
    )
    email = StringField("Address", filters=[_address], validators=_fits("email"))
    language = RadioField("Language of mails", choices=LANGUAGES)
    time_zone = StringField("Time zone", filters=[_tidy], validators=_fits("time_zone"))
    unit = StringField("Unit", filters=[_tidy], validators=_fits("unit"))
    location = StringField("Site", filters=[_tidy], validators=_fits("location"))
    level = StringField("Level or function", filters=[_tidy], validators=_fits("level"))
    manager_email = StringField(
        "Address of the line manager", filters=[_address], validators=_fits("manager_email")
    )

    refused = ""

    def validate_name(self, field: Field) -> None:
        """Turn “Last, First” round, and want a letter in it."""
        field.data = cells.clean_name(field.data)
        if not any(letter.isalpha() for letter in field.data):
            raise ValidationError(f"“{field.data}” is no name. Give the person's name.")

    def validate_email(self, field: Field) -> None:
        """Want an address, and offer the one that was probably meant."""
        if not cells.is_address(field.data):
            raise ValidationError(_why_not(field.data))

    def validate_manager_email(self, field: Field) -> None:
        """Want an address where there is something."""
        if field.data and not cells.is_address(field.data):
            raise ValidationError(_why_not(field.data))

    def validate_time_zone(self, field: Field) -> None:
        """Want a zone that the calendar knows."""
        if field.data and field.data not in available_timezones():
            raise ValidationError(
                f"“{field.data}” is no time zone. Write it like Europe/Berlin, or leave it empty."
            )

    @property
    def problems(self) -> list[tuple[str, str]]:
        """All that is wrong: the id of the field, and what to do."""
        return [problem for name, errors in self.errors.items() for problem in _flat(name, errors)]


class NewPersonForm(PersonForm):
    """Somebody who is added by hand, in one role."""

    role = RadioField("Takes part as", choices=ROLES, validators=[InputRequired("Choose mentor or leader.")])
    wishes = FormField(WishesForm)

    def add(self, cohort_key: str) -> Person | None:
        """Add the person, or keep what was refused to be shown."""
        if not self.validate():
            return None
        values = {name: self[name].data for name in OF_THE_PERSON} | self.wishes.form.values()
        try:
            return enrolling.add(cohort_key, Role(self.role.data), values, values["topics"])
        except (AddressTaken, PersonFrozen) as no:
            self.email.errors = [str(no)]
        return None


def _flat(name: str, errors: Any) -> Iterator[tuple[str, str]]:
    if isinstance(errors, dict):
        for inner, of_inner in errors.items():
            yield from _flat(f"{name}-{inner}", of_inner)
    else:
        yield from ((name, error) for error in errors)


def _why_not(email: str) -> str:
    why, suggestion = cells.why_no_address(email), cells.suggest_address(email)
    return f"{why[0].upper()}{why[1:]}." + (f" Did you mean “{suggestion}”?" if suggestion else "")
