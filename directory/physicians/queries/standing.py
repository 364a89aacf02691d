"""Listed, searchable, bookable: the SQL twin of `rules.standing`, and what follows from credentials."""

from datetime import date, datetime
from functools import cache

import sqlalchemy as sa

from directory.core.columns import rows
from directory.physicians import rules
from directory.physicians.models import Credential, Physician
from directory.physicians.rules import LISTED, CredentialKind, Jurisdiction


def listed() -> sa.ColumnElement[bool]:
    return Physician.standing.in_(sorted(LISTED))


def current_on(today: date | sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    """A credential that counts."""
    unexpired = sa.or_(Credential.expires.is_(None), Credential.expires >= today)
    return sa.and_(Credential.verified_on.is_not(None), unexpired)


def searchable(now: datetime) -> sa.ColumnElement[bool]:
    """Listed, with a current credential of each required kind: `rules.searchable_until`, kept on the row."""
    return searchable_on(now.date())


def searchable_on(today: date | sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    return Physician.searchable_until >= today


def bookable(now: datetime) -> sa.ColumnElement[bool]:
    return bookable_on(now.date())


def bookable_on(today: date | sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    return sa.and_(Physician.accepts_new, ~Physician.booking_paused, searchable_on(today))


def is_bookable(physician: Physician, now: datetime) -> bool:
    """As the row was read; for many physicians put `bookable(now)` into the query."""
    paused, accepts_new = physician.booking_paused, physician.accepts_new
    return rules.is_bookable(physician.searchable_until, now, paused=paused, accepts_new=accepts_new)


def is_searchable(physician: Physician, now: datetime) -> bool:
    return rules.is_shown_in_search(physician.searchable_until, now)


def licences(physician_id: int, now: datetime) -> list[Jurisdiction]:
    """Where the physician may treat today: verified, unexpired licences only."""
    found = rows(_licences(), {"physician_id": physician_id, "today": now.date()})
    return sorted(
        (Jurisdiction(country, region) for country, region in found if country),
        key=lambda j: (j.country, j.region or ""),
    )


@cache
def _licences() -> sa.Select[str | None, str | None]:
    """Built once: every page of times asks for them, and building costs more than running."""
    own = Credential.physician_id == sa.bindparam("physician_id")
    current = current_on(sa.bindparam("today", type_=sa.Date))
    query = sa.select(Credential.country, Credential.region)
    return query.where(own, Credential.kind == CredentialKind.LICENCE, current).distinct()
