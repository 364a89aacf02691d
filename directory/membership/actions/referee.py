"""What a referee does behind the link: begin, write, send, decline; and how a former patient uses a card."""

import calendar
import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from directory.core import files, links, vault
from directory.core.db import session
from directory.core.outbox import post
from directory.membership.actions import referees as actions
from directory.membership.letters import referee as letters
from directory.membership.models.application import Application
from directory.membership.models.referee import Card, Referee, RefereeProof
from directory.membership.queries import application as applications
from directory.membership.queries import caselog
from directory.membership.queries import referees as queries
from directory.membership.queries.retention import PROOFS
from directory.membership.rules.referee_flags import Details
from directory.membership.rules.referee_questions import Answers, cleaned, is_adverse, open_questions
from directory.membership.rules.referees import (
    OPEN,
    CardOver,
    Group,
    LinkOver,
    Mode,
    StaleAnswers,
    State,
    TooLateToCorrect,
)

AGAIN = "referee"  # how audit rows name whoever acts behind a link


@dataclass(frozen=True, slots=True)
class Proof:
    """A checked PDF, sealed with a key of its own and stored before any row was touched."""

    id: str
    sha256: str
    size: int


def actor(row: Referee) -> str:
    return f"{AGAIN}:{row.id}"


def start(referee_id: int, now: datetime) -> Referee:
    """By the button. Pressed twice it stays begun."""
    row, application = actions.locked(referee_id)
    if row.state is not State.STARTED:
        actions.move(row, application, "start", actor=actor(row), now=now)
    row.touched = now
    return row


def save(referee_id: int, given: Answers, *, revision: int, now: datetime) -> int:
    """Returns the new revision. Raises StaleAnswers when another window was first, LinkOver once they were sent."""
    row, application = actions.locked(referee_id)
    if row.state is not State.STARTED or application.state not in OPEN:
        raise LinkOver
    return write(row, application, given, revision=revision, now=now)


def write(row: Referee, application: Application, given: Answers, *, revision: int, now: datetime) -> int:
    """Into a locked request; the same words sent twice are one revision."""
    answers, present = cleaned(row.group, given), queries.answers_of(application, row)
    if answers == present and row.revision:
        return row.revision
    if row.revision != revision:
        raise StaleAnswers
    name = queries.part(application, row, "answers")
    row.answers = vault.seal_json(applications.referees_vault(application), name, answers)
    row.revision, row.touched, row.adverse = revision + 1, now, is_adverse(row.group, answers)
    session().flush()
    return row.revision


def submit(referee_id: int, given: Answers, *, revision: int, network: str, now: datetime) -> Referee:
    """Raises Unanswered (the page lists which), StaleAnswers, LinkOver. Of two at once one is refused."""
    row, application = actions.locked(referee_id)
    if row.state is not State.STARTED:
        raise LinkOver
    write(row, application, given, revision=revision, now=now)
    complete = not open_questions(row.group, cleaned(row.group, given))
    row.submitted, row.mode = now, Mode.WEB
    row.same_network = queries.has_used(application.person_id, network)
    actions.move(row, application, "submit", actor=actor(row), now=now, complete=complete)
    post(letters.THANKS, row.id, due=now)
    return row


def correct(referee_id: int, given: Answers, *, revision: int, now: datetime) -> Referee:
    """What was taken down on the telephone. Raises TooLateToCorrect, Unanswered, StaleAnswers."""
    row, application = actions.locked(referee_id)
    if row.mode is not Mode.TELEPHONE:
        raise TooLateToCorrect
    write(row, application, given, revision=revision, now=now)
    complete = not open_questions(row.group, cleaned(row.group, given))
    actions.move(row, application, "correct", actor=actor(row), now=now, complete=complete)
    row.corrected = now
    return row


def decline(referee_id: int, reason: str, now: datetime) -> None:
    row, application = actions.locked(referee_id)
    actions.move(row, application, "decline", actor=actor(row), now=now, reason=reason)
    links.revoke(queries.LINK, str(row.id))


def later(referee_id: int, now: datetime) -> None:
    """Not now: the link stays, and the reminders come as before."""
    row, application = actions.locked(referee_id)
    if row.state is not State.NOT_NOW:
        actions.move(row, application, "later", actor=actor(row), now=now)


def use_card(card_id: int, details: Details, proof: Proof | None, *, actor: str, now: datetime) -> Referee | None:
    """The first use makes the request and sends the link to the address given. Later uses make nothing (None), and
    the page says the same: whoever printed the card learns nothing. Raises CardOver."""
    card, application = _locked_card(card_id, now)
    known = queries.of_card(card.id)
    if known is not None:
        return None
    card.used = now
    row = actions.add(application, Group.PATIENT, details, now, card_id=card.id)
    row.state, row.sent = State.SENT, now
    row.from_period = in_period(application, details.month)
    if proof is not None:
        session().add(RefereeProof(id=proof.id, referee_id=row.id, sha256=proof.sha256, size=proof.size, stored=now))
    session().flush()
    actions.record(application, "card_used", actor=actor, now=now, referee=row.id)
    if row.email_digest is not None:
        actions.send(row, application, letters.CARD, now)
    return row


def _locked_card(card_id: int, now: datetime) -> tuple[Card, Application]:
    card = session().get(Card, card_id)
    if card is None or card.expires <= now:
        raise CardOver
    application = applications.locked(card.application_id)
    if application.state not in OPEN:
        raise CardOver
    return card, application


def in_period(application: Application, month: str) -> bool | None:
    """Whether a month touches the drawn period; None while nothing is drawn or no month was given."""
    period = caselog.period_of(application)
    if not month or period is None or period.starts is None or period.ends is None:
        return None
    year, number = (int(text) for text in month.split("-"))
    last = date(year, number, calendar.monthrange(year, number)[1])
    return last >= period.starts and date(year, number, 1) <= period.ends


def store_proof(key: vault.Key, bound: str, proof_id: str, data: bytes) -> Proof:
    """Outside any transaction. An orphan is removed by the sweep."""
    files.store().put(f"{PROOFS}/{proof_id}", vault.seal(key, bound, data))
    return Proof(proof_id, hashlib.sha256(data).hexdigest(), len(data))


def proof_bytes(application: Application, proof: RefereeProof) -> bytes:
    """Raises vault.Erased after the key was destroyed."""
    key = vault.opened(applications.referees_vault(application))
    return vault.open_(key, proof_name(application, proof.id), files.store().get(f"{PROOFS}/{proof.id}"))


def proof_name(application: Application, proof_id: str) -> str:
    return applications.sealed_as(application, f"referee-proof/{proof_id}")
