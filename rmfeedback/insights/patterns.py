"""What identifies somebody by its shape alone: addresses, links, phones, numbers, dates.

Every expression starts only where a run of its letters starts, and repeats disjoint classes or a bounded
number of times, so that none takes more than linear time.
"""

import re
from collections.abc import Iterator

from .spans import Span

_TLD = r"(?:com|org|net|info|biz|io|eu|de|at|ch|uk|fr|nl|it|es|pl|example|intern|local)"
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w-]++(?:\.[\w-]++)*+")
_DOT = r"(?:\.| ?[(\[{] ?(?:dot|punkt|\.) ?[)\]}] ?| dot | punkt )"
_SPELT_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}+(?: ?[(\[{] ?(?:at|ät|@) ?[)\]}] ?[\w-]{1,63}+"
    rf"(?:{_DOT}[\w-]{{1,63}}+){{0,4}}"
    rf"| (?:@|at) [\w-]{{1,63}}+(?:{_DOT}[\w-]{{1,63}}+){{0,3}}{_DOT}{_TLD}(?!\w))",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?<![\w@\\])(?:https?://|ftp://|www\.|\\\\(?=\w)|[A-Z]:\\)[^\s<>\"]++", re.IGNORECASE)
_BARE_LINK = re.compile(
    rf"(?<![\w@.-])(?:[\w-]{{1,63}}\.){{1,5}}(?:{_TLD}(?![\w-])(?P<path>/[^\s<>\"]*+)?|[a-z]{{2,6}}(?P<other>/[^\s<>\"]{{2,}}+))"
)
_HANDLE = re.compile(r"(?<![\w@.])@(?!(?:all|here|channel|everyone|home|work)\b)[A-Za-z_][\w.-]{1,40}+")
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"(?<![\w.,-])[+(]{0,2}\d(?:[\s()/.\u00a0\u2011–-]{0,3}\d)*+")
_CODE = re.compile(r"(?<![\w-])(?=[A-Z\d-]*\d)[A-Z\d]++(?:[-_/][A-Z\d]++)*+(?!\w)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?(?!\w)")
_CUED = re.compile(
    r"(?<!\w)(?:(?:personal|matrikel|mitarbeiter|ausweis|kosten|vertrags|kunden)(?:nummer|nr|stelle)|"
    r"pers\.?-?nr|(?:employee|staff|personnel|payroll|badge|ticket|case|id|contract|phone|account)"
    r"(?: (?:no|number|id|nr))?|"
    r"(?:personal|mitarbeiter|kunden|vertrags)-nr|cost cent(?:re|er)|kennzeichen|nebenstelle|apparat|app|nst|"
    r"tel|telefon|mobile|handy|mobil|cell|fax|ext|extension|durchwahl|dw|vorgang)[.:#]{0,2}[ :#-]{1,3}"
    r"(?P<value>[A-Z]{0,5}[-+]?\d[\d/ -]*\d)",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|"
    r"sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"(?<![\w.,/-])(?:{_DAY}\. ?(?:0?[1-9]|1[0-2])\. ?(?:19|20)?\d\d|{_DAY}/{_DAY}/(?:19|20)\d\d"
    rf"|(?:19|20)\d\d([-/])\d\d\1\d\d|{_DAY}-{_DAY}-(?:19|20)\d\d|{_DAY}/{_DAY}/\d\d(?!\d)"
    rf"|{_DAY}(?:st|nd|rd|th|\.)? (?:of )?{_MONTH}(?:,? (?:19|20)\d\d)?"
    rf"|{_MONTH} {_DAY}(?:st|nd|rd|th)?(?:,? (?:19|20)\d\d)?"
    rf"|(?<=[ (]){_DAY}\.(?:0?[1-9]|1[0-2])\.)(?![\w/])",
    re.IGNORECASE,
)
_SHORT_DATE_CUE = re.compile(r"(?:am|vom|zum|bis|seit|ab|den|dem|der|und) \(?$", re.IGNORECASE)
# Plates, national insurance and pension numbers, post codes, logins, keys of tickets.
_MARKED = re.compile(
    r"(?<![\w-])(?:[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{2,4}[EH]?|[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]"
    r"|\d\d ?\d{6} ?[A-Z] ?\d{3}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[a-z]{1,2}-?\d{5,7}|x\d{4,5}"
    r"|(?!(?:ISO|DIN|EN|IEC|IEEE|RFC|BS|ANSI|VDE|VDI|UTF|SHA|CVE)\b)[A-Z]{2,10}-\d{4,7})(?![\w-])"
)
_STREET = re.compile(
    r"(?<!\w)(?:[A-ZÄÖÜ][\wäöüß-]{2,30}(?:straße|strasse|str\.|allee|gasse) \d{1,3}[a-z]?"
    r"|\d{1,3}[a-z]? [A-Z][a-z]{2,20} (?:Street|Road|Avenue|Lane|Close|Drive|Square|Crescent))(?!\w)"
)
_AMOUNT = re.compile(
    r"\s?(?:€|\$|£|%|eur\b|euro|usd|gbp|chf|pounds?|dollars?|customers|kunden|users|employees|units|stück|km|kwh)",
    re.I,
)
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_/"
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–/.]\s?(?:19|20)?\d\d")


def shaped_spans(text: str) -> Iterator[Span]:
    """Yield marks found by shape, in no order, possibly overlapping: the earlier yielded should win."""
    for pattern, kind in ((_EMAIL, "email"), (_SPELT_EMAIL, "email"), (_LINK, "link")):
        for found in pattern.finditer(text):
            yield Span(found.start(), found.start() + len(found[0].rstrip(".,;:!?)]}'’”")), kind, "mask")
    for found in _BARE_LINK.finditer(text):
        yield Span(
            found.start(),
            found.start() + len(found[0].rstrip(".,;:!?)")),
            "link",
            "mask" if found["path"] or found["other"] else "ask",
        )
    for found in _HANDLE.finditer(text):
        yield Span(found.start(), found.start() + len(found[0].rstrip(".-")), "handle", "mask")
    if _DIGIT.search(text):
        yield from _dates(text)
        yield from _numbers(text)
        for found in _STREET.finditer(text):
            yield Span(*found.span(), "address", "ask")


def _dates(text: str) -> Iterator[Span]:
    for found in _DATE.finditer(text):
        is_short = found[0].count(".") == 2 and found[0].endswith(".")
        before = text[max(0, found.start() - 10) : found.start()]
        if (
            before.rstrip().lower().endswith(("version", "release", " v"))
            or is_short
            and not _SHORT_DATE_CUE.search(before)
        ):
            continue
        yield Span(*found.span(), "date", "mask")


def _numbers(text: str) -> Iterator[Span]:
    for found in _IBAN.finditer(text):
        yield Span(*found.span(), "number", "mask")
    for found in _MARKED.finditer(text):
        yield Span(*found.span(), "number", "mask")
    for found in _CUED.finditer(text):
        if sum(letter.isdigit() for letter in found["value"]) > 2:
            yield Span(*found.span("value"), "number", "mask")
    for found in _DIGITS.finditer(text):
        if _is_phone(found[0]):
            yield Span(*found.span(), "phone", "mask")
        elif _is_long_number(
            found[0], text[found.end() : found.end() + 12], text[max(0, found.start() - 2) : found.start()]
        ):
            yield Span(*found.span(), "number", "mask")
    for found in _CODE.finditer(text):
        digits = sum(letter.isdigit() for letter in found[0])
        if (
            digits >= 6
            and digits < len(found[0])
            and not _YEARS.fullmatch(found[0].lstrip(_CAPITALS))
            and not found[0][0].isdigit()
        ):
            yield Span(*found.span(), "number", "mask")


def _is_phone(run: str) -> bool:
    digits = sum(letter.isdigit() for letter in run)
    if run.startswith(("+", "00", "(+")):
        return 8 <= digits <= 17
    if run.startswith(("0", "(0")):
        return 8 + ("/" not in run) <= digits <= 14 and not run.startswith("0.")
    parts = [len(part) for part in re.split(r"[\s().-]+", run) if part]
    return (
        parts in ([3, 3, 4], [3, 4], [1, 3, 3, 4], [4, 4])
        and not _YEARS.fullmatch(run)
        and ("." not in run or parts == [3, 3, 4])
    )


def _is_long_number(run: str, after: str, before: str) -> bool:
    if _AMOUNT.match(after) or before.strip() in ("€", "$", "£") or _YEARS.fullmatch(run):
        return False
    longest = max(len(part) for part in re.split(r"\D+", run))
    return longest >= 6 and not run.endswith("000") or sum(letter.isdigit() for letter in run) >= 12
