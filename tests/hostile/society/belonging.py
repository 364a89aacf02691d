"""Members: one whose dues are due and one who has asked to leave; a payment nobody has matched yet."""

from datetime import datetime

import sqlalchemy as sa

from directory.core import transaction
from directory.core.db import session
from directory.membership.actions import bank, dues, membership
from directory.membership.models import PaymentLine
from directory.membership.rules.dues import Line
from directory.physicians.models import Physician
from tests.cast import Member
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


def _physician(who: Member) -> int:
    return session().scalars(sa.select(Physician.id).where(Physician.person_id == who.id)).one()
