"""The four beats of a request: read the body, guard, act, finish; and what every answer carries."""

from urllib.parse import urlsplit

from flask import Flask, Response, g, jsonify, render_template, request
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import IntegrityError
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as BaseResponse

from directory.core import policy, transaction
from directory.core.clock import now
from directory.core.db import session
from directory.core.forms import Form, translated
from directory.core.refusals import Refusal, TooMany

Answer = ResponseReturnValue
TEXT_LIMIT = 1024 * 1024
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class Coalition(Flask):
    """Flask with the transaction around the view. In an after_request hook a failing commit would run it twice."""

    def dispatch_request(self) -> BaseResponse:
        policy.enforce(self)
        response = self.make_response(super().dispatch_request())
        return transaction.finish(response)


class _Cookies(SecureCookieSessionInterface):
    """What signs them is the same for every request, and making it takes as long as signing."""

    def __init__(self) -> None:
        self._signing: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._signing is None:
            self._signing = super().get_signing_serializer(app)
        return self._signing


class RowId(IntegerConverter):
    """`<int:...>` in an address: a larger number can be no row's id, and the databases choke on it."""

    regex = "[0-9]{1,10}"

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = 2**31 - 1) -> None:  # noqa: A002 (werkzeug's names)
        super().__init__(map, fixed_digits, min, max)


def init_app(app: Flask) -> None:
    app.session_interface = _Cookies()
    app.url_map.converters["int"] = RowId
    app.before_request(_open)
    app.teardown_request(_close)
    app.after_request(_headers)


def _open() -> None:
    g.unit = transaction.begin_request(reads=request.method in SAFE)
    # The whole body is read before guard and loaders run: on SQLite the write lock is held from the first
    # statement on, and a slow upload must not hold it.
    if request.mimetype != "multipart/form-data":
        request.max_content_length = TEXT_LIMIT  # only photos are large
    request.form  # noqa: B018 (parses form and files into memory or temporary files)


def _close(_error: BaseException | None) -> None:
    tokens = g.pop("unit", None)
    if tokens is not None:
        transaction.end_request(tokens)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cache-Control", "private, no-cache")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(self), microphone=(self), geolocation=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def page(template: str, /, **values: object) -> Answer:
    """Render with `now`; 422 (or the refusal's status) when the form in `values` has errors."""
    status, headers = 200, {}
    form = values.get("form")
    if isinstance(form, Form) and form.failed:
        refusal: Refusal | None = g.get("refusal")
        status = refusal.status if refusal else 422
        headers = retry_after(refusal)
    if wants_json() and status >= 400:
        return json_of(g.get("refusal") or Refusal(), status)
    return render_template(template, **{"now": now(), **values}), status, headers


def confidential(answer: Answer) -> Response:
    """For pages behind a link or with health data: kept by no cache, no referrer, no search engine."""
    from flask import current_app

    response = current_app.make_response(answer)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


class refusals_on:  # noqa: N801 (reads as a statement: with refusals_on(form))
    """Refusals and broken constraints within become the form's errors; what was done is rolled back."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if error is None:
            return self._flush()
        if isinstance(error, Refusal):
            _refuse(self.form, error)
        elif isinstance(error, IntegrityError):
            _refuse(self.form, transaction.refusal_of(error))
        else:
            return False
        return True

    def _flush(self) -> bool:
        """A `return` inside the block cannot be called back, so a late violation is raised: it becomes a page."""
        try:
            session().flush()
        except IntegrityError as broken:
            transaction.roll_back()
            raise transaction.refusal_of(broken) from broken
        return False


def _refuse(form: Form, refusal: Refusal) -> None:
    transaction.roll_back()
    g.refusal = refusal
    form.refuse(refusal)


def wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def safe_next(target: str | None, fallback: str) -> str:
    """An address on this site to go on to, or the fallback."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return fallback
    if not target.isprintable():  # line breaks end a header, tabs are dropped by browsers
        return fallback
    parts = urlsplit(target)
    return fallback if parts.netloc or parts.scheme else target


def retry_after(refusal: Refusal | None) -> dict[str, str]:
    if isinstance(refusal, TooMany):
        return {"Retry-After": str(refusal.retry_after)}
    return {"Retry-After": "5"} if refusal is not None and refusal.status == 503 else {}


def json_of(refusal: Refusal, status: int) -> Answer:
    body = {"error": type(refusal).__name__, "message": translated(refusal), **refusal.values}
    return jsonify(body), status, retry_after(refusal)
