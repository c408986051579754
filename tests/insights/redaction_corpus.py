"""Names of many languages, the ways people write them, and sentences to write them into; nobody exists.

The draw changes every day, so that what is tuned to yesterday's sentences shows today.
"""

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rmfeedback.insights.redaction import Redactor, Span

SEED = date.today().toordinal()
TITLES = ("Prof.", "Dr.", "Dr.-Ing.")
PARTICLES = re.compile(r"(?i:von|van|d(?:er|en|e|el|ella|i|a|o|os|as)|la|al|bin|ibn|abu|te[nr]|ní|ó|y|zu|'t)")
WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa"}
)
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
Written = tuple[str, str]


def _blocks(file: str) -> dict[str, list[str]]:
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    pieces = re.split(r"^# ([^:\n]+).*\n", text, flags=re.MULTILINE)[1:]
    return {kind: block.splitlines() for kind, block in zip(pieces[::2], pieces[1::2], strict=True)}


def sentences(kind: str) -> list[str]:
    """Read one block of the sentences: plain, tricky, frames, genitives."""
    return _blocks("redaction_sentences.txt")[kind]


def languages() -> list[str]:
    return [language for language in _blocks("redaction_names.txt") if language != "words"]


def people() -> list[tuple[str, list[str]]]:
    """Read names and the nicknames their owners go by."""
    lines = [line for language in languages() for line in _blocks("redaction_names.txt")[language]]
    split = [line.partition("|") for line in lines]
    return [(name.strip(), nicknames.split()) for name, _, nicknames in split]


def wordy() -> list[tuple[str, str]]:
    """Read names of which a part is a word too, and that part."""
    split = [line.partition(" | ") for line in _blocks("redaction_names.txt")["words"]]
    return [(name, word) for name, _, word in split]


def everybody() -> Redactor:
    return Redactor.from_roster(
        {"name": name, "email": f"p{place}@example.com"}
        for place, (name, _) in enumerate([*people(), *wordy()])
    )


def halves(name: str) -> tuple[str, str]:
    """Split a name into first names and surname, particles to the surname, titles to nobody."""
    words = [word for word in name.split() if word not in TITLES]
    at = len(words) - 1
    while at > 1 and PARTICLES.fullmatch(words[at - 1]):
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])


def without_accents(name: str) -> str:
    plain = name.translate(str.maketrans("łøıđŁØĐæ", "loidLODa")).replace("ß", "ss")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def mistyped(word: str, rng: random.Random) -> str:
    """Lose, double, change, add a letter, or let two neighbours change places; the first one stays."""
    at = rng.randrange(1, len(word) - 1)
    letter = rng.choice("aeinrst")
    return rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


def ways(name: str, nicknames: list[str], rng: random.Random) -> Iterator[Written]:
    """Yield (kind, what is written) for one person; the genitives stand in `genitives`."""
    first, last = halves(name)
    both, one = f"{first} {last}", rng.choice([first, last])
    initials = first[0], last.split()[-1][0].upper()
    yield from (("nickname", nickname) for nickname in nicknames)
    yield from [
        ("full", both), ("first", first), ("last", last),
        ("lower case", rng.choice([first, last, both]).lower()),
        ("capitals", rng.choice([first, last, both]).upper()),
        ("surname first", f"{last}, {first}"),
        ("surname first", f"{last} {first}"), ("initial and surname", f"{first[0]}. {last}"),
        ("initial and surname", f"{first[0]} {last}"), ("first and initial", f"{first} {initials[1]}."),
        ("first and initial", f"{first} {initials[1]}"), ("initials", "{}.{}.".format(*initials)),
        ("initials", "{}. {}.".format(*initials)), ("initials", "".join(initials)),
        ("titled", f"{rng.choice(['Mr', 'Dr.', 'Frau', 'Ms', 'Frau Dr.', 'Herrn Prof. Dr.'])} {last}"),
        ("titled", f"{rng.choice(['mr', 'dr.', 'frau', 'herrn', 'mrs.'])} {last.lower()}"),
        ("joined by point or dash", both.lower().replace(" ", rng.choice("._"))),
    ]  # fmt: skip
    yield from _parted(first, last, rng)
    yield from _spelt(both, one, last, rng)


def _parted(first: str, last: str, rng: random.Random) -> Iterator[Written]:
    for doubled in (part for part in (first, *last.split()) if "-" in part):
        pieces = [piece for piece in doubled.split("-") if len(piece) > 2 and not PARTICLES.fullmatch(piece)]
        yield "hyphen", rng.choice(pieces)
        yield from (("hyphen", doubled.replace("-", other)) for other in (" ", "", "\u2011", "\u2010"))
        yield "hyphen", doubled.replace("-", rng.choice([" ", ""])).lower()
    words = [word for word in last.split() if not PARTICLES.fullmatch(word)]
    if len(words) < len(last.split()):
        yield from [("particle", word) for word in words]
        yield from [
            ("particle", last.title()),
            ("particle", last.lower()),
            ("particle", f"{first[0]}. {last}"),
        ]
    if len(words) > 1:
        yield from [("double surname", word) for word in words]


def _spelt(both: str, one: str, last: str, rng: random.Random) -> Iterator[Written]:
    long = [part for part in re.split(r"[\s'’-]", both) if len(part) > 4]
    if long:
        yield "mistyped", mistyped(rng.choice(long), rng)
        yield "mistyped", mistyped(rng.choice(long), rng)
        yield "mistyped, lower case", mistyped(rng.choice(long), rng).lower()
    if without_accents(both) != both:
        yield from [("accents dropped", without_accents(part)) for part in (both, one)]
        yield "accents dropped", without_accents(one).lower()
    for plain, accented in ("eé", "aá", "oö", "uü"):
        if plain in (word := last.split()[-1])[1:]:
            yield "accents added", word[0] + word[1:].replace(plain, accented, 1)
    if both.translate(WRITTEN_OUT) != both:
        yield from [("umlauts written out", part.translate(WRITTEN_OUT)) for part in (both, one)]
    at = rng.randrange(1, len(both) - 1)
    yield "invisible", both[:at] + rng.choice("\u200b\u200d\u2060\ufeff\u00ad") + both[at:]
    yield "decomposed", unicodedata.normalize("NFD", both)
    yield "full width", without_accents(both).translate(FULL_WIDTH)
    yield "hard space", both.replace(" ", "\u00a0")
    yield "dotless i", both.replace("i", "ı").replace("I", "İ")
    if "ß" in both:
        yield from [("double s", both.replace("ß", "ss")), ("double s", both.upper())]


def genitives(name: str, rng: random.Random) -> Iterator[Written]:
    first, last = halves(name)
    for one in (first, last):
        yield "genitive", one + rng.choice(["'s", "’s"])
        yield "genitive", one + ("’" if one[-1] in "sxzß" else "s")
        yield "genitive", one.lower() + rng.choice(["'s", "s"])


def verdict(spans: list[Span], text: str, start: int, end: int) -> str:
    """Say what happens to a stretch: all masked, all marked, or something left in the open."""
    actions = {place: span.action for span in spans for place in range(span.start, span.end)}
    found = {actions.get(place, "open") for place in range(start, end) if text[place].isalnum()}
    return "open" if "open" in found else "ask" if "ask" in found else "mask"


def judge(redactor: Redactor, frame: str, what: str) -> str:
    start = frame.index("{")
    text = frame.format(what)
    return verdict(redactor.find(text), text, start, start + len(what))


def share(found: Counter[str], *verdicts: str) -> float:
    return sum(found[verdict] for verdict in verdicts) / found.total()
