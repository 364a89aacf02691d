"""What an application says that a profile begins with, and by what kinds of evidence its criteria were met."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from directory.membership.models import Application
from directory.membership.queries import application as applications
from directory.membership.queries import caselog, sections
from directory.membership.queries.referee_counts import answered
from directory.membership.rules.criteria import FORMS, Criterion, EvidenceKind, Form
from directory.membership.rules.evidence import Shape
from directory.membership.rules.policy import Policy
from directory.membership.rules.screening import Credential
from directory.membership.rules.sections import Body, Section, as_date
from directory.physicians.rules import ClinicEdit, CredentialEdit, CredentialKind
from directory.places import queries as places

FAR = "UTC"
REPUTATION = 6


@dataclass(frozen=True, slots=True)
class Stated:
    """As the applicant wrote it; the clinics that have a name and a town."""

    name: str
    degrees: str
    zone: str
    languages: tuple[str, ...]
    clinics: tuple[ClinicEdit, ...]
    credentials: tuple[CredentialEdit, ...]


def stated(application: Application) -> Stated:
    """Raises vault.Erased."""
    body = sections.text_of(application, Section.YOU).body
    name = _name(str(body.get("name") or applications.name_of(application)))
    found = _clinics(body)
    degrees, languages = str(body.get("degrees") or "")[:120], tuple(str(body.get("languages") or "").split())
    return Stated(name, degrees, _zone(found), languages, found, _credentials(body))


def _name(text: str) -> str:
    """The directory says "Dr" itself."""
    words = text.split()
    if len(words) > 1 and words[0].rstrip(".").lower() == "dr":
        words = words[1:]
    return " ".join(words)[:120]


def _clinics(body: Body) -> tuple[ClinicEdit, ...]:
    first = (str(body.get("clinic") or ""), str(body.get("city") or ""), str(body.get("country") or ""))
    further = (_parts(line) for line in str(body.get("more_clinics") or "").splitlines())
    return tuple(_clinic(*each) for each in (first, *further) if each[0] and each[1])


def _parts(line: str) -> tuple[str, str, str]:
    found = [part.strip() for part in line.split(",")]
    return (found[0], found[1] if len(found) > 1 else "", found[2] if len(found) > 2 else "")


def _clinic(name: str, city: str, country: str) -> ClinicEdit:
    known = places.country_name(country) if len(country) == 2 else country
    town = f"{city}, {known}" if known else city
    return ClinicEdit(name[:120], "", town, "", "", None, None)


def _zone(clinics: Iterable[ClinicEdit]) -> str:
    for each in clinics:
        for place in places.find(each.town):
            if place.zone:
                return place.zone
    return FAR


def _credentials(body: Body) -> tuple[CredentialEdit, ...]:
    """Licence and cover with their last days; what lacks a day cannot stand in the directory yet."""
    found = []
    country, number = str(body.get("licence_country") or "").upper(), str(body.get("licence_number") or "")
    if body.get("licence_expires") and country and number:
        found.append(
            CredentialEdit(
                kind=CredentialKind.LICENCE,
                title="Medical licence",
                issuer=f"Licensing authority of {str(body.get('licence_region') or '') or country}"[:160],
                country=country,
                region=region_code(country, str(body.get("licence_region") or "")),
                number=number,
                issued=None,
                expires=as_date(body["licence_expires"]),
            )
        )
    if body.get("cover_expires") and body.get("cover_insurer"):
        found.append(
            CredentialEdit(
                kind=CredentialKind.MALPRACTICE,
                title="Malpractice cover",
                issuer=str(body["cover_insurer"])[:160],
                country=None,
                region=None,
                number=str(body.get("cover_number") or ""),
                issued=None,
                expires=as_date(body["cover_expires"]),
            )
        )
    return tuple(found)


def region_code(country: str, text: str) -> str | None:
    """MA for Massachusetts and for MA."""
    wanted = " ".join(text.split()).casefold()
    for code, name in places.regions(country):
        if wanted in {code.casefold(), name.casefold()}:
            return code
    return None


def edit_of(credential: Credential) -> CredentialEdit:
    """As its source has confirmed it."""
    country = credential.country.upper() or None
    return CredentialEdit(
        kind=credential.kind,
        title=credential.title,
        issuer=credential.issuer,
        country=country,
        region=region_code(country, credential.region) if country and credential.region else None,
        number=credential.number,
        issued=_no_later(credential.issued, credential.expires),
        expires=credential.expires,
    )


def _no_later(issued: date | None, expires: date | None) -> date | None:
    return None if issued is not None and expires is not None and issued > expires else issued


def evidence_kinds(
    application: Application, policy: Policy, numbers: Iterable[int]
) -> Mapping[int, tuple[EvidenceKind, ...]]:
    """For the standards panel: what was there, kind by kind; never how much, and nobody's name."""
    given = {(each.section.criterion, each.piece.kind) for each in sections.evidence_of(application)
             if each.piece.shape is not Shape.NONE}  # fmt: skip
    ticked = {
        int(number) for case in caselog.cases_of(application.id) if not case.withdrawn for number in case.criteria
    }
    told = answered(application.id)
    given |= {(REPUTATION, EvidenceKind.DISCLOSURE)}
    given |= {(REPUTATION, EvidenceKind.COLLEAGUE)} if told.colleagues else set()
    given |= {(REPUTATION, EvidenceKind.FORMER_PATIENT)} if told.patients else set()
    return {number: _kinds(policy.criterion(number), given, ticked) for number in numbers}


def _kinds(
    criterion: Criterion, given: set[tuple[int | None, EvidenceKind]], ticked: set[int]
) -> tuple[EvidenceKind, ...]:
    """Cases count by the criteria they are ticked for."""
    cases = criterion.number in ticked
    return tuple(
        each.kind
        for each in criterion.evidence
        if (criterion.number, each.kind) in given or (cases and FORMS[each.kind] is Form.CASE)
    )
