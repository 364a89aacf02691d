"""Legal holds: frozen from the first word on, in force and ended by two, told unless a court forbids it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from directory.core import audit, outbox, transaction
from directory.core.audit import AuditRow
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.core.refusals import NotThere
from directory.core.workflow import WrongState
from directory.membership.actions import caselog, desk
from directory.membership.models import Application
from directory.membership.queries import application as applications
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.retention import Frozen
from directory.privacy import letters
from directory.privacy.actions import holds, retention
from directory.privacy.models import HoldStep, LegalHold
from directory.privacy.queries import holds as queries
from directory.privacy.rules import holds as rules
from directory.privacy.rules.holds import HoldAsked, State, Step
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import privacy as make

REVIEW = NOW.date() + timedelta(days=90)
LONG_AGO = NOW - timedelta(days=430)


@dataclass(frozen=True, slots=True)
class Case:
    """An application whose photos are due, and two coordinators."""

    id: int
    reference: str
    one: int
    two: int

    def asked(self, **values: object) -> HoldAsked:
        return replace(HoldAsked(self.reference, "A claim was announced.", REVIEW), **values)  # type: ignore[arg-type]

    def frozen(self) -> bool:
        with transaction.reading():
            return session().get_one(Application, self.id, populate_existing=True).frozen is not None

    def step(self, person: int, words: str = "", review_on: date | None = None) -> Step:
        return Step(person, words, NOW.date(), first=None, review_on=review_on)


@pytest.fixture
def case(context: Flask) -> Case:
    application_id = make.over(LONG_AGO)
    with transaction.unit():
        one, two = (accounts.coordinator(f"office{n}@example.org", f"Office {n}").id for n in (1, 2))
        return Case(application_id, session().get_one(Application, application_id).reference, one, two)


def ask(case: Case, **values: object) -> int:
    with transaction.unit():
        return holds.ask(case.asked(**values), person_id=case.one, now=NOW).id


def move(case: Case, number: int, name: str, person: int, words: str = "", review_on: date | None = None) -> State:
    with transaction.unit():
        return holds.move(number, name, case.step(person, words, review_on), NOW).state


def active(case: Case, **values: object) -> int:
    number = ask(case, **values)
    assert move(case, number, rules.SIGN, case.two) is State.ACTIVE
    return number


def posted(*kinds: str) -> list[tuple[str, int]]:
    with transaction.reading():
        query = sa.select(LetterRow.kind, LetterRow.revision).where(LetterRow.kind.in_(kinds))
        return [(row[0], row[1]) for row in session().execute(query.order_by(LetterRow.id))]


@pytest.mark.both
def test_from_the_asking_on_nothing_is_erased(case: Case) -> None:
    number = ask(case)
    assert case.frozen()
    assert retention.run(retention.plan(NOW), NOW).erased == 0
    assert move(case, number, rules.REFUSE, case.two, "There is no claim.") is State.REFUSED
    assert not case.frozen()
    assert retention.run(retention.plan(NOW), NOW).erased == 1


@pytest.mark.both
def test_it_ends_by_two_and_not_before(case: Case) -> None:
    number = active(case)
    assert move(case, number, rules.ASK_END, case.one, "Settled.") is State.ENDING
    assert case.frozen()
    with pytest.raises(rules.SecondPerson):
        move(case, number, rules.RELEASE, case.one)
    assert move(case, number, rules.KEEP, case.two, "Not yet.") is State.ACTIVE
    assert move(case, number, rules.ASK_END, case.two, "Now it is.") is State.ENDING
    assert move(case, number, rules.RELEASE, case.one) is State.RELEASED
    assert not case.frozen()
    with transaction.reading():
        moves = session().scalars(sa.select(HoldStep.move).order_by(HoldStep.number)).all()
        assert moves == ["ask", "sign", "ask_end", "keep", "ask_end", "release"]
        told = sa.select(AuditRow.action).where(AuditRow.stream == f"application:{case.id}", AuditRow.actor != "system")
        assert session().scalars(told.order_by(AuditRow.seq)).all()[-8:] == [
            *("retention.frozen", "hold.ask", "hold.sign", "hold.ask_end", "hold.keep", "hold.ask_end"),
            *("hold.release", "retention.thawed"),
        ]
        assert audit.verify() is None


@pytest.mark.parametrize("name", [rules.SIGN, rules.REFUSE])
def test_whoever_asked_neither_signs_nor_refuses(case: Case, name: str) -> None:
    number = ask(case)
    with pytest.raises(rules.SecondPerson):
        move(case, number, name, case.one, "Because.")


@pytest.mark.both
@pytest.mark.parametrize(
    "values",
    [
        {"state": State.ACTIVE, "signed_by": 1, "signed": NOW},
        {"state": State.REFUSED, "ended_by": 1, "ended": NOW},
        {"state": State.RELEASED, "signed_by": 2, "signed": NOW, "end_asked_by": 2, "ended_by": 2, "ended": NOW},
        {"state": State.RELEASED, "signed_by": 2, "signed": NOW, "end_asked_by": None, "ended_by": 2, "ended": NOW},
        {"state": State.ACTIVE},
        {"state": State.ENDING, "signed_by": 2, "signed": NOW},
    ],
)
def test_the_database_refuses_one_pair_of_eyes(case: Case, values: dict[str, object]) -> None:
    number = ask(case)
    people = {1: case.one, 2: case.two}
    given = {key: people.get(each, each) if key.endswith("_by") else each for key, each in values.items()}  # type: ignore[call-overload]
    with pytest.raises(IntegrityError), transaction.unit():
        session().execute(sa.update(LegalHold).where(LegalHold.id == number).values(given))


def test_one_hold_a_case_at_a_time(case: Case) -> None:
    number = ask(case)
    with pytest.raises(rules.HeldAlready):
        ask(case)
    move(case, number, rules.REFUSE, case.two, "No claim.")
    assert ask(case) != number


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"words": " "}, rules.ReasonMissing),
        ({"review_on": None}, rules.ReviewMissing),
        ({"review_on": NOW.date()}, rules.ReviewMissing),
        ({"review_on": date(2027, 5, 25)}, rules.ReviewMissing),
        ({"silent": True}, rules.OrderMissing),
        ({"reference": "A-2222-2222"}, rules.UnknownCase),
    ],
)
def test_what_is_missing_is_said(case: Case, values: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        ask(case, **values)
    assert not case.frozen()


def test_six_months_ahead_is_the_longest(case: Case) -> None:
    ask(case, review_on=date(2027, 5, 24))


def test_a_review_says_why_and_until_when(case: Case) -> None:
    number = active(case)
    for words, day in (("", REVIEW), ("Still on.", None), ("Still on.", date(2027, 6, 30))):
        with pytest.raises((rules.ReasonMissing, rules.ReviewMissing)):
            move(case, number, rules.REVIEWED, case.one, words, day)
    assert move(case, number, rules.REVIEWED, case.one, "Still on.", date(2027, 5, 1)) is State.ACTIVE
    with transaction.reading():
        assert session().get_one(LegalHold, number).review_on == date(2027, 5, 1)


def test_a_step_out_of_order_is_refused(case: Case) -> None:
    number = ask(case)
    for name in (rules.RELEASE, rules.ASK_END, rules.KEEP, rules.REVIEWED):
        with pytest.raises(WrongState):
            move(case, number, name, case.two, "Because.", REVIEW)


def test_the_person_is_told_when_it_is_in_force_and_when_it_ends(case: Case) -> None:
    number = ask(case)
    assert posted(letters.TOLD) == []
    move(case, number, rules.SIGN, case.two)
    assert posted(letters.TOLD, letters.ENDED) == [(letters.TOLD, 0)]
    move(case, number, rules.ASK_END, case.one, "Settled.")
    move(case, number, rules.RELEASE, case.two)
    assert posted(letters.TOLD, letters.ENDED) == [(letters.TOLD, 0), (letters.ENDED, 0)]


def test_where_a_court_forbids_it_the_person_hears_nothing(case: Case) -> None:
    number = active(case, silent=True, court="District court, 4 O 12/26")
    move(case, number, rules.ASK_END, case.one, "Settled.")
    move(case, number, rules.RELEASE, case.two)
    assert posted(letters.TOLD, letters.ENDED) == []
    with transaction.reading():
        kind = outbox.KINDS[letters.TOLD]
        assert kind.load(outbox.Due(str(number), 0, NOW)) is None
        shown = queries.shown(session().get_one(LegalHold, number), case.one)
        assert (shown.court, shown.silenced) == ("District court, 4 O 12/26", True)


def test_when_the_order_is_over_the_person_is_told_after_all(case: Case) -> None:
    number = active(case, silent=True, court="District court, 4 O 12/26")
    with pytest.raises(rules.ReasonMissing), transaction.unit():
        holds.tell(number, "", person_id=case.one, now=NOW)
    with transaction.unit():
        holds.tell(number, "Lifted on 3 May.", person_id=case.one, now=NOW)
    assert posted(letters.TOLD) == [(letters.TOLD, 0)]
    with pytest.raises(rules.NoOrder), transaction.unit():
        holds.tell(number, "Once more.", person_id=case.one, now=NOW)


def test_a_coordinator_in_conflict_finds_no_hold(case: Case) -> None:
    number = ask(case)
    with transaction.unit():
        desk.declare_conflict(applications.locked(case.id), case.two, "We are friends.", NOW)
    with transaction.reading():
        assert queries.register(case.two, 1) == ([], 0)
        assert queries.register(case.one, 1)[1] == 1
        with pytest.raises(NotThere):
            queries.hold_or_404(number, case.two)
    with pytest.raises(NotThere):
        move(case, number, rules.SIGN, case.two)
    with pytest.raises(rules.UnknownCase), transaction.unit():
        holds.ask(case.asked(), person_id=case.two, now=NOW)


def test_nothing_can_be_held_of_what_is_erased(case: Case) -> None:
    later = NOW + timedelta(days=2300)
    retention.run(retention.plan(later), later)
    with pytest.raises(rules.NothingKept):
        ask(case)


def test_the_reasons_of_a_hold_go_with_its_case(case: Case) -> None:
    number = active(case)
    move(case, number, rules.ASK_END, case.one, "Settled.")
    move(case, number, rules.RELEASE, case.two)
    with transaction.reading():
        assert queries.shown(session().get_one(LegalHold, number), case.one).reason == "A claim was announced."
    later = NOW + timedelta(days=2300)
    retention.run(retention.plan(later), later)
    with transaction.reading():
        shown = queries.shown(session().get_one(LegalHold, number), case.one)
        assert (shown.reason, [line.move for line in shown.lines]) == ("", ["ask", "sign", "ask_end", "release"])


def test_the_office_is_reminded_before_the_review_and_on_its_day(case: Case) -> None:
    number = active(case)
    with transaction.reading():
        rows = (
            session()
            .scalars(sa.select(LetterRow).where(LetterRow.kind == letters.REVIEW).order_by(LetterRow.due))
            .all()
        )
        assert [each.due.date() for each in rows] == [REVIEW - timedelta(days=14), REVIEW]
        first, last = rows
        load = outbox.KINDS[letters.REVIEW].load
        assert load(outbox.Due(str(number), first.revision, first.due)) is not None
        assert load(outbox.Due(str(number), first.revision, last.due)) is None
        assert load(outbox.Due(str(number), last.revision, last.due)) is not None
    move(case, number, rules.REVIEWED, case.one, "Still on.", REVIEW + timedelta(days=60))
    with transaction.reading():
        assert load(outbox.Due(str(number), last.revision, last.due)) is None
    assert len(posted(letters.REVIEW)) == 4


def test_no_letter_to_the_office_names_the_case(case: Case) -> None:
    number = active(case)
    move(case, number, rules.ASK_END, case.one, "Settled.")
    with transaction.reading():
        content = outbox.KINDS[letters.END_ASKED].load(outbox.Due(str(number), 0, NOW))
        assert content is not None
        assert case.reference not in repr(content)


def test_under_a_hold_nobody_takes_anything_out_of_the_case_log(case: Case) -> None:
    """Not even at a patient's wish: the office is asked then, and the sentence does not say why."""
    with transaction.unit():
        row = applications.locked(case.id)
        row.state = ApplicationState.DRAFT
    number = ask(case)
    for act in (caselog.delete, caselog.withdraw_consent):
        with pytest.raises(Frozen), transaction.unit():
            act(applications.locked(case.id), 1, actor="person:1", now=NOW)
    move(case, number, rules.REFUSE, case.two, "No claim.")
    with transaction.unit():
        assert caselog.withdraw_consent(applications.locked(case.id), 1, actor="person:1", now=NOW) == 1


def test_a_case_deleted_before_the_hold_waits_for_its_end(case: Case) -> None:
    with transaction.unit():
        row = applications.locked(case.id)
        row.state = ApplicationState.DRAFT
        caselog.delete(row, 1, actor="person:1", now=NOW)
    number = ask(case)
    later = NOW + timedelta(hours=1)
    with transaction.unit():
        assert caselog.erase_deleted(later) == 0
    move(case, number, rules.REFUSE, case.two, "No claim.")
    with transaction.unit():
        assert caselog.erase_deleted(later) == 1
