"""Every reminder of membership: once, however often the sweeps run; the newest only, after days without a worker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.actions.preferences import choose
from directory.accounts.rules.quiet import Hours
from directory.core import outbox, transaction
from directory.core.db import session
from directory.core.outbox import KINDS, Letter, LetterRow, LetterState, Way
from directory.membership.actions import dues, information, member_clock, membership, referee_clock, rounds, starting
from directory.membership.actions import policy as policies
from directory.membership.letters import comments as comment_letters
from directory.membership.models import AdverseSummary, Application, Membership
from directory.membership.queries import rounds as round_queries
from directory.membership.rules.application import State
from directory.membership.rules.dues import reminders as dues_reminders
from directory.membership.rules.information import Item
from directory.membership.rules.policy import FIRST
from directory.membership.rules.sections import Section
from directory.physicians.models import Credential
from directory.physicians.rules import CredentialKind
from tests.conftest import NOW
from tests.core.test_mailer import Office, deliver, nobody, office
from tests.factories import accounts
from tests.factories import membership_application as applying
from tests.factories import membership_policy as adopting
from tests.factories import membership_referees as refereeing
from tests.factories import membership_rounds as sitting
from tests.membership.test_membership_actions import member

__all__ = ["nobody", "office"]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
Sweep = Callable[[datetime], object]


@dataclass(frozen=True)
class Case:
    """`begin` makes what is reminded of; it returns the letters' subject and when each reminder is due."""

    kind: str
    begin: Callable[[], tuple[str, Sequence[datetime]]]
    sweep: Sweep


def nothing(_now: datetime) -> None:
    """These letters were posted with the day they are due, when what they remind of began."""


def draft() -> tuple[str, Sequence[datetime]]:
    with transaction.unit():
        made = applying.draft(accounts.person().id)
    return str(made.id), [NOW + days * DAY for days in (30, 60, 83)]


def drafts(now: datetime) -> None:
    with transaction.reading():
        found = starting.untouched(now)
    for application_id in found:
        with transaction.unit():
            starting.remind_or_expire(application_id, now)


def asked() -> tuple[str, Sequence[datetime]]:
    with transaction.unit():
        made = sitting.application()
        row = information.ask(made, (Item(Section.YOU, "Which state?"),), actor="person:99", now=NOW)
    return str(row.id), [NOW + (28 - left) * DAY for left in (14, 7, 2)]


def referee() -> tuple[str, Sequence[datetime]]:
    with transaction.unit():
        made = applying.draft(accounts.person().id)
        applying.put(made, Section.YOU, applying.YOU)
        (row,) = refereeing.named(made, refereeing.COLLEAGUES[:1])
        application = session().get_one(Application, made.id)
        application.state, application.submitted = State.SUBMITTED, NOW
    referee_clock.run_due(NOW)
    return str(row.id), [NOW + (42 - left) * DAY for left in (28, 14, 3)]


def ballot() -> tuple[str, Sequence[datetime]]:
    with transaction.unit():
        round_, people = sitting.admission(3)
    assert round_.closes is not None
    return f"{round_.id}:{people[0].id}", [round_.closes - left * DAY for left in (7, 2)]


def weighs_against() -> tuple[str, Sequence[datetime]]:
    with transaction.unit():
        round_, people = sitting.admission(3)
        assert round_.application_id is not None
        row = AdverseSummary(round_id=round_.id, number=1, words=b"", referees=True, sent=NOW,
                             sent_by=people[0].id, due=NOW + 14 * DAY, answer=None, answered=None)  # fmt: skip
        session().add(row)
        session().flush()
        comment_letters.post_summary(row, NOW)
    return str(row.id), [row.due - left * DAY for left in (7, 2)]


def invoice() -> tuple[str, Sequence[datetime]]:
    with transaction.unit():
        row = dues.issue(member(), actor="system", now=NOW)
    return str(row.number), [NOW + (30 + days) * DAY for days in (0, 15, 45)]


def credential() -> tuple[str, Sequence[datetime]]:
    with transaction.unit():
        own = sa.and_(Credential.physician_id == member(), Credential.kind == CredentialKind.LICENCE)
        row = session().scalars(sa.select(Credential).where(own)).one()
        row.expires = (NOW + 100 * DAY).date()
    midnight = datetime.combine(NOW.date(), time(), NOW.tzinfo)
    return str(row.id), [midnight + (100 - left) * DAY for left in (90, 60, 30, 7)]


CASES = (
    Case("application_draft_reminder", draft, drafts),
    Case("information_reminder", asked, nothing),
    Case("referee_reminder", referee, referee_clock.run_due),
    Case("round_due", ballot, nothing),
    Case("adverse_reminder", weighs_against, nothing),
    Case("invoice_reminder", invoice, nothing),
    Case("credential_expires", credential, member_clock.remind),
)
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)


class Server:
    def __init__(self) -> None:
        self.sent: list[Letter] = []

    def work(self, case: Case, at: datetime) -> None:
        """What a worker does: the sweep, then what is due."""
        case.sweep(at)
        outbox.deliver_due(lambda: at, self.sent.append)

    def of(self, case: Case, subject: str) -> list[str]:
        """The reminders that went out, by their Message-ID."""
        with transaction.reading():
            named = {outbox.message_id(row.kind, row.subject, row.revision): row for row in rows(case.kind, subject)}
        return [letter.message_id for letter in self.sent if letter.message_id in named]


def rows(kind: str, subject: str) -> list[LetterRow]:
    own = sa.and_(LetterRow.kind == kind, LetterRow.subject == subject)
    return list(session().scalars(sa.select(LetterRow).where(own).order_by(LetterRow.id)))


def states(case: Case, subject: str) -> list[tuple[LetterState, str]]:
    with transaction.reading():
        return [(row.state, row.reason) for row in rows(case.kind, subject)]


def test_every_kind_of_reminder_is_in_the_table() -> None:
    """`reminder` is the patients' own: tests/consultations."""
    assert {name for name in KINDS if "reminder" in name} - {"reminder"} <= {case.kind for case in CASES}


@pytest.mark.both
@EACH
def test_three_sweeps_within_an_hour_remind_once(context: Flask, case: Case) -> None:
    subject, moments = case.begin()
    server = Server()
    server.work(case, moments[0] - MINUTE)
    assert server.of(case, subject) == []
    for number, moment in enumerate(moments, 1):
        for minutes in (1, 20, 40):
            server.work(case, moment + minutes * MINUTE)
        assert len(server.of(case, subject)) == number
    assert len(set(server.of(case, subject))) == len(moments)
    assert {state for state, _reason in states(case, subject)} == {LetterState.SENT}


@EACH
def test_after_days_without_a_worker_the_newest_speaks_for_those_that_were_missed(context: Flask, case: Case) -> None:
    """The worker is there for the first reminder only again when the second is due, and three days and more later."""
    subject, moments = case.begin()
    server = Server()
    server.work(case, moments[0] - MINUTE)
    assert moments[1] - moments[0] >= 3 * DAY
    server.work(case, moments[1] + MINUTE)
    server.work(case, moments[1] + 2 * MINUTE)
    assert len(server.of(case, subject)) == 1
    for number, moment in enumerate(moments[2:], 2):
        server.work(case, moment + MINUTE)
        assert len(server.of(case, subject)) == number
    ended = states(case, subject)
    assert [each for each in ended if each[0] is not LetterState.SENT] in ([], [(LetterState.DROPPED, "no longer due")])
    assert [state for state, _reason in ended].count(LetterState.SENT) == len(moments) - 1


@EACH
def test_a_worker_that_is_three_days_late_reminds_all_the_same(context: Flask, case: Case) -> None:
    subject, moments = case.begin()
    late = timedelta(days=1) if case.kind in {"round_due", "information_reminder", "adverse_reminder"} else 3 * DAY
    server = Server()
    for moment in moments:  # the last of some is two days before the end: there they are one day late
        at = moment + (late if moment == moments[-1] else 3 * DAY) - MINUTE
        server.work(case, at)
        server.work(case, at + MINUTE / 2)
    assert len(set(server.of(case, subject))) == len(server.of(case, subject)) == len(moments)


@pytest.mark.both
def test_a_reminder_reaches_a_real_mailbox_once_and_not_at_night(context: Flask, office: Office) -> None:
    """Three days without a worker, then quiet hours, then twice a minute; the first of two was merged into it."""
    subject, moments = ballot()
    with transaction.unit():
        person_id = int(subject.partition(":")[2])
        choose(person_id, Hours(quiet=True, starts=time(14), ends=time(18), digest=time(18)), {}, NOW)
    night = moments[1] + DAY
    deliver(night)
    deliver(night + MINUTE)
    assert [to for to, _message in office.received if to == "reviewer1@example.org"] == []
    morning = datetime.combine(night.date(), time(18), night.tzinfo)
    for minutes in (0, 1, 2):
        deliver(morning + minutes * MINUTE)
    mine = [message for to, message in office.received if to == "reviewer1@example.org"]
    due = [message for message in mine if "due in" in message["Subject"]]
    assert [message["Message-ID"] for message in due] == [ids("round_due", subject)[-1]]


def ids(kind: str, subject: str) -> list[str]:
    with transaction.reading():
        found = sorted(rows(kind, subject), key=lambda row: row.due)
        return [outbox.message_id(row.kind, row.subject, row.revision) for row in found]


def test_in_a_digest_a_reminder_of_a_ballot_that_was_cast_meanwhile_falls_out(context: Flask) -> None:
    subject, moments = ballot()
    person_id = int(subject.partition(":")[2])
    with transaction.unit():
        choose(person_id, Hours(), {"review": Way.DIGEST}, NOW)
    server = Server()
    case = CASES[3]
    server.work(case, moments[0])
    assert states(case, subject)[0] == (LetterState.GATHERED, "")
    with transaction.unit():
        round_ = round_queries.by_id(int(subject.partition(":")[0]))
        assert round_ is not None
        sitting.cast(round_, person_id, now=moments[0] + MINUTE)
    server.work(case, moments[0] + DAY)
    assert states(case, subject)[0] == (LetterState.DROPPED, "no longer due")
    assert [letter for letter in server.sent if "for you today" in letter.subject and letter.to.startswith("reviewer1@")
            and "due in" in letter.text] == []  # fmt: skip


def test_a_round_that_closes_some_hours_later_is_reminded_of_all_the_same(context: Flask) -> None:
    """The clock stood still for five hours of the same day: the reminders that were posted still hold."""
    subject, moments = ballot()
    with transaction.unit():
        round_ = round_queries.by_id(int(subject.partition(":")[0]))
        assert round_ is not None
        assert round_.application_id is not None
        rounds.restart_clock(round_.application_id, NOW, NOW + timedelta(hours=5))
    server = Server()
    for moment in moments:
        server.work(CASES[3], moment + MINUTE)
        server.work(CASES[3], moment + timedelta(hours=6))
    assert len(set(server.of(CASES[3], subject))) == 2


def test_a_round_put_off_by_days_is_reminded_of_by_its_new_day_only(context: Flask) -> None:
    subject, moments = ballot()
    with transaction.unit():
        round_ = round_queries.by_id(int(subject.partition(":")[0]))
        assert round_ is not None
        assert round_.application_id is not None
        rounds.restart_clock(round_.application_id, NOW, NOW + 10 * DAY)
    server = Server()
    for moment in moments:
        server.work(CASES[3], moment + MINUTE)
    assert server.of(CASES[3], subject) == []
    for moment in moments:
        server.work(CASES[3], moment + 10 * DAY + MINUTE)
    assert len(server.of(CASES[3], subject)) == 2


def test_a_late_reminder_of_a_draft_says_how_many_days_are_left_then(context: Flask) -> None:
    subject, _moments = draft()
    server = Server()
    server.work(CASES[0], NOW + 88 * DAY)
    (letter,) = (each for each in server.sent if each.message_id in server.of(CASES[0], subject))
    assert "Without a change it expires in 2 days." in letter.text


def test_days_beyond_a_hundred_are_reminded_of(context: Flask) -> None:
    """A policy may give more time: neither reminder may be taken for one of another day."""
    with transaction.unit():
        policies.ensure_first(NOW)
        adopting.adopted(replace(FIRST, draft_days=200, draft_reminders=(120, 150), credential_reminders=(200,)), NOW)
    subject, _moments = draft()
    server = Server()
    for day in (119, 120, 150):
        server.work(CASES[0], NOW + day * DAY)
    assert len(server.of(CASES[0], subject)) == 2
    subject, _days = credential()
    server.work(CASES[6], NOW)
    assert len(server.of(CASES[6], subject)) == 1


def test_drafts_of_an_older_policy_keep_its_days(context: Flask) -> None:
    subject, moments = draft()
    with transaction.unit():
        adopting.adopted(replace(FIRST, draft_days=400, draft_reminders=(300,)), NOW)
    server = Server()
    server.work(CASES[0], moments[0])
    assert len(server.of(CASES[0], subject)) == 1


@pytest.mark.both
def test_a_re_review_dropped_during_a_suspension_is_told_of_once_when_it_is_over(context: Flask) -> None:
    with transaction.unit():
        physician_id = member()
    with transaction.reading():
        opens = session().get_one(Membership, physician_id).re_review_opens
    at = datetime.combine(opens, NOW.timetz())
    server, case, subject = Server(), Case("re_review_opens", draft, member_clock.remind), str(physician_id)
    member_clock.remind(at)
    moved(physician_id, "suspend", at)
    server.work(case, at)
    server.work(case, at + DAY)
    assert states(case, subject) == [(LetterState.DROPPED, "no longer due")]
    moved(physician_id, "restore", at + 2 * DAY)
    for days in (2, 3, 4):
        server.work(case, at + days * DAY)
    assert len(server.of(case, subject)) == 1
    assert states(case, subject) == [(LetterState.SENT, "")]


def moved(physician_id: int, move: str, at: datetime) -> None:
    with transaction.unit():
        membership.fire(physician_id, move, actor="person:99", now=at, reason="As agreed.")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((-30, 0, 15), {0: date(2026, 7, 1), 15: date(2026, 7, 16)}),  # the invoice itself came on that day
        ((-10, 0), {-10: date(2026, 6, 21), 0: date(2026, 7, 1)}),
        ((-45, 45), {45: date(2026, 8, 15)}),
    ],
)
def test_dues_are_reminded_of_before_they_are_due_too(days: tuple[int, ...], expected: dict[int, date]) -> None:
    assert dues_reminders(date(2026, 6, 1), date(2026, 7, 1), days) == expected
