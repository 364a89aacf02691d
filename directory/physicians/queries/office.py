"""The office's list, and what happened to a standing."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from directory.core.db import session
from directory.physicians.models import Clinic, ClinicPhysician, Credential, Physician, StandingChange
from directory.physicians.queries.matching import has_word
from directory.physicians.queries.standing import bookable
from directory.physicians.rules import REQUIRED, Standing, asked_words

OFFICE_PAGE = 50


class Sort(StrEnum):
    NAME = "name"
    STANDING = "standing"
    SINCE = "since"
    EXPIRES = "expires"


@dataclass(frozen=True, slots=True)
class OfficeAsked:
    q: str = ""
    standing: Standing | None = None
    sort: Sort = Sort.NAME
    page: int = 1


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """`expires` is the earliest last day among the required credentials."""

    id: int
    slug: str
    name: str
    degrees: str
    standing: Standing
    booking_paused: bool
    member_since: date | None
    signs_in: bool
    bookable: bool
    expires: date | None
    city: str


@dataclass(frozen=True, slots=True)
class OfficePage:
    rows: list[OfficeRow]
    count: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // OFFICE_PAGE))


def office_page(asked: OfficeAsked, now: datetime) -> OfficePage:
    """Two statements, whatever the number of rows."""
    clauses = [has_word(word, word[:-1] + chr(ord(word[-1]) + 1)) for word in asked_words(asked.q)]
    if asked.standing:
        clauses.append(Physician.standing == asked.standing)
    count = session().scalar(sa.select(sa.func.count()).select_from(Physician).where(*clauses)) or 0
    number = min(asked.page, max(1, -(-count // OFFICE_PAGE)))
    query = _rows(now).where(*clauses).order_by(*_order(asked.sort))
    rows = session().execute(query.limit(OFFICE_PAGE).offset((number - 1) * OFFICE_PAGE))
    return OfficePage([OfficeRow(*row) for row in rows], count, number)


def roll(now: datetime) -> list[tuple[str, str, Standing, bool]]:
    """Everybody: slug, name, standing, bookable."""
    query = sa.select(Physician.slug, Physician.name, Physician.standing, _is(bookable(now)))
    rows = session().execute(query.order_by(Physician.sort_name, Physician.id))
    return [(slug, name, standing, is_bookable) for slug, name, standing, is_bookable in rows]


def standing_changes(physician_id: int) -> list[StandingChange]:
    own = StandingChange.physician_id == physician_id
    return list(session().scalars(sa.select(StandingChange).where(own).order_by(StandingChange.id.desc())))


def _rows(now: datetime) -> sa.Select[int, str, str, str, Standing, bool, date | None, bool, bool, date | None, str]:
    return sa.select(
        Physician.id,
        Physician.slug,
        Physician.name,
        Physician.degrees,
        Physician.standing,
        Physician.booking_paused,
        Physician.member_since,
        _is(Physician.person_id.is_not(None)),
        _is(bookable(now)),
        _expires().label("expires"),
        sa.func.coalesce(_city(), ""),
    )


def _is(clause: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.case((clause, sa.true()), else_=sa.false())


def _expires() -> sa.ScalarSelect[date | None]:
    required = Credential.kind.in_(sorted(REQUIRED))
    query = sa.select(sa.func.min(Credential.expires)).where(Credential.physician_id == Physician.id, required)
    return query.scalar_subquery()


def _city() -> sa.ScalarSelect[str]:
    query = sa.select(Clinic.city).join(ClinicPhysician).where(ClinicPhysician.physician_id == Physician.id)
    return query.order_by(ClinicPhysician.position).limit(1).scalar_subquery()


def _order(sort: Sort) -> list[sa.ColumnElement[Any]]:
    by_name: list[sa.ColumnElement[Any]] = [Physician.sort_name.asc(), Physician.id.asc()]
    first: dict[Sort, sa.ColumnElement[Any]] = {
        Sort.STANDING: Physician.standing.asc(),
        Sort.SINCE: Physician.member_since.desc().nulls_last(),
        Sort.EXPIRES: sa.column("expires").asc().nulls_last(),
    }
    return [first[sort], *by_name] if sort in first else by_name
