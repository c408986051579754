"""What the pages of a version and of a draft show."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rmfeedback.surveys import authoring, checking, editions, side_by_side
from rmfeedback.surveys.checking import Check, Problem
from rmfeedback.surveys.editing import Twin, find
from rmfeedback.surveys.editions import Version
from rmfeedback.surveys.questionnaire import Item
from rmfeedback.surveys.questionnaire_file import Table
from rmfeedback.surveys.questionnaire_rules import OTHER, PREFIX
from rmfeedback.surveys.scales import SCALED_KINDS
from rmfeedback.surveys.side_by_side import Row
from rmfeedback.surveys.wordings import Known, all_known
from rmfeedback.terms import Role

Part = Callable[[Twin], Any]


@dataclass(frozen=True)
class Shown:
    """A version with all that its page tells."""

    version: Version
    language: str = "en"

    @cached_property
    def rows(self) -> list[Row]:
        return side_by_side.rows(self.version, self.language)

    @cached_property
    def problems(self) -> list[Problem]:
        return checking.problems(self.version)

    @cached_property
    def hints(self) -> list[Problem]:
        return checking.hints(self.version)

    @cached_property
    def checks(self) -> list[Check]:
        return checking.panel(self.version, self.problems, self.hints)

    @property
    def counted(self) -> str:
        """How many items it asks: "14 scored, 1 choice, 3 open"."""
        return checking.counted(self.version)

    @cached_property
    def waves(self) -> list[str]:
        """The waves that ask this version."""
        return editions.waves_asking(self.version)

    @cached_property
    def before(self) -> Version | None:
        """The version before this one; of a first version the shipped one that it has most items of."""
        number = self.version.number
        earlier = [each for each in editions.versions(self.version.edition) if each.number < number]
        if earlier or self.version.is_shipped:
            return earlier[-1] if earlier else None
        shared = [(len(_items(each) & _items(self.version)), each) for each in editions.shipped()]
        count, likest = max(shared, key=lambda pair: pair[0])
        return likest if count else None

    @property
    def before_name(self) -> str:
        """How the version before is called."""
        assert self.before is not None
        is_ours = self.before.edition == self.version.edition
        return f"version {self.before.number}" if is_ours else f"“{self.before.name}”"

    @cached_property
    def gone(self) -> list[tuple[Role, Item]]:
        """The items that the version before asked and this one does not."""
        before = self.before
        here = {item.key for asked in self.version.questionnaires.values() for item in asked.items}
        asked = before.questionnaires.items() if before else ()
        return [(role, item) for role, its in asked for item in its.items if item.key not in here]

    @cached_property
    def known(self) -> Known:
        return all_known()

    @cached_property
    def constructs(self) -> dict[str, str]:
        """The constructs an item may belong to, by key: those in use first, then all others there are."""
        here = [each for asked in self.version.questionnaires.values() for each in asked.constructs]
        names = {each.key: each.name.en for each in here}
        return names | {
            key: its.table["name"]["en"] for key, its in self.known.constructs.items() if key not in names
        }

    def mark(self, part: Part) -> str:
        """Return the mark of a part of the draft, for a form."""
        return authoring.mark_of(self.version, part)

    @property
    def whole(self) -> str:
        """The mark of everything."""
        return self.mark(authoring.whole)


@dataclass(frozen=True)
class ItemShown:
    """An item of a draft with what may be done about it."""

    shown: Shown
    role: Role
    key: str

    @property
    def item(self) -> Table | None:
        """The item as it is saved, or None where it is gone."""
        its = self.shown.version.tables(self.role)["items"]
        return next((item for item in its if item["key"] == self.key), None)

    @property
    def is_fixed(self) -> bool:
        """Tell whether its wording was published, so that another one needs a key of its own."""
        return self.key in self.shown.known.items

    @property
    def where(self) -> str:
        """Where it was published first."""
        return self.shown.known.items[self.key].where if self.is_fixed else ""

    @property
    def others(self) -> list[Table]:
        """The role's other items, in the order asked."""
        return [item for item in self.shown.version.tables(self.role)["items"] if item["key"] != self.key]

    @property
    def stands_after(self) -> str:
        """The key of the item before it, or nothing."""
        keys = [item["key"] for item in self.shown.version.tables(self.role)["items"]]
        place = keys.index(self.key)
        return keys[place - 1] if place else ""

    @property
    def candidates(self) -> list[Table]:
        """The items of the other role that could mirror it."""
        item, other = self.item, OTHER[self.role]
        if item is None or item["kind"] not in SCALED_KINDS or other not in self.shown.version.files:
            return []
        alike = ("construct", "kind", "reverse")
        return [
            one
            for one in self.shown.version.tables(other)["items"]
            if "mirror" not in one and all(one[name] == item[name] for name in alike)
        ]

    @property
    def seen(self) -> str:
        return self.shown.mark(item_of(self.role, self.key))

    @property
    def order_seen(self) -> str:
        return self.shown.mark(order)


def role_of(key: str) -> Role:
    """Return whose item a key names; mentors', where it names none."""
    return Role.LEADER if key.startswith(PREFIX[Role.LEADER]) else Role.MENTOR


def item_of(role: Role, key: str) -> Part:
    """Pick an item; None where it is gone."""
    return lambda twin: find(twin, role, key) if key in _keys(twin, role) else None


def order(twin: Twin) -> Any:
    """Pick the order of all items."""
    return {role.value: _keys(twin, role) for role in twin}


def head_of(role: Role) -> Part:
    """Pick title and intro."""
    return lambda twin: [twin[role]["title"], twin[role]["intro"]]


def parts_of(role: Role) -> Part:
    """Pick the parts."""
    return lambda twin: twin[role]["parts"]


def _items(version: Version) -> set[str]:
    return {item.key for asked in version.questionnaires.values() for item in asked.items}


def _keys(twin: Twin, role: Role) -> list[str]:
    return [item["key"] for item in twin[role]["items"]]
