"""What is kept how long: each line of the table on the day before its time is over, and on the day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from directory.membership.rules.retention import Ended, Part
from directory.privacy.rules.retention import SHORTEST, TABLE, Keep, Name, due, dues, night_of
from tests.conftest import NOW

AT = datetime(2024, 2, 29, 12, 0, tzinfo=UTC)
EVERY = frozenset(Part)
DECIDED = Ended(1, "A-1", 7, AT, submitted=True, decided=True, appeal_days=30, parts=EVERY, frozen=False)
WITHDRAWN = replace(DECIDED, decided=False)
UNSENT = replace(WITHDRAWN, submitted=False)


@pytest.mark.parametrize(
    ("case", "day", "name"),
    [
        (UNSENT, datetime(2024, 3, 30, 12, 0, tzinfo=UTC), Name.DRAFT),
        (WITHDRAWN, datetime(2024, 5, 29, 12, 0, tzinfo=UTC), Name.WITHDRAWN_PHOTOS),
        (DECIDED, datetime(2025, 3, 30, 12, 0, tzinfo=UTC), Name.CASE_PHOTOS),
    ],
)
def test_the_first_thing_goes_on_its_day_and_not_before(case: Ended, day: datetime, name: Name) -> None:
    assert due(case, day - timedelta(microseconds=1)) == []
    assert [each.rule.name for each in due(case, day)] == [name]


@pytest.mark.parametrize(
    ("case", "day"),
    [
        (WITHDRAWN, datetime(2030, 2, 28, 12, 0, tzinfo=UTC)),
        (DECIDED, datetime(2030, 3, 30, 12, 0, tzinfo=UTC)),
    ],
)
def test_documents_and_statements_go_after_six_years(case: Ended, day: datetime) -> None:
    left = replace(case, parts=frozenset({Part.OWN, Part.REFEREES}))
    assert due(left, day - timedelta(microseconds=1)) == []
    assert [each.rule.name for each in due(left, day)] == [Name.DOCUMENTS]


def test_the_longest_time_to_appeal_counts() -> None:
    longer = replace(DECIDED, appeal_days=60)
    assert dues(longer)[0].at - dues(DECIDED)[0].at == timedelta(days=30)


def test_after_years_without_a_worker_both_rules_are_due_in_their_order() -> None:
    assert [each.rule.name for each in due(DECIDED, AT + timedelta(days=4000))] == [Name.CASE_PHOTOS, Name.DOCUMENTS]


def test_nothing_is_due_of_what_is_gone() -> None:
    assert dues(replace(DECIDED, parts=frozenset())) == []
    assert [each.rule.name for each in dues(replace(DECIDED, parts=frozenset({Part.CASES})))] == [
        Name.CASE_PHOTOS,
        Name.DOCUMENTS,
    ]


def test_months_end_where_the_shorter_month_ends() -> None:
    assert Keep(months=12).until(AT) == datetime(2025, 2, 28, 12, 0, tzinfo=UTC)
    assert Keep(months=1).until(datetime(2026, 12, 31, tzinfo=UTC)) == datetime(2027, 1, 31, tzinfo=UTC)
    assert Keep(months=12, days=2).until(datetime(2026, 11, 30, tzinfo=UTC)) == datetime(2027, 12, 2, tzinfo=UTC)


def test_no_line_is_shorter_than_what_is_looked_at() -> None:
    kept = [rule.keep for rule in TABLE if rule.keep is not None]
    assert all(keep.until(NOW) - NOW >= SHORTEST for keep in kept)
    assert len({rule.name for rule in TABLE}) == len(TABLE) == len(Name)


def test_a_night_begins_at_two_and_stays_until_the_next() -> None:
    night = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert night_of(night) == night
    assert night_of(night - timedelta(seconds=1)) == night - timedelta(days=1)
    assert night_of(night + timedelta(hours=23)) == night


def test_the_handbook_s_table_is_this_one() -> None:
    text = (Path(__file__).parents[2] / "docs" / "data-protection.md").read_text()
    assert [f"| {rule.what} | {_words(rule.keep)} | {rule.since} |" in text for rule in TABLE] == [True] * len(TABLE)


def _words(keep: Keep | None) -> str:
    if keep is None:
        return "for the life of the Coalition"
    if keep.months > 12:
        return f"{keep.months // 12} years"
    return f"{keep.months} months" if keep.months else f"{keep.days} days"
