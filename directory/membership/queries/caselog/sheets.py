"""Contact sheets for reviewers: cases with the same angle before and after. Opened by a POST, which is recorded."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from directory.core import vault
from directory.membership.queries.caselog.cases import Case, cases_of, owner_of
from directory.membership.queries.caselog.photos import CasePhoto, photos_of
from directory.membership.rules.operation import MOMENT_WORDS, VIEW_WORDS, CaseView, Details, Moment
from directory.photos import queries as photos
from directory.photos.models import Opening
from directory.photos.rules import Size


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo at signed addresses that end with the opening. Words are in English and translated where shown."""

    moment: Moment
    moment_words: str
    thumb: str
    full: str


@dataclass(frozen=True, slots=True)
class Angle:
    """One view, by time."""

    view: CaseView
    view_words: str
    shots: tuple[Shot, ...]


@dataclass(frozen=True, slots=True)
class SheetCase:
    """`label` is the case's number, or its place on a blind sheet; `removed`: at the patient's wish."""

    label: str
    removed: bool
    angles: tuple[Angle, ...]
    details: Details | None
    place: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    criterion: str
    blind: bool
    cases: tuple[SheetCase, ...]

    @property
    def photos(self) -> int:
        return sum(len(angle.shots) for case in self.cases for angle in case.angles)


def owners_for(application_id: int, criterion: str) -> list[str]:
    """Whose photos a sheet opens."""
    return [owner_of(case.id) for case in cases_of(application_id) if case.used_for(criterion)]


def sheet(application_id: int, criterion: str, opening: str, *, actor: str, now: datetime) -> Sheet:
    """`opening` is what `actions.caselog.open_sheet` returned. Raises NotThere when it has ended or is another's."""
    opened = photos.sheet_or_404(opening, actor, now)
    return Sheet(criterion, blind=False, cases=tuple(_cases(application_id, criterion, opened)))


def blind_sheet(application_id: int, criterion: str, opening: str, *, actor: str, now: datetime, seed: str) -> Sheet:
    """No numbers, no sheets of data, in an order of this reader's own: `seed` names the round and the reviewer."""
    opened = photos.sheet_or_404(opening, actor, now)
    cases = [case for case in _cases(application_id, criterion, opened) if not case.removed]
    random.Random(vault.blind(seed, "blind order")).shuffle(cases)  # noqa: S311 (keyed: nobody else can repeat it)
    hidden = (
        SheetCase(str(place), removed=False, angles=case.angles, details=None, place=None)
        for place, case in enumerate(cases, 1)
    )
    return Sheet(criterion, blind=True, cases=tuple(hidden))


def _cases(application_id: int, criterion: str, opened: Mapping[str, Opening]) -> list[SheetCase]:
    every = [photo for photo in photos_of(application_id) if photo.ready and photo.sorted]
    chosen = [case for case in cases_of(application_id) if criterion in case.criteria]
    return [_case(case, every, opened.get(owner_of(case.id))) for case in chosen]


def _case(case: Case, every: list[CasePhoto], opening: Opening | None) -> SheetCase:
    mine = [photo for photo in every if photo.operation_id == case.id]
    return SheetCase(
        label=case.label,
        removed=case.withdrawn,
        angles=() if opening is None else tuple(_angles(mine, opening)),
        details=None if case.withdrawn else case.details,
        place=case.place,
    )


def _angles(mine: list[CasePhoto], opening: Opening) -> list[Angle]:
    found = []
    for view in CaseView:
        shots = [
            _shot(photo, opening) for moment in Moment for photo in mine if (photo.view, photo.moment) == (view, moment)
        ]
        if shots:
            found.append(Angle(view, VIEW_WORDS[view], tuple(shots)))
    return found


def _shot(photo: CasePhoto, opening: Opening) -> Shot:
    moment = photo.moment or Moment.BEFORE
    return Shot(
        moment,
        MOMENT_WORDS[moment],
        thumb=photos.opening_address(photo.id, Size.THUMB, opening),
        full=photos.opening_address(photo.id, Size.FULL, opening),
    )
