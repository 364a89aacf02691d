"""What the physicians' and the coordinators' pages share: who is signed in, and what an address asks for."""

from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from flask import request
from flask_babel import gettext as _

from directory.accounts.rules import Permission, SignedIn
from directory.consultations.actions.looking import Reader
from directory.consultations.rules.staff import TASKS
from directory.consultations.rules.tasks import Task
from directory.consultations.views.blueprint import bp
from directory.core.clock import today
from directory.core.policy import principal
from directory.core.refusals import NotAllowed, SignInNeeded

Member = TypeVar("Member", bound=StrEnum)
PHOTO_ID = 32


def person() -> SignedIn:
    """The guard has made sure that there is one."""
    found = principal()
    if not isinstance(found, SignedIn):
        raise SignInNeeded
    return found


def actor() -> str:
    return f"person:{person().id}"


def reader() -> Reader:
    """Who may open photos, as the patient will read it."""
    found = person()
    if Permission.PHOTOS not in found.permissions:
        raise NotAllowed
    return Reader(found.id, found.name)


def asked_for(name: str, members: type[Member]) -> Member | None:
    """`?name=` as one of an enum's values; anything else counts as not asked for."""
    text = request.args.get(name, "")
    return members(text) if text in set(members) else None


def asked_text(name: str, high: int = 60) -> str:
    return "".join(c for c in request.args.get(name, "")[:high] if c.isprintable()).strip()


def asked_date(name: str) -> date | None:
    """Years that the calendar can compute with; anything else counts as not asked for."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def asked_page() -> int:
    text = request.args.get("page", "1")
    return min(10_000, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def asked_photos() -> dict[str, str]:
    """The opening and the two photos to compare."""
    return {name: request.args.get(name, "")[:PHOTO_ID] for name in ("opening", "left", "right")}


@bp.app_template_filter("day_at")
def day_at(at: datetime, zone: str) -> date:
    """The date on the wall of that zone."""
    return today(zone, at)


@bp.app_template_filter("task_title")
def task_title(task: str) -> str:
    return str(_(TASKS[Task(task)]))
