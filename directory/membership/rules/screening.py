"""Hard stops, credentials at their source, and declining as ineligible by two coordinators. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from directory.core.refusals import N_, Conflict, Refusal
from directory.physicians.rules import REQUIRED, CredentialKind

SOURCE_MOST = 2000
REAPPLY_MOST = timedelta(days=5 * 366)
KIND_WORDS = {
    CredentialKind.LICENCE: N_("Licence"),
    CredentialKind.MALPRACTICE: N_("Malpractice cover"),
    CredentialKind.BOARD: N_("Board certification"),
    CredentialKind.TRAINING: N_("Training"),
    CredentialKind.HONOUR: N_("Honour"),
}


class Finding(StrEnum):
    CLEAR = "clear"
    FOUND = "found"


FINDING_WORDS = {Finding.CLEAR: N_("Checked: it is not there"), Finding.FOUND: N_("It is there")}


class SourceResult(StrEnum):
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"


RESULT_WORDS = {
    SourceResult.CONFIRMED: N_("Confirmed by the source"),
    SourceResult.NOT_CONFIRMED: N_("Not confirmed by the source"),
}


class UnknownStop(Refusal):
    message = N_("There is no such hard stop in the policy of this application.")
    field = "stop"


class HowChecked(Refusal):
    message = N_("Say in a sentence how this was checked, or what was found.")
    field = "note"


class SourceMissing(Refusal):
    message = N_("Give the source: its address on the web, or in words whom you asked and what was said.")
    field = "source"


class SourceNotWeb(Refusal):
    message = N_("The address of the source begins with https:// or http://.")
    field = "address"


class NamesMissing(Refusal):
    message = N_("A credential has a title and an issuer; a licence has a country and a number as well.")
    field = "title"


class ExpiryMissing(Refusal):
    message = N_("A licence and a malpractice cover have a last day.")
    field = "expires"
    constraint = "ck_credential_checks_expires"


class CheckedLater(Refusal):
    message = N_("The day of the check cannot be in the future.")
    field = "checked"


class CheckEnded(Conflict):
    message = N_("This check has been taken off already.")


class RuleMissing(Refusal):
    message = N_("Choose the rule that is not met.")
    field = "rule"


class DeclineReason(Refusal):
    message = N_("Say what was found. The second coordinator reads it, and it stays in the history.")
    field = "reason"


class ReapplyDate(Refusal):
    message = N_("Give the first day on which the applicant may apply again: after today, within five years.")
    field = "reapply"


class ProposedAlready(Conflict):
    message = N_("Declining this application has been proposed already.")
    constraint = "uq_decline_proposals_one_open"


class NoProposal(Conflict):
    message = N_("This proposal was taken back or confirmed in the meantime.")


class SecondPerson(Conflict):
    """The database says so as well."""

    message = N_("You have proposed this yourself: a second coordinator has to confirm it.")
    constraint = "ck_decline_proposals_four_eyes"


@dataclass(frozen=True, slots=True)
class Credential:
    """As its source has it. `address` is where the source stands on the web, `source` what was asked and said."""

    kind: CredentialKind
    title: str
    issuer: str
    country: str
    region: str
    number: str
    issued: date | None
    expires: date | None
    address: str
    source: str
    checked: date
    result: SourceResult


def check_credential(asked: Credential, now: datetime) -> None:
    """Raises the first thing that is missing."""
    licence = asked.kind is CredentialKind.LICENCE
    if not asked.title or not asked.issuer or (licence and not (asked.country and asked.number)):
        raise NamesMissing
    if asked.kind in REQUIRED and asked.expires is None:
        raise ExpiryMissing
    if not asked.address and not asked.source:
        raise SourceMissing
    if asked.address and not _on_the_web(asked.address):
        raise SourceNotWeb
    if asked.checked > now.date():
        raise CheckedLater


def _on_the_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.netloc)


def counts(result: SourceResult, expires: date | None, now: datetime) -> bool:
    """Confirmed, and not past its last day."""
    return result is SourceResult.CONFIRMED and (expires is None or expires >= now.date())


def check_decline(rule: int, stops: int, reapply: date | None, reason: str, now: datetime) -> None:
    if not 1 <= rule <= stops:
        raise RuleMissing
    if not reason.strip():
        raise DeclineReason
    if reapply is None or not now.date() < reapply <= now.date() + REAPPLY_MOST:
        raise ReapplyDate
