"""Consents with the words as they were shown, and their lines of the site's chain."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from directory.accounts.models import Consent
from directory.accounts.rules.texts import Purpose, current_text, text_hash
from directory.core.audit import Entry
from directory.core.settings import current
from directory.demo.actions.rows import put_for_ids

if TYPE_CHECKING:
    from directory.demo.actions.consultations import File

Words = dict[int, dict[str, str]]  # a physician's number -> what fills the sentence of sharing


def consents(files: "Sequence[File]", words: Words) -> list[Entry]:
    rows = [
        _row(each, purpose, at, words[each.life.physician])
        for each in files
        for purpose, at in each.life.consents
        if each.patient_id is not None
    ]
    ids = put_for_ids(Consent.id, rows)
    return [_entry(row, id_) for row, id_ in zip(rows, ids, strict=True)]


def _row(each: "File", purpose: Purpose, at: datetime, share: dict[str, str]) -> dict[str, Any]:
    text = current_text(purpose, each.life.locale.partition("_")[0])
    photos = {"physician": share["physician"], "staff": "", "days": str(current().backup_days)}
    values = share if purpose is Purpose.SHARE else photos
    return {
        "subject": f"patient:{each.patient_id}",
        "purpose": purpose,
        "about": each.owner,
        "text_version": text.version,
        "text_hash": text_hash(text.shown(values)),
        "text_values": values,
        "language": text.language,
        "given": at,
        "withdrawn": None,
    }


def _entry(row: dict[str, Any], id_: int) -> Entry:
    codes: dict[str, str | int | bool | None] = {"purpose": row["purpose"].value, "version": row["text_version"]}
    return Entry("site", row["given"], row["subject"], "consent_given", f"consent:{id_}", codes)
