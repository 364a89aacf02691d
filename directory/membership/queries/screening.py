"""The check list, the credentials as their sources have them, and a decline that waits for its second coordinator."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

import sqlalchemy as sa

from directory.accounts.models import Person
from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import Application, CredentialCheck, DeclineProposal, HardStop
from directory.membership.queries import policy as policies
from directory.membership.queries.application import own_vault, sealed_as
from directory.membership.rules.screening import Credential, Finding, SourceResult, counts
from directory.physicians.rules import CredentialKind


@dataclass(frozen=True, slots=True)
class Tick:
    finding: Finding
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """One line of the check list: its sentence, and the ticks so far, the latest first."""

    number: int
    sentence: str
    ticks: tuple[Tick, ...]

    @property
    def finding(self) -> Finding | None:
        return self.ticks[0].finding if self.ticks else None


def stops_of(application: Application) -> list[Stop]:
    """All of the policy the application was made under, in its order."""
    query = (
        sa.select(HardStop, Person.name)
        .join(Person, Person.id == HardStop.person_id)
        .where(HardStop.application_id == application.id)
        .order_by(HardStop.number.desc())
    )
    rows = session().execute(query).all()
    key = vault.opened(own_vault(application))
    ticks: dict[int, list[Tick]] = {}
    for row, by in rows:
        note = vault.open_(key, stop_name(application, row.number), row.note).decode()
        ticks.setdefault(row.stop, []).append(Tick(row.finding, note, by, row.at))
    sentences = policies.of(application.policy).hard_stops
    return [Stop(n, sentence, tuple(ticks.get(n, ()))) for n, sentence in enumerate(sentences, 1)]


def next_stop(application_id: int) -> int:
    query = sa.select(sa.func.coalesce(sa.func.max(HardStop.number), 0))
    return (session().scalar(query.where(HardStop.application_id == application_id)) or 0) + 1


@dataclass(frozen=True, slots=True)
class Checked:
    """A credential with who asked its source, and when that was written down."""

    number: int
    credential: Credential
    by: str
    at: datetime
    ended: datetime | None


def credentials_of(application: Application, *, ended: bool = False) -> list[Checked]:
    """Those that stand, or all of them. Oldest first."""
    query = (
        sa.select(CredentialCheck, Person.name)
        .join(Person, Person.id == CredentialCheck.person_id)
        .where(CredentialCheck.application_id == application.id)
        .order_by(CredentialCheck.number)
    )
    rows = session().execute(query if ended else query.where(CredentialCheck.ended.is_(None))).all()
    key = vault.opened(own_vault(application))
    return [Checked(row.number, _credential(key, application, row), by, row.at, row.ended) for row, by in rows]


def confirmed(application: Application, now: datetime) -> list[Checked]:
    """What a decision makes verified credentials of: confirmed at the source, and not past the last day."""
    return [
        each for each in credentials_of(application) if counts(each.credential.result, each.credential.expires, now)
    ]


def check_or_404(application_id: int, number: int) -> CredentialCheck:
    query = sa.select(CredentialCheck).where(
        CredentialCheck.application_id == application_id, CredentialCheck.number == number
    )
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotThere
    return found


def next_check(application_id: int) -> int:
    query = sa.select(sa.func.coalesce(sa.func.max(CredentialCheck.number), 0))
    return (session().scalar(query.where(CredentialCheck.application_id == application_id)) or 0) + 1


@dataclass(frozen=True, slots=True)
class Proposal:
    id: int
    rule: int
    sentence: str
    reapply_from: date
    reason: str
    by_id: int
    by: str
    proposed: datetime


def proposal_of(application: Application) -> Proposal | None:
    """The one that waits for a second coordinator."""
    row = open_proposal(application.id)
    if row is None:
        return None
    by = session().scalar(sa.select(Person.name).where(Person.id == row.proposed_by)) or ""
    return Proposal(
        row.id,
        row.rule,
        rule_of(application, row.rule),
        row.reapply_from,
        reason_of(application, row),
        row.proposed_by,
        by,
        row.proposed,
    )


def open_proposal(application_id: int) -> DeclineProposal | None:
    query = sa.select(DeclineProposal).where(
        DeclineProposal.application_id == application_id,
        DeclineProposal.confirmed.is_(None),
        DeclineProposal.withdrawn.is_(None),
    )
    return session().scalar(query.execution_options(populate_existing=True))


def confirmed_proposal(application_id: int) -> DeclineProposal | None:
    """By which the application was declined as ineligible."""
    query = sa.select(DeclineProposal).where(
        DeclineProposal.application_id == application_id, DeclineProposal.confirmed.is_not(None)
    )
    return session().scalar(query)


def rule_of(application: Application, number: int) -> str:
    """The sentence of a hard stop, to be translated."""
    sentences = policies.of(application.policy).hard_stops
    return sentences[number - 1] if 1 <= number <= len(sentences) else ""


def reason_of(application: Application, row: DeclineProposal) -> str:
    return vault.open_(own_vault(application), decline_name(application), row.reason).decode()


def stop_name(application: Application, number: int) -> str:
    return sealed_as(application, f"hard-stop/{number}")


def credential_name(application: Application, number: int) -> str:
    return sealed_as(application, f"credential/{number}")


def decline_name(application: Application) -> str:
    return sealed_as(application, "decline")


def body_of(asked: Credential) -> dict[str, str]:
    """What is sealed: all that is no column of its own."""
    named = ("title", "issuer", "country", "region", "number", "address", "source")
    issued = asked.issued.isoformat() if asked.issued else ""
    return {name: str(getattr(asked, name)) for name in named} | {"issued": issued}


def _credential(key: vault.Key, application: Application, row: CredentialCheck) -> Credential:
    body = cast("dict[str, str]", vault.open_json(key, credential_name(application, row.number), row.body))
    issued = body.pop("issued")
    return Credential(
        kind=CredentialKind(row.kind),
        issued=date.fromisoformat(issued) if issued else None,
        expires=row.expires,
        checked=row.checked,
        result=SourceResult(row.result),
        **body,
    )
