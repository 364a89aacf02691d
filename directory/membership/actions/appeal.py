"""An appeal: lodged by the applicant or by who was removed, heard, judged by another panel. Only the decision of its
round changes anything.

Order of locks: application or membership, appeal, round.
"""

from datetime import datetime

from directory.core import audit, vault
from directory.core.db import session
from directory.core.outbox import Posted, post, post_all
from directory.core.refusals import NotThere
from directory.membership.actions import application as applications
from directory.membership.actions import rounds
from directory.membership.letters import appeal as letters
from directory.membership.models import Appeal, Decision
from directory.membership.queries import appeal as queries
from directory.membership.queries import application as application_queries
from directory.membership.queries import decision as decisions
from directory.membership.queries import matter as matters
from directory.membership.queries import membership as members
from directory.membership.queries import rounds as round_queries
from directory.membership.rules.appeal import (
    AppealAsked,
    AppealedBefore,
    DecisionOfAppeal,
    PanelSits,
    check,
    check_panel,
)
from directory.membership.rules.application import NothingToAppeal
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import Kind
from directory.physicians.rules import Standing


def lodge(application_id: int, asked: AppealAsked, *, person_id: int, now: datetime) -> Appeal:
    """Raises NotThere, NothingToAppeal, DecisionOfAppeal, TooLate, GroundsMissing, WrongState."""
    application = application_queries.locked(application_id)
    if application.person_id != person_id:
        raise NotThere
    decision = decisions.last_made(application_id)
    if decision is None or decision.made is None:
        raise NothingToAppeal
    if queries.is_of_appeal(decision.id):
        raise DecisionOfAppeal
    check(asked, made=decision.made, now=now, days=appeal_days(decision))
    appeal = Appeal(application_id=application_id)
    applications.fire(application, "appeal", actor=f"person:{person_id}", now=now)
    return _lodged(appeal, decision, asked, now)


def lodge_removal(matter_id: int, asked: AppealAsked, *, person_id: int, now: datetime) -> Appeal:
    """Of a removal, by who was removed. Raises NotThere, NothingToAppeal, AppealedBefore, TooLate, GroundsMissing."""
    matter = matters.own_or_404(matter_id, person_id)
    member = members.locked(matter.physician_id)
    decision = queries.removal_of(matter)
    if decision is None or decision.made is None or member.state is not Standing.REMOVED:
        raise NothingToAppeal
    if queries.of_matter(matter.id) is not None:
        raise AppealedBefore
    check(asked, made=decision.made, now=now, days=appeal_days(decision))
    appeal = _lodged(Appeal(matter_id=matter.id), decision, asked, now)
    _record(appeal, "lodged", person_id, now)
    return appeal


def appeal_days(decision: Decision) -> int:
    return round_queries.policy_of(decisions.round_of(decision)).appeal_days


def _lodged(appeal: Appeal, decision: Decision, asked: AppealAsked, now: datetime) -> Appeal:
    appeal.decision_id, appeal.lodged = decision.id, now
    appeal.hearing, appeal.companion = asked.hearing, asked.companion
    appeal.grounds = _sealed(appeal, "appeal", asked.grounds)
    session().add(appeal)
    session().flush()
    post_all([Posted(kind, appeal.id, now) for kind in (letters.RECEIPT, letters.NOTICE)])
    return appeal


def _sealed(appeal: Appeal, part: str, words: str) -> bytes:
    key, name = queries.sealing(appeal, part)
    return vault.seal(key, name, words.encode())


def set_hearing(appeal_id: int, at: datetime, *, person_id: int, now: datetime) -> Appeal:
    """The day; the applicant is told. It may be moved until the minutes are kept."""
    appeal = queries.locked(appeal_id)
    if appeal.minutes is not None:
        raise PanelSits
    appeal.hearing_at = at
    session().flush()
    post(letters.HEARING, appeal.id, due=now, revision=int(at.timestamp()) // 60)
    _record(appeal, "hearing_set", person_id, now)
    return appeal


def keep_minutes(appeal_id: int, words: str, *, person_id: int, now: datetime) -> Appeal:
    """What was said, or written; the panel reads it before it votes."""
    appeal = queries.locked(appeal_id)
    if appeal.round_id is not None:
        raise PanelSits
    appeal.minutes = _sealed(appeal, "hearing", words)
    appeal.minutes_at = now
    session().flush()
    _record(appeal, "minutes_kept", person_id, now)
    return appeal


def open_round(appeal_id: int, panel: Panel, *, person_id: int, now: datetime) -> Appeal:
    """Another panel: nobody of the first, no competitor, in secret. Raises PanelSits, HearingFirst, PanelTooSmall,
    NotEligible, LayMissing."""
    appeal = queries.locked(appeal_id)
    check_panel(appeal.hearing, heard=appeal.minutes is not None, sits=appeal.round_id is not None)
    actor = f"person:{person_id}"
    about = queries.subject(appeal)
    planned = rounds.plan(
        Kind.APPEAL, application_id=appeal.application_id, physician_id=about.physician_id, actor=actor, now=now
    )
    appeal.round_id = rounds.open_round(planned, panel, actor=actor, now=now).id
    session().flush()
    _record(appeal, "panel_chosen", person_id, now)
    return appeal


def _record(appeal: Appeal, action: str, person_id: int, now: datetime) -> None:
    about = queries.subject(appeal)
    stream = f"application:{appeal.application_id}" if about.application else f"member:{about.physician_id}"
    audit.record(stream, f"appeal.{action}", actor=f"person:{person_id}", subject=stream, now=now)
