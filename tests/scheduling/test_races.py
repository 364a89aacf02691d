"""Many at once, on both databases: the cells keep claims apart, and the control test shows that it is them."""

import multiprocessing
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from random import Random

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import transaction
from directory.core.db import db, session
from directory.core.refusals import Refusal
from directory.physicians.rules import VisitKind
from directory.scheduling import actions, queries
from directory.scheduling.actions import holds
from directory.scheduling.models import Cell, Claim
from directory.scheduling.rules import ClaimKind, Holder, HoldRequest, SlotTaken, cells
from tests.conftest import NOW
from tests.factories import scheduling as make
from tests.factories.scheduling import at

MANY = 60
MINUTE = timedelta(minutes=1)
FIRST = at(1, 14)  # 9 am in New York on Tuesday 1 December 2026


def physician_with_mixed_lengths() -> int:
    with transaction.unit():
        return make.available(
            telephone=True, step=5, length_video=45, length_telephone=20, buffer_before=5, buffer_after=10
        ).id


def wanted(physician_id: int, seed: int) -> HoldRequest:
    """One of many overlapping times of a morning, of mixed lengths."""
    random = Random(seed)
    visit = random.choice([VisitKind.VIDEO, VisitKind.TELEPHONE])
    return HoldRequest(physician_id, FIRST + 5 * random.randrange(36) * MINUTE, visit)


def attempt(physician_id: int, seed: int) -> None:
    """Hold and book, claim directly, or book and move: every path that takes time."""
    who = Holder(f"{seed:032}", f"10.9.{seed // 250}.{seed % 250}")
    asked = wanted(physician_id, seed)
    try:
        with transaction.unit():
            if seed % 3 == 0:
                claim = actions.claim(physician_id, asked.starts, asked.visit, NOW)
            else:
                claim = actions.hold(asked, who, NOW)
        if seed % 3 == 1:
            with transaction.unit():
                actions.book(claim.id, who.session, NOW)
        if seed % 3 == 2:
            with transaction.unit():
                actions.book(claim.id, who.session, NOW)
            with transaction.unit():
                actions.move(claim.id, wanted(physician_id, seed + 1000).starts, NOW)
    except Refusal:
        return


def at_once(app: Flask, jobs: list[Callable[[], None]]) -> None:
    """All jobs start at the same moment; a failure of any fails the test."""
    barrier, failures = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], None]) -> None:
        with app.app_context():
            try:
                barrier.wait()
                job()
            except Exception as error:  # noqa: BLE001 (whatever it is fails the test)
                failures.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def counting(physician_id: int, now: datetime = NOW) -> list[Claim]:
    session().expire_all()
    found = queries.claims_within(physician_id, at(1, 0), at(2, 0), now)
    db.session.rollback()
    return found


def overlaps(claims: list[Claim]) -> int:
    rows = sorted((claim.starts, claim.ends) for claim in claims)
    return sum(1 for before, after in pairwise(rows) if after[0] < before[1])


@pytest.mark.both
def test_any_number_of_claims_at_once_stay_apart(context: Flask) -> None:
    physician_id = physician_with_mixed_lengths()
    at_once(context, [partial(attempt, physician_id, seed) for seed in range(MANY)])
    claims = counting(physician_id)
    assert len(claims) >= 3
    assert overlaps(claims) == 0
    owners = set(session().execute(sa.select(Cell.claim_id, Cell.cell)).all())
    expected = {(claim.id, cell) for claim in claims for cell in cells(claim.starts, claim.ends)}
    assert {(row[0], row[1]) for row in owners} == expected


@pytest.mark.both
def test_control_without_the_guard_the_same_load_overlaps(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """If this did not overlap, the test above would prove nothing."""
    physician_id = physician_with_mixed_lengths()
    monkeypatch.setattr(holds, "take", lambda *_: None)
    monkeypatch.setattr(holds, "check_offered", lambda *_: None)
    at_once(context, [partial(attempt, physician_id, 3 * seed) for seed in range(MANY // 3)])
    assert overlaps(counting(physician_id)) > 0


@pytest.mark.postgres
def test_control_a_check_before_the_insert_is_not_enough(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The decision alone, without lock and cells, lets two requests through that look at the same moment."""
    physician_id = physician_with_mixed_lengths()
    both_looked = threading.Barrier(2)
    look = holds.check_offered

    def look_and_wait(*given: object) -> None:
        look(*given)  # type: ignore[arg-type]  # passed on as they came
        both_looked.wait(timeout=20)

    monkeypatch.setattr(holds, "check_offered", look_and_wait)
    monkeypatch.setattr(holds, "take", lambda *_: None)
    monkeypatch.setattr(holds, "lock_with_hold", lambda physician_id, _session: {physician_id})

    def choose(number: int) -> None:
        with transaction.unit():
            asked = HoldRequest(physician_id, FIRST + 5 * number * MINUTE, VisitKind.VIDEO)
            actions.hold(asked, Holder(f"{number:032}", f"10.8.0.{number}"), NOW)

    at_once(context, [lambda: choose(0), lambda: choose(1)])
    assert overlaps(counting(physician_id)) == 1


@pytest.mark.postgres
def test_the_cells_alone_keep_claims_apart_without_the_lock(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guarantee is the constraint: whoever looks at the same moment, one of two gets the time."""
    physician_id = physician_with_mixed_lengths()
    both_looked = threading.Barrier(2)
    look = holds.check_offered

    def look_and_wait(*given: object) -> None:
        look(*given)  # type: ignore[arg-type]  # passed on as they came
        both_looked.wait(timeout=20)

    monkeypatch.setattr(holds, "check_offered", look_and_wait)
    monkeypatch.setattr(holds, "lock_with_hold", lambda physician_id, _session: {physician_id})
    refused: list[int] = []

    def choose(number: int) -> None:
        asked = HoldRequest(physician_id, FIRST + 5 * number * MINUTE, VisitKind.VIDEO)
        try:
            with transaction.unit():
                actions.hold(asked, Holder(f"{number:032}", f"10.8.0.{number}"), NOW)
        except SlotTaken:
            refused.append(number)

    at_once(context, [lambda: choose(0), lambda: choose(1)])
    assert (len(refused), len(counting(physician_id))) == (1, 1)


@pytest.mark.postgres
def test_processes_stay_apart_too(context: Flask) -> None:
    physician_id = physician_with_mixed_lengths()
    db.session.rollback()
    db.engine.dispose()
    fork = multiprocessing.get_context("fork")
    start = fork.Barrier(4)
    children = [fork.Process(target=_child, args=(context, physician_id, n, start)) for n in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0, 0, 0]
    claims = counting(physician_id)
    assert len(claims) >= 3
    assert overlaps(claims) == 0


def _child(app: Flask, physician_id: int, number: int, start: "multiprocessing.synchronize.Barrier") -> None:
    with app.app_context():
        start.wait()
        for n in range(15):
            attempt(physician_id, 100 + number * 15 + n)


@pytest.mark.both
def test_one_of_two_choosers_of_one_time_gets_it(context: Flask) -> None:
    physician_id = physician_with_mixed_lengths()
    taken: list[SlotTaken] = []

    def choose(number: int) -> None:
        try:
            with transaction.unit():
                asked = HoldRequest(physician_id, FIRST, VisitKind.VIDEO)
                actions.hold(asked, Holder(f"{number:032}", f"10.7.0.{number}"), NOW)
        except SlotTaken as refusal:
            taken.append(refusal)

    at_once(context, [partial(choose, n) for n in range(8)])
    assert len(taken) == 7
    assert all(len(refusal.nearest) == 3 for refusal in taken)


@pytest.mark.both
def test_a_double_click_is_one_hold_and_one_booking(context: Flask) -> None:
    physician_id = physician_with_mixed_lengths()
    who, ids = Holder("d" * 32, "10.6.0.1"), []

    def choose() -> None:
        with transaction.unit():
            ids.append(actions.hold(HoldRequest(physician_id, FIRST, VisitKind.VIDEO), who, NOW).id)

    at_once(context, [choose] * 4)
    assert len(set(ids)) == 1

    def submit() -> None:
        with transaction.unit():
            actions.book(ids[0], who.session, NOW)

    at_once(context, [submit] * 4)
    claims = counting(physician_id)
    assert [claim.kind for claim in claims] == [ClaimKind.BOOKING]


@pytest.mark.both
def test_one_browser_has_one_live_hold_whatever_it_sends_at_once(context: Flask) -> None:
    ids = [physician_with_mixed_lengths() for _ in range(4)]
    who = Holder("e" * 32, "10.5.0.1")

    def choose(physician_id: int) -> None:
        try:
            with transaction.unit():
                actions.hold(HoldRequest(physician_id, FIRST, VisitKind.VIDEO), who, NOW)
        except (Refusal, sa.exc.IntegrityError):
            return

    at_once(context, [partial(choose, owner) for owner in ids])
    assert sum(len(counting(owner)) for owner in ids) == 1


@pytest.mark.both
def test_ten_holds_of_one_network_are_counted_exactly(context: Flask, set_settings: Callable[..., None]) -> None:
    set_settings(rate_limits=True)
    ids = [physician_with_mixed_lengths() for _ in range(16)]
    refused: list[Refusal] = []

    def choose(number: int) -> None:
        try:
            with transaction.unit():
                asked = HoldRequest(ids[number], FIRST, VisitKind.VIDEO)
                actions.hold(asked, Holder(f"{number:032}", "10.4.0.1"), NOW)
        except Refusal as refusal:
            refused.append(refusal)

    at_once(context, [partial(choose, n) for n in range(16)])
    assert [refusal.status for refusal in refused] == [429] * 6


@pytest.mark.both
@pytest.mark.parametrize("round_", range(6))
def test_a_hold_against_a_time_off(context: Flask, round_: int) -> None:
    """Whoever is first: the time off names the hold, or the hold is refused. Never neither."""
    physician_id = physician_with_mixed_lengths()
    refused, listed = [], []

    def choose() -> None:
        try:
            with transaction.unit():
                actions.hold(HoldRequest(physician_id, FIRST, VisitKind.VIDEO), Holder("f" * 32, "10.3.0.1"), NOW)
        except SlotTaken as refusal:
            refused.append(refusal)

    def leave() -> None:
        with transaction.unit():
            away = actions.Away(starts=FIRST - MINUTE, ends=FIRST + 30 * MINUTE)
            listed.extend(actions.add_time_off(physician_id, away, NOW))

    at_once(context, [choose, leave] if round_ % 2 else [leave, choose])
    assert len(refused) + len(listed) == 1


@pytest.mark.both
def test_a_refused_claim_leaves_nothing_even_where_the_caller_goes_on(context: Flask) -> None:
    physician_id = physician_with_mixed_lengths()
    with transaction.unit():
        actions.claim(physician_id, FIRST, VisitKind.VIDEO, NOW)
        with pytest.raises(SlotTaken):
            actions.claim(physician_id, FIRST + 40 * MINUTE, VisitKind.VIDEO, NOW)
    assert len(counting(physician_id)) == 1
    assert len(session().scalars(sa.select(Cell.cell)).all()) == 12
