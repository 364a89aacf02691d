"""Demo applicants: who they are, what they write about themselves, and the operations of their case log."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from directory.demo.rules import membership_words as words
from directory.demo.rules import names
from directory.demo.rules.towns import LANDS
from directory.membership.rules.operation import CaseAsked, CaseView, Details, Moment, Technique
from directory.membership.rules.sections import NO, YES, Body
from directory.places.rules import Place

CONSECUTIVE, CASES = 12, 20
# (case, view, moment, base picture) of a case log with pictures: what its criteria ask for, and a few more to compare.
_BASE = "receding-4-straight-light"
_CLOSE = ((13, CaseView.HAIRLINE, "front"), (14, CaseView.TEMPLE, "left"), (15, CaseView.CROWN, "crown"))
PICTURES = (
    *((case, CaseView.SLITS, Moment.DURING, f"top-{_BASE}") for case in range(13, 19)),
    *((case, CaseView.MACRO, Moment.DURING, f"front-{_BASE}") for case in range(13, 17)),
    *((case, view, moment, f"{camera}-{_BASE}") for case, view, camera in _CLOSE
      for moment in (Moment.BEFORE, Moment.DAY_10, Moment.MONTH_12)),
    (13, CaseView.FRONT, Moment.BEFORE, f"front-{_BASE}"), (13, CaseView.FRONT, Moment.MONTH_12, f"front-{_BASE}"),
    (14, CaseView.TOP, Moment.BEFORE, f"top-{_BASE}"), (14, CaseView.TOP, Moment.MONTH_12, f"top-{_BASE}"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Applicant:
    number: int
    name: str
    email: str
    town: Place
    region: str

    @property
    def land(self) -> str:
        return self.town.country


def you(rng: Random, who: Applicant, today: date) -> Body:
    """The section about oneself. Insurers and clinics do not exist."""
    return {
        "name": f"Dr {who.name}",
        "degrees": rng.choice(LANDS[who.land].degrees),
        "clinic": names.clinic(rng, who.town.name),
        "city": who.town.name,
        "country": who.land,
        "more_clinics": "",
        "licence_country": who.land,
        "licence_region": who.region,
        "licence_number": f"DEMO-{who.number:03}-{rng.randrange(10_000, 99_999)}",
        "licence_expires": (today + timedelta(days=rng.randrange(420, 1400))).isoformat(),
        "cover_insurer": "Harbour Demonstration Mutual",
        "cover_number": f"HD {rng.randrange(1000, 9999)}",
        "cover_expires": (today + timedelta(days=rng.randrange(400, 700))).isoformat(),
    }


def declarations(rng: Random) -> Body:
    told = rng.random() < 0.25
    agreed = dict.fromkeys(("inspection", "complaint_rule", "dues", "photo_consent", "truth"), True)
    return {"disclosure": YES if told else NO, "disclosed": words.DISCLOSED if told else "", **agreed}


def cases(rng: Random, *, starts: date, ends: date, pictured: bool) -> list[CaseAsked]:
    """Twelve in the drawn period, in the order of their days, and eight chosen ones; or a few to begin with."""
    if not pictured:
        return [_case(rng, n, starts + timedelta(days=9 * n), ("1", "5")) for n in range(1, 7)]
    days = sorted(rng.sample(range((ends - starts).days + 1), CONSECUTIVE))
    found = [_case(rng, n, starts + timedelta(days=day), ("5",)) for n, day in enumerate(days, start=1)]
    later = ends + timedelta(days=20)
    return found + [_case(rng, n, later + timedelta(days=3 * n), _chosen(n)) for n in range(13, CASES + 1)]


def _chosen(number: int) -> tuple[str, ...]:
    ticked = {"1": number <= 18, "2": number <= 17, "3": number <= 15, "5": True}
    return tuple(criterion for criterion, true in ticked.items() if true)


def _case(rng: Random, number: int, day: date, criteria: tuple[str, ...]) -> CaseAsked:
    refused = "2" in criteria and number == 17
    details = Details(
        done_on=day,
        technique=rng.choice((Technique.FUE, Technique.FUE, Technique.FUT)),
        grafts_1=rng.randrange(500, 900, 10),
        grafts_2=rng.randrange(700, 1300, 10),
        grafts_3=rng.randrange(100, 400, 10),
        tool="Sapphire blade",
        tool_size=rng.choice((70, 80, 90)),
        team=rng.choice((4, 5, 6)),
        minutes=rng.randrange(240, 480, 15),
        density=rng.randrange(36, 52) if "2" in criteria and not refused else None,
        not_done=words.NOT_DONE if refused else "",
        views_missing=words.VIEWS_MISSING,
    )
    return CaseAsked(number, details, criteria, day - timedelta(days=rng.randrange(3, 20)))
