"""Sheets, tables, file names, draws, and what is counted before an application can be sent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from directory.core.refusals import Refusal
from directory.membership.rules import casecsv, caselog, casesheet, period, uploads
from directory.membership.rules.caselog import CaseFacts, PeriodFacts, PhotoFacts
from directory.membership.rules.filenames import Guess, guess, is_junk
from directory.membership.rules.operation import CLOSE_UPS, FOLLOWED, STANDARD, CaseAsked, CaseView, Details, Moment
from tests.conftest import NOW
from tests.factories.membership_caselog import FULL, asked

TODAY = NOW.date()
GOOD = casesheet.written(asked(7, "1", "3"))


# --- a sheet ---


def test_a_sheet_is_read_back_as_it_was_written() -> None:
    assert casesheet.read(GOOD, TODAY).asked == asked(7, "1", "3")


def test_only_the_number_is_needed() -> None:
    assert casesheet.read({"number": "C7"}, TODAY).asked == CaseAsked(7, Details(), (), None)
    assert set(casesheet.read({}, TODAY).errors) == {"number"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "C0"),
        ("number", "C1000"),
        ("number", "seven"),
        ("number", "C٧"),
        ("number", "-1"),
        ("done_on", "03/04/2025"),
        ("done_on", "2025-02-30"),
        ("done_on", (TODAY + timedelta(days=1)).isoformat()),
        ("done_on", "1200-01-01"),
        ("done_on", "99999-01-01"),
        ("technique", "laser"),
        ("grafts_1", "10001"),
        ("grafts_2", "-3"),
        ("grafts_3", "1e3"),
        ("tool", "x" * 81),
        ("tool_size", "0.1"),
        ("tool_size", "9 cm"),
        ("team", "0"),
        ("team", "²"),
        ("minutes", "9"),
        ("density", "251"),
        ("not_done", "x" * 601),
        ("criteria", "1 4"),
        ("criteria", "all"),
        ("consent_on", "yes"),
        ("covers_identity", "perhaps"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(field: str, value: str) -> None:
    sheet = casesheet.read({**GOOD, field: value}, TODAY)
    assert (sheet.asked, set(sheet.errors)) == (None, {field})


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("number", "007", 7),
        ("number", "c 12", 12),
        ("criteria", "3; 1,5", ("1", "3", "5")),
        ("consent_on", "10.3.2025", date(2025, 3, 10)),
        ("covers_identity", "Yes", True),
    ],
)
def test_people_may_write_a_little_differently(field: str, value: str, read: object) -> None:
    found = casesheet.read({**GOOD, field: value}, TODAY).asked
    assert found is not None
    assert getattr(found, field) == read


def test_thousands_and_decimals_are_read_as_people_write_them() -> None:
    found = casesheet.read({**GOOD, "grafts_1": "1,250", "tool_size": "0,9 mm"}, TODAY).asked
    assert found is not None
    assert (found.details.grafts_1, found.details.tool_size) == (1250, 90)


def test_a_case_is_dense_or_shows_why_not_but_never_both() -> None:
    assert set(casesheet.read({**GOOD, "density": "45", "not_done": "Scarred skin"}, TODAY).errors) == {"not_done"}


# --- a table ---


def table(text: str) -> casecsv.Table:
    return casecsv.read_table(text, TODAY)


def test_the_template_can_be_read_in() -> None:
    found = table(casecsv.template())
    assert ([row.number for row in found.rows], found.errors) == ([1, 2], ())


def test_what_is_exported_can_be_read_in_again() -> None:
    rows = (asked(1, "1"), asked(2, "2", details=replace(FULL, density=45)), asked(12, "5", covers=True))
    assert table(casecsv.write_table(rows)).rows == rows


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(0)"])
def test_no_exported_cell_is_a_formula(start: str) -> None:
    text = casecsv.write_table([asked(1, details=replace(FULL, tool=start, not_done=start, views_missing=start))])
    assert text.count(f"'{start}") == 3
    assert table(text).rows[0].details.tool == start


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_come_in_the_encodings_and_delimiters_of_spreadsheets(encoding: str, delimiter: str) -> None:
    data = f"case{delimiter}incision_tool\r\nC01{delimiter}Müller blade\r\n".encode(encoding)
    found = table(casecsv.text_of(data))
    assert [(row.number, row.details.tool) for row in found.rows] == [(1, "Müller blade")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        b"PK\x03\x04 a zip",
        b"\xff\xd8\xff a photo",
        b"case\n\x00\n",
        b"case\n" + b"x" * 400_000,
        b"name,birthday\nJane,1970-01-01\n",
        b"case,case\n1,1\n",
        b"date\n2025-01-01\n",
        b"case\n" + b"".join(b"C%d\n" % n for n in range(1, 10_001)),
        b'case\n"never closed\n' + b"x" * 200_000,
        b"\x81\x8d\n",
    ],
    ids=["empty", "zeros", "zip", "jpeg", "nul", "huge", "headings", "twice", "no case", "10,000", "quote", "bytes"],
)
def test_what_is_no_table_of_ours_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        table(casecsv.text_of(data))
    assert refused.value.status == 422


def test_errors_name_line_column_and_reason() -> None:
    found = table("case,date,criteria\nC01,2025-03-14,1\n\nC02,14/3/2025,9\nC01,,1\n")
    assert [(error.line, error.heading) for error in found.errors] == [(4, "date"), (4, "criteria"), (5, "case")]


def test_cells_beyond_the_headings_are_an_error_not_lost() -> None:
    assert [error.line for error in table("case\nC01,stray\n").errors] == [2]


def test_headings_alone_are_no_table() -> None:
    assert [error.line for error in table("case,date\n").errors] == [2]


# --- names of files ---


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("C07_before_top.jpg", Guess(7, Moment.BEFORE, CaseView.TOP)),
        ("c7 - 12 months - left side.JPG", Guess(7, Moment.MONTH_12, CaseView.LEFT)),
        ("C07/pre/hairline.heic", Guess(7, Moment.BEFORE, CaseView.HAIRLINE)),
        ("case_3_day10_temple(2).jpg", Guess(3, Moment.DAY_10, CaseView.TEMPLE)),
        ("C12-12m-crown.png", Guess(12, Moment.MONTH_12, CaseView.CROWN)),
        ("C12_slits_intraop.png", Guess(12, Moment.DURING, CaseView.SLITS)),
        ("C001\\after\\FRONT.jpeg", Guess(1, Moment.MONTH_12, CaseView.FRONT)),
        ("C01/C02_before_top.jpg", Guess(2, Moment.BEFORE, CaseView.TOP)),
        ("C05_left_right_before.jpg", Guess(5, Moment.BEFORE, None)),
        ("C05_before_after_top.jpg", Guess(5, None, CaseView.TOP)),
        ("IMG_1234.jpg", Guess()),
        ("", Guess()),
        ("../../etc/passwd", Guess()),
        ("C1000_before.jpg", Guess(None, Moment.BEFORE, None)),
    ],
)
def test_a_name_tells_case_time_and_view_and_what_it_does_not_say_stays_open(name: str, said: Guess) -> None:
    assert guess(name) == said


@pytest.mark.parametrize("name", ["__MACOSX/C01.jpg", "a/.DS_Store", "a/._C01.jpg", "Thumbs.db", "folder/"])
def test_what_systems_put_beside_files_is_no_photo(name: str) -> None:
    assert is_junk(name)


# --- the draw ---


def test_every_period_ended_long_enough_ago_for_twelve_months_of_follow_up() -> None:
    for months in range(1, period.MONTHS_MOST + 1):
        every = period.candidates(TODAY, months)
        assert len(every) >= 10
        assert max(each.ends for each in every) <= TODAY - timedelta(days=365)
        assert min(each.starts for each in every) >= TODAY - timedelta(days=3 * 366 + 31)
        assert all(each.starts.day == 1 and (each.ends + timedelta(days=1)).day == 1 for each in every)


def test_the_same_seed_draws_the_same_and_all_periods_can_come() -> None:
    drawn = {period.draw(f"{n:032x}", "A-7F3Q-9XWM", TODAY, 3) for n in range(2000)}
    assert drawn == set(period.candidates(TODAY, 3))
    assert period.draw("ab", "A-7F3Q-9XWM", TODAY, 3) == period.draw("ab", "A-7F3Q-9XWM", TODAY, 3)


def test_the_moment_of_the_draw_lies_between_a_day_and_a_week_ahead() -> None:
    moments = [period.when_to_draw(NOW) - NOW for _n in range(500)]
    assert min(moments) >= period.EARLIEST
    assert max(moments) < period.LATEST
    assert len(set(moments)) > 400


# --- what is counted ---

STARTS, ENDS = date(2025, 3, 1), date(2025, 5, 31)
EVERY = frozenset((view, moment) for view in CaseView for moment in Moment)


def fact(number: int, *criteria: str, place: int | None = None, **changes: object) -> CaseFacts:
    details = replace(FULL, done_on=STARTS + timedelta(days=number))
    return replace(CaseFacts(number, criteria, details, place, consent=True, have=EVERY), **changes)  # type: ignore[arg-type]


def complete() -> list[CaseFacts]:
    """Twelve of the period, eight chosen; six sheets, four dense ones, one where it was not done; close-ups."""
    cases = [fact(n, "5", "1", place=n) if n <= 6 else fact(n, "5", place=n) for n in range(1, 13)]
    cases += [fact(n, "5", "3") for n in range(13, 21)]
    dense = [fact(n, "2") for n in range(21, 26)]
    cases += [replace(each, details=replace(each.details, density=45)) for each in dense[:4]]
    return [*cases, replace(dense[4], details=replace(dense[4].details, not_done="Scarred skin"))]


PERIOD = PeriodFacts(STARTS, ENDS, total=14, gaps=())


def said(cases: list[CaseFacts], drawn: PeriodFacts | None = PERIOD, photos: PhotoFacts | None = None) -> list[str]:
    found = caselog.lacks(cases, drawn, photos or PhotoFacts())
    return [lack.message % dict(lack.values) for lack in found]


def test_a_complete_log_lacks_nothing() -> None:
    assert said(complete()) == []


def test_an_empty_log_lacks_everything_at_once() -> None:
    assert len(said([], None)) == 8


def test_each_number_of_cases_is_counted() -> None:
    without = {
        "6 case sheets; 5": [case if case.number != 1 else replace(case, criteria=("5",)) for case in complete()],
        "4 cases of dense packing; 3": [case for case in complete() if case.number != 21],
        "1 case in which dense packing was not done, and why; there is 0": complete()[:-1],
        "8 chosen cases beside those of the drawn period; 7": [case for case in complete() if case.number != 20],
        "12 consecutive cases of the drawn period are needed; 11": [case for case in complete() if case.number != 12],
    }
    for words, cases in without.items():
        lacking = said(cases)
        assert len(lacking) == 1, lacking
        assert words in lacking[0]


def test_a_gap_in_the_period_needs_a_reason() -> None:
    cases = [case if case.number != 12 else replace(case, place=13) for case in complete()]
    assert said(cases) == ["Say why operation 12 of the drawn period is missing."]
    assert said(cases, replace(PERIOD, gaps={12})) == []


def test_the_total_is_stated_and_holds_the_cases() -> None:
    assert said(complete(), replace(PERIOD, total=None)) == ["Say how many operations you did in the drawn period."]
    assert said(complete(), replace(PERIOD, total=11)) == [
        "More cases are placed in the drawn period than you say were done in it."
    ]


def test_a_case_outside_the_period_or_out_of_order_is_named() -> None:
    late = [
        replace(case, details=replace(case.details, done_on=ENDS + timedelta(days=1))) if case.number == 12 else case
        for case in complete()
    ]
    assert said(late) == ["C12 was not done in the drawn period."]
    swapped = [replace(case, place={1: 2, 2: 1}.get(case.place or 0, case.place)) for case in complete()]
    assert said(swapped) == ["The cases of the drawn period are not in the order of their dates."]


def test_consent_sheet_and_density_are_asked_of_each_case_that_is_used() -> None:
    cases = complete()
    cases[0] = replace(cases[0], consent=False)
    cases[1] = replace(cases[1], details=replace(cases[1].details, team=None))
    cases[20] = replace(cases[20], details=replace(cases[20].details, density=None))
    assert [text[:3] for text in said(cases)] == ["C01", "C02", "C21"]
    assert said([*complete(), fact(99, consent=False)]) == []


@pytest.mark.parametrize(
    ("criterion", "missing"),
    [
        ("1", (CaseView.SLITS, Moment.DURING)),
        ("5", (CaseView.LEFT, Moment.MONTH_12)),
        ("5", (CaseView.FRONT, Moment.BEFORE)),
    ],
)
def test_views_a_criterion_asks_for_are_missed(criterion: str, missing: tuple[CaseView, Moment]) -> None:
    assert caselog.missing_views({criterion}, EVERY - {missing}, not_done=False, excused=False) == {missing}


def test_a_macro_photo_may_be_of_any_time_and_is_not_asked_where_it_was_not_done() -> None:
    have = frozenset({(CaseView.MACRO, Moment.DAY_10)})
    assert caselog.missing_views({"2"}, have, not_done=False, excused=False) == set()
    assert caselog.missing_views({"2"}, frozenset(), not_done=False, excused=False) == {(CaseView.MACRO, Moment.DURING)}
    assert caselog.missing_views({"2"}, frozenset(), not_done=True, excused=False) == set()


def test_standard_views_may_be_excused_in_words() -> None:
    asked_for = {(view, moment) for view in STANDARD for moment in (Moment.BEFORE, Moment.MONTH_12)}
    assert caselog.missing_views({"5"}, frozenset(), not_done=False, excused=False) == asked_for
    assert caselog.missing_views({"5"}, frozenset(), not_done=False, excused=True) == set()


def test_each_close_up_must_be_followed_in_one_case() -> None:
    for view in CLOSE_UPS:
        without = EVERY - {(view, FOLLOWED[2])}
        other = CLOSE_UPS[0] if view is not CLOSE_UPS[0] else CLOSE_UPS[1]
        cases = [replace(case, have=without) if "3" in case.criteria else case for case in complete()]
        words = [text for text in said(cases) if text.startswith("Criterion 3")]
        assert len(words) == 1
        assert not caselog.followed(without, view)
        assert caselog.followed(without, other)


def test_photos_waiting_failed_unsorted_marked_and_not_looked_at_are_counted() -> None:
    found = caselog.lacks(complete(), PERIOD, PhotoFacts(waiting=1, failed=2, unsorted=3, unconfirmed=4, marked=5))
    assert [lack.values for lack in found] == [(("count", n),) for n in (1, 2, 3, 5, 4)]


@pytest.mark.parametrize(
    ("files", "size", "there", "fits"),
    [(600, 1, 0, True), (601, 1, 0, False), (1, 1, 600, False), (0, 0, 0, False), (1, 6 * 1024**3 + 1, 0, False)],
)
def test_limits_are_checked_before_the_start(files: int, size: int, there: int, fits: bool) -> None:
    if fits:
        uploads.check_announced(files, size, files_there=there, size_there=0)
        return
    with pytest.raises(Refusal):
        uploads.check_announced(files, size, files_there=there, size_there=0)
