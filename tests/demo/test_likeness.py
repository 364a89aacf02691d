"""Rows written in bulk look as those that the real pages write: the same columns filled, the same e-mails and lines."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.models import Consent
from directory.consultations.actions import access as access_actions
from directory.consultations.actions import asking, declining, outcomes, silence
from directory.consultations.models import Consultation, Device, Event, Patient
from directory.consultations.queries import access, preparing, sealed
from directory.consultations.rules.asking import Asking, DeclineReason, days_left
from directory.consultations.rules.states import Appointment, State
from directory.core import audit, clock, transaction
from directory.core.db import Model, db, session
from directory.core.links import Link
from directory.core.outbox import KINDS, LetterRow
from directory.photos.models import Photo, PhotoSlot
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind
from directory.scheduling import queries as times
from directory.scheduling.models import Cell, Claim
from tests import cast
from tests.conftest import Client, browser
from tests.consultations import steps
from tests.factories import consultations as make_consultations
from tests.factories import photos as make_photos

pytestmark = pytest.mark.slow
Shape = dict[str, Any]
FOUR_DAYS = timedelta(days=4)
LINES = {"booked", "confirmed", "attend"}  # what follows, such as an answer, is no part of the comparison
CLOCK = {"physician_due", "office_overdue"}  # on clinic days, which no two physicians share
LATER_LETTERS = {"late", "physician_overdue", "something_new"}  # of what follows
LINKS = (access.LINK, access.LETTER)
LATER = {"opinion_due", "active_key"}  # changed by what follows


def test_a_booking_of_the_demo_looks_as_one_made_through_the_pages(fixed: Flask, app: Flask) -> None:
    physician = steps.available(app)
    booked = steps.book(browser(app), app, physician)
    with app.app_context():
        own = sa.select(Consultation).where(Consultation.reference == booked.reference)
        real = shape(session().scalars(own).one())
        db.session.rollback()
    with fixed.app_context():
        demo = shape(unconfirmed())
        db.session.rollback()
    assert demo == real


def test_a_call_of_the_demo_that_took_place_looks_as_one_marked_by_its_physician(fixed: Flask, app: Flask) -> None:
    physician = steps.available(app)
    booked = steps.book(browser(app), app, physician)
    with app.app_context():
        own = session().scalars(sa.select(Consultation).where(Consultation.reference == booked.reference)).one()
        begun, ends = own.booked, own.ends
        assert begun is not None
        assert ends is not None
        with transaction.unit():
            access_actions.keep(own.id, begun + timedelta(minutes=5))
        with transaction.unit():
            outcomes.attended(own.id, "person:1", ends + timedelta(minutes=5))
        session().expire_all()
        real = shape(own)
        db.session.rollback()
    with fixed.app_context():
        demo = shape(unprepared())
        db.session.rollback()
    assert demo == real


@pytest.mark.parametrize("state", [State.MORE_ASKED, State.DECLINED, State.CLOSED])
def test_what_comes_after_a_call_of_the_demo_looks_as_the_real_thing(fixed: Flask, app: Flask, state: State) -> None:
    with app.app_context(), transaction.unit():
        row = make_consultations.attended(make_consultations.physician_of(cast.assemble().owner))
        asked = make_consultations.STARTS + timedelta(days=1)
        if state is State.DECLINED:
            declining.decline(row.id, DeclineReason.FIELD, "", "person:1", asked)
        else:
            asking.ask(row.id, Asking(("crown",), "The crown, please."), "person:1", asked)
        if state is State.CLOSED:
            silence.close_silent(asked + timedelta(days=61))
        real = afterwards(row)
    with fixed.app_context():
        query = sa.select(Consultation).where(
            Consultation.appointment == Appointment.ATTENDED, Consultation.state == state
        )
        demo = afterwards(session().scalars(query.order_by(Consultation.id).limit(1)).one())
        db.session.rollback()
    assert demo == real


def afterwards(own: Consultation) -> Shape:
    """What being asked, declined or closed leaves behind."""
    whats = ("more_asked", "declined", "closed")
    events = sa.select(Event).where(Event.consultation_id == own.id, Event.what.in_(whats)).order_by(Event.at)
    about = sa.or_(LetterRow.subject == str(own.id), LetterRow.subject.like(f"{own.id}:%"))
    letters = sa.select(LetterRow).where(LetterRow.kind.in_(whats), about)
    ended = {name: bool(getattr(own, name)) for name in ("active_key", "opinion_due", "cancel_reason")}
    return {
        "consultation": (ended, own.sequence),
        "events": [
            (each.what, each.actor.partition(":")[0], sorted(each.detail)) for each in session().scalars(events)
        ],
        "letters": sorted(
            (each.kind, each.subject.partition(":")[2], each.revision) for each in session().scalars(letters)
        ),
        "asks": [sorted(each) for each in sealed.answers_of(own).get("asked", {}).get("list", [])],
        "read": [(ask.labels, ask.left > 0) for ask in preparing.asks_of(own)],
    }


def unprepared() -> Consultation:
    """Took place without anything having been prepared."""
    query = sa.select(Consultation).where(
        Consultation.appointment == Appointment.ATTENDED,
        Consultation.visit == VisitKind.VIDEO,
        ~Consultation.fewer_reminders,
        ~Consultation.private,
    )
    found = [each for each in session().scalars(query) if set(sealed.answers_of(each)) == {"wish"}]
    return next(each for each in found if each.starts and each.booked and each.starts - each.booked > FOUR_DAYS)


def unconfirmed() -> Consultation:
    """Booked four days ahead or more, so that all reminders are due."""
    query = sa.select(Consultation).where(
        Consultation.appointment == Appointment.BOOKED,
        Consultation.visit == VisitKind.VIDEO,
        Consultation.confirmed.is_(None),
        ~Consultation.fewer_reminders,
        ~Consultation.private,
    )
    found = session().scalars(query.order_by(Consultation.id))
    return next(each for each in found if each.starts and each.booked and each.starts - each.booked > FOUR_DAYS)


def shape(own: Consultation) -> Shape:
    """Which columns hold something, of each row that a booking leaves behind; and when its e-mails are due."""
    stream = f"consultation:{own.id}"
    claim = session().get_one(Claim, own.claim_id)
    letters = sa.select(LetterRow).where(
        sa.or_(LetterRow.subject == str(own.id), LetterRow.subject.like(f"{own.id}:%"))
    )
    return {
        "consultation": filled_columns(own, leave={"about", "region", *LATER}),
        "patient": filled_columns(access.patient_of(own)),
        "claim": filled_columns(claim, leave={"renewals"}),
        "cells": cells_of(claim),
        "device": filled_columns(session().scalars(sa.select(Device).where(Device.consultation_id == own.id)).one()),
        "links": {
            each.purpose: filled_columns(each)
            for each in session().scalars(sa.select(Link).where(Link.subject == str(own.id), Link.purpose.in_(LINKS)))
        },
        "events": [
            (each.what, each.actor.partition(":")[0], sorted(each.detail))
            for each in session().scalars(sa.select(Event).where(Event.consultation_id == own.id).order_by(Event.at))
            if each.what in LINES
        ],
        "consents": [
            (each.purpose, each.about == stream, sorted(each.text_values), filled_columns(each))
            for each in session().scalars(sa.select(Consent).where(Consent.about == stream))
        ],
        "letters": sorted(
            (each.kind, *(by_the_clock(own, each) if each.kind in CLOCK else told(own, each)))
            for each in session().scalars(letters)
            if KINDS[each.kind].load.__module__.startswith("directory.consultations.")  # others count from 1 too
            and each.kind not in LATER_LETTERS
        ),
        "audit": [
            (each.seq, each.action, sorted(each.detail))
            for each in session().scalars(sa.select(audit.AuditRow).where(audit.AuditRow.stream == stream))
            if each.action in LINES
        ],
    }


def by_the_clock(own: Consultation, letter: LetterRow) -> tuple[int, int, str]:
    """Clinic days after it was said to have taken place, and the hour on the physician's wall."""
    said = sa.select(Event.at).where(Event.consultation_id == own.id, Event.what == "attend")
    wall = clock.zone(session().get_one(Physician, own.physician_id).zone)
    week = {rule.weekday for rule in times.weekly_rules(own.physician_id)}
    due, begun = letter.due.astimezone(wall), session().scalars(said).one().astimezone(wall)
    return letter.revision, days_left(begun.date(), due.date(), frozenset(week)), f"{due:%H:%M}"


def told(own: Consultation, letter: LetterRow) -> tuple[str, int, float]:
    return letter.subject.partition(":")[2], letter.revision, lead(own, letter)


def filled_columns(row: Model, *, leave: frozenset[str] | set[str] = frozenset()) -> dict[str, bool]:
    """Empty texts and None are what was not filled."""
    names = [column.key for column in sa.inspect(type(row)).column_attrs if column.key not in leave]
    return {name: getattr(row, name) not in (None, "", []) for name in names}


def cells_of(claim: Claim) -> tuple[bool, bool]:
    rows = list(session().scalars(sa.select(Cell).where(Cell.claim_id == claim.id)))
    return len(rows) * 300 == (claim.ends - claim.starts).total_seconds(), any(row.expires for row in rows)


def lead(own: Consultation, letter: LetterRow) -> float:
    """Hours to the booking, the start or the end: whichever this kind counts from."""
    assert own.booked is not None
    assert own.starts is not None
    assert own.ends is not None
    if letter.kind == "reminder":
        return (own.starts - letter.due).total_seconds() / 3600
    if letter.kind.startswith("took_place") or letter.kind == "follow_up":
        return (letter.due - own.ends).total_seconds() / 3600
    return round((letter.due - own.booked).total_seconds() / 3600, 2)


def test_the_demo_has_no_patient_without_a_consultation(filled: Flask, visitor: Client) -> None:
    with filled.app_context():
        alone = sa.select(Patient.id).where(
            Patient.id.not_in(sa.select(Consultation.patient_id).where(Consultation.patient_id.is_not(None)))
        )
        assert list(session().scalars(alone)) == []
        db.session.rollback()


def test_a_photo_of_the_demo_looks_as_one_the_worker_is_done_with(fixed: Flask, context: Flask, now: datetime) -> None:
    photo = make_photos.make_ready(now, make_photos.make_vault(now).id)
    session().expire_all()
    real = filled_columns(session().get_one(Photo, photo.id), leave={"advice"})
    db.session.rollback()
    with fixed.app_context():
        row = session().scalars(sa.select(Photo).limit(1)).one()
        assert filled_columns(row, leave={"advice"}) == real
        slots = sa.select(PhotoSlot.slot).where(PhotoSlot.owner == row.owner)
        assert 0 in set(session().scalars(slots))
        db.session.rollback()
