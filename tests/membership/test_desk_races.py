"""Coordinators at once: one takes, one proposes, one confirms; and what the lock and the constraints are for."""

import time

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import transaction
from directory.core.db import session
from directory.membership.actions import adverse, desk, opening, screening
from directory.membership.models import AdverseSummary, Application, ApplicationStep, DeclineProposal, Round
from directory.membership.queries import application as queries
from directory.membership.queries import desk as files
from directory.membership.queries import screening as screening_queries
from directory.membership.rules.application import State
from directory.membership.rules.panel import Panel
from tests.conftest import NOW
from tests.factories import membership_desk as make
from tests.membership.test_application_races import at_once, how_many
from tests.membership.test_desk_actions import Office, against, desk_, propose

__all__ = ["desk_"]
MANY = 6


@pytest.mark.both
def test_of_many_who_take_at_once_one_has_taken(context: Flask, desk_: Office) -> None:
    with transaction.unit():
        desk_.row().state = State.SUBMITTED
    outcomes = at_once(context, MANY, lambda n: desk.take(desk_.row(), (desk_.one, desk_.two)[n % 2], NOW))
    assert outcomes == ["WrongState"] * (MANY - 1) + ["done"]
    assert how_many(ApplicationStep) == 1


@pytest.mark.both
def test_of_many_proposals_at_once_one_stands(context: Flask, desk_: Office) -> None:
    reapply = NOW.date().replace(year=2027)

    def act(number: int) -> None:
        person = (desk_.one, desk_.two)[number % 2]
        screening.propose_decline(desk_.row(), 1, reapply, "None is listed.", person_id=person, now=NOW)

    assert at_once(context, MANY, act) == ["ProposedAlready"] * (MANY - 1) + ["done"]
    assert how_many(DeclineProposal) == 1


@pytest.mark.both
def test_confirmed_and_taken_back_at_once_is_one_of_them(context: Flask, desk_: Office) -> None:
    propose(desk_)

    def act(number: int) -> None:
        if number % 2:
            screening.confirm_decline(desk_.row(), person_id=desk_.two, now=NOW)
        else:
            screening.withdraw_decline(desk_.row(), person_id=desk_.one, now=NOW)

    outcomes = at_once(context, MANY, act)
    assert outcomes == ["NoProposal"] * (MANY - 1) + ["done"]
    with transaction.reading():
        row = session().query(DeclineProposal).one()
        declined = session().get_one(Application, desk_.application).state is State.DECIDED
        assert (row.confirmed is not None) == declined != (row.withdrawn is not None)


@pytest.mark.postgres
def test_without_the_lock_both_would_propose_and_the_index_refuses_one(
    context: Flask, desk_: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: on rows that were read and not locked the sentence comes from the constraint."""

    def unlocked(application_id: int) -> Application:
        return session().get_one(Application, application_id, populate_existing=True)

    real = screening_queries.open_proposal

    def slow(application_id: int) -> DeclineProposal | None:
        found = real(application_id)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(queries, "locked", unlocked)
    monkeypatch.setattr("tests.membership.test_desk_actions.applications.locked", unlocked)
    monkeypatch.setattr(screening_queries, "open_proposal", slow)
    both_saw_none: list[bool] = []

    def act(number: int) -> None:
        row = unlocked(desk_.application)
        person = (desk_.one, desk_.two)[number]
        both_saw_none.append(real(row.id) is None)
        screening.propose_decline(row, 1, NOW.date().replace(year=2027), "x", person_id=person, now=NOW)

    assert at_once(context, 2, act) == ["ProposedAlready", "done"]
    assert both_saw_none == [True, True]
    assert how_many(DeclineProposal) == 1


@pytest.mark.both
def test_a_round_is_opened_once(context: Flask, desk_: Office) -> None:
    with transaction.unit():
        make.screened(desk_.row(), desk_.one)
        make.waived(desk_.row(), desk_.one)

    def act(_number: int) -> None:
        opening.open_admission(desk_.row(), Panel(desk_.judges, desk_.lay), person_id=desk_.one, now=NOW)

    outcomes = at_once(context, 4, act)
    assert outcomes == ["WrongState"] * 3 + ["done"]
    assert how_many(Round) == 1


@pytest.mark.both
def test_who_declares_a_conflict_does_not_take_at_the_same_moment(context: Flask, desk_: Office) -> None:
    """Either the file was taken before the conflict, or it is not there any more."""
    with transaction.unit():
        desk_.row().state = State.SUBMITTED
        reference = desk_.row().reference

    def act(number: int) -> None:
        found = files.locked_or_404(reference, desk_.one)
        if number:
            desk.declare_conflict(found, desk_.one, "A cousin.", NOW)
        else:
            desk.take(found, desk_.one, NOW)

    assert at_once(context, 2, act) in (["NotThere", "done"], ["done", "done"])
    with transaction.reading():
        assert files.in_conflict(desk_.application, desk_.one)


@pytest.mark.both
def test_one_comment_is_told_in_one_summary(context: Flask, desk_: Office) -> None:
    _round, comment_id = against(desk_)

    def act(_number: int) -> None:
        adverse.summarise(desk_.row(), "A patient is unhappy.", [comment_id], person_id=desk_.one, now=NOW)

    assert at_once(context, 4, act) == ["ReadAlready"] * 3 + ["done"]
    assert how_many(AdverseSummary) == 1


@pytest.mark.both
def test_an_answer_is_given_once(context: Flask, desk_: Office) -> None:
    _round, comment_id = against(desk_)
    with transaction.unit():
        adverse.summarise(desk_.row(), "Unhappy.", [comment_id], person_id=desk_.one, now=NOW)
    outcomes = at_once(context, 4, lambda n: adverse.answer(desk_.row(), 1, f"Answer {n}", NOW))
    assert outcomes == ["AnswerEnded"] * 3 + ["done"]
    with transaction.reading():
        assert session().scalar(sa.select(AdverseSummary.answered)) == NOW
