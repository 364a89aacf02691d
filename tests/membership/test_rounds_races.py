"""Many at once, on PostgreSQL, each with a control that shows the race where the lock is taken away."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from multiprocessing.synchronize import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import audit, transaction
from directory.core.audit import AuditRow
from directory.core.db import db, session
from directory.core.refusals import Refusal
from directory.membership.actions import ballots, closing, pool, secret
from directory.membership.models import Attendance, Ballot, BallotVersion, Envelope, Round
from directory.membership.queries import application as applications
from directory.membership.queries import replay, standing
from directory.membership.queries import rounds as queries
from directory.membership.rules import tally
from directory.membership.rules.ballots import Final
from directory.membership.rules.rounds import ClosedAlready, State, Vote
from tests.conftest import NOW
from tests.factories import membership_rounds as make
from tests.factories import physicians as physician_factory
from tests.factories.membership_rounds import VOTING

pytestmark = pytest.mark.postgres
Job = Callable[[], None]
SOON = NOW + timedelta(hours=1)


def at_once(app: Flask, jobs: list[Job]) -> list[Exception]:
    """All jobs start at the same moment; what they raised is returned."""
    barrier, raised = threading.Barrier(len(jobs)), list[Exception]()

    def run(job: Job) -> None:
        with app.app_context():
            try:
                barrier.wait()
                job()
            except Exception as error:  # noqa: BLE001 (the test says which are right)
                raised.append(error)
            finally:
                db.session.rollback()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def vote(reference: str, person_id: int, choice: Vote = Vote.YES, score: int = 4) -> None:
    with transaction.unit():
        seat = queries.locked_seat_or_404(reference, person_id)
        ballots.cast(seat, make.asked(seat.round, person_id, choice, score), VOTING)


@contextmanager
def without_the_lock(monkeypatch: pytest.MonkeyPatch, meet: int, *, owner: object, name: str) -> Iterator[None]:
    """Rows are read without FOR UPDATE, and all wait for each other after having looked."""
    looked = threading.Barrier(meet)

    def unlocked(round_id: int) -> Round:
        return session().get_one(Round, round_id, populate_existing=True)

    with monkeypatch.context() as patch:
        patch.setattr(queries, "locked", unlocked)
        patch.setattr(applications, "locked", lambda application_id: applications.by_id(application_id))
        original = getattr(owner, name)

        def wait_and_go(*given: object, **named: object) -> object:
            with suppress(threading.BrokenBarrierError):
                looked.wait(timeout=10)
            return original(*given, **named)

        patch.setattr(owner, name, wait_and_go)
        yield


def prepared(members: int = 5, voted: int = 0) -> tuple[str, int, list[int]]:
    with transaction.unit():
        round_, people = make.admission(members)
        for each in people[:voted]:
            make.cast(round_, each.id)
        values = round_.reference, round_.id, [each.id for each in people]
    db.session.remove()
    return values


def rows(model: type[object], round_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(model).where(model.round_id == round_id)  # type: ignore[attr-defined]  # tables of ballots
    return session().scalar(query) or 0


def closings(round_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(AuditRow)
    stream = sa.and_(AuditRow.stream == f"round:{round_id}", AuditRow.action == "round.closed")
    return session().scalar(query.where(stream)) or 0


def test_ten_parallel_submits_leave_one_ballot(context: Flask) -> None:
    reference, round_id, people = prepared()
    assert at_once(context, [partial(vote, reference, people[0])] * 10) == []
    assert (rows(Ballot, round_id), rows(BallotVersion, round_id)) == (1, 1)
    assert audit.verify() is None


def test_control_without_the_lock_parallel_submits_collide(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the primary keys stand then: all but one fail instead of finding the ballot there."""
    reference, round_id, people = prepared()
    with without_the_lock(monkeypatch, 4, owner=ballots, name="check_begun"):
        raised = at_once(context, [partial(vote, reference, people[0])] * 4)
    assert len(raised) == 3
    assert {type(error) for error in raised} <= {sa.exc.IntegrityError, sa.exc.OperationalError}
    assert rows(BallotVersion, round_id) == 1


def test_the_last_two_votes_close_the_round_exactly_once(context: Flask) -> None:
    for _ in range(3):
        reference, round_id, people = prepared_afresh()
        assert at_once(context, [partial(vote, reference, people[-2]), partial(vote, reference, people[-1])]) == []
        assert session().get_one(Round, round_id, populate_existing=True).state is State.CLOSED
        assert closings(round_id) == 1


_numbers = iter(range(100, 10_000, 10))


def prepared_afresh() -> tuple[str, int, list[int]]:
    """A further round with people of its own, of whom two have not voted."""
    with transaction.unit():
        people = make.reviewers(5, first=next(_numbers))
        round_ = make.opened(people[:4], people[4])
        for each in people:
            make.declare(round_, each.id)
        for each in people[:3]:
            make.cast(round_, each.id)
        values = round_.reference, round_.id, [each.id for each in people]
    db.session.remove()
    return values


def test_control_without_the_lock_the_last_two_votes_leave_the_round_open(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sees the other's ballot missing: nobody closes."""
    reference, round_id, people = prepared_afresh()
    with without_the_lock(monkeypatch, 2, owner=closing, name="close_if_complete"):
        at_once(context, [partial(vote, reference, people[-2]), partial(vote, reference, people[-1])])
    assert rows(Ballot, round_id) == 5
    assert session().get_one(Round, round_id, populate_existing=True).state is State.OPEN


def test_a_vote_beside_the_closing_is_counted_or_refused_never_both(context: Flask) -> None:
    for _ in range(4):
        reference, round_id, people = prepared_afresh()
        with transaction.unit():
            due = session().get_one(Round, round_id).closes
        assert due is not None
        raised = at_once(context, [partial(vote, reference, people[-1]), partial(close_due_at, round_id, due)])
        assert [type(error) for error in raised] in ([], [ClosedAlready])
        found = session().get_one(Round, round_id, populate_existing=True)
        assert found.state is State.CLOSED
        assert found.result is not None
        result = tally.Result.from_json(found.result)
        assert result.ballots == rows(BallotVersion, round_id) == (3 if raised else 4)
        assert (result, replay.result(found)) == (standing.result(found), result)
        assert closings(round_id) == 1


def close_due_at(round_id: int, due: object) -> None:
    with transaction.unit():
        closing.close_if_complete(queries.locked(round_id), due)  # type: ignore[arg-type]  # the round's own time


def test_a_recusal_beside_the_last_vote_closes_once(context: Flask) -> None:
    reference, round_id, people = prepared_afresh()

    def leave() -> None:
        with transaction.unit():
            make.recuse(session().get_one(Round, round_id), people[-1], now=VOTING)

    assert at_once(context, [partial(vote, reference, people[-2]), leave]) == []
    assert session().get_one(Round, round_id, populate_existing=True).state is State.CLOSED
    assert closings(round_id) == 1


def test_secret_ballots_at_once_are_all_in_the_pool(context: Flask) -> None:
    reference, round_id, people = prepared_secret(8)
    refused = at_once(context, [partial(vote_secretly, reference, person) for person in people[:7] for _ in range(2)])
    assert [type(error) for error in refused] == [Final] * 7
    assert (rows(Attendance, round_id), rows(Envelope, round_id)) == (7, 7)
    assert at_once(context, [partial(vote_secretly, reference, people[7])]) == []
    found = session().get_one(Round, round_id, populate_existing=True)
    assert (found.state, replay.result(found).yes, rows(Envelope, round_id)) == (State.CLOSED, 8, 0)


def test_control_without_the_lock_secret_ballots_multiply(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each writes the pool it has read anew, beside the others' pools."""
    reference, round_id, people = prepared_secret(8)
    for person in people[:2]:
        vote_secretly(reference, person)
    with without_the_lock(monkeypatch, 4, owner=pool, name="_rewrite"):
        at_once(context, [partial(vote_secretly, reference, person) for person in people[2:6]])
    assert rows(Attendance, round_id) == 6
    assert rows(Envelope, round_id) > 6


def prepared_secret(count: int) -> tuple[str, int, list[int]]:
    with transaction.unit():
        people = make.reviewers(count)
        about = physician_factory.physician(slug="about", name="Ann About", standing="active")
        round_ = make.opened_secret(people, about.id)
        for each in people:
            make.declare(round_, each.id)
        values = round_.reference, round_.id, [each.id for each in people]
    db.session.remove()
    return values


def vote_secretly(reference: str, person_id: int) -> None:
    with transaction.unit():
        seat = queries.locked_seat_or_404(reference, person_id)
        secret.cast_secret(seat, make.asked(seat.round, person_id, Vote.YES), SOON)


def test_processes_vote_at_once_too(context: Flask) -> None:
    reference, round_id, people = prepared(members=5)
    db.session.remove()
    db.engine.dispose()
    fork = multiprocessing.get_context("fork")
    start = fork.Barrier(len(people))
    children = [fork.Process(target=_child, args=(context, reference, each, start)) for each in people]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0] * len(people)
    found = session().get_one(Round, round_id, populate_existing=True)
    assert (found.state, rows(Ballot, round_id), closings(round_id)) == (State.CLOSED, 6, 1)
    assert replay.replay(found).problems == ()


def _child(app: Flask, reference: str, person_id: int, start: Barrier) -> None:
    with app.app_context():
        start.wait()
        for _ in range(4):
            try:
                vote(reference, person_id)
            except Refusal:
                return
