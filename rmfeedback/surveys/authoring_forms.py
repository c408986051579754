"""HR's forms for questionnaires: an item, two at once, a head, the parts, a name, a file."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from rmfeedback.surveys.editing import option_key
from rmfeedback.surveys.questionnaire_file import ASKS, Table
from rmfeedback.surveys.questionnaire_rules import FACTS
from rmfeedback.surveys.scales import FIVE_POINT_KINDS, KIND_WORDS, Text
from rmfeedback.terms import Role

MOST_OF_A_TEXT = 300
MOST_OF_AN_INTRO = 2_000
NEW_CONSTRUCT = ""
ASKS_WORDS = {
    "": "a question of its own",
    "what_works": "what works",
    "what_gets_in_the_way": "what gets in the way",
    "blind_spots_or_else": "blind spots, or something else",
}
assert set(ASKS_WORDS) == {"", *ASKS}
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def tidy(words: str | None) -> str:
    """Return words in one line, without blanks around, and without control characters."""
    return _CONTROLS.sub(" ", words or "").strip()


def tidy_lines(words: str | None) -> str:
    """Return each line tidied, without those that are empty."""
    return "\n".join(line for line in map(tidy, (words or "").splitlines()) if line)


def _text(label: str, most: int = MOST_OF_A_TEXT, *, is_wanted: bool = True) -> TextAreaField:
    long = f"At most {most} characters, please. Shorten it."
    wanted = [DataRequired("Write it in both languages.")] if is_wanted else []
    return TextAreaField(label, filters=[tidy], validators=[*wanted, Length(max=most, message=long)])


class SeenForm(FlaskForm):
    """A change carries the mark of what was seen, so that nobody overwrites what they did not read."""

    seen = HiddenField()


class ConstructForm(SeenForm):
    """What an item measures and how it is answered."""

    construct = SelectField("Construct", validate_choice=False)
    construct_en = StringField("Its name in English", filters=[tidy], validators=[Length(max=80)])
    construct_de = StringField("Its name in German", filters=[tidy], validators=[Length(max=80)])
    construct_why = StringField("Why it is asked, for staff", filters=[tidy], validators=[Length(max=400)])
    kind = SelectField(
        "Scale", choices=[SelectChoice(value=key, label=word) for key, word in KIND_WORDS.items()]
    )
    reverse = BooleanField("Reversed: agreeing means something bad")
    asks = SelectField(
        "In the findings this open question is called",
        choices=[SelectChoice(value=key, label=word) for key, word in ASKS_WORDS.items()],
        default="",
    )
    options_en = TextAreaField("Answers in English, one a line", filters=[tidy_lines])
    options_de = TextAreaField("Answers in German, one a line", filters=[tidy_lines])

    def offer(self, constructs: Mapping[str, str]) -> None:
        """Offer these constructs, by key and name, and a new one."""
        self.construct.choices = [SelectChoice(value=key, label=name) for key, name in constructs.items()]
        if self.construct.data is None:
            self.construct.data = next((key for key in constructs if key != FACTS), NEW_CONSTRUCT)
        self.construct.choices.append(
            SelectChoice(value=NEW_CONSTRUCT, label="A new construct, described below")
        )

    def validate_construct(self, field: SelectField) -> None:
        """A new construct needs its names and a reason."""
        is_described = all(f.data for f in (self.construct_en, self.construct_de, self.construct_why))
        if not field.data and not is_described:
            raise ValidationError(
                "Choose a construct, or describe the new one: both names, and why it is asked."
            )

    def validate_options_de(self, field: TextAreaField) -> None:
        """A choice has at least two answers, the same in both languages."""
        english, german = self.options_en.data.splitlines(), field.data.splitlines()
        if self.kind.data == "choice" and len(english) < 2:
            raise ValidationError("A choice needs at least two answers. Write one a line.")
        if self.kind.data == "choice" and len(english) != len(german):
            raise ValidationError(
                f"{len(english)} answers are in English, {len(german)} in German. Write as many in both."
            )

    @property
    def new_construct(self) -> tuple[Text, str] | None:
        """What was described, where no construct was chosen."""
        if self.construct.data:
            return None
        return Text(self.construct_en.data, self.construct_de.data), self.construct_why.data

    def wording(self, text: Text, construct: str, kept: Iterable[Table] = ()) -> Table:
        """Return an item's fields as they were typed; `kept`: answers whose keys stay where they do."""
        kind = self.kind.data
        found: dict[str, Any] = {
            "construct": construct,
            "kind": kind,
            "text": {"en": text.en, "de": text.de},
            "reverse": bool(self.reverse.data) and kind in FIVE_POINT_KINDS,
        }
        if kind == "comment" and self.asks.data:
            found["asks"] = self.asks.data
        if kind == "choice":
            found["options"] = self._options({option["en"]: option["key"] for option in kept})
        return found

    def _options(self, keys: Mapping[str, str]) -> list[Table]:
        found: list[Table] = []
        for en, de in zip(self.options_en.data.splitlines(), self.options_de.data.splitlines(), strict=True):
            key = keys.get(en) or option_key(en, [*keys.values(), *(option["key"] for option in found)])
            found.append({"key": key, "en": en, "de": de})
        return found


class ItemForm(ConstructForm):
    """One item: its text in both languages, what it belongs to, and its scale."""

    text_en = _text("English")
    text_de = _text("Deutsch")

    @classmethod
    def of(cls, item: Table, seen: str) -> "ItemForm":
        """Return the form filled with an item as it stands."""
        options = item.get("options", [])
        return cls(
            formdata=None,
            seen=seen,
            text_en=item["text"]["en"],
            text_de=item["text"]["de"],
            construct=item["construct"],
            kind=item["kind"],
            reverse=item["reverse"],
            asks=item.get("asks", ""),
            options_en="\n".join(option["en"] for option in options),
            options_de="\n".join(option["de"] for option in options),
        )

    @property
    def text(self) -> Text:
        return Text(self.text_en.data, self.text_de.data)

    def blame(self, name: str, reason: str, item: Table | None) -> None:
        """Say under the field of the item's wording that was changed why it cannot be."""
        is_german = item is not None and item["text"]["en"] == self.text_en.data
        text = self.text_de if is_german else self.text_en
        fields = {"text": text, "kind": self.kind, "reverse": self.reverse, "options": self.options_en}
        fields[name].errors = [reason]


class AddForm(ConstructForm):
    """An item for one role, or one for each that mirror each other."""

    mentor_en = _text("For mentors, in English", is_wanted=False)
    mentor_de = _text("For mentors, in German", is_wanted=False)
    leader_en = _text("For leaders, in English", is_wanted=False)
    leader_de = _text("For leaders, in German", is_wanted=False)
    after_mentor = SelectField("Among the mentors’ items it stands behind", validate_choice=False)
    after_leader = SelectField("Among the leaders’ items it stands behind", validate_choice=False)

    def offer_places(self, items: Mapping[Role, list[Table]]) -> None:
        """Offer each role's items to stand behind; at first the last one that is not open."""
        for role, field in ((Role.MENTOR, self.after_mentor), (Role.LEADER, self.after_leader)):
            its = items.get(role, [])
            field.choices = [SelectChoice(value="", label="(at the beginning)")]
            field.choices += [SelectChoice(value=item["key"], label=item["text"]["en"]) for item in its]
            ticked = [item["key"] for item in its if item["kind"] != "comment"]
            field.data = field.data if field.raw_data else (ticked or [""])[-1]

    def validate_mentor_en(self, _field: TextAreaField) -> None:
        """At least one role is asked, and in both languages."""
        if not self.texts():
            raise ValidationError("Write the item for mentors, for leaders, or for both.")
        for role, text in self.texts().items():
            if not text.en or not text.de:
                raise ValidationError(f"Write the item for {role}s in both languages.")

    def texts(self) -> dict[Role, Text]:
        """Return what was written, by role."""
        written = {
            Role.MENTOR: Text(self.mentor_en.data, self.mentor_de.data),
            Role.LEADER: Text(self.leader_en.data, self.leader_de.data),
        }
        return {role: text for role, text in written.items() if text.en or text.de}

    def after(self) -> dict[Role, str]:
        """Return behind which item it stands, by role."""
        return {Role.MENTOR: self.after_mentor.data or "", Role.LEADER: self.after_leader.data or ""}


class HeadForm(SeenForm):
    """Title and intro of a questionnaire."""

    title_en = _text("Title, English", 120)
    title_de = _text("Titel, Deutsch", 120)
    intro_en = _text("Intro, English", MOST_OF_AN_INTRO)
    intro_de = _text("Einleitung, Deutsch", MOST_OF_AN_INTRO)

    @classmethod
    def of(cls, tables: Table) -> "HeadForm":
        """Return the form filled with title and intro as they stand."""
        fields = ((name, language) for name in ("title", "intro") for language in ("en", "de"))
        return cls(
            formdata=None, **{f"{name}_{language}": tables[name][language] for name, language in fields}
        )

    @property
    def title(self) -> Text:
        return Text(self.title_en.data, self.title_de.data)

    @property
    def intro(self) -> Text:
        return Text(self.intro_en.data, self.intro_de.data)


class CopyForm(FlaskForm):
    """What is copied, and the name of the copy."""

    source = SelectField("Begin with", validate_choice=False)
    name = StringField("Name", filters=[tidy], validators=[DataRequired("Give it a name.")])


class FileForm(FlaskForm):
    """A questionnaire file."""

    file = FileField("File", validators=[FileRequired("Choose a .toml file.")])
    replaces = BooleanField("It replaces what stands in the draft")
