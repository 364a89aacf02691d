"""Reads of referees: rows, what is sealed in them, counts. The applicant is shown counts only."""

from dataclasses import asdict
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from directory.accounts.models import SignInSession
from directory.core import links, vault
from directory.core.db import session
from directory.core.refusals import N_, NotThere
from directory.membership.models.application import Application
from directory.membership.models.referee import Card, Referee, RefereeProof
from directory.membership.queries import policy as policies
from directory.membership.queries import sections
from directory.membership.queries.application import referees_vault, sealed_as
from directory.membership.rules.application import Problem
from directory.membership.rules.policy import Policy
from directory.membership.rules.referee_flags import Details
from directory.membership.rules.referees import COLLEAGUES_NAMED, OPEN, PATIENTS_ASKED, Group, LinkOver, State
from directory.membership.rules.sections import Section

LINK, CARD_LINK = links.whole("referee"), links.whole("referee_card")
PAGE = "/membership/application/referees"


def problems(application: Application, now: datetime) -> list[Problem]:
    """Against submitting."""
    named = colleagues_of(application.id)
    cards = len(live_cards(application.id, now))
    checks = (
        (len(named), COLLEAGUES_NAMED, "name", N_("Name at least three colleagues as referees.")),
        (sum(row.outside for row in named), 1, "name", N_("Name at least one colleague outside your own clinic.")),
        (cards, PATIENTS_ASKED, "cards", N_("Make at least three invitation cards for former patients.")),
    )
    return [
        Problem(Section.REFEREES, words, f"{PAGE}#{place}") for there, wanted, place, words in checks if there < wanted
    ]


def colleagues_of(application_id: int) -> list[Referee]:
    """Those the applicant has named, in that order."""
    query = sa.select(Referee).where(
        Referee.application_id == application_id,
        Referee.group == Group.COLLEAGUE,
        Referee.state != State.CANCELLED,
    )
    return list(session().scalars(query.order_by(Referee.number)))


def of(application_id: int) -> list[Referee]:
    """All, for the office."""
    query = sa.select(Referee).where(Referee.application_id == application_id)
    return list(session().scalars(query.order_by(Referee.group, Referee.number)))


def numbered_or_404(application: Application, number: int) -> Referee:
    query = sa.select(Referee).where(Referee.application_id == application.id, Referee.number == number)
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotThere
    return found


def by_id(referee_id: int) -> Referee | None:
    return session().get(Referee, referee_id)


def by_link(token: str, now: datetime) -> tuple[Referee, Application]:
    """Raises LinkOver: for a wrong, a replaced and an ended link, and once the application is decided."""
    subject = links.subject_of(LINK, token, now)
    row = by_id(int(subject)) if subject else None
    application = session().get(Application, row.application_id) if row else None
    if row is None or application is None or application.state not in OPEN or row.state is State.CANCELLED:
        raise LinkOver
    return row, application


def card_by_link(token: str, now: datetime) -> Card | None:
    """None for a wrong one, and once the application is decided. Whether it was used, its page does not tell: the
    applicant has printed the card and must not learn who has answered."""
    subject = links.subject_of(CARD_LINK, token, now)
    return _open_card(Card.id == int(subject), now) if subject else None


def card_by_id(card_id: int) -> Card | None:
    return session().get(Card, card_id)


def card_by_code(code_digest: str, now: datetime) -> Card | None:
    return _open_card(Card.code == code_digest, now)


def _open_card(which: sa.ColumnElement[bool], now: datetime) -> Card | None:
    query = sa.select(Card).join(Application, Application.id == Card.application_id)
    return session().scalar(query.where(which, Card.expires > now, Application.state.in_(OPEN)))


def live_cards(application_id: int, now: datetime) -> list[Card]:
    """Those that are not void. The sheet shows used ones as well, or it would tell who has answered."""
    kept = sa.or_(Card.expires > now, Card.used.is_not(None))
    return list(session().scalars(sa.select(Card).where(Card.application_id == application_id, kept).order_by(Card.id)))


def of_card(card_id: int) -> Referee | None:
    return session().scalar(sa.select(Referee).where(Referee.card_id == card_id))


def proofs_of(referee_id: int) -> list[RefereeProof]:
    query = sa.select(RefereeProof).where(RefereeProof.referee_id == referee_id)
    return list(session().scalars(query.order_by(RefereeProof.stored, RefereeProof.id)))


def details_of(application: Application, row: Referee) -> Details:
    """Raises vault.Erased after the key was destroyed."""
    key = referees_vault(application)
    return Details(**cast("dict[str, str]", vault.open_json(key, part(application, row, "details"), row.details)))


def sealed_details(application: Application, number: int, details: Details) -> bytes:
    return vault.seal_json(referees_vault(application), part_of(application, number, "details"), asdict(details))


def answers_of(application: Application, row: Referee) -> dict[str, str]:
    if row.answers is None:
        return {}
    name = part(application, row, "answers")
    return cast("dict[str, str]", vault.open_json(referees_vault(application), name, row.answers))


def reason_of(application: Application, row: Referee) -> str:
    if row.reason is None:
        return ""
    return vault.open_(referees_vault(application), part(application, row, "reason"), row.reason).decode()


def part(application: Application, row: Referee, name: str) -> str:
    return part_of(application, row.number, name)


def part_of(application: Application, number: int, name: str) -> str:
    return sealed_as(application, f"referee/{number}/{name}")


def next_number(application_id: int) -> int:
    query = sa.select(sa.func.coalesce(sa.func.max(Referee.number), 0))
    return (session().scalar(query.where(Referee.application_id == application_id)) or 0) + 1


def own_clinics(application: Application) -> list[str]:
    """As the applicant has stated them."""
    body = sections.text_of(application, Section.YOU).body
    further = [line.split(",")[0] for line in str(body.get("more_clinics") or "").splitlines()]
    return [name for name in (str(body.get("clinic") or ""), *further) if name.strip()]


def has_used(person_id: int, network: str) -> bool:
    """Whether this person has signed in from that network."""
    query = sa.select(SignInSession.id).where(SignInSession.person_id == person_id, SignInSession.network == network)
    return session().scalar(query.limit(1)) is not None


def policy_of(application: Application) -> Policy:
    return policies.of(application.policy)
