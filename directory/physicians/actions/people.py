"""Physicians themselves: made and named by the office, described by the member."""

from datetime import datetime
from itertools import count

import sqlalchemy as sa

from directory.accounts import actions as accounts
from directory.accounts import queries as people
from directory.accounts.actions import passwords
from directory.accounts.rules import INVITATION_LIFE, Role
from directory.core import audit
from directory.core.db import session
from directory.physicians.actions.standing import locked
from directory.physicians.actions.words import index
from directory.physicians.models import Physician, PhysicianGroup, PhysicianLanguage
from directory.physicians.rules import Identity, ProfileEdit, Standing, check_statement, phone, sort_name
from directory.places.rules import fold


def create(asked: Identity, actor: str, now: datetime) -> Physician:
    """A draft with an address of its own; nobody sees it before the office sets a standing."""
    physician = Physician(
        slug=_free_slug(asked.name),
        standing=Standing.DRAFT,
        created=now,
        **_identity(asked),
    )
    session().add(physician)
    session().flush()
    _note("physician_created", physician, actor, now)
    _connect(physician, asked.email, actor, now)
    index([physician.id])
    return physician


def edit_identity(physician_id: int, asked: Identity, actor: str, now: datetime) -> Physician:
    """The slug stays: it is part of public addresses."""
    physician = locked(physician_id)
    for name, value in _identity(asked).items():
        setattr(physician, name, value)
    _connect(physician, asked.email, actor, now)
    _note("physician_renamed", physician, actor, now)
    index([physician.id])
    return physician


def edit_profile(physician_id: int, asked: ProfileEdit, actor: str, now: datetime) -> Physician:
    """Raises Superlative, NotATelephone."""
    check_statement(asked.statement)
    number = phone(asked.out_of_hours, field="out_of_hours").number if asked.out_of_hours else ""
    physician = locked(physician_id)
    physician.statement = asked.statement
    physician.visits = list(asked.visits)
    physician.accepts_new = asked.accepts_new
    physician.out_of_hours, physician.out_of_hours_number = asked.out_of_hours, number
    physician.practising_since = asked.practising_since
    physician.share_percent = asked.share_percent
    physician.largest_session = asked.largest_session
    _set_languages(physician, asked.languages)
    _set_groups(physician, asked)
    confirm(physician_id, actor, now)
    return physician


def set_languages(physician_id: int, tags: tuple[str, ...]) -> None:
    """In the order given."""
    _set_languages(locked(physician_id), tags)


def confirm(physician_id: int, actor: str, now: datetime) -> None:
    """ "Everything here is right": the date the page shows."""
    physician = locked(physician_id)
    if actor == f"person:{physician.person_id}":
        physician.confirmed_on = now.date()
    _note("profile_confirmed", physician, actor, now)


def _identity(asked: Identity) -> dict[str, str]:
    order = asked.sort_name or sort_name(asked.name)
    return {"name": asked.name, "degrees": asked.degrees, "sort_name": order, "zone": asked.zone}


def _connect(physician: Physician, email: str, actor: str, now: datetime) -> None:
    """The person who signs in for this physician: known by the address, or invited."""
    if not email:
        return
    person = people.by_email(email)
    if person is None:
        person = accounts.create(email, f"Dr {physician.name}", [Role.PHYSICIAN], now, actor=actor)
        passwords.invite(person.email_digest, now=now, expires=now + INVITATION_LIFE)
    elif physician.person_id != person.id:
        accounts.give_role(person.id, Role.PHYSICIAN, actor=actor, now=now)
    physician.person_id = person.id
    session().flush()


def _set_languages(physician: Physician, tags: tuple[str, ...]) -> None:
    """Rows that stay are kept, so that the primary key is never taken twice within one flush."""
    known = {row.tag: row for row in physician.language_rows}
    physician.language_rows = [known.get(tag) or PhysicianLanguage(tag=tag) for tag in dict.fromkeys(tags)]
    for position, row in enumerate(physician.language_rows):
        row.position = position


def _set_groups(physician: Physician, asked: ProfileEdit) -> None:
    known = {row.patient_group: row for row in physician.group_rows}
    physician.group_rows = [known.get(group) or PhysicianGroup(patient_group=group) for group in asked.groups]


def _free_slug(name: str) -> str:
    base = "-".join(fold(name).split())[:70] or "physician"
    taken = set(session().scalars(sa.select(Physician.slug).where(Physician.slug.like(f"{base}%"))))
    candidates = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(slug for slug in candidates if slug not in taken and slug != "new")


def _note(action: str, physician: Physician, actor: str, now: datetime) -> None:
    audit.record("site", action, actor=actor, subject=f"physician:{physician.id}", now=now)
