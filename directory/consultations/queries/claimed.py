"""The consultations behind the bookings of a calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from directory.consultations.models import Consultation
from directory.consultations.rules.states import COMING, Appointment
from directory.core.db import session


@dataclass(frozen=True, slots=True)
class Behind:
    """`moves`: another time can be suggested; `asked`: one is suggested already."""

    reference: str
    moves: bool
    cancels: bool
    asked: bool


def behind(claim_ids: Sequence[int], now: datetime) -> dict[int, Behind]:
    """By the id of the claim; for the physician whose calendar it is."""
    if not claim_ids:
        return {}
    row = Consultation
    query = sa.select(row.claim_id, row.reference, row.appointment, row.starts)
    found = session().execute(query.where(row.claim_id.in_(claim_ids), row.appointment.in_(COMING)))
    return {
        claim: Behind(
            reference,
            moves=appointment is Appointment.BOOKED and starts is not None and now < starts,
            cancels=appointment in COMING,
            asked=appointment is Appointment.PROPOSED,
        )
        for claim, reference, appointment, starts in found
        if claim is not None
    }
