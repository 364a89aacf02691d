"""The words a patient agrees to, filled in for this physician; and what was agreed to, as the patient reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from directory.accounts import queries as accounts
from directory.accounts.rules.texts import Purpose, current_text
from directory.consultations.models import Consultation
from directory.consultations.queries.preparing import consent_values, language_of
from directory.consultations.rules.states import ENDED, State
from directory.core.refusals import N_
from directory.physicians import queries as physicians
from directory.physicians.rules import Jurisdiction
from directory.places import queries as places


def share_words(physician_id: int, now: datetime, language: str = "en") -> str:
    return current_text(Purpose.SHARE, language).shown(share_values(physician_id, now))


def share_values(physician_id: int, now: datetime) -> dict[str, str]:
    licences = physicians.licences(physician_id, now)
    return {"physician": physicians.by_id(physician_id).display_name, "places": place_names(licences)}


def place_names(licences: Iterable[Jurisdiction]) -> str:
    """Ontario (Canada), France."""
    return ", ".join(_name(licence) for licence in licences)


def _name(licence: Jurisdiction) -> str:
    country = places.country_name(licence.country)
    region = dict(places.regions(licence.country)).get(licence.region or "")
    return f"{region} ({country})" if region else country


TITLES = {Purpose.SHARE: N_("Your answers and photos"), Purpose.PHOTOS: N_("Your photos")}


@dataclass(frozen=True, slots=True)
class Given:
    """One consent; `title` is a sentence to translate. `again`: withdrawn, and it may be given again."""

    purpose: Purpose
    title: str
    words: str
    given: datetime
    withdrawn: datetime | None
    again: bool


def given(consultation: Consultation) -> list[Given]:
    """All of this consultation, withdrawn ones as well, oldest first."""
    about = f"consultation:{consultation.id}"
    rows = [row for row in accounts.all_of(f"patient:{consultation.patient_id}") if row.about == about]
    latest = {row.purpose: row.id for row in rows}
    read = consultation.state not in ENDED - {State.OPINION_SIGNED}  # somebody may still read what it is about
    return [
        Given(
            purpose=row.purpose,
            title=TITLES[row.purpose],
            words=accounts.words(row),
            given=row.given,
            withdrawn=row.withdrawn,
            again=read and row.withdrawn is not None and latest[row.purpose] == row.id,
        )
        for row in rows
    ]


def may_give_again(consultation: Consultation, purpose: Purpose) -> bool:
    return any(row.again for row in given(consultation) if row.purpose is purpose)


def values(consultation: Consultation, purpose: Purpose, now: datetime) -> dict[str, str]:
    """What fills the words of a consent today."""
    if purpose is Purpose.PHOTOS:
        return consent_values(consultation)
    return share_values(consultation.physician_id, now)


def words_today(consultation: Consultation, purpose: Purpose, now: datetime) -> str:
    return current_text(purpose, language_of(consultation)).shown(values(consultation, purpose, now))
