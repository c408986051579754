"""The annex for a works council's agreement, on paper, made from the same facts as the page /promise."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from rmfeedback import config, typesetting
from rmfeedback.db import ROOMS
from rmfeedback.surveys import facts, promise, wording
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.questionnaire import Item, Questionnaire, for_wave
from rmfeedback.terms import Role, WaveKind

TEMPLATE = Path(__file__).with_name("annex.typ")
# Noon of the day the paper is made: the same bytes all day long.
NOON = time(12, tzinfo=UTC)


def pdf(language: str, version: str, today: date) -> bytes:
    """Return the annex as a tagged PDF in English ("en") or German ("de")."""
    with force_locale(language):
        return typesetting.pdf(TEMPLATE, data(language, version, today), datetime.combine(today, NOON))


def data(language: str, version: str, today: date) -> dict[str, Any]:
    """Return all that the annex prints, in the language that is set."""
    settings = config.current()
    smallest = settings["SMALLEST_GROUP"]
    return {
        "language": language,
        "organisation": settings["ORGANISATION"] or "rmfeedback",
        "version": version,
        "day": f"{wording.day(today)} {today.year}",
        "words": _words(),
        "promise": [f"{line.claim} {line.rest}".strip() for line in wording.general_promise(smallest)],
        "holders": [
            [_("Server key"), wording.key_limit("server")],
            [_("Trustee key"), wording.key_limit("trustee")],
        ],
        "waves": [_wave(wave) for wave in facts.waves()],
        "flow": facts.flow(),
        "kept": [[row.what, row.who, row.how_long] for row in facts.kept()],
        "thresholds": [[row.what, str(row.number), row.base] for row in facts.thresholds()],
        "remainders": [[row.who, row.what] for row in facts.remainders()],
        "tables": [
            {
                "room": f"{_room(room)} ({facts.engine(room)})",
                "tables": [
                    [table.name, table.why, ", ".join(table.columns)]
                    for table in facts.all_tables()
                    if table.room == room
                ],
            }
            for room in ROOMS
        ],
        "questionnaires": [_questionnaire(asked, language) for asked in asked_at_all()],
    }


def asked_at_all() -> list[Questionnaire]:
    """Return every questionnaire that a wave of this program may ask, each once."""
    found = {for_wave(kind, role).key: for_wave(kind, role) for kind in WaveKind for role in Role}
    return list(found.values())


def _room(room: str) -> str:
    return str(_("The database of people") if room == "identity" else _("The database of answers"))


def _wave(wave: Wave) -> dict[str, str]:
    chosen = wave.choices
    holder = chosen.get("trustee") or _("This server")
    return {
        "name": f"{wording.kind_name(wave.kind)}, {chosen['programme']}",
        "open": _(
            "%(first)s until %(last)s", first=wording.day(wave.opens_on), last=wording.day(wave.box_opens_on)
        ),
        "invited": wording.invited_in_words(chosen["invited"]),
        "holder": f"{holder}, {promise.fingerprint(wave)}",
        "reported": wording.reported_by(wave),
        "counted": wording.counted_when(wave),
        "thresholds": _(
            "Numbers from %(group)d answers, themes from %(text)d responses.",
            group=chosen["smallest_group"],
            text=chosen["smallest_text_group"],
        ),
    }


def _questionnaire(asked: Questionnaire, language: str) -> dict[str, Any]:
    return {
        "title": asked.title.in_(language),
        "version": f"{asked.key}, {asked.version}",
        "items": [[item.text.in_(language), _how(item, language)] for item in asked.items],
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


def _words() -> dict[str, str]:
    """Return the headings."""
    return {
        "title": _("Annex: anonymous feedback in reverse mentoring"),
        "made": _("Made from the running settings"),
        "purpose_head": _("Purpose"),
        "purpose": _(
            "Mentors and leaders of a reverse-mentoring programme answer in waves, anonymously. The answers "
            "help to improve the programme. They are not used to judge anybody’s work or conduct."
        ),
        "promise": _("The promise"),
        "waves": _("Open now"),
        "no_wave": _("No wave is open."),
        "flow": _("The way of an answer"),
        "kept": _("What is kept"),
        "kept_columns": [_("What"), _("Who can read it"), _("How long")],
        "thresholds": _("From how many people"),
        "few": _(
            "Where fewer than %(people)s of a role have answered, nothing is told about that role: what both "
            "roles were asked is counted together, and the rest is dropped. A wave with fewer than five "
            "answers is never opened. What is hidden reads “too few”.",
            people=wording.number_word(config.current()["SMALLEST_GROUP"]),
        ),
        "holders": _("Who holds the key"),
        "remainders": _("What the operator could do"),
        "tables": _("Every table"),
        "table_columns": [_("Table"), _("Why"), _("Columns")],
        "questions": _("Every question"),
        "question_columns": [_("Question"), _("Answered by")],
        "check": _("How you can check"),
        "check_words": _(
            "The program is open source, and the attacks it is tested against come with it. The page "
            "/promise of the server says the same as this paper. The command “doctor” reads every setting "
            "back from the running parts; the server does not start where a promise would be untrue."
        ),
        "signed": [_("For the employer, day"), _("For the works council, day")],
        "wave_rows": [_("Open"), _("Invited"), _("Key"), _("Results"), _("Counted"), _("Thresholds")],
    }
