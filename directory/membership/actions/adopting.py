"""The office takes over a member from before, by hand. One signature is enough; it is audited with what it rests on."""

from datetime import datetime

from directory.core import audit
from directory.membership.actions import membership
from directory.membership.actions import policy as policies
from directory.membership.models import Membership
from directory.membership.queries import membership as queries
from directory.membership.queries import policy as versions
from directory.membership.rules.adoption import Adoption, check
from directory.physicians import actions as physicians
from directory.physicians.actions.standing import locked as lock_physician


def take_over(physician_id: int, asked: Adoption, *, person_id: int, now: datetime) -> Membership:
    """As it stands, under the policy and since the day that are given. Raises what stands against it."""
    physician = lock_physician(physician_id)
    policies.ensure_first(now)
    known = asked.policy in versions.numbers()
    member = queries.of(physician_id) is not None
    check(asked, physician.standing, today=now.date(), known=known, member=member)
    actor = f"person:{person_id}"
    physicians.set_member_since(physician_id, asked.since, actor, now)
    row = membership.adopt(physician_id, actor=actor, now=now, policy=asked.policy, reason=asked.reason)
    stream = f"member:{physician_id}"
    since = asked.since.isoformat()
    audit.record(
        stream, "membership.taken_over", actor=actor, subject=stream, now=now, since=since, policy=asked.policy
    )
    return row
