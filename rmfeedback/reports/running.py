"""Read the comments of a closed wave once: fit insights over them, keep run, themes and candidate quotes."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from rmfeedback import jobs
from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.jobs import Task
from rmfeedback.reports import (
    disclosure,
    gist,
    learning,
    ledger,
    members,
    notifying,
    steps,
    trends,
    urgent,
    wording,
)
from rmfeedback.reports.disclosure import Groups
from rmfeedback.reports.members import Spoken
from rmfeedback.reports.models import Quote, Release, Run, Theme, ThemeComment
from rmfeedback.staff import audit
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave

if TYPE_CHECKING:
    from rmfeedback.insights.themes import Theme as FoundTheme

JOB = "insights"
SEED = 0


class ReviewedMeanwhile(Refused):
    status = 409
    message = N_(
        "Somebody worked on the review page while the comments were read, so nothing was replaced. Read them "
        "again."
    )


Made = tuple[Theme, list[Spoken]]

log = logging.getLogger(__name__)


class WaveNotCounted(Refused):
    status = 409
    message = N_("The box of this wave is not counted yet: it opens on %(on)s. Close the wave first.")


class TooFewResponses(Refused):
    status = 403
    message = N_("Fewer than five people have answered. We show nothing, so that nobody can be recognised.")


class AlreadyReleased(Refused):
    status = 409
    message = N_(
        "The findings of this wave are released, so its comments are not read again: "
        "what leadership has read would change. Rename a theme on the review page instead."
    )


def counted_wave(wave_key: str) -> Wave:
    """Return a wave whose box was opened and counted.

    Raises: NotFound, WaveNotCounted, TooFewResponses.
    """
    wave = results.wave(wave_key)
    if wave.state == "void":
        raise TooFewResponses()
    if wave.state != "done":
        raise WaveNotCounted(on=wording.day(wave.box_opens_on))
    return wave


def groups_of(wave: Wave) -> Groups:
    """Return the smallest groups that were frozen when the wave was launched."""
    names = {"smallest": "smallest_group", "smallest_text": "smallest_text_group"}
    return Groups(**{field: wave.choices[name] for field, name in names.items() if wave.choices.get(name)})


def of(wave_key: str) -> Run | None:
    """Return the run of a wave, or None before its comments were read."""
    return db.session.get(Run, wave_key)


def themes_of(wave_key: str) -> list[Theme]:
    """Return the themes of a wave, those with most comments first; all small ones count alike."""
    groups = groups_of(results.wave(wave_key))
    found = db.session.scalars(select(Theme).where(Theme.wave_key == wave_key))
    # By size alone, the order would tell which of the small ones hold 3 and which 4.
    return sorted(found, key=lambda theme: (-theme.size if theme.size >= groups.smallest else 0, theme.key))


def run(wave_key: str) -> Run:
    """Find the themes in a wave's comments; the same comments give the same themes.

    A wave with too few responses for text has no theme, but can be released for its scores.

    Pinned themes stay with their comments; the others are found anew among the rest.
    Raises: NotFound, WaveNotCounted, TooFewResponses, AlreadyReleased, ReviewedMeanwhile.
    """
    wave, seen = counted_wave(wave_key), steps.last(wave_key)
    _require_unreleased(wave_key)
    comments, pinned = members.of_wave(wave), _pinned(wave_key)
    if not disclosure.may_show_themes(sum(results.tally(wave_key).values()), groups_of(wave)):
        comments = []
    left = [comment for comment in comments if comment.id not in pinned]
    found, substantive, settings = _fit(left, wave) if left else ([], 0, _settings(wave))
    made = [each for each in (_theme(wave_key, each, left) for each in found) if each]
    kept = Run(
        wave_key=wave_key,
        comments=len(comments),
        substantive=substantive + len(pinned),
        themes=len(made) + len(set(pinned.values())),
        settings=settings if comments else {},
    )
    _replace(kept, made, seen)
    trends.renew(wave_key)
    if any(urgent.may_speak_of_harm(c.text) for c in comments):
        with writing():
            notifying.of_harm(wave)
    return kept


def ask(wave_key: str) -> None:
    """Queue the reading of a wave's comments, once; ring the bell after it.

    Raises: NotFound, WaveNotCounted, TooFewResponses, AlreadyReleased.
    """
    counted_wave(wave_key)
    _require_unreleased(wave_key)
    with writing():
        if not is_waiting(wave_key):
            jobs.enqueue(JOB, wave_key, about=wave_key)
            audit.enter("comments to be read", wave_key)


def is_waiting(wave_key: str) -> bool:
    """Tell whether a wave's comments are still to be read by whoever does the jobs."""
    return jobs.waiting(wave_key, (JOB,)) > 0


def run_job(task: Task) -> None:
    """Read the comments of the wave a job names; after a no, trying again would not help."""
    try:
        with audit.acting(audit.BY_ITSELF):
            run(task.argument)
    except Refused as no:
        log.warning("the comments of a wave were not read: %s", type(no).__name__)


def _settings(wave: Wave) -> dict[str, Any]:
    language = wave.choices.get("language", "auto")
    return {"random_state": SEED, "language": language, "smallest_theme": disclosure.SMALLEST_THEME}


def _fit(comments: Sequence[Spoken], wave: Wave) -> tuple[list["FoundTheme"], int, dict[str, Any]]:
    # Loads scikit-learn and NLTK: seconds and megabytes that the web process does without.
    from rmfeedback.insights import ThemeModel

    settings = _settings(wave)
    learned = learning.examples(ledger.programme_of(wave))
    model = ThemeModel(**settings, examples=learned)
    model.fit(
        [c.text for c in comments],
        questions=[c.asks for c in comments],
        roles=[c.cell if c.cell != "all" else None for c in comments],
    )
    # How many were learned from is not told: it could be the size of a theme that is too small.
    settings["has_learned"] = bool(learned)
    return list(model.themes_), int(model.substantive_.sum()), settings


def _pinned(wave_key: str) -> dict[bytes, bytes]:
    """Return the comments that stand in a pinned theme, and in which."""
    query = select(ThemeComment.comment_id, ThemeComment.theme_id).join(
        Theme, Theme.id == ThemeComment.theme_id
    )
    rows = db.session.execute(query.where(Theme.wave_key == wave_key, Theme.is_pinned))
    return {comment_id: theme_id for comment_id, theme_id in rows}


def _theme(wave_key: str, found: "FoundTheme", comments: Sequence[Spoken]) -> Made | None:
    """Return the theme to keep, with its comments; None where too few wrote on one question."""
    inside = [comments[position] for position in found.members]
    counts = members.counts(inside)
    if not disclosure.may_show_theme(counts):
        return None
    terms = gist.common(found.terms, inside)
    quotes = [comments[position].text for position in found.quotes]
    theme = Theme(
        wave_key=wave_key,
        key=found.key,
        name=gist.suggested(found.name, found.terms, terms),
        kind=found.kind,
        terms=terms,
        counts=counts,
        stability=round(float(found.stability), 2),
        quotes=gist.candidates(quotes, inside),
    )
    return theme, inside


def _give_own_keys(themes: Sequence[Theme], taken: Sequence[str]) -> None:
    seen = set(taken)
    for theme in themes:
        numbered = (f"{theme.key}-{n}" for n in range(2, len(themes) + len(taken) + 2))
        theme.key = theme.key if theme.key not in seen else next(key for key in numbered if key not in seen)
        seen.add(theme.key)


def _replace(kept: Run, made: Sequence[Made], seen: int) -> None:
    """Keep what was found, and the pinned themes as they are; note the reading as a step."""
    wave_key, themes = kept.wave_key, [theme for theme, _ in made]
    with writing() as session:
        _require_unreleased(wave_key)
        if steps.last(wave_key) != seen:
            raise ReviewedMeanwhile()
        of_wave = Theme.wave_key == wave_key
        old = select(Theme.id).where(of_wave, Theme.is_pinned.is_(False))
        for model in (Quote, ThemeComment):
            session.execute(delete(model).where(model.theme_id.in_(old)))
        session.execute(delete(Theme).where(of_wave, Theme.is_pinned.is_(False)))
        session.execute(delete(Run).where(Run.wave_key == wave_key))
        session.expire_all()
        _give_own_keys(themes, list(session.scalars(select(Theme.key).where(of_wave))))
        session.add_all([kept, *themes])
        session.flush()
        for theme, inside in made:
            members.put(theme, [comment.id for comment in inside])
        steps.note(wave_key, f"Read the comments: {kept.themes} themes.")
        audit.enter("comments read", wave_key, themes=kept.themes)


def _require_unreleased(wave_key: str) -> None:
    if db.session.get(Release, wave_key) is not None:
        raise AlreadyReleased()
