"""Random people do random things to a round; constraints, chain and tally hold after every step."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from directory.accounts.rules import Role
from directory.core import audit, transaction
from directory.core.audit import AuditRow
from directory.core.db import db, session
from directory.core.refusals import Refusal
from directory.membership.actions import ballots, closing, reseating, rounds, secret, talk
from directory.membership.models import Application, Attendance, Ballot, BallotVersion, Block, Envelope, Round
from directory.membership.queries import replay, standing
from directory.membership.queries import rounds as queries
from directory.membership.rules import tally
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.ballots import BallotAsked, Score
from directory.membership.rules.blocks import BlockAsked, Finding, Ground, RulingAsked
from directory.membership.rules.rounds import Seat, Secrecy, State, Vote
from tests.factories import accounts
from tests.factories import membership_rounds as make
from tests.factories import physicians as physician_factory

PEOPLE = st.integers(0, 8)
REASONS = st.sampled_from(["", "Because.", "Because."])
SCORES = st.lists(st.sampled_from([2, 3, 4, 4, 5, 5, None]), min_size=8, max_size=8)


class Rounds(RuleBasedStateMachine):
    """People 0 to 4 are members of the panel, 5 is the lay reviewer, 6 and 7 could replace, 8 is a chair."""

    empty: ClassVar[Callable[[], None]]
    ended: ClassVar[set[str]] = set()

    @initialize(hidden=st.booleans(), declared=st.sampled_from([6, 6, 4, 0]))
    def begin(self, hidden: bool, declared: int) -> None:
        type(self).empty()
        self.now = make.VOTING
        with transaction.unit():
            people = make.reviewers(8)
            chair = accounts.person(Role.CHAIR, email="chair@example.org", name="Cleo Chair")
            self.people = [*(each.id for each in people), chair.id]
            if hidden:
                about = physician_factory.physician(slug="about", name="Ann About", standing="active")
                round_ = make.opened_secret(people[:6], about.id, now=self.now)
            else:
                round_ = make.opened(people[:5], people[5])
            self.rounds = [round_.id]
            for each in people[:declared]:
                make.declare(round_, each.id, now=self.now)

    def _try(self, act: Callable[[Round], Any]) -> None:
        """A refusal is a right answer; anything else fails the test."""
        with contextlib.suppress(Refusal), transaction.unit():
            act(session().get_one(Round, self.rounds[-1], populate_existing=True))
        db.session.remove()

    @rule(hours=st.sampled_from([1, 30, 24 * 8, 24 * 22]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        closing.close_due(self.now)
        db.session.remove()

    @rule(who=PEOPLE)
    def declare(self, who: int) -> None:
        self._declare(who)

    def _declare(self, who: int) -> None:
        self._try(lambda round_: make.declare(round_, self.people[who], now=self.now))

    @rule(who=PEOPLE)
    def recuses(self, who: int) -> None:
        self._try(lambda round_: make.recuse(round_, self.people[who], now=self.now))

    @rule(who=PEOPLE, number=st.integers(1, 9), score=st.none() | st.integers(0, 5))
    def saves_a_score(self, who: int, number: int, score: int | None) -> None:
        def act(round_: Round) -> None:
            seat = queries.locked_seat_or_404(round_.reference, self.people[who])
            ballots.save_score(seat, number, Score(score, "Why."), self.now)

        self._try(act)

    @rule(who=st.sets(PEOPLE, min_size=4), vote=st.sampled_from(Vote), scores=SCORES, reason=REASONS)
    def cast(self, who: set[int], vote: Vote, scores: list[int | None], reason: str) -> None:
        for each in sorted(who):
            self._declare(each)
            self._cast(each, vote, scores, reason)

    def _cast(self, who: int, vote: Vote, scores: list[int | None], reason: str) -> None:
        def act(round_: Round) -> None:
            seat = queries.locked_seat_or_404(round_.reference, self.people[who])
            lay = seat.elector.seat is Seat.LAY
            numbers = () if round_.secrecy is Secrecy.SECRET else (5, 6) if lay else range(1, 9)
            asked = BallotAsked(vote, {n: Score(scores[(n + who) % 8], "Why.") for n in numbers}, reason)
            if round_.secrecy is Secrecy.SECRET:
                secret.cast_secret(seat, asked, self.now)
            else:
                ballots.cast(seat, asked, self.now)

        self._try(act)

    @rule(who=PEOPLE)
    def raises_a_block(self, who: int) -> None:
        asked = BlockAsked(Ground.DANGER, "Infections.", "Case C07.")
        self._try(
            lambda round_: talk.raise_block(
                queries.locked_seat_or_404(round_.reference, self.people[who]), asked, self.now
            )
        )

    @rule(who=PEOPLE, finding=st.sampled_from(Finding))
    def rules_on_a_block(self, who: int, finding: Finding) -> None:
        def act(round_: Round) -> None:
            number = session().scalar(sa.select(sa.func.max(Block.id)).where(Block.round_id == round_.id)) or 0
            talk.rule(round_, number, RulingAsked(finding, "Seen."), person_id=self.people[who], now=self.now)

        self._try(act)

    @rule(kept=st.booleans())
    def keeps_open(self, kept: bool) -> None:
        self._try(lambda round_: rounds.keep_open(round_, kept, actor="system", now=self.now))

    @rule()
    def closes_early(self) -> None:
        self._try(lambda round_: make.close(round_, self.people[8], now=self.now))

    @rule(leaving=PEOPLE, coming=st.integers(6, 7))
    def replaces(self, leaving: int, coming: int) -> None:
        who = {self.people[leaving]}, {self.people[coming]: Seat.MEMBER}
        self._try(lambda round_: reseating.replace(round_, *who, person_id=self.people[8], now=self.now))

    @rule()
    def orders_a_second_ballot(self) -> None:
        def act(round_: Round) -> None:
            again = reseating.second_ballot(round_, "Again.", person_id=self.people[8], now=self.now)
            self.rounds.append(again.id)

        self._try(act)

    @invariant()
    def the_chain_holds(self) -> None:
        if hasattr(self, "rounds"):
            assert audit.verify() is None
            db.session.remove()

    @invariant()
    def every_round_is_what_its_ballots_say(self) -> None:
        for round_id in getattr(self, "rounds", []):
            round_ = session().get_one(Round, round_id, populate_existing=True)
            self._counts(round_)
            if round_.result is not None:
                type(self).ended.add(round_.result["verdict"])
                result = tally.Result.from_json(round_.result)
                assert replay.replay(round_) == replay.Replay(result, ())
                assert standing.result(round_) == result
                assert _closings(round_id) == 1
            else:
                assert round_.state is State.OPEN
                assert _closings(round_id) == 0
        db.session.remove()

    def _counts(self, round_: Round) -> None:
        """Never more ballots than seats, never a version too many; a secret pool holds one a voter."""
        voted, seats = standing.voted(round_), standing.electorate(round_.id)
        assert len(voted) <= seats.eligible
        for ballot in session().scalars(sa.select(Ballot).where(Ballot.round_id == round_.id)):
            mine = sa.and_(BallotVersion.round_id == round_.id, BallotVersion.person_id == ballot.person_id)
            assert session().scalar(sa.select(sa.func.count()).where(mine)) == ballot.version
        if round_.secrecy is Secrecy.SECRET:
            assert session().scalars(sa.select(Ballot).where(Ballot.round_id == round_.id)).all() == []
            waiting = _count(Envelope, round_.id)
            assert waiting == (0 if round_.closed else _count(Attendance, round_.id))

    @invariant()
    def the_application_is_where_its_round_is(self) -> None:
        if not hasattr(self, "rounds"):
            return
        last = session().get_one(Round, self.rounds[-1], populate_existing=True)
        if last.application_id is not None:
            application = session().get_one(Application, last.application_id, populate_existing=True)
            here = ApplicationState.IN_REVIEW if last.state is State.OPEN else ApplicationState.DECISION_PENDING
            assert application.state is here
        db.session.remove()


def _count(model: type[Any], round_id: int) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(model).where(model.round_id == round_id)) or 0


def _closings(round_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(AuditRow)
    found = query.where(AuditRow.stream == f"round:{round_id}", AuditRow.action == "round.closed")
    return session().scalar(found) or 0


@pytest.fixture
def emptied(app: Flask, request: pytest.FixtureRequest) -> Iterator[Callable[[], None]]:
    """Puts the empty database back, for each of the machine's runs."""
    kept = request.getfixturevalue("kept")("sqlite")

    def empty() -> None:
        db.session.remove()
        db.engine.dispose()
        kept.empty()

    with app.app_context():
        yield empty
        db.session.remove()


@pytest.mark.slow
def test_random_actions_of_random_people_leave_a_round_that_can_be_proved(emptied: Callable[[], None]) -> None:
    Rounds.empty = staticmethod(emptied)
    few = settings(
        max_examples=30,
        stateful_step_count=60,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    Rounds.ended = set()
    run_state_machine_as_test(Rounds, settings=few)
    assert len(Rounds.ended) >= 2, "too few rounds came to an end for this to say anything"
