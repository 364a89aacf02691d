"""Choosing how e-mails come."""

from collections.abc import Mapping
from datetime import datetime

from directory.accounts.models import LetterHours, LetterWay
from directory.accounts.queries.preferences import digest_wishes
from directory.accounts.rules.quiet import Hours, check
from directory.core import audit, outbox
from directory.core.db import session, upsert
from directory.core.outbox import TOPICS, Way

HOURS = ["zone", "quiet", "starts", "ends", "digest", "chosen"]


def choose(person_id: int, hours: Hours, ways: Mapping[str, Way], now: datetime) -> None:
    """What has gathered for a digest comes at the hour chosen now. Raises NoNight, DigestInQuietHours, UnknownZone."""
    check(hours)
    row = {"person_id": person_id, "zone": hours.zone, "quiet": hours.quiet, "chosen": now}
    row |= {"starts": hours.starts, "ends": hours.ends, "digest": hours.digest}
    session().execute(upsert(LetterHours, [row], keys=["person_id"], update=HOURS))
    offered = {name: way for name, way in ways.items() if name in TOPICS and way in TOPICS[name].ways}
    rows = [{"person_id": person_id, "topic": name, "way": way} for name, way in sorted(offered.items())]
    if rows:
        session().execute(upsert(LetterWay, rows, keys=["person_id", "topic"], update=["way"]))
    outbox.plan_again(digest_wishes(person_id, hours, now), now)
    who, off = f"person:{person_id}", sorted(name for name, way in offered.items() if way is Way.OFF)
    audit.record("site", "letters_chosen", actor=who, subject=who, now=now, off=",".join(off), quiet=hours.quiet)
