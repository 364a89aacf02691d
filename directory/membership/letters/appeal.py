"""E-mails about an appeal: a receipt to the appellant, a notice to the office, the day of a hearing."""

from datetime import datetime

from flask_babel import gettext as _

from directory.core import formats
from directory.core.outbox import Content, Due, register
from directory.core.settings import current
from directory.membership.letters import member
from directory.membership.letters.application import EXAMPLE, EXAMPLE_TO, content, reader
from directory.membership.letters.topics import APPLICATION, OFFICE
from directory.membership.models import Appeal
from directory.membership.queries import appeal as queries

Lines = tuple[str, ...]


def _to_appellant(appeal: Appeal, subject: str, lines: Lines) -> Content | None:
    about = queries.subject(appeal)
    if about.application is None:
        return member.content(about.physician_id or 0, subject, lines)
    to = reader(about.application)
    return None if to is None else content(*to, about.reference, subject, lines)


def _receipt(*, removal: bool = False) -> Lines:
    return (
        _("Your appeal has arrived in time. Another panel looks at the decision again.")
        if removal
        else _("Your appeal has arrived in time. Another panel looks at your application again."),
        _("Nobody of the first panel and nobody from your metropolitan area sits in it, and its ballot is secret."),
        _("If you asked for a hearing, the office writes to you about the day. You may bring a companion."),
    )


def _load_receipt(due: Due) -> Content | None:
    appeal = queries.by_id(int(due.subject))
    if appeal is None:
        return None
    return _to_appellant(appeal, _("We have your letter"), _receipt(removal=appeal.matter_id is not None))


def _notice(reference: str) -> Content:
    lines = (_("An appeal was lodged. Chair and deputy choose its panel."),)
    address = f"{current().base_url}/review/chair/appeals"
    subject = _("An appeal: %(reference)s", reference=reference)
    return content(current().office_email, "", reference, subject, lines, address=address)


def _load_notice(due: Due) -> Content | None:
    appeal = queries.by_id(int(due.subject))
    return None if appeal is None else _notice(queries.subject(appeal).reference)


def _hearing(at: datetime) -> Lines:
    return (
        _("The hearing you asked for is on %(moment)s.", moment=formats.moment(at, "UTC")),
        _("You may bring a companion. Minutes are kept; you may read them. Tell the office if the day does not suit."),
    )


def _load_hearing(due: Due) -> Content | None:
    """The revision is the hour: a day that was moved has a letter of its own."""
    appeal = queries.by_id(int(due.subject))
    if appeal is None or appeal.hearing_at is None or int(appeal.hearing_at.timestamp()) // 60 != due.revision:
        return None
    return _to_appellant(appeal, _("A day for your hearing"), _hearing(appeal.hearing_at))


def _example(subject: str, lines: Lines) -> Content:
    return content(EXAMPLE_TO, "Dr Robin Vale", EXAMPLE, subject, lines)


RECEIPT = register("appeal_receipt", _load_receipt, lambda _now: _example(_("We have your letter"), _receipt()))
NOTICE = register("appeal_notice", _load_notice, lambda _now: _notice(EXAMPLE), OFFICE)
HEARING = register(
    "appeal_hearing", _load_hearing, lambda now: _example(_("A day for your hearing"), _hearing(now)), APPLICATION
)
