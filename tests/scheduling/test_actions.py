"""Holds, bookings, moves, time off: one after the other. Races are in test_races."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import transaction
from directory.core.db import session
from directory.physicians import actions as physician_actions
from directory.physicians.models import NextTime, Physician
from directory.physicians.rules import Standing, VisitKind
from directory.scheduling import actions, queries
from directory.scheduling.actions.bookings import NotABooking
from directory.scheduling.models import Cell, Claim
from directory.scheduling.rules import (
    AwaySource,
    BookingSettings,
    ClaimKind,
    HoldEnded,
    Holder,
    HoldRequest,
    NotBookable,
    NotOffered,
    SlotTaken,
    TooManyHolds,
)
from tests.conftest import NOW
from tests.factories import scheduling as make
from tests.factories.scheduling import at

pytestmark = pytest.mark.both
MINE, OTHER = "a" * 32, "b" * 32
TEN = at(1, 15)  # Tuesday 1 December 2026, 10 am in New York
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def physician(context: Flask) -> Physician:
    with transaction.unit():
        return make.available(telephone=True, length_telephone=20, step=10)


def hold(physician: Physician, starts: datetime = TEN, who: str = MINE, now: datetime = NOW) -> Claim:
    with transaction.unit():
        return actions.hold(HoldRequest(physician.id, starts, VisitKind.VIDEO), make.holder(who), now)


def book(claim: Claim, who: str = MINE, now: datetime = NOW) -> Claim:
    with transaction.unit():
        return actions.book(claim.id, who, now)


def cells() -> list[tuple[int, int, datetime | None]]:
    rows = session().execute(sa.select(Cell.claim_id, Cell.cell, Cell.expires).order_by(Cell.cell)).all()
    return [(row[0], row[1], row[2]) for row in rows]


def open_starts(physician: Physician, now: datetime = NOW) -> set[datetime]:
    found = queries.open_times(physician.id, NOW, NOW + timedelta(days=30), now, VisitKind.VIDEO)
    return {each.starts for each in found}


def next_video(physician: Physician) -> datetime | None:
    return session().scalar(
        sa.select(NextTime.starts).where(NextTime.physician_id == physician.id, NextTime.visit == "video")
    )


def test_a_hold_has_its_cells_for_ten_minutes(physician: Physician) -> None:
    held = hold(physician)
    first = int(TEN.timestamp()) // 300
    assert (held.kind, held.expires, held.wall) == (ClaimKind.HOLD, NOW + 10 * MINUTE, "2026-12-01T10:00")
    assert cells() == [(held.id, first + n, NOW + 10 * MINUTE) for n in range(6)]
    assert TEN not in open_starts(physician)
    assert queries.live_hold(MINE, NOW) is held
    assert queries.live_hold(OTHER, NOW) is None


def test_another_visitor_is_told_and_gets_the_three_nearest(physician: Physician) -> None:
    hold(physician)
    with pytest.raises(SlotTaken) as refused:
        hold(physician, who=OTHER)
    assert len(refused.value.nearest) == 3
    assert {abs(each.starts - TEN) for each in refused.value.nearest} <= {30 * MINUTE, 40 * MINUTE}
    assert session().scalar(sa.select(sa.func.count()).select_from(Claim)) == 1


def test_an_expired_hold_is_bookable_by_the_clock_alone(physician: Physician) -> None:
    first = hold(physician)
    ends = NOW + 10 * MINUTE
    with pytest.raises(SlotTaken):
        hold(physician, who=OTHER, now=ends - SECOND)
    second = hold(physician, who=OTHER, now=ends + SECOND)
    assert {claim for claim, _, _ in cells()} == {second.id}
    with pytest.raises(SlotTaken):
        book(first, now=ends + 2 * SECOND)
    assert book(second, OTHER, now=ends + 3 * SECOND).kind is ClaimKind.BOOKING


def test_at_the_very_end_the_hold_is_over_for_both_sides(physician: Physician) -> None:
    hold(physician)
    ends = NOW + 10 * MINUTE
    assert queries.live_hold(MINE, ends) is None
    assert hold(physician, who=OTHER, now=ends).session == OTHER


def test_a_hold_that_ran_out_is_taken_again_when_submitted(physician: Physician) -> None:
    held = hold(physician)
    booked = book(held, now=NOW + timedelta(hours=3))
    assert (booked.kind, booked.expires) == (ClaimKind.BOOKING, None)
    assert {expires for _, _, expires in cells()} == {None}


def test_submitting_twice_is_one_booking(physician: Physician) -> None:
    held = hold(physician)
    assert book(held).id == book(held, now=NOW + MINUTE).id
    assert session().scalar(sa.select(sa.func.count()).select_from(Claim)) == 1


def test_a_booking_cannot_fail_while_its_hold_is_live(physician: Physician) -> None:
    """Even where a time off came meanwhile: it lists the hold, and the physician decides."""
    held = hold(physician)
    with transaction.unit():
        inside = actions.add_time_off(physician.id, actions.Away(starts=TEN - MINUTE, ends=TEN + MINUTE), NOW)
    assert [claim.id for claim in inside] == [held.id]
    assert book(held, now=NOW + 9 * MINUTE).kind is ClaimKind.BOOKING
    rows = queries.time_off(physician.id, NOW)
    assert [claim.id for claim in queries.bookings_within(physician.id, rows, NOW)[rows[0].id]] == [held.id]


def test_another_visitors_hold_cannot_be_booked_or_renewed(physician: Physician) -> None:
    held = hold(physician)
    with pytest.raises(HoldEnded):
        book(held, OTHER)
    with pytest.raises(HoldEnded), transaction.unit():
        actions.renew(held.id, OTHER, NOW)
    with pytest.raises(HoldEnded), transaction.unit():
        actions.book(9999, MINE, NOW)


def test_renewing_ten_times_and_never_beyond_two_hours(physician: Physician) -> None:
    held, at_ = hold(physician), NOW
    for n in range(1, 14):
        at_ = NOW + n * 9 * MINUTE
        with transaction.unit():
            held = actions.renew(held.id, MINE, at_)
        assert held.expires == min(at_ + 10 * MINUTE, NOW + timedelta(hours=2))
        assert {expires for _, _, expires in cells()} == {held.expires}
    assert held.renewals == 13
    with pytest.raises(HoldEnded), transaction.unit():
        actions.renew(held.id, MINE, NOW + timedelta(hours=2))


def test_renewing_a_hold_that_ran_out_takes_the_time_again_if_it_can(physician: Physician) -> None:
    held = hold(physician)
    with transaction.unit():
        assert actions.renew(held.id, MINE, NOW + 20 * MINUTE).expires == NOW + 30 * MINUTE
    hold(physician, who=OTHER, now=NOW + 40 * MINUTE)
    with pytest.raises(SlotTaken), transaction.unit():
        actions.renew(held.id, MINE, NOW + 41 * MINUTE)


def test_a_new_choice_gives_up_the_earlier_one(physician: Physician) -> None:
    first = hold(physician)
    second = hold(physician, TEN + timedelta(hours=1))
    assert first.kind is ClaimKind.RELEASED
    assert {claim for claim, _, _ in cells()} == {second.id}
    assert TEN in open_starts(physician)


def test_a_new_choice_of_another_physician_gives_up_the_earlier_one(physician: Physician) -> None:
    with transaction.unit():
        other = make.available()
    hold(physician, min(open_starts(physician)))
    assert next_video(physician) != min(open_starts(physician, NOW + timedelta(days=1)))
    hold(other)
    assert next_video(physician) == min(open_starts(physician))
    assert queries.live_hold(MINE, NOW) is not None


def test_choosing_the_same_time_again_is_the_same_hold(physician: Physician) -> None:
    first = hold(physician)
    again = hold(physician, now=NOW + MINUTE)
    assert (again.id, again.expires) == (first.id, NOW + 10 * MINUTE)


def test_ten_new_holds_a_network_in_ten_minutes(physician: Physician, set_settings: object) -> None:
    assert callable(set_settings)
    set_settings(rate_limits=True)
    network = "2001:db8::/64"
    for n in range(10):
        with transaction.unit():
            asked = HoldRequest(physician.id, TEN + n * 30 * MINUTE, VisitKind.VIDEO)
            actions.hold(asked, Holder(f"{n:032}", network), NOW + n * SECOND)
    eleventh = HoldRequest(physician.id, TEN + timedelta(days=1), VisitKind.VIDEO)
    with pytest.raises(TooManyHolds) as refused, transaction.unit():
        actions.hold(eleventh, Holder(OTHER, network), NOW + MINUTE)
    assert (refused.value.status, refused.value.retry_after) == (429, 540)
    with transaction.unit():
        actions.hold(eleventh, Holder("c" * 32, "192.0.2.1"), NOW + MINUTE)
    with transaction.unit():
        later = HoldRequest(physician.id, TEN + timedelta(days=2), VisitKind.VIDEO)
        assert actions.hold(later, Holder(OTHER, network), NOW + 10 * MINUTE).session == OTHER


def test_limits_can_be_lifted(physician: Physician) -> None:
    for n in range(12):
        with transaction.unit():
            asked = HoldRequest(physician.id, TEN + n * 30 * MINUTE, VisitKind.VIDEO)
            actions.hold(asked, Holder(f"{n:032}", "192.0.2.1"), NOW)


@pytest.mark.parametrize(
    "starts", [NOW - timedelta(days=1), NOW + timedelta(hours=1), TEN + MINUTE, at(1, 9), at(30, 15, month=6)]
)
def test_a_time_that_is_not_listed_cannot_be_held(physician: Physician, starts: datetime) -> None:
    with pytest.raises(NotOffered):
        hold(physician, starts)
    assert cells() == []


def test_a_paused_physician_cannot_be_booked(physician: Physician) -> None:
    with transaction.unit():
        session().get_one(Physician, physician.id).booking_paused = True
    with pytest.raises(NotBookable):
        hold(physician)
    assert open_starts(physician) == set()
    with transaction.unit():
        actions.recompute_next(physician.id, NOW)
    assert next_video(physician) is None


def test_lengths_with_buffers_overlap_as_a_whole(context: Flask) -> None:
    with transaction.unit():
        physician = make.available(buffer_before=10, buffer_after=15, step=5)
    hold(physician)
    starts = open_starts(physician)
    # 30 + 15 + 10 minutes lie between two starts.
    assert TEN - 50 * MINUTE not in starts
    assert TEN - 55 * MINUTE in starts
    assert TEN + 50 * MINUTE not in starts
    assert TEN + 55 * MINUTE in starts
    hold(physician, TEN + 55 * MINUTE, OTHER)
    assert len(cells()) == 22


def test_a_direct_claim_needs_no_open_hours_but_a_clear_time(physician: Physician) -> None:
    evening = at(1, 23)
    with transaction.unit():
        booked = actions.claim(physician.id, evening, VisitKind.TELEPHONE, NOW)
    assert (booked.kind, booked.visit_ends - booked.visit_starts) == (ClaimKind.BOOKING, 20 * MINUTE)
    with pytest.raises(SlotTaken), transaction.unit():
        actions.claim(physician.id, evening + 15 * MINUTE, VisitKind.VIDEO, NOW)
    for starts in (evening + MINUTE, NOW - timedelta(hours=1)):
        with pytest.raises(NotOffered), transaction.unit():
            actions.claim(physician.id, starts, VisitKind.VIDEO, NOW)
    with transaction.unit():
        make.time_off(physician, at(2, 0), at(3, 0))
    with pytest.raises(SlotTaken), transaction.unit():
        actions.claim(physician.id, at(2, 15), VisitKind.VIDEO, NOW)


def test_a_move_claims_the_new_time_and_frees_the_old(physician: Physician) -> None:
    booked = book(hold(physician))
    with transaction.unit():
        moved = actions.move(booked.id, TEN + timedelta(hours=2), NOW)
    assert (moved.id, moved.wall) == (booked.id, "2026-12-01T12:00")
    assert len(cells()) == 6
    assert TEN in open_starts(physician)
    assert TEN + timedelta(hours=2) not in open_starts(physician)


def test_a_move_may_overlap_its_own_old_time(physician: Physician) -> None:
    booked = book(hold(physician))
    with transaction.unit():
        actions.move(booked.id, TEN + 10 * MINUTE, NOW)
    first = int((TEN + 10 * MINUTE).timestamp()) // 300
    assert [cell for _, cell, _ in cells()] == [first + n for n in range(6)]


def test_a_move_to_a_taken_time_leaves_the_old_one(physician: Physician) -> None:
    booked = book(hold(physician))
    hold(physician, TEN + timedelta(hours=1), OTHER)
    before = cells()
    with transaction.unit(), pytest.raises(SlotTaken):
        actions.move(booked.id, TEN + timedelta(hours=1), NOW)
    assert cells() == before
    session().expire_all()
    assert session().get_one(Claim, booked.id).visit_starts == TEN


def test_a_time_the_physician_has_suggested_stands_inside_the_notice_too(physician: Physician) -> None:
    booked = book(hold(physician))
    soon = TEN + timedelta(hours=2)
    late = soon - timedelta(hours=5)
    with pytest.raises(NotOffered), transaction.unit():
        actions.move(booked.id, soon, late)
    with transaction.unit():
        moved = actions.move_as_agreed(booked.id, soon, late)
    assert (moved.id, moved.visit_starts, len(cells())) == (booked.id, soon, 6)


def test_a_suggested_time_that_has_gone_leaves_the_old_one(physician: Physician) -> None:
    booked = book(hold(physician))
    hold(physician, TEN + timedelta(hours=1), OTHER)
    with transaction.unit():
        make.time_off(physician, TEN + timedelta(hours=2), TEN + timedelta(hours=4))
    before = cells()
    for hours, refusal in ((1, SlotTaken), (2, SlotTaken), (-24 * 9, NotOffered)):
        with pytest.raises(refusal), transaction.unit():
            actions.move_as_agreed(booked.id, TEN + timedelta(hours=hours), NOW)
    assert cells() == before
    session().expire_all()
    assert session().get_one(Claim, booked.id).visit_starts == TEN


def test_a_hold_that_has_lost_a_cell_changes_none_where_somebody_goes_on(physician: Physician) -> None:
    held = hold(physician)
    session().execute(sa.delete(Cell).where(Cell.cell == int(TEN.timestamp()) // 300))
    session().commit()
    before = cells()
    with transaction.unit(), pytest.raises(SlotTaken):
        actions.book(held.id, MINE, NOW)
    assert cells() == before
    session().expire_all()
    assert session().get_one(Claim, held.id).kind is ClaimKind.HOLD


def test_a_released_booking_frees_its_time_and_keeps_its_row(physician: Physician) -> None:
    booked = book(hold(physician))
    for _ in range(2):
        with transaction.unit():
            actions.release(booked.id, NOW + MINUTE)
    assert booked.kind is ClaimKind.RELEASED
    assert cells() == []
    assert TEN in open_starts(physician)
    with pytest.raises(NotABooking), transaction.unit():
        actions.move(booked.id, TEN, NOW)
    with pytest.raises(HoldEnded):
        book(booked)


def test_the_next_time_follows_every_change(physician: Physician) -> None:
    first = min(open_starts(physician))
    assert next_video(physician) == first
    held = hold(physician, first)
    assert next_video(physician) == first + 30 * MINUTE
    with transaction.unit():
        actions.release(held.id, NOW)
    assert next_video(physician) == first
    with transaction.unit():
        actions.add_time_off(physician.id, actions.Away(starts=NOW, ends=NOW + timedelta(days=90)), NOW)
    assert next_video(physician) is None
    with transaction.unit():
        actions.remove_time_off(physician.id, queries.time_off(physician.id, NOW)[0].id, NOW)
    assert next_video(physician) == first
    with transaction.unit():
        actions.change_settings(physician.id, BookingSettings(notice=7 * 1440), NOW)
    assert next_video(physician) == min(open_starts(physician))
    with transaction.unit():
        for rule in queries.weekly_rules(physician.id):
            actions.remove_rule(physician.id, rule.id, NOW)
        actions.add_exception(physician.id, actions.ChangeOfDay(day=date(2026, 12, 12), opens=True), NOW)
    assert next_video(physician) == at(12, 5)  # midnight in New York


def test_the_sweep_notices_what_only_the_clock_changed(physician: Physician) -> None:
    first = min(open_starts(physician))
    hold(physician, first)
    later = NOW + 11 * MINUTE
    with transaction.unit():
        due = queries.due_for_recompute(later)
        assert physician.id in due
        assert actions.sweep_next(due, later) == 1
        assert actions.sweep_next(due, later) == 0
    assert next_video(physician) == min(open_starts(physician, later))
    day_later = first - timedelta(hours=23)
    with transaction.unit():
        actions.sweep_next(queries.due_for_recompute(day_later), day_later)
    assert next_video(physician) == min(open_starts(physician, day_later)) > first


def test_the_next_minute_notices_that_bookings_are_paused_and_resumed(physician: Physician) -> None:
    first = next_video(physician)
    assert physician.id not in queries.due_for_recompute(NOW), "the hourly turn is another minute's"
    with transaction.unit():
        physician_actions.pause_booking(physician.id, "system", NOW)
    sweep(NOW)
    assert next_video(physician) is None
    assert physician.id not in queries.due_for_recompute(NOW)
    with transaction.unit():
        physician_actions.resume_booking(physician.id, "system", NOW)
    sweep(NOW)
    assert next_video(physician) == first
    assert physician.id not in queries.due_for_recompute(NOW)


def test_the_next_minute_notices_that_a_physician_left(physician: Physician) -> None:
    with transaction.unit():
        physician_actions.set_standing(physician.id, Standing.SUSPENDED, "system", NOW)
    sweep(NOW)
    assert next_video(physician) is None


def test_a_time_given_back_for_another_physician_is_the_next_one_again(physician: Physician) -> None:
    first = min(open_starts(physician))
    hold(physician, first)
    assert next_video(physician) == min(open_starts(physician)) > first
    with transaction.unit():
        other = make.available()
    hold(other)
    assert next_video(physician) == first


def test_the_only_time_given_back_is_the_next_one(physician: Physician) -> None:
    """None is known then, for either kind."""
    with transaction.unit():
        for rule in queries.weekly_rules(physician.id):
            actions.remove_rule(physician.id, rule.id, NOW)
        only = actions.ChangeOfDay(day=date(2026, 12, 1), opens=True, starts=600, ends=630)
        actions.add_exception(physician.id, only, NOW)
    booked = book(hold(physician))
    assert next_video(physician) is None
    with transaction.unit():
        actions.release(booked.id, NOW)
    assert next_video(physician) == TEN


def test_a_time_that_is_found_taken_leaves_no_claim(physician: Physician) -> None:
    """The cells decide, whatever the calendar says; and who goes on after the refusal keeps nothing of it."""
    booked = book(hold(physician))
    before = cells()
    with transaction.unit():
        row = session().get_one(Claim, booked.id)
        row.kind, row.expires = ClaimKind.RELEASED, NOW  # its cells stay, though the calendar shows them free
    with transaction.unit(), pytest.raises(SlotTaken):
        actions.hold(HoldRequest(physician.id, TEN - 10 * MINUTE, VisitKind.VIDEO), make.holder(OTHER), NOW)
    assert cells() == before
    assert list(session().scalars(sa.select(Claim.id))) == [booked.id]


def sweep(now: datetime) -> None:
    with transaction.unit():
        actions.sweep_next(queries.due_for_recompute(now), now)


def test_time_off_of_a_calendar_counts_like_ones_own(physician: Physician) -> None:
    away = actions.Away(starts=at(1, 0), ends=at(2, 0))
    with transaction.unit():
        actions.add_time_off(physician.id, away, NOW, source=AwaySource.CALENDAR)
    assert not {each for each in open_starts(physician) if each.date() == date(2026, 12, 1)}


def test_the_cleaner_deletes_only_what_ran_out_long_ago(physician: Physician) -> None:
    run_out = hold(physician)
    booked = book(hold(physician, TEN + timedelta(hours=1), OTHER), OTHER)
    ids = run_out.id, booked.id
    with transaction.unit():
        assert actions.sweep_claims(NOW + timedelta(hours=23)) == 0
    with transaction.unit():
        assert actions.sweep_claims(NOW + timedelta(hours=25)) == 1
    session().expire_all()
    assert session().get(Claim, ids[0]) is None
    kept = session().get_one(Claim, ids[1])
    assert (kept.kind, kept.session, kept.network) == (ClaimKind.BOOKING, None, None)
    assert {claim for claim, _, _ in cells()} == {kept.id}
    assert queries.moved_walls(datetime(2026, 11, 1, tzinfo=UTC)) == []
