"""Removals and re-reviews for tests, by the real actions. Those that say so open transactions of their own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from directory.accounts.rules import Role
from directory.consultations.letters.message import Message
from directory.core import audit, transaction
from directory.core.db import session
from directory.core.outbox import Content
from directory.membership.actions import matter as actions
from directory.membership.actions import membership
from directory.membership.actions import policy as policies
from directory.membership.models import Round
from directory.membership.queries import matter as queries
from directory.membership.rules.matter import Asker, Ground, RemovalAsked
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import Secrecy, Vote
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import membership_rounds as rounds
from tests.factories import scheduling as times

ASKED = RemovalAsked(
    Ground.INSPECTION, Asker.INSPECTION, "Two days for an inspection were refused.", "Our letters of May and June."
)
VOTING = NOW + timedelta(days=31)
SINCE = date(2025, 5, 1)


@dataclass(frozen=True, slots=True)
class Judged:
    matter: int
    physician: int
    person: int
    office: int
    panel: tuple[int, ...]

    def round(self) -> Round:
        """The last one of this matter."""
        row = queries.by_id(self.matter)
        found = None if row is None else queries.last_round(row)
        assert found is not None
        return found


def said(content: Content) -> Message:
    """What an e-mail says."""
    found = content.values["message"]
    assert isinstance(found, Message)
    return found


def member(since: date = SINCE, *, now: datetime = NOW) -> tuple[int, int]:
    """Listed and bookable, taken over from before; the ids of the physician and of the account."""
    policies.ensure_first(now)
    person = accounts.person(Role.PHYSICIAN, email="vale@example.org", name="Dr Robin Vale")
    physician = times.available("America/New_York", now=now, person_id=person.id, name="Robin Vale", member_since=since)
    membership.adopt(physician.id, actor="person:999", now=now)
    return physician.id, person.id


def office() -> int:
    return accounts.person(Role.COORDINATOR, email="office@example.org", name="Olive Office").id


def removal(members: int = 5, *, now: datetime = NOW) -> Judged:
    """Proposed; everybody has declared that there is no conflict. Opens transactions."""
    with transaction.unit():
        physician, person = member(now=now)
        by, panel = office(), tuple(each.id for each in rounds.reviewers(members))
    with transaction.unit():
        made = actions.propose_removal(physician, ASKED, Panel(panel), person_id=by, now=now)
        found = Judged(made.id, physician, person, by, panel)
        for each in panel:
            rounds.declare(found.round(), each, now=now)
    return found


def re_review(members: int = 3, *, now: datetime = NOW) -> Judged:
    """Opened on the first day it can be; the last of the panel is the lay reviewer. Opens transactions."""
    since = date(now.year - 3, now.month, now.day)
    with transaction.unit():
        physician, person = member(since + timedelta(days=170), now=now)
        by, people = office(), tuple(each.id for each in rounds.reviewers(members + 1))
    with transaction.unit():
        panel = Panel(people[:-1], people[-1])
        made = actions.open_re_review(physician, panel, person_id=by, now=now)
        found = Judged(made.id, physician, person, by, people)
        for each in people:
            rounds.declare(found.round(), each, now=now)
    return found


def voted(found: Judged, *votes: Vote, score: int = 4, now: datetime = VOTING) -> Round:
    """One vote each; the last closes the round. Opens transactions."""
    with transaction.reading():
        secret = found.round().secrecy is Secrecy.SECRET
    for person, vote in zip(found.panel, votes, strict=True):
        with transaction.unit():
            if secret:
                rounds.cast_secret(found.round(), person, vote, now=now)
            else:
                rounds.cast(found.round(), person, vote, score, reason="As I see it.", now=now)
    with transaction.unit():
        audit.seal()
        return session().get_one(Round, found.round().id)
