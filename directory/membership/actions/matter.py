"""Removals and re-reviews: proposed by the office, answered by the member, judged by a round. The round itself is
opened as every other; only what comes before its ballots is here.

Order of locks: physician, membership, round, matter.
"""

from datetime import datetime

from directory.core import audit, vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.actions import rounds
from directory.membership.letters import matter as letters
from directory.membership.models import Matter, Membership, Round
from directory.membership.queries import matter as queries
from directory.membership.queries import membership as members
from directory.membership.queries import rounds as round_queries
from directory.membership.queries import standing
from directory.membership.rules import matter as rules
from directory.membership.rules.appeal import Hearing
from directory.membership.rules.matter import AnswerAsked, RemovalAsked
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import Kind, State
from directory.physicians.actions.standing import locked as lock_physician


def propose_removal(physician_id: int, asked: RemovalAsked, panel: Panel, *, person_id: int, now: datetime) -> Matter:
    """Electorate and policy are frozen, the member is told the grounds, no ballot is cast before the answer is due.

    Raises NobodyToRemove, UnderWay, WordsMissing, EvidenceMissing, TooFewSeats, PanelTooSmall, NotEligible.
    """
    row = _member(physician_id, person_id)
    rules.check_removal(row.state, under_way=queries.under_way(physician_id))
    rules.check_words(asked)
    round_ = _opened(Kind.REMOVAL, physician_id, panel, person_id=person_id, now=now)
    matter = _begin(round_, asked, person_id=person_id, now=now)
    letters.post_opened(matter, now)
    return matter


def open_re_review(physician_id: int, panel: Panel, *, person_id: int, now: datetime) -> Matter:
    """Raises NotListed, OpensLater, UnderWay, LayMissing, TooFewSeats, PanelTooSmall, NotEligible."""
    row = _member(physician_id, person_id)
    under_way = queries.under_way(physician_id)
    rules.check_re_review(row.state, row.re_review_opens, now.date(), under_way=under_way)
    round_ = _opened(Kind.RE_REVIEW, physician_id, panel, person_id=person_id, now=now)
    matter = _begin(round_, None, person_id=person_id, now=now)
    letters.post_opened(matter, now)
    return matter


def _member(physician_id: int, person_id: int) -> Membership:
    """Nobody opens a round about themselves: there is no such page."""
    if lock_physician(physician_id).person_id == person_id:
        raise NotThere
    return members.locked(physician_id)


def _opened(kind: Kind, physician_id: int, panel: Panel, *, person_id: int, now: datetime) -> Round:
    actor = f"person:{person_id}"
    planned = rounds.plan(kind, physician_id=physician_id, actor=actor, now=now)
    row = rounds.open_round(planned, panel, actor=actor, now=now)
    least = round_queries.policy_of(row).of_kind(kind).quorum_minimum
    rules.check_seats(standing.electorate(row.id).eligible, least)
    return rounds.put_off(row, rules.due_at(now), actor=actor, now=now)


def _begin(round_: Round, asked: RemovalAsked | None, *, person_id: int, now: datetime) -> Matter:
    matter = Matter(
        physician_id=round_.physician_id,
        kind=round_.kind,
        round_id=round_.id,
        vault_id=vault.create(now).id,
        ground=asked.ground if asked else None,
        asker=asked.asker if asked else None,
        said=b"",
        opened=now,
        opened_by=person_id,
        due=rules.due_at(now),
    )
    said = {"words": asked.words, "evidence": asked.evidence} if asked else {}
    matter.said = vault.seal_json(queries.key(matter), queries.sealed_as(matter, "said"), said)
    session().add(matter)
    session().flush()
    _record(matter, "proposed" if asked else "opened", f"person:{person_id}", now)
    return matter


def answer(matter_id: int, asked: AnswerAsked, *, person_id: int, now: datetime) -> Matter:
    """By the member, once, in time. Raises NotThere, AnswerEnded, AnswerMissing."""
    matter = _locked(queries.own_or_404(matter_id, person_id))
    rules.check_answer(asked, answered=matter.answered, due=matter.due, now=now)
    matter.answer = vault.seal(queries.key(matter), queries.sealed_as(matter, "answer"), asked.words.encode())
    matter.answered = now
    matter.hearing = asked.hearing if matter.kind is Kind.REMOVAL else Hearing.NONE
    matter.companion = asked.companion and matter.hearing is not Hearing.NONE
    session().flush()
    _record(matter, "answered", f"person:{person_id}", now)
    letters.post_answered(matter, now)
    return matter


def set_hearing(physician_id: int, at: datetime, *, person_id: int, now: datetime) -> Matter:
    """The day; the member is told. Ballots begin no earlier. It may be moved until the minutes are kept."""
    matter = _heard(physician_id)
    matter.hearing_at = at
    session().flush()
    _record(matter, "hearing_set", f"person:{person_id}", now)
    letters.post_hearing(matter, now)
    rounds.put_off(_round(matter), at, actor=f"person:{person_id}", now=now)
    return matter


def keep_minutes(physician_id: int, words: str, *, person_id: int, now: datetime) -> Matter:
    """What was said; the panel reads it before it votes, and gets the whole time for ballots from now on."""
    matter = _heard(physician_id)
    if not words.strip():
        raise rules.MinutesMissing
    matter.minutes = vault.seal(queries.key(matter), queries.sealed_as(matter, "minutes"), words.encode())
    matter.minutes_at = now
    session().flush()
    _record(matter, "minutes_kept", f"person:{person_id}", now)
    rounds.give_time(_round(matter), actor=f"person:{person_id}", now=now)
    return matter


def _heard(physician_id: int) -> Matter:
    found = queries.running(physician_id)
    matter = None if found is None else _locked(found)
    if matter is None or not rules.is_unheard(matter.hearing, matter.minutes_at):
        raise rules.NoHearing
    return matter


def _locked(matter: Matter) -> Matter:
    """The round first."""
    row = round_queries.locked(_round(matter).id)
    if row.state is not State.OPEN:
        raise rules.AnswerEnded
    return queries.locked(matter.id)


def _round(matter: Matter) -> Round:
    found = queries.last_round(matter)
    if found is None:  # the foreign key forbids it
        raise NotThere
    return found


def _record(matter: Matter, action: str, actor: str, now: datetime) -> None:
    stream = f"member:{matter.physician_id}"
    kind, number = str(matter.kind), matter.round_id
    audit.record(stream, f"matter.{action}", actor=actor, subject=stream, now=now, kind=kind, round=number)
