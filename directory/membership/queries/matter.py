"""Matters about members: what was said and answered, who could sit, what is due."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import Matter, Membership, Round
from directory.membership.queries import conflicts
from directory.membership.queries.conflicts import Candidate
from directory.membership.rules.rounds import SECRECY, Kind, State
from directory.physicians.models import Physician
from directory.physicians.rules import LISTED

UNDECIDED = (State.PLANNED, State.OPEN, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Said:
    """Opened, as member, office and panel read it."""

    words: str
    evidence: str
    answer: str
    minutes: str


@dataclass(frozen=True, slots=True)
class Due:
    """A line of the queue of re-reviews. `days`: since it may be opened."""

    member: Membership
    name: str
    days: int
    left: int  # days of the term


def by_id(matter_id: int) -> Matter | None:
    return session().get(Matter, matter_id)


def latest(physician_id: int) -> Matter | None:
    query = sa.select(Matter).where(Matter.physician_id == physician_id)
    return session().scalar(query.order_by(Matter.id.desc()).limit(1).execution_options(populate_existing=True))


def running(physician_id: int) -> Matter | None:
    """The one whose round is not decided yet."""
    found = latest(physician_id)
    return found if found is not None and is_running(found) else None


def is_running(matter: Matter) -> bool:
    """A second ballot or a new round goes on with it; an appeal is a matter of its own."""
    last = last_round(matter)
    return last is not None and last.state in UNDECIDED


def last_round(matter: Matter) -> Round | None:
    own = (Round.physician_id == matter.physician_id, Round.application_id.is_(None), Round.kind == matter.kind)
    query = sa.select(Round).where(*own, Round.id >= matter.round_id).order_by(Round.id.desc()).limit(1)
    return session().scalar(query)


def under_way(physician_id: int) -> bool:
    """A round about this member that is not decided, of whatever kind."""
    query = sa.select(Round.state).where(Round.physician_id == physician_id, Round.application_id.is_(None))
    return session().scalar(query.order_by(Round.id.desc()).limit(1)) in UNDECIDED


def of_round(round_: Round) -> Matter | None:
    """What a round about a member judges: also a second ballot, a new round, and the appeal of a removal."""
    if round_.physician_id is None or round_.application_id is not None:
        return None
    kind = Kind.REMOVAL if round_.kind is Kind.APPEAL else round_.kind
    own = (Matter.physician_id == round_.physician_id, Matter.kind == kind, Matter.round_id <= round_.id)
    return session().scalar(sa.select(Matter).where(*own).order_by(Matter.id.desc()).limit(1))


def own_or_404(matter_id: int, person_id: int) -> Matter:
    """The member's own."""
    query = sa.select(Matter).join(Physician, Physician.id == Matter.physician_id)
    found = session().scalar(query.where(Matter.id == matter_id, Physician.person_id == person_id))
    if found is None:
        raise NotThere
    return found


def own(person_id: int) -> list[Matter]:
    """Newest first."""
    query = sa.select(Matter).join(Physician, Physician.id == Matter.physician_id)
    return list(session().scalars(query.where(Physician.person_id == person_id).order_by(Matter.id.desc())))


def locked(matter_id: int) -> Matter:
    """After the round's row."""
    query = sa.select(Matter).where(Matter.id == matter_id).with_for_update()
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotThere
    return found


def sealed_as(matter: Matter, part: str) -> str:
    return f"matter/{matter.vault_id}/{part}"


def key(matter: Matter) -> vault.Key:
    found = vault.by_id(matter.vault_id)
    if found is None:  # the foreign key forbids it
        raise NotThere
    return vault.opened(found)


def said(matter: Matter) -> Said:
    """Raises vault.Erased."""
    held = key(matter)
    body = vault.open_json(held, sealed_as(matter, "said"), matter.said)
    given = body if isinstance(body, dict) else {}
    answer = b"" if matter.answer is None else vault.open_(held, sealed_as(matter, "answer"), matter.answer)
    minutes = b"" if matter.minutes is None else vault.open_(held, sealed_as(matter, "minutes"), matter.minutes)
    return Said(str(given.get("words", "")), str(given.get("evidence", "")), answer.decode(), minutes.decode())


def candidates(physician_id: int, kind: Kind) -> list[Candidate]:
    """Everybody who could sit. The round is not there yet; what is asked about is in no session."""
    imagined = Round(kind=kind, secrecy=SECRECY[kind], state=State.PLANNED, physician_id=physician_id)
    return conflicts.candidates(imagined)


def re_reviews_due(today: date) -> list[Due]:
    """Listed members whose re-review may be opened and is not under way, the longest waiting first."""
    going = sa.select(Round.id).where(
        Round.physician_id == Membership.physician_id,
        Round.application_id.is_(None),
        Round.state.in_(UNDECIDED),
    )
    query = (
        sa.select(Membership, Physician.name)
        .join(Physician, Physician.id == Membership.physician_id)
        .where(Membership.re_review_opens <= today, Membership.state.in_(sorted(LISTED)))
        .where(~sa.exists(going.correlate(Membership)))
        .order_by(Membership.re_review_opens, Membership.physician_id)
    )
    return [
        Due(row, name, (today - row.re_review_opens).days, (row.term_ends - today).days)
        for row, name in session().execute(query)
    ]
