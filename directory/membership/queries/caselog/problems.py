"""What keeps a case log from being sent with the application."""

from directory.membership.models.application import Application
from directory.membership.queries.caselog.cases import Case, cases_of
from directory.membership.queries.caselog.periods import Period, period_of
from directory.membership.queries.caselog.photos import CasePhoto, counts, photos_of
from directory.membership.rules import caselog
from directory.membership.rules.application import Problem
from directory.photos.rules import State

SECTION = "cases"


def problems(application: Application) -> list[Problem]:
    """All of them, each with the page on which it is put right."""
    base = f"/membership/application/{application.reference}"
    photos = photos_of(application.id)
    facts = [_facts(case, photos) for case in cases_of(application.id) if not case.withdrawn]
    found = caselog.lacks(facts, _period(period_of(application)), _photos(application.id))
    return [Problem(SECTION, lack.message, f"{base}{lack.address}", lack.values) for lack in found]


def _facts(case: Case, photos: list[CasePhoto]) -> caselog.CaseFacts:
    mine = [photo for photo in photos if photo.operation_id == case.id and photo.state is not State.FAILED]
    have = frozenset((photo.view, photo.moment) for photo in mine if photo.view and photo.moment and not photo.marked)
    return caselog.CaseFacts(
        case.number, case.criteria, case.details, case.place, consent=case.consent_on is not None, have=have
    )


def _period(period: Period | None) -> caselog.PeriodFacts | None:
    if period is None or period.starts is None or period.ends is None:
        return None
    return caselog.PeriodFacts(period.starts, period.ends, period.total, frozenset(period.gaps))


def _photos(application_id: int) -> caselog.PhotoFacts:
    found = counts(application_id)
    return caselog.PhotoFacts(found.waiting, found.failed, found.unsorted, found.unconfirmed, found.marked)
