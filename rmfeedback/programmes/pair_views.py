"""HR: change single pairs by hand, and what pairing has to mind."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rmfeedback.htmx import is_fragment, page
from rmfeedback.programmes import cohorts, goals_links, pairing, pairing_by_hand, pairing_conditions, people
from rmfeedback.programmes.pairing_fit import is_drawback
from rmfeedback.programmes.pairing_match import Proposal
from rmfeedback.staff.access import role_required

bp = Blueprint("pairs", __name__)


def pairs_page(cohort_key: str, shown: Proposal, carried: str = "", opened: int = 0) -> ResponseReturnValue:
    """Show accepted pairs, one of them perhaps opened to be changed; or proposed ones, which are carried."""
    changes = pairing.changes(cohort_key, shown) if carried else None
    return page(
        "programmes/pairs.html",
        "pairs",
        carried=carried,
        changes=changes,
        **_facts(cohort_key, shown, opened),
    )


@bp.get("/cohorts/<cohort_key>/pairs/<int:pair_id>/change")
@role_required("hr")
def change(cohort_key: str, pair_id: int) -> ResponseReturnValue:
    """Open one pair: whom its leader could have instead, and what would come of it."""
    shown = pairing.accepted(cohort_key)
    if not is_fragment():
        return pairs_page(cohort_key, shown, opened=pair_id)
    facts = _facts(cohort_key, shown, pair_id)
    pair = next(pair for pair in shown.pairs if pair.id == pair_id)
    return page("programmes/_pair_row.html", "row", pair=pair, **facts)


@bp.post("/cohorts/<cohort_key>/pairs/<int:pair_id>/swap")
@role_required("hr")
def swap(cohort_key: str, pair_id: int) -> ResponseReturnValue:
    """Give the leader of a pair another mentor."""
    made = pairing_by_hand.swap(cohort_key, pair_id, request.form.get("with", ""), _mark())
    flash("Two pairs have swapped their mentors." if len(made) > 1 else "The leader has another mentor.")
    return _back(cohort_key)


@bp.post("/cohorts/<cohort_key>/pairs/<int:pair_id>/end")
@role_required("hr")
def end(cohort_key: str, pair_id: int) -> ResponseReturnValue:
    """End a pair; nobody is asked why."""
    pairing_by_hand.end(cohort_key, pair_id, _mark())
    flash("The pair has ended. Nothing of it is kept.")
    return _back(cohort_key)


@bp.post("/cohorts/<cohort_key>/pairs/add")
@role_required("hr")
def add(cohort_key: str) -> ResponseReturnValue:
    """Make one pair."""
    form = request.form
    pairing_by_hand.add(cohort_key, form.get("mentor", ""), form.get("leader", ""), _mark())
    flash("The pair is kept.")
    return _back(cohort_key)


@bp.get("/cohorts/<cohort_key>/pairs/rules")
@role_required("hr")
def rules(cohort_key: str) -> ResponseReturnValue:
    """Show what pairing minds, and who shall never be a pair."""
    cohort = cohorts.find_cohort(cohort_key)
    return page(
        "programmes/pair_rules.html",
        cohort=cohort,
        asked=pairing_conditions.of(cohort),
        exclusions=pairing_conditions.exclusions(cohort),
        persons=sorted(people.by_address(cohort_key).values(), key=lambda person: person.name),
    )


@bp.post("/cohorts/<cohort_key>/pairs/rules")
@role_required("hr")
def keep_rules(cohort_key: str) -> ResponseReturnValue:
    """Keep what pairing shall mind."""
    switches = {name: name in request.form for name in pairing_conditions.SWITCHES}
    pairing_conditions.save(cohort_key, switches | {"second": request.form.get("second", "")})
    flash("Kept. The next proposal minds it; pairs that stand stay until then.")
    return redirect(url_for("pairs.rules", cohort_key=cohort_key), 303)


@bp.post("/cohorts/<cohort_key>/pairs/exclusions")
@role_required("hr")
def exclude(cohort_key: str) -> ResponseReturnValue:
    """Let two people never be a pair."""
    pairing_conditions.exclude(cohort_key, request.form.get("one", ""), request.form.get("other", ""))
    flash("These two will not be proposed as a pair.")
    return redirect(url_for("pairs.rules", cohort_key=cohort_key), 303)


@bp.post("/cohorts/<cohort_key>/pairs/exclusions/<int:exclusion_id>/lift")
@role_required("hr")
def lift(cohort_key: str, exclusion_id: int) -> ResponseReturnValue:
    """Let two people be a pair again."""
    pairing_conditions.lift(cohort_key, exclusion_id)
    flash("These two may be a pair again.")
    return redirect(url_for("pairs.rules", cohort_key=cohort_key), 303)


@bp.post("/cohorts/<cohort_key>/pairs/goals-links")
@role_required("hr")
def send_goals_links(cohort_key: str) -> ResponseReturnValue:
    """Mail each member of a pair a link to the goals of the pair."""
    count = goals_links.send_all(cohort_key)
    flash(f"{count} mails with a link to the goals are on their way.")
    return _back(cohort_key)


def _facts(cohort_key: str, shown: Proposal, opened: int) -> dict[str, Any]:
    cohort = cohorts.find_cohort(cohort_key)
    return {
        "cohort": cohort,
        "persons": people.by_address(cohort_key),
        "shown": shown,
        "opened": opened,
        "options": pairing_by_hand.options(cohort_key, opened) if opened else [],
        "is_drawback": is_drawback,
        "goals": goals_links.overview(cohort_key),
    }


def _mark() -> str:
    # A form without its mark saw nothing of the pairs: it is as stale as can be.
    return request.form.get("mark", "") or "none"


def _back(cohort_key: str) -> ResponseReturnValue:
    return redirect(url_for("programmes.pairs", cohort_key=cohort_key), 303)
