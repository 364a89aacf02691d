"""Reads of concerns. The words are opened one concern at a time, never for a list."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from directory.accounts.models import Person
from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.oversight.models import Concern, ConcernEntry
from directory.oversight.rules import Entry, Kind, State, Told
from directory.physicians.models import Physician

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the office's list."""

    reference: str
    kind: Kind
    state: State
    physician: str | None
    slug: str | None
    raised: datetime
    closed: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a concern's history, opened."""

    entry: Entry
    at: datetime
    by: str
    words: str


def page(state: State | None, number: int) -> tuple[list[Row], int]:
    """The oldest open ones first, closed ones last and newest first; and how many there are."""
    chosen = sa.true() if state is None else Concern.state == state
    query = (
        sa.select(
            Concern.reference,
            Concern.kind,
            Concern.state,
            Physician.name,
            Physician.slug,
            Concern.raised,
            Concern.closed,
        )
        .outerjoin(Physician, Physician.id == Concern.physician_id)
        .where(chosen)
        .order_by(Concern.closed.is_not(None), Concern.closed.desc(), Concern.raised, Concern.id)
    )
    total = session().scalar(sa.select(sa.func.count()).select_from(Concern).where(chosen)) or 0
    rows = session().execute(query.limit(PAGE).offset((number - 1) * PAGE))
    return [Row(*row) for row in rows], total


def waiting() -> int:
    """How many nobody has taken in hand."""
    query = sa.select(sa.func.count()).select_from(Concern).where(Concern.state == State.NEW)
    return session().scalar(query) or 0


def concern_or_404(reference: str) -> Concern:
    return _found(sa.select(Concern).where(Concern.reference == reference))


def locked_or_404(reference: str) -> Concern:
    """For a move: two coordinators at once act one after the other."""
    query = sa.select(Concern).where(Concern.reference == reference).with_for_update()
    return _found(query.execution_options(populate_existing=True))


def by_id(concern_id: int) -> Concern | None:
    return session().get(Concern, concern_id)


def reference_of(submission: str) -> str | None:
    """What a page that was sent before has become."""
    return session().scalar(sa.select(Concern.reference).where(Concern.submission == submission))


def told(concern: Concern) -> Told:
    """Raises vault.Erased after the key was destroyed."""
    values = cast("dict[str, str | bool]", vault.open_json(_vault(concern), sealed_as(concern, "told"), concern.told))
    return Told(
        about=str(values["about"]),
        words=str(values["words"]),
        name=str(values["name"]),
        email=str(values["email"]),
        may_contact=bool(values["may_contact"]),
    )


def history(concern: Concern) -> list[Line]:
    """Oldest first."""
    query = (
        sa.select(ConcernEntry, Person.name)
        .join(Person, Person.id == ConcernEntry.person_id)
        .where(ConcernEntry.concern_id == concern.id)
        .order_by(ConcernEntry.at, ConcernEntry.id)
    )
    key = vault.opened(_vault(concern))
    name = sealed_as(concern, "entry")
    return [
        Line(line.entry, line.at, by, vault.open_(key, name, line.words).decode())
        for line, by in session().execute(query)
    ]


def physician_name(concern: Concern) -> tuple[str, str] | None:
    """(name, slug) of the physician it is about, listed or not."""
    row = (
        session().execute(sa.select(Physician.name, Physician.slug).where(Physician.id == concern.physician_id)).first()
    )
    return None if row is None else (row[0], row[1])


def sealed_as(concern: Concern, part: str) -> str:
    return f"concern/{concern.reference}/{part}"


def seal_told(concern_vault: vault.Vault, name: str, given: Told) -> bytes:
    return vault.seal_json(concern_vault, name, asdict(given))


def _vault(concern: Concern) -> vault.Vault:
    found = vault.by_id(concern.vault_id)
    if found is None:
        raise NotThere
    return found


def _found(query: sa.Select[Concern]) -> Concern:
    concern = session().scalars(query).one_or_none()
    if concern is None:
        raise NotThere
    return concern
