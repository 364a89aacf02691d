"""Structured logs: one line an event, with the request's id and nothing personal (endpoints, never addresses).

A failure is told by its type and by the lines of code it went through, never by its own words: they repeat what was
refused, such as the e-mail address a mail server will not take or the values a constraint forbids.
"""

import logging
import sys
import time
import traceback
import uuid
from collections.abc import Iterator
from typing import TextIO

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, Processor, WrappedLogger

from directory.core.settings import Settings

log = structlog.get_logger("request")

# They keep their lines to themselves and would print them in their own way.
_OF_OTHERS = ("gunicorn.error",)


def configure(settings: Settings) -> None:
    """JSON lines in production, readable lines in development; ours and the libraries', both on standard error."""
    readable, lines = structlog.dev.ConsoleRenderer(colors=False), structlog.processors.JSONRenderer()
    renderer: Processor = readable if settings.development else lines
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_values,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=_printer,
        cache_logger_on_first_use=False,
    )
    _take_over(shared, renderer)


def _printer(*_names: object) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


def _take_over(shared: list[Processor], renderer: Processor) -> None:
    """What SQLAlchemy, Celery and gunicorn say takes the same form."""
    only = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_template_of_failures, structlog.stdlib.add_logger_name, *shared],
        processors=[only, renderer],
        pass_foreign_args=True,
    )
    handler = _StandardError()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if not isinstance(each, _StandardError)] + [handler]
    root.setLevel(logging.WARNING)
    for name in _OF_OTHERS:
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True


class _StandardError(logging.StreamHandler[TextIO]):
    """Standard error as it is when a line is written, not when the application was made."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # an attribute there; logging's own last resort does the same
        return sys.stderr


def _template_of_failures(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """The sentence of a library's failure as it was written, before values came into it: they may be an address."""
    values = event.pop("positional_args", ())
    if event.get("exc_info"):
        event["event"] = str(event["_record"].msg)
        if isinstance(values, dict) and "name" in values:  # Celery's name of the task
            event["task"] = str(values["name"])
    return event


def without_values(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """`exc_info` becomes `error` (types, outermost first) and `trace` (file, line and function)."""
    given = event.pop("exc_info", None)
    error = _error_of(given)
    if error is not None:
        event["error"] = " < ".join(type(each).__qualname__ for each in _chain(error))
        event["trace"] = [place for each in _chain(error) for place in _places(each)]
    return event


def _error_of(given: object) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exc_info()[1] if given else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _places(error: BaseException) -> list[str]:
    frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def init_app(app: Flask) -> None:
    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()
        g.request_id = uuid.uuid4().hex[:16]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def line(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        taken = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000)
        # The endpoint, never the path: paths may carry a link's token.
        if request.endpoint not in {"static", "core.healthz"}:
            log.info(
                "answered", method=request.method, endpoint=request.endpoint, status=response.status_code, ms=taken
            )
        return response
