"""What findings tell before they are released, while HR still regroups themes."""

from rmfeedback.db import db, writing
from rmfeedback.reports import findings
from rmfeedback.reports.models import Theme
from tests.reports.conftest import WAVE, a_counted_wave, a_theme

LARGE = {"mentor": {"what_works": 7}, "leader": {"what_works": 6}}
SMALL = {"mentor": {"what_works": 3}}


def by_role(found):
    return {row["key"]: row["by_role"] for row in found["themes"]}


def test_merging_tells_nobody_which_role_wrote_to_a_small_theme(app):
    a_counted_wave()
    large, small = a_theme("large", counts=LARGE, quotes=()), a_theme("small", counts=SMALL, quotes=())
    told = [by_role(findings.preview(WAVE))["large"]]
    with writing():
        db.session.delete(small)
        db.session.get(Theme, large.id).counts = {"mentor": {"what_works": 10}, "leader": {"what_works": 6}}
    told.append(by_role(findings.preview(WAVE))["large"])

    assert told == [dict.fromkeys(("mentor", "leader"), "too few")] * 2
    assert "Decisions arrive finished, by role" in str(findings.preview(WAVE)["suppressed"])


def test_the_release_tells_it_once_and_so_does_what_is_shown_from_then_on(app):
    a_counted_wave()
    a_theme("large", counts=LARGE, quotes=())

    released = findings.release(WAVE)

    assert by_role(released) == {"large": {"mentor": 7, "leader": 6}}
    assert findings.preview(WAVE) == released
