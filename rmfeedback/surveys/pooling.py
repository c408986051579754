"""Which cell each answer goes into at opening, so that no stored cell speaks for fewer than five people.

The rules are step 3 of closing: small roles, then rare languages, then waves too small for words.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rmfeedback.surveys.questionnaire import Item, Questionnaire
from rmfeedback.terms import Role

ALL = "all"


@dataclass(frozen=True)
class Response:
    """What one envelope held; it exists in memory during the opening only."""

    role: Role
    language: str
    answers: Mapping[str, str]


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
) -> Pooled:
    """Sort the answers of a wave into cells.

    Where a role has fewer responses than `smallest_group`, what both roles were asked alike goes into the
    cell `all`, what only the small role was asked is dropped, and every comment goes into `all`.
    """
    roles = Counter(response.role for response in responses)
    small = {role for role in questionnaires if roles[role] < smallest_group}
    pooled = Pooled(tally=Counter({ALL: len(responses)} if small else {r.value: roles[r] for r in roles}))
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
                    is_shared = bool(small) or response.language in rare
                    pooled.comments.append(_comment(item, response.role, value, is_shared))
            else:
                _sort_answer(pooled, item, response.role, value, small)
    return pooled


def _sort_answer(pooled: Pooled, item: Item, role: Role, value: str, small: set[Role]) -> None:
    if small and item.mirror:
        pooled.answers.append(Kept(ALL, item.neutral_key, value))
    elif role in small:
        pooled.dropped += 1
    else:
        pooled.answers.append(Kept(role.value, item.key, value))


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
    writers = [r for r in responses if _has_comment(r, questionnaires[r.role])]
    by_role = Counter((r.role, r.language) for r in writers)
    rare = {language for (_, language), count in by_role.items() if count < smallest_group}
    together = sum(1 for r in writers if r.language in rare)
    return {r.language for r in writers} if 0 < together < smallest_group else rare


def _has_comment(response: Response, questionnaire: Questionnaire) -> bool:
    return any(item.kind == "comment" and item.key in response.answers for item in questionnaire.items)
