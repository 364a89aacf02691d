"""A reviewer opens a contact sheet: recorded for every case on it, as openings of patients' photos are."""

from datetime import datetime

from directory.core.refusals import N_, Refusal
from directory.membership.queries import caselog as queries
from directory.photos import actions as photos
from directory.photos.rules import REVIEWER, Why


class NoCases(Refusal):
    message = N_("No case with photos is ticked for this criterion.")


def open_sheet(application_id: int, criterion: str, *, actor: str, name: str, now: datetime) -> str:
    """Returns the id under which `queries.caselog.sheet` shows it for ten minutes. The caller has checked the seat."""
    owners = queries.owners_for(application_id, criterion)
    if not owners:
        raise NoCases
    return photos.open_sheet(owners, actor, role=REVIEWER, name=name, why=Why.REVIEW, now=now)
