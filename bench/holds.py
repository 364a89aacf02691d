"""Hold and confirm, against bare inserts and updates of the same rows. `BENCH_DATABASE_URL` chooses another database.

python -m bench.holds
"""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import sqlalchemy as sa

from bench.lines import say
from directory import create_app
from directory.core import transaction
from directory.core.db import db, session
from directory.core.settings import from_environment
from directory.physicians import actions as physicians
from directory.physicians.models import Credential, NextTime, Physician
from directory.physicians.rules import CredentialKind, Standing, VisitKind
from directory.scheduling import actions
from directory.scheduling.models import Cell, Claim, WeeklyRule
from directory.scheduling.rules import ClaimKind, Holder, HoldRequest, at_minute, cells, minute_of

ROUNDS = 300
TARGET = 0.5
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
FIRST = NOW + timedelta(days=2)
HALF_HOUR = timedelta(minutes=30)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder}/bench.db"
        given = {"VAR_DIR": folder, "RATE_LIMITS": "off", "REDIS_URL": "redis://127.0.0.1:1/0", "DATABASE_URL": url}
        app = create_app(from_environment(given))
        with app.app_context():
            db.create_all()
            try:
                report(db.engine.dialect.name)
            finally:
                db.session.remove()
                db.drop_all()


def report(database: str) -> None:
    ours, bare = _physician(), _physician()
    # Turn by turn, so that both see the same machine and tables of the same size.
    taken = [(_timed(lambda n=n: _book(ours, n)), _timed(lambda n=n: _insert(bare, n))) for n in range(ROUNDS)]
    figure, floor = (median(column) * 1000 for column in zip(*taken, strict=True))
    ratio = floor / figure
    name = f"hold + confirm in process, {database}"
    say(name, f"{figure:.2f} ms", f"{floor:.2f} ms", ratio, f"at least {TARGET}", met=ratio >= TARGET)


def _timed(work: Callable[[], None]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _physician() -> int:
    """Always open, so that every round finds its time."""
    with transaction.unit():
        row = Physician(
            slug=f"bench-{perf_counter()}".lower(),
            name="Bench",
            sort_name="bench",
            standing=Standing.ACTIVE,
            zone="America/New_York",
            visits=[VisitKind.VIDEO],
            created=NOW,
        )
        session().add(row)
        session().flush()
        session().add_all(WeeklyRule(physician_id=row.id, weekday=day, starts=0, ends=1440) for day in range(7))
        for kind in (CredentialKind.LICENCE, CredentialKind.MALPRACTICE):
            session().add(_credential(row.id, kind))
        physicians.keep_searchable([row.id])
        return row.id


def _credential(physician_id: int, kind: CredentialKind) -> Credential:
    later = NOW.date() + timedelta(days=900)
    return Credential(
        physician_id=physician_id,
        kind=kind,
        title="Bench",
        issuer="Bench",
        country="US",
        region="MA",
        number="1",
        expires=later,
        verified_on=NOW.date(),
        verified_by="Bench",
    )


def _book(physician_id: int, number: int) -> None:
    """Two transactions, as two requests make them."""
    holder = Holder(f"{number:032}", "192.0.2.1")
    with transaction.unit():
        asked = HoldRequest(physician_id, FIRST + number * HALF_HOUR, VisitKind.VIDEO)
        claim = actions.hold(asked, holder, NOW)
    with transaction.unit():
        actions.book(claim.id, holder.session, NOW)
    db.session.remove()


def _insert(physician_id: int, number: int) -> None:
    """The rows only: nothing is locked, read, decided or counted."""
    starts, expires = FIRST + number * HALF_HOUR, NOW + timedelta(minutes=10)
    with transaction.unit():
        claim = _claim(physician_id, starts, expires)
        session().add(claim)
        session().flush()
        rows = [
            {"physician_id": physician_id, "cell": cell, "claim_id": claim.id, "expires": expires}
            for cell in cells(claim.starts, claim.ends)
        ]
        session().execute(sa.insert(Cell), rows)
        session().execute(sa.delete(NextTime).where(NextTime.physician_id == physician_id))
        session().add(NextTime(physician_id=physician_id, visit=VisitKind.VIDEO, starts=at_minute(minute_of(starts))))
    with transaction.unit():
        claim.kind, claim.expires, claim.booked = ClaimKind.BOOKING, None, NOW
        session().execute(sa.update(Cell).where(Cell.claim_id == claim.id).values(expires=None))
    db.session.remove()


def _claim(physician_id: int, starts: datetime, expires: datetime) -> Claim:
    return Claim(
        physician_id=physician_id,
        kind=ClaimKind.HOLD,
        visit=VisitKind.VIDEO,
        starts=starts,
        ends=starts + HALF_HOUR,
        visit_starts=starts,
        visit_ends=starts + HALF_HOUR,
        expires=expires,
        chosen_at=NOW,
        zone="America/New_York",
        wall="2026-11-26T10:00",
        created=NOW,
    )


if __name__ == "__main__":
    main()
