"""Clean single cells of a roster; what cannot be read is told, a repair is only suggested."""

import re
from difflib import get_close_matches
from email.utils import parseaddr

from rmfeedback.programmes.cohorts import LETTERS
from rmfeedback.programmes.roster_columns import squeeze
from rmfeedback.terms import Role

# The letters that RFC 5322 allows in the first half without quotation marks, and a domain with an ending.
_WORD = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
ADDRESS = re.compile(rf"{_WORD}(\.{_WORD})*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{{2,}}")
LEADING_TITLES = re.compile(r"((?:prof|dr|dipl|mag|ing|univ)\b[\w.-]*\s+)+", re.IGNORECASE)
TRAILING_TITLE = re.compile(r"(ph\.?d|m\.?d|mba|jr|sr|[bm]\.?a|[bm]\.?sc|ll\.?m|cpa)\.?", re.IGNORECASE)
# An export to a small character set leaves a question mark, or U+FFFD, for a letter it lost.
LOST_LETTER = re.compile(r"\w\?\w|\ufffd")
ROLES = {
    **dict.fromkeys(("leader", "führungskraft", "fuehrungskraft", "fk"), Role.LEADER),
    **dict.fromkeys(("mentor", "mentorin", "reversementor", "reversementorin"), Role.MENTOR),
}
LANGUAGES = {"de": "de", "deutsch": "de", "german": "de", "en": "en", "englisch": "en", "english": "en"}


def clean_name(cell: str) -> str:
    """Return a name, first name first: blanks tidied, “Last, First” turned round, titles kept.

    >>> clean_name("  Krähwinkel,  Matthias "), clean_name("Kern, Dr. Eva"), clean_name("Dr. Eva Kern")
    ('Matthias Krähwinkel', 'Dr. Eva Kern', 'Dr. Eva Kern')
    """
    name = " ".join(cell.split())
    last, comma, first = (part.strip() for part in name.partition(","))
    if not comma or not first or not last or "," in first or TRAILING_TITLE.fullmatch(first):
        return name
    titles = LEADING_TITLES.match(last)
    before = titles.group().strip() + " " if titles else ""
    return f"{before}{first} {last[titles.end() :] if titles else last}"


def has_lost_letter(name: str) -> bool:
    """Tell whether a letter was lost before the file came here."""
    return bool(LOST_LETTER.search(name))


def clean_address(cell: str) -> str:
    """Return an address trimmed, in lower case, taken out of its angle brackets; valid or not.

    >>> clean_address("Holger Lindenthal <Holger.Lindenthal@example.com> ")
    'holger.lindenthal@example.com'
    """
    bare = " ".join(cell.split()).lower().removeprefix("mailto:")
    return parseaddr(bare)[1].strip() if "<" in bare else bare


def is_address(text: str) -> bool:
    """Tell whether mail can be sent to an address in this form."""
    return len(text) <= 254 and bool(ADDRESS.fullmatch(text))


def suggest_address(text: str) -> str:
    """Return the address that was probably meant, or nothing; for showing, never for storing.

    >>> suggest_address("henning.kueppers (at) example.com"), suggest_address("nobody")
    ('henning.kueppers@example.com', '')
    """
    repaired = re.sub(r"\s*[\[({]\s*(at|ät)\s*[\])}]\s*|\s+at\s+", "@", text.lower())
    repaired = re.sub(r"\s*[\[({]\s*(dot|punkt)\s*[\])}]\s*", ".", repaired)
    repaired = re.sub(r"[\s;]", "", repaired).replace(",", ".").translate(LETTERS).strip(".<>\"'")
    return repaired if repaired != text and is_address(repaired) else ""


def why_no_address(text: str) -> str:
    """Say in words what keeps a text from being an address."""
    if not text:
        return "there is no address"
    if text.count("@") != 1:
        return f"“{text}” is not a valid address: it needs exactly one @"
    if "." not in text.partition("@")[2]:
        return f"“{text}” is not a valid address: it has no ending such as .com"
    return f"“{text}” is not a valid address: it holds something that cannot stand in one"


def read_role(cell: str) -> Role | None:
    """Return the role a cell names, in either language and any case; None for anything else."""
    return ROLES.get(squeeze(cell))


def suggest_role(cell: str) -> str:
    """Return the role that was probably meant, or nothing."""
    squeezed = squeeze(cell)
    if squeezed.startswith("mentee"):
        return "leader"  # In reverse mentoring the mentee is the leader.
    close = get_close_matches(squeezed, ROLES, n=1, cutoff=0.75)
    return ROLES[close[0]].value if close else ""


def read_language(cell: str) -> str | None:
    """Return en or de, or None where the cell names no language, another one, or two."""
    words = re.split(r"[/,;&+]|\bund\b|\band\b", cell)
    found = {LANGUAGES.get(squeeze(word)) for word in words if word.strip()}
    return found.pop() if len(found) == 1 else None


def split_topics(cell: str) -> list[str]:
    """Return the topics of a cell as written, parted at ; and , .

    >>> split_topics("-KI im Arbeitsalltag, +Nachhaltigkeit;")
    ['-KI im Arbeitsalltag', '+Nachhaltigkeit']
    """
    return [" ".join(topic.split()) for topic in re.split("[;,]", cell) if topic.strip()]
