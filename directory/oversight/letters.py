"""E-mails about concerns: one to the office that says nothing but the reference, one back to the sender."""

from datetime import datetime

from flask_babel import gettext as _

from directory.core.outbox import Content, Due, register
from directory.core.settings import current
from directory.core.vault import Erased
from directory.oversight import queries

EXAMPLE = "K-7F3Q-9XWM"


def _notice(due: Due) -> Content | None:
    concern = queries.by_id(int(due.subject))
    return None if concern is None else _notice_of(concern.reference)


def _notice_of(reference: str) -> Content:
    address = f"{current().base_url}/office/concerns/{reference}"
    return Content(
        to=current().office_email,
        subject=_("A concern was raised, reference %(reference)s", reference=reference),
        values={"reference": reference, "address": address},
    )


def _receipt(due: Due) -> Content | None:
    concern = queries.by_id(int(due.subject))
    if concern is None:
        return None
    try:
        told = queries.told(concern)
    except Erased:
        return None
    return _receipt_of(told.email, concern.reference) if told.email else None


def _receipt_of(to: str, reference: str) -> Content:
    return Content(
        to=to,
        subject=_("We have received your message, reference %(reference)s", reference=reference),
        values={"reference": reference},
    )


def _notice_example(_now: datetime) -> Content:
    return _notice_of(EXAMPLE)


def _receipt_example(_now: datetime) -> Content:
    return _receipt_of("sam@example.org", EXAMPLE)


NOTICE = register("concern_notice", _notice, _notice_example)
RECEIPT = register("concern_receipt", _receipt, _receipt_example)
