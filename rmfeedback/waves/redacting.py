"""What points to a person is taken out with the roster's help; the names never enter the response room."""

from functools import lru_cache

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


def forget() -> None:
    """Let go of every roster in memory."""
    _knowing.cache_clear()


# The key is what the roster says, so a changed roster is never met with an old redactor.
@lru_cache(maxsize=8)
def _knowing(roster: tuple[tuple[str, str, str, str], ...]) -> Redactor:
    return Redactor.from_roster(dict(zip(_COLUMNS, person, strict=True)) for person in roster)


def language_of(text: str, told: str) -> str:
    """Return the language a comment is written in: "en", "de", or "other"; a few words say too little.

    `told`: the form's language. Somebody who writes French among English comments would else stand out.
    """
    return languages.recognise(text) or told
