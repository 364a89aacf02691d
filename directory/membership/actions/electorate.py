"""Seats: chosen and frozen when a round opens. Later seats say that they are replacements."""

from collections.abc import Iterable
from datetime import datetime

from directory.core import vault
from directory.core.db import session
from directory.membership.actions.chain import record
from directory.membership.models import ConflictSuggestion, Elector, Round
from directory.membership.queries import conflicts
from directory.membership.queries import rounds as queries
from directory.membership.rules.panel import Panel, filled
from directory.membership.rules.rounds import LayMissing, NotEligible, Seat


def chosen(round_: Round, panel: Panel) -> dict[int, Seat]:
    """Raises NotEligible, LayMissing, PanelTooSmall."""
    policy = queries.policy_of(round_)
    if queries.judged(round_, policy) and panel.lay is None:
        raise LayMissing
    known = {each.person_id: each for each in conflicts.candidates(round_)}
    for person_id in (*panel.members, *([] if panel.lay is None else [panel.lay])):
        _check(known.get(person_id))
    free = [each.person for each in policy.externals if each.person in known and known[each.person].excluded is None]
    close = [each for each in free if not known[each].suggestions]
    return filled(panel, close, policy)


def _check(candidate: conflicts.Candidate | None) -> None:
    if candidate is None:
        raise NotEligible(name="?")
    if candidate.excluded is not None:
        raise NotEligible(name=candidate.name)


def seat(round_: Round, seats: dict[int, Seat], now: datetime, *, replacement: bool = False) -> None:
    """With the conflicts our own data suggest, as they are at this moment."""
    for person_id, kind in sorted(seats.items()):
        session().add(Elector(round_id=round_.id, person_id=person_id, seat=kind, seated=now, replacement=replacement))
    session().flush()
    key, name = queries.key(round_), queries.sealed_as(round_, "because")
    for person_id, found in conflicts.suggestions(round_, seats).items():
        for each in found:
            detail = vault.seal(key, name, each.detail.encode())
            row = ConflictSuggestion(round_id=round_.id, person_id=person_id, because=each.because, detail=detail)
            session().add(row)
    session().flush()


def people(round_: Round) -> list[int]:
    """Who sits now."""
    return [each.person_id for each in queries.electors(round_.id) if each.recused is None and each.replaced is None]


def record_seats(round_: Round, actor: str, now: datetime, only: Iterable[int] | None = None) -> None:
    """One row a seat: from these and the recusals a replay counts the electorate."""
    for each in queries.electors(round_.id):
        if only is None or each.person_id in only:
            record(round_, "seated", actor=actor, now=now, subject=f"person:{each.person_id}", seat=str(each.seat))
