"""Who a referee is, and what the office should look at. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from directory.core.refusals import N_
from directory.membership.rules.referees import Group


@dataclass(frozen=True, slots=True)
class Details:
    """Who a referee is. Sealed; the panel and the applicant's counts never hold any of it."""

    name: str
    email: str
    clinic: str = ""
    relation: str = ""
    month: str = ""  # of the operation of a former patient, as "2026-03"


class Flag(StrEnum):
    """What the office should look at. None of it decides anything."""

    FREE_MAIL = "free_mail"
    SAME_CLINIC = "same_clinic"
    SHARED_ADDRESS = "shared_address"
    SAME_NETWORK = "same_network"


FLAG_WORDS = {
    Flag.FREE_MAIL: N_("The address is of a free mail service: it does not show who owns it."),
    Flag.SAME_CLINIC: N_("Clinic or mail domain are the applicant’s own."),
    Flag.SHARED_ADDRESS: N_("Another referee of this application, or the applicant, has the same address."),
    Flag.SAME_NETWORK: N_("Answered from a network the applicant has signed in from."),
}
FREE_MAIL = frozenset(
    [
        "aol.com",
        "fastmail.com",
        "gmail.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "t-online.de",
        "web.de",
        "yahoo.com",
        "yandex.com",
        "yandex.ru",
        "ymail.com",
        "zoho.com",
        "163.com",
    ]
)


def flags(
    group: Group, details: Details, *, own_email: str, own_clinics: Collection[str], shared: bool, same_network: bool
) -> tuple[Flag, ...]:
    """A private address is what one expects of a patient, and the clinic is the one they were treated in."""
    colleague, domain = group is Group.COLLEAGUE, domain_of(details.email)
    found = {
        Flag.FREE_MAIL: colleague and domain in FREE_MAIL,
        Flag.SAME_CLINIC: _same_clinic(details, own_clinics, own_email)
        if colleague
        else _own_domain(domain, own_email),
        Flag.SHARED_ADDRESS: shared,
        Flag.SAME_NETWORK: same_network,
    }
    return tuple(flag for flag, true in found.items() if true)


def _same_clinic(details: Details, own_clinics: Collection[str], own_email: str) -> bool:
    own = {plain(each) for each in own_clinics if plain(each)}
    return plain(details.clinic) in own or _own_domain(domain_of(details.email), own_email)


def _own_domain(domain: str, own_email: str) -> bool:
    return bool(domain) and domain == domain_of(own_email) and domain not in FREE_MAIL


def outside(details: Details, own_clinics: Collection[str], own_email: str) -> bool:
    """Not of the applicant's own clinic, as far as names and addresses tell."""
    return bool(plain(details.clinic)) and not _same_clinic(details, own_clinics, own_email)


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().lower()


def plain(name: str) -> str:
    """Two spellings of a clinic's name are one."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
