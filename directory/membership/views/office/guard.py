"""Who reads an office page, and the file it is about: 404 for a coordinator in conflict, as for a stranger."""

from flask import url_for

from directory.core.policy import principal
from directory.core.refusals import NotThere
from directory.membership.models import Application
from directory.membership.queries import desk


def me() -> int:
    person = principal()
    if person is None:  # the guard has made sure
        raise NotThere
    return person.id


def file(reference: str) -> Application:
    return desk.file_or_404(reference, me())


def locked(reference: str) -> Application:
    return desk.locked_or_404(reference, me())


def to(endpoint: str, reference: str, anchor: str | None = None) -> str:
    return url_for(f".{endpoint}", reference=reference, _anchor=anchor)
