"""Opinions in the demo: as the real actions leave them, with the fates of the e-mails of their clock."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.consultations import letters
from directory.consultations.actions import opinion as actions
from directory.consultations.models import Consultation, Event, OpinionDraft, SignedOpinion
from directory.consultations.queries import opinion as opinions
from directory.consultations.queries import sealed
from directory.consultations.rules.opinion.needed import problems
from directory.consultations.rules.opinion.plan import Medicine, Suitability, digest
from directory.consultations.rules.states import State
from directory.core import transaction, vault
from directory.core.db import db, session
from directory.core.outbox import LetterRow, LetterState
from directory.demo.rules import opinion_words as words
from directory.demo.rules import signs
from tests import cast
from tests.conftest import NOW, Client
from tests.consultations import opinions as make_opinions
from tests.demo.test_likeness import Shape, filled_columns
from tests.demo.test_pages import sign_in
from tests.factories import consultations as make_consultations

pytestmark = pytest.mark.slow
BLOCKERS = {Medicine.FINASTERIDE, Medicine.FINASTERIDE_TOPICAL, Medicine.DUTASTERIDE}
STOPS = ("more_asked", "declined", "opinion_signed", "closed")


def signed() -> list[Consultation]:
    query = sa.select(Consultation).where(Consultation.state == State.OPINION_SIGNED)
    return list(session().scalars(query.order_by(Consultation.id)))


def test_an_opinion_of_the_demo_looks_as_one_signed_for_real(fixed: Flask, app: Flask) -> None:
    with app.app_context(), transaction.unit():
        own = make_consultations.attended(make_consultations.physician_of(cast.assemble().owner))
        at = make_consultations.STARTS.replace(hour=23)
        make_opinions.draft(own, by=1)
        actions.sign(own.id, 1, by=1, name="Dr Olive Owner", now=at)
        real = left(own)
    with fixed.app_context():
        demo = left(signed()[0])
        db.session.rollback()
    assert demo == real


def left(own: Consultation) -> Shape:
    row = session().get_one(SignedOpinion, (own.id, 1))
    plain = vault.open_(sealed.key_of(own), sealed.name_of(own, "opinion/1"), row.sealed)
    events = sa.select(Event).where(Event.consultation_id == own.id, Event.what == "opinion_signed")
    told = sa.select(LetterRow).where(LetterRow.kind == letters.SOMETHING_NEW, LetterRow.subject == f"{own.id}:1")
    event, letter = session().scalars(events).one(), session().scalars(told).one()
    document = vault.open_json(sealed.key_of(own), sealed.name_of(own, "opinion/1"), row.sealed)
    assert isinstance(document, dict)
    return {
        "row": filled_columns(row),
        "document": {name: type(value) for name, value in document.items()},
        "digest": row.digest == digest(plain) == event.detail["digest"],
        "event": (event.detail["version"], sorted(event.detail), event.at == row.signed == letter.due),
        "letter": letter.revision,
        "ended": (own.active_key, own.opinion_due, session().get(OpinionDraft, own.id)),
    }


def test_opinions_lack_nothing_and_name_who_performs_what_as_the_profile_does(fixed: Flask) -> None:
    found = []
    with fixed.test_request_context():
        for own in signed():
            one = opinions.signed_of(own)
            assert one is not None
            assert problems(one.opinion, one.signed.date()) == []
            assert words.INVENTED in one.opinion.words
            assert set(one.opinion.performers) <= set(opinions.performers_of(own))
            assert len(one.root) == 64
            found.append(one.opinion)
        db.session.rollback()
    assert {each.suitability for each in found} == set(Suitability)
    assert sum(each.grafts > 0 and each.cost.low is not None for each in found) >= 5


def test_no_woman_is_named_a_medicine_that_harms_an_unborn_child(fixed: Flask) -> None:
    with fixed.app_context():
        women = [each for each in signed() if sealed.answers_of(each).get("health", {}).get("sex") == "female"]
        named = [one.opinion.medicines for each in women if (one := opinions.signed_of(each))]
        db.session.rollback()
    assert len(named) > 3
    assert [each for each in named if BLOCKERS & set(each)] == []


def test_the_emails_of_the_clock_went_out_unless_it_had_stopped(fixed: Flask) -> None:
    with fixed.app_context():
        ended = sa.select(Event.consultation_id, sa.func.min(Event.at)).where(Event.what.in_(STOPS))
        stopped = dict(session().execute(ended.group_by(Event.consultation_id)).all())
        kinds = (letters.PHYSICIAN_DUE, letters.OFFICE_OVERDUE)
        rows = list(session().scalars(sa.select(LetterRow).where(LetterRow.kind.in_(kinds))))
        running = sa.select(Consultation).where(Consultation.opinion_due.is_not(None))
        assert {letters.clock(each) for each in session().scalars(running)} <= {row.subject for row in rows}
        assert {row.state for row in rows} == {LetterState.WAITING, LetterState.SENT, LetterState.DROPPED}
        for row in rows:
            assert row.state is fate(row, stopped.get(int(row.subject.partition(":")[0]))), row.subject
        db.session.rollback()


def fate(row: LetterRow, stopped: datetime | None) -> LetterState:
    if row.due > NOW:
        return LetterState.WAITING
    return LetterState.SENT if stopped is None or stopped > row.due else LetterState.DROPPED


def test_who_is_late_has_been_told_and_the_patient_too(fixed: Flask) -> None:
    with fixed.app_context():
        late = sa.select(Consultation).where(Consultation.state == State.OVERDUE)
        clocks = {letters.clock(each) for each in session().scalars(late)}
        told = {
            kind: set(session().scalars(sa.select(LetterRow.subject).where(LetterRow.kind == kind)))
            for kind in (letters.LATE, letters.PHYSICIAN_OVERDUE)
        }
        db.session.rollback()
    assert clocks
    assert told == {letters.LATE: clocks, letters.PHYSICIAN_OVERDUE: clocks}


def test_the_first_physician_reads_what_was_signed_and_goes_on_with_a_draft(filled: Flask, visitor: Client) -> None:
    with filled.app_context():
        own = sa.select(Consultation.reference).where(Consultation.physician_id == 1)
        done = session().scalars(own.where(Consultation.state == State.OPINION_SIGNED)).all()
        begun = session().scalars(own.join(OpinionDraft, OpinionDraft.consultation_id == Consultation.id)).one()
        session().rollback()
    sign_in(visitor, signs.PHYSICIAN)
    assert done
    for reference in done:
        assert words.INVENTED in visitor.get(f"/practice/consultations/{reference}/opinion").text
    assert words.DRAFT in visitor.get(f"/practice/consultations/{begun}/opinion").text
