"""What members and the office may change, as it was asked for."""

from dataclasses import dataclass
from datetime import date

from directory.core.refusals import N_, Conflict, Refusal
from directory.physicians.rules.licences import VisitKind
from directory.physicians.rules.offers import PatientGroup, Performer, Price, Step, Technique
from directory.physicians.rules.standing import CredentialKind
from directory.physicians.rules.works import PublicationKind


class UnknownTown(Refusal):
    message = N_("We do not know this town. Check the spelling, add the country, or give the nearest larger town.")
    field = "town"


class SameCredential(Conflict):
    message = N_("This credential is already there.")
    field = "title"
    constraint = "uq_credentials_physician_id_kind_issuer_number_title"


class SameProcedure(Conflict):
    message = N_("This procedure with this variant is already there. Change that one, or name another variant.")
    field = "variant"
    constraint = "uq_procedures_physician_id_technique_variant"


class SamePublication(Conflict):
    message = N_("This publication is already there.")
    field = "title"
    constraint = "uq_publications_physician_id_kind_title_year"


class AccountTaken(Conflict):
    message = N_("This e-mail address already signs in for another physician.")
    field = "email"
    constraint = "uq_physicians_person_id"


class LicenceIncomplete(Refusal):
    message = N_("A licence needs a country, a number and its last day.")
    field = "number"


class CoverIncomplete(Refusal):
    message = N_("Malpractice cover needs its last day.")
    field = "expires"


class EndsBeforeStart(Refusal):
    message = N_("The last day cannot be before the day of issue.")
    field = "expires"


class VerifiedInFuture(Refusal):
    message = N_("Verify a credential on the day you have checked it with its issuer.")


class BareTitle(Refusal):
    """ "Board certified" says nothing without the board."""

    message = N_(
        "Name what was certified, for example “Diplomate in hair restoration surgery”, not only “board certified”."
    )
    field = "title"


@dataclass(frozen=True, slots=True)
class Identity:
    name: str
    degrees: str
    sort_name: str
    zone: str
    email: str


@dataclass(frozen=True, slots=True)
class ProfileEdit:
    statement: str
    languages: tuple[str, ...]
    groups: tuple[PatientGroup, ...]
    visits: tuple[VisitKind, ...]
    accepts_new: bool
    out_of_hours: str
    practising_since: int | None
    share_percent: int | None
    largest_session: int | None


@dataclass(frozen=True, slots=True)
class ClinicEdit:
    """`town` as typed; exact coordinates win over those of the town."""

    name: str
    address: str
    town: str
    phone: str
    accessibility: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class StepEdit:
    step: Step
    performer: Performer
    named: str
    trained_by: str
    trained_on: date | None


@dataclass(frozen=True, slots=True)
class ProcedureEdit:
    technique: Technique
    variant: str
    price: Price | None
    steps: tuple[StepEdit, ...]


@dataclass(frozen=True, slots=True)
class PublicationEdit:
    kind: PublicationKind
    title: str
    venue: str
    year: int
    address: str


@dataclass(frozen=True, slots=True)
class CredentialEdit:
    kind: CredentialKind
    title: str
    issuer: str
    country: str | None
    region: str | None
    number: str
    issued: date | None
    expires: date | None


def check_credential(edit: CredentialEdit) -> None:
    if edit.kind is CredentialKind.LICENCE and not (edit.country and edit.number and edit.expires):
        raise LicenceIncomplete
    if edit.kind is CredentialKind.MALPRACTICE and edit.expires is None:
        raise CoverIncomplete
    if edit.issued and edit.expires and edit.expires < edit.issued:
        raise EndsBeforeStart
    if edit.title.casefold().replace("-", " ").strip(" .") in {"board certified", "board certification", "certified"}:
        raise BareTitle
