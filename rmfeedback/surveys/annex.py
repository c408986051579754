"""The annex for a works council's agreement, on paper, made from the same facts as the page /promise."""

from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from rmfeedback import config, typesetting
from rmfeedback.db import ROOMS
from rmfeedback.surveys import annex_words, editions, facts, promise, showing, tables, wording
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.questionnaire import Item, Questionnaire

TEMPLATE = Path(__file__).with_name("annex.typ")
OTHER_LANGUAGE = {"en": "de", "de": "en"}


def pdf(language: str, version: str, today: date, checks: tuple[int, int] | None = None) -> bytes:
    """Return the annex as a tagged PDF in English ("en") or German ("de").

    `checks`: how many of its own checks the server passes, and of how many.
    """
    with force_locale(language):
        data_ = data(language, version, today, checks)
        return typesetting.pdf(TEMPLATE, data_, typesetting.noon(today))


def data(language: str, version: str, today: date, checks: tuple[int, int] | None = None) -> dict[str, Any]:
    """Return all that the annex prints, in the language that is set."""
    settings = config.current()
    promised = wording.general_promise(settings["SMALLEST_GROUP"])
    return {
        "language": language,
        "organisation": settings["ORGANISATION"] or "rmfeedback",
        "contact": settings["CONTACT"] or settings["MAIL_FROM"],
        "version": version,
        "day": wording.day(today, with_year=True),
        "words": annex_words.headings() | {"check": annex_words.how_to_check(checks)},
        "promise": [f"{line.claim} {line.rest}".strip() for line in promised],
        "holders": [
            [_("Server key"), wording.key_limit("server")],
            [_("Trustee key"), wording.key_limit("trustee")],
        ],
        "waves": [_wave(wave) for wave in (*facts.waves(), *facts.planned())],
        "flow": facts.flow(),
        "readers": [[row.what, row.words] for row in showing.readers()],
        "kept": [[row.what, row.who, row.how_long] for row in facts.kept()],
        "rules": [[row.what, row.words] for row in showing.rules()],
        "remainders": [[row.who, row.what] for row in facts.remainders()],
        "rooms": [_room(room, language) for room in ROOMS],
        "files": [_kept(row) for row in tables.files(language)],
        "questionnaires": [_questionnaire(asked, language) for asked in asked_at_all()],
    }


def asked_at_all() -> list[Questionnaire]:
    """Return every questionnaire that a wave of this server asks or may ask: all that are published."""
    published = [version for version in editions.versions() if not version.is_draft]
    return [asked for version in published for asked in version.questionnaires.values()]


def _room(room: str, language: str) -> dict[str, Any]:
    name = _("The database of people") if room == "identity" else _("The database of answers")
    return {
        "name": f"{name} ({facts.engine(room)})",
        "tables": [_kept(row) for row in tables.of_room(room, language)],
    }


def _kept(row: tables.Kept) -> dict[str, Any]:
    return {"name": row.name, "why": row.why, "how_long": row.how_long, "columns": row.columns}


def _wave(wave: Wave) -> dict[str, Any]:
    is_planned = wave.state == "planned"
    return {
        "name": f"{wording.kind_name(wave.kind)}, {wave.choices['programme']}, {wave.choices['cohort']}",
        "rows": [
            [_("State"), _("Planned; frozen at launch") if is_planned else _("Open; frozen since launch")],
            [_("Open"), _dates(wave)],
            [_("Invited"), wording.invited_in_words(wave.choices["invited"])],
            [_("Key"), f"{_holder(wave)}, {_key(wave)}"],
            [_("Asked"), _asked(wave)],
            [_("Results"), wording.reported_by(wave)],
            [_("Counted"), wording.counted_when(wave)],
            [_("Thresholds"), wording.thresholds_of(wave)],
            *wording.harm_rows(wave),
            *([[_("The promise"), wording.heard_by(wave)]] if wording.heard_by(wave) else []),
        ],
    }


def _holder(wave: Wave) -> str:
    in_general = _("Trustee") if wave.keyholder == "trustee" else _("This server")
    return str(wave.choices.get("trustee") or in_general)


def _key(wave: Wave) -> str:
    if wave.state == "planned":
        return str(_("made at launch"))
    return f"{promise.fingerprint(wave)} ({facts.suite(wave.public_key)})"


def _dates(wave: Wave) -> str:
    first, last = wording.day(wave.opens_on), wording.day(wave.box_opens_on)
    return str(_("%(first)s until %(last)s", first=first, last=last))


def _asked(wave: Wave) -> str:
    return ", ".join(f"{asked['key']} {asked['version']}" for asked in wave.questionnaires.values())


def _questionnaire(asked: Questionnaire, language: str) -> dict[str, Any]:
    constructs = {construct.key: construct.name.in_(language) for construct in asked.constructs}
    other = OTHER_LANGUAGE[language]
    return {
        "title": asked.title.in_(language),
        "version": f"{asked.key}, {asked.version}",
        "items": [
            {
                "text": item.text.in_(language),
                "other": item.text.in_(other),
                "how": _how(item, language),
                "about": constructs[item.construct],
            }
            for item in asked.items
        ],
    }


def _how(item: Item, language: str) -> str:
    """Return how an item is answered."""
    if item.kind == "comment":
        return str(_("in own words; may stay open"))
    if item.options:
        return "; ".join(option.text.in_(language) for option in item.options)
    labels = item.scale_labels(language)
    low, high = item.scale
    cannot = _("or: cannot judge")
    return f"{low} = {labels[0]}, {high} = {labels[-1]}; {cannot}"
