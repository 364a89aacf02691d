"""Links in letters: 160 unguessable bits, written again when needed, stored as a hash, for one purpose, ending.

Purposes declared by `whole` carry all 256 bits of the keyed hash.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.util import identity_key

from directory.core.columns import connection
from directory.core.db import Model, session, upsert
from directory.core.settings import current

BYTES = 20
_WHOLE: set[str] = set()


def whole(purpose: str) -> str:
    """Declare, when a feature is loaded, that links of this purpose carry 256 bits; returns the purpose."""
    _WHOLE.add(purpose)
    return purpose


class Link(Model):
    """One link a (purpose, subject); generation + 1 ends all letters written before."""

    __tablename__ = "links"
    purpose: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    generation: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires: Mapped[datetime] = mapped_column(index=True)
    opened: Mapped[datetime | None]


def issue(purpose: str, subject: str, *, expires: datetime) -> str:
    """Make the link, or keep it and move its end; returns the token."""
    return issue_all([purpose], subject, expires=expires)[purpose]


def issue_all(purposes: Sequence[str], subject: str, *, expires: datetime) -> dict[str, str]:
    """Several links to one subject, in one statement; returns the token of each purpose."""
    rows = [
        {"purpose": purpose, "subject": subject, "generation": 1, "digest": digest(_token(purpose, subject, 1))}
        for purpose in purposes
    ]
    _write_and_forget(purposes, subject)
    told = [Link.purpose, Link.generation]
    statement = upsert(Link, (), keys=["purpose", "subject"], update=["expires"], returning=told)
    found = connection().execute(statement, [{**row, "expires": expires} for row in rows])
    return {purpose: _token(purpose, subject, generation) for purpose, generation in found}


def _write_and_forget(purposes: Sequence[str], subject: str) -> None:
    """What was changed in memory (revoked) comes first, and is read again when it is needed."""
    session().flush()
    for purpose in purposes:
        known = session().identity_map.get(identity_key(Link, (purpose, subject)))
        if known is not None:
            session().expire(known)


def token_for(purpose: str, subject: str) -> str | None:
    """The token of an issued link, written again for a later letter or page."""
    link = _find(purpose, subject)
    return None if link is None else _token(purpose, subject, link.generation)


def subject_of(purpose: str, token: str, now: datetime) -> str | None:
    """What a presented token stands for; None if wrong, ended or revoked: the page says the same for all."""
    query = sa.select(Link.subject).where(Link.purpose == purpose, Link.digest == digest(token), Link.expires > now)
    return session().scalar(query)


def revoke(purpose: str, subject: str) -> None:
    """End every copy of the link; the next `token_for` is another."""
    link = _find(purpose, subject)
    if link is None:
        return
    link.generation += 1
    link.digest = digest(_token(purpose, subject, link.generation))
    link.opened = None


def mark_opened(purpose: str, subject: str, now: datetime) -> None:
    """Somebody pressed the button behind the link (never: fetched it)."""
    link = _find(purpose, subject)
    if link is not None and link.opened is None:
        link.opened = now


def digest(token: str) -> str:
    """What the database holds: a stolen copy opens nothing."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _find(purpose: str, subject: str) -> Link | None:
    return session().get(Link, (purpose, subject))


def _token(purpose: str, subject: str, generation: int) -> str:
    text = f"{purpose}\x00{subject}\x00{generation}"
    raw = hmac.new(current().link_key, text.encode(), hashlib.sha256).digest()
    raw = raw if purpose in _WHOLE else raw[:BYTES]
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
