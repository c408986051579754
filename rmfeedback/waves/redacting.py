"""What points to a person is taken out with the roster's help; the names never enter the response room."""

from collections.abc import Sequence
from functools import lru_cache

from rmfeedback.errors import NotFound
from rmfeedback.insights import languages
from rmfeedback.insights.redaction import Redactor, Span
from rmfeedback.programmes import cohorts
from rmfeedback.surveys.models import Wave

_COLUMNS = ("name", "email", "unit", "level")


def redactor(cohort_key: str) -> Redactor:
    """Return a redactor that knows everybody in the cohort."""
    people = (participation.person for participation in cohorts.find_cohort(cohort_key).participations)
    return _knowing(tuple((p.name, p.email, p.unit, p.level) for p in people))


def marks(wave: Wave, text: str) -> list[Span]:
    """Return what will be hidden of a text, for its author's eyes."""
    return redactor(wave.cohort_key).find(text, every_case=True)


def doubts(wave: Wave, texts: Sequence[str]) -> dict[str, tuple[Span, ...]]:
    """Return by comment the places that the opening left for HR to judge."""
    try:
        finder = redactor(wave.cohort_key)
    except NotFound:  # Findings outlive the people they came from; shapes are still found.
        finder = _knowing(())
    return {text: _doubts_of(finder, text) for text in texts}


def forget() -> None:
    """Let go of every roster in memory."""
    _knowing.cache_clear()
    _doubts_of.cache_clear()


# The key is what the roster says, so a changed roster is never met with an old redactor.
@lru_cache(maxsize=8)
def _knowing(roster: tuple[tuple[str, str, str, str], ...]) -> Redactor:
    return Redactor.from_roster(dict(zip(_COLUMNS, person, strict=True)) for person in roster)


# A desk shows the same comments again and again; reading 200,000 letters takes two seconds.
@lru_cache(maxsize=20_000)
def _doubts_of(finder: Redactor, text: str) -> tuple[Span, ...]:
    return tuple(span for span in finder.find(text) if span.action == "ask")


def language_of(text: str, told: str) -> str:
    """Return the language a comment is written in: "en", "de", or "other"; a few words say too little.

    `told`: the form's language. Somebody who writes French among English comments would else stand out.
    """
    return languages.recognise(text) or told
