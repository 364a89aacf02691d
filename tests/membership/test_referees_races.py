"""Many at once: one answer a referee, one request a card, one invitation; and what the lock is for."""

import time

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import transaction
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.membership.actions import referee as writing
from directory.membership.actions import referee_clock as beat
from directory.membership.actions import referees as actions
from directory.membership.letters import referee as letters
from directory.membership.models import Application, Referee
from directory.membership.queries import application as applications
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.referees import State
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import membership_application as applying
from tests.factories import membership_referees as factory
from tests.membership.test_application_races import at_once

MANY = 8


@pytest.fixture
def started(context: Flask) -> int:
    """A colleague who has begun."""
    with transaction.unit():
        made = applying.draft(accounts.person().id)
        factory.enough(made)
        row = applications.locked(made.id)
        row.state, row.submitted = ApplicationState.SUBMITTED, NOW
    beat.run_due(NOW)
    with transaction.unit():
        return writing.start(1, NOW).id


def how_many(kind: str) -> int:
    with transaction.reading():
        return session().scalar(sa.select(sa.func.count(LetterRow.id)).where(LetterRow.kind == kind)) or 0


@pytest.mark.both
def test_many_submits_at_once_are_one_answer(context: Flask, started: int) -> None:
    def submit(number: int) -> None:
        given = factory.answers(results_words=f"Window {number}.")
        writing.submit(started, given, revision=0, network="n", now=NOW)

    outcomes = at_once(context, MANY, submit)
    assert outcomes == ["LinkOver"] * (MANY - 1) + ["done"]
    with transaction.reading():
        row = session().get_one(Referee, started)
        assert (row.state, row.revision) == (State.SUBMITTED, 1)
    assert how_many(letters.THANKS) == 1


@pytest.mark.postgres
def test_without_the_lock_several_would_be_taken(context: Flask, started: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same race on rows that were read and not locked; the last one overwrites the others."""

    def unlocked(referee_id: int) -> tuple[Referee, Application]:
        row = session().get_one(Referee, referee_id, populate_existing=True)
        application = session().get_one(Application, row.application_id, populate_existing=True)
        time.sleep(0.3)
        return row, application

    monkeypatch.setattr(actions, "locked", unlocked)

    def submit(number: int) -> None:
        given = factory.answers(results_words=f"Window {number}.")
        writing.submit(started, given, revision=0, network="n", now=NOW)

    assert at_once(context, MANY, submit).count("done") > 1


@pytest.mark.both
def test_of_two_windows_that_save_at_once_one_is_told(context: Flask, started: int) -> None:
    def save(number: int) -> None:
        writing.save(started, {"results_words": f"Window {number}."}, revision=0, now=NOW)

    assert at_once(context, 4, save) == ["StaleAnswers"] * 3 + ["done"]


@pytest.mark.both
def test_a_card_used_many_times_at_once_is_one_request(context: Flask) -> None:
    with transaction.unit():
        made = applying.draft(accounts.person().id)
        card_id = factory.cards(made, 1)[0].id

    def use(_number: int) -> None:
        writing.use_card(card_id, factory.PATIENT, None, actor="visitor", now=NOW)

    assert at_once(context, MANY, use) == ["done"] * MANY
    with transaction.reading():
        assert session().scalar(sa.select(sa.func.count(Referee.id))) == 1
    assert how_many(letters.CARD) == 1


@pytest.mark.both
def test_two_workers_invite_once(context: Flask) -> None:
    with transaction.unit():
        made = applying.draft(accounts.person().id)
        factory.named(made)
        row = applications.locked(made.id)
        row.state, row.submitted = ApplicationState.SUBMITTED, NOW
    assert at_once(context, 4, lambda _n: actions.invite(1, NOW)) == ["done"] * 4
    assert how_many(letters.ASKED) == 1
