"""What respondents see: no sign-in, no cookie, no trace. The code in the body is the authority."""

import time
from pathlib import Path
from typing import Any

import flask
from flask import Blueprint, abort, current_app, g, has_request_context, make_response, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext, refresh

from rmfeedback import bell, config, jobs
from rmfeedback.config import this_day
from rmfeedback.db import writing
from rmfeedback.errors import Refused, StorageDown
from rmfeedback.headers import FromElsewhere, is_from_here, is_respondents_path
from rmfeedback.htmx import is_fragment, page, refusal, reply
from rmfeedback.mail import address_mark
from rmfeedback.staff import health
from rmfeedback.staff.access import open_to_all
from rmfeedback.surveys import (
    accepting,
    ballot_box,
    codes,
    facts,
    lengths,
    listing,
    marking,
    showing,
    wording,
)
from rmfeedback.surveys.ballot_box import Ballot, CodeUnknown, NotKept, WaveClosed
from rmfeedback.surveys.forms import AnswerForm, form_for
from rmfeedback.surveys.guessing import Guesses
from rmfeedback.surveys.marking import MarkedText
from rmfeedback.surveys.models import Wave

LANGUAGES = ("en", "de")
# Far more than a full form; what is longer is not read at all.
MOST_SENT_BYTES = 500_000
# Stands where the code belongs in a page that is kept for the next person.
_PLACE_OF_CODE = "THE-CODE-BELONGS-HERE"
STATIC_FILES = {"style.css": "text/css", "code.js": "text/javascript", "icon.svg": "image/svg+xml"}

bp = Blueprint("surveys", __name__)
wording.init(bp)


@bp.record_once
def begin_counting(state: BlueprintSetupState) -> None:
    state.app.extensions["guesses"] = Guesses()
    state.app.extensions["done_pages"] = {}


@bp.before_request
def begin() -> None:
    """Take the language asked for; refuse what another site sent.

    Raises: FromElsewhere.
    """
    request.max_content_length = MOST_SENT_BYTES
    g.ballot = g.programme_language = g.asked_language = None
    g.asked_language = (request.form if request.method == "POST" else request.args).get("lang")
    if request.method == "POST" and not is_from_here():
        raise FromElsewhere()


@bp.after_request
def give_one_length(response: flask.Response) -> flask.Response:
    """Let no length tell what was done with a code."""
    if request.method == "POST" and "Content-Encoding" not in response.headers:
        if _takes_gzip():
            response.set_data(lengths.pack(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
        else:
            response.set_data(lengths.fill(response.get_data()))
    return response


@bp.get("/a")
@open_to_all
def enter() -> ResponseReturnValue:
    """The page of every link; who has no script pastes the code here."""
    return _page("surveys/code.html")


@bp.post("/a")
@open_to_all
def ask() -> ResponseReturnValue:
    """The form; answers that came along stand in it, so that changing the language loses none."""
    ballot = _look_up()
    return _form_page(ballot, _form(ballot))


@bp.post("/a/answers")
@open_to_all
def keep() -> ResponseReturnValue:
    """Seal and keep, unless there is something to mend, to ask about or to show first."""
    ballot, sent = _look_up(), request.form
    given = accepting.accept(ballot.questionnaire, sent)
    if given is None or "check" in sent or (given.has_open_items and "anyway" not in sent):
        return _not_yet(ballot)
    ballot_box.submit(sent["code"], given.answers, language=language(), today=this_day(), ballot=ballot)
    return _done_page("surveys/thanks.html", ballot)


@bp.post("/a/take-back")
@open_to_all
def take_back() -> ResponseReturnValue:
    ballot = _look_up()
    ballot_box.take_back(_code(), today=this_day(), ballot=ballot)
    return _done_page("surveys/taken_back.html", ballot)


@bp.get("/a/again")
@open_to_all
def again() -> ResponseReturnValue:
    return _page("surveys/again.html")


@bp.post("/a/again")
@open_to_all
def renew() -> ResponseReturnValue:
    """Queue a fresh link for whatever address was given: the worker finds out whether it is invited."""
    email = request.form.get("email", "").strip()
    if not email:
        return _page("surveys/again.html", status=422, is_blank=True)
    with writing():
        jobs.enqueue("renew", address_mark(email, config.secret_key(config.current())))
    bell.ring()
    return _page("surveys/again.html", is_sent=True)


@bp.get("/promise")
@open_to_all
def promise() -> ResponseReturnValue:
    return _page(
        "surveys/promise.html",
        facts=facts,
        showing=showing,
        waves=facts.waves(),
        version=health.version(),
        smallest_group=config.current()["SMALLEST_GROUP"],
    )


@bp.get("/a/static/<path:filename>")
@open_to_all
def static(filename: str) -> flask.Response:
    """The three files of these pages, without a mark by which a browser would be known again."""
    if filename not in STATIC_FILES:
        abort(404)
    body = (Path(current_app.root_path) / "static" / filename).read_bytes()
    return flask.Response(body, mimetype=STATIC_FILES[filename])


def language() -> str:
    """Return the language of the page: as asked, else as the browser says, else the programme's."""
    if not has_request_context() or not is_respondents_path(request.path):
        return "en"
    asked = g.get("asked_language")
    if asked in LANGUAGES:
        return str(asked)
    return request.accept_languages.best_match(LANGUAGES) or g.get("programme_language") or LANGUAGES[0]


def refused(no: Refused) -> ResponseReturnValue:
    """Show a no in the respondents' layout; where answers came along, the form comes back with them."""
    if isinstance(no, CodeUnknown):
        return _unknown()
    if isinstance(no, WaveClosed):
        _speak_for(no.wave)
        return _page("surveys/wave_closed.html", status=no.status, wave=no.wave, code=_code())
    sentence = gettext(no.message) % no.details if no.details else gettext(no.message)
    ballot = g.get("ballot")
    if ballot is None:
        return _page("surveys/refused.html", status=no.status, sentence=sentence)
    form = _form(ballot)
    form.form_errors = [sentence]
    return _form_page(ballot, form, no.status)


def not_stored() -> ResponseReturnValue:
    """Show that a database can be neither read nor written; whoever was sending answers is told so."""
    is_sending = request.endpoint in ("surveys.keep", "surveys.take_back")
    return refused(NotKept() if is_sending else StorageDown())


def failed(status: int) -> ResponseReturnValue:
    """Show that an address is not there, or that something broke."""
    return _page("surveys/failed.html", status=status, number=status)


def _look_up() -> Ballot:
    ballot = ballot_box.look_up(_code(), this_day())
    g.ballot = ballot
    _speak_for(ballot.wave)
    return ballot


def _speak_for(wave: Wave) -> None:
    g.programme_language = wave.choices["language"]
    refresh()


def _code() -> str:
    return request.form.get("code", "")


def _not_yet(ballot: Ballot) -> ResponseReturnValue:
    form = _form(ballot)
    if not form.validate():
        return _form_page(ballot, form, 422)
    if "check" in request.form:
        return _form_page(ballot, form, marks=_marks(ballot, form))
    return _form_page(ballot, form, 422, open_items=form.open_items())


def _form(ballot: Ballot) -> AnswerForm:
    return form_for(ballot.questionnaire)(request.form)


def _marks(ballot: Ballot, form: AnswerForm) -> dict[str, MarkedText]:
    comments = (item.key for item in ballot.questionnaire.items if item.kind == "comment")
    return {key: marking.marks(ballot.wave, form[key].data) for key in comments if form[key].data}


def _form_page(ballot: Ballot, form: AnswerForm, status: int = 200, **context: Any) -> ResponseReturnValue:
    context |= {"ballot": ballot, "form": form, "code": _code(), "invited_names": listing.names(ballot.wave)}
    return _page("surveys/answer.html", "questions", status, wave=ballot.wave, **context)


def _done_page(template: str, ballot: Ballot) -> ResponseReturnValue:
    """The page after something was done: but for the code all of a role get the same, rendered once."""
    kept: dict[tuple[object, ...], lengths.Around] = current_app.extensions["done_pages"]
    wave, code = ballot.wave, (codes.tidy(_code()) or "").encode()
    name = (template, is_fragment(), language(), wave.key, wave.box_opens_on, ballot.role)
    if name not in kept:
        made = make_response(_page(template, wave=wave, ballot=ballot, code=_PLACE_OF_CODE))
        kept[name] = lengths.Around(made.get_data(), _PLACE_OF_CODE.encode())
    if not _takes_gzip():
        return reply(kept[name].whole(code))
    response = reply(kept[name].pack(code))
    response.headers["Content-Encoding"] = "gzip"
    return response


def _takes_gzip() -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _unknown() -> ResponseReturnValue:
    """The same page for every code that is not known, whatever is wrong with it."""
    is_flood = current_app.extensions["guesses"].is_one_too_many(time.monotonic())
    status = 429 if is_flood else CodeUnknown.status
    return _page("surveys/code_unknown.html", status=status, is_flood=is_flood)


def _page(
    template: str, block: str = "main", status: int = 200, *, wave: Wave | None = None, **context: Any
) -> ResponseReturnValue:
    settings = config.current()
    choices = wave.choices if wave else {}
    context |= {
        "wave": wave,
        "language": language(),
        "organisation": choices.get("organisation") or settings["ORGANISATION"] or "rmfeedback",
        "contact": choices.get("contact") or settings["CONTACT"],
    }
    if status < 400 or block != "main":
        return page(template, block, status, **context)
    return refusal(template, status, **context)
