"""The page of times, its JSON, and the choice of a time."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from directory.core import transaction
from directory.core.db import db
from directory.physicians.models import Physician
from directory.physicians.rules import Standing, VisitKind
from directory.scheduling import actions, queries
from directory.scheduling.models import Claim
from directory.scheduling.rules import BookingSettings, Holder, HoldRequest
from tests.cast import csrf_token
from tests.conftest import NOW, Client
from tests.factories import scheduling as make
from tests.factories.scheduling import at
from tests.scheduling.test_queries import counted

TEN = at(1, 15)


@pytest.fixture
def physician(context: Flask, set_settings: Callable[..., None]) -> Physician:
    """The pages read the clock: it is set to the time of the tests."""
    set_settings(clock_offset=NOW - datetime.now(UTC))
    with transaction.unit():
        return make.available(telephone=True, written=True, slug="robin-vale", name="Robin Vale", length_telephone=20)


def page(client: Client, **asked: str) -> TestResponse:
    return client.get("/physicians/robin-vale/times", query_string={"from": "2026-12-01", **asked})


def choose(client: Client, json: bool = False, **fields: Any) -> TestResponse:
    token = csrf_token(client, "/physicians/robin-vale/times?from=2026-12-01")
    headers = {"Accept": "application/json"} if json else {}
    return client.post("/physicians/robin-vale/hold", data={"csrf_token": token, **fields}, headers=headers)


def values(answer: TestResponse) -> list[str]:
    return re.findall(r'type="radio" name="start"[^>]*value="([^"]+)"', answer.text)


def labels(answer: TestResponse) -> list[str]:
    """What a screen reader says for each time."""
    found = re.findall(r'<label class="time"><input[^>]*>(.*?)</label>', answer.text)
    return [" ".join(re.sub(r"<[^>]+>", "", each).split()) for each in found]


def test_a_video_call_without_a_room_is_not_offered(
    physician: Physician, client: Client, set_settings: Callable[..., None]
) -> None:
    assert "Video call" in page(client).text
    set_settings(video_url="")
    without = page(client)
    assert ("Video call" in without.text, "Telephone call" in without.text) == (False, True)
    assert 'name="kind" value="telephone"' in page(client, kind="video").text
    with transaction.unit():
        physician.telephone = physician.written = False
    assert "takes no bookings at the moment" in page(client).text


@pytest.mark.both
def test_times_are_radios_with_full_labels(physician: Physician, client: Client) -> None:
    answer = page(client)
    assert answer.status_code == 200
    assert values(answer)[0] == "2026-12-01T14:00:00Z"
    assert re.sub(r"\s", " ", labels(answer)[1]) == "Tuesday, December 1, 2026, 9:30 AM Eastern Time"
    assert "Eastern Time (UTC-05:00)" in answer.text
    assert "free of charge" in answer.text


def test_at_most_fourteen_days_a_page_with_links_on(physician: Physician, client: Client) -> None:
    answer = page(client, days="62")
    days = {value[:10] for value in values(answer)}
    assert (min(days), max(days)) == ("2026-12-01", "2026-12-14")
    assert "from=2026-12-15" in answer.text
    assert "from=2026-11-24" in answer.text
    first = client.get("/physicians/robin-vale/times")
    assert "Earlier days" not in first.text


def test_days_are_those_of_the_readers_zone_which_is_remembered(physician: Physician, client: Client) -> None:
    tokyo = page(client, zone="Asia/Tokyo", days="1")
    # 1 December in Tokyo ends at 15:00 UTC: 9:00 and 9:30 in New York.
    assert [each for each in values(tokyo) if not "2026-11-30T15:00" <= each < "2026-12-01T15:00"] == []
    assert values(tokyo)[-2:] == ["2026-12-01T14:00:00Z", "2026-12-01T14:30:00Z"]
    assert "Japan" in tokyo.text
    again = page(client)
    assert "(UTC+09:00)" in again.text
    assert "data-guess-zone" not in again.text


def test_the_browser_is_asked_for_its_zone_until_one_is_chosen(physician: Physician, client: Client) -> None:
    assert "data-guess-zone" in page(client).text
    assert "data-guess-zone" not in page(client, zone="America/New_York").text


def test_the_repeated_hour_is_told_apart(physician: Physician, client: Client) -> None:
    with transaction.unit():
        make.exception(physician, datetime(2027, 11, 7, tzinfo=UTC).date(), opens=True, starts=60, ends=120)
        actions.change_settings(physician.id, BookingSettings(window=365), NOW)
    answer = client.get("/physicians/robin-vale/times?from=2027-11-07&days=1")
    assert values(answer) == [f"2027-11-07T{clock}:00Z" for clock in ("05:00", "05:30", "06:00", "06:30")]
    shown = [re.sub(r"\s", " ", each) for each in labels(answer)]
    assert [each.split(", ")[-1] for each in shown] == [
        ["2027", "1:00 AM EDT Eastern Time"][-1],
        "1:30 AM EDT Eastern Time",
        "1:00 AM EST Eastern Time",
        "1:30 AM EST Eastern Time",
    ]


def test_an_empty_stretch_leads_to_the_next_day_with_times(physician: Physician, client: Client) -> None:
    with transaction.unit():
        make.time_off(physician, at(1, 0), at(21, 5))
    answer = page(client)
    assert values(answer) == []
    assert "Skip to the next available day: Monday, December 21, 2026" in answer.text
    assert "from=2026-12-21" in answer.text


def test_an_empty_calendar_says_what_to_do(physician: Physician, client: Client) -> None:
    with transaction.unit():
        make.time_off(physician, NOW, NOW + timedelta(days=400))
    answer = page(client)
    assert "has no times available" in answer.text
    assert 'href="/physicians"' in answer.text
    assert "Look at: Written opinion" in answer.text


def test_who_takes_no_bookings_is_shown_kindly(physician: Physician, client: Client) -> None:
    with transaction.unit():
        db.session.get_one(Physician, physician.id).booking_paused = True
    answer = page(client)
    assert answer.status_code == 200
    assert "takes no bookings at the moment" in answer.text
    assert values(answer) == []
    assert choose_without_page(client, physician).status_code == 409


def choose_without_page(client: Client, physician: Physician) -> TestResponse:
    token = csrf_token(client)
    data = {"csrf_token": token, "start": "2026-12-01T15:00:00Z", "kind": "video"}
    return client.post(f"/physicians/{physician.slug}/hold", data=data)


def test_a_stranger_to_the_site_is_not_there(physician: Physician, client: Client) -> None:
    assert client.get("/physicians/nobody/times").status_code == 404
    assert client.get("/physicians/nobody/times.json").status_code == 404
    with transaction.unit():
        db.session.get_one(Physician, physician.id).standing = Standing.DRAFT
    assert page(client).status_code == 404


BAD = [
    "from=2026-02-30",
    "from=tomorrow",
    "from=9999-12-31",
    "from=0001-01-01",
    "from=20261201",
    "from=٢٠٢٦-١٢-٠١",
    "days=0",
    "days=63",
    "days=-1",
    "days=1e1",
    "days=14.5",
    "days=99999999999999999999",
    "zone=Mars/Olympus",
    "zone=../../etc/passwd",
    "zone=%00",
    "kind=dance",
    "kind=video&kind=written",
    "from=2026-12-01&from=2026-12-02",
    "days=1&days=2",
    "zone=UTC&zone=Asia/Tokyo",
]


@pytest.mark.parametrize("query", BAD)
def test_a_bad_address_is_told_and_the_page_still_helps(physician: Physician, client: Client, query: str) -> None:
    shown = client.get(f"/physicians/robin-vale/times?{query}")
    assert shown.status_code == 400
    assert "This address could not be understood" in shown.text
    assert values(shown) != []
    told = client.get(f"/physicians/robin-vale/times.json?{query}")
    assert told.status_code == 400
    assert set(told.get_json()) >= {"error", "message"}


@pytest.mark.both
def test_the_json(physician: Physician, client: Client) -> None:
    answer = client.get("/physicians/robin-vale/times.json?from=2026-12-01&days=1&zone=Asia/Kolkata&kind=telephone")
    assert answer.mimetype == "application/json"
    body = answer.get_json()
    assert {name: body[name] for name in ("physician", "zone", "from", "days")} == {
        "physician": "robin-vale",
        "zone": "Asia/Kolkata",
        "from": "2026-12-01",
        "days": 1,
    }
    assert set(body) == {"physician", "zone", "from", "days", "times"}
    assert body["times"][-1] == {
        "start": "2026-12-01T18:00:00Z",
        "end": "2026-12-01T18:20:00Z",
        "local": "2026-12-01T23:30:00+05:30",
        "kind": "telephone",
    }
    every = client.get("/physicians/robin-vale/times.json?days=62").get_json()
    assert {each["kind"] for each in every["times"]} == {"video", "telephone"}


def test_the_json_of_no_times(physician: Physician, client: Client) -> None:
    body = client.get("/physicians/robin-vale/times.json?from=2020-01-01").get_json()
    assert body["times"] == []


@pytest.mark.parametrize("bookings", [1, 3])
def test_the_page_costs_the_same_whatever_is_booked(physician: Physician, client: Client, bookings: int) -> None:
    with transaction.unit():
        for n in range(bookings):
            make.booking(physician, TEN + n * timedelta(hours=1))
    with counted() as sent:
        page(client)
    times = [
        statement
        for statement in sent
        if "weekly_rules" in statement or "claims" in statement or "booking_rules" in statement
    ]
    assert (len(times), len(sent)) == (3, 5)
    with counted() as sent:
        client.get("/physicians/robin-vale/times.json?days=62")
    assert len(sent) == 4


@pytest.mark.both
def test_choosing_a_time_holds_it_and_goes_on_to_the_book_pages(physician: Physician, client: Client) -> None:
    answer = choose(client, start="2026-12-01T15:00:00Z", kind="video")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/book/you")
    with client.session_transaction() as cookie:
        booking, visitor = cookie["booking"], cookie["visitor"]
    held = db.session.get_one(Claim, booking["claim"])
    assert booking == {"physician": physician.id, "visit": "video", "claim": held.id}
    assert (held.visit_starts, held.session, held.network) == (TEN, visitor, "127.0.0.1")


def test_another_offset_for_the_same_instant_is_understood(physician: Physician, client: Client) -> None:
    assert choose(client, start="2026-12-01T10:00:00-05:00", kind="video").status_code == 303


def test_choosing_twice_is_one_hold(physician: Physician, client: Client) -> None:
    for _ in range(2):
        assert choose(client, start="2026-12-01T15:00:00Z", kind="video").status_code == 303
    assert db.session.query(Claim).count() == 1


def test_a_written_opinion_needs_no_time_and_gives_up_the_one_held(physician: Physician, client: Client) -> None:
    choose(client, start="2026-12-01T15:00:00Z", kind="video")
    assert choose(client, kind="written").status_code == 303
    with client.session_transaction() as cookie:
        assert cookie["booking"] == {"physician": physician.id, "visit": "written", "claim": None}
        assert queries.live_hold(cookie["visitor"], NOW) is None


def taken_by_another(physician: Physician) -> None:
    with transaction.unit():
        actions.hold(HoldRequest(physician.id, TEN, VisitKind.VIDEO), Holder("z" * 32, "192.0.2.9"), NOW)


@pytest.mark.both
def test_a_taken_time_is_answered_with_the_three_nearest(physician: Physician, client: Client) -> None:
    taken_by_another(physician)
    answer = choose(client, start="2026-12-01T15:00:00Z", kind="video")
    assert answer.status_code == 409
    assert "This time was just taken" in answer.text
    nearest = ["2026-12-01T14:00:00Z", "2026-12-01T14:30:00Z", "2026-12-01T15:30:00Z"]
    assert values(answer)[:3] in (nearest, ["2026-12-01T14:30:00Z", "2026-12-01T15:30:00Z", "2026-12-01T16:00:00Z"])
    assert answer.text.count("<title>Error: ") == 1
    told = choose(client, json=True, start="2026-12-01T15:00:00Z", kind="video")
    assert told.status_code == 409
    assert told.get_json() == {
        "error": "SlotTaken",
        "message": "This time was just taken. Please choose another one.",
        "nearest": values(answer)[:3],
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose a video call"),
        ({"kind": "video"}, "Choose a time."),
        ({"kind": "dance", "start": "2026-12-01T15:00:00Z"}, "Choose a video call"),
        ({"kind": "video", "start": "2026-12-01T15:00:00"}, "has no time zone"),
        ({"kind": "video", "start": "2027-03-14T02:30:00"}, "has no time zone"),
        ({"kind": "video", "start": "2026-11-01T15:00:00Z"}, "in the past"),
        ({"kind": "video", "start": "2026-11-24T20:00:00Z"}, "too soon"),
        ({"kind": "video", "start": "2026-12-01T03:00:00Z"}, "not offered"),
        ({"kind": "video", "start": "2026-12-01T15:00:30Z"}, "without seconds"),
        ({"kind": "video", "start": "9999-12-31T23:59:00-05:00"}, "does not exist"),
        ({"kind": "video", "start": "9999-12-31T23:59:00Z"}, "too far ahead"),
        ({"kind": "video", "start": "2026-13-45T25:99:00Z"}, "does not exist"),
        ({"kind": "video", "start": "\x00' OR 1=1 --"}, "not a time"),
        ({"kind": "video", "start": "x" * 100_000}, "not a time"),
        ({"kind": ["video", "video"], "start": "2026-12-01T15:00:00Z"}, "one time only"),
        ({"kind": "video", "start": ["2026-12-01T15:00:00Z", "2026-12-01T15:30:00Z"]}, "one time only"),
    ],
)
def test_a_bad_choice_is_told(physician: Physician, client: Client, fields: dict[str, Any], words: str) -> None:
    answer = choose(client, **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert "There is a problem" in answer.text
    assert choose(client, json=True, **fields).status_code == 422
    assert db.session.query(Claim).count() == 0


def test_a_choice_without_the_pages_token_is_refused(physician: Physician, client: Client) -> None:
    data = {"start": "2026-12-01T15:00:00Z", "kind": "video"}
    assert client.post("/physicians/robin-vale/hold", data=data).status_code == 403


def test_too_many_holds_say_when_to_try_again(
    physician: Physician, client: Client, set_settings: Callable[..., None]
) -> None:
    set_settings(rate_limits=True)
    for n in range(10):
        starts = (TEN + n * timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert choose(client, start=starts, kind="video").status_code == 303
    answer = choose(client, start="2026-12-02T15:00:00Z", kind="video")
    assert answer.status_code == 429
    assert 500 < int(answer.headers["Retry-After"]) <= 600


def test_a_time_of_a_link_is_chosen_already(physician: Physician, client: Client) -> None:
    answer = page(client, start="2026-12-01T15:00:00Z")
    assert re.findall(r'value="([^"]+)" checked', answer.text) == ["2026-12-01T15:00:00Z"]


def test_licences_and_what_is_accepted_are_said(physician: Physician, client: Client) -> None:
    assert "is licensed in: Massachusetts (United States)" in page(client).text
    abroad = page(client, zone="Europe/Paris")
    assert (
        "is not licensed where you are. You can get general information, not treatment or a prescription."
        in abroad.text
    )
