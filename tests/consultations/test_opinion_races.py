"""Two tabs sign at the same moment: one signed version; and the control that shows what keeps them apart."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from directory.consultations.actions import opinion as actions
from directory.consultations.actions import outcomes
from directory.consultations.models import Consultation, SignedOpinion
from directory.consultations.queries import access
from directory.consultations.rules.states import State
from directory.core import transaction
from directory.core.db import session
from directory.core.refusals import Refusal
from directory.core.workflow import WrongState
from tests.consultations.desk import ENDS, Desk, set_up
from tests.consultations.opinions import draft

pytestmark = pytest.mark.postgres
TABS = 2


@pytest.fixture
def desk(app: Flask) -> Desk:
    made = set_up(app)
    made.write(lambda row: outcomes.attended(row.id, "person:1", ENDS))
    made.write(lambda row: draft(row, by=made.people.owner.id))
    return made


def both(desk: Desk, act: Callable[[], object]) -> list[type[Exception] | None]:
    """In two threads that begin together; what each was refused with."""
    gate = threading.Barrier(TABS)

    def once(_tab: int) -> type[Exception] | None:
        with desk.app.app_context():
            gate.wait(30)
            try:
                with transaction.unit():
                    act()
            except (Refusal, IntegrityError) as refused:
                return type(refused)
        return None

    with ThreadPoolExecutor(TABS) as pool:
        return list(pool.map(once, range(TABS)))


def sign(desk: Desk) -> object:
    who = desk.people.owner
    return actions.sign(desk.consultation_id, 1, by=who.id, name=who.name, now=ENDS + timedelta(hours=1))


def signed(desk: Desk) -> int:
    with desk.app.app_context():
        return session().scalar(sa.select(sa.func.count()).select_from(SignedOpinion)) or 0


def test_of_two_tabs_one_signs(desk: Desk) -> None:
    answers = both(desk, lambda: sign(desk))
    assert sorted(answers, key=str) == sorted([None, WrongState], key=str)
    assert (signed(desk), desk.row().state) == (1, State.OPINION_SIGNED)
    assert desk.events().count("opinion_signed") == 1
    assert len(desk.letters("something_new")) == 1


def test_control_without_the_lock_both_would_go_on_and_the_primary_key_stops_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = threading.Barrier(TABS)

    def unlocked(consultation_id: int) -> Consultation:
        found = session().get_one(Consultation, consultation_id)
        seen.wait(30)  # both have read that it may be signed
        return found

    monkeypatch.setattr(access, "locked", unlocked)
    answers = both(desk, lambda: sign(desk))
    assert [each for each in answers if each is None] == [None]
    assert WrongState not in answers
    assert signed(desk) == 1


def test_of_two_tabs_one_saves_the_first_draft(app: Flask) -> None:
    desk = set_up(app)
    by = desk.people.owner.id
    answers = both(desk, lambda: draft(session().get_one(Consultation, desk.consultation_id), by=by))
    assert sorted(answers, key=str) == sorted([None, actions.StaleDraft], key=str)


def test_two_addenda_at_once_are_two_versions(desk: Desk) -> None:
    with desk.app.app_context(), transaction.unit():
        sign(desk)
    who = desk.people.owner
    answers = both(desk, lambda: actions.add(desk.consultation_id, "More.", by=who.id, name=who.name, now=ENDS))
    assert (answers, signed(desk)) == ([None, None], 3)
