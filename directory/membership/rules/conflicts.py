"""Conflicts of interest: what our own data suggest, and who competes with whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal
from directory.places.rules import distance_km

METROPOLITAN_KM = 60  # two clinics nearer than this share an area in which patients choose between them
REASON_MOST = 1000


class Because(StrEnum):
    SELF = "self"
    CLINIC = "clinic"
    AREA = "area"
    REFEREE = "referee"
    EVENT = "event"


BECAUSE_WORDS = {
    Because.SELF: N_("because it is about you"),
    Because.CLINIC: N_("because you both work at %(detail)s"),
    Because.AREA: N_("because your clinics are in the same metropolitan area: %(detail)s"),
    Because.REFEREE: N_("because you are a referee of this applicant"),
    Because.EVENT: N_("because you both took part in %(detail)s"),
}


class Answer(StrEnum):
    """What a reviewer declares about this round."""

    NONE = "none"
    CONFLICT = "conflict"


class AnswerMissing(Refusal):
    message = N_("Say whether you have a conflict of interest.")
    field = "answer"


class DeclareFirst(Refusal):
    status = 409
    message = N_("Say first whether you have a conflict of interest in this round.")


class DeclaredAlready(Conflict):
    message = N_("You have declared already. If a conflict has come up since, use “I have a conflict after all”.")


class SignedAlready(Conflict):
    message = N_("You have signed this decision. Take it back first.")


class SecretBallotCast(Conflict):
    message = N_("Your secret ballot is in the pool and cannot be found again. Please write to the office.")


@dataclass(frozen=True, slots=True)
class Clinic:
    """A place of work. Without coordinates (None) only its id and town are compared."""

    id: int | None
    name: str
    city: str
    country: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    because: Because
    detail: str = ""


def suggested(mine: Iterable[Clinic], theirs: Iterable[Clinic]) -> list[Suggestion]:
    """From places of work: the same clinic, else the same area; the first of each."""
    pairs = [(own, other) for own in mine for other in theirs]
    same = next((own for own, other in pairs if _same_clinic(own, other)), None)
    if same is not None:
        return [Suggestion(Because.CLINIC, same.name)]
    near = next(((own, other) for own, other in pairs if near_each_other(own, other)), None)
    return [Suggestion(Because.AREA, _towns(*near))] if near else []


def near_each_other(one: Clinic, other: Clinic) -> bool:
    if None not in {one.latitude, one.longitude, other.latitude, other.longitude}:
        assert one.latitude is not None and one.longitude is not None  # noqa: S101, PT018 (mypy cannot see it)
        assert other.latitude is not None and other.longitude is not None  # noqa: S101, PT018 (the same)
        return distance_km(one.latitude, one.longitude, other.latitude, other.longitude) <= METROPOLITAN_KM
    return (one.city.casefold(), one.country) == (other.city.casefold(), other.country) and one.city != ""


def competitors(mine: Iterable[Clinic], theirs: Iterable[Clinic]) -> bool:
    """In direct economic competition: patients of one metropolitan area choose between them."""
    others = list(theirs)
    return any(_same_clinic(own, other) or near_each_other(own, other) for own in mine for other in others)


def _same_clinic(one: Clinic, other: Clinic) -> bool:
    if one.id is not None and one.id == other.id:
        return True
    return one.name.casefold() == other.name.casefold() and near_each_other(one, other)


def _towns(one: Clinic, other: Clinic) -> str:
    return one.city if one.city == other.city else f"{one.city}, {other.city}"
