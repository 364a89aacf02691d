"""What somebody has agreed to."""

import sqlalchemy as sa

from directory.accounts.models import Consent
from directory.accounts.rules.texts import Purpose, text_of
from directory.core.db import session


def consents(subject: str, purpose: Purpose | None = None) -> list[Consent]:
    """Those in force, oldest first."""
    query = sa.select(Consent).where(Consent.subject == subject, Consent.withdrawn.is_(None)).order_by(Consent.id)
    return list(session().scalars(query if purpose is None else query.where(Consent.purpose == purpose)))


def all_of(subject: str) -> list[Consent]:
    """Withdrawn ones as well, for the person's own export."""
    return list(session().scalars(sa.select(Consent).where(Consent.subject == subject).order_by(Consent.id)))


def has_consent(subject: str, purpose: Purpose, about: str = "") -> bool:
    """Asked in every view that rests on it: a withdrawal takes effect at once."""
    query = sa.select(Consent.id).where(
        Consent.subject == subject,
        Consent.purpose == purpose,
        Consent.about == about,
        Consent.withdrawn.is_(None),
    )
    return session().scalar(query) is not None


def words(consent: Consent) -> str:
    """The very words the person agreed to."""
    text = text_of(consent.purpose, consent.text_version, consent.language)
    return text.shown({key: str(value) for key, value in consent.text_values.items()})
