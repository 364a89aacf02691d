"""Case by view by time: what is there, what is missing, what is there twice."""

from dataclasses import dataclass

from directory.membership.queries.caselog.cases import Case, cases_of
from directory.membership.queries.caselog.photos import CasePhoto, photos_of
from directory.membership.rules.caselog import NOTHING, Wanted, missing_views
from directory.membership.rules.operation import CaseView, Moment


@dataclass(frozen=True, slots=True)
class Cell:
    """One view at one time. `missing`: a criterion the case is ticked for asks for it."""

    moment: Moment
    missing: bool
    photos: tuple[CasePhoto, ...]

    @property
    def waiting(self) -> bool:
        return any(not photo.ready for photo in self.photos)

    @property
    def open(self) -> int:
        """How many nobody has looked at large."""
        return sum(1 for photo in self.photos if photo.ready and not photo.confirmed)

    @property
    def doubtful(self) -> bool:
        return any(photo.twin_id for photo in self.photos)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    case: Case
    cells: dict[CaseView, tuple[Cell, ...]]

    @property
    def missing(self) -> int:
        return sum(cell.missing for cells in self.cells.values() for cell in cells)

    @property
    def photos(self) -> int:
        return sum(len(cell.photos) for cells in self.cells.values() for cell in cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Views nobody asks for and nobody sent are left out."""

    views: tuple[CaseView, ...]
    rows: tuple[MatrixRow, ...]


def matrix(application_id: int) -> Matrix:
    photos = [photo for photo in photos_of(application_id) if photo.sorted and not photo.problem]
    rows = tuple(
        _row(case, [photo for photo in photos if photo.operation_id == case.id]) for case in cases_of(application_id)
    )
    used = {
        view for row in rows for view, cells in row.cells.items() if any(cell.missing or cell.photos for cell in cells)
    }
    return Matrix(tuple(view for view in CaseView if view in used), rows)


def _row(case: Case, photos: list[CasePhoto]) -> MatrixRow:
    have = frozenset((photo.view, photo.moment) for photo in photos if photo.view and photo.moment)
    excused = bool(case.details.views_missing)
    gone = NOTHING if case.withdrawn else missing_views(case.criteria, have, not_done=case.not_done, excused=excused)
    return MatrixRow(case, {view: tuple(_cell(view, moment, gone, photos) for moment in Moment) for view in CaseView})


def _cell(view: CaseView, moment: Moment, gone: Wanted, photos: list[CasePhoto]) -> Cell:
    here = tuple(photo for photo in photos if photo.view is view and photo.moment is moment)
    return Cell(moment, (view, moment) in gone, here)
