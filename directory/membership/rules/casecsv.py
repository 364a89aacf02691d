"""A table of operations as CSV, in and out. Nothing is taken unless every line can be."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from directory.core.refusals import N_, Refusal
from directory.membership.rules.casesheet import FIELDS, read, written
from directory.membership.rules.operation import CASES_MOST, CaseAsked

BYTES_MOST = 300_000
ERRORS_SHOWN = 50
HEADINGS = {
    "number": "case",
    "done_on": "date",
    "technique": "technique",
    "grafts_1": "grafts_1_hair",
    "grafts_2": "grafts_2_hairs",
    "grafts_3": "grafts_3_hairs_or_more",
    "tool": "incision_tool",
    "tool_size": "tool_size_mm",
    "team": "team_persons",
    "minutes": "minutes",
    "density": "grafts_per_cm2",
    "not_done": "dense_packing_not_done_because",
    "views_missing": "views_missing_because",
    "criteria": "criteria",
    "consent_on": "patient_consent_date",
    "covers_identity": "consent_covers_identity",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EXAMPLE = (
    "C01,2025-03-14,FUE,800,900,300,Sapphire blade,0.9,5,420,,,,1 3,2025-03-10,no",
    "C02,2025-03-21,FUT,700,1100,250,Chisel blade,0.8,6,390,45,,,1 2,2025-03-20,no",
)


class NotATable(Refusal):
    field = "table"
    message = N_("This file cannot be read as a table. Save it as CSV (UTF-8) and choose it again.")


class TableTooBig(Refusal):
    field = "table"
    message = N_("This table is too large: at most 200 operations and 300 kB. Check that it is the right file.")


class HeadingsUnknown(Refusal):
    field = "table"
    message = N_("The first line must hold the headings of our template; these are not known: %(names)s.")


class HeadingsMissing(Refusal):
    field = "table"
    message = N_('The first line must hold the headings of our template, at least "case".')


@dataclass(frozen=True, slots=True)
class RowError:
    """Where it is wrong, as a spreadsheet counts, and a sentence to translate."""

    line: int
    heading: str
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[CaseAsked, ...]
    errors: tuple[RowError, ...]


def text_of(data: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else what spreadsheets on Windows write. Raises a refusal."""
    if len(data) > BYTES_MOST:
        raise TableTooBig
    for encoding in ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if any(ord(each) < 32 and each not in "\r\n\t" for each in text):
            raise NotATable
        return text
    raise NotATable


def read_table(text: str, today: date) -> Table:
    """Raises NotATable, TableTooBig, HeadingsUnknown, HeadingsMissing; what is wrong in a line is in `errors`."""
    if len(text) > BYTES_MOST:
        raise TableTooBig
    lines = _lines(text)
    if not lines:
        raise NotATable
    fields = _fields(lines[0][1])
    if len(lines) - 1 > CASES_MOST:
        raise TableTooBig
    if len(lines) == 1:
        return Table((), (RowError(2, HEADINGS["number"], N_("The table holds no operation below its headings.")),))
    return _table(fields, lines[1:], today)


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """(line, cells); empty lines are left out."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    found = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((reader.line_num, cells))
            if len(found) > CASES_MOST + 1:
                raise TableTooBig
    except csv.Error:
        raise NotATable from None
    return found


def _fields(cells: Sequence[str]) -> list[str]:
    known = {heading: field for field, heading in HEADINGS.items()} | {field: field for field in FIELDS}
    asked = ["_".join(cell.lower().split()) for cell in cells]
    while asked and not asked[-1]:
        asked.pop()
    unknown = [name for name in asked if name not in known]
    if not set(asked) & known.keys():
        raise HeadingsMissing
    if unknown:
        raise HeadingsUnknown(names=", ".join(name[:40] or "?" for name in unknown[:5]))
    found = [known[name] for name in asked]
    if "number" not in found or len(set(found)) < len(found):
        raise HeadingsMissing
    return found


def _table(fields: Sequence[str], lines: Iterable[tuple[int, list[str]]], today: date) -> Table:
    rows: list[CaseAsked] = []
    errors: list[RowError] = []
    seen: dict[int, int] = {}
    for line, cells in lines:
        errors += _too_many(line, cells, len(fields))
        sheet = read({name: _plain(cell) for name, cell in zip(fields, cells, strict=False)}, today)
        errors += [RowError(line, HEADINGS[field], message) for field, message in sheet.errors.items()]
        if sheet.asked is not None:
            if seen.setdefault(sheet.asked.number, line) != line:
                errors.append(RowError(line, HEADINGS["number"], N_("There are two lines for this case.")))
            rows.append(sheet.asked)
    return Table(tuple(rows), tuple(errors))


def _too_many(line: int, cells: Sequence[str], most: int) -> list[RowError]:
    if any(cell.strip() for cell in cells[most:]):
        return [RowError(line, "", N_("This line has more cells than there are headings."))]
    return []


def _plain(cell: str) -> str:
    """Without the mark our own export puts before what a spreadsheet would take for a formula."""
    text = " ".join(cell.split())
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def write_table(rows: Iterable[CaseAsked]) -> str:
    """With the mark that makes spreadsheets read UTF-8; no cell can become a formula."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow([HEADINGS[field] for field in FIELDS])
    for asked in rows:
        values = written(asked) | {"number": f"C{asked.number:02d}"}
        writer.writerow([_harmless(values[field]) for field in FIELDS])
    return "\ufeff" + made.getvalue()


def template() -> str:
    """Headings and two example lines."""
    return "\ufeff" + "\r\n".join([",".join(HEADINGS[field] for field in FIELDS), *_EXAMPLE]) + "\r\n"


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
