"""What a reviewer judges by, criterion by criterion; which items there are to open before casting."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from directory.core.refusals import N_
from directory.membership.models import Application, Round
from directory.membership.queries import caselog, panel, rounds, sections, snapshots
from directory.membership.queries import matter as matters
from directory.membership.rules.criteria import NAMES
from directory.membership.rules.evidence import Shape
from directory.membership.rules.policy import Policy
from directory.membership.rules.sections import Section, of_criterion

REPUTATION = 6


class ItemKind(StrEnum):
    SHEET = "sheet"  # the contact sheet of the cases ticked for the criterion
    DOCUMENT = "document"


MET_BEFORE = N_("Met at the last review, on")
SHEET_WORDS = N_("Contact sheet of the cases")
MINUTES = {ItemKind.SHEET: 6, ItemKind.DOCUMENT: 2}
READING = 2  # minutes for a statement and a score


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is opened by a POST. `key` names it in the record."""

    key: str
    kind: ItemKind
    words: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of evidence that is read on the page."""

    name: str
    words: str
    address: str = ""
    none: bool = False  # declared that there is none; the words are the reason


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion of a file: the statement and the lines are read on the page, the items are opened."""

    number: int
    statement: str
    lines: tuple[Line, ...]
    items: tuple[Item, ...]


def parts(round_: Round, policy: Policy) -> dict[int, Part]:
    """By criterion, for those this round judges. Raises vault.Erased after the applicant's words were erased."""
    application = rounds.application_of(round_)
    if application is None:
        return _of_member(round_, policy)
    texts, given = sections.texts_of(application), sections.evidence_of(application)
    used = _cases(application)
    return {
        n: _part(n, texts, [g for g in given if g.section.criterion == n], used) for n in rounds.judged(round_, policy)
    }


def _of_member(round_: Round, policy: Policy) -> dict[int, Part]:
    """A re-review: what the member says now, and by what each criterion was met before. Nothing is to be opened."""
    numbers, matter = rounds.judged(round_, policy), matters.of_round(round_)
    if not numbers or matter is None:
        return {number: Part(number, "", (), ()) for number in numbers}
    words, before = matters.said(matter).answer, panel.panel(matter.physician_id)
    met = {} if before is None else {each.number: Line(MET_BEFORE, before.on.isoformat()) for each in before.criteria}
    return {number: Part(number, words, (met[number],) if number in met else (), ()) for number in numbers}


def items(round_: Round, policy: Policy) -> dict[int, tuple[Item, ...]]:
    return {number: part.items for number, part in parts(round_, policy).items()}


def unopened(there: Mapping[int, Collection[Item]], opened: Mapping[int, set[str]]) -> dict[int, tuple[Item, ...]]:
    """By criterion: what this reviewer has not opened."""
    left = {n: tuple(item for item in every if item.key not in opened.get(n, set())) for n, every in there.items()}
    return {number: every for number, every in left.items() if every}


def untouched(there: Mapping[int, Collection[Item]], opened: Mapping[int, set[str]]) -> set[int]:
    """Criteria that have items of which none was opened."""
    return {n for n, every in there.items() if every and not {item.key for item in every} & opened.get(n, set())}


def minutes_left(there: Mapping[int, Part], opened: Mapping[int, set[str]], scored: Collection[int]) -> int:
    """An estimate: what is not opened, and what is not scored."""
    left = unopened({n: part.items for n, part in there.items()}, opened)
    return sum(MINUTES[item.kind] for every in left.values() for item in every) + READING * len(
        set(there) - set(scored)
    )


def news(application: Application, cast: datetime) -> tuple[int, snapshots.Changes] | None:
    """What the applicant has answered since a ballot was cast: the number of the snapshot and the differences."""
    kept = snapshots.snapshots_of(application.id)
    before = [each for each in kept if each.taken <= cast]
    if not before or before[-1] is kept[-1]:
        return None
    changes = snapshots.changes_since(application, before[-1])
    return (kept[-1].number, changes) if changes.any else None


def _part(
    number: int, texts: Mapping[Section, sections.Text], given: Collection[sections.Given], used: Mapping[str, int]
) -> Part:
    own = texts.get(of_criterion(number), sections.Text({}))
    lines = [_line(each) for each in given if each.piece.shape is not Shape.DOCUMENT]
    if number == REPUTATION:
        lines += _disclosed(texts)
    found = [_document(each) for each in given if each.document is not None]
    if used.get(str(number)):
        found.insert(0, Item("sheet", ItemKind.SHEET, SHEET_WORDS, str(used[str(number)])))
    return Part(number, str(own.body.get("statement") or ""), tuple(lines), tuple(found))


def _line(given: sections.Given) -> Line:
    return Line(NAMES[given.piece.kind], given.piece.words, given.piece.address, none=given.piece.shape is Shape.NONE)


def _document(given: sections.Given) -> Item:
    return Item(f"document:{given.document}", ItemKind.DOCUMENT, given.piece.words, NAMES[given.piece.kind])


def _disclosed(texts: Mapping[Section, sections.Text]) -> list[Line]:
    body = texts.get(Section.DECLARATIONS, sections.Text({})).body
    words = str(body.get("disclosed") or "")
    return [Line(N_("Complaints, suits and board actions, as disclosed"), words)] if words else []


def _cases(application: Application) -> dict[str, int]:
    """How many cases are ticked for each criterion."""
    used: dict[str, int] = {}
    for case in caselog.cases_of(application.id):
        for criterion in case.criteria:
            used[criterion] = used.get(criterion, 0) + (not case.withdrawn)
    return used
