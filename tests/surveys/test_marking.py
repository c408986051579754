"""The author sees the own words again, cut at what will be hidden."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.surveys.marking import Stretch, cut


@dataclass(frozen=True)
class Found:
    start: int
    end: int
    action: str
    type: str = "name"


def test_a_text_is_cut_at_its_marks():
    marked = cut("Leo in May", [Found(7, 10, "ask"), Found(0, 3, "mask")])

    assert marked.stretches == (
        Stretch("Leo", "mask", "name"), Stretch(" in "), Stretch("May", "ask", "name"),
    )  # fmt: skip
    assert (marked.count("mask"), marked.count("ask")) == (1, 1)


def test_a_text_without_marks_stays_whole():
    assert cut("Fine.", []).stretches == (Stretch("Fine."),)


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 29), st.integers(1, 9)), max_size=6))
def test_no_letter_is_lost_or_shown_twice(text, places):
    ends = [(start, min(start + length, len(text))) for start, length in places if start < len(text)]
    found = [Found(start, end, "mask") for start, end in ends]

    assert "".join(stretch.text for stretch in cut(text, found).stretches) == text
