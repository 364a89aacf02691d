"""The pages of a case log: whose they are, what they show, and that nothing sent to them breaks."""

import io
import json
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from directory.accounts import actions as accounts
from directory.accounts.rules import Role
from directory.core import transaction
from directory.core.clock import now
from directory.core.db import session
from directory.membership.actions import caselog as actions
from directory.membership.models import Application, OfficeConflict, Operation
from directory.membership.queries import application as applications
from directory.membership.queries import caselog as queries
from directory.membership.rules.application import State
from tests import cast
from tests.conftest import Client, browser
from tests.factories import membership_application
from tests.factories.membership_caselog import FULL, asked, operation, photo
from tests.factories.photos import jpeg

SHEET = {
    "number": "C07",
    "criteria": "1",
    "done_on": "2025-03-14",
    "technique": "FUE",
    "grafts_1": "800",
    "tool": "Sapphire blade",
    "tool_size": "0.9",
    "team": "5",
    "minutes": "420",
    "consent_on": "2025-03-10",
    "declared": "y",
}


class Tab(Client):
    """The test's own context lends requests its `g`: what one has put there must not reach the next."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        for name in ("principal", "refusal", "csrf_token", "csrf_valid"):
            g.pop(name, None)
        return super().open(*args, **kwargs)


@pytest.fixture(autouse=True)
def tabs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "test_client_class", Tab)


@pytest.fixture
def applicant(context: Flask) -> cast.Member:
    return cast.member("applicant@example.org", "Robin Vale", Role.APPLICANT, enrolled=False)


@pytest.fixture
def application(applicant: cast.Member) -> Application:
    with transaction.unit():
        return membership_application.draft(applicant.id, now=now())


@pytest.fixture
def page(client: FlaskClient, applicant: cast.Member) -> FlaskClient:
    cast.sign_in_fast(client, applicant, second_factor=False)
    return client


@pytest.fixture
def base(application: Application) -> str:
    return f"/membership/application/{application.reference}/cases"


@pytest.fixture
def helper(app: Flask, application: Application) -> FlaskClient:
    member = cast.member("helper@example.org", "Hal Helper", Role.APPLICANT, enrolled=False)
    with transaction.unit():
        invited = actions.invite(application, member.email, now())
    client = browser(app)
    cast.sign_in_fast(client, member, second_factor=False)
    assert client.get(f"/membership/application/{application.reference}/cases").status_code == 404
    answer = cast.post_form(client, "/membership/assist", assistant=str(invited.id))
    assert answer.location.endswith("/cases")
    return client


def add(application: Application, number: int, *criteria: str) -> None:
    with transaction.unit():
        operation(application, number, *criteria, now=now())


def send(page: FlaskClient, base: str, *files: tuple[str, bytes], **fields: str) -> TestResponse:
    data = {"csrf_token": cast.csrf_token(page, f"{base}/photos"), **fields}
    data["photo"] = [(io.BytesIO(content), name) for name, content in files]  # type: ignore[assignment]
    headers = {"Accept": "application/json"}
    return page.post(f"{base}/photos", data=data, content_type="multipart/form-data", headers=headers)


# --- whose pages ---

PAGES = ("", "/new", "/photos", "/look", "/period", "/import", "/export.csv", "/template.csv", "/photos.json")


def test_strangers_are_asked_to_sign_in_and_others_find_nothing(
    app: Flask, application: Application, base: str, client: FlaskClient
) -> None:
    other = cast.member("other2@example.org", "Otto Other", Role.APPLICANT, enrolled=False)
    signed_in = browser(app)
    cast.sign_in_fast(signed_in, other, second_factor=False)
    for path in (*PAGES, "/assistants", "/7", "/7/withdrawn"):
        assert client.get(base + path).status_code == 303
        assert signed_in.get(base + path).status_code == 404


def test_an_assistant_fills_the_log_and_can_do_nothing_else(helper: FlaskClient, base: str) -> None:
    for path in PAGES:
        assert helper.get(base + path).status_code == 200, path
    assert cast.post_form(helper, f"{base}/new", **SHEET).status_code == 303
    assert send(helper, base, ("C07_before_top.jpg", jpeg(640, 480))).json == {
        "files": [{"name": "C07_before_top.jpg", "state": "sorted", "message": "Sorted by its name."}]
    }
    assert helper.get(f"{base}/assistants").status_code == 403
    assert helper.get("/membership/application").status_code != 500
    assert "/membership/application/submit" not in helper.get(base).text


def test_an_ended_assistant_finds_nothing(
    helper: FlaskClient, page: FlaskClient, base: str, application: Application
) -> None:
    (one,) = queries.active_assistants(application.id)
    assert (
        cast.post_form(page, f"{base}/assistants/end", f"{base}/assistants", assistant=str(one.id)).status_code == 303
    )
    assert helper.get(base).status_code == 404
    assert send_blind(helper, base) == 404


def send_blind(client: FlaskClient, base: str) -> int:
    token = cast.csrf_token(client, "/membership/assist") if "csrf_token" in client.get("/account").text else ""
    token = token or cast.csrf_token(client, "/account")
    data = {"csrf_token": token, "photo": (io.BytesIO(jpeg(500, 500)), "C07.jpg")}
    return client.post(f"{base}/photos", data=data, content_type="multipart/form-data").status_code


def test_the_short_address_leads_to_ones_own_log(page: FlaskClient, application: Application, base: str) -> None:
    assert page.get("/membership/application/cases").location == base


# --- the table ---


def test_a_case_is_added_changed_deleted_and_brought_back(
    page: FlaskClient, base: str, application: Application
) -> None:
    assert cast.post_form(page, f"{base}/new", **SHEET).location.endswith("#C07")
    assert 'value="Sapphire blade"' in page.get(f"{base}/7").text
    changed = {**SHEET, "revision": "1", "tool": "Needle"}
    assert cast.post_form(page, f"{base}/7", **changed).status_code == 303
    assert cast.post_form(page, f"{base}/7", **changed).status_code == 409
    assert queries.cases_of(application.id)[0].details.tool == "Needle"
    assert cast.post_form(page, f"{base}/7/delete", base).status_code == 303
    assert "C07 was deleted" in page.get(base).text
    (gone,) = queries.deleted_since(application.id, now())
    assert cast.post_form(page, f"{base}/undo", base, operation=str(gone.id)).status_code == 303
    assert [case.label for case in queries.cases_of(application.id)] == ["C07"]


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(page: FlaskClient, base: str) -> None:
    answer = cast.post_form(page, f"{base}/new", **{**SHEET, "minutes": "many", "declared": "", "tool": "Needle"})
    assert answer.status_code == 422
    assert "Write the minutes as a whole number from 10 to 1440." in answer.text
    assert "Tick this when the patient has consented" not in answer.text or 'value="Needle"' in answer.text
    answer = cast.post_form(page, f"{base}/new", **{**SHEET, "declared": ""})
    assert "Tick this when the patient has consented" in answer.text


def test_a_number_that_is_taken_is_said_at_the_number(page: FlaskClient, base: str, application: Application) -> None:
    add(application, 7)
    answer = cast.post_form(page, f"{base}/new", **SHEET)
    assert (answer.status_code, "There is a case with this number already." in answer.text) == (409, True)


def test_at_the_patients_wish_a_case_is_a_stub(page: FlaskClient, base: str, application: Application) -> None:
    add(application, 7)
    assert cast.post_form(page, f"{base}/7/withdrawn").status_code == 303
    assert "Removed at the patient’s wish" in page.get(base).text
    assert page.get(f"{base}/7").status_code == 410
    assert page.get(f"{base}/7/withdrawn").status_code == 410
    assert page.post(f"{base}/7/delete", data={"csrf_token": cast.csrf_token(page, base)}).status_code == 410


def test_a_sent_log_shows_and_refuses(page: FlaskClient, base: str, application: Application) -> None:
    add(application, 7)
    with transaction.unit():
        row = applications.locked(application.id)
        row.state, row.submitted = State.SUBMITTED, now()
    for path in PAGES:
        assert page.get(base + path).status_code == 200, path
    token = cast.csrf_token(page, f"{base}/7/withdrawn")
    for path, data in (
        ("/new", SHEET),
        ("/7", {**SHEET, "revision": "1"}),
        ("/7/delete", {}),
        ("/photos/sort", {}),
        ("/photos/announce", {"files": "1", "size": "1"}),
        ("/period", {"total": "3"}),
    ):
        assert page.post(base + path, data={"csrf_token": token, **data}).status_code in {200, 303, 409}, path
    files: dict[str, Any] = {"csrf_token": token, "photo": (io.BytesIO(jpeg(500, 500)), "C07_before_top.jpg")}
    assert page.post(f"{base}/photos", data=files, content_type="multipart/form-data").status_code == 409
    (case,) = queries.cases_of(application.id)
    assert (case.details, queries.photos_of(application.id)) == (FULL, [])
    assert cast.post_form(page, f"{base}/7/withdrawn").status_code == 303


# --- CSV ---


def table(page: FlaskClient, base: str, content: bytes) -> TestResponse:
    data = {"csrf_token": cast.csrf_token(page, f"{base}/import"), "table": (io.BytesIO(content), "t.csv")}
    return page.post(f"{base}/import", data=data, content_type="multipart/form-data")


def test_a_table_is_shown_before_anything_is_stored(page: FlaskClient, base: str, application: Application) -> None:
    add(application, 1)
    template = page.get(f"{base}/template.csv").data
    shown = table(page, base, template)
    assert shown.status_code == 200
    assert "1 new operations; 1 that are there already" in shown.text
    assert len(queries.cases_of(application.id)) == 1
    text = template.decode("utf-8-sig")
    answer = cast.post_form(page, f"{base}/import", take="1", text=text)
    assert answer.location == base
    assert [case.label for case in queries.cases_of(application.id)] == ["C01", "C02"]


def test_a_wrong_line_stores_nothing_and_is_named(page: FlaskClient, base: str, application: Application) -> None:
    shown = table(page, base, b"case,date\nC01,2025-03-14\nC02,14/3/25\n")
    assert "Nothing was read in." in shown.text
    assert '<td class="number">3</td><td>date</td>' in shown.text
    answer = cast.post_form(page, f"{base}/import", take="1", text="case,date\nC01,2025-03-14\nC02,14/3/25\n")
    assert (answer.status_code, queries.cases_of(application.id)) == (200, [])


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff" * 90, b"case\n" + b"C1\n" * 10_000, b"a,b\n1,2\n", b'case\n"open']
)
def test_no_table_breaks_the_page(page: FlaskClient, base: str, application: Application, content: bytes) -> None:
    answer = table(page, base, content)
    assert answer.status_code in {200, 422}
    assert queries.cases_of(application.id) == []


def test_the_export_opens_in_spreadsheets_and_has_no_formula(
    page: FlaskClient, base: str, application: Application
) -> None:
    with transaction.unit():
        actions.add(application, asked(7, details=replace(FULL, tool="=cmd()")), actor="person:1", now=now())
    answer = page.get(f"{base}/export.csv")
    assert answer.data.startswith(b"\xef\xbb\xbfcase,")
    assert b",'=cmd()," in answer.data
    assert answer.headers["Content-Disposition"] == 'attachment; filename="case-log.csv"'
    assert "no-store" in answer.headers["Cache-Control"]


# --- photos ---


def test_several_files_in_one_form_each_get_an_answer(page: FlaskClient, base: str, application: Application) -> None:
    add(application, 7)
    one = jpeg(640, 480)
    files = (("C07_before_top.jpg", one), ("IMG_2.jpg", jpeg(640, 480, seed=2)), ("notes.txt", b"no photo"))
    said = send(page, base, *files).get_json()["files"]
    assert [each["state"] for each in said] == ["sorted", "tray", "refused"]
    assert said[2]["message"].startswith("This file is not a photo we can read.")
    assert [each["state"] for each in send(page, base, files[0]).get_json()["files"]] == ["known"]


def test_without_javascript_the_answer_is_the_page(page: FlaskClient, base: str) -> None:
    data = {"csrf_token": cast.csrf_token(page, f"{base}/photos"), "photo": (io.BytesIO(b"x"), "<b>Jane</b>.jpg")}
    answer = page.post(f"{base}/photos", data=data, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert "&lt;b&gt;Jane&lt;/b&gt;.jpg" in answer.text
    empty = {"csrf_token": cast.csrf_token(page, f"{base}/photos")}
    assert page.post(f"{base}/photos", data=empty, content_type="multipart/form-data").status_code == 200


def test_a_reloaded_page_learns_what_has_arrived(page: FlaskClient, base: str, application: Application) -> None:
    import hashlib

    token = cast.csrf_token(page, f"{base}/photos")
    said = page.post(f"{base}/photos/announce", data={"csrf_token": token, "files": "2", "size": "99"}).get_json()
    one = jpeg(640, 480)
    send(page, base, ("IMG_1.jpg", one), batch=said["batch"])
    assert "1 of 2 files have arrived" in page.get(f"{base}/photos").text
    lines = [f"{hashlib.sha256(one).hexdigest()}|IMG_1.jpg", f"{'0' * 64}|IMG_2.jpg"]
    answer = page.post(f"{base}/photos/known", data={"csrf_token": token, "file": lines})
    assert answer.get_json() == {"known": [True, False]}
    page.post(f"{base}/photos/done", data={"csrf_token": token, "batch": said["batch"]})
    assert "files have arrived" not in page.get(f"{base}/photos").text


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("announce", {"files": "601", "size": "1"}, 422),
        ("announce", {"files": "x", "size": "1"}, 404),
        ("announce", {"files": "9" * 50, "size": "9" * 50}, 404),
        ("announce", {}, 404),
        ("known", {"file": "nonsense"}, 404),
        ("done", {"batch": "0" * 32}, 404),
        ("sort", {"case_zz": "7", "view_zz": "?", "moment_zz": "?"}, 404),
        ("sort", {"case_zz": "seven"}, 303),
        ("delete", {"photo": "zz"}, 404),
    ],
)
def test_bad_input_is_refused_in_words(
    page: FlaskClient, base: str, path: str, data: dict[str, str], status: int
) -> None:
    token = cast.csrf_token(page, f"{base}/photos")
    assert page.post(f"{base}/photos/{path}", data={"csrf_token": token, **data}).status_code == status


def test_the_tray_is_sorted_by_hand(page: FlaskClient, base: str, application: Application) -> None:
    add(application, 7)
    shown = photo(application, "IMG_1.jpg", now=now())
    fields = {f"case_{shown}": "c7", f"view_{shown}": "top", f"moment_{shown}": "before"}
    assert cast.post_form(page, f"{base}/photos/sort", f"{base}/photos", **fields).status_code == 303
    assert [each.case for each in queries.to_look_at(application.id)] == ["C07"]
    answer = cast.post_form(page, f"{base}/photos/sort", f"{base}/photos", **{f"case_{shown}": "9"})
    assert "There is no case C09." in page.get(answer.location).text


def test_photos_are_looked_at_one_after_the_other(page: FlaskClient, base: str, application: Application) -> None:
    add(application, 7)
    first = photo(application, "C07_before_top.jpg", now=now(), seed=1)
    second = photo(application, "C07_12m_top.jpg", now=now(), seed=2)
    assert first in page.get(f"{base}/look").text
    onward = cast.post_form(page, f"{base}/look", photo=first, say="next").location
    assert f'value="{second}"' in page.get(onward).text
    onward = cast.post_form(page, f"{base}/look", photo=second, say="mark").location
    assert f'value="{first}"' in page.get(onward).text
    onward = cast.post_form(page, f"{base}/look", photo=first, say="confirm").location
    assert "No photo is left to look at." in page.get(onward).text
    assert cast.post_form(page, f"{base}/look/delete", f"{base}/look").status_code == 303
    assert [each.confirmed for each in queries.photos_of(application.id)] == [True]
    token = cast.csrf_token(page, base)
    for photo_id, say in (("zz", "confirm"), (first, "eat"), (second, "mark")):
        data = {"csrf_token": token, "photo": photo_id, "say": say}
        assert page.post(f"{base}/look", data=data).status_code == 404


def test_a_photo_sorted_wrongly_is_put_right_where_it_is_seen(
    page: FlaskClient, base: str, application: Application
) -> None:
    add(application, 7)
    shown = photo(application, "C07_before_top.jpg", now=now())
    fields = {f"case_{shown}": "C07", f"view_{shown}": "crown", f"moment_{shown}": "month_12", "back": shown}
    answer = cast.post_form(page, f"{base}/photos/sort", f"{base}/look", **fields)
    assert answer.location == f"{base}/look?photo={shown}"
    assert "C07: Crown, 12 months" in page.get(answer.location).text


def test_photos_on_the_applicants_pages_are_shown(page: FlaskClient, base: str, application: Application) -> None:
    import re

    add(application, 7)
    photo(application, "C07_before_top.jpg", now=now())
    address = re.search(r'src="(/photos/own/[^"]+)"', page.get(f"{base}/7").text)
    assert address is not None
    assert page.get(address.group(1).replace("&amp;", "&")).mimetype == "image/jpeg"


# --- the drawn period ---


def test_the_period_is_drawn_by_the_office_and_stated_by_the_applicant(
    app: Flask, page: FlaskClient, base: str, application: Application
) -> None:
    assert "not drawn yet" in page.get(f"{base}/period").text
    office, member = browser(app), cast.member("office2@example.org", "Kim", Role.COORDINATOR)
    cast.sign_in_fast(office, member)
    address = f"/office/membership/{application.reference}/period"
    assert cast.post_form(office, address).status_code == 303
    assert cast.post_form(office, address).status_code == 409
    assert cast.post_form(office, address, again="1").status_code == 422
    assert cast.post_form(office, address, again="1", reason="Too few", months="6").status_code == 303
    assert page.get(address).status_code == 403
    assert office.get("/office/membership/A-0000-0000/period").status_code == 404
    found = queries.period_of(application)
    assert found is not None
    assert found.starts is not None
    with transaction.unit():
        operation(application, 7, "5", now=now(), details=replace(FULL, done_on=found.starts))
    answer = cast.post_form(page, f"{base}/period", total="3", place_7="2", gap_1="Did not consent", gap_x="?")
    assert answer.status_code == 303
    shown = page.get(f"{base}/period").text
    assert 'value="Did not consent"' in shown
    assert "12 consecutive cases of the drawn period are needed; 1 are placed in it." in shown


@pytest.mark.parametrize(
    "fields",
    [{"total": "many"}, {"total": "0", "place_7": "1"}, {"place_7": "first"}, {"place_7": "1", "place_8": "1"}],
)
def test_a_period_stated_wrongly_is_refused_with_what_was_typed(
    page: FlaskClient, base: str, application: Application, fields: dict[str, str]
) -> None:
    with transaction.unit():
        found = actions.draw_period(application, "person:1", now())
        for number in (7, 8):
            operation(application, number, "5", now=now(), details=replace(FULL, done_on=found.ends))
    answer = cast.post_form(page, f"{base}/period", **fields)
    assert answer.status_code == 422
    assert all(f'value="{value}"' in answer.text for value in fields.values())
    assert [case.place for case in queries.cases_of(application.id)] == [None, None]


def test_a_coordinator_in_conflict_or_applying_does_not_find_the_period(
    app: Flask, application: Application, applicant: cast.Member
) -> None:
    address = f"/office/membership/{application.reference}/period"
    for member in (cast.member("c@example.org", "Kim", Role.COORDINATOR), applicant):
        client = browser(app)
        with transaction.unit():
            accounts.give_role(member.id, Role.COORDINATOR, actor="system", now=now())
            if member is applicant:
                cast.enrol(member.id)
        cast.sign_in_fast(client, member)
        assert client.get(address).status_code == (404 if member is applicant else 200)
        with transaction.unit():
            session().add(
                OfficeConflict(application_id=application.id, person_id=member.id, reason=b"x", declared=now())
            )
        assert client.get(address).status_code == 404


# --- assistants ---


def test_an_invitation_goes_out_and_its_page_says_what_it_is(page: FlaskClient, base: str) -> None:
    assert cast.post_form(page, f"{base}/assistants", email="h@example.org").status_code == 303
    assert cast.post_form(page, f"{base}/assistants", email="h@example.org").status_code == 409
    assert cast.post_form(page, f"{base}/assistants", email="nonsense").status_code == 422
    assert "h@example.org" in page.get(f"{base}/assistants").text
    assert "There is no invitation for" in page.get("/membership/assist").text


@pytest.mark.parametrize("value", ["", "x", "9" * 40, "²"])
def test_odd_numbers_of_assistants_and_operations_are_not_there(page: FlaskClient, base: str, value: str) -> None:
    token = cast.csrf_token(page, f"{base}/assistants")
    for path, name in (
        (f"{base}/assistants/end", "assistant"),
        ("/membership/assist", "assistant"),
        (f"{base}/undo", "operation"),
    ):
        assert page.post(path, data={"csrf_token": token, name: value}).status_code == 404


def test_every_page_costs_the_same_number_of_statements_at_one_and_at_three_cases(
    app: Flask, page: FlaskClient, base: str, application: Application
) -> None:
    def statements(path: str) -> int:
        seen: list[str] = []

        def note(_c: object, _cu: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        sa.event.listen(session().get_bind(), "before_cursor_execute", note)
        assert page.get(base + path).status_code == 200
        sa.event.remove(session().get_bind(), "before_cursor_execute", note)
        return len(seen)

    add(application, 1)
    photo(application, "C01_before_top.jpg", now=now())
    page.get(base)
    before = {path: statements(path) for path in ("", "/photos", "/look", "/period")}
    for number in (2, 3):
        add(application, number)
        photo(application, f"C0{number}_before_top.jpg", now=now(), seed=number)
    assert {path: statements(path) for path in before} == before
    assert session().scalar(sa.select(sa.func.count()).select_from(Operation)) == 3
    assert json.loads(page.get(f"{base}/photos.json").text)["all"] == 3
