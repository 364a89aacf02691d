"""Procedures with who performs each step, and prices with the day they were given."""

from datetime import date, timedelta
from random import Random

from directory.demo.rules.towns import Land, minor
from directory.physicians.rules import Performer, PriceModel, Step, Technique, steps_of

Values = dict[str, object]  # one row for the database, its physician's id still to come
Offer = tuple[Values, tuple[Values, ...]]

_VARIANTS = {
    Technique.FUE: ("", "manual punch", "motorised punch", "implanter"),
    Technique.FUT: ("", "trichophytic closure"),
    Technique.SMP: ("temporary", "permanent", ""),
}
_PHYSICIAN, _STAFF, _TECHNICIAN = Performer.PHYSICIAN, Performer.PROFESSIONAL, Performer.TECHNICIAN
_OTHERWISE = {
    Step.HARVESTING: (_PHYSICIAN,) * 6 + (_STAFF,),
    Step.PREPARATION: (_TECHNICIAN, _TECHNICIAN, _STAFF),
    Step.PLACEMENT: (_PHYSICIAN, _STAFF, _TECHNICIAN, _TECHNICIAN),
    Step.PIGMENTATION: (_PHYSICIAN, _STAFF, _STAFF),
    Step.AFTERCARE: (_PHYSICIAN, _PHYSICIAN, _STAFF),
}


def procedures(rng: Random, land: Land, today: date, special: int) -> tuple[Offer, ...]:
    """The first of every sixty offers what the demo consultations ask for."""
    wanted = [Technique.FUE, Technique.FUT, Technique.REPAIR, Technique.SMP] if special == 1 else _some(rng)
    return tuple(_offer(rng, technique, land, today, shown=special == 1) for technique in wanted)


def _some(rng: Random) -> list[Technique]:
    chosen = [Technique.FUE] if rng.random() < 0.85 else [Technique.FUT]
    for technique, share in (
        (Technique.FUT, 0.4),
        (Technique.REPAIR, 0.3),
        (Technique.EYEBROWS, 0.25),
        (Technique.SMP, 0.25),
        (Technique.BEARD, 0.15),
        (Technique.BODY_HAIR, 0.12),
    ):
        if technique not in chosen and rng.random() < share:
            chosen.append(technique)
    return chosen


def _offer(rng: Random, technique: Technique, land: Land, today: date, *, shown: bool) -> Offer:
    values: Values = {"technique": technique, "variant": rng.choice(_VARIANTS.get(technique, ("",)))}
    values |= _price(rng, technique, land, today)
    steps = steps_of(technique) if shown or rng.random() < 0.92 else ()
    return values, tuple(_step(rng, step, today) for step in steps)


def _price(rng: Random, technique: Technique, land: Land, today: date) -> Values:
    """Some give none: the page says to ask."""
    if rng.random() < 0.15:
        return dict.fromkeys(("price_model", "currency", "price_low", "price_high", "price_as_of"))
    by_session = technique in (Technique.SMP, Technique.EYEBROWS, Technique.BEARD) or land.model is PriceModel.SESSION
    low, high = land.session if by_session else land.graft
    share = 0.35 if technique is Technique.SMP else 0.6 if technique in (Technique.EYEBROWS, Technique.BEARD) else 1.0
    unit = 10 ** max(0, len(str(low)) - 2) if by_session else 1
    bottom = max(unit, round(low * share * rng.uniform(0.9, 1.2) / unit) * unit)
    top = max(bottom, round(high * share * rng.uniform(0.8, 1.0) / unit) * unit)
    return {
        "price_model": PriceModel.SESSION if by_session else PriceModel.GRAFT,
        "currency": land.currency,
        "price_low": minor(land, bottom),
        "price_high": minor(land, top),
        "price_as_of": today - timedelta(days=rng.randrange(5, 400)),
    }


def _step(rng: Random, step: Step, today: date) -> Values:
    performer = rng.choice(_OTHERWISE.get(step, (_PHYSICIAN,)))
    trained = performer is _TECHNICIAN and rng.random() < 0.5
    return {
        "step": step,
        "performer": performer,
        "named": "",
        "trained_by": "the physician" if trained else "",
        "trained_on": today - timedelta(days=rng.randrange(400, 3000)) if trained else None,
    }
