"""What everybody may read: the members in the order of their admission, and the open comment periods."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from directory.core.db import session
from directory.core.vault import Vault
from directory.membership.models import Application, Round
from directory.membership.queries import application as applications
from directory.membership.rules.rounds import Kind, State
from directory.physicians import queries as physicians
from directory.physicians.models import Physician
from directory.physicians.queries import Card

PAGE = 50


@dataclass(frozen=True, slots=True)
class Members:
    rows: list[Card]
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def members(number: int) -> Members:
    """Who was admitted first stands first; of one day by name. The same for all; dues are no part of it."""
    listed = physicians.listed()
    total = session().scalar(sa.select(sa.func.count()).select_from(Physician).where(listed)) or 0
    # A member without a date stands last on both databases, which disagree on where NULL belongs.
    order = (Physician.member_since.is_(None), Physician.member_since, Physician.sort_name, Physician.id)
    query = sa.select(Physician.id).where(listed).order_by(*order).limit(PAGE).offset((number - 1) * PAGE)
    return Members(physicians.cards(list(session().scalars(query)), None), total)


@dataclass(frozen=True, slots=True)
class CommentPeriod:
    """`name` is empty unless the applicant agreed that it is shown."""

    name: str
    until: datetime
    reference: str


def comment_periods(now: datetime) -> list[CommentPeriod]:
    """Applications on which members and verified patients may comment; the one that ends first stands first."""
    shown = (Round.state == State.OPEN, Round.kind == Kind.ADMISSION, Round.comments_end > now)
    query = sa.select(Application, Round.comments_end, Vault).select_from(Round)
    query = query.join(Application, Application.id == Round.application_id)
    query = query.join(Vault, Vault.id == Application.vault_id)  # read with the rest, not one by one
    rows = list(session().execute(query.where(*shown).order_by(Round.comments_end, Round.id)))
    return [
        CommentPeriod(_name(application, vault), until, application.reference)
        for application, until, vault in rows
        if until
    ]


def _name(application: Application, vault: Vault) -> str:
    shown = application.name_shown and vault.destroyed is None
    return applications.name_of(application) if shown else ""
