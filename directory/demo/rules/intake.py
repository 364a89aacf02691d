"""Answers of demo patients, as the pages of Prepare would have kept them."""

from collections.abc import Mapping
from random import Random

from directory.consultations.rules.booking import Ease
from directory.consultations.rules.intake import CANNOT, LISTED, SEEN, steps_of
from directory.consultations.rules.tasks import Task
from directory.demo.rules import texts
from directory.demo.rules.looks import MAN, Look

Answers = dict[str, object]
Every = dict[str, Answers]

_YEARS = ("1_2_years", "2_5_years", "2_5_years", "over_5_years", "over_5_years", "not_sure")
_COURSES = ("stable", "slow", "slow", "steady", "fast", "comes_and_goes", "not_sure")
_SAFETY = ("no",) * 14 + ("not_sure", "in_call", "yes")
_MEDICINES = (
    ("minoxidil_lotion", "5 %"), ("finasteride_tablet", "1 mg"), ("minoxidil_tablet", "2.5 mg"),
    ("ketoconazole", "2 %"), ("prp", ""), ("supplements", ""), ("microneedling", ""), ("concealer", ""),
)  # fmt: skip
_FOR_WOMEN = (("minoxidil_lotion", "2 %"), ("hormone", "100 mg"), ("supplements", ""), ("laser", ""), ("concealer", ""))


def wish(rng: Random, look: Look, *, female: bool) -> Answers:
    ease = [each.value for each in Ease if rng.random() < 0.07]
    said = texts.WISHES[look.reason] + (texts.FROM_WOMEN if female and look.reason == "parting" else ())
    return {"reason": look.reason, "words": rng.choice(said), "ease": ease, "language": "en"}


def prepared(rng: Random, look: Look, *, female: bool, written: bool, share: float, birth_year: int) -> Every:
    """`share` 1 is everything gone through, 0 nothing begun."""
    if share >= 1:
        return {
            Task.HAIR_LOSS.value: _loss(rng, look),
            Task.HEALTH.value: _health(rng, look, female=female, birth_year=birth_year),
            Task.PHOTOS.value: _photos(rng, look, written=written),
            Task.QUESTIONS.value: _questions(rng),
        }
    if share <= 0:
        return {}
    loss = _loss(rng, look)
    if share > 0.5:
        return {Task.HAIR_LOSS.value: loss}
    return {Task.HAIR_LOSS.value: {"when": loss["when"], "course": loss["course"], SEEN: ["start"]}}


def _all_seen(task: Task) -> list[str]:
    return [step.key for step in steps_of(task)]


def _loss(rng: Random, look: Look) -> Answers:
    answers: Answers = {
        "when": rng.choice(("under_6_months", "6_12_months") if look.key == "patches" else _YEARS),
        "course": "sudden" if look.key == "patches" else rng.choice(_COURSES),
        "drawing": look.drawing,
        "signs": list(look.signs if rng.random() < 0.9 else ("pain",)),
        "areas": list(look.areas),
        "donor": rng.choice(("no", "no", "no", "not_sure", "yes")),
        "family": rng.choice((["father"], ["mother"], ["mother", "father"], ["nobody"], ["not_sure"], ["siblings"])),
        "diagnosed": "no",
        "impact": rng.choice(("not_at_all", "a_little", "a_little", "quite_a_lot", "very_much")),
    }
    if look.key in ("patches", "coily", "parting") and rng.random() < 0.4:
        answers |= {"diagnosed": "yes", "diagnosed_by": "a dermatologist"}
        answers["diagnosis"] = "alopecia areata" if look.key == "patches" else "female pattern hair loss"
    return {**answers, SEEN: _all_seen(Task.HAIR_LOSS)}


def _health(rng: Random, look: Look, *, female: bool, birth_year: int) -> Answers:
    answers: Answers = {"sex": "female" if female else "male"}
    answers |= _treatments(rng, look, female=female)
    answers |= _operations(rng, look, birth_year)
    answers |= {key: rng.choice(_SAFETY) for key in ("pregnancy", "anaesthetic", "blood", "scars", "heart", "mood")}
    answers |= _words(rng, "medicines", "a tablet for blood pressure, ramipril", share=0.2)
    answers |= _words(rng, "allergies", "penicillin", share=0.12)
    return {**answers, SEEN: _all_seen(Task.HEALTH)}


def _words(rng: Random, key: str, words: str, *, share: float) -> Answers:
    return {key: "yes", f"{key}_words": words} if rng.random() < share else {key: "no"}


def _treatments(rng: Random, look: Look, *, female: bool) -> Answers:
    if look.key != "medicine" and rng.random() < 0.4:
        return {"tried": "none"}
    if look.key == "medicine":
        stopped = _treatment(rng, "finasteride_tablet", "1 mg")
        stopped |= {"still": "no", "how_long": "1_2_years", "side_effects": "Lower mood; it went after I stopped."}
        return {"tried": LISTED, "treatments": [stopped]}
    chosen = rng.sample(_FOR_WOMEN if female else _MEDICINES, rng.choice((1, 1, 2, 3)))
    return {"tried": LISTED, "treatments": [_treatment(rng, what, strength) for what, strength in chosen]}


def _treatment(rng: Random, what: str, strength: str) -> Answers:
    row: Answers = {
        "id": f"{rng.getrandbits(32):08x}",
        "what": what,
        "still": rng.choice(("yes", "yes", "no")),
        "how_long": rng.choice(("under_3_months", "3_6_months", "6_12_months", "1_2_years", "over_2_years")),
        "helped": rng.choice(("yes", "a_little", "a_little", "no", "too_early", "not_sure")),
    }
    if strength and rng.random() < 0.7:
        row["strength"] = strength
    if rng.random() < 0.15:
        row["side_effects"] = "Some itching at first."
    return row


def _operations(rng: Random, look: Look, birth_year: int) -> Answers:
    if look.key != "repair" and rng.random() < 0.9:
        return {"operated": "none"}
    row: Answers = {
        "id": f"{rng.getrandbits(32):08x}",
        "kind": "fut" if look.key == "repair" else "fue",
        "year": str(max(birth_year + 20, rng.randrange(2004, 2024))),
        "grafts": str(rng.choice((900, 1400, 1800, 2200, 2600))),
        "content": rng.choice(("1", "2", "3")) if look.key == "repair" else rng.choice(("3", "4", "5")),
    }
    if look.key == "repair":
        row["trouble"] = "The scar shows when my hair is short."
    return {"operated": LISTED, "operations": [row]}


def _photos(rng: Random, look: Look, *, written: bool) -> Answers:
    sent = {view for view, _ in look.photos}
    answers: Answers = {}
    if written and not sent.issuperset(MAN):
        answers[CANNOT] = {view: texts.CANNOT for view in MAN if view not in sent}
    if look.key in ("coily", "edges") and rng.random() < 0.5:
        answers["underneath"] = "I usually wear braids; I took them out for the photos."
    return {**answers, SEEN: ["photos"]}


def _questions(rng: Random) -> Answers:
    lines = rng.sample(texts.QUESTIONS, rng.choice((0, 1, 2, 3)))
    asked: Mapping[str, object] = {"questions": lines} if lines else {}
    return {**asked, SEEN: ["questions"]} if lines else {}
