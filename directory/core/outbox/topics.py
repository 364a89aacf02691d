"""What may wait. A feature names topics and says which kinds belong to them; another one knows what readers wish.

A letter without a topic goes at once, always: links that were asked for, decisions, what concerns an account.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask import Flask, current_app

_ASK = "letter_wishes"


class Way(StrEnum):
    AT_ONCE = "at_once"
    DIGEST = "digest"
    OFF = "off"


DUTY = (Way.AT_ONCE, Way.DIGEST)  # somebody waits for the reader: it may wait for the morning, and is never left out
ANY = tuple(Way)


@dataclass(frozen=True, slots=True)
class Topic:
    """`title` and `sentence` are shown where people choose; `readers` are the permissions of those who get any."""

    name: str
    title: str
    sentence: str
    readers: frozenset[StrEnum]
    ways: tuple[Way, ...]


TOPICS: dict[str, Topic] = {}


def topic(name: str, title: str, sentence: str, *, readers: frozenset[StrEnum], ways: tuple[Way, ...]) -> Topic:
    """Make a topic known at start."""
    made = Topic(name, title, sentence, readers, ways)
    if TOPICS.setdefault(name, made) != made:
        raise RuntimeError(f"two topics are called {name}")
    return made


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the reader of an address wishes for a topic now. Days are those of the reader's own calendar."""

    reader: str  # whose digest it is
    way: Way
    quiet_until: datetime | None
    day_of: Callable[[datetime], date]
    digest_after: Callable[[datetime], tuple[date, datetime]]  # the next time after a moment, and its day


Ask = Callable[[str, Topic, datetime], Wishes | None]


def ask_readers(app: Flask, ask: Ask) -> None:
    """Say who knows the readers' wishes: `ask(address, topic, now)`, None for an address nobody has chosen for."""
    app.extensions[_ASK] = ask


def wishes_of(address: str, about: Topic, now: datetime) -> Wishes | None:
    ask: Ask | None = current_app.extensions.get(_ASK)
    return None if ask is None else ask(address, about, now)
