"""Consultations for tests, made by the real actions: hold, draft, book, confirm. Call inside `transaction.unit()`."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from directory.consultations.actions import access, booking, drafting, outcomes
from directory.consultations.models import Consultation
from directory.consultations.queries import access as found
from directory.consultations.rules.booking import Birth, Contact, Wish
from directory.core import links
from directory.core.db import session
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind
from directory.scheduling import actions as scheduling
from directory.scheduling.rules import HoldRequest, Reason
from tests.cast import Member
from tests.conftest import NOW
from tests.factories import scheduling as times

CONTACT = Contact(
    name="Robin Reader",
    email="robin@example.org",
    phone="+442079460018",
    leave_message=False,
    country="GB",
    region="",
    birth_year=1985,
    birth_date="",
)
WISH = Wish(Reason.RECEDING, "It began at the temples.", ())
STARTS = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)  # a Tuesday, 10 am in New York
LENGTH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Browser:
    """Whose browser books; each has its own id and network."""

    visitor: str = field(default_factory=lambda: secrets.token_hex(16))


def physician_of(person: Member, zone: str = "America/New_York", *, now: datetime = NOW, **values: Any) -> Physician:
    """A bookable physician with an account, by video, telephone and in writing."""
    kinds = [VisitKind.VIDEO, VisitKind.TELEPHONE, VisitKind.WRITTEN]
    given = {"visits": kinds, "person_id": person.id, "name": person.name.removeprefix("Dr "), **values}
    return times.available(zone, now=now, **given)


def booked(
    physician: Physician,
    starts: datetime = STARTS,
    *,
    visit: VisitKind = VisitKind.VIDEO,
    now: datetime = NOW,
    browser: Browser | None = None,
    wish: Wish = WISH,
    **contact: Any,
) -> Consultation:
    """As the Book pages do it: the address is not confirmed yet."""
    who = browser or Browser()
    claim_id = None
    if visit is not VisitKind.WRITTEN:
        asked = HoldRequest(physician.id, starts, visit)
        claim_id = scheduling.hold(asked, times.holder(who.visitor), now).id
    start = drafting.Start(who.visitor, physician.id, visit, claim_id, zone="Europe/London", locale="en", about="")
    chosen = replace(CONTACT, **contact)
    born = date.fromisoformat(chosen.birth_date) if chosen.birth_date else None
    draft = drafting.save_contact(chosen, Birth(adult=True, year=chosen.birth_year, full=born), start, now)
    drafting.save_wish(draft, wish, who.visitor, now)
    answers = booking.Confirmation(private=False, fewer_reminders=False, replace=False)
    made = booking.book(draft.id, answers, who.visitor, now)
    session().flush()
    return made


def confirmed(physician: Physician, starts: datetime = STARTS, *, now: datetime = NOW, **values: Any) -> Consultation:
    """The button behind the link was pressed."""
    made = booked(physician, starts, now=now, **values)
    return access.keep(made.id, now)


def attended(physician: Physician, starts: datetime = STARTS, *, now: datetime = NOW, **values: Any) -> Consultation:
    """Booked at `now`, marked by the physician at its end."""
    made = confirmed(physician, starts, now=now, **values)
    return outcomes.attended(made.id, f"person:{physician.person_id}", starts + LENGTH)


def token_of(consultation: Consultation) -> str:
    """What the patient's e-mails carry."""
    token = links.token_for(found.LETTER, str(consultation.id))
    assert token is not None
    return token
