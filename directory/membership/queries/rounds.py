"""Who may see a round, and what it is about. Every page, list, count, letter and export joins through `visible_to`."""

from dataclasses import dataclass

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import Application, Elector, Round
from directory.membership.queries import application as applications
from directory.membership.queries import policy as policies
from directory.membership.rules.policy import Policy
from directory.membership.rules.rounds import Kind, State
from directory.physicians.models import Physician

SHOWN = (State.OPEN, State.CLOSED, State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody in a round: the one thing that opens its file."""

    round: Round
    elector: Elector


def sits(person_id: int | sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """On rows of Elector: this person's seat, and still one."""
    return sa.and_(Elector.person_id == person_id, seated())


def seated() -> sa.ColumnElement[bool]:
    """On rows of Elector: counted in every number. The recused and the replaced are in none."""
    return sa.and_(Elector.recused.is_(None), Elector.replaced.is_(None))


def counted() -> sa.ColumnElement[bool]:
    """On rows of Elector: seated when the round closed. Who stands aside after that takes no ballot back."""
    closed = sa.select(Round.closed).where(Round.id == Elector.round_id).correlate(Elector).scalar_subquery()
    later = sa.and_(Elector.seated <= closed, Elector.recused > closed)
    return sa.and_(sa.or_(Elector.recused.is_(None), later), Elector.replaced.is_(None))


def visible_to(person_id: int) -> sa.ColumnElement[bool]:
    """On rows of Round: this person sits in it and is not recused."""
    seat = sa.select(Elector.round_id).where(Elector.round_id == Round.id, sits(person_id))
    return sa.and_(Round.state.in_(SHOWN), sa.exists(seat.correlate(Round)))


def seat_or_404(reference: str, person_id: int) -> Seated:
    """The one loader of reviewers' pages. A recused reviewer gets what a stranger gets."""
    return _seat(sa.select(Round, Elector), reference, person_id)


def locked_seat_or_404(reference: str, person_id: int) -> Seated:
    """For writing: the application's row, then the round's, are locked before anything else is read."""
    round_id = seat_or_404(reference, person_id).round.id
    locked(round_id)
    return _seat(sa.select(Round, Elector).execution_options(populate_existing=True), reference, person_id)


def _seat(query: sa.Select[Round, Elector], reference: str, person_id: int) -> Seated:
    query = query.join(Elector, Elector.round_id == Round.id)
    query = query.where(Round.reference == reference, Round.state.in_(SHOWN), sits(person_id))
    row = session().execute(query).one_or_none()
    if row is None:
        raise NotThere
    return Seated(row[0], row[1])


def locked(round_id: int) -> Round:
    """The application first, as everybody locks them; then the round. Two ballots at once are cast one by one."""
    application_id = session().scalar(sa.select(Round.application_id).where(Round.id == round_id))
    if application_id is not None:
        applications.locked(application_id)
    query = sa.select(Round).where(Round.id == round_id).with_for_update()
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotThere
    return found


def by_id(round_id: int) -> Round | None:
    return session().get(Round, round_id)


def by_reference(reference: str) -> Round | None:
    return session().scalar(sa.select(Round).where(Round.reference == reference))


def of_application(application_id: int) -> list[Round]:
    """The oldest first; a second ballot stands after the first."""
    query = sa.select(Round).where(Round.application_id == application_id)
    return list(session().scalars(query.order_by(Round.planned, Round.id)))


def elector(round_id: int, person_id: int) -> Elector | None:
    query = sa.select(Elector).where(Elector.round_id == round_id, Elector.person_id == person_id)
    return session().scalar(query.execution_options(populate_existing=True))


def electors(round_id: int) -> list[Elector]:
    """All who were ever seated, in order of their ids."""
    query = sa.select(Elector).where(Elector.round_id == round_id).order_by(Elector.person_id)
    return list(session().scalars(query.execution_options(populate_existing=True)))


def application_of(round_: Round) -> Application | None:
    return applications.by_id(round_.application_id) if round_.application_id is not None else None


def policy_of(round_: Round) -> Policy:
    """The version pinned at opening; before that the present one."""
    return policies.of(round_.policy) if round_.policy is not None else policies.current()[1]


def current_policy() -> int:
    """The version a round opened now is pinned to."""
    return policies.current()[0]


def present_policy() -> Policy:
    return policies.current()[1]


def judged(round_: Round, policy: Policy) -> tuple[int, ...]:
    """The criteria this round scores. A removal and its appeal have none: there is no application."""
    return policy.judged(round_.kind) if round_.application_id is not None or round_.kind is Kind.RE_REVIEW else ()


def key(round_: Round) -> vault.Key:
    """Of what reviewers write: notes, reasons, remarks, envelopes."""
    found = vault.by_id(round_.vault_id)
    if found is None:  # the foreign key forbids it
        raise NotThere
    return vault.opened(found)


def sealed_as(round_: Round, part: str) -> str:
    return f"round/{round_.reference}/{part}"


def subject_name(round_: Round) -> str:
    """Whom the round is about, for pages of its electors; never for a subject line or a log."""
    application = application_of(round_)
    if application is not None:
        return applications.name_of(application)
    physician = session().get(Physician, round_.physician_id)
    return physician.display_name if physician is not None else ""


def subject_person(round_: Round) -> int | None:
    """The account of whom the round is about."""
    application = application_of(round_)
    if application is not None:
        return application.person_id
    return session().scalar(sa.select(Physician.person_id).where(Physician.id == round_.physician_id))
