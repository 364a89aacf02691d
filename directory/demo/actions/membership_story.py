"""One application as it is told: its clock, its people, and the e-mails that have gone out by each step."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from directory.accounts import actions as accounts
from directory.accounts.rules import Role
from directory.core.db import session
from directory.core.outbox import KINDS, LetterRow, LetterState, post
from directory.core.outbox.rendering import Due
from directory.core.vault import Vault, create_named
from directory.demo.actions.photos import Album
from directory.demo.rules.membership import Path
from directory.demo.rules.membership_people import Applicant
from directory.membership.actions import application as applications
from directory.membership.actions.sections import save
from directory.membership.letters import application as letters
from directory.membership.models import Application, Round
from directory.membership.rules.application import ALPHABET
from directory.membership.rules.sections import Section

# Of these some were no longer due: what they say is asked again, as the worker asks.
ASKED_AGAIN = ("round_due", "information_reminder", "adverse_reminder", "application_draft_reminder", "decision_second")


@dataclass(frozen=True, slots=True)
class Hall:
    """Who takes part, by person."""

    seed: int
    today: datetime  # midnight: everything before it has happened
    office: int
    second_office: int
    chair: int
    deputy: int
    reviewers: tuple[int, ...]  # neither of the two
    lay: int
    second_lay: int
    album: Album


@dataclass(slots=True)
class Story:
    """`at` moves its clock; every step is taken at `now`."""

    hall: Hall
    path: Path
    who: Applicant
    begun: datetime
    now: datetime = field(init=False)
    rng: Random = field(init=False, repr=False)
    person_id: int = 0
    application: Application = field(init=False)
    first_letter: int = 0

    def __post_init__(self) -> None:
        self.rng = Random(f"{self.hall.seed}/{self.hall.today.date()}/application/{self.who.number}")
        self.now = self.begun + timedelta(hours=self.rng.randrange(7, 11), minutes=self.rng.randrange(60))

    @property
    def actor(self) -> str:
        return f"person:{self.person_id}"

    @property
    def office(self) -> str:
        return f"person:{self.hall.office}"

    def after(self, *, days: int = 0, minutes: int = 0) -> datetime:
        """E-mails that were due until then have gone out with what they said at that time."""
        self.now += timedelta(days=days, minutes=minutes)
        if self.now >= self.hall.today:
            raise ValueError(f"{self.path} goes on after today")
        if days:  # within a day a letter's fate does not change
            deliver(self.first_letter, self.now)
        return self.now

    def begin(self) -> None:
        """As `starting.apply`, with a reference and vaults that are drawn from the seed."""
        last = session().scalar(sa.select(sa.func.max(LetterRow.id)))
        self.first_letter = last or 0
        name = f"Dr {self.who.name}"
        self.person_id = accounts.create(self.who.email, name, [], self.now).id
        accounts.give_role(self.person_id, Role.APPLICANT, actor=self.actor, now=self.now)
        self.application = applications.start(self.person_id, name, self.now)
        self._draw_names(name)
        save(self.application.id, Section.YOU, {"name": name}, revision=0, now=self.now)
        post(letters.STARTED, self.application.id, due=self.now)

    def _draw_names(self, name: str) -> None:
        row = self.application
        row.reference = self.reference("A")
        before = (row.vault_id, row.cases_vault_id, row.referees_vault_id)
        row.vault_id, row.cases_vault_id, row.referees_vault_id = (
            create_named(self.hex(), self.now).id for _ in range(3)
        )
        session().flush()
        session().execute(sa.delete(Vault).where(Vault.id.in_(before)))
        applications.rename(row, name)

    def draw_round_names(self, row: Round) -> Round:
        """Before anything is sealed in it."""
        before, row.reference = row.vault_id, self.reference("R")
        row.vault_id = create_named(self.hex(), self.now).id
        session().flush()
        session().execute(sa.delete(Vault).where(Vault.id == before))
        return row

    def reference(self, prefix: str) -> str:
        letters_ = "".join(self.rng.choice(ALPHABET) for _ in range(8))
        return f"{prefix}-{letters_[:4]}-{letters_[4:]}"

    def hex(self) -> str:
        return f"{self.rng.getrandbits(128):032x}"


def deliver(first: int, until: datetime) -> None:
    """Letters after that id which were due: sent, or dropped where they were no longer due."""
    due = sa.and_(LetterRow.id > first, LetterRow.state == LetterState.WAITING, LetterRow.due <= until)
    again = sa.select(LetterRow).where(due, LetterRow.kind.in_(ASKED_AGAIN)).order_by(LetterRow.due)
    for row in list(session().scalars(again.execution_options(populate_existing=True))):
        if KINDS[row.kind].load(Due(row.subject, row.revision, row.due)) is None:
            row.state, row.reason = LetterState.DROPPED, "no longer due"
            row.ended, row.try_at, row.attempts = row.due, row.due, 1
    session().flush()
    sent = {"state": LetterState.SENT, "ended": LetterRow.due, "try_at": LetterRow.due, "attempts": 1}
    session().execute(sa.update(LetterRow).where(due).values(sent), execution_options={"synchronize_session": False})
