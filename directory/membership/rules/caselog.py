"""What a case log must hold before an application can be sent: counted per criterion, nothing judged."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directory.core.refusals import N_
from directory.membership.rules.operation import CLOSE_UPS, FOLLOWED, STANDARD, CaseView, Details, Moment, label
from directory.membership.rules.period import CONSECUTIVE

SHEETS, DENSE, NOT_DONE, CHOSEN = 6, 4, 1, 8
FILES_MOST = 600
BYTES_MOST = 6 * 1024**3

Wanted = frozenset[tuple[CaseView, Moment]]
NOTHING: Wanted = frozenset()
LOG = "/cases"  # below the application's address
PHOTOS, PERIOD, LOOK = f"{LOG}/photos", f"{LOG}/period", f"{LOG}/look"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case, as far as it is counted. `have`: the views and times of which there is a usable photo."""

    number: int
    criteria: tuple[str, ...]
    details: Details
    place: int | None
    consent: bool
    have: Wanted

    @property
    def address(self) -> str:
        return f"{LOG}/{self.number}"

    def used_for(self, criterion: str) -> bool:
        return criterion in self.criteria


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    starts: date
    ends: date
    total: int | None
    gaps: Collection[int]  # places with a reason


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    waiting: int = 0
    failed: int = 0
    unsorted: int = 0
    unconfirmed: int = 0
    marked: int = 0


@dataclass(frozen=True, slots=True)
class Lack:
    """A sentence to translate, its values, and where it is put right, below the application's address."""

    message: str
    address: str
    values: tuple[tuple[str, str | int], ...] = ()


def missing_views(criteria: Collection[str], have: Wanted, *, not_done: bool, excused: bool) -> Wanted:
    """What the criteria a case is ticked for still ask of its photos."""
    asked: set[tuple[CaseView, Moment]] = set()
    if "1" in criteria:
        asked.add((CaseView.SLITS, Moment.DURING))
    if "2" in criteria and not not_done and not any(view is CaseView.MACRO for view, _moment in have):
        asked.add((CaseView.MACRO, Moment.DURING))
    if "3" in criteria:
        asked |= _best_close_up(have)
    if "5" in criteria and not excused:
        asked |= {(view, moment) for view in STANDARD for moment in (Moment.BEFORE, Moment.MONTH_12)}
    return frozenset(asked) - have


def _best_close_up(have: Wanted) -> Wanted:
    """One close-up at all three times: the one of which most is there."""
    best = max(CLOSE_UPS, key=lambda view: sum((view, moment) in have for moment in FOLLOWED))
    return frozenset((best, moment) for moment in FOLLOWED)


def followed(have: Wanted, view: CaseView) -> bool:
    return all((view, moment) in have for moment in FOLLOWED)


def lacks(cases: Sequence[CaseFacts], period: PeriodFacts | None, photos: PhotoFacts) -> list[Lack]:
    """Everything at once, in the order of the criteria."""
    return [
        *_numbers(cases),
        *_close_ups(cases),
        *_sheets(cases),
        *_period(cases, period),
        *_photos(photos),
    ]


def _numbers(cases: Sequence[CaseFacts]) -> Iterator[Lack]:
    dense = [case for case in cases if case.used_for("2")]
    shown = sum(1 for case in dense if not case.details.not_done)
    found = {
        N_("Criterion 1 needs %(wanted)d case sheets; %(found)d are ticked for it."): (
            SHEETS,
            sum(case.used_for("1") for case in cases),
        ),
        N_("Criterion 2 needs %(wanted)d cases of dense packing; %(found)d are ticked for it."): (DENSE, shown),
        N_("Criterion 2 needs %(wanted)d case in which dense packing was not done, and why; there is %(found)d."): (
            NOT_DONE,
            len(dense) - shown,
        ),
        N_(
            "Criterion 5 needs %(wanted)d chosen cases beside those of the drawn period; %(found)d are ticked for it."
        ): (
            CHOSEN,
            sum(case.used_for("5") and case.place is None for case in cases),
        ),
    }
    for message, (wanted, there) in found.items():
        if there < wanted:
            yield Lack(message, LOG, (("wanted", wanted), ("found", there)))


def _close_ups(cases: Sequence[CaseFacts]) -> Iterator[Lack]:
    shown = [case.have for case in cases if case.used_for("3")]
    words = {
        CaseView.HAIRLINE: N_("Criterion 3 needs the hairline of one case before, after 10 days and after 12 months."),
        CaseView.TEMPLE: N_("Criterion 3 needs the temple of one case before, after 10 days and after 12 months."),
        CaseView.CROWN: N_("Criterion 3 needs the crown of one case before, after 10 days and after 12 months."),
    }
    for view in CLOSE_UPS:
        if not any(followed(have, view) for have in shown):
            yield Lack(words[view], LOG)


def _sheets(cases: Sequence[CaseFacts]) -> Iterator[Lack]:
    """Of cases that are used: one nobody ticked is nobody's matter."""
    for case in cases:
        if not case.criteria and case.place is None:
            continue
        about = (("case", label(case.number)),)
        if not case.consent:
            yield Lack(N_("%(case)s: say when this patient consented to the use of the photos."), case.address, about)
        if not complete(case.details):
            yield Lack(N_("%(case)s: the sheet is not complete."), case.address, about)
        if case.used_for("2") and not case.details.not_done and case.details.density is None:
            yield Lack(
                N_("%(case)s: give the measured grafts per cm², or say why it was not done."), case.address, about
            )
        gone = missing_views(
            case.criteria,
            case.have,
            not_done=bool(case.details.not_done),
            excused=bool(case.details.views_missing),
        )
        if gone:
            message = N_("%(case)s: photos missing that its criteria ask for: %(count)d.")
            yield Lack(message, f"{PHOTOS}#{label(case.number)}", (*about, ("count", len(gone))))


def complete(details: Details) -> bool:
    """All a sheet asks for; the density belongs to criterion 2 alone."""
    given = (details.done_on, details.technique, details.tool, details.tool_size, details.team, details.minutes)
    return all(given) and details.grafts > 0


def _period(cases: Sequence[CaseFacts], period: PeriodFacts | None) -> Iterator[Lack]:
    if period is None:
        yield Lack(N_("The office has not drawn the period for the 12 consecutive cases yet."), PERIOD)
        return
    placed = {case.place: case for case in cases if case.place is not None}
    if period.total is None:
        yield Lack(N_("Say how many operations you did in the drawn period."), PERIOD)
    if len(placed) < CONSECUTIVE:
        message = N_("%(wanted)d consecutive cases of the drawn period are needed; %(found)d are placed in it.")
        yield Lack(message, PERIOD, (("wanted", CONSECUTIVE), ("found", len(placed))))
    yield from _places(placed, period)


def _places(placed: Mapping[int, CaseFacts], period: PeriodFacts) -> Iterator[Lack]:
    for place in range(1, max(placed, default=0)):
        if place not in placed and place not in period.gaps:
            yield Lack(N_("Say why operation %(place)d of the drawn period is missing."), PERIOD, (("place", place),))
    if period.total is not None and max(placed, default=0) > period.total:
        yield Lack(N_("More cases are placed in the drawn period than you say were done in it."), PERIOD)
    for case in placed.values():
        about = (("case", label(case.number)),)
        if not case.used_for("5"):
            yield Lack(N_("%(case)s belongs to the drawn period: tick criterion 5 for it."), case.address, about)
        day = case.details.done_on
        if day is not None and not period.starts <= day <= period.ends:
            yield Lack(N_("%(case)s was not done in the drawn period."), case.address, about)
    days = [case.details.done_on for _place, case in sorted(placed.items()) if case.details.done_on]
    if days != sorted(days):
        yield Lack(N_("The cases of the drawn period are not in the order of their dates."), PERIOD)


def _photos(photos: PhotoFacts) -> Iterator[Lack]:
    words = (
        (photos.waiting, N_("Photos still being checked: %(count)d. This takes a few minutes."), PHOTOS),
        (photos.failed, N_("Photos that could not be used: %(count)d. Delete them, or send them again."), PHOTOS),
        (photos.unsorted, N_("Photos not sorted: %(count)d. Say which case, view and time they show."), PHOTOS),
        (photos.marked, N_("Photos marked for deletion: %(count)d. Delete them, or take the mark away."), LOOK),
        (
            photos.unconfirmed,
            N_("Photos still to be looked at large: %(count)d. Nothing may identify the patient."),
            LOOK,
        ),
    )
    for count, message, address in words:
        if count:
            yield Lack(message, address, (("count", count),))
