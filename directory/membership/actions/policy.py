"""Adopting a policy. A version is added, never changed: rounds and applications keep the one they were opened under."""

from datetime import datetime

import sqlalchemy as sa

from directory.core import audit
from directory.core.db import session, upsert
from directory.membership.models import PolicyVersion
from directory.membership.queries import assessors
from directory.membership.queries import policy as queries
from directory.membership.rules.policy import FIRST, Policy
from directory.membership.rules.policy_checks import (
    AdoptedMeanwhile,
    NothingChanged,
    UnknownAssessor,
    WhyNeeded,
    check,
)
from directory.membership.rules.policy_json import as_json, digest


def ensure_first(now: datetime) -> int:
    """The number of the policy that holds; version 1 is written if there is none. Two at once write one."""
    number = session().scalar(sa.select(sa.func.max(PolicyVersion.number)))
    if number is not None:
        return int(number)
    row = {
        "number": 1,
        "adopted": now,
        "actor": "system",
        "why": "The first version.",
        "body": as_json(FIRST),
        "digest": digest(FIRST),
    }
    written = session().scalar(upsert(PolicyVersion, [row], keys=["number"], update=[]).returning(PolicyVersion.number))
    if written is not None:  # else another was first, and has recorded it
        audit.record("site", "policy.adopted", actor="system", subject="policy:1", now=now, digest=digest(FIRST))
    return 1


def adopt(policy: Policy, *, base: int, why: str, person_id: int, now: datetime) -> PolicyVersion:
    """The next version. `base` is the one it was made from: refused if that no longer holds."""
    number = ensure_first(now)
    if number != base:
        raise AdoptedMeanwhile
    if not why.strip():
        raise WhyNeeded
    before = queries.of(number)
    check(policy)
    _check_assessors(policy, before)
    if as_json(policy) == as_json(before):
        raise NothingChanged
    return _write(policy, number + 1, why=why, actor=f"person:{person_id}", now=now)


def _check_assessors(policy: Policy, before: Policy) -> None:
    """Whoever is new among them can be seated today; the others stay until somebody takes them out."""
    if set(policy.externals) - set(before.externals) - set(assessors.possible()):
        raise UnknownAssessor


def _write(policy: Policy, number: int, *, why: str, actor: str, now: datetime) -> PolicyVersion:
    version = PolicyVersion(
        number=number, adopted=now, actor=actor, why=why, body=as_json(policy), digest=digest(policy)
    )
    session().add(version)
    session().flush()  # the primary key refuses a second one of the same number
    subject = f"policy:{number}"
    audit.record("site", "policy.adopted", actor=actor, subject=subject, now=now, digest=version.digest)
    return version
