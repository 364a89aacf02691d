"""The day until which search finds a physician: stored, and after every action what the rule says."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from random import Random
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import transaction
from directory.core.db import session
from directory.core.refusals import Refusal
from directory.physicians import actions, queries
from directory.physicians.models import Credential, Physician
from directory.physicians.rules import (
    MOVES,
    REQUIRED,
    Asked,
    CredentialEdit,
    CredentialKind,
    Identity,
    ProfileEdit,
    Standing,
    VisitKind,
    searchable_until,
)
from tests.factories import physicians as make

OFFICE = "person:1"


def stored_and_due() -> dict[str, tuple[date | None, date | None]]:
    """Of everybody whose stored day is another than the rule's."""
    session().expire_all()
    wrong = {}
    for each in session().scalars(sa.select(Physician)):
        held = session().scalars(sa.select(Credential).where(Credential.physician_id == each.id))
        due = searchable_until(each.standing, [row.state for row in held])
        if each.searchable_until != due:
            wrong[each.slug] = (each.searchable_until, due)
    return wrong


def edit(random: Random, now: datetime) -> CredentialEdit:
    kind = random.choice([*sorted(REQUIRED) * 4, *CredentialKind])
    ends = now.date() + timedelta(days=random.randrange(-3, 99))
    forever = kind not in {CredentialKind.LICENCE, CredentialKind.MALPRACTICE} and random.random() < 0.5
    number = str(random.randrange(10**9))
    return CredentialEdit(kind, f"A {kind}", "A board", "US", "MA", number, None, None if forever else ends)


PROFILE = ProfileEdit("I work.", ("en",), (), (VisitKind.VIDEO,), True, "", None, None, None)


def steps(random: Random, physician_id: int, now: datetime) -> list[Callable[[], object]]:
    """Each thing that members and the office can do, once."""
    held = list(session().scalars(sa.select(Credential.id).where(Credential.physician_id == physician_id)))
    one = random.choice(held) if held else None
    present = session().scalar(sa.select(Physician.standing).where(Physician.id == physician_id))
    assert present is not None
    found: list[Callable[[], object]] = [
        *[lambda: actions.save_credential(physician_id, None, edit(random, now), OFFICE, now)] * 4,
        lambda: actions.set_standing(physician_id, _next(random, present), OFFICE, now),
        lambda: actions.pause_booking(physician_id, OFFICE, now),
        lambda: actions.resume_booking(physician_id, OFFICE, now),
        lambda: actions.edit_profile(physician_id, PROFILE, OFFICE, now),
        lambda: actions.edit_identity(physician_id, Identity("Ana Ruiz", "MD", "", "UTC", ""), OFFICE, now),
        lambda: actions.create(Identity("New One", "MD", "", "UTC", ""), OFFICE, now),
    ]
    if one is not None:
        found += [lambda: actions.verify_credential(physician_id, one, "A board", OFFICE, now)] * 12
        found += 3 * [
            lambda: actions.save_credential(physician_id, one, edit(random, now), OFFICE, now),
            lambda: actions.remove_credential(physician_id, one, OFFICE, now),
        ]
    return found


def _next(random: Random, present: Standing) -> Standing:
    """Mostly back into the list, or everybody would soon have left."""
    back = MOVES[present] & {Standing.ACTIVE, Standing.DRAFT}
    return random.choice(sorted(back if back and random.random() < 0.9 else MOVES[present]))


@pytest.mark.both
@pytest.mark.parametrize("seed", range(4))
def test_after_any_action_the_stored_day_is_the_rules(context: Flask, now: datetime, seed: int) -> None:
    random = Random(seed)
    with transaction.unit():
        ids = [make.physician().id, make.bare_physician().id]
    seen: set[tuple[date | None, ...]] = set()
    for number in range(100):
        at = now + timedelta(hours=number)
        with transaction.unit():
            owner = random.choice(ids)
            with suppress(Refusal):
                random.choice(steps(random, owner, at))()
        assert stored_and_due() == {}
        seen.add(tuple(session().get_one(Physician, each).searchable_until for each in ids))
    assert len(seen) > 2  # the actions did change it


@pytest.mark.both
def test_a_last_day_that_passes_at_midnight_needs_nobody(context: Flask, now: datetime) -> None:
    with transaction.unit():
        for days in (0, 1, 2):
            each = make.bare_physician(f"Until {'abc'[days]}")
            make.clinic(each)
            make.licence(each, expires=now.date() + timedelta(days=days))
            make.cover(each)
    midnight = datetime.combine(now.date(), datetime.min.time(), now.tzinfo)
    for day, left in ((0, 3), (1, 2), (2, 1), (3, 0)):
        for at in (midnight + timedelta(days=day), midnight + timedelta(days=day + 1, microseconds=-1)):
            for asked in (Asked(), Asked(near="Boston")):
                found = queries.search(asked, at)
                assert (found.count, len(found.cards)) == (left, left)


@pytest.mark.postgres
def test_licence_and_cover_verified_at_once_count_both(app: Flask, now: datetime) -> None:
    with app.app_context(), transaction.unit():
        physician = make.bare_physician()
        unverified: dict[str, Any] = {"verified_on": None, "verified_by": ""}
        owner = physician.id
        ids = [make.licence(physician, **unverified).id, make.cover(physician, **unverified).id]
    together = Barrier(2)

    def verify(credential_id: int) -> None:
        with app.app_context(), transaction.unit():
            session().execute(sa.text("SELECT 1"))
            together.wait(5)
            actions.verify_credential(owner, credential_id, "A board", OFFICE, now)

    both = [Thread(target=verify, args=(each,)) for each in ids]
    for each in both:
        each.start()
    for each in both:
        each.join()
    with app.app_context():
        assert session().scalar(sa.select(Physician.searchable_until)) == date(2030, 6, 30)
