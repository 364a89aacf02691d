"""A membership mirrors the standing; listing, search, booking and consultations change in the same commit."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from directory.accounts.rules import Role
from directory.consultations.models import Consultation
from directory.consultations.rules.states import Appointment
from directory.consultations.rules.states import State as ConsultationState
from directory.core import audit, outbox, transaction
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.core.workflow import WrongState
from directory.membership.actions import member_clock
from directory.membership.actions import membership as actions
from directory.membership.actions import policy as policies
from directory.membership.models import Membership, MembershipStep
from directory.membership.rules.membership import (
    MOVES,
    ByTheClock,
    Case,
    NothingToUndo,
    PapersMissing,
    ReasonMissing,
    ResignationRunning,
)
from directory.physicians import actions as physicians
from directory.physicians import queries as directory
from directory.physicians.models import Credential, Physician
from directory.physicians.rules import CredentialKind, Standing
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import consultations as consultation_factory
from tests.factories import physicians as make
from tests.factories import scheduling as times

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("context")]
OFFICE = "person:999"
DAY = timedelta(days=1)


def member(name: str = "Ada Member", **values: object) -> int:
    """Listed, bookable, with an account and a membership taken over from before."""
    policies.ensure_first(NOW)
    person = accounts.person(Role.PHYSICIAN, email=f"{name.split()[0].lower()}@example.org", name=f"Dr {name}")
    given = {"person_id": person.id, "name": name, "member_since": date(2025, 5, 1), **values}
    physician = times.available("America/New_York", now=NOW, **given)
    actions.adopt(physician.id, actor=OFFICE, now=NOW)
    return physician.id


def made() -> int:
    with transaction.unit():
        return member()


def state(physician_id: int) -> tuple[Standing, Standing]:
    with transaction.reading():
        return session().get_one(Membership, physician_id).state, session().get_one(Physician, physician_id).standing


def fire(physician_id: int, move: str, *, actor: str = OFFICE, now: datetime = NOW, reason: str = "Because.") -> None:
    with transaction.unit():
        actions.fire(physician_id, move, actor=actor, now=now, reason=reason)


def expire(physician_id: int, kind: CredentialKind, day: date) -> None:
    with transaction.unit():
        row = (
            session()
            .scalars(sa.select(Credential).where(Credential.physician_id == physician_id, Credential.kind == kind))
            .one()
        )
        row.expires = day
        physicians.keep_searchable([physician_id])


def kinds(kind: str) -> list[int]:
    with transaction.reading():
        return list(session().scalars(sa.select(LetterRow.revision).where(LetterRow.kind == kind)))


def test_a_member_from_before_gets_a_membership_as_it_stands_and_only_one() -> None:
    physician_id = made()
    with transaction.unit():
        row = actions.adopt(physician_id, actor=OFFICE, now=NOW)
        assert (row.state, row.since, row.term_ends) == (Standing.ACTIVE, date(2025, 5, 1), date(2028, 5, 1))
    with transaction.reading():
        assert [each.move for each in session().scalars(sa.select(MembershipStep))] == ["adopted"]


@pytest.mark.parametrize(
    ("moves", "after"),
    [
        (("review",), Standing.UNDER_REVIEW),
        (("review", "clear"), Standing.ACTIVE),
        (("put_on_probation",), Standing.PROBATION),
        (("put_on_probation", "end_probation"), Standing.ACTIVE),
        (("suspend",), Standing.SUSPENDED),
        (("put_on_probation", "suspend", "restore"), Standing.PROBATION),
    ],
)
def test_each_move_changes_membership_and_standing_alike(moves: tuple[str, ...], after: Standing) -> None:
    physician_id = made()
    for move in moves:
        fire(physician_id, move)
    assert state(physician_id) == (after, after)
    with transaction.reading():
        steps = session().scalars(sa.select(MembershipStep.move).order_by(MembershipStep.number)).all()
        chain = (
            session()
            .scalars(
                sa.select(audit.AuditRow.action)
                .where(audit.AuditRow.stream == f"member:{physician_id}")
                .order_by(audit.AuditRow.seq)
            )
            .all()
        )
        assert list(steps) == ["adopted", *moves]
        assert list(chain) == [f"membership.{move}" for move in steps]


def test_a_reason_is_needed_and_lapsing_is_the_clocks() -> None:
    physician_id = made()
    with pytest.raises(ReasonMissing):
        fire(physician_id, "suspend", reason=" ")
    with pytest.raises(ByTheClock):
        fire(physician_id, "lapse")
    with pytest.raises(WrongState):
        fire(physician_id, "clear")
    with pytest.raises(KeyError):
        fire(physician_id, "promote")
    assert state(physician_id) == (Standing.ACTIVE, Standing.ACTIVE)


def test_only_lapse_and_the_administrative_suspension_are_the_clocks_alone() -> None:
    case = Case(actor=OFFICE, member="person:1", now=NOW, reason="-", unconfirmed_days=99, overdue_days=99,
                        confirmed=False)  # fmt: skip
    clocks = {
        name for name, move in MOVES.moves.items()
        if any(isinstance(each, ByTheClock) for each in MOVES.problems(name, next(iter(move.sources)), case))
    }  # fmt: skip
    assert clocks == {"lapse", "suspend_unconfirmed"}


def test_suspension_calls_off_what_lies_ahead_with_alternatives_in_the_same_commit() -> None:
    with transaction.unit():
        physician_id = member()
        colleague = make.physician("Bea Colleague")
        booked = consultation_factory.booked(session().get_one(Physician, physician_id))
        consultation_id = booked.id
        assert colleague.standing is Standing.ACTIVE
    fire(physician_id, "suspend")
    with transaction.reading():
        row = session().get_one(Consultation, consultation_id)
        assert (row.appointment, row.state) == (Appointment.CANCELLED_BY_OFFICE, ConsultationState.WITHDRAWN)
        assert directory.is_searchable(session().get_one(Physician, physician_id), NOW) is False
        posted = sa.select(LetterRow.subject).where(LetterRow.kind == "physician_unavailable")
        assert session().scalars(posted).all() == [str(consultation_id)]
    sent: list[outbox.Letter] = []
    outbox.deliver_due(lambda: NOW, sent.append)
    letter = next(each for each in sent if each.subject == "Your time cannot take place")
    assert "not passed on to anybody" in letter.text
    assert "/physicians" in letter.text
    assert "suspend" not in letter.text.lower()


def test_a_refused_suspension_calls_nothing_off() -> None:
    with transaction.unit():
        physician_id = member()
        consultation_id = consultation_factory.booked(session().get_one(Physician, physician_id)).id
    with pytest.raises(ReasonMissing):
        fire(physician_id, "suspend", reason="")
    with transaction.reading():
        assert session().get_one(Consultation, consultation_id).appointment is Appointment.BOOKED


def test_an_expired_licence_pauses_booking_at_once_and_is_no_finding() -> None:
    with transaction.unit():
        physician_id = member()
        consultation_id = consultation_factory.booked(session().get_one(Physician, physician_id)).id
    expire(physician_id, CredentialKind.LICENCE, (NOW - DAY).date())
    with transaction.reading():  # before any sweep
        assert directory.is_bookable(session().get_one(Physician, physician_id), NOW) is False
    assert member_clock.sweep(NOW) == 1
    assert member_clock.sweep(NOW) == 0
    assert state(physician_id) == (Standing.UNDER_REVIEW, Standing.UNDER_REVIEW)
    with transaction.reading():
        assert session().get_one(Consultation, consultation_id).appointment is Appointment.BOOKED
    assert len(kinds("physician_paused")) == 1
    assert member_clock.sweep(NOW + 13 * DAY) == 0
    assert member_clock.sweep(NOW + 14 * DAY) == 1
    assert state(physician_id) == (Standing.SUSPENDED, Standing.SUSPENDED)
    with transaction.reading():
        assert session().get_one(Membership, physician_id).administrative is True
    with pytest.raises(PapersMissing):
        fire(physician_id, "restore", now=NOW + 14 * DAY)


@pytest.mark.parametrize("wait", [1, 20])
@pytest.mark.parametrize("before", [Standing.ACTIVE, Standing.PROBATION])
def test_confirmed_papers_lead_back_to_where_the_membership_was(wait: int, before: Standing) -> None:
    physician_id = made()
    if before is Standing.PROBATION:
        fire(physician_id, "put_on_probation")
    expire(physician_id, CredentialKind.MALPRACTICE, (NOW - DAY).date())
    member_clock.sweep(NOW)
    member_clock.sweep(NOW + wait * DAY)
    expire(physician_id, CredentialKind.MALPRACTICE, date(2031, 1, 1))
    assert member_clock.sweep(NOW + wait * DAY) == 1
    assert state(physician_id) == (before, before)
    with transaction.reading():
        row = session().get_one(Membership, physician_id)
        assert (row.unconfirmed_since, row.administrative) == (None, False)


def test_a_review_for_another_reason_outlives_the_papers() -> None:
    physician_id = made()
    fire(physician_id, "review")
    expire(physician_id, CredentialKind.LICENCE, (NOW - DAY).date())
    member_clock.sweep(NOW)
    expire(physician_id, CredentialKind.LICENCE, date(2031, 1, 1))
    member_clock.sweep(NOW + DAY)
    assert state(physician_id) == (Standing.UNDER_REVIEW, Standing.UNDER_REVIEW)


def test_papers_are_reminded_of_four_times_and_only_the_last_of_several_is_sent() -> None:
    physician_id = made()
    expires = NOW.date() + 100 * DAY
    expire(physician_id, CredentialKind.LICENCE, expires)
    for day in range(101):
        member_clock.remind(NOW + day * DAY)
    assert sorted(each % 1000 for each in kinds("credential_expires")) == [7, 30, 60, 90]
    sent: list[outbox.Letter] = []
    outbox.deliver_due(lambda: NOW + 95 * DAY, sent.append)  # after a long silence
    assert [each.subject for each in sent].count("A document needs to be renewed") == 1


def test_the_re_review_opens_once_a_term() -> None:
    physician_id = made()
    with transaction.reading():
        opens = session().get_one(Membership, physician_id).re_review_opens
    early = datetime.combine(opens, NOW.timetz()) - DAY
    member_clock.remind(early)
    assert kinds("re_review_opens") == []
    for day in range(1, 4):
        member_clock.remind(early + day * DAY)
    assert len(kinds("re_review_opens")) == 1


def test_a_resignation_can_be_taken_back_for_ten_minutes_and_then_stands() -> None:
    physician_id = made()
    with transaction.reading():
        own = f"person:{session().get_one(Physician, physician_id).person_id}"
    with transaction.unit():
        actions.ask_to_resign(physician_id, actor=own, now=NOW)
    with transaction.unit(), pytest.raises(ResignationRunning):
        actions.ask_to_resign(physician_id, actor=own, now=NOW)
    assert member_clock.sweep(NOW + timedelta(minutes=9)) == 0
    with transaction.unit():
        actions.take_back_resignation(physician_id, actor=own, now=NOW)
    assert member_clock.sweep(NOW + DAY) == 0
    with transaction.unit():
        actions.ask_to_resign(physician_id, actor=own, now=NOW + DAY)
    assert member_clock.sweep(NOW + DAY + timedelta(minutes=10)) == 1
    assert state(physician_id) == (Standing.RESIGNED, Standing.RESIGNED)
    with transaction.reading():
        assert session().get_one(Physician, physician_id).left_on == (NOW + DAY).date()
    with transaction.unit(), pytest.raises(NothingToUndo):
        actions.take_back_resignation(physician_id, actor=own, now=NOW + DAY)
