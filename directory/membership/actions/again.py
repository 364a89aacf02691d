"""Who applies again need not name everybody anew: colleagues are taken over, and can be removed and replaced.

Former patients are never named, so nothing of them is taken over: cards are made anew.
"""

from datetime import datetime

from directory.accounts import queries as people
from directory.membership.actions.referees import add, record
from directory.membership.models.application import Application
from directory.membership.models.referee import Referee
from directory.membership.queries import application as applications
from directory.membership.queries import referees as queries
from directory.membership.rules.referee_flags import outside
from directory.membership.rules.referees import Group, State

UNWILLING = frozenset({State.DECLINED, State.BOUNCED})  # are not asked once more unless named again


def take_over_colleagues(application: Application, earlier: Application, now: datetime) -> None:
    """Nothing of what they answered: they are asked again."""
    if applications.referees_vault(earlier).destroyed is not None:
        return
    for row in queries.colleagues_of(earlier.id):
        if row.state not in UNWILLING:
            _take_over(application, earlier, row, now)


def _take_over(application: Application, earlier: Application, row: Referee, now: datetime) -> None:
    details, owner = queries.details_of(earlier, row), people.by_id(application.person_id)
    if owner is not None and owner.email_digest == row.email_digest:
        return  # the applicant's address has become the colleague's
    made = add(application, Group.COLLEAGUE, details, now)
    made.outside = outside(details, queries.own_clinics(application), owner.email if owner else "")
    record(application, "named", actor=f"person:{application.person_id}", now=now, referee=made.id)
