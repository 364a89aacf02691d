"""The whole demo: what it must hold, and that every promise of the tables is kept."""

import stat
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import InstrumentedAttribute

from directory.consultations import letters
from directory.consultations.models import Consultation, Patient
from directory.consultations.queries import sealed
from directory.consultations.queries.preparing import done, facts_of, owner_of
from directory.consultations.rules.intake import validate
from directory.consultations.rules.states import Appointment, State
from directory.consultations.rules.tasks import Task
from directory.core import audit, clock, vault
from directory.core.db import session
from directory.core.outbox import LetterRow, LetterState
from directory.demo.rules.mail import Post
from directory.membership.models import Application
from directory.photos import queries as photos
from directory.photos.models import Opening, Photo
from directory.photos.rules import Size
from directory.physicians.models import Clinic, Physician, Procedure, Publication, Result
from directory.physicians.rules import PictureKeeper, Standing, VisitKind, check_statement, phone
from directory.scheduling.models import Cell, Claim
from directory.scheduling.rules import ClaimKind, Reason, cells

pytestmark = pytest.mark.slow


def values_of(column: InstrumentedAttribute[Any]) -> set[Any]:
    return set(session().scalars(sa.select(column).distinct()))


def test_sixty_physicians_in_twenty_countries_and_a_dozen_zones(within: Flask) -> None:
    admitted = sa.select(Application.person_id)
    query = sa.select(sa.func.count()).select_from(Physician).where(Physician.person_id.not_in(admitted))
    assert session().scalar(query) == 60
    assert len(values_of(Clinic.country)) == 20
    zones = {str(zone) for zone in values_of(Physician.zone)}
    assert len(zones) >= 12
    assert {"Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Kolkata", "America/St_Johns", "Australia/Adelaide"} <= zones
    assert values_of(Physician.standing) == set(Standing)


def test_three_hundred_consultations_in_every_state_of_both_tables(within: Flask) -> None:
    assert session().scalar(sa.select(sa.func.count()).select_from(Consultation)) == 300
    assert values_of(Consultation.state) == set(State)
    assert values_of(Consultation.appointment) == {*Appointment, None}
    assert values_of(Consultation.visit) == set(VisitKind)


def test_women_diffuse_loss_coily_hair_and_repair_are_among_them(within: Flask) -> None:
    answers = [sealed.answers_of(each) for each in session().scalars(sa.select(Consultation))]
    reasons = Counter(each["wish"]["reason"] for each in answers if "wish" in each)
    drawings = {each["hair_loss"].get("drawing") for each in answers if "hair_loss" in each}
    sexes = Counter(each["health"]["sex"] for each in answers if "health" in each)
    assert set(reasons) == set(Reason)
    assert {"diffuse-much", "parting-3", "edges-temples", "patches-several"} <= drawings
    assert sexes["female"] > 30


def test_answers_are_ones_the_pages_accept_and_tasks_are_counted_as_they_count(within: Flask) -> None:
    now = clock.now()
    for each in session().scalars(sa.select(Consultation)):
        answers = sealed.answers_of(each)
        for task in Task:
            if task.value in each.tasks_done:
                assert validate(task, answers.get(task.value, {}), facts_of(each, now)) == []
        if any(task.value in answers for task in Task):
            assert each.tasks_done == done(each, answers, photos.views_sent(owner_of(each))), each.id


def test_no_two_claims_overlap_and_each_has_exactly_its_cells(within: Flask) -> None:
    held: dict[int, set[int]] = {}
    for row in session().scalars(sa.select(Cell)):
        held.setdefault(row.claim_id, set()).add(row.cell)
    claims = list(session().scalars(sa.select(Claim)))
    for claim in claims:
        wanted = set() if claim.kind is ClaimKind.RELEASED else set(cells(claim.starts, claim.ends))
        assert held.get(claim.id, set()) == wanted, claim.id
    booked = [(c.physician_id, cell) for c in claims for cell in held.get(c.id, ())]
    assert len(booked) == len(set(booked))


def test_a_consultation_with_a_time_has_its_claim_at_that_time(within: Flask) -> None:
    query = sa.select(Consultation, Claim).outerjoin(Claim, Claim.id == Consultation.claim_id)
    for consultation, claim in session().execute(query):
        assert (consultation.visit is VisitKind.WRITTEN) == (claim is None)
        if claim is not None:
            assert (claim.visit_starts, claim.visit_ends) == (consultation.starts, consultation.ends)
            assert claim.physician_id == consultation.physician_id
            assert (claim.kind is ClaimKind.RELEASED) == (consultation.state is State.WITHDRAWN)


def test_past_emails_are_sent_or_dropped_and_none_is_due_in_the_past(within: Flask) -> None:
    begun = clock.now() - timedelta(minutes=10)
    rows = list(session().scalars(sa.select(LetterRow)))
    waiting = [row for row in rows if row.state is LetterState.WAITING]
    assert len(waiting) > 100
    assert [row.id for row in waiting if row.due <= begun] == []
    assert [
        row.id for row in rows if row.state is LetterState.SENT and (row.ended is None or row.due > row.ended)
    ] == []
    assert {row.state for row in rows} == {LetterState.WAITING, LetterState.SENT, LetterState.DROPPED}


def test_the_kinds_of_email_of_consultations_are_real_ones() -> None:
    assert {kind.value for kind in Post} <= {name for name in vars(letters).values() if isinstance(name, str)}


def test_every_address_is_at_example_org(within: Flask) -> None:
    patients = list(session().scalars(sa.select(Patient)))
    assert len(patients) > 250
    assert [each.id for each in patients if not sealed.email_of(each).endswith("@example.org")] == []


def test_photos_open_with_their_patients_key(within: Flask) -> None:
    rows = list(session().scalars(sa.select(Photo).order_by(Photo.id).limit(20)))
    assert len(rows) == 20
    for photo in rows:
        assert photos.picture(photo, Size.FULL).startswith(b"\xff\xd8\xff")
        assert len(photos.picture(photo, Size.THUMB)) < 60_000


def test_openings_are_recorded_for_patients_and_in_the_chain(within: Flask) -> None:
    openings = sa.select(sa.func.count()).select_from(Opening)
    chained = sa.select(sa.func.count()).select_from(audit.AuditRow).where(audit.AuditRow.stream == "openings")
    assert (session().scalar(openings) or 0) > 40
    assert session().scalar(openings) == session().scalar(chained)


def test_the_audit_chains_hold(within: Flask) -> None:
    assert audit.verify() is None


def test_what_physicians_say_keeps_the_rules_for_statements_and_telephones(within: Flask) -> None:
    for each in session().scalars(sa.select(Physician)):
        check_statement(each.statement)
        if each.out_of_hours:
            assert phone(each.out_of_hours).number == each.out_of_hours_number
    for clinic in session().scalars(sa.select(Clinic).where(Clinic.phone != "")):
        assert phone(clinic.phone).number == clinic.phone_number


def test_what_could_be_taken_for_real_says_that_it_is_invented(within: Flask) -> None:
    for each in session().scalars(sa.select(Publication)):
        assert "invented" in f"{each.title} {each.venue}".lower()
    results = list(session().scalars(sa.select(Result)))
    assert len(results) > 20
    assert {(each.illustration, each.keeper) for each in results} == {(True, PictureKeeper.FILES)}


def test_prices_are_in_the_currency_of_the_place(within: Flask) -> None:
    query = sa.select(Clinic.country, Procedure.currency).join_from(Procedure, Physician)
    query = query.where(Clinic.zone == Physician.zone, Procedure.currency.is_not(None))
    assert ("JP", "JPY") in {tuple(row) for row in session().execute(query.distinct())}


def test_nothing_readable_of_a_patient_lies_in_the_database(filled: Flask, folder: Path) -> None:
    with filled.app_context():
        contacts = [sealed.contact_of(each) for each in session().scalars(sa.select(Consultation).limit(40))]
        session().rollback()
    raw = b"".join(path.read_bytes() for path in folder.glob("coalition.db*"))
    found = [each.email for each in contacts if each.email.encode() in raw]
    assert found == []
    assert [each.id for each in _vaults(filled) if each.wrapped is None] == []


def _vaults(app: Flask) -> list[vault.Vault]:
    with app.app_context():
        return list(session().scalars(sa.select(vault.Vault)))


def test_the_sign_ins_are_written_for_their_owner_only(folder: Path) -> None:
    path = folder / "demo-sign-ins.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "physician@example.org" in path.read_text()
    assert "coordinator@example.org" in path.read_text()
