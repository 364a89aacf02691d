"""What the office asked for, opened."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.membership.models.application import Application
from directory.membership.models.information import InformationRequest
from directory.membership.queries.application import own_vault, sealed_as
from directory.membership.rules.information import Item
from directory.membership.rules.sections import Section


@dataclass(frozen=True, slots=True)
class Asked:
    """One request with its items, and the reply once there is one."""

    id: int
    number: int
    items: tuple[Item, ...]
    asked: datetime
    due: datetime
    answered: datetime | None
    overdue: datetime | None
    ended: datetime | None
    reply: str


def open_of(application: Application) -> InformationRequest | None:
    """The one under way; there is no second."""
    query = sa.select(InformationRequest).where(
        InformationRequest.application_id == application.id, InformationRequest.ended.is_(None)
    )
    return session().scalar(query.execution_options(populate_existing=True))


def requests_of(application: Application) -> list[Asked]:
    """Oldest first."""
    query = sa.select(InformationRequest).where(InformationRequest.application_id == application.id)
    return [asked(application, row) for row in session().scalars(query.order_by(InformationRequest.number))]


def asked(application: Application, row: InformationRequest) -> Asked:
    key = vault.opened(own_vault(application))
    items = cast("list[dict[str, str]]", vault.open_json(key, items_name(application, row.number), row.items))
    reply = b"" if row.reply is None else vault.open_(key, reply_name(application, row.number), row.reply)
    return Asked(
        row.id,
        row.number,
        tuple(Item(Section(item["section"]), item["words"]) for item in items),
        row.asked,
        row.due,
        row.answered,
        row.overdue,
        row.ended,
        reply.decode(),
    )


def last_number(application_id: int) -> int:
    query = sa.select(sa.func.coalesce(sa.func.max(InformationRequest.number), 0))
    return session().scalar(query.where(InformationRequest.application_id == application_id)) or 0


def overdue_ids(now: datetime) -> list[int]:
    """Applications whose answer did not come in time."""
    query = sa.select(InformationRequest.application_id).where(
        InformationRequest.ended.is_(None), InformationRequest.due <= now
    )
    return list(session().scalars(query.order_by(InformationRequest.application_id)))


def by_id(request_id: int) -> InformationRequest | None:
    return session().get(InformationRequest, request_id)


def items_name(application: Application, number: int) -> str:
    return sealed_as(application, f"information/{number}")


def reply_name(application: Application, number: int) -> str:
    return sealed_as(application, f"reply/{number}")
