"""E-mails about a decline as ineligible. The rule stands in the letter, the office's reason does not."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from directory.core import formats
from directory.core.outbox import Content, Due, register
from directory.membership.letters.application import EXAMPLE, EXAMPLE_TO, content, reader
from directory.membership.queries import application as applications
from directory.membership.queries import screening as queries
from directory.membership.rules.eight import HARD_STOPS


def _load(due: Due) -> Content | None:
    application = applications.by_id(int(due.subject))
    row = queries.confirmed_proposal(application.id) if application else None
    to = reader(application) if application and row else None
    if application is None or row is None or to is None:
        return None
    return content(*to, application.reference, *_said(queries.rule_of(application, row.rule), row.reapply_from))


def _said(rule: str, reapply: date) -> tuple[str, tuple[str, ...]]:
    return _("Your application has been decided"), (
        _(
            "We are sorry: your application cannot go to a panel. One of the rules that come before the review is not "
            "met:"
        ),
        _(rule) if rule else "",
        _("Two coordinators have checked this independently of one another. No panel has judged your work."),
        _(
            "You may apply again from %(day)s on. The new application begins with what you wrote.",
            day=formats.day(reapply),
        ),
        _("If you think that this is a mistake, write to the office, and say what we should look at again."),
    )


def _example(now: datetime) -> Content:
    said = _said(HARD_STOPS[0], now.date() + timedelta(days=180))
    return content(EXAMPLE_TO, "Dr Robin Vale", EXAMPLE, *said)


INELIGIBLE = register("application_ineligible", _load, _example)
