"""What a visitor sees when something is refused or fails: one page, or JSON, with a sentence that says what to do."""

import structlog
from flask import Flask, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, StatementError
from werkzeug.exceptions import HTTPException

from directory.core import transaction
from directory.core.clock import now
from directory.core.forms import translated
from directory.core.refusals import N_, Refusal, TooMany
from directory.core.web import SAFE, Answer, confidential, json_of, retry_after, wants_json

log = structlog.get_logger(__name__)
_PLACE = "behind_links"
_DRIVERS = {"sqlalchemy", "sqlite3", "psycopg", "psycopg_binary"}


def init_app(app: Flask) -> None:
    app.extensions[_PLACE] = {}
    app.register_error_handler(Exception, _failure)


def behind_links(app: Flask, prefix: str, frame: str = "base.html") -> None:
    """Addresses that begin like this carry a link's token: their error pages are kept by no cache and no search
    engine and tell the address to no other site. `frame` is the template around them."""
    app.extensions[_PLACE][prefix] = frame


def _frame() -> str | None:
    """None for an address without a link's token."""
    frames: dict[str, str] = current_app.extensions[_PLACE]
    return next((frame for prefix, frame in frames.items() if request.path.startswith(prefix)), None)


_TITLES = {
    400: N_("This request could not be read"),
    401: N_("Please sign in"),
    403: N_("You may not open this"),
    404: N_("Page not found"),
    405: N_("This page cannot be used in that way"),
    409: N_("This has changed in the meantime"),
    410: N_("This page has ended"),
    413: N_("This is too large"),
    422: N_("This could not be done"),
    429: N_("Please wait a little"),
    500: N_("Something went wrong on our side"),
    503: N_("We are busy at this moment"),
}
_SENTENCES = {
    400: N_("Please go back and try again."),
    401: N_("Sign in, then open this page again."),
    403: N_("Your account may not do this. If you think it should, write to the office."),
    404: N_("This page does not exist, or the link has ended. Check the address, or start from the home page."),
    405: N_("Please go back and use the buttons on the page."),
    409: N_("Somebody changed this at the same moment. Go back, reload the page and look again."),
    410: N_("What was here has ended. Start again from the home page."),
    413: N_("This is too large. A photo may have 20 MB, a document 10 MB; choose a smaller one and try again."),
    422: N_("Go back, look at what you filled in, and send it again."),
    429: N_("There were too many attempts from your connection. Please wait a minute and try again."),
    500: N_("Nothing was saved by halves. Please try again; if it happens again, write to the office."),
    503: N_("Nothing was lost. Please try again in a few seconds."),
}


def _failure(error: Exception) -> Answer:
    transaction.roll_back()
    answer = _answer_to(error)
    return answer if _frame() is None else confidential(answer)


def _answer_to(error: Exception) -> Answer:
    if isinstance(error, CSRFError):
        return _error_page(
            403,
            _(
                "This page was open too long, or your browser refuses cookies. "
                "Go back, reload the page and send it again."
            ),
        )
    if isinstance(error, Refusal):
        return _refusal_page(error)
    if isinstance(error, HTTPException):
        return _http_error(error)
    if isinstance(error, IntegrityError | OperationalError):
        return _refusal_page(transaction.refusal_of(error))
    if _cannot_be_stored(error):
        return _unstorable()
    log.error("request_failed", endpoint=request.endpoint, exc_info=error)
    return _error_page(500, _(_SENTENCES[500]))


def _cannot_be_stored(error: Exception) -> bool:
    """A NUL in a text, half a character, a number no column holds: each driver says it in its own way."""
    if isinstance(error, DataError):
        return True
    # sqlite3 says it with errors of its own language, which SQLAlchemy wraps at times and hands on at others.
    said = error.orig if isinstance(error, StatementError) else error
    return isinstance(said, ValueError | OverflowError) and _said_by_driver(said)


def _said_by_driver(error: BaseException) -> bool:
    """Raised below SQLAlchemy's call of a driver; the same error out of our own code is a fault of ours."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    name = str(where.tb_frame.f_globals.get("__name__", "")) if where else ""
    return name.partition(".")[0] in _DRIVERS


def _unstorable() -> Answer:
    """What cannot be stored names no page; sent with a form it is the sender's to change."""
    if request.method in SAFE:
        return _error_page(404, _(_SENTENCES[404]))
    return _error_page(422, _("Some characters in what you sent cannot be stored."))


def _http_error(error: HTTPException) -> Answer:
    if error.code is None or error.code < 400:
        return error.get_response()
    if error.code == 429:
        return _refusal_page(TooMany(_SENTENCES[429]))
    sentence = _SENTENCES.get(error.code)
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return _error_page(error.code, _(sentence) if sentence else "", headers)


def _refusal_page(refusal: Refusal) -> Answer:
    answer = current_app.extensions.get("sign_in_page")
    if refusal.status == 401 and answer is not None and not wants_json():
        redirected: Answer = answer(refusal)
        return redirected
    if wants_json():
        return json_of(refusal, refusal.status)
    return _error_page(refusal.status, translated(refusal), retry_after(refusal))


def _error_page(status: int, sentence: str, headers: dict[str, str] | None = None) -> Answer:
    title = _(_TITLES.get(status, _TITLES[422] if status < 500 else _TITLES[500]))
    if wants_json():
        return jsonify({"error": title, "message": sentence}), status, headers or {}
    values = {"title": title, "sentence": sentence, "status": status, "frame": _frame(), "now": now()}
    return render_template("errors/page.html", **values), status, headers or {}
