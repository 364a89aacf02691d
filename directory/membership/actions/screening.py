"""Checking before the panel: hard stops, credentials at their source, the decline by two. `application` is locked."""

from datetime import date, datetime

from directory.core import vault
from directory.core.db import session
from directory.core.outbox import post
from directory.membership.actions.application import fire
from directory.membership.actions.desk import actor, check_in_hand, record
from directory.membership.letters import screening as letters
from directory.membership.models import Application, CredentialCheck, DeclineProposal, HardStop
from directory.membership.queries import policy as policies
from directory.membership.queries import screening as queries
from directory.membership.queries.application import own_vault
from directory.membership.rules import screening as rules
from directory.membership.rules.application import State
from directory.membership.rules.desk import NotInHand
from directory.membership.rules.screening import Credential, Finding


def tick(application: Application, stop: int, finding: Finding, note: str, *, person_id: int, now: datetime) -> None:
    """One line of the check list, with who, when and how. Ticked again, the later one counts."""
    check_in_hand(application)
    if not 1 <= stop <= len(policies.of(application.policy).hard_stops):
        raise rules.UnknownStop
    if not note.strip():
        raise rules.HowChecked
    number = queries.next_stop(application.id)
    row = HardStop(
        application_id=application.id,
        number=number,
        stop=stop,
        finding=finding,
        note=vault.seal(own_vault(application), queries.stop_name(application, number), note.encode()),
        person_id=person_id,
        at=now,
    )
    session().add(row)
    session().flush()
    record(application, "hard_stop", person_id, now, stop=stop, finding=str(finding))


def check_credential(application: Application, asked: Credential, *, person_id: int, now: datetime) -> int:
    """What its source says of one credential; returns its number."""
    check_in_hand(application)
    rules.check_credential(asked, now)
    number = queries.next_check(application.id)
    name = queries.credential_name(application, number)
    row = CredentialCheck(
        application_id=application.id,
        number=number,
        kind=asked.kind,
        result=asked.result,
        expires=asked.expires,
        body=vault.seal_json(own_vault(application), name, queries.body_of(asked)),
        checked=asked.checked,
        person_id=person_id,
        at=now,
    )
    session().add(row)
    session().flush()
    record(
        application, "credential_checked", person_id, now, number=number, kind=str(asked.kind), result=str(asked.result)
    )
    return number


def end_check(application: Application, number: int, *, person_id: int, now: datetime) -> None:
    """Entered by mistake, or asked anew. It stays in the record."""
    check_in_hand(application)
    row = queries.check_or_404(application.id, number)
    if row.ended is not None:
        raise rules.CheckEnded
    row.ended, row.ended_by = now, person_id
    session().flush()
    record(application, "credential_ended", person_id, now, number=number)


def propose_decline(
    application: Application, rule: int, reapply: date | None, reason: str, *, person_id: int, now: datetime
) -> None:
    """Nothing has happened yet for the applicant: a second coordinator confirms."""
    if application.state is not State.SCREENING:
        raise NotInHand
    stops = len(policies.of(application.policy).hard_stops)
    rules.check_decline(rule, stops, reapply, reason, now)
    if queries.open_proposal(application.id) is not None:
        raise rules.ProposedAlready
    sealed = vault.seal(own_vault(application), queries.decline_name(application), reason.encode())
    row = DeclineProposal(
        application_id=application.id,
        rule=rule,
        reapply_from=reapply,
        reason=sealed,
        proposed_by=person_id,
        proposed=now,
    )
    session().add(row)
    session().flush()
    record(application, "decline_proposed", person_id, now, rule=rule)


def confirm_decline(application: Application, *, person_id: int, now: datetime) -> None:
    """By somebody else than the first: the table refuses the same person as well. Decides and tells the applicant."""
    row = _open(application)
    if row.proposed_by == person_id:
        raise rules.SecondPerson
    reason = queries.reason_of(application, row)
    fire(application, "decline_ineligible", actor=actor(person_id), now=now, reason=reason)
    row.confirmed, row.confirmed_by = now, person_id
    application.reapply_from = row.reapply_from
    session().flush()
    record(application, "decline_confirmed", person_id, now, rule=row.rule, first=row.proposed_by)
    post(letters.INELIGIBLE, application.id, due=now)


def withdraw_decline(application: Application, *, person_id: int, now: datetime) -> None:
    """By either of the two, or anybody else of the office."""
    row = _open(application)
    row.withdrawn, row.withdrawn_by = now, person_id
    session().flush()
    record(application, "decline_withdrawn", person_id, now)


def _open(application: Application) -> DeclineProposal:
    row = queries.open_proposal(application.id)
    if row is None:
        raise rules.NoProposal
    return row
