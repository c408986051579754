"""Text that no spreadsheet calculates."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.reports.spreadsheets import SIGNS, safe

# What Excel and LibreOffice take for the beginning of a formula once they have skipped what they skip.
STARTS = SIGNS.replace("\\", "")
SKIPPED = " \u00a0\ufeff\u200b\"'"


@pytest.mark.parametrize(
    "text", ["=1", " =1", "+1", "-x", "@a", "＝1", "＋1", "－1", "＠a", "\ufeff=1", "\u200b=1", '"=1"']
)
def test_what_could_start_a_formula_gets_an_apostrophe_and_nothing_else(text):
    assert safe(text) == "'" + text


@pytest.mark.parametrize("text", ["a; =1", "a;=1", "a\n=1", "a\r\n-1"])
def test_a_formula_behind_a_separator_gets_one_too(text):
    assert safe(text) == re.sub(r"([;\n])", r"\1'", text)


@pytest.mark.parametrize("text", ["\t=1", "\tplain", "\rplain"])
def test_a_leading_tab_or_return_gets_one(text):
    assert safe(text).startswith("'")


@pytest.mark.parametrize("text", ["too few", "4.5 or more", "a = b", "yes; no", "3 to 4", "", "Ja – nein"])
def test_any_other_text_stays_as_it_is(text):
    assert safe(text) is text or safe(text) == text


@given(st.text(alphabet=st.sampled_from([*STARTS, *SKIPPED, *"ab1;\t\r\n"]), max_size=12))
def test_no_cell_however_it_is_split_begins_like_a_formula(text):
    told = safe(text)

    assert told.replace("'", "") == text.replace("'", "")
    for cell in re.split("[;\t\r\n]", told):
        begins = cell.lstrip(SKIPPED.replace("'", ""))
        assert not begins or begins[0] not in STARTS
