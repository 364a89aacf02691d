"""Reads: people, sessions, consents."""

from directory.accounts.queries.consents import all_of, consents, has_consent, words
from directory.accounts.queries.email_sign_in import may_by_email
from directory.accounts.queries.people import (
    PersonRow,
    by_digest,
    by_email,
    by_id,
    codes_left,
    emails_of,
    people,
    roles_of,
)
from directory.accounts.queries.sessions import Device, devices, signed_in

__all__ = [
    "Device",
    "PersonRow",
    "all_of",
    "by_digest",
    "by_email",
    "by_id",
    "codes_left",
    "consents",
    "devices",
    "emails_of",
    "has_consent",
    "may_by_email",
    "people",
    "roles_of",
    "signed_in",
    "words",
]
