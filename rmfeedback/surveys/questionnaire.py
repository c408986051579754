"""What is asked: questionnaires with their constructs, parts and items, read from TOML files and checked."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from rmfeedback.surveys.questionnaire_file import (
    Breach,
    Place,
    QuestionnaireBroken,
    QuestionnaireFile,
    Table,
    read,
)
from rmfeedback.surveys.questionnaire_rules import check
from rmfeedback.surveys.scales import (
    CANNOT_JUDGE,
    FIVE_POINT_KINDS,
    NOT_JUDGED,
    SCALE_LABELS,
    SCALED_KINDS,
    Text,
)
from rmfeedback.terms import Role, WaveKind

__all__ = [
    "CANNOT_JUDGE",
    "NOT_JUDGED",
    "Construct",
    "Item",
    "Option",
    "Part",
    "Questionnaire",
    "QuestionnaireBroken",
    "Text",
    "for_wave",
    "load",
    "of_tables",
    "shipped",
    "shipped_files",
    "too_long",
]

SHIPPED = Path(__file__).parent / "questionnaires"
MOST_MINUTES = 10
WORDS_PER_SECOND = 3.3
SECONDS_PER_ITEM = 6
SECONDS_PER_COMMENT = 75


@dataclass(frozen=True)
class Option:
    """One answer of a choice."""

    key: str
    text: Text


@dataclass(frozen=True)
class Construct:
    """What several items measure together; `why` is for staff, never for respondents."""

    key: str
    name: Text
    why: str


@dataclass(frozen=True)
class Part:
    """A heading of the form and the key of the item it stands above."""

    key: str
    name: Text
    first: str


@dataclass(frozen=True)
class Item:
    """One thing asked; whether it is reversed is for scoring, never for the form."""

    key: str
    construct: str
    kind: str
    text: Text
    reverse: bool
    required: bool
    mirror: str | None
    options: tuple[Option, ...]
    asks: str | None

    @property
    def is_scaled(self) -> bool:
        return self.kind in SCALED_KINDS

    @property
    def scale(self) -> tuple[int, int]:
        """The lowest and the highest score. Raises: ValueError, for a choice or a comment."""
        if not self.is_scaled:
            raise ValueError(f"{self.key} is a {self.kind}: it has no scale")
        return (1, 5) if self.kind in FIVE_POINT_KINDS else (0, 10)

    @property
    def values(self) -> tuple[str, ...]:
        """What the form may send: scores and "na", or the options' keys; nothing for a comment."""
        if not self.is_scaled:
            return tuple(option.key for option in self.options)
        low, high = self.scale
        return (*map(str, range(low, high + 1)), NOT_JUDGED)

    @property
    def neutral_key(self) -> str:
        """The key without the role's prefix: the same for an item and its mirror."""
        return self.key[2:]

    def scale_labels(self, language: str) -> tuple[str, ...]:
        """Return the scale's words, low to high: five, or the two ends; none without a scale."""
        return tuple(label.in_(language) for label in SCALE_LABELS.get(self.kind, ()))

    def recoded(self, value: int) -> int:
        """Return the score with high always meaning good: 6 - value where the item is reversed."""
        return 6 - value if self.reverse else value


@dataclass(frozen=True)
class Questionnaire:
    """All that one role is asked in one kind of wave, in the order asked."""

    key: str
    version: int
    role: Role
    title: Text
    intro: Text
    constructs: tuple[Construct, ...]
    parts: tuple[Part, ...]
    items: tuple[Item, ...]

    def __hash__(self) -> int:
        return hash((self.key, self.version, self.role))

    def item(self, key: str) -> Item:
        """Return the item of this key. Raises: KeyError, if there is none."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    def parts_with_items(self) -> list[tuple[Part, list[tuple[int, Item]]]]:
        """Return each part with its items, numbered from 1 in the order asked, through all parts."""
        starts = {part.first: part for part in self.parts}
        grouped: list[tuple[Part, list[tuple[int, Item]]]] = []
        for number, item in enumerate(self.items, start=1):
            if item.key in starts:
                grouped.append((starts[item.key], []))
            grouped[-1][1].append((number, item))
        return grouped

    @property
    def minutes(self) -> int:
        """How long answering takes, in whole minutes."""
        return round(self.seconds / 60)

    @property
    def seconds(self) -> float:
        """Estimate the time to read all (mean of the languages, 3.3 words a second) and to answer.

        An item takes 6 s to answer, an open question 75 s.
        """
        comments = sum(item.kind == "comment" for item in self.items)
        reading = (self._words("en") + self._words("de")) / 2 / WORDS_PER_SECOND
        return reading + SECONDS_PER_COMMENT * comments + SECONDS_PER_ITEM * (len(self.items) - comments)

    @property
    def digest(self) -> str:
        """A hash of everything that is asked, so that a wave knows whether it is still asked the same."""
        return _digest(self)

    def _words(self, language: str) -> int:
        read = [self.title.in_(language), self.intro.in_(language)]
        read += [part.name.in_(language) for part in self.parts]
        for item in self.items:
            read += [item.text.in_(language), *item.scale_labels(language)]
            read += [option.text.in_(language) for option in item.options]
        return sum(len(words.split()) for words in read)


def for_wave(kind: WaveKind, role: Role) -> Questionnaire:
    """Return the shipped questionnaire for a role in a wave; midpoint, closing and follow-up ask the same."""
    begins = {WaveKind.KICKOFF: "kickoff_", WaveKind.PULSE: "pulse_"}
    return shipped()[begins.get(kind, "") + role]


@lru_cache(maxsize=256)
def _digest(questionnaire: Questionnaire) -> str:
    return hashlib.sha256(repr(questionnaire).encode()).hexdigest()


@cache
def shipped() -> Mapping[str, Questionnaire]:
    """Return the questionnaires that come with rmfeedback, by key; read once."""
    return MappingProxyType({key: of_tables(file.tables) for key, file in shipped_files().items()})


@cache
def shipped_files() -> Mapping[str, QuestionnaireFile]:
    """Return their files, by key; read and checked once."""
    return _read_all(SHIPPED)


def load(folder: Path | None = None) -> Mapping[str, Questionnaire]:
    """Read every `.toml` file of a folder (the shipped one, where none is given) and return them by key.

    Raises: QuestionnaireBroken, naming file, line and key, if one breaks the format or a rule.
    """
    files = _read_all(folder or SHIPPED)
    return MappingProxyType({key: of_tables(file.tables) for key, file in files.items()})


def too_long(questionnaire: Questionnaire) -> Breach | None:
    """Return what is broken where answering takes longer than it may."""
    minutes = questionnaire.seconds / 60
    reason = f"it takes {minutes:.1f} minutes, more than {MOST_MINUTES}. Take out items."
    return Breach(Place(field="items"), reason) if minutes > MOST_MINUTES else None


def of_tables(tables: Table) -> Questionnaire:
    """Return the questionnaire that a file's tables, in the right shape, hold."""
    return Questionnaire(
        key=tables["key"],
        version=tables["version"],
        role=Role(tables["role"]),
        title=Text(**tables["title"]),
        intro=Text(**tables["intro"]),
        constructs=tuple(Construct(**each | {"name": Text(**each["name"])}) for each in tables["constructs"]),
        parts=tuple(Part(**each | {"name": Text(**each["name"])}) for each in tables["parts"]),
        items=tuple(_item(each) for each in tables["items"]),
    )


def _read_all(folder: Path) -> Mapping[str, QuestionnaireFile]:
    files = {path.stem: read(path) for path in sorted(folder.glob("*.toml"))}
    if not files:
        reason = "there is no questionnaire in it. Put the .toml files there, or name another folder."
        raise QuestionnaireBroken(where=str(folder), reason=reason)
    check(files)
    for file in files.values():
        if breach := too_long(of_tables(file.tables)):
            raise file.broken(breach)
    return MappingProxyType(files)


def _item(table: Table) -> Item:
    return Item(
        key=table["key"],
        construct=table["construct"],
        kind=table["kind"],
        text=Text(**table["text"]),
        reverse=table["reverse"],
        required=table["required"],
        mirror=table.get("mirror"),
        options=tuple(Option(each["key"], Text(each["en"], each["de"])) for each in table.get("options", [])),
        asks=table.get("asks"),
    )
