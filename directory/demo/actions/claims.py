"""Claims with their cells: the database's own constraint refuses any two that overlap."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from directory.core.settings import current
from directory.demo.actions.rows import put, put_for_ids
from directory.demo.rules.calendars import Calendar
from directory.demo.rules.life import Life
from directory.scheduling.models import Cell, Claim
from directory.scheduling.rules import ClaimKind, cells, wall_of

if TYPE_CHECKING:
    from directory.demo.actions.consultations import File


def write(files: "Sequence[File]", calendars: Mapping[int, Calendar]) -> list[int | None]:
    """The claim of each, None where there is no time."""
    timed = [each for each in files if each.life.slot is not None]
    rows = [_claim(each, calendars[each.life.physician]) for each in timed]
    ids = put_for_ids(Claim.id, rows)
    live = [(row, id_) for row, id_ in zip(rows, ids, strict=True) if row["kind"] is not ClaimKind.RELEASED]
    put(Cell, [cell for row, id_ in live for cell in _cells(row, id_)])
    known = {each.uid: id_ for each, id_ in zip(timed, ids, strict=True)}
    return [known.get(each.uid) for each in files]


def _claim(each: "File", calendar: Calendar) -> dict[str, Any]:
    life, slot = each.life, each.life.slot
    if slot is None:
        raise ValueError("a claim needs a time")
    chosen = life.created - timedelta(seconds=40)
    kind, expires = _kind(life)
    return {
        "physician_id": each.physician_id,
        "kind": kind,
        "visit": life.visit,
        **asdict(calendar.span(slot)),
        "expires": expires,
        "chosen_at": chosen,
        "renewals": 1 if life.state == "draft" else 2,
        "session": each.visitor,
        "network": f"198.51.100.{Random(each.visitor).randrange(1, 255)}",  # a range kept free for documentation
        "zone": calendar.sheet.zone,
        "wall": wall_of(slot.starts, calendar.sheet.zone),
        "created": chosen,
        "booked": life.booked,
    }


def _kind(life: Life) -> tuple[ClaimKind, Any]:
    if life.cancelled is not None:
        return ClaimKind.RELEASED, life.cancelled
    if life.booked is None:
        return ClaimKind.HOLD, life.created + timedelta(minutes=current().hold_minutes)
    return ClaimKind.BOOKING, None


def _cells(row: dict[str, Any], claim_id: int) -> list[dict[str, Any]]:
    own = {"physician_id": row["physician_id"], "claim_id": claim_id, "expires": row["expires"]}
    return [{**own, "cell": cell} for cell in cells(row["starts"], row["ends"])]
