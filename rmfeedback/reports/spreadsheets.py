"""Text that no spreadsheet calculates, whoever wrote it."""

import re

# What a spreadsheet takes for the beginning of a formula, also in full width.
SIGNS = "=+\\-@＝＋－＠"
# It skips blanks and marks that nobody sees to look for one. Where the list separator is a semicolon, as in
# German Excel, a cell of a CSV file ends at each; line ends and tabs end one when text is pasted.
_BLANKS = r"[\s\u200b-\u200f\u2060\ufeff\x00-\x1f\"']*"
_BEGIN = r"(?:^|(?<=[;\t\n])|(?<=\r)(?!\n))"
_FORMULA = re.compile(rf"^(?=[\t\r\n])|{_BEGIN}(?={_BLANKS}[{SIGNS}])")


def safe(text: str) -> str:
    """Return text with an apostrophe before whatever could start a formula; all other text as it is."""
    return _FORMULA.sub("'", text)
