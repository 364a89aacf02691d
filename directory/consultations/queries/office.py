"""The coordinators' list and page: states, times and flags; no name in the list, no health answer anywhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from directory.consultations.models import Consultation, Event
from directory.consultations.queries.joining import NOBODY_CAME
from directory.consultations.rules.states import COMING, ENDED, OPEN, Appointment, State
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.core.refusals import NotThere
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    state: State | None = None
    appointment: Appointment | None = None
    physician: str = ""
    since: date | None = None
    until: date | None = None
    search: str = ""
    attention: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    consultation: Consultation
    physician: str
    slug: str
    zone: str
    unconfirmed: bool
    unmarked: bool
    nobody_came: bool


def page(asked: Filters, now: datetime) -> tuple[list[Row], int]:
    """Two statements: those who wait alone on top, then the latest start first."""
    where = _where(asked, now)
    own = Physician.id == Consultation.physician_id
    count = sa.select(sa.func.count()).select_from(Consultation).join(Physician, own)
    total = session().scalar(count.where(*where)) or 0
    waits = _nobody_came().label("waits")
    query = sa.select(Consultation, Physician.name, Physician.slug, Physician.zone, waits).join(Physician, own)
    when = sa.func.coalesce(Consultation.starts, Consultation.booked)
    query = query.where(*where).order_by(waits.desc(), when.desc(), Consultation.id.desc())
    rows = session().execute(query.limit(PAGE).offset((asked.page - 1) * PAGE))
    return [_row(*row, now=now) for row in rows], total


def by_reference_or_404(reference: str) -> Consultation:
    return _one(_chosen(reference))


def letters_of(consultation_id: int, kinds: Iterable[str]) -> list[LetterRow]:
    """E-mails of a consultation, the latest first; subjects are its id, with a part after a colon for some."""
    subject = str(consultation_id)
    about = sa.or_(LetterRow.subject == subject, LetterRow.subject.like(f"{subject}:%"))
    query = sa.select(LetterRow).where(LetterRow.kind.in_(list(kinds)), about)
    return list(session().scalars(query.order_by(LetterRow.due.desc(), LetterRow.id.desc()).limit(100)))


def unconfirmed(consultation: Consultation) -> bool:
    """Nobody has opened the e-mail yet: the address may be wrong."""
    return consultation.confirmed is None and consultation.state not in ENDED


def coming(physician_id: int, now: datetime) -> int:
    """How many calls of a physician are still ahead, and written requests still to be answered."""
    calls = sa.and_(Consultation.appointment.in_(COMING), Consultation.starts > now)
    asked = sa.and_(Consultation.visit == VisitKind.WRITTEN, Consultation.state.in_(OPEN))
    mine = sa.and_(Consultation.physician_id == physician_id, sa.or_(calls, asked))
    return session().scalar(sa.select(sa.func.count()).select_from(Consultation).where(mine)) or 0


def _chosen(reference: str) -> sa.Select[Consultation]:
    return sa.select(Consultation).where(Consultation.reference == reference, Consultation.state != State.DRAFT)


def _one(query: sa.Select[Consultation]) -> Consultation:
    found = session().scalars(query).one_or_none()
    if found is None:
        raise NotThere
    return found


def _where(asked: Filters, now: datetime) -> list[sa.ColumnElement[bool]]:
    row = Consultation
    chosen = [row.state != State.DRAFT]
    if asked.state is not None:
        chosen.append(row.state == asked.state)
    if asked.appointment is not None:
        chosen.append(row.appointment == asked.appointment)
    if asked.physician:
        chosen.append(Physician.name.icontains(asked.physician, autoescape=True))
    if asked.since is not None:
        chosen.append(row.starts >= _midnight(asked.since))
    if asked.until is not None:
        chosen.append(row.starts < _midnight(asked.until) + timedelta(days=1))
    if asked.search:
        chosen.append(row.reference.icontains(_reference(asked.search), autoescape=True))
    if asked.attention:
        chosen.append(_attention(now))
    return chosen


def _attention(now: datetime) -> sa.ColumnElement[bool]:
    """Somebody waits, nobody has marked the call for a day, or the address is in doubt."""
    row = Consultation
    unmarked = sa.and_(row.appointment.in_(COMING), row.ends <= now - timedelta(days=1))
    doubtful = sa.and_(row.confirmed.is_(None), row.state.not_in(ENDED))
    return sa.or_(sa.and_(_nobody_came(), row.state.not_in(ENDED)), unmarked, doubtful)


def _nobody_came() -> sa.ColumnElement[bool]:
    """Said by a patient of a call that is not marked yet."""
    said = sa.exists().where(Event.consultation_id == Consultation.id, Event.what == NOBODY_CAME)
    return sa.and_(said, Consultation.appointment.in_(COMING))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _reference(text: str) -> str:
    """As it is read aloud: with or without the hyphen, in any case."""
    letters = "".join(c for c in text.upper() if c.isalnum())
    return f"{letters[:4]}-{letters[4:]}" if len(letters) == 8 else text.strip().upper()


def _row(
    consultation: Consultation, name: str, slug: str, zone: str, waits: bool | int | None, *, now: datetime
) -> Row:
    ended = consultation.ends is not None and consultation.ends <= now - timedelta(days=1)
    return Row(
        consultation=consultation,
        physician=name,
        slug=slug,
        zone=zone,
        unconfirmed=unconfirmed(consultation),
        unmarked=consultation.appointment in COMING and ended,
        nobody_came=bool(waits),
    )
