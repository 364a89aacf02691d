"""What an opinion holds. A draft is the same thing with gaps; amounts are in the currency's smallest unit."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

Member = TypeVar("Member", bound=StrEnum)


class Suitability(StrEnum):
    SUITABLE = "suitable"
    LATER = "suitable_later"
    MEDICINE_FIRST = "medicine_first"
    NOT_SUITABLE = "not_suitable"
    TALK_FIRST = "talk_first"
    IN_PERSON = "in_person"
    CANNOT_TELL = "cannot_tell"


class NextStep(StrEnum):
    TALK = "talk"
    VISIT = "visit"
    DOCTOR = "doctor"
    PRESCRIBER = "prescriber"
    PHOTO = "photo"
    WAIT = "wait"
    DECIDE = "decide"
    NOTHING = "nothing"
    OTHER = "other"


class StepKind(StrEnum):
    MEDICINE = "medicine"
    FUT = "fut"
    FUE = "fue"
    SMP_TEMPORARY = "smp_temporary"
    SMP_PERMANENT = "smp_permanent"
    WAIT = "wait"


class Hands(StrEnum):
    """What somebody performs: both kinds of pigmentation are one procedure of a profile."""

    FUT = "fut"
    FUE = "fue"
    SMP = "smp"


class Zone(StrEnum):
    HAIRLINE = "hairline"
    TEMPLES = "temples"
    MIDDLE = "middle"
    CROWN = "crown"
    PARTING = "parting"
    ALL_OVER = "all_over"
    SIDES_BACK = "sides_back"
    SCAR = "scar"
    EYEBROWS = "eyebrows"
    BEARD = "beard"


class Scale(StrEnum):
    NORWOOD = "norwood"
    LUDWIG = "ludwig"
    SINCLAIR = "sinclair"
    SAVIN = "savin"
    OTHER = "other"


class Donor(StrEnum):
    GOOD = "good"
    MODERATE = "moderate"
    LIMITED = "limited"
    UNKNOWN = "unknown"


class Medicine(StrEnum):
    FINASTERIDE = "finasteride_tablet"
    FINASTERIDE_TOPICAL = "finasteride_solution"
    DUTASTERIDE = "dutasteride"
    MINOXIDIL = "minoxidil_lotion"
    MINOXIDIL_ORAL = "minoxidil_tablet"
    KETOCONAZOLE = "ketoconazole"
    SPIRONOLACTONE = "spironolactone"
    STEROID = "steroid"
    JAK = "jak_inhibitor"


SURGERY = frozenset({StepKind.FUT, StepKind.FUE})
HANDS = {
    StepKind.FUT: Hands.FUT,
    StepKind.FUE: Hands.FUE,
    StepKind.SMP_TEMPORARY: Hands.SMP,
    StepKind.SMP_PERMANENT: Hands.SMP,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of treatment in one zone; two zones are two steps."""

    kind: StepKind
    zone: Zone | None = None
    when: str = ""
    grafts_low: int | None = None
    grafts_high: int | None = None
    sessions: int | None = None
    months: int | None = None  # between two sessions


@dataclass(frozen=True, slots=True)
class Cost:
    low: int | None = None
    high: int | None = None
    currency: str = ""
    included: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    suitability: Suitability | None = None
    words: str = ""
    next_step: NextStep | None = None
    next_words: str = ""
    retake: tuple[str, ...] = ()  # keys of views
    scale: Scale | None = None
    stage: str = ""
    steps: tuple[Step, ...] = ()
    performers: tuple[tuple[Hands, str], ...] = ()
    cost: Cost = Cost()
    donor: Donor | None = None
    medicines: tuple[Medicine, ...] = ()
    risks: str = ""
    will: str = ""
    will_not: str = ""
    progression: str = ""
    later: str = ""
    answered: tuple[int, ...] = ()  # of the patient's questions, by their place

    @property
    def hands(self) -> frozenset[Hands]:
        return frozenset(HANDS[step.kind] for step in self.steps if step.kind in HANDS)

    @property
    def grafts(self) -> int:
        """At most, in all steps."""
        return sum(step.grafts_high or 0 for step in self.steps)


def kept(opinion: Opinion) -> dict[str, Any]:
    """As plain values, for JSON."""
    return {**asdict(opinion), "cost": {**asdict(opinion.cost), "until": _day(opinion.cost.until)}}


def opened(values: Mapping[str, Any]) -> Opinion:
    """From what `kept` made."""
    cost, until = values["cost"], values["cost"]["until"]
    return Opinion(
        **{
            **values,
            "suitability": _member(Suitability, values["suitability"]),
            "next_step": _member(NextStep, values["next_step"]),
            "scale": _member(Scale, values["scale"]),
            "donor": _member(Donor, values["donor"]),
            "retake": tuple(values["retake"]),
            "answered": tuple(values["answered"]),
            "medicines": tuple(Medicine(each) for each in values["medicines"]),
            "performers": tuple((Hands(hands), who) for hands, who in values["performers"]),
            "steps": tuple(_step(each) for each in values["steps"]),
            "cost": Cost(**{**cost, "until": date.fromisoformat(until) if until else None}),
        }
    )


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: the same document always makes the same."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(signed: bytes) -> str:
    return hashlib.sha256(signed).hexdigest()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _member(kind: type[Member], value: str | None) -> Member | None:
    return kind(value) if value else None


def _step(values: Mapping[str, Any]) -> Step:
    return Step(**{**values, "kind": StepKind(values["kind"]), "zone": _member(Zone, values["zone"])})
