"""Who takes what the chosen physician does not: three bookable physicians by their next available time."""

from datetime import datetime
from typing import cast

import sqlalchemy as sa

from directory.consultations.models import Consultation
from directory.consultations.queries import sealed
from directory.core.db import session
from directory.physicians import queries as physicians
from directory.physicians.models import NextTime, Physician
from directory.physicians.rules import VisitKind
from directory.scheduling.models import BookingRules
from directory.scheduling.queries.sheets import settings_of
from directory.scheduling.rules import BookingSettings, not_accepted

SHOWN = 3
LOOKED_AT = 60  # enough to find three; the page must not cost more the larger the directory grows


def who_accept(
    visit: VisitKind, *, reason: str | None, country: str | None, language: str, now: datetime, limit: int = SHOWN
) -> list[tuple[Physician, datetime]]:
    query = (
        sa.select(Physician, NextTime.starts, BookingRules)
        .join(NextTime, sa.and_(NextTime.physician_id == Physician.id, NextTime.visit == visit))
        .outerjoin(BookingRules, BookingRules.physician_id == Physician.id)
        .where(physicians.bookable(now), NextTime.starts > now)
        .order_by(NextTime.starts, Physician.id)
        .limit(LOOKED_AT)
    )
    found: list[tuple[Physician, datetime]] = []
    for physician, starts, row in session().execute(query):
        rules = cast("BookingRules | None", row)  # an outer join's entity may be absent; its type does not say so
        settings = BookingSettings() if rules is None else settings_of(rules)
        if not not_accepted(settings, reason=reason, country=country, languages=[language]):
            found.append((physician, starts))
    return found[:limit]


def instead_of(consultation: Consultation, now: datetime) -> list[tuple[Physician, datetime]]:
    """Colleagues who take the same by what was said when booking. Raises vault.Erased."""
    wish = sealed.answers_of(consultation).get("wish", {})
    reason, language = str(wish.get("reason") or "") or None, str(wish.get("language") or "en")
    country = consultation.country or None
    found = who_accept(consultation.visit, reason=reason, country=country, language=language, now=now, limit=SHOWN + 1)
    return [each for each in found if each[0].id != consultation.physician_id][:SHOWN]
