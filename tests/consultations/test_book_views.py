"""Booking through the pages, without JavaScript: two minutes, no surprise, nothing typed is lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.consultations.models import Consultation, Patient
from directory.consultations.queries import sealed
from directory.consultations.queries.preparing.intake import intake_view
from directory.consultations.rules.states import Appointment, State
from directory.core.clock import now
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind
from directory.scheduling.models import Cell, Claim
from directory.scheduling.rules import ClaimKind
from directory.scheduling.rules.refusals import HoldEnded
from tests.conftest import NOW, Client, browser
from tests.consultations import steps


def consultations(app: Flask) -> list[Consultation]:
    with app.app_context():
        return list(session().scalars(sa.select(Consultation).order_by(Consultation.id)))


@pytest.mark.both
def test_a_booking_from_choice_to_confirmation(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    booked = steps.book(client, app, physician)
    page = client.get(f"/c/{booked.token}/booked")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert booked.reference in text
    assert "robin@example.org" in text
    [made] = consultations(app)
    assert (made.state, made.appointment) == (State.WAITING_FOR_PATIENT, Appointment.BOOKED)
    assert made.starts == booked.starts
    with app.app_context():
        kinds = set(session().scalars(sa.select(LetterRow.kind)))
        claim = session().scalars(sa.select(Claim).where(Claim.id == made.claim_id)).one()
        assert sealed.contact_of(made).name == "Robin"
        assert sealed.answers_of(made)["wish"]["reason"] == "receding"
    assert claim.kind is ClaimKind.BOOKING
    assert {"confirmation", "physician_booked", "reminder", "took_place", "prepare"} <= kinds


def test_the_topic_of_a_link_is_kept_with_the_request_and_not_with_the_next(app: Flask, client: Client) -> None:
    physician, other = steps.available(app), steps.available(app)
    client.get(f"/physicians/{physician.slug}/times?about=widow-s-peak")
    steps.book(client, app, physician)
    steps.book(client, app, other, email="robin2@example.org")
    assert [made.about for made in consultations(app)] == ["widow-s-peak", ""]


def test_nothing_a_person_typed_can_be_read_in_the_database(app: Flask, client: Client) -> None:
    steps.book(client, app, steps.available(app))
    path = Path(app.extensions["settings"].database_url.removeprefix("sqlite:///")).resolve()
    stored = path.read_bytes() + path.with_name(f"{path.name}-wal").read_bytes()
    assert b"waiting_for_patient" in stored
    for words in (b"robin@example.org", b"Robin", b"It began at the temples"):
        assert words not in stored


def test_without_a_chosen_time_the_pages_lead_to_the_directory(client: Client) -> None:
    for path in ("/book/you", "/book/help", "/book/check"):
        assert client.get(path).location == "/physicians"


def test_pages_in_the_wrong_order_lead_to_the_one_that_is_missing(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    steps.hold(client, physician, steps.open_time(app, physician))
    assert client.get("/book/help").location == "/book/you"
    assert client.get("/book/check").location == "/book/you"
    steps.post(client, "/book/you", steps.ABOUT_YOU)
    assert client.get("/book/check").location == "/book/help"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Enter the name we should call you by"),
        ("name", "x" * 121, "This is too long"),
        ("name", " \x00\u202e ", "Enter the name we should call you by"),
        ("email", "", "Enter your e-mail address"),
        ("email", "robin", "Enter an e-mail address in the form"),
        ("email", "a@b@c", "Enter an e-mail address in the form"),
        ("country", "", "Choose the country you live in"),
        ("country", "ZZ", "Not a valid choice"),
        ("adult", "", "Say whether you are 18 or over"),
        ("adult", "no", "this service is for people of 18 and over"),
        ("birth_year", "", "Enter the year you were born"),
        ("birth_year", "85", "Enter the year with four digits"),
        ("birth_year", "٢٠٠٠", "Enter the year with four digits"),
        ("birth_year", "1066", "Enter the year with four digits"),
        ("birth_year", "2020", "this service is for people of 18 and over"),
    ],
)
def test_about_you_says_what_is_wrong_and_keeps_the_rest(
    app: Flask, client: Client, field: str, value: str, sentence: str
) -> None:
    physician = steps.available(app)
    steps.hold(client, physician, steps.open_time(app, physician))
    answer = steps.post(client, "/book/you", {**steps.ABOUT_YOU, field: value})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in text
    kept = "robin@example.org" if field != "email" else "Robin"
    assert kept in text
    assert consultations(app) == []


def test_a_person_born_eighteen_years_ago_is_asked_the_full_date(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    steps.hold(client, physician, steps.open_time(app, physician))
    year = str(now().year - 18)
    asked = steps.post(client, "/book/you", {**steps.ABOUT_YOU, "birth_year": year})
    assert "full date of birth" in asked.get_data(as_text=True)
    full = {**steps.ABOUT_YOU, "birth_year": year, "birth_date": f"{year}-01-01"}
    assert steps.post(client, "/book/you", full).location == "/book/help"


def test_states_are_asked_where_licences_are_given_by_them(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    steps.hold(client, physician, steps.open_time(app, physician))
    missing = steps.post(client, "/book/you", {**steps.ABOUT_YOU, "country": "US"})
    assert "Choose your state or province" in missing.get_data(as_text=True)
    other = steps.post(client, "/book/you", {**steps.ABOUT_YOU, "country": "US", "region": "CA-ON"})
    assert other.status_code == 422
    assert steps.post(client, "/book/you", {**steps.ABOUT_YOU, "country": "US", "region": "US-MA"}).status_code == 303


def test_the_same_form_sent_twice_is_one_booking(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    chosen = steps.open_time(app, physician)
    steps.hold(client, physician, chosen)
    steps.post(client, "/book/you", steps.ABOUT_YOU)
    steps.post(client, "/book/help", steps.HELP)
    page = client.get("/book/check").get_data(as_text=True)
    reference = page.split('name="reference"')[1].split('value="')[1].split('"')[0]
    data = {"consent": "y", "reference": reference, "csrf_token": steps.csrf(page)}
    first, second = client.post("/book/check", data=data), client.post("/book/check", data=data)
    assert first.location == second.location
    assert len(consultations(app)) == 1
    with app.app_context():
        confirmations = sa.select(sa.func.count()).where(LetterRow.kind == "confirmation")
        assert session().scalar(confirmations) == 1


def test_without_consent_nothing_is_sent(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    steps.hold(client, physician, steps.open_time(app, physician))
    steps.post(client, "/book/you", steps.ABOUT_YOU)
    steps.post(client, "/book/help", steps.HELP)
    refused = steps.post(client, "/book/check", {})
    assert refused.status_code == 422
    assert "Tick the box if you agree" in refused.get_data(as_text=True)
    assert [made.state for made in consultations(app)] == [State.DRAFT]


def test_a_second_browser_cannot_take_a_held_time(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    chosen = steps.open_time(app, physician)
    assert steps.hold(client, physician, chosen).status_code == 303
    other = browser(app)
    assert steps.hold(other, physician, chosen).status_code == 409


def test_a_hold_that_ran_out_is_taken_again(app: Flask, client: Client, set_settings: Any) -> None:
    physician = steps.available(app)
    chosen = steps.open_time(app, physician)
    steps.hold(client, physician, chosen)
    steps.post(client, "/book/you", steps.ABOUT_YOU)
    steps.post(client, "/book/help", steps.HELP)
    set_settings(clock_offset=timedelta(minutes=11))
    assert steps.finish(client, chosen).starts == chosen


def test_a_time_lost_meanwhile_keeps_what_was_typed_and_offers_others(
    app: Flask, client: Client, set_settings: Any
) -> None:
    physician = steps.available(app)
    chosen = steps.open_time(app, physician)
    steps.hold(client, physician, chosen)
    steps.post(client, "/book/you", steps.ABOUT_YOU)
    steps.post(client, "/book/help", steps.HELP)
    set_settings(clock_offset=timedelta(minutes=11))
    other = browser(app)
    assert steps.hold(other, physician, chosen).status_code == 303
    refused = steps.post(client, "/book/check", {"consent": "y"})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "just taken" in text
    assert text.count('name="start"') == 3
    assert "It began at the temples." in text


def test_a_written_request_has_no_time(app: Flask, client: Client) -> None:
    physician = steps.available(app, visits=[VisitKind.VIDEO, VisitKind.WRITTEN])
    answer = steps.post(
        client,
        f"/physicians/{physician.slug}/hold",
        {"kind": "written"},
        at=f"/physicians/{physician.slug}/times",
    )
    assert answer.status_code == 303
    steps.post(client, "/book/you", steps.ABOUT_YOU)
    steps.post(client, "/book/help", steps.HELP)
    page = client.get("/book/check").get_data(as_text=True)
    reference = page.split('name="reference"')[1].split('value="')[1].split('"')[0]
    client.post("/book/check", data={"consent": "y", "reference": reference, "csrf_token": steps.csrf(page)})
    [made] = consultations(app)
    assert (made.state, made.appointment, made.claim_id) == (State.WAITING_FOR_PATIENT, None, None)
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(Cell)) == 0


def test_two_people_of_one_address_share_one_key_and_may_both_book(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    steps.book(client, app, physician)
    other = browser(app)
    steps.book(other, app, physician, name="Kim", email="ROBIN@example.org")
    first, second = consultations(app)
    assert first.patient_id == second.patient_id
    assert first.vault_id == second.vault_id
    with app.app_context():
        assert sealed.contact_of(second).name == "Kim"
        assert session().scalar(sa.select(sa.func.count()).select_from(Patient)) == 1


def test_ten_megabytes_of_text_are_refused_kindly(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    steps.hold(client, physician, steps.open_time(app, physician))
    answer = steps.post(client, "/book/you", {**steps.ABOUT_YOU, "name": "x" * 10_000_000})
    assert answer.status_code == 413
    assert "too large" in answer.get_data(as_text=True)


def test_what_a_physician_does_not_take_is_said_before_booking_with_others_who_do(app: Flask, client: Client) -> None:
    chosen = steps.available(app, accepts_reasons=["repair"])
    others = [steps.available(app) for _ in range(4)]
    narrow = steps.available(app, accepts_reasons=["repair"])
    steps.hold(client, chosen, steps.open_time(app, chosen))
    steps.post(client, "/book/you", steps.ABOUT_YOU)
    refused = steps.post(client, "/book/help", steps.HELP)
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "does not take this reason" in text
    assert sum(f"/physicians/{other.slug}/times" in text for other in others) == 3
    assert f"/physicians/{narrow.slug}/times" not in text
    assert "It began at the temples." in text
    assert steps.post(client, "/book/help", {**steps.HELP, "reason": "repair"}).location == "/book/check"


def test_a_country_that_is_not_taken_is_said_on_the_first_page(app: Flask, client: Client) -> None:
    physician = steps.available(app, accepts_countries=["US"])
    steps.hold(client, physician, steps.open_time(app, physician))
    refused = steps.post(client, "/book/you", steps.ABOUT_YOU)
    assert "does not take patients from this country" in refused.get_data(as_text=True)
    assert "robin@example.org" in refused.get_data(as_text=True)


def test_a_patient_elsewhere_is_told_about_the_licence_before_booking(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    steps.hold(client, physician, steps.open_time(app, physician))
    steps.post(client, "/book/you", steps.ABOUT_YOU)
    steps.post(client, "/book/help", steps.HELP)
    assert "is not licensed where you are" in client.get("/book/check").get_data(as_text=True)
    licensed = {**steps.ABOUT_YOU, "country": "US", "region": "US-MA"}
    steps.post(client, "/book/you", licensed)
    assert "is not licensed where you are" not in client.get("/book/check").get_data(as_text=True)


def test_a_start_that_is_near_leaves_two_hours_to_open_the_email(app: Flask, client: Client, set_settings: Any) -> None:
    set_settings(clock_offset=NOW - datetime.now(UTC))  # a Tuesday morning where the physician is
    physician = steps.available(app, notice=0)
    near = steps.book(client, app, physician, starts=steps.open_time(app, physician, after=timedelta(0)))
    far = steps.book(client, app, physician, starts=steps.open_time(app, physician))
    assert "within 2 hours" in client.get(f"/c/{near.token}/booked").get_data(as_text=True)
    assert "within 24 hours" in client.get(f"/c/{far.token}/booked").get_data(as_text=True)


@pytest.mark.parametrize(
    ("phone", "sentence"),
    [
        ("", "Enter the telephone number to call you at"),
        ("call me", "Enter a telephone number with its country code"),
        ("123", "Enter a telephone number with its country code"),
        ("9" * 31, "Enter a telephone number with its country code"),
    ],
)
def test_a_telephone_consultation_needs_a_number(app: Flask, client: Client, phone: str, sentence: str) -> None:
    physician = steps.available(app, visits=[VisitKind.TELEPHONE])
    steps.hold(client, physician, steps.open_time(app, physician), "telephone")
    shown = client.get("/book/you").get_data(as_text=True)
    assert "Telephone number</label>" in shown.replace(" <", "<").replace("> ", ">")
    refused = steps.post(client, "/book/you", {**steps.ABOUT_YOU, "phone": phone})
    assert refused.status_code == 422
    assert sentence in refused.get_data(as_text=True)
    taken = steps.post(client, "/book/you", {**steps.ABOUT_YOU, "phone": "020 7946 0018"})
    assert taken.location == "/book/help"


@pytest.mark.parametrize(
    ("phone", "errors"),
    [
        ("", ["Enter the telephone number to call you at"]),
        ("617 555 0123", ["Enter a telephone number with its country code"]),
        ("+1 617 555 0123", ["Choose your state or province"]),  # Boston
        ("+800 1234 5678", ["Choose the country you live in"]),  # of no country
    ],
)
def test_the_number_says_the_country_where_it_was_left_empty(
    app: Flask, client: Client, phone: str, errors: list[str]
) -> None:
    physician = steps.available(app, visits=[VisitKind.TELEPHONE])
    steps.hold(client, physician, steps.open_time(app, physician), "telephone")
    refused = steps.post(client, "/book/you", {**steps.ABOUT_YOU, "country": "", "phone": phone})
    summary = refused.get_data(as_text=True).partition("error-summary")[2].partition("</ul>")[0]
    assert summary.count("<li>") == len(errors)
    assert all(error in summary for error in errors)


def test_a_british_number_alone_tells_the_country(app: Flask, client: Client) -> None:
    physician = steps.available(app, visits=[VisitKind.TELEPHONE])
    page = at_check(app, client, physician, "telephone", country="", phone="+44 20 7946 0018")
    assert "United Kingdom" in page


def at_check(app: Flask, client: Client, physician: Physician, kind: str = "video", **changes: str) -> str:
    """Up to the page on which everything is checked."""
    steps.hold(client, physician, steps.open_time(app, physician), kind)
    assert steps.post(client, "/book/you", {**steps.ABOUT_YOU, **changes}).status_code == 303
    assert steps.post(client, "/book/help", steps.HELP).status_code == 303
    return client.get("/book/check").get_data(as_text=True)


def test_everything_entered_is_checked_each_with_a_way_to_change_it(app: Flask, client: Client) -> None:
    physician = steps.available(app, visits=[VisitKind.TELEPHONE])
    page = at_check(
        app, client, physician, "telephone", country="US", region="US-MA", phone="+1 617 555 0123", birth_year="1979"
    )
    for answer in ("+16175550123", "United States, Massachusetts", "1979", "English", "Robin", "robin@example.org"):
        assert answer in page, answer
    for field in ("phone", "country", "birth_year", "speak", "name", "email"):
        assert f'href="/book/you#{field}"' in page, field


def test_the_zone_is_shown_with_a_way_to_change_it(
    app: Flask, client: Client, set_settings: Callable[..., None]
) -> None:
    set_settings(clock_offset=NOW - datetime.now(UTC))  # in winter
    physician = steps.available(app)
    steps.hold(client, physician, steps.open_time(app, physician))
    page = client.get("/book/you").get_data(as_text=True)
    assert "Your time zone: Eastern Standard Time (UTC-05:00)" in page
    assert f"/physicians/{physician.slug}/times?kind=video#zone" in page


def test_the_language_of_the_browser_is_shown_and_kept_with_the_answers(app: Flask, client: Client) -> None:
    physician = steps.available(app, languages=("en", "es"))
    steps.hold(client, physician, steps.open_time(app, physician))
    page = client.get("/book/you", headers={"Accept-Language": "fr-CA,en;q=0.5"}).get_data(as_text=True)
    assert "Language you would like to speak: French. Change" in page
    assert [tag in page for tag in ('value="en"', 'value="es"', 'value="fr"')] == [True, True, True]
    nonsense = client.get("/book/you", headers={"Accept-Language": "xx-yy, \x7f"}).get_data(as_text=True)
    assert "Language you would like to speak: English. Change" in nonsense
    steps.post(client, "/book/you", {**steps.ABOUT_YOU, "language": "es"})
    steps.post(client, "/book/help", steps.HELP)
    assert "Spanish" in client.get("/book/check").get_data(as_text=True)
    [draft] = consultations(app)
    with app.test_request_context():
        assert sealed.answers_of(draft)["wish"]["language"] == "es"
        [booked, *_tasks] = intake_view(draft)
    assert ("Language to speak", "Spanish") in [(row.question, row.answer) for row in booked.rows]


def test_a_language_that_is_not_offered_is_refused(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    steps.hold(client, physician, steps.open_time(app, physician))
    assert steps.post(client, "/book/you", {**steps.ABOUT_YOU, "language": "tlh"}).status_code == 422


def test_a_language_the_physician_does_not_consult_in_is_said_beside_its_field(app: Flask, client: Client) -> None:
    chosen = steps.available(app, accepts_languages=["es"], languages=("en", "es"))
    narrow = steps.available(app, accepts_languages=["es"])
    other = steps.available(app)
    steps.hold(client, chosen, steps.open_time(app, chosen))
    refused = steps.post(client, "/book/you", {**steps.ABOUT_YOU, "language": "en"})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "does not consult in this language" in text
    assert 'href="#language"' in text
    assert f"/physicians/{other.slug}/times" in text
    assert f"/physicians/{narrow.slug}/times" not in text
    assert steps.post(client, "/book/you", {**steps.ABOUT_YOU, "language": "es"}).location == "/book/help"


def test_keeping_the_time_longer_names_the_minutes_and_empties_no_field(
    app: Flask, client: Client, set_settings: Any
) -> None:
    set_settings(hold_minutes=7)
    physician = steps.available(app)
    steps.hold(client, physician, steps.open_time(app, physician))
    steps.post(client, "/book/you", steps.ABOUT_YOU)
    assert "Keep it 7 minutes longer" in client.get("/book/you").get_data(as_text=True)
    kept = steps.post(client, "/book/renew", {"next": "/book/help"}, at="/book/you")
    assert (kept.status_code, kept.location) == (303, "/book/help")
    token = steps.csrf(client.get("/book/you").get_data(as_text=True))
    set_settings(clock_offset=timedelta(hours=3))
    refused = client.post("/book/renew", data={"csrf_token": token, "next": "/book/you"})
    assert (refused.status_code, refused.location) == (303, "/book/you")
    page = client.get("/book/you").get_data(as_text=True)
    assert HoldEnded.message in page
    assert "robin@example.org" in page
