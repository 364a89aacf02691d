"""Cost and shape of reading times."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import transaction
from directory.core.db import db, session
from directory.physicians.queries import search
from directory.physicians.rules import Asked, VisitKind
from directory.scheduling import actions, queries
from directory.scheduling.rules import BookingSettings, HoldRequest, NotOffered, OpenTime
from tests.conftest import NOW
from tests.factories import physicians
from tests.factories import scheduling as make
from tests.factories.scheduling import at

SIXTY = timedelta(days=60)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database within."""
    sent: list[str] = []

    def note(*given: object) -> None:
        if not str(given[2]).startswith("BEGIN"):  # SQLite's is sent by us
            sent.append(str(given[2]))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.both
@pytest.mark.parametrize("bookings", [1, 3, 40])
def test_sixty_days_of_times_are_three_statements(context: Flask, bookings: int) -> None:
    with transaction.unit():
        physician = make.available(telephone=True)
        for n in range(bookings):
            make.booking(physician, at(1, 14) + n * timedelta(minutes=30))
            make.exception(physician, (NOW + n * timedelta(days=1)).date(), starts=0, ends=60)
            make.time_off(physician, at(5, 0), at(6, n % 20 + 1))
    with counted() as sent, transaction.reading():
        found = queries.open_times(physician.id, NOW, NOW + SIXTY, NOW)
    assert len(found) > 1000
    assert len(sent) == 3


@pytest.mark.both
@pytest.mark.parametrize("many", [1, 3])
def test_the_next_times_of_many_cost_what_those_of_one_cost(context: Flask, many: int) -> None:
    with transaction.unit():
        ids = [make.available(telephone=True).id for _ in range(many)]
    with counted() as sent, transaction.reading():
        found = queries.next_times(ids, NOW)
    assert len(sent) == 3
    assert {len(times) for times in found.values()} == {3}
    with transaction.unit():
        far = make.available(notice=20 * 1440)
    with counted() as sent, transaction.reading():
        found = queries.next_times([*ids, far.id], NOW)
    assert len(sent) == 6
    assert found[far.id][0].starts == at(14, 15)


@pytest.mark.both
def test_next_times_of_nobody_and_of_those_without_times(context: Flask) -> None:
    assert queries.next_times([], NOW) == {}
    with transaction.unit():
        paused = make.available(booking_paused=True)
    assert queries.next_times([paused.id], NOW) == {paused.id: []}


@pytest.mark.both
def test_next_times_show_a_start_once_and_of_the_kind_asked(context: Flask) -> None:
    with transaction.unit():
        physician = make.available(telephone=True, length_telephone=20)
    both = queries.next_times([physician.id], NOW)[physician.id]
    assert [(each.starts, each.visit) for each in both] == [
        (at(25, 15, month=11), VisitKind.VIDEO),
        (at(25, 15, 30, month=11), VisitKind.VIDEO),
        (at(25, 16, month=11), VisitKind.VIDEO),
    ]
    asked = queries.next_times([physician.id], NOW, VisitKind.TELEPHONE, 1)[physician.id]
    starts = at(25, 15, month=11)
    assert asked == [OpenTime(physician.id, starts, starts + timedelta(minutes=20), VisitKind.TELEPHONE)]


@pytest.mark.both
def test_settings_are_read_whole_or_are_the_defaults(context: Flask) -> None:
    given = BookingSettings(
        step=15, notice=60, daily_cap=4, accepts_reasons=("repair",), video_address="https://a.example"
    )
    with transaction.unit():
        plain = physicians.physician()
        own = physicians.physician()
        actions.change_settings(own.id, given, NOW)
    assert queries.booking_rules(plain.id) == BookingSettings()
    assert queries.booking_rules(own.id) == given
    assert queries.sheet(own.id, NOW, NOW, NOW).settings == given


@pytest.mark.both
def test_moved_walls_are_found(context: Flask) -> None:
    """As if tzdata had said another offset when the booking was made."""
    with transaction.unit():
        physician = make.available("America/Vancouver")
        right, wrong = make.booking(physician, at(1, 17)), make.booking(physician, at(1, 18))
        wrong.wall = "2026-12-01T10:00"
    assert right.wall == "2026-12-01T10:00"
    assert queries.moved_walls(NOW) == [(wrong, "2026-12-01T11:00")]
    assert queries.moved_walls(at(2, 0)) == []


def test_the_command_reports_them(app: Flask) -> None:
    with app.app_context(), transaction.unit():
        physician = make.available("America/Vancouver", now=NOW)
        booked = make.booking(physician, at(1, 18) + timedelta(days=3650))
    assert app.test_cli_runner().invoke(args=["scheduling", "check-zones"]).exit_code == 0
    with app.app_context(), transaction.unit():
        session().get_one(type(booked), booked.id).wall = "2036-11-28T03:00"
    answer = app.test_cli_runner().invoke(args=["scheduling", "check-zones"])
    assert answer.exit_code == 1
    assert "agreed 2036-11-28T03:00 America/Vancouver, now 2036-11-28T11:00" in answer.output
    assert answer.output.endswith("1 future bookings have another clock time than was agreed.\n")


@pytest.mark.parametrize(("own", "offered"), [("", False), ("https://meet.example.org/dr", True)])
def test_without_a_room_there_is_no_video_call_neither_listed_nor_bookable(
    context: Flask, set_settings: Callable[..., None], own: str, offered: bool
) -> None:
    set_settings(video_url="")
    with transaction.unit():
        physician = make.available(telephone=True, video_address=own)
    found = queries.open_times(physician.id, NOW, NOW + SIXTY, NOW)
    kinds = {each.visit for each in found}
    assert kinds == ({VisitKind.VIDEO, VisitKind.TELEPHONE} if offered else {VisitKind.TELEPHONE})
    assert set(queries.known_next([physician.id])[physician.id]) == kinds
    asked = HoldRequest(physician.id, found[0].starts, VisitKind.VIDEO)
    with nullcontext() if offered else pytest.raises(NotOffered), transaction.unit():
        actions.hold(asked, make.holder(), NOW)


@pytest.mark.both
@pytest.mark.parametrize(("own", "found"), [("", []), ("https://meet.example.org/dr", [VisitKind.VIDEO])])
def test_search_and_cards_know_of_a_room_what_the_calendar_knows(
    context: Flask, set_settings: Callable[..., None], own: str, found: list[VisitKind]
) -> None:
    set_settings(video_url="")
    with transaction.unit():
        physician = make.available(telephone=True)
        actions.change_settings(physician.id, BookingSettings(video_address=own), NOW)
    for within in (None, 30):
        asked = Asked(visits=(VisitKind.VIDEO,), within=within)
        assert [each.id for each in search(asked, NOW).cards] == [physician.id] * len(found)
    either = search(Asked(visits=(VisitKind.VIDEO, VisitKind.TELEPHONE)), NOW)
    assert [each.visits for each in either.cards] == [(*found, VisitKind.TELEPHONE)]
    set_settings(video_url="https://video.example.org/{room}")
    assert search(Asked(visits=(VisitKind.VIDEO,)), NOW).count == 1
