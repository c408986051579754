"""Read the comments of a closed wave once: fit insights over them, keep run, themes and candidate quotes."""

import logging
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from rmfeedback import jobs
from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.jobs import Task
from rmfeedback.reports import disclosure, members, trends, wording
from rmfeedback.reports.disclosure import Groups
from rmfeedback.reports.members import Spoken
from rmfeedback.reports.models import Quote, Release, Run, Theme, ThemeComment
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave

if TYPE_CHECKING:
    from rmfeedback.insights.themes import Theme as FoundTheme

JOB = "insights"
SEED = 0
MOST_CANDIDATES = 3

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

    Raises: NotFound, WaveNotCounted, TooFewResponses, AlreadyReleased.
    """
    wave = counted_wave(wave_key)
    _require_unreleased(wave_key)
    comments = members.of_wave(wave)
    if not disclosure.may_show_themes(sum(results.tally(wave_key).values()), groups_of(wave)):
        comments = []
    found, substantive, settings = (
        _fit(comments, wave.choices.get("language", "auto")) if comments else ([], 0, {})
    )
    themes = [made for made in (_theme(wave_key, each, comments) for each in found) if made]
    kept = Run(
        wave_key=wave_key,
        comments=len(comments),
        substantive=substantive,
        themes=len(themes),
        settings=settings,
    )
    _replace(kept, themes)
    trends.renew(wave_key)
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


def is_waiting(wave_key: str) -> bool:
    """Tell whether a wave's comments are still to be read by whoever does the jobs."""
    return jobs.waiting(wave_key, (JOB,)) > 0


def run_job(task: Task) -> None:
    """Read the comments of the wave a job names; after a no, trying again would not help."""
    try:
        run(task.argument)
    except Refused as no:
        log.warning("the comments of a wave were not read: %s", type(no).__name__)


def _fit(comments: Sequence[Spoken], language: str) -> tuple[list["FoundTheme"], int, dict[str, Any]]:
    # Loads scikit-learn and NLTK: seconds and megabytes that the web process does without.
    from rmfeedback.insights import ThemeModel

    model = ThemeModel(random_state=SEED, language=language, smallest_theme=disclosure.SMALLEST_THEME)
    model.fit(
        [c.text for c in comments],
        questions=[c.asks for c in comments],
        roles=[c.cell if c.cell != "all" else None for c in comments],
    )
    settings = {"random_state": SEED, "language": language, "smallest_theme": disclosure.SMALLEST_THEME}
    return list(model.themes_), int(model.substantive_.sum()), settings


def _theme(wave_key: str, found: "FoundTheme", comments: Sequence[Spoken]) -> Made | None:
    """Return the theme to keep, with its comments; None where too few wrote on one question."""
    inside = [comments[position] for position in found.members]
    counts = members.counts(inside)
    if not disclosure.may_show_theme(counts):
        return None
    terms = [term for term in found.terms if _is_common(term, inside)]
    quotes = [comments[position].text for position in found.quotes]
    theme = Theme(
        wave_key=wave_key,
        key=found.key,
        name=_name(found, terms),
        kind=found.kind,
        terms=terms,
        counts=counts,
        stability=round(float(found.stability), 2),
        quotes=[
            Quote(position=place, text=text)
            for place, text in enumerate(_quotable(quotes, [c.text for c in inside])[:MOST_CANDIDATES])
        ],
    )
    return theme, inside


def _is_common(term: str, members: Sequence[Spoken]) -> bool:
    """Tell whether a term stands in three comments on one question, so that it is nobody's own word."""
    standing = Counter(c.asks for c in members if _stands_in(term, c.text))
    return max(standing.values(), default=0) >= disclosure.SMALLEST_THEME


def _stands_in(term: str, text: str) -> bool:
    from rmfeedback.insights.languages import stem, tokens

    return any(
        f" {' '.join(stem(word, language) for word in tokens(term))} "
        in f" {' '.join(stem(word, language) for word in tokens(text))} "
        for language in ("en", "de")
    )


def _name(found: "FoundTheme", terms: Sequence[str]) -> str:
    """Return the suggested name, without a term that too few used."""
    rare = [term for term in found.terms if term not in terms]
    # Before a colon stands what the theme is about, after it a word of the comments.
    for name in (found.name, found.name.partition(": ")[0]):
        if not any(term.casefold() in name.casefold() for term in rare):
            return name
    name = ", ".join(terms[:2]) or "Theme without a name"
    return name[0].upper() + name[1:]


def _quotable(candidates: Sequence[str], texts: Sequence[str]) -> list[str]:
    words = sum(len(text.split()) for text in texts)
    fitting = [text for text in candidates if disclosure.may_quote(len(text.split()), words)]
    return list(dict.fromkeys(fitting))


def _give_own_keys(themes: Sequence[Theme]) -> None:
    seen: Counter[str] = Counter()
    for theme in themes:
        seen[theme.key] += 1
        if seen[theme.key] > 1:
            theme.key = f"{theme.key}-{seen[theme.key]}"


def _replace(kept: Run, made: Sequence[Made]) -> None:
    wave_key, themes = kept.wave_key, [theme for theme, _ in made]
    _give_own_keys(themes)
    with writing() as session:
        _require_unreleased(wave_key)
        old = select(Theme.id).where(Theme.wave_key == wave_key)
        for model in (Quote, ThemeComment):
            session.execute(delete(model).where(model.theme_id.in_(old)))
        session.execute(delete(Theme).where(Theme.wave_key == wave_key))
        session.execute(delete(Run).where(Run.wave_key == wave_key))
        session.expire_all()
        session.add_all([kept, *themes])
        session.flush()
        for theme, inside in made:
            members.put(theme, [comment.id for comment in inside])


def _require_unreleased(wave_key: str) -> None:
    if db.session.get(Release, wave_key) is not None:
        raise AlreadyReleased()
