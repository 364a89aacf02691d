"""Secret rounds: attendance and ballot share no key and no time, on both databases; and what the tables refuse."""

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import transaction
from directory.core.audit import AuditRow
from directory.core.db import db, session
from directory.membership.models import (
    Attendance,
    Ballot,
    BallotVersion,
    Envelope,
    OpenedBallot,
    Round,
)
from directory.membership.queries import replay
from directory.membership.rules import tally
from directory.membership.rules.ballots import Final
from directory.membership.rules.conflicts import SecretBallotCast
from directory.membership.rules.rounds import Kind, State, Vote
from tests.conftest import NOW
from tests.factories import membership_rounds as make
from tests.factories import physicians as physician_factory

pytestmark = pytest.mark.both
KEPT = ("attendances", "ballot_versions", "conflict_suggestions", "item_openings", "opened_ballots")
VOTES = (Vote.YES, Vote.NO, Vote.YES, Vote.ABSTAIN, Vote.YES)


def removal(count: int = 5) -> tuple[Round, list[int]]:
    with transaction.unit():
        people = make.reviewers(count)
        about = physician_factory.physician(slug="about", name="Ann About", standing="active")
        round_ = make.opened_secret(people, about.id)
        for each in people:
            make.declare(round_, each.id)
        return round_, [each.id for each in people]


def vote(round_: Round, person_id: int, choice: Vote = Vote.YES) -> None:
    with transaction.unit():
        make.cast_secret(round_, person_id, choice)


def pool(round_: Round) -> dict[str, bytes]:
    query = sa.select(Envelope.id, Envelope.sealed).where(Envelope.round_id == round_.id)
    return {row[0]: row[1] for row in session().execute(query)}


def test_envelopes_have_no_column_for_voter_time_or_order(context: Flask) -> None:
    assert {column.name for column in sa.inspect(Envelope).columns} == {"id", "round_id", "sealed"}
    assert {column.name for column in sa.inspect(Attendance).columns} == {"round_id", "person_id"}
    assert {column.name for column in sa.inspect(OpenedBallot).columns} >= {"number", "vote"}
    assert "person_id" not in {column.name for column in sa.inspect(OpenedBallot).columns}


def test_the_whole_pool_is_written_anew_at_each_cast(context: Flask) -> None:
    round_, people = removal()
    seen: list[dict[str, bytes]] = []
    for person in people[:4]:
        vote(round_, person)
        seen.append(pool(round_))
        db.session.rollback()
    assert [len(each) for each in seen] == [1, 2, 3, 4]
    ids = [name for each in seen for name in each]
    sealed = [body for each in seen for body in each.values()]
    assert len(set(ids)) == len(set(sealed)) == 10
    assert len({len(body) for body in sealed}) == 1


def test_casting_writes_no_row_that_tells_when(context: Flask) -> None:
    """No audit row, no ballot, no version: the only times of a secret vote are those of its round."""
    round_, people = removal()
    before = session().scalar(sa.select(sa.func.count()).select_from(AuditRow))
    db.session.rollback()
    for person in people[:3]:
        vote(round_, person)
    assert session().scalar(sa.select(sa.func.count()).select_from(AuditRow)) == before
    assert session().scalars(sa.select(Ballot)).all() == []
    assert session().scalars(sa.select(BallotVersion)).all() == []


def test_at_closing_all_are_opened_with_one_time_and_nobodys_name(context: Flask) -> None:
    round_, people = removal()
    for person, choice in zip(people, VOTES, strict=True):
        vote(round_, person, choice)
    closed = session().get_one(Round, round_.id, populate_existing=True)
    assert closed.state is State.CLOSED
    assert pool(round_) == {}
    stream = sa.select(AuditRow).where(AuditRow.stream == f"round:{round_.id}").order_by(AuditRow.seq)
    rows = session().scalars(stream).all()
    ballots = [row for row in rows if row.action == "round.ballot"]
    assert [row.detail["place"] for row in ballots] == [1, 2, 3, 4, 5]
    assert {(row.actor, row.subject, row.at) for row in ballots} == {("panel", f"round:{round_.id}", NOW)}
    attended = [row.subject for row in rows if row.action == "round.attended"]
    assert attended == [f"person:{person}" for person in sorted(people)]
    found = replay.replay(closed)
    assert found.problems == ()
    assert found.result is not None
    assert (found.result.yes, found.result.no, found.result.abstained) == (3, 1, 1)
    assert found.result.verdict is tally.Verdict.CARRIED


def test_opened_ballots_do_not_keep_the_order_of_casting(context: Flask) -> None:
    """Of two orders of five votes, twenty rounds do not all come out in the order in which they were cast."""
    from directory.membership.actions import pool as pools

    cast = [{"vote": vote, "scores": {}, "notes": {}, "reason": ""} for vote in VOTES]
    orders = {tuple(each["vote"] for each in pools._dealt([dict(each) for each in cast])) for _ in range(50)}
    assert len(orders) > 3


def test_scores_are_dealt_apart_from_votes_and_sum_up_the_same(context: Flask) -> None:
    """The lay reviewer's ballot, which scores two criteria, cannot be told among the opened ones."""
    from directory.membership.actions import pool as pools

    members = [{"vote": v, "scores": {str(n): 4 for n in range(1, 9)}, "notes": {}, "reason": ""} for v in VOTES]
    lay = {"vote": Vote.NO, "scores": {"5": 1, "6": 2}, "notes": {"6": "Rude."}, "reason": "So."}
    tellable, rounds = 0, 40
    for _ in range(rounds):
        dealt = pools._dealt([*[dict(each) for each in members], dict(lay)])
        assert sorted(each["vote"] for each in dealt) == sorted([*VOTES, Vote.NO])
        fives = sorted(each["scores"]["5"] for each in dealt if "5" in each["scores"])
        assert fives == [1, 4, 4, 4, 4]  # the abstaining member's score counts for nothing
        short = [each for each in dealt if set(each["scores"]) == {"5", "6"}]
        tellable += any(each["vote"] == Vote.NO and each["scores"]["5"] == 1 for each in short)
    assert tellable < rounds / 2


def test_a_secret_ballot_is_final_and_cannot_be_left(context: Flask) -> None:
    round_, people = removal()
    vote(round_, people[0])
    with pytest.raises(Final):
        vote(round_, people[0], Vote.NO)
    with pytest.raises(SecretBallotCast), transaction.unit():
        make.recuse(round_, people[0])


def test_removal_carries_at_three_quarters_and_needs_five(context: Flask) -> None:
    round_, people = removal(8)
    for place, person in enumerate(people):
        vote(round_, person, Vote.NO if place < 3 else Vote.YES)  # 5 of 8
    closed = session().get_one(Round, round_.id, populate_existing=True)
    assert closed.result is not None
    result = tally.Result.from_json(closed.result)
    assert (result.kind, result.verdict, result.quorum) == (Kind.REMOVAL, tally.Verdict.NOT_CARRIED, 6)


@pytest.mark.parametrize("table", KEPT)
def test_kept_tables_refuse_change_and_deletion(context: Flask, table: str) -> None:
    """By trigger: also for somebody who writes SQL by hand."""
    round_, people = removal()
    vote(round_, people[0])
    with transaction.unit():
        admission, members = make.admission_again(5)
        make.cast(admission, members[0], now=make.VOTING)
        make.everything(admission, members)
        for person in people[1:]:
            make.cast_secret(round_, person, Vote.YES)
    column = sa.inspect(db.engine).get_columns(table)[0]["name"]
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):  # noqa: S608 (names of KEPT)
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            session().execute(sa.text(statement))
        db.session.rollback()


def test_a_second_ballot_of_one_seat_has_no_place_in_the_database(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        make.cast(round_, people[0].id)
        ids = round_.id, people[0].id
    row = {"round_id": ids[0], "person_id": ids[1], "state": "cast", "version": 1, "filled": 0, "touched": NOW}
    with pytest.raises(sa.exc.IntegrityError):
        session().execute(sa.insert(Ballot).values(row))
    db.session.rollback()
    with pytest.raises(sa.exc.IntegrityError):  # somebody without a seat
        session().execute(sa.insert(Ballot).values({**row, "person_id": 9999}))
