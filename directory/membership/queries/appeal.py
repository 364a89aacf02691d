"""Appeals as the chair, the panel and the applicant read them."""

from dataclasses import dataclass

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import Appeal, Application, Round
from directory.membership.queries import application as applications
from directory.membership.queries import decision as decisions
from directory.membership.rules.application import State
from directory.membership.rules.rounds import Kind


@dataclass(frozen=True, slots=True)
class Row:
    appeal: Appeal
    reference: str
    round: Round | None


def _not_own(person_id: int) -> sa.ColumnElement[bool]:
    return Application.person_id != person_id


def rows(person_id: int) -> list[Row]:
    """Those that are not decided first; nobody sees an appeal of their own here."""
    query = (
        sa.select(Appeal, Application.reference, Round)
        .join(Application, Application.id == Appeal.application_id)
        .outerjoin(Round, Round.id == Appeal.round_id)
        .where(_not_own(person_id))
        .order_by(Application.state != State.APPEALED, Appeal.lodged.desc())
    )
    return [Row(*row) for row in session().execute(query)]


def or_404(appeal_id: int, person_id: int) -> Appeal:
    """Who stood aside in a round about this application finds nothing."""
    query = sa.select(Appeal).join(Application, Application.id == Appeal.application_id)
    found = session().scalar(query.where(Appeal.id == appeal_id, _not_own(person_id)))
    if found is None or _stood_aside(found.application_id, person_id):
        raise NotThere
    return found


def _stood_aside(application_id: int, person_id: int) -> bool:
    from directory.membership.models import Elector

    query = sa.select(Elector.person_id).join(Round, Round.id == Elector.round_id)
    recused = query.where(Round.application_id == application_id, Elector.person_id == person_id)
    return session().scalar(recused.where(Elector.recused.is_not(None)).limit(1)) is not None


def locked(appeal_id: int) -> Appeal:
    """The application first."""
    application_id = session().scalar(sa.select(Appeal.application_id).where(Appeal.id == appeal_id))
    if application_id is None:
        raise NotThere
    applications.locked(application_id)
    query = sa.select(Appeal).where(Appeal.id == appeal_id).with_for_update()
    return session().scalars(query.execution_options(populate_existing=True)).one()


def of_application(application_id: int) -> Appeal | None:
    """The last one."""
    query = sa.select(Appeal).where(Appeal.application_id == application_id)
    return session().scalar(query.order_by(Appeal.id.desc()).limit(1))


def by_id(appeal_id: int) -> Appeal | None:
    return session().get(Appeal, appeal_id)


def of_round(round_id: int) -> Appeal | None:
    """What the panel of an appeal reads; of a second ballot or a new round as well."""
    round_ = session().get(Round, round_id)
    if round_ is None or round_.kind is not Kind.APPEAL or round_.application_id is None:
        return None
    return of_application(round_.application_id)


def grounds(appeal: Appeal) -> str:
    return _open(appeal, "appeal", appeal.grounds)


def minutes(appeal: Appeal) -> str:
    return "" if appeal.minutes is None else _open(appeal, "hearing", appeal.minutes)


def name(application: Application, part: str, decision_id: int) -> str:
    return applications.sealed_as(application, f"{part}/{decision_id}")


def application_of(appeal: Appeal) -> Application:
    return session().get_one(Application, appeal.application_id)


def _open(appeal: Appeal, part: str, sealed: bytes) -> str:
    application = application_of(appeal)
    key = applications.own_vault(application)
    return vault.open_(key, name(application, part, appeal.decision_id), sealed).decode()


def is_of_appeal(decision_id: int) -> bool:
    """Whether a decision is itself that of an appeal."""
    decision = decisions.by_id(decision_id)
    return decision is not None and decisions.round_of(decision).kind is Kind.APPEAL
