"""A marked stretch of a comment."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

Action = Literal["mask", "ask"]
# What stands in a redacted comment for what was masked.
PLACEHOLDER = re.compile(r"\[(?:name|email|phone|number|link|handle|date|title|unit|address)\]")


@dataclass(frozen=True)
class Span:
    """Characters of a comment that tell who is meant, and what to do about them.

    Attributes
    ----------
    start, end : the first character and the one after the last, counted from 0
    type : "name", "email", "phone" and so on: what stands in brackets instead
    action : "mask", or "ask" HR whether to
    """

    start: int
    end: int
    type: str
    action: Action


def without_overlaps(spans: Iterable[Span], text: str) -> list[Span]:
    """Sort spans and settle overlaps: a mask beats a question, then the longer wins; losers keep a rest."""
    owners: list[Span | None] = [None] * len(text)
    for span in sorted(spans, key=lambda span: (span.action == "mask", span.end - span.start)):
        owners[span.start : span.end] = [span] * (span.end - span.start)
    settled: list[Span] = []
    start = 0
    for owner, run in groupby(owners):
        end = start + sum(1 for _ in run)
        piece = text[start:end]
        if owner is not None and any(letter.isalnum() for letter in piece):
            left, right = len(piece) - len(piece.lstrip()), len(piece) - len(piece.rstrip())
            settled.append(replace(owner, start=start + left, end=end - right))
        start = end
    return settled
