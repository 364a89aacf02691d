"""Pages of the directory as visitors, members and the office meet them."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import clock, transaction
from directory.core.db import db, session
from directory.core.files import store
from directory.physicians import actions, queries
from directory.physicians.models import (
    Clinic,
    ClinicPhysician,
    Credential,
    Physician,
    Procedure,
    Publication,
    StandingChange,
)
from directory.physicians.rules import (
    ClinicEdit,
    CredentialKind,
    Performer,
    PictureKeeper,
    PriceModel,
    Standing,
    Step,
    Technique,
    VisitKind,
)
from directory.scheduling import actions as scheduling
from directory.scheduling.rules import Holder, HoldRequest, NotBookable
from tests import cast
from tests.conftest import Client
from tests.factories import physicians as make
from tests.factories import scheduling as times

HOSTILE = [
    "\x00",
    "a" * 10_000,
    "‮evil",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "١٢",
    "-1",
    "abc",
    "nan",
    "inf",
    "1e400",
    "%",
    "😀",
]
PARAMETERS = ["near", "q", "radius", "procedure", "language", "kind", "available", "page", "accepts", "about"]


@pytest.fixture
def people(app: Flask) -> cast.Cast:
    with app.app_context():
        return cast.assemble()


def listed(app: Flask, name: str = "Maren Oduya", **values: Any) -> str:
    with app.app_context(), transaction.unit():
        physician = make.physician(name, **values)
        actions.index([physician.id])
        return physician.slug


def own(app: Flask, person: cast.Member, **values: Any) -> str:
    """A profile the person signs in for, with one of everything."""
    with app.app_context(), transaction.unit():
        physician = make.physician("Olive Owner", person_id=person.id, **values)
        make.procedure(physician)
        make.publication(physician)
        return physician.slug


def one(app: Flask, model: type[Any]) -> Any:
    with app.app_context():
        return session().scalars(sa.select(model).order_by(model.id.desc())).first()


# Search


@pytest.mark.both
def test_a_visitor_finds_a_physician_and_opens_the_profile(client: Client, app: Flask) -> None:
    slug = listed(app)
    page = client.get("/physicians?near=Boston")
    assert page.status_code == 200
    assert "1 physician near Boston" in page.text
    assert "Ordered by distance. No physician pays for a place in this list." in page.text
    assert "under 1 mile" in page.text
    profile = client.get(f"/physicians/{slug}")
    assert profile.status_code == 200
    assert "Licensed in" in profile.text
    assert "Massachusetts (United States)" in profile.text


def test_without_a_place_the_other_rule_is_printed(client: Client, app: Flask) -> None:
    listed(app)
    page = client.get("/physicians").text
    assert "The order is drawn by lot each day and is the same for everybody. No physician pays" in page


def test_an_empty_directory_is_a_page(client: Client) -> None:
    page = client.get("/physicians")
    assert (page.status_code, "No physicians found" in page.text) == (200, True)


def test_times_on_a_card_lead_to_the_page_of_times_with_the_time_chosen(client: Client, app: Flask) -> None:
    slug = listed(app)
    with app.app_context(), transaction.unit():
        physician = queries.by_slug(slug)
        for weekday in range(7):
            times.weekly(physician, weekday)
    page = client.get("/physicians").text
    links = re.findall(rf'href="(/physicians/{slug}/times\?[^"]*start=[^"]*)"', page)
    assert len(links) == 3
    assert re.search(r"kind=video&amp;from=\d{4}-\d\d-\d\d&amp;start=\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\dZ", links[0])
    assert "All times" in page


def test_without_open_times_a_card_says_so_and_leads_to_others(client: Client, app: Flask) -> None:
    listed(app)
    page = client.get("/physicians?near=Boston").text
    assert "No times available at present" in page
    assert "/physicians?near=Boston&amp;available=30" in page


def test_a_paused_member_is_shown_without_times(client: Client, app: Flask) -> None:
    slug = listed(app, booking_paused=True)
    assert "Booking is paused at present" in client.get("/physicians").text
    assert "Booking is paused at present." in client.get(f"/physicians/{slug}").text


@pytest.mark.both
def test_who_takes_no_new_patients_says_so_and_cannot_be_booked(client: Client, app: Flask, now: datetime) -> None:
    with app.app_context(), transaction.unit():
        physician = times.available(accepts_new=False, visits=[VisitKind.VIDEO, VisitKind.WRITTEN])
        slug, owner = physician.slug, physician.id
    for page in (client.get("/physicians").text, client.get(f"/physicians/{slug}").text):
        assert "Takes no new patients at present" in page
        assert "Ask for a written opinion" not in page
        assert f"/physicians/{slug}/times" not in page
    assert "takes no bookings at the moment" in client.get(f"/physicians/{slug}/times").text
    assert slug not in client.get("/physicians?available=30&kind=written").text
    asked = HoldRequest(owner, now + timedelta(days=7), VisitKind.VIDEO)
    with app.app_context(), transaction.unit(), pytest.raises(NotBookable):
        scheduling.hold(asked, Holder("browser", "network"), now)


def test_a_video_call_without_a_room_is_not_shown(client: Client, app: Flask, set_settings: Any) -> None:
    slug = listed(app, visits=[VisitKind.VIDEO, VisitKind.TELEPHONE])
    assert 'id="kind-video"' in client.get(f"/physicians/{slug}").text
    set_settings(video_url="")
    page = client.get(f"/physicians/{slug}").text
    assert 'id="kind-video"' not in page
    assert 'id="kind-telephone"' in page


def test_an_empty_result_says_what_to_relax_with_links(client: Client, app: Flask) -> None:
    listed(app)
    page = client.get(
        "/physicians?near=Boston&procedure=smp&language=tr&available=7&accepts=1&radius=25&kind=written&q=xyz"
    ).text
    for text in (
        "Any procedure",
        "Any language",
        "Available at any time",
        "Any distance",
        "Without “xyz”",
        "Any place",
    ):
        assert text in page
    assert (
        "/physicians?near=Boston&amp;q=xyz&amp;radius=25&amp;procedure=smp&amp;kind=written&amp;available=7&amp;accepts=1"
        in page
    )


def test_a_shared_address_shows_the_same_filters(client: Client, app: Flask) -> None:
    listed(app, languages=("en", "es"))
    page = client.get(
        "/physicians?near=Boston&procedure=fue&language=es&language=en&kind=video&available=30&radius=100"
    ).text
    for control in (
        'value="fue" selected',
        'value="es" selected',
        'id="language-en" name="language" value="en" form="search" checked',
        'id="kind-video" name="kind" value="video" form="search" checked',
        'id="available-30" name="available" value="30" form="search" checked',
        'value="100" selected',
    ):
        assert control in page


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_no_address_is_an_error(client: Client, app: Flask, parameter: str) -> None:
    listed(app)
    for value in HOSTILE:
        page = client.get("/physicians", query_string=[(parameter, value), (parameter, value), ("near", "Boston")])
        assert page.status_code == 200, (parameter, value[:20])
        assert "<script>alert" not in page.text


def test_page_numbers_are_read_kindly(client: Client, app: Flask) -> None:
    listed(app)
    for number in ("-1", "0", "abc", "99999999999999", "1.5", "2", "%32"):
        assert "1 physician" in client.get(f"/physicians?page={number}").text


def test_a_second_page_is_linked_with_its_filters(client: Client, app: Flask) -> None:
    with app.app_context(), transaction.unit():
        for _each in range(21):
            make.physician()
    page = client.get("/physicians?near=Boston&kind=video").text
    assert "/physicians?near=Boston&amp;kind=video&amp;page=2" in page
    assert "21 physicians near Boston" in page
    assert client.get("/physicians?near=Boston&kind=video&page=2").text.count('<li class="card">') == 1


def test_miles_where_they_are_used_and_kilometres_elsewhere(client: Client, app: Flask) -> None:
    listed(app)
    with app.app_context(), transaction.unit():
        make.clinic(make.bare_physician())
    assert "miles" in client.get("/physicians?near=New York").text
    page = client.get("/physicians?near=Montreal, Canada").text
    assert re.search(r"\d+ km", page)


def test_the_topic_is_kept_and_anything_else_is_not(client: Client) -> None:
    client.get("/physicians?about=hair-loss-in-women")
    client.get("/physicians?about=<script>")
    client.get(f"/physicians?about={'a' * 61}")
    with client.session_transaction() as kept:
        assert kept["about"] == "hair-loss-in-women"


def test_other_pages_may_mean_something_else_by_it(client: Client) -> None:
    client.get("/concerns/new?about=baldness")
    with client.session_transaction() as kept:
        assert "about" not in kept


def test_the_places_are_credited_as_their_licence_asks(client: Client) -> None:
    page = client.get("/physicians?near=Boston").text
    assert 'href="https://www.geonames.org"' in page
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in page


def test_the_number_of_statements_of_the_page_does_not_grow(client: Client, app: Flask) -> None:
    counts = []
    for more in (1, 2):
        with app.app_context(), transaction.unit():
            for _each in range(more):
                times.weekly(make.physician(), 0)
        seen: list[str] = []
        with app.app_context():
            engine = db.engine

        def note(_c: object, _k: object, statement: str, *_rest: object, into: list[str] = seen) -> None:
            into.append(statement)

        sa.event.listen(engine, "before_cursor_execute", note)
        client.get("/physicians?near=Boston")
        sa.event.remove(engine, "before_cursor_execute", note)
        counts.append(len([each for each in seen if each.lstrip().startswith(("SELECT", "WITH"))]))
    assert counts[0] == counts[1]
    assert counts[0] <= 14


# Profile


def test_a_profile_shows_what_earns_trust(client: Client, app: Flask) -> None:
    with app.app_context(), transaction.unit():
        physician = make.physician(
            "Maren Oduya", statement="I plan\nslowly.", out_of_hours="617-555-HAIR", out_of_hours_number="+16175554247"
        )
        make.clinic(physician, position=1, name="Second Rooms", phone="800-NEW-HAIR", phone_number="+18006394247")
        offer = make.procedure(
            physician,
            variant="manual punch",
            price_model=PriceModel.GRAFT,
            currency="USD",
            price_low=450,
            price_high=900,
            price_as_of=date(2026, 9, 1),
        )
        offer.steps.append(make.step(Step.PLACEMENT, Performer.TECHNICIAN, trained_by="Dr Example"))
        offer.steps.append(make.step(Step.SITES, Performer.NAMED_PHYSICIAN, named="Dr Bo Li"))
        make.publication(physician, address="https://doi.org/10.1000/1")
        make.result(physician)
        make.credential(
            physician, CredentialKind.BOARD, title="Diplomate", issuer="A board", verified_on=None, verified_by=""
        )
        slug = physician.slug
    page = client.get(f"/physicians/{slug}").text
    for text in (
        "I plan\nslowly.", 'href="tel:+18006394247">800-NEW-HAIR', "Second Rooms", "617-555-HAIR",
        "$4.50 – $9 per graft", "Sep 1, 2026", "A technician", "trained by Dr Example", "Dr Bo Li",
        "https://doi.org/10.1000/1", "A board", "not verified", "Malpractice cover until Jun 30, 2030",
        'class="compare"', "2,400 grafts", "12 months after", "attests that the pictures are not retouched",
        "you can get general information, not treatment or a prescription",
    ):  # fmt: skip
        assert text in page, text


def test_the_setting_for_other_places_is_told(client: Client, app: Flask, set_settings: Any) -> None:
    slug = listed(app)
    set_settings(other_places="refuse")
    assert "Patients elsewhere cannot book a consultation." in client.get(f"/physicians/{slug}").text
    set_settings(other_places="written")
    assert "can ask for a written opinion with general information" in client.get(f"/physicians/{slug}").text


def test_booking_is_paused_while_a_licence_is_not_confirmed(client: Client, app: Flask) -> None:
    with app.app_context(), transaction.unit():
        physician = make.bare_physician()
        make.licence(physician, expires=date(2020, 1, 1))
        make.cover(physician)
        slug = physician.slug
    page = client.get(f"/physicians/{slug}").text
    assert "Booking is paused while we confirm the licence." in page
    assert "All times" not in page
    assert slug not in client.get("/physicians").text


@pytest.mark.both
@pytest.mark.parametrize("standing", [Standing.LAPSED, Standing.REMOVED, Standing.RESIGNED])
def test_a_former_member_has_a_page_without_reasons(client: Client, app: Flask, standing: Standing) -> None:
    slug = listed(app, standing=standing, left_on=date(2026, 10, 5))
    page = client.get(f"/physicians/{slug}")
    assert page.status_code == 410
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "Dr Maren Oduya is no longer a member since October 2026." in page.text
    assert standing.value not in page.text.lower()
    assert slug not in client.get("/physicians").text


def test_suspended_and_draft_are_not_there(client: Client, app: Flask) -> None:
    suspended = client.get(f"/physicians/{listed(app, 'A B', standing=Standing.SUSPENDED)}")
    assert (suspended.status_code, "This profile is not available at present." in suspended.text) == (404, True)
    draft = client.get(f"/physicians/{listed(app, 'C D', standing=Standing.DRAFT)}")
    assert (draft.status_code, "not available at present" in draft.text) == (404, False)
    for slug in ("nobody", "a" * 5000, "%00", "..%2f..", "‮"):
        assert client.get(f"/physicians/{slug}").status_code == 404


def test_pictures_of_the_store_are_served_only_with_their_profile(client: Client, app: Flask) -> None:
    slug = listed(app)
    with app.app_context():
        store().put("results/one", b"before")
        with transaction.unit():
            physician = queries.by_slug(slug)
            row = make.result(physician, keeper=PictureKeeper.FILES, before="results/one", after="results/gone")
            static = make.result(physician)
            ids, owner = (row.id, static.id), physician.id
    assert client.get(f"/physicians/{slug}/results/{ids[0]}/before").data == b"before"
    assert client.get(f"/physicians/{slug}/results/{ids[0]}/after").status_code == 404
    assert client.get(f"/physicians/{slug}/results/{ids[1]}/before").status_code == 404
    assert client.get(f"/physicians/{slug}/results/{ids[0]}/sideways").status_code == 404
    with app.app_context(), transaction.unit():
        actions.set_standing(owner, Standing.SUSPENDED, "system", clock.now())
    assert client.get(f"/physicians/{slug}/results/{ids[0]}/before").status_code == 404


# Who may do what

PAGES = ["/practice/profile", "/practice/profile/about", "/practice/profile/preview", "/practice/profile/clinics/new"]
OFFICE = [
    "/office/physicians",
    "/office/physicians/new",
    "/office/physicians/x",
    "/office/physicians/x/credentials/new",
]


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    for path in PAGES + OFFICE:
        assert (client.get(path).status_code, path) == (303, path) or client.get(path).status_code == 302, path


def test_each_role_has_its_own_pages_only(app: Flask, people: cast.Cast) -> None:
    own(app, people.owner)
    physician, office = app.test_client(), app.test_client()
    cast.sign_in_fast(physician, people.owner)
    cast.sign_in_fast(office, people.coordinator)
    assert [physician.get(path).status_code for path in PAGES] == [200] * 4
    assert [physician.get(path).status_code for path in OFFICE] == [403] * 4
    assert [office.get(path).status_code for path in PAGES] == [403] * 4


def test_a_physician_without_a_profile_gets_a_404(client: Client, people: cast.Cast) -> None:
    cast.sign_in_fast(client, people.other)
    assert client.get("/practice/profile").status_code == 404


def test_a_member_cannot_reach_into_anothers_profile(client: Client, app: Flask, people: cast.Cast) -> None:
    own(app, people.owner)
    with app.app_context(), transaction.unit():
        stranger = make.physician(person_id=people.other.id)
        ids = {"procedures": make.procedure(stranger).id, "publications": make.publication(stranger).id}
        ids["clinics"] = queries.clinics(stranger.id)[0].id
    cast.sign_in_fast(client, people.owner)
    token = cast.csrf_token(client, "/practice/profile/about")
    for part, row_id in ids.items():
        assert client.get(f"/practice/profile/{part}/{row_id}").status_code == 404
        for verb in ("remove", "leave", "first"):
            answer = client.post(f"/practice/profile/{part}/{row_id}/{verb}", data={"csrf_token": token})
            assert answer.status_code == 404
    assert one(app, Procedure) is not None


# The member's editor

ABOUT: dict[str, Any] = {
    "statement": "Plain words.",
    "languages": ["en", "tr"],
    "visits": ["video", "written"],
    "accepts_new": "y",
}


@pytest.mark.both
def test_a_member_describes_oneself(client: Client, app: Flask, people: cast.Cast) -> None:
    slug = own(app, people.owner)
    cast.sign_in_fast(client, people.owner)
    fields = {**ABOUT, "groups": ["women"], "out_of_hours": "+1 800 NEW HAIR", "largest_session": "4200"}
    answer = cast.post_form(client, "/practice/profile/about", **fields)
    assert answer.status_code == 303
    with app.app_context():
        row = queries.by_slug(slug)
        assert (row.statement, list(row.languages), row.visits) == (
            "Plain words.",
            ["en", "tr"],
            [VisitKind.VIDEO, VisitKind.WRITTEN],
        )
        assert (row.out_of_hours, row.out_of_hours_number, row.largest_session) == (
            "+1 800 NEW HAIR",
            "+18006394247",
            4200,
        )
        assert row.confirmed_on == clock.now().date()
    again = cast.post_form(client, "/practice/profile/about", **{**ABOUT, "languages": ["tr", "de"]})
    assert again.status_code == 303
    with app.app_context():
        assert sorted(queries.by_slug(slug).languages) == ["de", "tr"]


def test_a_superlative_is_refused_beside_the_field_and_the_words_are_kept(
    client: Client, app: Flask, people: cast.Cast
) -> None:
    slug = own(app, people.owner)
    cast.sign_in_fast(client, people.owner)
    answer = cast.post_form(client, "/practice/profile/about", **{**ABOUT, "statement": "Simply the best, my friend."})
    assert answer.status_code == 422
    assert "Please leave out “best”" in answer.text
    assert "Simply the best, my friend." in answer.text
    assert client.get(f"/physicians/{slug}").text.count("Simply the best") == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("statement", "a" * 601), ("languages", "xx"), ("visits", "fax"), ("groups", "everybody"),
     ("out_of_hours", "hello"),
     ("practising_since", "1066"), ("share_percent", "101"), ("largest_session", "١٢"), ("largest_session", "-5")],
)  # fmt: skip
def test_what_cannot_be_right_is_said_at_its_field(
    client: Client, app: Flask, people: cast.Cast, field: str, value: str
) -> None:
    own(app, people.owner)
    cast.sign_in_fast(client, people.owner)
    answer = cast.post_form(client, "/practice/profile/about", **{**ABOUT, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "There is a problem" in answer.text


@pytest.mark.both
def test_a_clinic_gets_its_place_from_its_town(client: Client, app: Flask, people: cast.Cast) -> None:
    own(app, people.owner)
    cast.sign_in_fast(client, people.owner)
    path = "/practice/profile/clinics/new"
    answer = cast.post_form(client, path, name="Rooms", town="Vancouver, British Columbia", phone="604 555 0142")
    assert answer.status_code == 303
    row = one(app, Clinic)
    assert (row.city, row.region, row.country, row.zone) == ("Vancouver", "BC", "CA", "America/Vancouver")
    assert (row.phone, row.phone_number, round(row.latitude)) == ("604 555 0142", "+16045550142", 49)
    moved = cast.post_form(
        client,
        f"/practice/profile/clinics/{row.id}",
        name="Rooms",
        town="Lyon, France",
        phone="",
        latitude="45.7",
        longitude="4.8",
    )
    assert moved.status_code == 303
    assert (one(app, Clinic).country, one(app, Clinic).latitude) == ("FR", 45.7)
    for name in ("first", "leave"):
        gone = cast.post_form(client, f"/practice/profile/clinics/{row.id}/{name}", at=path)
        assert gone.status_code == 303
    with app.app_context():
        assert [clinic.city for clinic in queries.clinics(queries.own_or_404(people.owner.id).id)] == ["Boston"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("town", "qqqqxzxz"), ("town", "France"), ("town", ""), ("phone", "12"), ("latitude", "nan"),
     ("longitude", "181"), ("name", "\x00")],
)  # fmt: skip
def test_a_clinic_that_cannot_be_right_is_refused(
    client: Client, app: Flask, people: cast.Cast, field: str, value: str
) -> None:
    own(app, people.owner)
    cast.sign_in_fast(client, people.owner)
    fields = {"name": "Rooms", "town": "Lyon, France", field: value}
    answer = cast.post_form(client, "/practice/profile/clinics/new", **fields)
    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    assert one(app, Clinic).city == "Boston"


def test_a_shared_clinic_is_copied_before_it_is_changed(app: Flask) -> None:
    with app.app_context(), transaction.unit():
        mine, colleague = make.physician(), make.bare_physician()
        shared = queries.clinics(mine.id)[0]
        session().add(ClinicPhysician(clinic_id=shared.id, physician_id=colleague.id, position=0))
        session().flush()
        edit = ClinicEdit("New name", "", "Lyon, France", "", "", None, None)
        actions.edit_clinic(mine.id, shared.id, edit)
        assert [clinic.name for clinic in queries.clinics(colleague.id)] == ["Harbor Clinic"]
        assert [(clinic.name, clinic.city) for clinic in queries.clinics(mine.id)] == [("New name", "Lyon")]


PROCEDURE = {
    "technique": "fue", "variant": "long hair", "price_model": "graft", "currency": "usd", "price_low": "4.50",
    "price_high": "9", "price_as_of": "2026-09-01", "step_placement-performer": "named_physician",
    "step_placement-named": "Dr Bo Li", "step_pigmentation-performer": "technician",
}  # fmt: skip


@pytest.mark.both
def test_a_procedure_names_who_performs_each_step(client: Client, app: Flask, people: cast.Cast) -> None:
    own(app, people.owner)
    cast.sign_in_fast(client, people.owner)
    assert cast.post_form(client, "/practice/profile/procedures/new", **PROCEDURE).status_code == 303
    with app.app_context():
        row = session().scalars(sa.select(Procedure).order_by(Procedure.id.desc())).first()
        assert row is not None
        assert (row.currency, row.price_low, row.price_high) == ("USD", 450, 900)
        assert [(step.step, step.performer, step.named) for step in row.steps] == [
            (Step.PLACEMENT, Performer.NAMED_PHYSICIAN, "Dr Bo Li")
        ]
        path = f"/practice/profile/procedures/{row.id}"
    changed = cast.post_form(client, path, **{**PROCEDURE, "technique": "smp", "price_model": "", "variant": ""})
    assert changed.status_code == 303
    with app.app_context():
        row = session().get_one(Procedure, int(path.rsplit("/", 1)[1]))
        assert (row.technique, row.price, [step.step for step in row.steps]) == (
            Technique.SMP,
            None,
            [Step.PIGMENTATION],
        )
    assert cast.post_form(client, f"{path}/remove", at=path).status_code == 303
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("technique", "magic"), ("currency", "XQQ"), ("price_low", "free"), ("price_high", "1"), ("price_low", "NaN"),
     ("price_as_of", "yesterday"), ("price_as_of", ""), ("step_placement-named", ""), ("variant", "x" * 61),
     ("step_placement-performer", "robot"), ("step_placement-trained_on", "2026-13-45"), ("price_low", "1e999999"),
     ("price_low", "4.505")],
)  # fmt: skip
def test_a_procedure_that_cannot_be_right_is_refused(
    client: Client, app: Flask, people: cast.Cast, field: str, value: str
) -> None:
    own(app, people.owner)
    cast.sign_in_fast(client, people.owner)
    answer = cast.post_form(client, "/practice/profile/procedures/new", **{**PROCEDURE, field: value})
    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)


def test_the_same_procedure_twice_is_refused_in_a_sentence(client: Client, app: Flask, people: cast.Cast) -> None:
    own(app, people.owner)
    cast.sign_in_fast(client, people.owner)
    answer = cast.post_form(client, "/practice/profile/procedures/new", technique="fue")
    assert (answer.status_code, "already there" in answer.text) == (409, True)


def test_a_publication_is_added_changed_and_removed(client: Client, app: Flask, people: cast.Cast) -> None:
    own(app, people.owner)
    cast.sign_in_fast(client, people.owner)
    fields = {"kind": "lecture", "title": "On angles", "venue": "A meeting", "year": "2024"}
    assert cast.post_form(client, "/practice/profile/publications/new", **fields).status_code == 303
    path = f"/practice/profile/publications/{one(app, Publication).id}"
    assert cast.post_form(client, path, **{**fields, "address": "http://x.org"}).status_code == 422
    assert cast.post_form(client, path, **{**fields, "year": ""}).status_code == 422
    assert cast.post_form(client, path, **{**fields, "address": "https://x.org"}).status_code == 303
    assert one(app, Publication).address == "https://x.org"
    assert cast.post_form(client, f"{path}/remove", at=path).status_code == 303
    assert one(app, Publication).title == "On graft survival"


def test_a_draft_is_seen_in_the_preview_only(client: Client, app: Flask, people: cast.Cast) -> None:
    slug = own(app, people.owner, standing=Standing.DRAFT)
    cast.sign_in_fast(client, people.owner)
    assert "This is a preview." in client.get("/practice/profile/preview").text
    assert client.get(f"/physicians/{slug}").status_code == 404
    assert cast.post_form(client, "/practice/profile/confirm", at="/practice/profile").status_code == 303
    assert one(app, Physician).confirmed_on == clock.now().date()


# The office


@pytest.fixture
def office(client: Client, people: cast.Cast) -> Client:
    cast.sign_in_fast(client, people.coordinator)
    return client


NEW = {"name": "Ingrid Sæther", "degrees": "MD", "zone": "Europe/Oslo", "email": "ingrid@example.org"}


@pytest.mark.both
def test_the_office_admits_a_physician_step_by_step(office: Client, app: Flask) -> None:
    answer = cast.post_form(office, "/office/physicians/new", **NEW)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/office/physicians/ingrid-saether")
    home = answer.headers["Location"]
    assert office.get(f"{home}").status_code == 200
    assert office.get("/physicians/ingrid-saether").status_code == 404
    licence = {
        "kind": "licence",
        "title": "Licence",
        "issuer": "A board",
        "country": "NO",
        "number": "7",
        "expires": "2031-01-01",
    }
    assert cast.post_form(office, f"{home}/credentials/new", **licence).status_code == 303
    credential = one(app, Credential).id
    cover = {"kind": "malpractice", "title": "Cover", "issuer": "An insurer", "expires": "2031-01-01"}
    assert cast.post_form(office, f"{home}/credentials/new", **cover).status_code == 303
    for row in (credential, credential + 1):
        assert cast.post_form(office, f"{home}/credentials/{row}/verify", by="Register of the board").status_code == 303
    standing = {"standing": "active", "reason": "admitted", "note": "Round 7"}
    assert cast.post_form(office, f"{home}/standing", at=home, **standing).status_code == 303
    page = office.get("/physicians/ingrid-saether")
    assert (page.status_code, "Register of the board" in page.text) == (200, True)
    with app.app_context():
        physician = queries.by_slug("ingrid-saether")
        assert queries.is_bookable(physician, clock.now())
        assert physician.member_since == clock.now().date()
        assert physician.sort_name == "Sæther, Ingrid"
    changed = cast.post_form(office, f"{home}/credentials/{credential}", **{**licence, "expires": "2032-01-01"})
    assert changed.status_code == 303
    with app.app_context():
        assert not queries.is_bookable(queries.by_slug("ingrid-saether"), clock.now())


def test_the_same_name_twice_gets_another_address(office: Client, app: Flask) -> None:
    for expected in ("ingrid-saether", "ingrid-saether-2"):
        answer = cast.post_form(office, "/office/physicians/new", **{**NEW, "email": f"{expected}@example.org"})
        assert answer.headers["Location"].endswith(f"/{expected}")


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "\x00\x01"), ("zone", "Mars/Base"), ("zone", "../etc"), ("email", "x"),
     ("degrees", "x" * 121)],
)  # fmt: skip
def test_a_physician_that_cannot_be_right_is_refused(office: Client, app: Flask, field: str, value: str) -> None:
    answer = cast.post_form(office, "/office/physicians/new", **{**NEW, field: value})
    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    assert one(app, Physician) is None


def test_one_account_signs_in_for_one_physician(office: Client, app: Flask, people: cast.Cast) -> None:
    own(app, people.owner)
    answer = cast.post_form(office, "/office/physicians/new", **{**NEW, "email": people.owner.email})
    assert (answer.status_code, "already signs in for another physician" in answer.text) == (409, True)


def test_a_standing_needs_words_and_a_possible_move(office: Client, app: Flask) -> None:
    slug = listed(app)
    home = f"/office/physicians/{slug}"
    impossible: list[dict[str, str]] = [
        {"standing": "suspended", "reason": "concern"},
        {"standing": "draft", "reason": "other", "note": "x"},
        {"standing": "active", "reason": "other", "note": "x"},
        {},
    ]
    for fields in impossible:
        assert cast.post_form(office, f"{home}/standing", at=home, **fields).status_code == 422
    assert one(app, StandingChange) is None
    assert (
        cast.post_form(
            office, f"{home}/standing", at=home, standing="suspended", reason="concern", note="Why"
        ).status_code
        == 303
    )
    change = one(app, StandingChange)
    assert (change.before, change.after, change.note) == (Standing.ACTIVE, Standing.SUSPENDED, "Why")
    assert "Why" not in office.get(f"/physicians/{slug}").text


def test_booking_is_paused_and_resumed_with_a_trace(office: Client, app: Flask) -> None:
    slug = listed(app)
    home = f"/office/physicians/{slug}"
    for verb, paused in (("pause", True), ("resume", False)):
        assert cast.post_form(office, f"{home}/{verb}", at=home).status_code == 303
        assert one(app, Physician).booking_paused is paused
    from directory.core.audit import AuditRow, verify

    with app.app_context():
        found = session().scalars(sa.select(AuditRow.action).where(AuditRow.subject.like("physician:%"))).all()
        assert found == ["booking_paused", "booking_resumed"]
        assert verify() is None


def test_a_bare_board_certificate_and_a_licence_without_number_are_refused(office: Client, app: Flask) -> None:
    path = f"/office/physicians/{listed(app)}/credentials/new"
    for fields in (
        {"kind": "board", "title": "Board certified", "issuer": "A board"},
        {"kind": "board", "title": "Diplomate", "issuer": ""},
        {"kind": "licence", "title": "Licence", "issuer": "A board", "country": "US"},
        {
            "kind": "licence",
            "title": "L",
            "issuer": "B",
            "country": "DE",
            "region": "US-MA",
            "number": "1",
            "expires": "2031-01-01",
        },
        {"kind": "malpractice", "title": "Cover", "issuer": "An insurer"},
        {"kind": "training", "title": "T", "issuer": "I", "issued": "2026-01-02", "expires": "2026-01-01"},
        {"kind": "training", "title": "T", "issuer": "I", "country": "ZZ"},
    ):
        assert cast.post_form(office, path, **fields).status_code == 422, fields


def test_the_office_list_is_read_kindly_and_filters(office: Client, app: Flask) -> None:
    listed(app, "Maren Oduya")
    listed(app, "Draft Person", standing=Standing.DRAFT)
    page = office.get("/office/physicians?standing=draft").text
    assert ("Draft Person" in page, "Maren Oduya" in page) == (True, False)
    assert "No physician fits." in office.get("/office/physicians?q=zzz").text
    for value in HOSTILE:
        for name in ("q", "standing", "sort", "page"):
            assert office.get("/office/physicians", query_string={name: value}).status_code == 200


def test_the_office_edits_a_profile_as_the_member_does(office: Client, app: Flask) -> None:
    slug = listed(app)
    answer = cast.post_form(office, f"/office/physicians/{slug}/about", **ABOUT)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/office/physicians/{slug}")
    assert one(app, Physician).statement == "Plain words."
    assert one(app, Physician).confirmed_on is None  # only the member confirms


def test_the_command_lists_everybody(app: Flask) -> None:
    slug = listed(app)
    listed(app, "Draft Person", standing=Standing.DRAFT)
    lines = app.test_cli_runner().invoke(args=["physicians", "list"]).output.splitlines()
    assert f"{slug}\tMaren Oduya\tactive\tbookable" in lines
    assert [line.split("\t")[1:] for line in lines if "Draft" in line] == [["Draft Person", "draft", "-"]]


def test_no_page_of_ours_carries_inline_style_or_script() -> None:
    for path in Path("templates/physicians").glob("*.html"):
        assert not re.search(r"\sstyle=|<script|\son\w+=|data:image", path.read_text()), path
