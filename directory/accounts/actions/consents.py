"""Consents are rows: given once, ended once, never changed."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from directory.accounts.models import Consent
from directory.accounts.rules.texts import Purpose, current_text, text_hash
from directory.core import audit, plain
from directory.core.db import session


def give_consent(
    subject: str,
    purpose: Purpose,
    *,
    about: str = "",
    values: Mapping[str, str],
    language: str = "en",
    now: datetime,
) -> Consent:
    """`values` fill the text's places exactly as they were shown. The same words given twice are one consent;
    other words (a new version, another name) end the earlier row and begin a new one."""
    text = current_text(purpose, language)
    digest = text_hash(text.shown(values))
    consent = Consent(
        subject=subject,
        purpose=purpose,
        about=about,
        text_version=text.version,
        text_hash=digest,
        text_values=dict(values),
        language=text.language,
        given=now,
        withdrawn=None,
    )
    if not plain.insert_unless_there(consent):
        live = _live(subject, purpose, about)
        if live is not None and live.text_hash == digest:
            return live
        if live is not None:
            live.withdrawn = now
            session().flush()
        plain.insert(consent)
    _note("consent_given", consent, now)
    return consent


def withdraw_consent(subject: str, purpose: Purpose, *, about: str = "", now: datetime) -> bool:
    """True if there was one to withdraw; withdrawing twice changes nothing."""
    live = _live(subject, purpose, about)
    if live is None:
        return False
    live.withdrawn = max(now, live.given)
    _note("consent_withdrawn", live, now)
    return True


def _live(subject: str, purpose: Purpose, about: str) -> Consent | None:
    return session().scalar(_consent(), {"subject": subject, "purpose": purpose, "about": about})


@cache
def _consent() -> sa.Select[Consent]:
    asked = (
        Consent.subject == sa.bindparam("subject"),
        Consent.purpose == sa.bindparam("purpose"),
        Consent.about == sa.bindparam("about"),
        Consent.withdrawn.is_(None),
    )
    return sa.select(Consent).where(*asked).with_for_update()


def _note(action: str, consent: Consent, now: datetime) -> None:
    audit.record(
        "site",
        action,
        actor=consent.subject,
        subject=f"consent:{consent.id}",
        now=now,
        purpose=consent.purpose.value,
        version=consent.text_version,
    )
