"""Appeals as the chair, the panel and the appellant read them: of a decision about an application, or of a removal."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import Appeal, Application, Decision, Matter, Round
from directory.membership.queries import application as applications
from directory.membership.queries import decision as decisions
from directory.membership.queries import matter as matters
from directory.membership.queries import membership as members
from directory.membership.queries import standing_aside
from directory.membership.rules.application import State
from directory.membership.rules.decision import Kind as DecisionKind
from directory.membership.rules.result import Verdict
from directory.membership.rules.rounds import Kind
from directory.physicians.models import Physician


@dataclass(frozen=True, slots=True)
class Row:
    appeal: Appeal
    reference: str  # of the application; of a removal, that of its round
    round: Round | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom and what it is about."""

    reference: str
    name: str
    application: Application | None
    physician_id: int | None


def _joined(query: Any) -> Any:
    return (
        query.outerjoin(Application, Application.id == Appeal.application_id)
        .outerjoin(Matter, Matter.id == Appeal.matter_id)
        .outerjoin(Physician, Physician.id == Matter.physician_id)
    )


def _not_own(person_id: int) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(Application.person_id, Physician.person_id, 0) != person_id


def rows(person_id: int) -> list[Row]:
    """Those that are not decided first; nobody sees an appeal of their own here, or one they stood aside from."""
    judged = aliased(Round)
    query = (
        _joined(sa.select(Appeal, sa.func.coalesce(Application.reference, judged.reference), Round))
        .outerjoin(judged, judged.id == Matter.round_id)
        .outerjoin(Round, Round.id == Appeal.round_id)
        .where(_not_own(person_id), ~standing_aside.in_appeal(person_id))
        .order_by(Application.state != State.APPEALED, Appeal.lodged.desc())
    )
    return [Row(*row) for row in session().execute(query)]


def or_404(appeal_id: int, person_id: int) -> Appeal:
    """Who stood aside in a round about this application or member finds nothing."""
    mine = sa.and_(_not_own(person_id), ~standing_aside.in_appeal(person_id))
    found: Appeal | None = session().scalar(_joined(sa.select(Appeal)).where(Appeal.id == appeal_id, mine))
    if found is None:
        raise NotThere
    return found


def locked(appeal_id: int) -> Appeal:
    """The application, or the membership, first."""
    known = session().get(Appeal, appeal_id)
    if known is None:
        raise NotThere
    about = subject(known)
    if about.application is not None:
        applications.locked(about.application.id)
    elif about.physician_id is not None:
        members.locked(about.physician_id)
    query = sa.select(Appeal).where(Appeal.id == appeal_id).with_for_update()
    return session().scalars(query.execution_options(populate_existing=True)).one()


def subject(appeal: Appeal) -> Subject:
    """Raises vault.Erased where an application was erased."""
    if appeal.application_id is not None:
        found = session().get_one(Application, appeal.application_id)
        return Subject(found.reference, applications.name_of(found), found, None)
    matter = session().get_one(Matter, appeal.matter_id)
    reference = session().get_one(Round, matter.round_id).reference
    name = session().get_one(Physician, matter.physician_id).display_name
    return Subject(reference, name, None, matter.physician_id)


def removal_of(matter: Matter) -> Decision | None:
    """The decision that removed the member; None where there is none."""
    query = (
        sa.select(Decision)
        .join(Round, Round.id == Decision.round_id)
        .where(decisions.of_matter(matter), Round.kind == Kind.REMOVAL)
        .where(Decision.made.is_not(None), Decision.kind == DecisionKind.CONFIRM)
        .where(Decision.computed == Verdict.CARRIED)
    )
    return session().scalar(query.order_by(Decision.id).limit(1)) if matter.kind is Kind.REMOVAL else None


def of_matter(matter_id: int) -> Appeal | None:
    return session().scalar(sa.select(Appeal).where(Appeal.matter_id == matter_id))


def of_application(application_id: int) -> Appeal | None:
    """The last one."""
    query = sa.select(Appeal).where(Appeal.application_id == application_id)
    return session().scalar(query.order_by(Appeal.id.desc()).limit(1))


def by_id(appeal_id: int) -> Appeal | None:
    return session().get(Appeal, appeal_id)


def of_round(round_id: int) -> Appeal | None:
    """What the panel of an appeal reads; of a second ballot or a new round as well."""
    round_ = session().get(Round, round_id)
    if round_ is None or round_.kind is not Kind.APPEAL:
        return None
    if round_.application_id is not None:
        return of_application(round_.application_id)
    matter = matters.of_round(round_)
    return None if matter is None else of_matter(matter.id)


def grounds(appeal: Appeal) -> str:
    return _open(appeal, "appeal", appeal.grounds)


def minutes(appeal: Appeal) -> str:
    return "" if appeal.minutes is None else _open(appeal, "hearing", appeal.minutes)


def sealing(appeal: Appeal, part: str) -> tuple[vault.Key, str]:
    """The key, and the name it is sealed as."""
    if appeal.application_id is None:
        matter = session().get_one(Matter, appeal.matter_id)
        return matters.key(matter), matters.sealed_as(matter, f"{part}/{appeal.decision_id}")
    found = session().get_one(Application, appeal.application_id)
    sealed_as = applications.sealed_as(found, f"{part}/{appeal.decision_id}")
    return vault.opened(applications.own_vault(found)), sealed_as


def _open(appeal: Appeal, part: str, sealed: bytes) -> str:
    key, name = sealing(appeal, part)
    return vault.open_(key, name, sealed).decode()


def is_of_appeal(decision_id: int) -> bool:
    """Whether a decision is itself that of an appeal."""
    decision = decisions.by_id(decision_id)
    return decision is not None and decisions.round_of(decision).kind is Kind.APPEAL
