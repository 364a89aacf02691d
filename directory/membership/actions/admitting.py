"""What an approval brings: profile, credentials, membership, the standards panel, the invoice. Part of one commit."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from directory.accounts import queries as people
from directory.accounts.actions import passwords
from directory.accounts.rules import INVITATION_LIFE
from directory.core.db import session
from directory.membership.actions import dues, membership, panel
from directory.membership.models import Application, Condition, Decision, Round
from directory.membership.queries import admitted, rounds, screening
from directory.membership.queries import decision as decisions
from directory.membership.rules.application import Outcome
from directory.membership.rules.decision import DecisionAsked
from directory.membership.rules.result import Result
from directory.physicians import actions as physicians
from directory.physicians import queries as directory
from directory.physicians.models import Physician
from directory.physicians.rules import REQUIRED, ClinicEdit, CredentialEdit, Identity, UnknownTown

OFFICE = "Coalition office"


def physician_of(person_id: int | None) -> int | None:
    """The profile somebody has already: who returns, or who was admitted with conditions and appealed."""
    return session().scalar(sa.select(Physician.id).where(Physician.person_id == person_id)) if person_id else None


def admit(application: Application, row: Round, decision: Decision, asked: DecisionAsked, now: datetime) -> Physician:
    """Everything in the caller's transaction. The applicant need do nothing for it, nor pay first."""
    actor, policy = f"person:{decision.signed_by}", rounds.policy_of(row)
    stated = admitted.stated(application)
    physician = _profile(application, stated, actor, now)
    _credentials(application, physician, stated, actor, now)
    conditional = decision.outcome is Outcome.APPROVED_CONDITIONAL
    if not conditional:
        _lift(physician.id, now)
    membership.admit(
        physician.id,
        application_id=application.id,
        policy=row.policy or application.policy,
        conditional=conditional,
        actor=actor,
        now=now,
    )
    _conditions(decision, physician.id, asked, policy.public_conditions)
    if decision.earlier is not Outcome.APPROVED_CONDITIONAL:  # who appealed against conditions has an invoice already
        dues.issue(physician.id, actor="system", now=now)
    result = Result.from_json(row.result or {})
    met = admitted.evidence_kinds(application, policy, [each.number for each in result.criteria if each.met])
    panel.write(physician.id, met, on=now.date(), policy=row.policy or application.policy)
    return physician


def _profile(application: Application, stated: admitted.Stated, actor: str, now: datetime) -> Physician:
    """Prefilled from the application; of a profile that is there already nothing is overwritten."""
    known = physician_of(application.person_id)
    if known is not None:
        return directory.by_id(known)
    person = people.by_id(application.person_id)
    email = person.email if person is not None else ""
    identity = Identity(stated.name, stated.degrees, "", stated.zone, email)
    physician = physicians.create(identity, actor, now)
    physicians.set_languages(physician.id, stated.languages)
    for clinic in stated.clinics:
        _clinic(physician.id, clinic)
    if person is not None and person.password_hash is None:  # signed in by e-mail so far; members have a password
        passwords.invite(person.email_digest, now=now, expires=now + INVITATION_LIFE)
    return physician


def _clinic(physician_id: int, asked: ClinicEdit) -> None:
    """A town that the gazetteer does not know waits for the member: no admission fails for it."""
    try:
        physicians.add_clinic(physician_id, asked)
    except UnknownTown:
        return


def _credentials(
    application: Application, physician: Physician, stated: admitted.Stated, actor: str, now: datetime
) -> None:
    """Verified are those whose source has confirmed them; the rest of what is required waits for the office."""
    confirmed = [admitted.edit_of(each.credential) for each in screening.confirmed(application, now)]
    kinds = {each.kind for each in confirmed}
    for edit in confirmed:
        _save(physician.id, edit, actor, now, verified=True)
    for edit in stated.credentials:
        if edit.kind in REQUIRED - kinds:
            _save(physician.id, edit, actor, now, verified=False)


def _save(physician_id: int, edit: CredentialEdit, actor: str, now: datetime, *, verified: bool) -> None:
    same = (each.id for each in directory.credentials(physician_id) if _key(each) == _key(edit))
    row = physicians.save_credential(physician_id, next(same, None), edit, actor, now)
    session().flush()
    if verified:
        physicians.verify_credential(physician_id, row.id, OFFICE, actor, now)


def _key(each: CredentialEdit | object) -> tuple[object, ...]:
    return tuple(getattr(each, name) for name in ("kind", "issuer", "number", "title"))


def _conditions(decision: Decision, physician_id: int, asked: DecisionAsked, public: Iterable[str]) -> None:
    for each in asked.conditions:
        session().add(
            Condition(
                decision_id=decision.id,
                physician_id=physician_id,
                kind=each.kind,
                words=each.words,
                public=each.kind.value in public,
                due=each.due,
            )
        )
    session().flush()


def _lift(physician_id: int, now: datetime) -> None:
    for each in decisions.conditions_of(physician_id):
        each.lifted = now
    session().flush()
