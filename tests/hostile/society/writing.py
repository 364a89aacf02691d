"""What a physician writes: an opinion that could be signed now, and one that was."""

from datetime import datetime

import sqlalchemy as sa

from directory.consultations.actions import opinion as opinions
from directory.consultations.actions import outcomes
from directory.consultations.models import Consultation
from directory.core import transaction
from directory.core.db import session
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind
from tests.cast import Member
from tests.consultations.opinions import NO, PLAN
from tests.factories import consultations as made
from tests.hostile.roles import OWNER
from tests.hostile.society.scene import Scene


def opinion(owner: Member, now: datetime) -> Scene:
    scene = Scene()
    with transaction.unit():
        physician = session().scalars(sa.select(Physician).where(Physician.person_id == owner.id)).one()
        whole, short = (_due(physician, f"{name}@example.org", now) for name in ("whole", "short"))
        opinions.save(whole.id, PLAN, 0, by=owner.id, now=now)
        opinions.save(short.id, NO, 0, by=owner.id, now=now)
    with transaction.unit():
        opinions.sign(short.id, 1, by=owner.id, name=owner.name, now=now)
        pages = [f"/practice/consultations/{each.reference}/opinion" for each in (whole, short)]
    scene.see(OWNER, pages[0], f"{pages[0]}/sign", f"{pages[1]}/addendum")
    return scene


def _due(physician: Physician, email: str, now: datetime) -> Consultation:
    row = made.confirmed(physician, visit=VisitKind.WRITTEN, email=email, now=now)
    row.ready = now
    outcomes.start_clock(row, now)
    session().flush()
    return row
