"""The search's table of next open times, kept in step with every change of a calendar."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from directory.physicians import actions as physicians
from directory.physicians.rules import VisitKind
from directory.scheduling import queries
from directory.scheduling.actions.cells import lock
from directory.scheduling.models import Claim
from directory.scheduling.rules import Sheet, first_open

# How far from a claim a next time can be and yet be taken away by it: the longest visit with the longest buffers,
# or a week whose cap is reached.
_ALONE, _CAPPED = timedelta(hours=8), timedelta(days=8)
_KINDS = (VisitKind.VIDEO, VisitKind.TELEPHONE)


def recompute_next(physician_id: int, now: datetime) -> None:
    """After a change of the calendar, under the physician's lock."""
    _keep_next(queries.whole_sheet(physician_id, now), now)


def claimed(sheet: Sheet, claim: Claim, now: datetime) -> None:
    """After one claim came to a calendar: most change no next time, and then nothing is computed or written."""
    known = queries.known_next([claim.physician_id]).get(claim.physician_id, {})
    reach = _CAPPED if sheet.settings.daily_cap or sheet.settings.weekly_cap else _ALONE
    if any(claim.starts - reach < starts < claim.ends + reach for starts in known.values()):
        recompute_next(claim.physician_id, now)


def freed(claim: Claim, now: datetime) -> None:
    """After one claim left a calendar: where each kind offered has an earlier time, that stays the next one."""
    offered = queries.next_of_offered(claim.physician_id)
    if any(starts is None or starts > claim.starts - _CAPPED for starts in offered.values()):
        recompute_next(claim.physician_id, now)


def sweep_next(physician_ids: Sequence[int], now: datetime) -> int:
    """Correct the next times that only the clock has changed (`queries.due_for_recompute`); returns how many."""
    known = queries.known_next(physician_ids)
    sheets = queries.sheets(physician_ids, now, now + timedelta(days=366), now)
    changed = [owner for owner, sheet in sorted(sheets.items()) if _given(_next(sheet, now)) != known.get(owner, {})]
    for owner in changed:
        lock([owner])  # what was computed without the lock may be older than a hold made meanwhile
        recompute_next(owner, now)
    return len(changed)


def _keep_next(sheet: Sheet, now: datetime) -> None:
    physicians.set_next_times(sheet.physician_id, _next(sheet, now))


def _next(sheet: Sheet, now: datetime) -> dict[VisitKind, datetime | None]:
    found = {kind: first_open(sheet, kind, now) for kind in _KINDS}
    return {kind: times[0].starts if times else None for kind, times in found.items()}


def _given(times: dict[VisitKind, datetime | None]) -> dict[VisitKind, datetime]:
    return {kind: starts for kind, starts in times.items() if starts is not None}
