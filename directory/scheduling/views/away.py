"""Time off with the bookings inside it: each is kept, moved or cancelled by the physician, never dropped."""

from dataclasses import dataclass
from datetime import datetime

from directory.consultations.queries import claimed
from directory.consultations.queries.claimed import Behind
from directory.core import clock, formats
from directory.physicians.models import Physician
from directory.scheduling import queries
from directory.scheduling.models import Claim, TimeOff

Kept = set[tuple[int, int, datetime]]


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking inside a time off; `behind` is its consultation, if there is one."""

    id: int
    when: str
    kept: bool
    behind: Behind | None


@dataclass(frozen=True, slots=True)
class AwayRow:
    id: int
    text: str
    note: str
    own: bool
    bookings: list[Booked]

    @property
    def open(self) -> bool:
        """Is something still to be decided?"""
        return any(not each.kept for each in self.bookings)


def away_of(physician: Physician, at: datetime) -> list[AwayRow]:
    """Four statements, however many there are."""
    rows = queries.time_off(physician.id, at)
    inside, kept = queries.bookings_within(physician.id, rows, at), queries.kept_bookings(rows)
    behind = claimed.behind([claim.id for claims in inside.values() for claim in claims], at)
    return [_row(row, inside.get(row.id, []), kept, behind, physician.zone) for row in rows]


def _row(row: TimeOff, claims: list[Claim], kept: Kept, behind: dict[int, Behind], zone: str) -> AwayRow:
    booked = [
        Booked(
            id=claim.id,
            when=formats.moment(claim.visit_starts, zone),
            kept=(row.id, claim.id, claim.visit_starts) in kept,
            behind=behind.get(claim.id),
        )
        for claim in claims
    ]
    text = f"{_moment(row.starts, zone)} – {_moment(row.ends, zone)}"
    return AwayRow(row.id, text, row.note, row.source == "own", booked)


def _moment(at: datetime, zone: str) -> str:
    return f"{formats.short_day(clock.today(zone, at))}, {formats.clock_time(at, zone)}"
