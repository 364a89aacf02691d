"""Comments and what the applicant was told of them. Who wrote what is opened for the office only."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from directory.accounts.models import Person
from directory.consultations.models import Consultation, Patient
from directory.consultations.queries.access import email_digest
from directory.consultations.rules import states
from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import Application, Comment, Elector, Round
from directory.membership.queries.application import referees_vault
from directory.membership.rules.comments import NotOpen, Told
from directory.membership.rules.rounds import Kind, State
from directory.physicians import queries as physicians
from directory.physicians.models import Physician

FOLDER = "comments"


@dataclass(frozen=True, slots=True)
class Period:
    """An open comment period."""

    application: Application
    round: Round
    until: datetime


def period_or_404(reference: str, now: datetime, person_id: int | None) -> Period:
    """NotThere where there never was one, and for a reviewer who takes no part; NotOpen after its end."""
    shown = (Round.kind == Kind.ADMISSION, Round.comments_end.is_not(None))
    query = sa.select(Application, Round).join(Round, Round.application_id == Application.id)
    query = query.where(Application.reference == reference, *shown).order_by(Round.id.desc()).limit(1)
    row = session().execute(query).first()
    if row is None or (person_id is not None and recused(row[1].id, person_id)):
        raise NotThere
    application, round_ = row
    if round_.state is not State.OPEN or round_.comments_end is None or round_.comments_end <= now:
        raise NotOpen
    return Period(application, round_, round_.comments_end)


def recused(round_id: int, person_id: int) -> bool:
    return _seat(round_id, person_id, Elector.recused.is_not(None))


def sits(round_id: int, person_id: int) -> bool:
    return _seat(round_id, person_id, Elector.recused.is_(None))


def _seat(round_id: int, person_id: int, which: sa.ColumnElement[bool]) -> bool:
    query = sa.select(Elector.person_id).where(Elector.round_id == round_id, Elector.person_id == person_id, which)
    return session().scalar(query) is not None


def is_member(person_id: int) -> bool:
    query = sa.select(Physician.id).where(Physician.person_id == person_id, physicians.listed())
    return session().scalar(query) is not None


def members() -> list[int]:
    """Accounts of everybody listed."""
    query = sa.select(Physician.person_id).where(Physician.person_id.is_not(None), physicians.listed())
    return [person_id for person_id in session().scalars(query.order_by(Physician.person_id)) if person_id is not None]


def has_consultation(digest: str) -> bool:
    """Of any physician here: asked for and not taken back."""
    kept = Consultation.state.not_in([states.State.DRAFT, states.State.WITHDRAWN])
    query = sa.select(Consultation.id).join(Patient, Patient.id == Consultation.patient_id)
    return session().scalar(query.where(Patient.email_digest == digest, kept).limit(1)) is not None


def digest_of(email: str) -> str:
    """The same as a patient's: an address that has a consultation here is found by it."""
    return email_digest(email)


def by_id(comment_id: int) -> Comment | None:
    return session().get(Comment, comment_id)


def by_submission(submission: str) -> Comment | None:
    return session().scalar(sa.select(Comment).where(Comment.submission == submission))


def about(comment: Comment) -> tuple[Application, Round]:
    query = sa.select(Application, Round).join(Round, Round.application_id == Application.id)
    row = session().execute(query.where(Round.id == comment.round_id)).one()
    return row[0], row[1]


def told_name(comment: Comment) -> str:
    return f"comment/{comment.submission}/told"


def proof_name(comment: Comment) -> str:
    return f"comment/{comment.submission}/proof"


def told(application: Application, comment: Comment) -> Told:
    """Raises vault.Erased after the key was destroyed."""
    key = vault.opened(referees_vault(application))
    return Told(**cast("dict[str, str]", vault.open_json(key, told_name(comment), comment.told)))


@dataclass(frozen=True, slots=True)
class Received:
    """A comment as the office reads it."""

    comment: Comment
    told: Told
    verified_by: str
    read_by: str


def of_application(application: Application) -> list[Received]:
    """Those that were received, oldest first, of all its rounds."""
    query = (
        sa.select(Comment)
        .join(Round, Round.id == Comment.round_id)
        .where(Round.application_id == application.id, Comment.received.is_not(None))
        .order_by(Comment.received, Comment.id)
    )
    rows = list(session().scalars(query))
    known = names([who for row in rows for who in (row.verified_by or row.refused_by, row.read_by) if who])
    return [
        Received(
            row,
            told(application, row),
            known.get(row.verified_by or row.refused_by or 0, ""),
            known.get(row.read_by or 0, ""),
        )
        for row in rows
    ]


def names(ids: list[int]) -> dict[int, str]:
    query = sa.select(Person.id, Person.name).where(Person.id.in_(ids))
    return {row[0]: row[1] for row in session().execute(query)} if ids else {}


def name_of(person_id: int) -> list[str]:
    """Name and address of a member who wrote."""
    row = session().execute(sa.select(Person.name, Person.email).where(Person.id == person_id)).first()
    return list(row) if row else []


def received_or_404(application: Application, comment_id: int) -> Comment:
    query = sa.select(Comment).join(Round, Round.id == Comment.round_id)
    query = query.where(Comment.id == comment_id, Comment.received.is_not(None), Round.application_id == application.id)
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotThere
    return found
