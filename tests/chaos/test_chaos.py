"""Bookings go on while the worker is killed, Redis flushed, stopped and killed, and the mail server killed.

CHAOS_SECONDS (40 unless told) is shared by the two databases. From 200 seconds on 500 bookings are made on each, and
the leases of killed workers are waited for; below, the clock of the worker is put forward past them at the end.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from directory.core.clock import now
from directory.core.outbox import LEASE
from tests import once_more
from tests.chaos import schedule, tally
from tests.chaos.site import Site, wait_for
from tests.chaos.visitors import Crowd, Diary
from tests.chaos.world import World, database

pytestmark = [pytest.mark.chaos, pytest.mark.slow]

SECONDS = float(os.environ.get("CHAOS_SECONDS") or 40)
LONG = SECONDS >= 200
SHARES = {"sqlite": 0.6, "postgresql": 0.4}
BOOKINGS = {name: 500 if LONG else round(80 * share) for name, share in SHARES.items()}
ANSWERED_WITHIN = 2.0 if LONG else 4.0  # the short run shares a machine with whatever else is going on
POOL = 2  # processes of one worker: each may be killed with one message in its hands


@dataclass(frozen=True)
class Aftermath:
    world: World
    diary: Diary
    wanted: int
    log: list[str]

    def counted(self) -> tally.Result:
        return tally.count(self.world.owed(), tally.read(self.world.site.record))


@pytest.fixture(scope="module", params=list(SHARES))
def _aftermaths(request: pytest.FixtureRequest) -> Iterator[Callable[[pytest.FixtureRequest], Aftermath]]:
    with once_more.renewed(lambda: _broken(request.param)) as get:
        yield get


@pytest.fixture
def aftermath(_aftermaths: Callable[[pytest.FixtureRequest], Aftermath], request: pytest.FixtureRequest) -> Aftermath:
    """Everything has been broken, and everything runs again."""
    return _aftermaths(request)


@contextmanager
def _broken(kind: str) -> Iterator[Aftermath]:
    # A short path: the socket of Redis lies in it.
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        home = Path(folder)
        with database(kind, home, f"coalition_chaos_{os.getpid()}") as url:
            if url is None:
                pytest.skip("no PostgreSQL server was found, and none could be started")
            site = Site(home, url)
            try:
                yield _survived(site, BOOKINGS[kind], SECONDS * SHARES[kind])
            finally:
                site.close()


def _survived(site: Site, wanted: int, seconds: float) -> Aftermath:
    world = World(site)
    slugs = world.fill()
    site.start()
    with Crowd(site.port, slugs, wanted=wanted, seconds=seconds) as crowd:
        log = schedule.run(site, seconds)
    after = Aftermath(world, crowd.diary, wanted, log)
    _settle(after)
    world.close()
    print(_told(after))  # noqa: T201 (shown by pytest -s, and with a failure)
    return after


def _settle(after: Aftermath) -> None:
    """A killed worker's letters are leased for two minutes: waited for, or the worker's clock is put forward."""
    site, ahead = after.world.site, LEASE * 2
    if not LONG:
        for name in ("worker", "beat"):
            site.end(name)
            site.start_part(name, CLOCK_OFFSET=str(int(ahead.total_seconds())))
    patience = LEASE.total_seconds() + 60
    # What is lost is counted by a test, so the wait does not fail for it.
    try:
        wait_for(lambda: not after.world.letters_left(now()), "every letter is sent", patience)
    except AssertionError as error:
        after.log.append(str(error))


def _told(after: Aftermath) -> str:
    counted = after.counted()
    return "\n".join(
        (
            *after.log,
            f"{len(after.diary.booked)} bookings, {len(after.diary.answers)} answers, "
            f"{len(counted.lost)} lost, {counted.copies} sent twice; the slowest answers:",
            *(str(each) for each in after.diary.slowest()),
            *([after.world.site.tracebacks()] if after.diary.failed() else []),
        )
    )


def test_as_many_booked_as_wanted_to(aftermath: Aftermath) -> None:
    assert aftermath.diary.troubles == []
    assert len(aftermath.diary.booked) >= aftermath.wanted


def test_no_answer_was_an_error_or_late(aftermath: Aftermath) -> None:
    assert aftermath.diary.failed() == []
    assert [each for each in aftermath.diary.answers if each.seconds >= ANSWERED_WITHIN] == []


def test_every_confirmation_was_sent(aftermath: Aftermath) -> None:
    assert aftermath.counted().lost == ()
    assert sorted(each.to for each in aftermath.world.owed()) == sorted(aftermath.diary.booked)
    assert aftermath.world.letters_left(now()) == []


def test_a_second_copy_came_only_from_a_killed_process_and_says_who_it_is(aftermath: Aftermath) -> None:
    counted = aftermath.counted()
    assert counted.twins == ()
    assert counted.copies <= (schedule.KILLS + 1) * POOL  # one for each process killed, and for the mail server


def test_no_two_bookings_overlap(aftermath: Aftermath) -> None:
    assert aftermath.world.overlaps() == []
    assert aftermath.world.bookings_without_their_cells() == []


def test_the_audit_is_whole(aftermath: Aftermath) -> None:
    assert aftermath.world.audit_is_whole()
