"""The invitation to help with a case log: it names the applicant, and nothing of the application."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from directory.core.outbox import Content, Due, register
from directory.core.settings import current
from directory.core.vault import Erased
from directory.membership.queries import application as applications
from directory.membership.queries.caselog.assistants import assistant_by_id
from directory.membership.rules.assistant import INVITED_DAYS


def _load(due: Due) -> Content | None:
    assistant = assistant_by_id(int(due.subject))
    application = applications.by_id(assistant.application_id) if assistant is not None else None
    if assistant is None or application is None or assistant.ended or assistant.accepted:
        return None
    if assistant.invited <= due.now - timedelta(days=INVITED_DAYS):
        return None
    try:
        return _content(assistant.email, applications.name_of(application))
    except Erased:
        return None


def _content(to: str, name: str) -> Content:
    values = {"name": name, "address": f"{current().base_url}/membership/assist", "email": to, "days": INVITED_DAYS}
    return Content(to=to, subject=_("You are asked to help with a case log"), values=values)


def _example(_now: datetime) -> Content:
    return _content("assistant@example.org", "Robin Vale")


INVITATION = register("case_assistant", _load, _example)
