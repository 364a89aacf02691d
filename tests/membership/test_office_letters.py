"""The office's list of e-mails: a coordinator in conflict finds none of the file's, whatever their number counts."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.rules import Role
from directory.core import audit, outbox, transaction
from directory.core.db import db, session
from directory.core.outbox import LetterRow, LetterState
from directory.membership.actions import comments, desk, information
from directory.membership.actions import rounds as opening
from directory.membership.actions.caselog import assistants
from directory.membership.models import AdverseSummary, Appeal, Application, Block, Decision, Elector, Round
from directory.membership.queries import application as applications
from directory.membership.queries import letters
from directory.membership.rules import rounds
from directory.membership.rules.appeal import Hearing
from directory.membership.rules.application import Outcome, State
from directory.membership.rules.blocks import Ground
from directory.membership.rules.decision import Kind
from directory.membership.rules.information import Item
from directory.membership.rules.letter_names import LETTER_NAMES
from directory.membership.rules.result import Verdict
from directory.membership.rules.sections import Section
from directory.pages import queries as pages
from tests.cast import Member, csrf_token, member, sign_in_fast
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import membership_application as application_factory
from tests.factories import membership_desk as desk_factory
from tests.factories import membership_referees as referees
from tests.factories import membership_rounds as make
from tests.membership.test_review_views import Fresh

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class World:
    app: Flask
    one: Member
    hidden: int
    other: int

    def client(self) -> Fresh:
        db.session.remove()
        made = Fresh(self.app, self.app.response_class, use_cookies=True)
        sign_in_fast(made, self.one)
        return made


def subjects_of(application: Application, judge: int) -> dict[str, str]:
    """One row of everything an e-mail may count, and by kind the subject that names it."""
    round_ = _round(application, judge)
    told = desk_factory.from_patient(round_, email=f"pat{application.id}@example.org")
    comments.send(told, NOW)
    summary = AdverseSummary(
        round_id=round_.id, number=1, words=b"x", sent=NOW, sent_by=judge, due=NOW + DAY, referees=False
    )
    block = Block(
        round_id=round_.id, person_id=judge, ground=Ground.DANGER, words=b"x", raised=NOW, due=NOW + DAY
    )  # fmt: skip
    session().add_all([summary, block])
    session().flush()
    decision = _decided(application, round_, judge)
    appeal = Appeal(
        application_id=application.id, decision_id=decision.id, grounds=b"x", hearing=Hearing.NONE, lodged=NOW
    )
    session().add(appeal)
    session().flush()
    return {
        "adverse_": str(summary.id),
        "appeal_": str(appeal.id),
        "application_": str(application.id),
        "comment_notice": f"{round_.id}:{judge}",
        "comment_": str(told.id),
        "decision_second": f"{decision.id}:{judge}",
        "decision": str(decision.id),
        "round_block": f"{block.id}:{judge}",
        "round_": f"{round_.id}:{judge}",
    }


def _round(application: Application, judge: int) -> Round:
    round_ = opening.plan(rounds.Kind.ADMISSION, application_id=application.id, actor="system", now=NOW)
    round_.state, round_.opened, round_.policy = rounds.State.OPEN, NOW, 1
    round_.comments_end = round_.comments_until = NOW + DAY
    round_.closes = NOW + 2 * DAY
    application.state = State.IN_REVIEW
    session().flush()
    session().add(Elector(round_id=round_.id, person_id=judge, seat=rounds.Seat.MEMBER, seated=NOW))
    session().flush()
    return round_


def _decided(application: Application, round_: Round, judge: int) -> Decision:
    round_.state, round_.closed, round_.verdict = rounds.State.CLOSED, NOW + DAY, Verdict.NOT_CARRIED
    session().flush()
    decision = Decision(
        round_id=round_.id, computed=Verdict.NOT_CARRIED, application_id=application.id, kind=Kind.CONFIRM,
        outcome=Outcome.DECLINED, reasons=b"x", signed_by=judge, chosen=NOW + DAY, due=NOW + 2 * DAY,
    )  # fmt: skip
    session().add(decision)
    session().flush()
    return decision


def before_review(application: Application) -> dict[str, str]:
    application.state = State.DRAFT
    helper = assistants.invite(application, "helper@example.org", NOW)
    referee = referees.named(application)[0]
    application.state, application.submitted = State.SCREENING, NOW
    session().flush()
    asked = information.ask(application, [Item(Section.YOU, "Which year?")], actor="system", now=NOW)
    application.state = State.SCREENING
    session().flush()
    return {"case_assistant": str(helper.id), "referee_": str(referee.id), "information_": str(asked.id)}


def kinds_of_membership() -> list[str]:
    """Every registered one, by where it is written."""
    return sorted(
        name for name, kind in outbox.KINDS.items() if kind.load.__module__.startswith("directory.membership.")
    )


def kinds_of_files() -> set[str]:
    """Those about an application or its round, not about a matter of a member."""
    members = next(kinds for _numbers, kinds in letters.ABOUT if "removal_notice" in kinds)
    return set(kinds_of_membership()) - letters.OPEN - members


def post_all(subjects: dict[str, str], revision: int) -> None:
    """One failed e-mail of each kind that is about a file."""
    for kind in sorted(kinds_of_files()):
        subject = subjects[max((each for each in subjects if kind.startswith(each)), key=len)]
        session().add(
            LetterRow(
                kind=kind, subject=subject, revision=revision, due=NOW, try_at=NOW, state=LetterState.FAILED, ended=NOW
            )
        )


@pytest.fixture
def world(context: Flask) -> World:
    one = member("one@example.org", "Kim Office", Role.COORDINATOR)
    ids = []
    with transaction.unit():
        judges = [each.id for each in make.reviewers(2)]
        for judge in judges:
            applicant = accounts.person(Role.APPLICANT, email=f"applicant{judge}@example.org")
            ids.append((application_factory.draft(applicant.id, now=NOW).id, judge))
    subjects = []
    for number, judge in ids:
        with transaction.unit():
            application = applications.locked(number)
            subjects.append(before_review(application) | subjects_of(application, judge))
    with transaction.unit():
        session().execute(sa.delete(LetterRow))
        post_all(subjects[0], 7000)
        post_all(subjects[1], 7001)
    with transaction.unit():
        desk.declare_conflict(applications.locked(ids[0][0]), one.id, "We trained together.", NOW)
    db.session.remove()
    return World(context, one, ids[0][0], ids[1][0])


def test_every_kind_of_membership_says_what_its_number_counts(context: Flask) -> None:
    said = [kind for _numbers, kinds in letters.ABOUT for kind in kinds] + list(letters.OPEN)
    assert sorted(said) == kinds_of_membership()


def test_every_kind_of_membership_has_a_name_for_people(context: Flask) -> None:
    assert sorted(LETTER_NAMES) == kinds_of_membership()


@pytest.mark.both
def test_a_coordinator_in_conflict_finds_no_e_mail_of_the_file(world: World) -> None:
    closed = kinds_of_files()
    found: dict[int, set[str]] = {7000: set(), 7001: set()}
    for number in (1, 2, 3):
        for row in pages.letter_page(pages.Shown(), number, world.one.id).rows:
            found[row.revision].add(row.kind)
    assert found == {7000: set(), 7001: closed}
    assert pages.letter_page(pages.Shown(), 1, world.one.id).total == len(closed)
    assert pages.desk(NOW, world.one.id).letters_failed == len(closed)


def test_the_pages_search_and_sending_again_say_nothing_of_them(world: World) -> None:
    with transaction.reading():
        rows = session().scalars(sa.select(LetterRow).order_by(LetterRow.id))
        ids = {(row.kind, row.revision): row.id for row in rows}
        asked = {row.kind: row.subject for row in session().scalars(sa.select(LetterRow)) if row.revision == 7000}
    client = world.client()
    for kind, subject in asked.items():
        text = client.get(f"/office/letters?kind={kind}&subject={subject}").text
        assert f"/office/letters/{ids[(kind, 7000)]}/again" not in text, kind
        assert "No e-mails here." in text, kind
        assert "1 e-mail<" in client.get(f"/office/letters?kind={kind}").text, kind
    token = csrf_token(client, "/office/letters")
    for (kind, revision), number in ids.items():
        if kind.startswith(("referee_a", "adverse_s")):
            answer = client.post(f"/office/letters/{number}/again", data={"csrf_token": token})
            assert answer.status_code == (404 if revision == 7000 else 303), (kind, revision)
    with transaction.reading():
        states = {row.kind: row.state for row in session().scalars(sa.select(LetterRow)) if row.revision == 7000}
    assert set(states.values()) == {LetterState.FAILED}


def test_what_a_colleague_sent_again_is_no_row_of_the_audit_log_either(world: World) -> None:
    with transaction.unit():
        rows = session().scalars(sa.select(LetterRow).where(LetterRow.kind == "referee_asked"))
        names = {row.revision: f"letter:{row.id}" for row in rows}
        for name in names.values():
            audit.record("site", "letter.again", actor="person:999", subject=name, now=NOW)
    text = world.client().get("/office/audit").text
    assert f">{names[7001]}<" in text
    assert f">{names[7000]}<" not in text
