"""What patients come back to: a consent taken back, something more that is asked for, a request closed by silence."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import access, asking, outcomes, silence, withdrawing
from directory.consultations.models import Consultation
from directory.consultations.rules.asking import Asking
from directory.core import transaction
from directory.core.db import session
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind
from tests.cast import Member
from tests.factories import consultations as made
from tests.hostile.roles import PATIENT, VISITOR
from tests.hostile.society.scene import Scene


def waited_for(owner: Member, now: datetime) -> Scene:
    scene = Scene()
    with transaction.unit():
        physician = session().scalars(sa.select(Physician).where(Physician.person_id == owner.id)).one()
        withdrawn, asked, silent = (_request(physician, name, now) for name in ("withdrawn", "asked", "silent"))
        withdrawing.withdraw(withdrawn.id, Purpose.SHARE, now)
        asked.ready = now
        outcomes.start_clock(asked, now)
        session().flush()
        asking.ask(asked.id, Asking((), "Please tell me since when."), f"person:{owner.id}", now)
        silent.updated = now - timedelta(days=61)
        session().flush()
        assert silence.close_silent(now) == 1
        taken, more, closed = (f"/c/{made.token_of(each)}" for each in (withdrawn, asked, silent))
    scene.see(PATIENT, f"{taken}/consents/share/again", f"{more}/more", closed)
    return scene


def _request(physician: Physician, name: str, now: datetime) -> Consultation:
    """In writing, and open in the patient's browser."""
    row = made.confirmed(physician, visit=VisitKind.WRITTEN, email=f"{name}@example.org", now=now)
    access.trust(row, VISITOR, now, proven=True, remember=True)
    return row
