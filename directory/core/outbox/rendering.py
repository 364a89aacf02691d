"""The kinds of letters, and what a letter says: rendered when it is sent, from the current state."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import render_template
from flask_babel import force_locale

from directory.core.outbox.topics import Topic
from directory.core.settings import current

DIGEST = "digest"  # the kind of a daily digest; who knows the readers registers it


@dataclass(frozen=True, slots=True)
class Due:
    """What a renderer gets: the letter's subject id and revision, and the time of sending."""

    subject: str
    revision: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content_type: str  # "text/calendar; method=REQUEST; charset=utf-8" and the like
    data: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """What one letter says: `values` go to its two templates."""

    to: str
    subject: str
    values: Mapping[str, object]
    attachments: tuple[Attachment, ...] = ()
    locale: str = "en"
    sender_name: str = ""  # empty: the installation's
    headers: Mapping[str, str] = field(default_factory=dict)
    template: str = ""  # empty: the kind's own; kinds of one shape share one
    link: str = ""  # where it leads: a kind with a topic has one, for a digest is made of subjects and links


@dataclass(frozen=True, slots=True)
class Letter:
    """Ready to send."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    attachments: tuple[Attachment, ...]
    sender_name: str
    headers: Mapping[str, str]


Load = Callable[[Due], Content | None]
Example = Callable[[datetime], Content]


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    load: Load
    example: Example
    topic: Topic | None = None  # None: goes at once, always


KINDS: dict[str, Kind] = {}


def register(name: str, load: Load, example: Example, topic: Topic | None = None) -> str:
    """Make a kind of letter known at start; returns its name for `post`."""
    if name in KINDS and KINDS[name].load is not load:
        raise RuntimeError(f"two letters are called {name}")
    KINDS[name] = Kind(name, load, example, topic)
    return name


def message_id(kind: str, subject: str, revision: int) -> str:
    """A function of the letter alone: a second copy carries the same one, and says nothing."""
    text = f"message\x00{kind}\x00{subject}\x00{revision}"
    digest = hmac.new(current().link_key, text.encode(), hashlib.sha256).hexdigest()[:32]
    return f"<{digest}@{current().mail_sender.rpartition('@')[2]}>"


def compose(kind: str, content: Content, *, identity: str) -> Letter:
    """Render both forms in the reader's locale."""
    with force_locale(content.locale):
        values = {"subject": content.subject, "settings": current(), **content.values}
        name = content.template or kind
        text = render_template(f"letters/{name}.txt", **values)
        html = render_template(f"letters/{name}.html", **values)
    return Letter(
        to=content.to,
        subject=content.subject,
        text=text,
        html=html,
        message_id=identity,
        attachments=content.attachments,
        sender_name=content.sender_name,
        headers=content.headers,
    )


def preview(kind: str, now: datetime) -> Letter:
    """The letter with example values, for the office. Raises KeyError for an unknown kind."""
    return compose(kind, KINDS[kind].example(now), identity=message_id(kind, "example", 0))
