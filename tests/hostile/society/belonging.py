"""Members: one whose dues are due and one who has asked to leave; a payment nobody has matched yet; removals."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.accounts.rules import Role
from directory.core import transaction
from directory.core.db import session
from directory.membership.actions import bank, dues, membership
from directory.membership.actions import decision as deciding
from directory.membership.actions import making as carried_out
from directory.membership.actions import matter as answering
from directory.membership.models import Matter, Membership, PaymentLine
from directory.membership.rules.appeal import Hearing
from directory.membership.rules.decision import DecisionAsked, Kind
from directory.membership.rules.dues import Line
from directory.membership.rules.matter import AnswerAsked
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import Vote
from directory.physicians.models import Physician
from tests import cast
from tests.cast import Member
from tests.factories import membership_matters as making
from tests.factories import membership_rounds as rounds
from tests.factories import physicians
from tests.hostile.roles import COORDINATOR, OTHER, OWNER
from tests.hostile.society.scene import Scene


def members(owner: Member, other: Member, now: datetime) -> Scene:
    with transaction.unit():
        mine, theirs = (_physician(each) for each in (owner, other))
        for each in (mine, theirs):
            membership.adopt(each, actor="person:1", now=now)
        paid, invoice = (dues.issue(mine, actor="person:1", now=now) for _ in range(2))
        dues.pay(paid.number, paid.cents, now.date(), actor="person:1", now=now, note="")
        membership.ask_to_resign(theirs, actor=f"person:{other.id}", now=now)
        line = Line(now.date(), invoice.cents, invoice.currency, "O. Owner", "dues", "d" * 64)
        bank.import_lines([line], actor="person:1", now=now)
        waiting = session().scalars(sa.select(PaymentLine.id)).one()
        scene = Scene({"member": str(mine), "invoice": str(invoice.number), "line": str(waiting)})
    scene.see(COORDINATOR, "/office/dues/import", *(f"/office/dues/{each.number}" for each in (paid, invoice)))
    scene.see(COORDINATOR, f"/office/dues/members/{mine}", f"/office/membership/members/{mine}")
    scene.see(OWNER, "/practice/membership", "/practice/membership/resign")
    scene.see(OTHER, "/practice/membership")
    return scene


REMOVED, ACCUSED = "removed member", "accused member"


def matters(office: Member, chair: Member, now: datetime) -> Scene:
    """A removal the member can answer, one whose member wants to be heard, one that was made and can be appealed; a
    re-review that can be opened, and a member from before."""
    accused, heard, gone = (
        cast.member(f"{name}@example.org", f"Dr Mo {name.title()}", Role.PHYSICIAN)
        for name in ("accused", "heard", "gone")
    )
    scene = Scene(people={REMOVED: gone, ACCUSED: accused})
    with transaction.unit():
        judges = tuple(each.id for each in rounds.reviewers(5, first=1100))
        pages = [_proposed(each, office, judges, now) for each in (accused, heard)]
        answering.answer(pages[1].id, AnswerAsked("Hear me.", Hearing.VIDEO), person_id=heard.id, now=now)
        due, before = (physicians.bare_physician(f"Dr Dee {name}") for name in ("Due", "Before"))
        membership.adopt(due.id, actor="person:1", now=now)
        row = session().get_one(Membership, due.id)
        row.re_review_opens = now.date() - timedelta(days=1)
        scene.values |= {"heard": str(pages[1].physician_id), "matter": str(pages[0].id)}
        scene.values |= {"re-reviewed": str(due.id), "unadopted": str(before.id)}
    scene.values["removed matter"] = str(_removed(gone, office, chair, judges, now))
    scene.see(COORDINATOR, f"/office/membership/members/{scene.values['heard']}/removal")
    scene.see(ACCUSED, f"/practice/membership/matters/{scene.values['matter']}")
    scene.see(REMOVED, f"/practice/membership/matters/{scene.values['removed matter']}/appeal")
    return scene


def _proposed(who: Member, office: Member, judges: tuple[int, ...], now: datetime) -> Matter:
    made = physicians.bare_physician(who.name)
    made.person_id = who.id
    session().flush()
    membership.adopt(made.id, actor="person:1", now=now)
    return answering.propose_removal(made.id, making.ASKED, Panel(judges), person_id=office.id, now=now)


def _removed(who: Member, office: Member, chair: Member, judges: tuple[int, ...], now: datetime) -> int:
    long_ago = now - timedelta(days=40)
    with transaction.unit():
        matter = _proposed(who, office, judges, long_ago)
        found = making.Judged(matter.id, matter.physician_id, who.id, office.id, judges)
        for each in judges:
            rounds.declare(found.round(), each, now=long_ago)
    making.voted(found, *[Vote.YES] * 5, now=now - timedelta(days=2))
    with transaction.unit():
        asked = DecisionAsked(Kind.CONFIRM, {}, "Two refusals without a reason.")
        deciding.choose(found.round(), asked, person_id=chair.id, now=now - timedelta(days=1))
    carried_out.make_due(now - timedelta(hours=12))
    return found.matter


def _physician(who: Member) -> int:
    return session().scalars(sa.select(Physician.id).where(Physician.person_id == who.id)).one()
