"""The secret address of a physician's calendar: made, replaced, ended."""

from datetime import datetime, timedelta

from directory.consultations.queries import subscription
from directory.core import audit, links

LASTS = timedelta(days=3650)


def new_address(physician_id: int, actor: str, now: datetime) -> None:
    """The address before it, if there is one, shows nothing any more."""
    links.revoke(subscription.LINK, str(physician_id))
    links.issue(subscription.LINK, str(physician_id), expires=now + LASTS)
    audit.record("site", "calendar_address_made", actor=actor, subject=f"physician:{physician_id}", now=now)


def end_address(physician_id: int, actor: str, now: datetime) -> None:
    """Ended twice is ended once."""
    if subscription.token_of(physician_id, now) is None:
        return
    links.revoke(subscription.LINK, str(physician_id))
    links.issue(subscription.LINK, str(physician_id), expires=now)
    audit.record("site", "calendar_address_ended", actor=actor, subject=f"physician:{physician_id}", now=now)
