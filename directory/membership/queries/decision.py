"""Decisions as the chair, the applicant and the letters read them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.core.outbox import LetterRow, LetterState
from directory.core.refusals import NotThere
from directory.membership.models import Application, Condition, Decision, DecisionLetter, Matter, Round
from directory.membership.queries import rounds
from directory.membership.rules import decision as rules
from directory.membership.rules.application import Outcome
from directory.membership.rules.decision import DecisionAsked
from directory.membership.rules.result import Result
from directory.membership.rules.rounds import Kind as RoundKind

LETTER = "decision"  # the kind of e-mail


@dataclass(frozen=True, slots=True)
class Sent:
    """One letter, with what became of its e-mail."""

    number: int
    lines: tuple[str, ...]
    root: str
    at: datetime
    state: LetterState | None
    ended: datetime | None


def of_round(round_id: int) -> Decision | None:
    """The one that stands: chosen or made, not undone."""
    query = sa.select(Decision).where(Decision.round_id == round_id, Decision.undone.is_(None))
    return session().scalar(query.execution_options(populate_existing=True))


def by_id(decision_id: int) -> Decision | None:
    return session().get(Decision, decision_id)


def locked(decision_id: int) -> Decision:
    """After application and round, as everybody locks them."""
    query = sa.select(Decision).where(Decision.id == decision_id).with_for_update()
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotThere
    return found


def due_ids(now: datetime) -> list[int]:
    waiting = (Decision.made.is_(None), Decision.undone.is_(None), Decision.due <= now)
    return list(session().scalars(sa.select(Decision.id).where(*waiting).order_by(Decision.due, Decision.id)))


def last_made(application_id: int) -> Decision | None:
    """With an outcome: the one the applicant knows of, and may appeal against."""
    query = sa.select(Decision).where(
        Decision.application_id == application_id, Decision.made.is_not(None), Decision.outcome.is_not(None)
    )
    return session().scalar(query.order_by(Decision.made.desc(), Decision.id.desc()).limit(1))


def made_of(application_id: int) -> list[Decision]:
    """Oldest first."""
    query = sa.select(Decision).where(
        Decision.application_id == application_id, Decision.made.is_not(None), Decision.outcome.is_not(None)
    )
    return list(session().scalars(query.order_by(Decision.made, Decision.id)))


def made_about(matter: Matter) -> list[Decision]:
    """Of a removal or re-review, and of its appeal: oldest first."""
    kinds = {matter.kind, RoundKind.APPEAL} if matter.kind is RoundKind.REMOVAL else {matter.kind}
    query = sa.select(Decision).join(Round, Round.id == Decision.round_id)
    query = query.where(of_matter(matter), Round.kind.in_(sorted(kinds)), Decision.made.is_not(None))
    return list(session().scalars(query.order_by(Decision.id)))


def of_matter(matter: Matter) -> sa.ColumnElement[bool]:
    """Rounds about this member from the matter's own on, before those of the next matter."""
    own = (Round.physician_id == matter.physician_id, Round.application_id.is_(None), Round.id >= matter.round_id)
    later = sa.select(Matter.round_id).where(Matter.physician_id == matter.physician_id, Matter.id > matter.id)
    before = Round.id < sa.func.coalesce(later.order_by(Matter.id).limit(1).scalar_subquery(), Round.id + 1)
    return sa.and_(*own, before)


def is_followed(round_: Round) -> bool:
    """A second ballot or a later round about the same has taken its place."""
    about = (
        Round.application_id == round_.application_id
        if round_.application_id is not None
        else sa.and_(Round.physician_id == round_.physician_id, Round.application_id.is_(None))
    )
    query = sa.select(Round.id).where(about, Round.id > round_.id).limit(1)
    return session().scalar(query) is not None


def earlier_outcome(round_: Round, application: Application | None) -> Outcome | None:
    """What an appeal is against."""
    return application.outcome if round_.kind is RoundKind.APPEAL and application is not None else None


def computed(round_: Round) -> Outcome | None:
    """What the closed round says; None where that is no decision by itself."""
    if round_.result is None:
        return None
    application = rounds.application_of(round_)
    return rules.computed(Result.from_json(round_.result).verdict, earlier_outcome(round_, application))


def asked_of(decision: Decision) -> DecisionAsked:
    """What was chosen, opened. Raises vault.Erased."""
    round_ = round_of(decision)
    body = vault.open_json(rounds.key(round_), rounds.sealed_as(round_, "decision"), decision.reasons)
    return rules.from_json(decision.kind, cast("dict[str, object]", body))


def draft_lines(decision: Decision) -> tuple[str, ...]:
    """The letter as it was previewed. Raises vault.Erased."""
    return _lines(decision, "letter", decision.letter) if decision.letter is not None else ()


def _lines(decision: Decision, part: str, sealed: bytes) -> tuple[str, ...]:
    round_ = round_of(decision)
    found = vault.open_json(rounds.key(round_), rounds.sealed_as(round_, part), sealed)
    return tuple(str(line) for line in cast("list[str]", found))


def round_of(decision: Decision) -> Round:
    return session().get_one(Round, decision.round_id)


def letter(decision: Decision, number: int) -> DecisionLetter | None:
    return session().get(DecisionLetter, (decision.id, number))


def last_number(decision_id: int) -> int:
    query = sa.select(sa.func.coalesce(sa.func.max(DecisionLetter.number), 0))
    return session().scalar(query.where(DecisionLetter.decision_id == decision_id)) or 0


def lines_of(decision: Decision, row: DecisionLetter) -> tuple[str, ...]:
    return _lines(decision, f"letter/{row.number}", row.words)


def letters_of(decision: Decision) -> list[Sent]:
    """Newest first, each with the state of its delivery."""
    mail = sa.and_(
        LetterRow.kind == LETTER,
        LetterRow.subject == str(decision.id),
        LetterRow.revision == DecisionLetter.number,
    )
    query = sa.select(DecisionLetter, LetterRow).outerjoin(LetterRow, mail)
    query = query.where(DecisionLetter.decision_id == decision.id).order_by(DecisionLetter.number.desc())
    return [_sent(decision, row, mailed) for row, mailed in session().execute(query)]


def _sent(decision: Decision, row: DecisionLetter, mailed: LetterRow | None) -> Sent:
    state, ended = (None, None) if mailed is None else (mailed.state, mailed.ended)
    return Sent(row.number, lines_of(decision, row), row.root, row.at, state, ended)


def conditions_of(physician_id: int) -> list[Condition]:
    """Those that stand, the nearest day first."""
    query = sa.select(Condition).where(Condition.physician_id == physician_id, Condition.lifted.is_(None))
    return list(session().scalars(query.order_by(Condition.due, Condition.id)))


def public_conditions(physician_id: int) -> list[Condition]:
    """What protects patients, as long as it is not met."""
    return [each for each in conditions_of(physician_id) if each.public and each.met is None]


def public_words(physician_id: int) -> list[tuple[str, str, date]]:
    """For the profile: the kind in words (to be translated), what was asked, until when."""
    return [(rules.CONDITION_WORDS[each.kind], each.words, each.due) for each in public_conditions(physician_id)]
