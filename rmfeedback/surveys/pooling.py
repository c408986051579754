"""Which cell each answer goes into at opening, so that no stored cell speaks for fewer than five people.

The rules are step 3 of closing: small roles, then rare languages, then waves too small for words.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rmfeedback.surveys.questionnaire import Item, Questionnaire
from rmfeedback.terms import Role

ALL = "all"
NO_GROUPS: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True)
class Response:
    """What one envelope held; it exists in memory during the opening only."""

    role: Role
    language: str
    answers: Mapping[str, str]
    group: str = ""
    # By comment item the language it is really written in, where that is not the form's.
    written_in: Mapping[str, str] = field(default_factory=dict)

    def language_of(self, item_key: str) -> str:
        """Return the language of a comment: whoever writes German on an English form writes German."""
        return self.written_in.get(item_key, self.language)


@dataclass(frozen=True)
class Kept:
    """One answer or comment with the cell and the item key it is stored under."""

    cell: str
    item_key: str
    value: str


@dataclass
class Pooled:
    """What is written: answers, comments, the responses of each cell, and how many answers were dropped."""

    answers: list[Kept] = field(default_factory=list)
    comments: list[Kept] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)
    dropped: int = 0


def pool(
    responses: Sequence[Response],
    questionnaires: Mapping[Role, Questionnaire],
    *,
    smallest_group: int,
    smallest_text_group: int,
    groups: Mapping[str, Sequence[str]] = NO_GROUPS,
) -> Pooled:
    """Sort the answers of a wave into cells.

    Where a role has fewer responses than `smallest_group`, what both roles were asked alike goes into the
    cell `all`, what only the small role was asked is dropped, and every comment goes into `all`.
    `groups`: by role those of the declared breakdown. A role is broken down only if each of its groups has
    enough responses, for else a small one would follow by subtraction; comments never are.
    """
    roles = Counter(response.role for response in responses)
    small = {role for role in questionnaires if roles[role] < smallest_group}
    broken_down = set() if small else _broken_down(responses, groups, smallest_group)
    pooled = Pooled()
    for response in responses:
        pooled.tally[ALL if small else _cell(response, broken_down)] += 1
    rare = _rare_writers(responses, questionnaires, smallest_group)
    for response in responses:
        for item in questionnaires[response.role].items:
            value = response.answers.get(item.key)
            if value is None:
                continue
            if item.kind == "comment":
                if len(responses) < smallest_text_group:
                    pooled.dropped += 1
                else:
                    is_shared = bool(small) or response.language_of(item.key) in rare
                    pooled.comments.append(_comment(item, response.role, value, is_shared))
            else:
                _sort_answer(pooled, item, response, small, broken_down)
    return pooled


def _sort_answer(
    pooled: Pooled, item: Item, response: Response, small: set[Role], broken_down: set[Role]
) -> None:
    value = response.answers[item.key]
    if small and item.mirror:
        pooled.answers.append(Kept(ALL, item.neutral_key, value))
    elif response.role in small:
        pooled.dropped += 1
    else:
        pooled.answers.append(Kept(_cell(response, broken_down), item.key, value))


def _cell(response: Response, broken_down: set[Role]) -> str:
    role = response.role.value
    return f"{role}/{response.group}" if response.role in broken_down else role


def _broken_down(
    responses: Iterable[Response], groups: Mapping[str, Sequence[str]], smallest_group: int
) -> set[Role]:
    """Return the roles of which every declared group has enough responses."""
    counts = Counter((response.role, response.group) for response in responses)
    declared = {role: groups.get(role.value, ()) for role in Role}
    return {
        role
        for role, names in declared.items()
        if names and all(counts[role, name] >= smallest_group for name in names)
    }


def _comment(item: Item, role: Role, text: str, is_shared: bool) -> Kept:
    # Every comment item says what it asks, in words that do not tell the role.
    return Kept(ALL, item.asks or item.key, text) if is_shared else Kept(role.value, item.key, text)


def _rare_writers(
    responses: Iterable[Response], questionnaires: Mapping[Role, Questionnaire], smallest_group: int
) -> set[str]:
    """Return the languages whose comments may not tell the role.

    A language that fewer than `smallest_group` of a role wrote in is pooled over both roles; where that still
    makes fewer than `smallest_group` people, all languages are.
    """
    spoken = [(r.role, _languages(r, questionnaires[r.role])) for r in responses]
    by_role = Counter((role, language) for role, its in spoken for language in its)
    rare = {language for (_, language), count in by_role.items() if count < smallest_group}
    together = sum(1 for _, its in spoken if its & rare)
    everything = {language for _, language in by_role}
    return everything if 0 < together < smallest_group else rare


def _languages(response: Response, questionnaire: Questionnaire) -> set[str]:
    """Return the languages that somebody's comments are in."""
    comments = (item.key for item in questionnaire.items if item.kind == "comment")
    return {response.language_of(key) for key in comments if key in response.answers}
