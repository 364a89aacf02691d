"""How somebody wishes to get e-mails."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from directory.accounts.models import LetterHours, LetterWay
from directory.accounts.queries.people import by_email, by_id
from directory.accounts.rules import SignedIn
from directory.accounts.rules.quiet import Hours, digest_after, quiet_until
from directory.core import outbox
from directory.core.clock import today
from directory.core.db import session
from directory.core.outbox import TOPICS, Topic, Way, Wishes


@dataclass(frozen=True, slots=True)
class Preferences:
    """What somebody has chosen, or what holds until they do."""

    hours: Hours = field(default=Hours())
    ways: dict[str, Way] = field(default_factory=dict)

    def way(self, topic: Topic) -> Way:
        """A choice that the topic does not offer (any more) is none."""
        chosen = self.ways.get(topic.name, Way.AT_ONCE)
        return chosen if chosen in topic.ways else Way.AT_ONCE


def preferences(person_id: int) -> Preferences | None:
    """None where nothing was chosen yet."""
    row = session().get(LetterHours, person_id)
    if row is None:
        return None
    ways = session().scalars(sa.select(LetterWay).where(LetterWay.person_id == person_id))
    hours = Hours(zone=row.zone, quiet=row.quiet, starts=row.starts, ends=row.ends, digest=row.digest)
    return Preferences(hours, {each.topic: each.way for each in ways})


def topics_of(person: SignedIn) -> list[Topic]:
    """Those of which the person gets letters."""
    return [topic for topic in TOPICS.values() if topic.readers & person.permissions]


def wishes(address: str, topic: Topic, now: datetime) -> Wishes | None:
    """For the outbox. An address without an account, like the office's own, gets everything at once."""
    person = by_email(address)
    chosen = None if person is None else preferences(person.id)
    return None if person is None or chosen is None else _wishes(person.id, chosen.hours, chosen.way(topic), now)


def _wishes(person_id: int, hours: Hours, way: Way, now: datetime) -> Wishes:
    return Wishes(
        reader=str(person_id),
        way=way,
        quiet_until=quiet_until(hours, now),
        day_of=partial(today, hours.zone),
        digest_after=partial(digest_after, hours),
    )


def digest_wishes(person_id: int, hours: Hours, now: datetime) -> Wishes:
    return _wishes(person_id, hours, Way.DIGEST, now)


def next_digest(person_id: int, hours: Hours, now: datetime) -> datetime:
    """When what comes now would go out."""
    return outbox.next_due(digest_wishes(person_id, hours, now), now)


def reader(digest_id: int) -> tuple[str, str] | None:
    """(address, name) of whom a digest is for; None for a closed account."""
    found = outbox.reader_of(digest_id)
    person = None if found is None else by_id(int(found))
    return None if person is None or person.closed is not None else (person.email, person.name)
