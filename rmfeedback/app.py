"""create_app(): settings, databases, blueprints, jobs, refusals, in that order."""

import logging
from typing import Any, Protocol

from flask import Flask, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, gettext
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from rmfeedback import bell, config, db, headers, jobs, logs, script
from rmfeedback.errors import Refused, StorageDown
from rmfeedback.htmx import refusal
from rmfeedback.programmes import goals_links, goals_views, inviting, pair_views, people_views
from rmfeedback.programmes import views as programmes_views
from rmfeedback.reports import (
    action_views,
    agreeing,
    export_views,
    findings,
    happened,
    learning,
    notifying,
    release_views,
    review_views,
    running,
)
from rmfeedback.reports import views as reports_views
from rmfeedback.staff import access, audit, audit_views
from rmfeedback.staff import views as staff_views
from rmfeedback.surveys import authoring_views, drafting_views, listing, marking
from rmfeedback.surveys import views as surveys_views
from rmfeedback.waves import (
    automation,
    bands,
    batches,
    choosing_views,
    deletion_views,
    mailing,
    notices,
    plan_views,
    preview_views,
    redacting,
    rehearsing,
    releasing,
    report_views,
    reporting,
    retention,
    sending,
    sheet_views,
    shortening,
    trustee_views,
)
from rmfeedback.waves import views as waves_views

STAFF_PAGES = (
    *(staff_views, programmes_views, people_views, pair_views),
    *(authoring_views, drafting_views, choosing_views),
    *(waves_views, plan_views, preview_views, sheet_views, trustee_views, deletion_views),
    report_views,
    *(reports_views, review_views, action_views, export_views, release_views, audit_views),
)
JOBS = {
    **dict.fromkeys(batches.KINDS, jobs.Together(sending.run)),
    "renew": mailing.renew,
    "tell_of_sheet": mailing.tell_of_sheet,
    "notice": notices.send,
    "rehearse": rehearsing.run_job,
    "deletion_notice": notices.send_of_deletion,
    "audit_head": notices.send_of_head,
    "release_asked": notices.send_of_ask,
    "harm": notices.send_of_harm,
    "goals": goals_links.mail_link,
    "insights": running.run_job,
}
TOO_LARGE = (
    "What was sent is larger than 8 MB, so nothing of it was read. A list of people is far smaller: save the "
    "sheet with the people alone as XLSX or CSV, and send that file."
)
NUMBER_WORDS = {5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}

log = logging.getLogger(__name__)


def create_app(**overrides: Any) -> Flask:
    """Make the web application; keyword arguments override settings, for tests.

    Raises: SettingUnknown, SettingWrong, NotARehearsal.
    """
    logs.install()
    app = Flask(__name__, static_folder=None)
    settings = config.load(overrides)
    app.config.update(
        RM=settings,
        SECRET_KEY=config.secret_key(settings),
        MAX_CONTENT_LENGTH=8 * 1024 * 1024,
        BABEL_DEFAULT_LOCALE="en",
    )
    db.init(app)
    headers.init(app)
    Babel(app, locale_selector=surveys_views.language)
    csrf = CSRFProtect(app)
    # Several modules may hold the views of one blueprint.
    for bp in dict.fromkeys(views.bp for views in STAFF_PAGES):
        app.register_blueprint(bp)
    app.register_blueprint(goals_views.counts_bp)
    # Respondents have no cookie; the code in the body is the authority, and the origin is checked there.
    for views in (surveys_views, goals_views):
        app.register_blueprint(views.bp)
        csrf.exempt(views.bp)
    access.init(app)
    app.extensions["job_functions"] = JOBS
    ticks = (bands.tick, shortening.tick, automation.tick, retention.tick)
    app.extensions["every_minute"] = tuple(map(audit.by_itself, ticks))
    bell.init(app)
    marking.init(app, redacting.marks, redacting.doubts)
    listing.init(app, inviting.names)
    releasing.init(app, findings.is_released, findings.told, agreeing.asked_by)
    notifying.init(app, notices.queue_ask, notices.queue_harm)
    happened.init(app, reporting.outcome)
    # What else belongs to a programme is deleted with its people: functions of the programme's key.
    retention.init(app, (learning.forget,))
    learning.init(app, retention.is_deleted)
    _register_words(app)
    _register_refusals(app)
    return app


def _register_words(app: Flask) -> None:
    is_copied = script.is_kept(app.config["RM"])

    @app.context_processor
    def words() -> dict[str, Any]:
        settings = app.config["RM"]
        is_ours = settings["HTMX_URL"] == config.HTMX_URL
        return {
            "htmx_url": url_for("static", filename=script.FILE) if is_copied else settings["HTMX_URL"],
            "htmx_integrity": config.HTMX_INTEGRITY if is_ours or is_copied else "",
            "is_rehearsal": config.is_rehearsal(settings),
            "believed_today": f"{config.today(settings):%d %B %Y}".lstrip("0") if settings["TODAY"] else "",
            "smallest_group": settings["SMALLEST_GROUP"],
            "smallest_group_word": NUMBER_WORDS.get(settings["SMALLEST_GROUP"], settings["SMALLEST_GROUP"]),
        }


def _register_refusals(app: Flask) -> None:
    @app.errorhandler(Refused)
    def refused(no: Refused) -> ResponseReturnValue:
        if headers.is_respondents_path(request.path):
            return _their_views().refused(no)
        return _refused_page(
            no.status, gettext(no.message) % no.details if no.details else gettext(no.message)
        )

    @app.errorhandler(CSRFError)
    def forged(_no: CSRFError) -> ResponseReturnValue:
        return _refused_page(
            400, "This form is no longer fresh. Go back, reload the page, and send it again."
        )

    @app.errorhandler(HTTPException)
    def http(no: HTTPException) -> ResponseReturnValue:
        if headers.is_respondents_path(request.path):
            return _their_views().failed(no.code or 500)
        return _refused_page(no.code or 500, TOO_LARGE if no.code == 413 else no.description or "")

    @app.errorhandler(OperationalError)
    def full(error: OperationalError) -> ResponseReturnValue:
        # A disk that is full or has gone, a lock that was not given back: told, and no matter of the program.
        log.error("cannot read or store in %s: %s", request.endpoint, type(error.orig).__name__)
        if headers.is_respondents_path(request.path):
            return _their_views().not_stored()
        return _refused_page(StorageDown.status, StorageDown.message)

    @app.errorhandler(Exception)
    def bug(error: Exception) -> ResponseReturnValue:
        # Without arguments, address or form: an exception's words may hold a code or a comment.
        log.error("bug in %s: %s", request.endpoint, type(error).__name__, exc_info=app.debug)
        if app.testing:
            raise error
        if headers.is_respondents_path(request.path):
            return _their_views().failed(500)
        return _refused_page(
            500, "Something broke on our side. Nothing you sent before is lost. Try again in a minute."
        )


class _Views(Protocol):
    """Views that say no on pages of their own."""

    def refused(self, no: Refused) -> ResponseReturnValue: ...
    def failed(self, status: int) -> ResponseReturnValue: ...
    def not_stored(self) -> ResponseReturnValue: ...


def _their_views() -> "_Views":
    """Return the views that speak on the respondents' page that was asked for."""
    return goals_views if request.path.startswith("/a/goals") else surveys_views


def _refused_page(status: int, sentence: str) -> ResponseReturnValue:
    heading = {
        404: "This page is not there.",
        403: "This door is not yours to open.",
        500: "This did not work.",
    }
    return refusal(
        "refused.html",
        status,
        number=status,
        heading=heading.get(status, "This cannot be done."),
        sentence=sentence,
    )
