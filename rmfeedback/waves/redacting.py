"""What points to a person is taken out with the roster's help; the names never enter the response room."""

from rmfeedback.insights.redaction import Redactor, Span
from rmfeedback.programmes import cohorts
from rmfeedback.surveys.models import Wave


def redactor(cohort_key: str) -> Redactor:
    """Return a redactor that knows everybody in the cohort."""
    people = [participation.person for participation in cohorts.find_cohort(cohort_key).participations]
    rows = [{"name": p.name, "email": p.email, "unit": p.unit, "level": p.level} for p in people]
    return Redactor.from_roster(rows)


def marks(wave: Wave, text: str) -> list[Span]:
    """Return what will be hidden of a text, for its author's eyes."""
    return redactor(wave.cohort_key).find(text, every_case=True)
