"""The round's own audit stream: codes and ids only, no words."""

from datetime import datetime

from directory.core import audit
from directory.membership.models import Round


def record(
    round_: Round, action: str, *, actor: str, now: datetime, subject: str = "", **codes: str | int | bool | None
) -> None:
    """From these rows a round is replayed: `queries.replay` reads what stands here."""
    stream = f"round:{round_.id}"
    audit.record(stream, f"round.{action}", actor=actor, subject=subject or stream, now=now, **codes)
