"""One request, one task, one command: one transaction. The only module that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field

import structlog
from flask import Response
from sqlalchemy.exc import IntegrityError, OperationalError

from directory.core import audit, background
from directory.core.db import Mode, forget_kept, mode, session
from directory.core.refusals import Busy, Conflict, Refusal
from directory.core.violations import violated

log = structlog.get_logger(__name__)
Write = Callable[[], None]


@dataclass(slots=True)
class _Unit:
    """What one unit of work leaves to be done after its end."""

    rings: list[str] = field(default_factory=list)
    asides: list[Write] = field(default_factory=list)


_unit: ContextVar[_Unit | None] = ContextVar("unit", default=None)


def ring(task: str) -> None:
    """Ask for a task to be woken once this unit of work is committed; the beat sweep is the guarantee."""
    current = _unit.get()
    if current is not None and task not in current.rings:
        current.rings.append(task)


def aside(write: Write) -> None:
    """Queue a write that outlives a refusal (a failed sign-in, a refused attempt).

    It runs in a transaction of its own after this one has ended, so it must carry values, not rows.
    """
    current = _unit.get()
    if current is None:
        raise RuntimeError("aside() needs a request or unit of work around it")
    current.asides.append(write)


def begin_request(*, reads: bool) -> tuple[Token[Mode], Token[_Unit | None]]:
    """Set up the unit of work of a request; the tokens go back to `end_request`."""
    return mode.set(Mode.READ if reads else Mode.WRITE), _unit.set(_Unit())


def end_request(tokens: tuple[Token[Mode], Token[_Unit | None]]) -> None:
    """After the first transaction has ended, whatever its outcome: run what must outlive it."""
    roll_back()
    current = _unit.get()
    try:
        if current is not None:
            _run_asides(current)
    finally:
        _unit.reset(tokens[1])
        mode.reset(tokens[0])


def _run_asides(unit: _Unit) -> None:
    with writing():
        for write in unit.asides:
            try:
                write()
                commit()
            except Exception:
                roll_back()
                log.exception("aside_failed")


def finish(response: Response) -> Response:
    """Commit below status 400, else roll back. The worker is rung when the answer has gone out."""
    if response.status_code >= 400:
        roll_back()
        return response
    try:
        commit()
    except (IntegrityError, OperationalError) as error:
        raise refusal_of(error) from error
    rings = _taken_rings()
    if rings:
        response.call_on_close(lambda: _ring(rings))
    return response


def commit() -> None:
    """Seal the audit rows (their head is the last lock taken), then commit."""
    try:
        audit.seal()
        session().commit()
        forget_kept()
    except Exception:
        roll_back()
        raise


def _taken_rings() -> list[str]:
    current = _unit.get()
    if current is None:
        return []
    rings, current.rings = current.rings, []
    return rings


def _ring(tasks: list[str]) -> None:
    for task in tasks:
        background.wake(task)


def refusal_of(error: IntegrityError | OperationalError) -> Refusal:
    """What a failed statement means for the person: the rule its constraint keeps, or "try again"."""
    if isinstance(error, OperationalError):
        return Busy()
    name = violated(error)
    rule = Refusal.by_constraint.get(name or "")
    if rule is None:
        log.warning("constraint_without_a_sentence", constraint=name)
        return Conflict()
    return rule()


def roll_back() -> None:
    """Undo the unit of work so far, its queued audit rows included."""
    audit.discard()
    forget_kept()
    session().rollback()


@contextmanager
def writing() -> Iterator[None]:
    """Statements may change data within; needed only where a read-only request writes afterwards."""
    token = mode.set(Mode.WRITE)
    try:
        yield
    finally:
        mode.reset(token)


@contextmanager
def unit() -> Iterator[None]:
    """A transaction of a task or command: commits at the end, then rings; rolls back on any error."""
    token = _unit.set(_Unit())
    roll_back()  # a unit starts from a clean state, outside any reading before it
    try:
        with writing():
            try:
                yield
                commit()
            except BaseException:
                roll_back()
                raise
        _ring(_taken_rings())
        current = _unit.get()
        if current is not None:
            _run_asides(current)
    finally:
        _unit.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """A short read transaction that holds no lock afterwards: before hashing, SMTP or image work."""
    token = mode.set(Mode.READ)
    try:
        yield
    finally:
        roll_back()
        mode.reset(token)
