"""When a term of membership ends, and when its re-review opens."""

import calendar
from datetime import date, timedelta

from directory.membership.rules.policy import Policy


def term_ends(began: date, policy: Policy) -> date:
    """The same day of the month, or the month's last."""
    years, month = divmod(began.year * 12 + began.month - 1 + policy.term_months, 12)
    return date(years, month + 1, min(began.day, calendar.monthrange(years, month + 1)[1]))


def re_review_from(began: date, policy: Policy) -> date:
    return term_ends(began, policy) - timedelta(days=policy.re_review_days)
