"""Words of the respondents' pages and mails that depend on a wave; templates call them by name."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from babel.lists import format_list
from flask import Blueprint
from flask_babel import format_date, get_locale, gettext, ngettext
from markupsafe import Markup

from rmfeedback import config
from rmfeedback.db import is_postgresql
from rmfeedback.errors import N_
from rmfeedback.surveys import promise, promises
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.questionnaire import Item
from rmfeedback.terms import WaveKind

KIND_NAMES = {
    WaveKind.KICKOFF: N_("Kick-off"),
    WaveKind.PULSE: N_("Pulse check"),
    WaveKind.MIDPOINT: N_("Midpoint"),
    WaveKind.CLOSING: N_("Closing"),
    WaveKind.FOLLOW_UP: N_("Follow-up"),
}
NUMBER_WORDS = {5: N_("five"), 6: N_("six"), 7: N_("seven"), 8: N_("eight"), 9: N_("nine"), 10: N_("ten")}
BREAKDOWN_NAMES = {"unit": N_("unit"), "location": N_("location")}
# The hour of the daily count.
COUNTED_AT = 6
FEWEST_COUNTED = 30
# The group of those whose unit or location is too rare to be shown.
OTHERS = "*"
_PATTERNS = {"en": ("d MMMM", "EEEE d MMMM"), "de": ("d. MMMM", "EEEE, d. MMMM")}
# Of the two Englishes the one without a comma before "and".
_LISTS = {"en": "en_GB", "de": "de"}
_TITLE = re.compile(r"(?P<headline>.+?(?:\?|(?=:)))[: ]+(?P<rest>\S.*)")


def init(bp: Blueprint) -> None:
    """Give the words to every template of the app, the mails' too."""
    for word in (
        day, weekday, headline, rest_of_title, kind_name, invited_in_words, reported_by, counted_when,
        thresholds_of, both, number_word, promised_report, heard_by, worded,
        promise_lines, general_promise, key_limit, promise.fingerprint, promise.fingerprint_of,
    ):  # fmt: skip
        bp.add_app_template_global(word, word.__name__)


def day(on: date, *, with_year: bool = False) -> str:
    """Return "27 November", "27. November", with the year where it is wanted."""
    return str(format_date(on, f"{_pattern()[0]} y" if with_year else _pattern()[0]))


def weekday(on: date) -> str:
    """Return "Friday 27 November", "Freitag, 27. November"."""
    return str(format_date(on, _pattern()[1]))


def headline(title: str) -> str:
    """Return what stands before the question mark or colon of a questionnaire's title."""
    match = _TITLE.fullmatch(title)
    return match["headline"] if match else title


def rest_of_title(title: str) -> str:
    """Return what stands behind it; nothing where the title has one part only."""
    match = _TITLE.fullmatch(title)
    return match["rest"][:1].upper() + match["rest"][1:] if match else ""


def kind_name(kind: str) -> str:
    """Return the name of a wave's kind."""
    return str(gettext(KIND_NAMES[WaveKind(kind)]))


def invited_in_words(invited: Mapping[str, int]) -> str:
    """Return "11 mentors and 11 leaders"."""
    words = []
    if n := invited.get("mentor", 0):
        words.append(ngettext("%(num)d mentor", "%(num)d mentors", n))
    if n := invited.get("leader", 0):
        words.append(ngettext("%(num)d leader", "%(num)d leaders", n))
    return both(words)


def reported_by(wave: Wave) -> str:
    """Return by what the results are reported, and that it is by nothing else."""
    breakdown = wave.choices.get("breakdown")
    if isinstance(breakdown, str):  # A wish of a planned wave; which groups there are is known at launch.
        sentence = gettext(
            "Results are to be reported by role and by %(by)s, in groups of at least %(people)s.",
            by=gettext(BREAKDOWN_NAMES[breakdown]),
            people=number_word(wave.choices["smallest_group"]),
        )
    elif isinstance(breakdown, dict):
        names = sorted({name for its in breakdown["values"].values() for name in its})
        shown = [name for name in names if name != OTHERS] + [gettext("others")] * (OTHERS in names)
        word = BREAKDOWN_NAMES[breakdown["by"]]
        sentence = gettext(
            "Results are reported by role and by %(by)s (%(groups)s), and in no other way.",
            by=gettext(word),
            groups=both(shown),
        )
    else:
        sentence = gettext("Results are reported by role and in no other way.")
    return str(sentence)


def counted_when(wave: Wave) -> str:
    """Return when anybody is counted: once a day, or not before the box is opened."""
    # Of a planned wave this is a wish, which only a large one with the server's key can have.
    may_have = wave.keyholder == "server" and sum(wave.choices["invited"].values()) >= FEWEST_COUNTED
    if wave.choices.get("has_band") and may_have:
        sentence = gettext(
            "Once a day, at %(hour)d:00, we publish roughly how many have answered: under a quarter, more "
            "than a quarter, half or three quarters. It stays the same until the next day.",
            hour=COUNTED_AT,
        )
    else:
        sentence = gettext("Nobody is counted before %(day)s.", day=day(wave.box_opens_on))
    return str(sentence)


def worded(item: Item, language: str, told_in: str) -> str:
    """Return an item's text; HR's words in it, which are in the programme's language, are marked so."""
    text = item.text.in_(language)
    if item.construct != promises.CONSTRUCT.key or language == told_in:
        return text
    before, quoted, after = promises.cut(text)
    return Markup('{}<span lang="{}">{}</span>{}').format(before, told_in, quoted, after)


def thresholds_of(wave: Wave) -> str:
    """Return from how many something of this wave is shown, as it was frozen."""
    return str(
        gettext(
            "Numbers from %(group)d answers, themes from %(text)d responses.",
            group=wave.choices["smallest_group"],
            text=wave.choices["smallest_text_group"],
        )
    )


def both(words: list[str]) -> str:
    """Return the words as a list in running text."""
    return str(format_list([str(word) for word in words], locale=_LISTS[get_locale().language]))


def promise_lines(wave: Wave) -> list[promise.Line]:
    """Return the promise of a wave in the language of the page."""
    report_by = promise.report_by(wave)
    told = (promise.HEARD,) if report_by else ()
    lines = promise.held() + promise.on_harm(wave) + told
    lines += promise.limits(wave.keyholder, is_postgresql=is_postgresql("responses"))
    smallest = wave.choices["smallest_group"]
    trustee = wave.choices.get("trustee", "")
    places = {"day": day(wave.box_opens_on), "people": number_word(smallest), "trustee": trustee}
    places |= _places_of_harm(wave)
    places["report"] = day(report_by) if report_by else ""
    return _translated(lines, places)


def harm_rows(wave: Wave) -> list[list[str]]:
    """Return what the annex says of a wave's comments that speak of harm, as rows."""
    lines = _translated(promise.on_harm(wave), _places_of_harm(wave))
    return [[line.claim.rstrip(","), line.rest] for line in lines]


def promised_report(wave: Wave) -> date | None:
    """Return the day by which people will hear what came of a wave, or None."""
    return promise.report_by(wave)


def heard_by(wave: Wave) -> str:
    """Return in a sentence by when people will hear what came of a wave; empty if nothing was promised."""
    on = promise.report_by(wave)
    line = promise.HEARD
    return f"{_said(line.claim, {'report': day(on)})} {_said(line.rest, {})}" if on else ""


def general_promise(smallest_group: int) -> list[promise.Line]:
    """Return what holds for every wave of this server."""
    places = {"people": smallest_group, "text": config.current()["SMALLEST_TEXT_GROUP"]}
    words = {name: number_word(number) for name, number in places.items()}
    return _translated(promise.held_in_general(), words)


def key_limit(keyholder: str) -> str:
    """Return what cannot be held where this one has the key."""
    return _said((promise.TRUSTEE_KEY_IN_GENERAL if keyholder == "trustee" else promise.SERVER_KEY).rest, {})


def number_word(number: int) -> str:
    """Return the word of a small number, or its digits."""
    return str(gettext(NUMBER_WORDS[number])) if number in NUMBER_WORDS else str(number)


def _places_of_harm(wave: Wave) -> dict[str, str]:
    text = number_word(wave.choices["smallest_text_group"]) if "urgent" in wave.choices else ""
    return {"office": wave.choices.get("urgent") or "", "text": text}


def _translated(lines: Iterable[promise.Line], places: Mapping[str, str]) -> list[promise.Line]:
    return [promise.Line(_said(line.claim, places), _said(line.rest, places)) for line in lines]


def _said(sentence: str, places: Mapping[str, str]) -> str:
    return str(gettext(sentence, **places)) if sentence else ""


def _pattern() -> tuple[str, str]:
    return _PATTERNS[get_locale().language]
