"""The physician's week editor."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from directory.core import transaction
from directory.core.db import db
from directory.physicians.models import Physician
from directory.scheduling import queries
from directory.scheduling.models import Claim, DayException, KeptBooking, TimeOff, WeeklyRule
from directory.scheduling.rules import BookingSettings
from tests.cast import Cast, assemble, post_form, sign_in_fast
from tests.conftest import NOW, Client
from tests.factories import consultations
from tests.factories import scheduling as make
from tests.factories.scheduling import at
from tests.scheduling.test_queries import counted

WEEK = "/practice/times"


@pytest.fixture
def cast(context: Flask, set_settings: Callable[..., None]) -> Cast:
    set_settings(clock_offset=NOW - datetime.now(UTC))
    return assemble()


@pytest.fixture
def physician(cast: Cast) -> Physician:
    with transaction.unit():
        make.available(person_id=cast.other.id, slug="other")
        return make.available(person_id=cast.owner.id, slug="owner", languages=("en", "fr"))


@pytest.fixture
def owner(physician: Physician, cast: Cast, client: Client) -> Client:
    sign_in_fast(client, cast.owner)
    return client


def send(client: Client, path: str, **fields: str) -> TestResponse:
    """The fields of each form carry its prefix, written here with an underscore pair."""
    return post_form(
        client, f"{WEEK}/{path}", at=WEEK, **{name.replace("__", "-"): value for name, value in fields.items()}
    )


def other_rule(slug: str = "other") -> int:
    found = db.session.query(WeeklyRule).join(Physician).filter(Physician.slug == slug).first()
    assert found is not None
    return found.id


def test_a_stranger_is_asked_to_sign_in(physician: Physician, client: Client) -> None:
    answer = client.get(WEEK)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/sign-in")


def test_a_coordinator_may_not_open_it(physician: Physician, cast: Cast, client: Client) -> None:
    sign_in_fast(client, cast.coordinator)
    assert client.get(WEEK).status_code == 403


@pytest.mark.both
def test_the_week_shows_what_patients_will_see(owner: Client, physician: Physician) -> None:
    with transaction.unit():
        make.booking(physician, at(1, 15))
        make.exception(physician, date(2026, 12, 2))
    answer = owner.get(f"{WEEK}?week=2026-12-01")
    assert answer.status_code == 200
    text = re.sub(r"\s+", " ", answer.text)
    assert "9:00 AM, 9:30 AM, 10:30 AM" in text
    assert "10:00 AM – 10:30 AM" in text
    assert "Closed, the whole day" in text
    assert "Tuesday 9:00–17:00" in text
    assert "The first times patients will see: Wednesday, November 25, 2026, 10:30 AM" in text


@pytest.mark.parametrize("week", ["9999-12-31", "0001-01-01", "soon", "", "2026-02-30"])
def test_a_week_that_is_none_shows_this_one(owner: Client, week: str) -> None:
    answer = owner.get(f"{WEEK}?week={week}")
    assert answer.status_code == 200
    assert "Week of Monday, November 23, 2026" in answer.text


@pytest.mark.both
def test_hours_are_added_changed_and_deleted(owner: Client, physician: Physician) -> None:
    added = send(
        owner, "rules", rule__weekday="5", rule__starts="9:30", rule__ends="24:00", rule__effective_from="2026-12-01"
    )
    assert added.status_code == 303
    rule = queries.weekly_rules(physician.id)[-1]
    assert (rule.weekday, rule.starts, rule.ends, rule.effective_from) == (5, 570, 1440, date(2026, 12, 1))
    assert 'value="9:30"' in owner.get(f"{WEEK}?change={rule.id}").text
    changed = send(owner, f"rules/{rule.id}", rule__weekday="6", rule__starts="10:00", rule__ends="11:00")
    assert changed.status_code == 303
    db.session.expire_all()
    assert (rule.weekday, rule.starts, rule.ends, rule.effective_from) == (6, 600, 660, None)
    assert send(owner, f"rules/{rule.id}/delete").status_code == 303
    assert [each.weekday for each in queries.weekly_rules(physician.id)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Write when the hours begin."),
        ({"starts": "9:00"}, "Write when the hours end."),
        ({"starts": "9:00", "ends": "9:00"}, "The end lies before the beginning."),
        ({"starts": "17:00", "ends": "9:00"}, "The end lies before the beginning."),
        ({"starts": "9:03", "ends": "10:00"}, "steps of five minutes"),
        ({"starts": "nine", "ends": "10:00"}, "steps of five minutes"),
        ({"starts": "24:05", "ends": "10:00"}, "steps of five minutes"),
        ({"starts": "9:00", "ends": "10:00", "weekday": "7"}, "Not a valid choice"),
        ({"starts": "9:00", "ends": "10:00", "effective_from": "tomorrow"}, "Write a date such as"),
        ({"starts": "9:00", "ends": "10:00", "effective_from": "9999-12-31"}, "between 2020 and 2100"),
        (
            {"starts": "9:00", "ends": "10:00", "effective_from": "2026-12-02", "effective_until": "2026-12-01"},
            "The last day lies before the first day.",
        ),
        ({"starts": "x" * 100_000, "ends": "\x00"}, "steps of five minutes"),
    ],
)
def test_bad_hours_are_told_and_kept(owner: Client, fields: dict[str, str], words: str) -> None:
    given = {f"rule__{name}": value for name, value in {"weekday": "0", **fields}.items()}
    before = db.session.query(WeeklyRule).count()
    answer = send(owner, "rules", **given)
    assert answer.status_code == 422
    assert words in answer.text
    assert "There is a problem" in answer.text
    assert db.session.query(WeeklyRule).count() == before


@pytest.mark.parametrize("path", ["rules/{}", "rules/{}/delete"])
def test_another_physicians_hours_are_not_there(owner: Client, path: str) -> None:
    rule = other_rule()
    answer = send(owner, path.format(rule), rule__weekday="0", rule__starts="1:00", rule__ends="2:00")
    assert answer.status_code == 404
    assert owner.get(f"{WEEK}?change={rule}").status_code == 404
    assert send(owner, path.format(10**30)).status_code == 404
    assert other_rule() == rule


@pytest.mark.both
def test_a_day_is_closed_and_opened(owner: Client, physician: Physician) -> None:
    assert send(owner, "days", day__change="closed", day__day="2026-12-01").status_code == 303
    opened = send(owner, "days", day__change="open", day__day="2026-12-01", day__starts="18:00", day__ends="19:00")
    assert opened.status_code == 303
    found = queries.open_times(physician.id, at(1, 0), at(2, 5), NOW)
    assert [each.starts for each in found] == [at(1, 23), at(1, 23, 30)]
    for each in db.session.query(DayException).all():
        assert send(owner, f"days/{each.id}/delete").status_code == 303
    assert len(queries.open_times(physician.id, at(1, 5), at(2, 5), NOW)) == 16


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"change": "closed"}, "Write the day."),
        ({"change": "open", "day": "2026-12-01"}, "Write from when until when"),
        ({"change": "closed", "day": "2026-12-01", "starts": "9:00"}, "Write both times"),
        ({"change": "closed", "day": "2026-12-01", "starts": "9:00", "ends": "8:00"}, "The end lies before"),
        ({"change": "dance", "day": "2026-12-01"}, "Not a valid choice"),
    ],
)
def test_bad_changes_of_a_day_are_told(owner: Client, fields: dict[str, str], words: str) -> None:
    answer = send(owner, "days", **{f"day__{name}": value for name, value in fields.items()})
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.query(DayException).count() == 0


@pytest.mark.both
def test_time_off_names_the_bookings_inside_it(owner: Client, physician: Physician) -> None:
    with transaction.unit():
        make.booking(physician, at(1, 15))
    added = send(owner, "off", off__first="2026-12-01", off__last="2026-12-03", off__note="Congress")
    assert added.status_code == 303
    off = db.session.query(TimeOff).one()
    assert (off.starts, off.ends, off.note) == (at(1, 5), at(4, 5), "Congress")
    answer = owner.get(WEEK)
    assert "One booking lies inside it: it stands until you move or cancel it." in answer.text
    assert "Tuesday, December 1, 2026, 10:00" in answer.text
    assert queries.open_times(physician.id, at(1, 5), at(4, 5), NOW) == []
    assert send(owner, f"off/{off.id}/delete").status_code == 303
    assert len(queries.open_times(physician.id, at(1, 5), at(4, 5), NOW)) == 47


@pytest.mark.both
def test_each_booking_inside_a_time_off_is_kept_moved_or_cancelled_by_itself(
    owner: Client, physician: Physician
) -> None:
    with transaction.unit():
        rows = [
            consultations.confirmed(physician, starts=at(1, hour), email=f"at-{hour}@example.org") for hour in (15, 17)
        ]
        off = make.time_off(physician, at(1, 5), at(2, 5))
        first, second = [(row.reference, row.claim_id) for row in rows]
    page = owner.get(WEEK).text
    for reference, claim in (first, second):
        assert f"/practice/consultations/{reference}/propose" in page
        assert f"/practice/consultations/{reference}/cancel" in page
        assert f"{WEEK}/off/{off.id}/keep/{claim}" in page
    for _ in range(2):  # twice is once
        assert send(owner, f"off/{off.id}/keep/{first[1]}").status_code == 303
    page = owner.get(WEEK).text
    assert f"{WEEK}/off/{off.id}/keep/{first[1]}" not in page
    assert f"{WEEK}/off/{off.id}/keep/{second[1]}" in page
    assert "They stand until you change them." in page
    assert send(owner, f"off/{off.id}/keep/{second[1]}").status_code == 303
    assert "They stand until you change them." not in owner.get(WEEK).text


def test_a_booking_that_lies_elsewhere_or_is_another_s_is_not_kept(
    owner: Client, physician: Physician, cast: Cast
) -> None:
    with transaction.unit():
        outside, inside = make.booking(physician, at(3, 15)).id, make.booking(physician, at(1, 15)).id
        off = make.time_off(physician, at(1, 5), at(2, 5)).id
        stranger = db.session.query(Physician).filter(Physician.slug == "other").one()
        other = make.time_off(stranger, at(1, 5), at(2, 5)).id
    for path in (f"off/{off}/keep/{outside}", f"off/{other}/keep/{inside}", f"off/{off + 99}/keep/{inside}"):
        assert send(owner, path).status_code == 404
    assert db.session.query(KeptBooking).count() == 0


def test_a_kept_booking_that_moves_is_asked_about_again(owner: Client, physician: Physician) -> None:
    with transaction.unit():
        claim = make.booking(physician, at(1, 15))
        off = make.time_off(physician, at(1, 5), at(2, 5))
    send(owner, f"off/{off.id}/keep/{claim.id}")
    assert "Kept" in owner.get(WEEK).text
    with transaction.unit():
        db.session.query(Claim).filter(Claim.id == claim.id).update({"visit_starts": at(1, 15) + timedelta(minutes=10)})
    assert f"{WEEK}/off/{off.id}/keep/{claim.id}" in owner.get(WEEK).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"last": "2026-12-01"}, "Write the first day."),
        ({"first": "2026-12-02", "last": "2026-12-01"}, "The end lies before the beginning."),
        ({"first": "2026-12-01", "last": "2026-12-01", "starts": "10:00", "ends": "10:00"}, "The end lies before"),
        ({"first": "2026-12-01", "last": "2026-12-01", "note": "x" * 121}, "too long"),
    ],
)
def test_bad_time_off_is_told(owner: Client, fields: dict[str, str], words: str) -> None:
    answer = send(owner, "off", **{f"off__{name}": value for name, value in fields.items()})
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.query(TimeOff).count() == 0


GOOD = {
    "set__length_video": "45",
    "set__length_telephone": "20",
    "set__step": "15",
    "set__buffer_before": "5",
    "set__buffer_after": "10",
    "set__notice_hours": "48",
    "set__window": "30",
    "set__daily_cap": "4",
    "set__weekly_cap": "",
    "set__countries": "us, CA",
    "set__video_address": "https://meet.example.org/room",
}


@pytest.mark.both
def test_settings_are_saved_and_shown(owner: Client, physician: Physician) -> None:
    assert send(owner, "settings", **GOOD, set__reasons="repair", set__languages="fr").status_code == 303
    assert queries.booking_rules(physician.id) == BookingSettings(
        length_video=45,
        length_telephone=20,
        step=15,
        buffer_before=5,
        buffer_after=10,
        notice=48 * 60,
        window=30,
        daily_cap=4,
        accepts_reasons=("repair",),
        accepts_countries=("US", "CA"),
        accepts_languages=("fr",),
        video_address="https://meet.example.org/room",
    )
    text = owner.get(WEEK).text
    assert 'value="US, CA"' in text
    assert 'value="48"' in text
    assert text.count("checked") >= 2


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("step", "7", "five divides"),
        ("step", "0", "from 5 to 240"),
        ("step", "", "from 5 to 240"),
        ("length_video", "1e3", "from 10 to 240"),
        ("buffer_after", "-5", "from 0 to 120"),
        ("notice_hours", "9" * 30, "from 0 to 720"),
        ("window", "0", "from 1 to 365"),
        ("daily_cap", "0", "from 1 to 100"),
        ("countries", "Atlantis", "is not the two-letter code"),
        ("video_address", "http://meet.example.org", "must begin with https://"),
        ("video_address", "https://", "must begin with https://"),
        ("video_address", "javascript:alert(1)", "must begin with https://"),
        ("video_address", "https://user:secret@meet.example.org", "must begin with https://"),
        ("video_address", "https://meet.example.org/a b", "must begin with https://"),
        ("video_address", "https://[::1", "must begin with https://"),
        ("video_address", "https://localhost", "must begin with https://"),
        ("reasons", "dance", "is not a valid choice"),
    ],
)
def test_bad_settings_are_told(owner: Client, physician: Physician, name: str, value: str, words: str) -> None:
    answer = send(owner, "settings", **{**GOOD, f"set__{name}": value})
    assert answer.status_code == 422
    assert words in answer.text.replace("&#39;", "'")
    assert queries.booking_rules(physician.id) == BookingSettings()


def test_the_editor_costs_the_same_for_few_and_many_rows(owner: Client, physician: Physician) -> None:
    cost = []
    for rows in (1, 3):
        with transaction.unit():
            for n in range(rows):
                make.booking(physician, at(rows, 15) + n * timedelta(hours=1))
                make.time_off(physician, at(1, 0), at(2 + n, 0))
                make.exception(physician, date(2026, 12, 7 + n))
        with counted() as sent:
            assert owner.get(WEEK).status_code == 200
        cost.append(len(sent))
    assert cost[0] == cost[1]


def test_hours_of_somebody_else_are_not_there_whatever_the_form_says(owner: Client, physician: Physician) -> None:
    for fields in ({}, {"rule__starts": "nonsense"}):
        assert send(owner, f"rules/{other_rule()}", **fields).status_code == 404
