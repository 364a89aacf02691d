"""Reads of applications. Ownership is in the WHERE clause; what was written is opened one application at a time."""

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models.application import Application, ApplicationStep
from directory.membership.models.round import Round
from directory.membership.rules.application import LIVE, State
from directory.membership.rules.rounds import State as RoundState


def by_id(application_id: int) -> Application | None:
    return session().get(Application, application_id)


def by_reference(reference: str) -> Application | None:
    return session().scalar(sa.select(Application).where(Application.reference == reference))


def locked(application_id: int) -> Application:
    """For a move: two at once act one after the other, each on the row as it is now."""
    query = sa.select(Application).where(Application.id == application_id).with_for_update()
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotThere
    return found


def live_of(person_id: int) -> Application | None:
    """The one under way; the unique index says there is no second."""
    return session().scalar(
        sa.select(Application).where(Application.person_id == person_id, Application.state.in_(LIVE))
    )


def latest_of(person_id: int) -> Application | None:
    """The live one, else the last there was."""
    query = sa.select(Application).where(Application.person_id == person_id)
    return session().scalar(query.order_by(Application.state.in_(LIVE).desc(), Application.id.desc()).limit(1))


def own_or_404(person_id: int) -> Application:
    """The application the applicant's pages are about: the live one, else the last there was."""
    found = latest_of(person_id)
    if found is None:
        raise NotThere
    return found


def own_locked_or_404(person_id: int) -> Application:
    """As `own_or_404`, for writing."""
    return locked(own_or_404(person_id).id)


def steps(application_id: int) -> list[ApplicationStep]:
    """Oldest first."""
    query = sa.select(ApplicationStep).where(ApplicationStep.application_id == application_id)
    return list(session().scalars(query.order_by(ApplicationStep.number)))


def came_from(application_id: int, move: str) -> State | None:
    """Where the application was before it last made this move."""
    query = sa.select(ApplicationStep.before).where(
        ApplicationStep.application_id == application_id, ApplicationStep.move == move
    )
    return session().scalar(query.order_by(ApplicationStep.number.desc()).limit(1))


def panel_is_gone(application_id: int) -> bool:
    """The last round was voided while the application was away from it."""
    query = sa.select(Round.state).where(Round.application_id == application_id)
    return session().scalar(query.order_by(Round.id.desc()).limit(1)) is RoundState.VOID


def name_of(application: Application) -> str:
    """Raises vault.Erased after the key was destroyed."""
    return vault.open_(own_vault(application), sealed_as(application, "name"), application.name).decode()


def is_erased(application: Application) -> bool:
    """What the applicant wrote, name included."""
    return own_vault(application).destroyed is not None


def earlier_of(application: Application) -> Application | None:
    """Which it was prefilled from; None where that one has been erased."""
    found = by_id(application.earlier_id) if application.earlier_id else None
    return None if found is None or is_erased(found) else found


def reason_of(application: Application, step: ApplicationStep) -> str:
    if step.reason is None:
        return ""
    return vault.open_(own_vault(application), sealed_as(application, f"step/{step.number}"), step.reason).decode()


def sealed_as(application: Application, part: str) -> str:
    return f"application/{application.reference}/{part}"


def own_vault(application: Application) -> vault.Vault:
    """Of the applicant's own words and documents."""
    return _vault(application.vault_id)


def cases_vault(application: Application) -> vault.Vault:
    return _vault(application.cases_vault_id)


def referees_vault(application: Application) -> vault.Vault:
    return _vault(application.referees_vault_id)


def _vault(vault_id: str) -> vault.Vault:
    found = vault.by_id(vault_id)
    if found is None:  # the foreign key forbids it
        raise NotThere
    return found
