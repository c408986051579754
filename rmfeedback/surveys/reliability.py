"""How well the items of a construct agree: computed while the forms lie open, and kept as a number.

Once the box is counted nothing joins a person's answers, so this is the only moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rmfeedback.surveys.pooling import Response
from rmfeedback.surveys.questionnaire import Item, Questionnaire
from rmfeedback.terms import Role

# Fewer answers carry no coefficient, and would be told too much of.
FEWEST_ANSWERS = 30
# The error shrinks with the root of the answers: below so many it is good for one digit only.
TWO_DIGITS_FROM = 1000
SCALE = (1, 5)


@dataclass(frozen=True)
class Coefficient:
    """How well a role's answers to so many items of a construct agree; 1 at most."""

    role: Role
    construct_key: str
    items: int
    answers: int
    coefficient: float


def coefficients(
    responses: Sequence[Response], questionnaires: Mapping[Role, Questionnaire], smallest_group: int
) -> list[Coefficient]:
    """Return a coefficient per construct that enough of a role answered in full; none if a role is small.

    Of two items Spearman and Brown's, of more Cronbach's alpha; of one, or where all say the same, none.
    """
    by_role = {role: [each for each in responses if each.role == role] for role in questionnaires}
    if any(len(its) < smallest_group for its in by_role.values()):
        return []
    found = []
    for role, questionnaire in questionnaires.items():
        for construct in questionnaire.constructs:
            items = [i for i in questionnaire.items if i.construct == construct.key and _is_scored(i)]
            rows = [row for row in (_row(response, items) for response in by_role[role]) if row]
            value = _coefficient(rows) if len(items) > 1 and len(rows) >= FEWEST_ANSWERS else None
            if value is not None:
                digits = 2 if len(rows) >= TWO_DIGITS_FROM else 1
                found.append(
                    Coefficient(role, construct.key, len(items), len(rows), round(float(value), digits))
                )
    return found


def _is_scored(item: Item) -> bool:
    return item.is_scaled and item.scale == SCALE


def _row(response: Response, items: Sequence[Item]) -> list[int] | None:
    """Return somebody's recoded answers to all items, or None where one is missing."""
    given = [response.answers.get(item.key) for item in items]
    if not all(value is not None and value.isdecimal() for value in given):
        return None
    return [item.recoded(int(value)) for item, value in zip(items, given, strict=True) if value]


def _coefficient(rows: Sequence[Sequence[int]]) -> Fraction | float | None:
    columns = list(zip(*rows, strict=True))
    spreads = [_covariance(column, column) for column in columns]
    if not all(spreads):
        return None
    if len(columns) == 2:
        correlation = float(_covariance(*columns)) / float(spreads[0] * spreads[1]) ** 0.5
        return 2 * correlation / (1 + correlation) if correlation > -1 else None
    totals = [sum(row) for row in rows]
    of_total = _covariance(totals, totals)
    if not of_total:
        return None
    items = len(columns)
    return Fraction(items, items - 1) * (1 - sum(spreads) / of_total)


def _covariance(one: Sequence[int], other: Sequence[int]) -> Fraction:
    n = len(one)
    products = sum(a * b for a, b in zip(one, other, strict=True))
    return Fraction(n * products - sum(one) * sum(other), n * (n - 1))
