"""Applications for tests and demo data, through the real actions; call inside `transaction.unit()`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from directory.membership.actions import sections as writing
from directory.membership.actions import starting
from directory.membership.models.application import Application
from directory.membership.queries import policy as policies
from directory.membership.rules.evidence import Piece, Shape, given_here
from directory.membership.rules.referee_flags import Details
from directory.membership.rules.sections import YES, Section, of_criterion
from tests.conftest import NOW
from tests.factories import membership_referees as referees

YOU: dict[str, str | bool] = {
    "name": "Dr Robin Vale",
    "degrees": "MD",
    "clinic": "Vale Clinic",
    "city": "Boston",
    "country": "US",
    "more_clinics": "",
    "licence_country": "US",
    "licence_region": "MA",
    "licence_number": "MA-48211",
    "licence_expires": "2030-06-30",
    "cover_insurer": "Harbor Mutual",
    "cover_number": "HM 77-3",
    "cover_expires": "2029-12-31",
}
DECLARATIONS: dict[str, str | bool] = {
    "disclosure": YES,
    "disclosed": "2019: one complaint about a cancelled operation; settled in the same year.",
    "inspection": True,
    "complaint_rule": True,
    "dues": True,
    "photo_consent": True,
    "truth": True,
}


def draft(person_id: int, name: str = "Dr Robin Vale", now: datetime = NOW) -> Application:
    return starting.apply(person_id, name, now)


def complete(
    application: Application,
    now: datetime = NOW,
    *,
    licence: str = "MA-48211",
    colleagues: Sequence[Details] = referees.COLLEAGUES,
) -> None:
    """Every section written and every piece given or declared missing. The case log is its own factory's."""
    put(application, Section.YOU, {**YOU, "licence_number": licence}, now)
    put(application, Section.DECLARATIONS, DECLARATIONS, now)
    referees.enough(application, now, colleagues)
    for criterion in policies.of(application.policy).criteria:
        section = of_criterion(criterion.number)
        put(application, section, {"statement": f"What I do for criterion {criterion.number}."}, now)
        for each in given_here(criterion):
            piece = Piece(each.kind, Shape.NONE, "It was lost in a flood; the office may ask the clinic.")
            writing.add_piece(application.id, section, piece, document=None, replaces=None, now=now)


def show(application: Application, now: datetime = NOW) -> None:
    """A statement and a piece of evidence of each kind that is given on the page of its criterion."""
    for criterion in policies.of(application.policy).criteria:
        section = of_criterion(criterion.number)
        put(application, section, {"statement": f"How I meet criterion {criterion.number}."}, now)
        for each in given_here(criterion):
            piece = Piece(each.kind, Shape.WORDS, "As the clinic has it in writing.")
            writing.add_piece(application.id, section, piece, document=None, replaces=None, now=now)


def put(application: Application, section: Section, body: dict[str, str | bool], now: datetime = NOW) -> int:
    """Whatever stood there before."""
    from directory.membership.queries.sections import text_of

    revision = text_of(application, section).revision
    return writing.save(application.id, section, body, revision=revision, now=now + timedelta(seconds=revision))
