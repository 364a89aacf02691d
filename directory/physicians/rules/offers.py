"""Procedures: techniques, the steps of each, and who may be named as performing a step."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from directory.core.refusals import N_, Refusal


class Technique(StrEnum):
    FUT = "fut"
    FUE = "fue"
    BODY_HAIR = "body_hair"
    EYEBROWS = "eyebrows"
    BEARD = "beard"
    REPAIR = "repair"
    SMP = "smp"


class Step(StrEnum):
    EVALUATION = "evaluation"
    PLANNING = "planning"
    HARVESTING = "harvesting"
    SITES = "sites"
    PREPARATION = "preparation"
    PLACEMENT = "placement"
    DESIGN = "design"
    PIGMENTATION = "pigmentation"
    AFTERCARE = "aftercare"


class Performer(StrEnum):
    PHYSICIAN = "physician"
    NAMED_PHYSICIAN = "named_physician"
    PROFESSIONAL = "professional"
    TECHNICIAN = "technician"


class PriceModel(StrEnum):
    GRAFT = "graft"
    SESSION = "session"


class PatientGroup(StrEnum):
    WOMEN = "women"
    AFRO_TEXTURED = "afro_textured"
    EYEBROWS_BEARD = "eyebrows_beard"
    SCARS = "scars"
    REPAIR = "repair"


_SURGERY = (
    Step.EVALUATION,
    Step.PLANNING,
    Step.HARVESTING,
    Step.SITES,
    Step.PREPARATION,
    Step.PLACEMENT,
    Step.AFTERCARE,
)
_PIGMENT = (Step.EVALUATION, Step.DESIGN, Step.PIGMENTATION, Step.AFTERCARE)


class NobodyNamed(Refusal):
    message = N_("Name the other physician who performs this step.")


class PriceIncomplete(Refusal):
    message = N_("Give the price model, the currency, a lowest and a highest price and the date, or none of them.")
    field = "price_low"


class PriceUpsideDown(Refusal):
    message = N_("The highest price cannot be below the lowest.")
    field = "price_high"


@dataclass(frozen=True, slots=True)
class Price:
    """Amounts are in the currency's smallest unit (cents, yen), so that nothing is rounded."""

    model: PriceModel
    currency: str
    low: int
    high: int
    as_of: date


def steps_of(technique: Technique) -> tuple[Step, ...]:
    """A pigmentation has no grafts: it has its own steps."""
    return _PIGMENT if technique is Technique.SMP else _SURGERY


def check_price(price: Price) -> None:
    if price.high < price.low:
        raise PriceUpsideDown


def check_performer(performer: Performer, named: str) -> None:
    if performer is Performer.NAMED_PHYSICIAN and not named:
        raise NobodyNamed
