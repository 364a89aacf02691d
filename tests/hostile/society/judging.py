"""Rounds: one open in which ballots are cast, one in which the own ballot is in, and closed ones at each step after."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from directory.core import audit, transaction, vault
from directory.core.db import session
from directory.membership.actions import appeal, making, record, sections, submitting, talk
from directory.membership.actions import decision as deciding
from directory.membership.models import Application, Condition, Round
from directory.membership.queries import application as applications
from directory.membership.queries import rounds as queries
from directory.membership.queries.sections import document_name
from directory.membership.rules.appeal import AppealAsked, Hearing
from directory.membership.rules.application import State
from directory.membership.rules.blocks import BlockAsked, Ground
from directory.membership.rules.criteria import EvidenceKind
from directory.membership.rules.decision import ConditionAsked, ConditionKind, DecisionAsked, Kind
from directory.membership.rules.evidence import Piece, Shape
from directory.membership.rules.record import Redaction
from directory.membership.rules.rounds import Vote
from directory.membership.rules.sections import Section
from tests.cast import Member
from tests.factories import membership_application as writing
from tests.factories import membership_decide as decide
from tests.factories import membership_documents as papers
from tests.factories import membership_rounds as rounds
from tests.hostile.roles import CHAIR, COORDINATOR, REVIEWER
from tests.hostile.society.scene import Scene, written

OPENED = timedelta(days=30)
DECLINED = "declined"
DOCUMENT = "d" * 32


def open_round(reviewer: Member, now: datetime) -> Scene:
    judged = rounds.whole_application(now - OPENED)
    _document(judged, now)
    with transaction.unit():
        lay, *others = (each.id for each in rounds.reviewers(4))
        judging = [reviewer.id, *others]
        made = rounds.opened_people(judging, lay, application_id=judged, now=now - OPENED)
        for person in (*judging, lay):
            rounds.declare(made, person, now=now - timedelta(days=29))
        seat = queries.locked_seat_or_404(made.reference, others[0])
        block = talk.raise_block(seat, BlockAsked(Ground.DANGER, "Infections.", "Case C07."), now)
        reference = session().get_one(Application, judged).reference
        values = {"round": made.reference, "judged": reference, "block": str(block.id), "document": DOCUMENT}
    scene = Scene(values)
    scene.see(REVIEWER, f"/review/{made.reference}/7")
    scene.see(COORDINATOR, f"/office/membership/{reference}")
    return scene


def _document(application_id: int, now: datetime) -> None:
    with transaction.unit():
        found = session().get_one(Application, application_id)
        key = vault.opened(applications.own_vault(found))
        bound = document_name(found, DOCUMENT)
        found.state = State.DRAFT
        sealed = sections.store_document(key, bound, DOCUMENT, papers.pdf())
        piece = Piece(EvidenceKind.CV, Shape.DOCUMENT, "Training")
        sections.add_piece(found.id, Section.CRITERION_7, piece, document=sealed, replaces=None, now=now)
        found.state = State.SCREENING


def own_ballot_in(reviewer: Member, now: datetime) -> Scene:
    """Cast, and something new was said since; and a round in which nothing was declared yet."""
    scene = Scene()
    with transaction.unit():
        made, undeclared = (_opened([reviewer.id], number, now) for number in (900, 920))
        people = [each.person_id for each in queries.electors(made.id)]
        for person in people:
            rounds.declare(made, person, now=now - OPENED)
        application = session().get_one(Application, made.application_id)
        submitting.freeze(application, actor="system", now=now - OPENED)
        rounds.cast(made, reviewer.id, now=now - timedelta(days=2))
        state, application.state = application.state, State.DRAFT
        writing.put(application, Section.CRITERION_4, {"statement": "Four in five were hair."}, now)
        application.state = state
        submitting.freeze(application, actor="system", now=now - timedelta(days=1))
        rounds.cast(made, people[1], now=now - timedelta(days=2))
        seat = queries.locked_seat_or_404(made.reference, people[1])
        talk.remark(seat, 3, "Look at case C04.", "a" * 32, now - timedelta(days=1))
    scene.see(REVIEWER, f"/review/{made.reference}", f"/review/{made.reference}/panel")
    scene.see(REVIEWER, f"/review/{undeclared.reference}/declare")
    return scene


def _opened(first: list[int], number: int, now: datetime) -> Round:
    others = [each.id for each in rounds.reviewers(4, first=number)]
    judged = written(f"Dr Jude Judged{number}", f"TX-{number}", now - OPENED)
    return rounds.opened_people([*first, *others[1:]], others[0], application_id=judged.id, now=now - OPENED)


def closed(now: datetime, number: int, vote: Vote = Vote.YES, score: int = 4) -> Round:
    """All voted alike."""
    then = now - timedelta(days=3)
    with transaction.unit():
        made = _opened([], number, now)
        people = [each.person_id for each in queries.electors(made.id)]
        for person in people:
            rounds.declare(made, person, now=now - OPENED)
        for person in people:
            rounds.cast(made, person, vote, score, reason="As the scores say.", now=then)
    with transaction.unit():
        audit.seal()
        return session().get_one(Round, made.id)


HELD = ConditionAsked(ConditionKind.SUPERVISION, "Twelve more cases.", date(2027, 6, 1))


def decided(chair: Member, second: Member, now: datetime) -> Scene:
    """One to decide, one that may be undone, one that waits for a second signature, one that was declined."""
    to_decide, chosen, deferred, conditional = (closed(now, number) for number in (940, 950, 960, 990))
    declined, appealed = (closed(now, number, Vote.NO, 1) for number in (970, 980))
    reasons = dict.fromkeys(range(1, 9), "Not shown.")
    long_ago = now - timedelta(days=1)
    defer = DecisionAsked(Kind.DEFER, {}, "We need more time.", "A new fact.")
    with transaction.unit():
        for each in (declined, appealed):
            deciding.choose(each, decide.confirm(reasons), person_id=chair.id, now=long_ago)
        deciding.choose(conditional, decide.confirm(conditions=(HELD,)), person_id=chair.id, now=long_ago)
        deciding.sign(conditional, person_id=second.id, now=long_ago)
    making.make_due(now - timedelta(hours=2))
    with transaction.unit():
        deciding.choose(chosen, decide.confirm(), person_id=chair.id, now=now)
        deciding.choose(deferred, defer, person_id=second.id, now=now)
        scene = Scene()
        found, other = (session().get_one(Application, each.application_id) for each in (declined, appealed))
        scene.applicant(DECLINED, found)
        asked = AppealAsked("The score was of another case.", Hearing.VIDEO)
        lodged = appeal.lodge(other.id, asked, person_id=other.person_id, now=now)
        held = session().scalars(sa.select(Condition)).one()
        scene.values |= {"admitted": str(held.physician_id), "condition": str(held.id)}
        scene.values["appeal"] = str(lodged.id)
        reference, of_chosen = found.reference, chosen.reference
    built = [record.build(found.id, each) for each in (Redaction.PUBLIC, Redaction.COURT)]
    with transaction.unit():
        found = session().get_one(Application, found.id)
        row, _court = [record.keep(found, each, person_id=chair.id, now=now) for each in built]
    scene.values |= {"record": reference, "record number": str(row), "to decide": to_decide.reference}
    scene.see(CHAIR, *(f"/review/chair/{each.reference}/decision" for each in (chosen, deferred, declined)))
    scene.see(CHAIR, f"/review/chair/{of_chosen}", f"/review/chair/appeals/{lodged.id}")
    scene.see(COORDINATOR, f"/office/membership/members/{scene.values['admitted']}")
    scene.see(DECLINED, f"/membership/application/{reference}/decision", f"/membership/application/{reference}/appeal")
    return scene
