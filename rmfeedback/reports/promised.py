"""Did it happen? The rows of what both roles were asked about promises: everybody first, then each role.

Per promise the ledger is asked for the number of answers, then for how they spread, as for every choice. A
word for those who say yes is told of everybody alone: words of both roles beside it could settle a count.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from rmfeedback.reports import disclosure
from rmfeedback.reports.cells import ALL, Answers
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.ledger import Problem
from rmfeedback.surveys import promises
from rmfeedback.surveys.questionnaire import NOT_JUDGED, Item, Option

Row = dict[str, Any]


def rows(answers: Answers) -> list[Row]:
    """Return the rows of every promise that the wave asked about."""
    return [row for items in _items(answers).values() for row in _rows(answers, items)]


def _items(answers: Answers) -> dict[str, dict[str, Item]]:
    """Return the items by the key that tells no role, then by role."""
    found: dict[str, dict[str, Item]] = {}
    for role in answers.roles:
        for item in answers.questionnaires[role].items:
            if item.construct == promises.CONSTRUCT.key:
                found.setdefault(item.neutral_key, {})[role] = item
    return found


def _rows(answers: Answers, items: Mapping[str, Item]) -> Iterator[Row]:
    item = next(iter(items.values()))
    chosen = {
        cell: answers.options.get((cell, item.neutral_key if cell == ALL else _key(items, cell)), Counter())
        for cell in answers.responses
    }
    people = {
        answers.atom(f"{cell}:{option.key}"): counted[option.key]
        for cell, counted in chosen.items()
        for option in _options(item)
    }
    problem = answers.ledger.problem(item.neutral_key, people)
    for role in (ALL, *items):
        its = {cell: n for cell, n in chosen.items() if role in (ALL, _role_of(cell))}
        key = item.neutral_key if role == ALL else items[role].key
        row = {"key": key, "role": role, "construct": item.construct, "text": item.text.in_(answers.language)}
        is_told = role == ALL or answers.tells_roles
        yield row | (_told(answers, problem, item, its) if is_told else _hidden())


def _told(answers: Answers, problem: Problem, item: Item, chosen: Mapping[str, Mapping[str, int]]) -> Row:
    counts = [sum(counted[option.key] for counted in chosen.values()) for option in _options(item)]
    groups, n = answers.groups, sum(counts)
    keys = [option.key for option in _options(item)]
    if n < groups.smallest or not _publish(answers, problem, chosen, keys):
        return _hidden()
    spread = disclosure.distribution(counts, groups)
    buckets = [] if spread == TOO_FEW else spread
    may_tell = [_publish(answers, problem, chosen, keys[first : last + 1]) for first, last, _ in buckets]
    words = [option.text.in_(answers.language) for option in _options(item)]
    told = [{"options": words[first : last + 1], "answers": many} for first, last, many in buckets]
    row = _hidden() | {"n": n, "mean": None, "favourable": None}
    row["distribution"] = told if told and all(may_tell) else TOO_FEW
    is_everybody = {_role_of(cell) for cell in answers.responses} == {_role_of(cell) for cell in chosen}
    return row | ({"says_yes": disclosure.share_in_words(Fraction(counts[0], n))} if is_everybody else {})


def _publish(answers: Answers, problem: Problem, chosen: Mapping[str, Any], keys: list[str]) -> bool:
    return problem.publish(answers.atom(f"{cell}:{key}") for cell in chosen for key in keys)


def _hidden() -> Row:
    return {"n": TOO_FEW, "mean": TOO_FEW, "band": None, "favourable": TOO_FEW, "distribution": TOO_FEW}


def _options(item: Item) -> list[Option]:
    """Return what counts as an answer: whoever cannot judge is missing, as everywhere."""
    return [option for option in item.options if option.key != NOT_JUDGED]


def _key(items: Mapping[str, Item], cell: str) -> str:
    item = items.get(_role_of(cell))
    return item.key if item else ""


def _role_of(cell: str) -> str:
    return cell.partition("/")[0]
