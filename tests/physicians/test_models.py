"""Every promise of the tables is kept by the database itself."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from directory.core import transaction
from directory.core.db import session
from directory.core.violations import violated
from directory.physicians.models import Clinic, Physician, PhysicianLanguage, ProcedureStep
from directory.physicians.rules import CredentialKind, Performer, PriceModel, Standing, Step
from tests.factories import physicians as make

pytestmark = pytest.mark.both
Break = Callable[[Physician], object]

BROKEN: dict[str, Break] = {
    "ck_physicians_standing": lambda _: session().execute(sa.text("UPDATE physicians SET standing = 'emeritus'")),
    "ck_physicians_slug": lambda _: make.bare_physician(slug="Upper"),
    "uq_physicians_slug": lambda p: make.bare_physician(slug=p.slug),
    "ck_physicians_name": lambda _: make.bare_physician(sort_name=""),
    "ck_physicians_left_on": lambda _: make.bare_physician(standing=Standing.RESIGNED),
    "ck_physicians_out_of_hours": lambda _: make.bare_physician(out_of_hours="1"),
    "ck_physicians_out_of_hours_e164": lambda _: make.bare_physician(out_of_hours="1", out_of_hours_number="1"),
    "ck_physicians_share_percent": lambda _: make.bare_physician(share_percent=101),
    "ck_physicians_largest_session": lambda _: make.bare_physician(largest_session=0),
    "ck_physicians_practising_since": lambda _: make.bare_physician(practising_since=1800),
    "ck_physicians_visits": lambda _: make.bare_physician(visits=[]),
    "pk_physician_languages": lambda p: session().execute(
        sa.insert(PhysicianLanguage), [{"physician_id": p.id, "tag": "en", "position": 5}]
    ),
    "ck_clinics_country": lambda p: make.clinic(p, country="us", position=1),
    "ck_clinics_coordinates": lambda p: make.clinic(p, at=(91.0, 0.0), position=1),
    "ck_clinics_sphere": lambda _: session().execute(sa.update(Clinic).values(x=3.0)),
    "ck_clinics_phone": lambda p: make.clinic(p, phone="1", position=1),
    "uq_clinic_physicians_physician_id_position": lambda p: make.clinic(p, position=0),
    "ck_credentials_issuer": lambda p: make.credential(p, CredentialKind.BOARD, issuer=""),
    "ck_credentials_licence": lambda p: make.credential(p, CredentialKind.LICENCE),
    "ck_credentials_expires": lambda p: make.cover(p, expires=None),
    "ck_credentials_verified": lambda p: make.cover(p, verified_by=""),
    "ck_credentials_dates": lambda p: make.cover(p, issued=date(2031, 1, 1)),
    "uq_credentials_physician_id_kind_issuer_number_title": lambda p: [
        make.cover(p, number="7") for _again in (1, 2)
    ],
    "ck_procedures_price": lambda p: make.procedure(p, price_model=PriceModel.GRAFT),
    "ck_procedures_price_range": lambda p: make.procedure(
        p, price_model=PriceModel.GRAFT, currency="USD", price_low=9, price_high=8, price_as_of=date(2026, 1, 1)
    ),
    "uq_procedures_physician_id_technique_variant": lambda p: [make.procedure(p), make.procedure(p)],
    "ck_procedure_steps_named": lambda p: make.procedure(
        p, steps=[ProcedureStep(step=Step.PLACEMENT, performer=Performer.NAMED_PHYSICIAN)]
    ),
    "ck_publications_address": lambda p: make.publication(p, address="javascript:alert(1)"),
    "ck_publications_year": lambda p: make.publication(p, year=3000),
    "ck_results_unretouched": lambda p: make.result(p, unretouched=False),
    "ck_results_months": lambda p: make.result(p, after_month=date(2024, 1, 1)),
    "ck_results_pictures": lambda p: make.result(p, after="img/before.svg"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(context: Flask, name: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.unit():
        BROKEN[name](make.physician("Maren Oduya"))
    assert violated(caught.value) == name


def test_a_clinic_that_moves_moves_on_the_sphere(context: Flask) -> None:
    with transaction.unit():
        clinic = make.clinic(make.bare_physician(), at=(0.0, 0.0))
        clinic.latitude, clinic.longitude = 0.0, 90.0
        session().flush()
        assert (clinic.x, clinic.y, clinic.z) == pytest.approx((0, 1, 0), abs=1e-12)


def test_languages_keep_the_order_they_were_given_in(context: Flask) -> None:
    with transaction.unit():
        made = make.bare_physician(languages=("tr", "en", "de"))
    session().expire_all()
    assert list(made.languages) == ["tr", "en", "de"]
