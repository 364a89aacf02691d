"""Legal holds as the office finds them; their words are opened one hold at a time, in the register for those shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from directory.accounts.models import Person
from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.queries import retention as applications
from directory.privacy.models import HoldStep, LegalHold
from directory.privacy.rules.holds import ASK, STANDING, State

COURT = "hold/court"
PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a hold's history, opened; no words where they were erased."""

    move: str
    by: str
    at: datetime
    review_on: date
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A hold as the register shows it. `silent`: a court forbids telling the person."""

    number: int
    reference: str
    state: State
    review_on: date
    silent: bool
    court: str
    told: datetime | None
    asked: datetime
    asked_by: int
    end_asked_by: int | None
    lines: tuple[Line, ...]

    @property
    def reason(self) -> str:
        return next((line.words for line in self.lines if line.move == ASK), "")

    @property
    def first(self) -> int | None:
        """Who signed the first of the two signatures that are under way."""
        return self.end_asked_by if self.state is State.ENDING else self.asked_by

    @property
    def silenced(self) -> bool:
        return self.silent and self.told is None

    @property
    def stands(self) -> bool:
        return self.state in STANDING


def standing(subject: str) -> LegalHold | None:
    query = sa.select(LegalHold).where(LegalHold.subject == subject, LegalHold.state.in_(STANDING))
    return session().scalar(query.execution_options(populate_existing=True))


def by_id(number: int) -> LegalHold | None:
    return session().get(LegalHold, number, populate_existing=True)


def hold_or_404(number: int, person_id: int) -> LegalHold:
    """Of a case this coordinator may know of."""
    found = by_id(number)
    if found is None or found.subject not in applications.visible(person_id):
        raise NotThere
    return found


def of_subject(subject: str) -> list[LegalHold]:
    return list(session().scalars(sa.select(LegalHold).where(LegalHold.subject == subject).order_by(LegalHold.id)))


def register(person_id: int, number: int) -> tuple[list[Shown], int]:
    """Those that stand first, the next to be looked at on top; then the others, newest first. And how many."""
    visible = applications.visible(person_id)
    query = sa.select(LegalHold.id, LegalHold.subject).order_by(
        LegalHold.state.not_in(STANDING), LegalHold.ended.desc(), LegalHold.review_on, LegalHold.id
    )
    ids = [row[0] for row in session().execute(query) if row[1] in visible]
    chosen = ids[(number - 1) * PAGE : number * PAGE]
    rows = {row.id: row for row in session().scalars(sa.select(LegalHold).where(LegalHold.id.in_(chosen)))}
    return _shown([rows[each] for each in chosen], visible), len(ids)


def shown(hold: LegalHold, person_id: int) -> Shown:
    return _shown([hold], applications.visible(person_id))[0]


def _shown(rows: Collection[LegalHold], visible: dict[str, str]) -> list[Shown]:
    ids = [row.id for row in rows]
    query = sa.select(HoldStep, Person.name).join(Person, Person.id == HoldStep.person_id)
    steps = session().execute(query.where(HoldStep.hold_id.in_(ids)).order_by(HoldStep.hold_id, HoldStep.number)).all()
    kept = sa.select(vault.Vault).where(vault.Vault.id.in_([row.vault_id for row in rows]))
    keys = {box.id: None if box.destroyed else vault.opened(box) for box in session().scalars(kept)}
    found = []
    for row in rows:
        key = keys[row.vault_id]
        mine = [_line(step, name, key) for step, name in steps if step.hold_id == row.id]
        found.append(_row(row, visible[row.subject], tuple(mine), key))
    return found


def _row(row: LegalHold, reference: str, lines: tuple[Line, ...], key: vault.Key | None) -> Shown:
    court = vault.open_(key, COURT, row.court).decode() if key is not None and row.court is not None else ""
    return Shown(
        number=row.id,
        reference=reference,
        state=row.state,
        review_on=row.review_on,
        silent=row.court is not None,
        court=court,
        told=row.told,
        asked=row.asked,
        asked_by=row.asked_by,
        end_asked_by=row.end_asked_by,
        lines=lines,
    )


def _line(step: HoldStep, name: str, key: vault.Key | None) -> Line:
    words = vault.open_(key, words_name(step.number), step.words).decode() if key and step.words else ""
    return Line(step.move, name, step.at, step.review_on, words)


def next_step(hold_id: int) -> int:
    query = sa.select(sa.func.coalesce(sa.func.max(HoldStep.number), 0)).where(HoldStep.hold_id == hold_id)
    return (session().scalar(query) or 0) + 1


def words_name(number: int) -> str:
    return f"hold/{number}"
