"""One physician, loaded for whoever may see the page."""

from datetime import datetime
from functools import cache

import sqlalchemy as sa

from directory.core.clock import now as clock_now
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.physicians.models import Clinic, ClinicPhysician, Physician
from directory.physicians.rules import check_shown


def listed_or_404(slug: str) -> Physician:
    """For public pages. Raises NotThere for drafts and suspended members, FormerMember (410) for former ones."""
    return _shown(by_slug(slug), clock_now())


def by_slug(slug: str) -> Physician:
    """Whatever the standing: for the office."""
    return _one(_by_slug(), {"slug": slug})


@cache
def _by_slug() -> sa.Select[Physician]:
    """Built once: every page of a physician asks it."""
    return sa.select(Physician).where(Physician.slug == sa.bindparam("slug"))


def by_id(physician_id: int) -> Physician:
    """Whatever the standing: letters and running consultations go on."""
    found = session().get(Physician, physician_id)
    if found is None:
        raise NotThere
    return found


def own_or_404(person_id: int) -> Physician:
    """The signed-in physician's own row, whatever the standing."""
    return _one(sa.select(Physician).where(Physician.person_id == person_id))


def primary_clinic(physician_id: int) -> Clinic | None:
    found = clinics(physician_id)
    return found[0] if found else None


def clinics(physician_id: int) -> list[Clinic]:
    """In the order the physician chose."""
    query = sa.select(Clinic).join(ClinicPhysician).where(ClinicPhysician.physician_id == physician_id)
    return list(session().scalars(query.order_by(ClinicPhysician.position)))


def _shown(physician: Physician, now: datetime) -> Physician:
    check_shown(physician.standing, physician.name, physician.left_on, now)
    return physician


def _one(query: sa.Select[Physician], values: dict[str, str] | None = None) -> Physician:
    found = session().scalar(query, values)
    if found is None:
        raise NotThere
    return found
