"""Agenda and minutes of a meeting, on one page each, to be printed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import request

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page
from directory.membership.queries import agenda, minutes
from directory.membership.rules import rounds
from directory.membership.rules.blocks import FINDING_WORDS
from directory.membership.rules.decision import KIND_WORDS
from directory.membership.rules.status import OUTCOME_WORDS
from directory.membership.views.blueprint import bp
from directory.membership.views.review.guard import reader

LONGEST = timedelta(days=366)
_TABLES: tuple[Mapping[Any, str], ...] = (FINDING_WORDS, OUTCOME_WORDS, KIND_WORDS)
WORDS = {str(code): words for table in _TABLES for code, words in table.items()}


@bp.get("/review/chair/agenda")
@requires(Permission.DECIDE)
def chair_agenda() -> Answer:
    return confidential(page("membership/agenda/agenda.html", items=agenda.items(reader()), rules=rounds))


@bp.get("/review/chair/minutes")
@requires(Permission.DECIDE)
def chair_minutes() -> Answer:
    first, last = _days()
    values = {"first": first, "last": last, "lines": minutes.lines(reader(), first, last), "rules": rounds}
    return confidential(page("membership/agenda/minutes.html", words=WORDS, **values))


def _days() -> tuple[date, date]:
    """Today, where nothing else was asked for in a form we understand; never more than a year."""
    today = now().date()
    first = _day("first", today)
    last = max(first, _day("last", max(first, today)))
    return first, min(last, first + LONGEST)


def _day(name: str, otherwise: date) -> date:
    """Years far off are not meant, and would leave the calendar."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise
    return found if 2000 <= found.year <= 2100 else otherwise
