"""One photo at one signed address. What is wrong with an address is never told: it shows nothing."""

from flask import Blueprint, Response, request

from directory.core.clock import now
from directory.core.policy import principal, public, signed_in
from directory.core.refusals import NotThere, SecondFactorNeeded
from directory.core.web import confidential
from directory.photos import queries
from directory.photos.actions.marking import marked
from directory.photos.rules import Size

bp = Blueprint("photos", __name__)

CSP = "default-src 'none'; frame-ancestors 'none'; sandbox"


@bp.route("/photos/<opening>/<photo>/<size>")
@signed_in
def opened(opening: str, photo: str, size: str) -> Response:
    """For the person who opened them, while the recorded opening lasts."""
    until, key = _asked()
    found = queries.shown_to_opener(opening, photo, size, until=until, key=key, actor=_opener(), now=now())
    data, reader = queries.picture(found, Size(size)), queries.reader_to_mark(opening)
    return _answer(data if reader is None else marked(data, reader))


@bp.route("/photos/own/<photo>/<size>")
@public
def own(photo: str, size: str) -> Response:
    """For the patient: the page that made this address knew them by their link."""
    until, key = _asked()
    found = queries.shown_to_patient(photo, size, until=until, key=key, now=now())
    return _answer(queries.picture(found, Size(size)))


def _asked() -> tuple[str, str]:
    return request.args.get("until", ""), request.args.get("key", "")


def _opener() -> str:
    """Photos are never shown before the second factor, even with the address of an opening."""
    person = principal()
    if person is None:
        raise NotThere
    if not person.second_factor:
        raise SecondFactorNeeded
    return f"person:{person.id}"


def _answer(data: bytes) -> Response:
    answer = Response(data, mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = 'inline; filename="photo.jpg"'
    answer.headers["Content-Security-Policy"] = CSP
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return confidential(answer)
