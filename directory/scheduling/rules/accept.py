"""What a physician accepts for an online consultation; said before booking, not after."""

from collections.abc import Iterable
from enum import StrEnum

from directory.core.refusals import N_, Refusal
from directory.scheduling.rules.sheet import BookingSettings


class Reason(StrEnum):
    """The main reasons for a consultation, as the Book pages ask them."""

    RECEDING = "receding"
    PARTING = "parting"
    PATCHES = "patches"
    REPAIR = "repair"
    SMP = "smp"
    EYEBROWS = "eyebrows"
    MEDICINE = "medicine"
    NOT_SURE = "not_sure"


REASONS = {
    Reason.RECEDING: N_("Receding or thinning on top"),
    Reason.PARTING: N_("Wider parting or thinner all over"),
    Reason.PATCHES: N_("Bald patches"),
    Reason.REPAIR: N_("Repair of an earlier operation or scar"),
    Reason.SMP: N_("Scalp micropigmentation"),
    Reason.EYEBROWS: N_("Eyebrows or beard"),
    Reason.MEDICINE: N_("Medicine and its side effects"),
    Reason.NOT_SURE: N_("Not sure"),
}


class NotAccepted(Refusal):
    """`field` says which answer: reason, country or language."""


def not_accepted(
    settings: BookingSettings, *, reason: str | None = None, country: str | None = None, languages: Iterable[str] = ()
) -> list[NotAccepted]:
    """Reasons against a patient; empty means welcome. An answer not given yet is no reason."""
    found = []
    if settings.accepts_reasons and reason and reason not in settings.accepts_reasons:
        found.append(
            NotAccepted(N_("This physician does not take this reason in online consultations."), field="reason")
        )
    if settings.accepts_countries and country and country not in settings.accepts_countries:
        found.append(
            NotAccepted(N_("This physician does not take patients from this country online."), field="country")
        )
    spoken = {_language(tag) for tag in languages}
    if settings.accepts_languages and spoken and not spoken & {_language(tag) for tag in settings.accepts_languages}:
        found.append(NotAccepted(N_("This physician does not consult in this language."), field="language"))
    return found


def _language(tag: str) -> str:
    """en-CA is English."""
    return tag.split("-")[0].lower()
