"""Reads for the office's desk, its letters and the audit log, and the trial's mailbox."""

from directory.pages.queries.audit import AuditPage, audit_page
from directory.pages.queries.desk import Desk, desk
from directory.pages.queries.letters import LetterPage, Shown, again_or_404, letter_page
from directory.pages.queries.mailbox import Mail, MailRow, mail, mails

__all__ = [
    "AuditPage",
    "Desk",
    "LetterPage",
    "Mail",
    "MailRow",
    "Shown",
    "again_or_404",
    "audit_page",
    "desk",
    "letter_page",
    "mail",
    "mails",
]
