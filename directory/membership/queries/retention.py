"""Applications whose work is over, with what is still kept of each; and what the files of an application are called."""

from collections.abc import Collection, Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from directory.core.db import session
from directory.core.vault import Vault
from directory.membership.models import Application, ApplicationStep, Comment, Document, Referee, RefereeProof, Round
from directory.membership.queries import comments, documents
from directory.membership.queries import policy as policies
from directory.membership.queries.desk import visible_to
from directory.membership.rules.application import State
from directory.membership.rules.retention import OVER, Ended, Part

BATCH = 200
PROOFS = "referee-proofs"
SUBJECT = "application"
_ENDED = frozenset({State.DECIDED, State.WITHDRAWN, State.EXPIRED})
_VAULTS = {
    Part.CASES: Application.cases_vault_id,
    Part.REFEREES: Application.referees_vault_id,
    Part.OWN: Application.vault_id,
}


def ended(before: datetime) -> Iterator[Ended]:
    """Those over since before a moment that still hold something, by id, read in batches."""
    last = 0
    while True:
        found = _ended(Application.id > last, _over_at() <= before)
        yield from found
        if len(found) < BATCH:
            return
        last = found[-1].id


def ended_now(application_id: int) -> Ended | None:
    """As it is at this moment; None where it is under way (again), or nothing is kept of it any more."""
    return next(iter(_ended(Application.id == application_id)), None)


def _over_at() -> sa.ColumnElement[datetime]:
    """Being closed is not being over: the step before counts."""
    moved = sa.select(sa.func.max(ApplicationStep.at)).where(
        ApplicationStep.application_id == Application.id, ApplicationStep.after.in_(_ENDED)
    )
    return sa.func.coalesce(moved.correlate(Application).scalar_subquery(), Application.entered)


def _ended(*where: sa.ColumnElement[bool]) -> list[Ended]:
    vaults = {part: aliased(Vault) for part in Part}
    query = sa.select(Application, _over_at(), *(each.destroyed for each in vaults.values()))
    for part, each in vaults.items():
        query = query.join(each, each.id == _VAULTS[part])
    kept = sa.or_(*(each.destroyed.is_(None) for each in vaults.values()))
    query = query.where(Application.state.in_(OVER), kept, *where).order_by(Application.id).limit(BATCH)
    rows = session().execute(query.execution_options(populate_existing=True)).all()
    days = _appeal_days([row[0] for row in rows])
    return [_row(row[0], row[1], row[2:], days[row[0].id]) for row in rows]


def _row(application: Application, at: datetime, destroyed: Collection[datetime | None], days: int) -> Ended:
    return Ended(
        id=application.id,
        reference=application.reference,
        person_id=application.person_id,
        at=at,
        submitted=application.submitted is not None,
        decided=application.outcome is not None,
        appeal_days=days,
        parts=frozenset(part for part, gone in zip(Part, destroyed, strict=True) if gone is None),
        frozen=application.frozen is not None,
    )


def _appeal_days(shown: Collection[Application]) -> dict[int, int]:
    versions = {each.id: {each.policy} for each in shown}
    query = sa.select(Round.application_id, Round.policy).where(Round.application_id.in_(versions))
    for application_id, policy in session().execute(query):
        if application_id is not None and policy is not None:
            versions[application_id].add(policy)
    return {each: max(policies.of(number).appeal_days for number in found) for each, found in versions.items()}


def document_names(application_id: int) -> list[str]:
    """In the store; those that were replaced as well."""
    query = sa.select(Document.id).where(Document.application_id == application_id).order_by(Document.id)
    return [f"{documents.FOLDER}/{each}" for each in session().scalars(query)]


def proof_names(application_id: int) -> list[str]:
    """Proofs of former patients, and of those who commented."""
    proofs = sa.select(RefereeProof.id).join(Referee, Referee.id == RefereeProof.referee_id)
    proofs = proofs.where(Referee.application_id == application_id).order_by(RefereeProof.id)
    sent = sa.select(Comment.document).join(Round, Round.id == Comment.round_id)
    sent = sent.where(Round.application_id == application_id, Comment.document.is_not(None)).order_by(Comment.document)
    return [
        *(f"{PROOFS}/{each}" for each in session().scalars(proofs)),
        *(f"{comments.FOLDER}/{each}" for each in session().scalars(sent)),
    ]


def subject_of(application_id: int) -> str:
    """As the audit and a legal hold name it."""
    return f"{SUBJECT}:{application_id}"


def visible(person_id: int) -> dict[str, str]:
    """Reference by subject, of every application this coordinator may know of."""
    query = sa.select(Application.id, Application.reference).where(visible_to(person_id))
    return {subject_of(row[0]): row[1] for row in session().execute(query)}


def id_of(subject: str) -> int | None:
    """None for a subject of another kind."""
    kind, _sep, number = subject.partition(":")
    return int(number) if kind == SUBJECT and number.isdecimal() else None
