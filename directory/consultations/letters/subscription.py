"""What a physician's subscribed calendar says: the kind of call and initials, as the e-mails to physicians do."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from directory.consultations.letters import calendar
from directory.consultations.models import Consultation
from directory.core.settings import current
from directory.physicians.rules import VisitKind


def feed(calls: Sequence[tuple[Consultation, str]], now: datetime) -> bytes:
    return calendar.feed([_entry(call, initials, now) for call, initials in calls], current().mail_sender_name)


def _entry(call: Consultation, initials: str, now: datetime) -> calendar.Entry:
    if call.starts is None or call.ends is None:
        raise ValueError("a written request has no calendar entry")
    kind = _("Telephone call") if call.visit is VisitKind.TELEPHONE else _("Video call")
    own = f"{current().base_url}/practice/consultations/{call.reference}"
    return calendar.Entry(
        uid=call.uid,
        sequence=call.sequence,
        starts=call.starts,
        ends=call.ends,
        summary=f"{kind} {initials}".strip(),
        description=_("Reference %(reference)s. Your page: %(link)s", reference=call.reference, link=own),
        address=own,
        organizer=current().mail_sender,
        attendee="",
        stamp=now,
    )
