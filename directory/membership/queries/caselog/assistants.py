"""Who helps with a case log."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.core.db import session
from directory.membership.models.application import Application
from directory.membership.models.assistant import Assistant
from directory.membership.rules.application import LIVE
from directory.membership.rules.assistant import INVITED_DAYS


def assistants_of(application_id: int) -> list[Assistant]:
    """Those that help now or are invited, then those that helped."""
    query = sa.select(Assistant).where(Assistant.application_id == application_id)
    return list(session().scalars(query.order_by(Assistant.ended.is_not(None), Assistant.invited, Assistant.id)))


def active_assistants(application_id: int) -> list[Assistant]:
    return [assistant for assistant in assistants_of(application_id) if assistant.ended is None]


def assistant_by_id(assistant_id: int) -> Assistant | None:
    return session().get(Assistant, assistant_id)


def invited_as(email: str, now: datetime) -> list[tuple[Assistant, Application]]:
    """Invitations of an address that wait for an answer."""
    query = (
        sa.select(Assistant, Application)
        .join(Application, Application.id == Assistant.application_id)
        .where(
            Assistant.email == email,
            Assistant.accepted.is_(None),
            Assistant.ended.is_(None),
            Assistant.invited > now - timedelta(days=INVITED_DAYS),
            Application.state.in_(LIVE),
        )
    )
    return [(row[0], row[1]) for row in session().execute(query.order_by(Assistant.id))]
