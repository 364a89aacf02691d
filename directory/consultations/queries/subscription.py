"""The physician's subscribed calendar: whose a secret address is, and the calls it shows."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.accounts.models import Person
from directory.consultations.models import Consultation
from directory.consultations.queries.practice import initials, name_of, with_vaults
from directory.consultations.rules.states import COMING, Appointment
from directory.core import links
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.physicians.models import Physician

LINK = links.whole("calendar")
SHOWN = frozenset({*COMING, Appointment.ATTENDED, Appointment.MISSED, Appointment.PHYSICIAN_ABSENT})
PAST = timedelta(days=30)
MOST = 1000


def token_of(physician_id: int, now: datetime) -> str | None:
    """The secret of the address in force; None before the first and after the end."""
    token = links.token_for(LINK, str(physician_id))
    return token if token and links.subject_of(LINK, token, now) else None


def subscribed_or_404(token: str, now: datetime) -> Physician:
    """Nothing is shown any more to whom may not sign in any more."""
    subject = links.subject_of(LINK, token, now)
    if subject is None:
        raise NotThere
    query = sa.select(Physician).join(Person, Person.id == Physician.person_id)
    found = session().scalar(query.where(Physician.id == int(subject), Person.closed.is_(None)))
    if found is None:
        raise NotThere
    return found


def calls_of(physician_id: int, now: datetime) -> list[tuple[Consultation, str]]:
    """Calls from a month ago on, each with the patient's initials."""
    query = with_vaults().where(Consultation.physician_id == physician_id, Consultation.appointment.in_(SHOWN))
    query = query.where(Consultation.starts > now - PAST).order_by(Consultation.starts, Consultation.id).limit(MOST)
    rows = session().execute(query).all()  # held until the names are open: the session forgets keys nobody holds
    return [(consultation, initials(name_of(consultation))) for consultation, _key in rows]
