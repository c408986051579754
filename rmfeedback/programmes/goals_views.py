"""What the two of a pair see of their goals: no sign-in, no cookie, no trace; the code in the body opens."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, refresh

from rmfeedback import config
from rmfeedback.errors import Refused, StorageDown
from rmfeedback.headers import FromElsewhere, is_from_here
from rmfeedback.htmx import page, refusal
from rmfeedback.programmes import goals, goals_counting, goals_links
from rmfeedback.programmes.goals import GoalsChanged, GoalsUnclear, Written
from rmfeedback.programmes.goals_links import GoalsCodeUnknown
from rmfeedback.programmes.models import Pair
from rmfeedback.programmes.pairing_topics import topic_names
from rmfeedback.staff.access import open_to_all, role_required

# Three goals and a code; what is longer is not read at all.
MOST_SENT_BYTES = 100_000

bp = Blueprint("goals", __name__)
counts_bp = Blueprint("goal_counts", __name__)


@bp.before_request
def begin() -> None:
    """Take the language asked for; refuse what another site sent.

    Raises: FromElsewhere.
    """
    request.max_content_length = MOST_SENT_BYTES
    g.asked_language = request.values.get("lang")
    refresh()
    if request.method == "POST" and not is_from_here():
        raise FromElsewhere()


@bp.get("/a/goals")
@open_to_all
def enter() -> ResponseReturnValue:
    """The page of every link; who has no script pastes the code here."""
    return page("programmes/goals_code.html", **_facts())


@bp.post("/a/goals")
@open_to_all
def ask() -> ResponseReturnValue:
    """The goals of a pair; what came along stands in the form, so a change of language loses nothing."""
    pair = goals_links.find(_code())
    now = goals.kept(pair)
    return _goals_page(pair, _written() or now, seen=request.form.get("seen") or goals.mark(now))


@bp.post("/a/goals/keep")
@open_to_all
def keep() -> ResponseReturnValue:
    """Keep what the pair wrote."""
    pair = goals.keep(_code(), _written(), request.form.get("seen", ""))
    now = goals.kept(pair)
    return _goals_page(pair, now, seen=goals.mark(now), is_kept=True)


@counts_bp.get("/cohorts/<cohort_key>/goals")
@role_required("hr", "leadership")
def show(cohort_key: str) -> ResponseReturnValue:
    """What the goals of a cohort are about, in groups of five pairs and more."""
    return page("programmes/goal_counts.html", counts=goals_counting.count(cohort_key))


def refused(no: Refused) -> ResponseReturnValue:
    """Show a no in the layout of these pages; where goals came along, the form comes back with them."""
    if isinstance(no, GoalsCodeUnknown):
        return refusal("programmes/goals_code.html", no.status, is_unknown=True, **_facts())
    sentence = gettext(no.message) % no.details if no.details else gettext(no.message)
    if isinstance(no, GoalsChanged | GoalsUnclear):
        pair = goals_links.find(_code())
        now = goals.kept(pair)
        is_changed = isinstance(no, GoalsChanged)
        return _goals_page(
            pair,
            _written(),
            no.status,
            seen=goals.mark(now) if is_changed else request.form.get("seen", ""),
            theirs=now if is_changed else [],
            sentence=sentence,
            problems=getattr(no, "problems", {}),
        )
    return failed(no.status, sentence)


def failed(status: int, sentence: str = "") -> ResponseReturnValue:
    """Show that an address is not there, that something broke, or another no."""
    return refusal("programmes/goals_failed.html", status, number=status, sentence=sentence, **_facts())


def not_stored() -> ResponseReturnValue:
    """Show that a database can be neither read nor written."""
    return refused(StorageDown())


def _goals_page(
    pair: Pair, written: Sequence[Written], status: int = 200, *, seen: str, **context: Any
) -> ResponseReturnValue:
    empty = [Written()] * (goals.MOST - len(written))
    context = {"theirs": [], "problems": {}, "sentence": "", "is_kept": False} | context
    return page(
        "programmes/goals.html",
        "goals",
        status,
        pair=pair,
        code=_code(),
        written=[*written, *empty],
        seen=seen,
        states=goals.STATES,
        name_of=goals.name_of,
        topics=topic_names(_facts()["language"]),
        limits={"text": goals.LONGEST_TEXT, "topic": goals.LONGEST_TOPIC},
        **_facts(),
        **context,
    )


def _written() -> list[Written]:
    """Return the goals that came along; none where the form was not among what was sent."""
    form, numbers = request.form, range(1, goals.MOST + 1)
    if "text-1" not in form:
        return []
    names = [[f"{name}-{number}" for name in ("text", "topic", "state")] for number in numbers]
    return [
        Written(form.get(text, ""), form.get(topic, ""), form.get(state, goals.PLANNED))
        for text, topic, state in names
    ]


def _code() -> str:
    return request.form.get("code", "")


def _facts() -> dict[str, Any]:
    settings = config.current()
    return {
        "language": str(get_locale()),
        "organisation": settings["ORGANISATION"] or "rmfeedback",
        "contact": settings["CONTACT"],
        "fewest": settings["SMALLEST_GROUP"],
    }
