"""What mentors are asked beside what leaders are asked: the rows of the mirror table."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from rmfeedback.surveys.editions import Version
from rmfeedback.surveys.questionnaire import Item
from rmfeedback.surveys.scales import KIND_WORDS
from rmfeedback.terms import Role


@dataclass(frozen=True)
class Row:
    """An item and what stands beside it for the other role, if anything does."""

    construct: str
    mentor: Item | None
    leader: Item | None

    @property
    def any_item(self) -> Item:
        item = self.mentor or self.leader
        assert item is not None
        return item

    @property
    def kind(self) -> str:
        return KIND_WORDS[self.any_item.kind]

    @property
    def is_mirrored(self) -> bool:
        return self.mentor is not None and self.leader is not None and self.mentor.mirror == self.leader.key


def rows(version: Version, language: str = "en") -> list[Row]:
    """Return the items of both roles in the order asked, those of one key but for the prefix together.

    Where the roles are asked in another order, a mirror stands in a row of its own.
    """
    asked = version.questionnaires
    mentor, leader = (asked[role].items if role in asked else () for role in (Role.MENTOR, Role.LEADER))
    stems, others = [item.neutral_key for item in mentor], [item.neutral_key for item in leader]
    names = {each.key: each.name.in_(language) for its in asked.values() for each in its.constructs}
    found: list[tuple[Item | None, Item | None]] = []
    for tag, i, j, k, m in SequenceMatcher(None, stems, others, autojunk=False).get_opcodes():
        if tag == "equal":
            found += zip_longest(mentor[i:j], leader[k:m])
        else:
            found += [(item, None) for item in mentor[i:j]] + [(None, item) for item in leader[k:m]]
    return [
        Row(names[item.construct], one, other) for one, other in found for item in (one or other,) if item
    ]
