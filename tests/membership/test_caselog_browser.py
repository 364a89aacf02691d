"""Uploading many photos in a real browser: folders, ZIP files, going on after a reload; and looking by keyboard."""

import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask, Response, request, request_finished
from playwright.sync_api import Browser, Page, Route, expect

from directory.accounts.rules import Role
from directory.core import transaction
from directory.core.clock import now
from directory.membership.models import Application
from directory.membership.queries import caselog as queries
from tests import browsing, cast
from tests.conftest import browser
from tests.factories import membership_application
from tests.factories.membership_caselog import operation, photo, settle
from tests.factories.photos import jpeg


@pytest.fixture
def applicant(app: Flask) -> cast.Member:
    with app.app_context():
        return cast.member("applicant@example.org", "Robin Vale", Role.APPLICANT, enrolled=False)


@pytest.fixture
def application(app: Flask, applicant: cast.Member) -> Application:
    with app.app_context():
        with transaction.unit():
            made = membership_application.draft(applicant.id, now=now())
        for number in (1, 2):
            with transaction.unit():
                operation(made, number, "5", now=now())
        return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Nine photos by name, one without, and what a system puts beside them."""
    made = tmp_path / "photos"
    made.mkdir()
    views = ("front", "top", "crown", "left", "right")
    for n in range(9):
        name = f"C0{1 + n // 5}_before_{views[n % 5]}.jpg"
        (made / name).write_bytes(jpeg(640, 480, seed=n + 1))
    (made / "IMG_77.jpg").write_bytes(jpeg(640, 480, seed=20))
    (made / ".DS_Store").write_bytes(b"x")
    return made


def open_photos(page: Page, app: Flask, base: str, applicant: cast.Member, application: Application) -> str:
    client = browser(app)
    cast.sign_in_fast(client, applicant, second_factor=False)
    browsing.hand_over(client, page, base)
    address = f"{base}/membership/application/{application.reference}/cases/photos"
    page.goto(address)
    return address


def arrived(app: Flask, application: Application) -> list[str]:
    with app.app_context(), transaction.reading():
        return [f"{each.case} {each.view_words}" for each in queries.photos_of(application.id)]


def test_a_folder_interrupted_by_a_reload_goes_on_and_sends_only_what_is_missing(
    app: Flask, chromium: Browser, base: str, applicant: cast.Member, application: Application, folder: Path
) -> None:
    sent, states = {"requests": 0}, list[str]()

    def note(_app: Flask, response: Response, **_more: object) -> None:
        if request.method == "POST" and request.path.endswith("/cases/photos"):
            states.extend(each["state"] for each in response.get_json()["files"])

    def let_one_pass(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent["requests"] += 1
        if sent["requests"] == 1:
            route.continue_()
        else:
            route.abort()

    said = ("net::ERR_FAILED", "net::ERR_ABORTED")
    with browsing.opened(chromium, width=1280, may_say=said) as page, request_finished.connected_to(note, app):
        address = open_photos(page, app, base, applicant, application)
        page.on("dialog", lambda dialog: dialog.accept())
        page.route("**/cases/photos", let_one_pass)
        page.locator("#folder").set_input_files(str(folder))
        expect(page.locator("[data-status]")).to_contain_text("The connection is interrupted")
        before = len(arrived(app, application))
        assert 0 < before < 10
        page.unroute("**/cases/photos")
        states.clear()
        page.goto(address)
        expect(page.locator("[data-batch-note]")).to_contain_text(f"{before} of 10 files have arrived")

        page.locator("#folder").set_input_files(str(folder))
        expect(page.locator("[data-status]")).to_contain_text("All files have been sent.")
        expect(page.locator("[data-count]")).to_have_text("10 of 10 files")
        assert len(arrived(app, application)) == 10
        assert states == ["sorted"] * (10 - before) or sorted(states) == ["sorted"] * (9 - before) + ["tray"]
        page.get_by_role("link", name="See what has arrived").click()
        expect(page.locator("[data-batch-note]")).to_have_count(0)
        with app.app_context():
            settle(now())
        page.reload()
        expect(page.locator("#tray img")).to_have_count(1)
        expect(page.locator("tr#C01 .shot.open")).to_have_count(5)


def test_a_zip_file_is_unpacked_in_the_browser_and_bad_files_are_named(
    app: Flask, chromium: Browser, base: str, applicant: cast.Member, application: Application, tmp_path: Path
) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("C01/before/top.jpg", jpeg(640, 480, seed=1))
        opened.writestr("C02/before/top.jpg", jpeg(640, 480, seed=2), zipfile.ZIP_STORED)
        opened.writestr("C02/notes.txt", b"no photo")
        opened.writestr("__MACOSX/C02.jpg", b"x")
    (tmp_path / "all.zip").write_bytes(made.getvalue())
    (tmp_path / "broken.zip").write_bytes(made.getvalue()[:-30])
    (tmp_path / "C01_before_left.jpg").write_bytes(jpeg(640, 480, seed=3))
    with browsing.opened(chromium, width=1280) as page:
        open_photos(page, app, base, applicant, application)
        names = ("all.zip", "broken.zip", "C01_before_left.jpg")
        page.locator("#files").set_input_files([str(tmp_path / name) for name in names])
        expect(page.locator("[data-status]")).to_contain_text("not all files could be taken")
        expect(page.locator("[data-refused] li")).to_have_count(2)
        expect(page.locator("[data-refused]")).to_contain_text("broken.zip: This ZIP file cannot be opened")
        expect(page.locator("[data-refused]")).to_contain_text("C02/notes.txt: This file is not a photo")
    assert sorted(arrived(app, application)) == ["C01 Left side", "C01 Top", "C02 Top"]


def test_pausing_stops_and_going_on_finishes(
    app: Flask, chromium: Browser, base: str, applicant: cast.Member, application: Application, folder: Path
) -> None:
    with browsing.opened(chromium, width=1280) as page:
        open_photos(page, app, base, applicant, application)
        page.evaluate("document.querySelector('[data-progress]').hidden = false")
        page.get_by_role("button", name="Pause").click()
        page.locator("#folder").set_input_files(str(folder))
        expect(page.get_by_role("button", name="Go on")).to_be_visible()
        page.wait_for_timeout(1500)
        assert arrived(app, application) == []
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("[data-status]")).to_contain_text("All files have been sent.")
    assert len(arrived(app, application)) == 10


def test_without_javascript_several_files_go_in_one_form(
    app: Flask, chromium: Browser, base: str, applicant: cast.Member, application: Application, folder: Path
) -> None:
    with browsing.opened(chromium, width=360, scripts=False) as page:
        open_photos(page, app, base, applicant, application)
        page.locator("#files").set_input_files([str(folder / "C01_before_front.jpg"), str(folder / "IMG_77.jpg")])
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_role("heading", name="What became of your files")).to_be_visible()
    assert sorted(arrived(app, application)) == [" ", "C01 Front"]


def test_photos_are_looked_at_by_keyboard_which_can_be_switched_off(
    app: Flask, chromium: Browser, base: str, applicant: cast.Member, application: Application
) -> None:
    with app.app_context():
        for n, view in enumerate(("front", "top", "left")):
            photo(application, f"C01_before_{view}.jpg", now=now(), seed=n + 1)
    with browsing.opened(chromium, width=1280) as page:
        address = open_photos(page, app, base, applicant, application)
        page.goto(address.removesuffix("photos") + "look")
        heading = page.locator("#photo-title")
        expect(heading).to_have_text("C01: Front, before")
        page.keyboard.press("c")
        expect(heading).to_have_text("C01: Top, before")
        page.keyboard.press("d")
        expect(heading).to_have_text("C01: Left side, before")
        page.get_by_label("Use the keys C, D and N").uncheck()
        page.keyboard.press("c")
        page.reload()
        expect(heading).to_have_text("C01: Left side, before")
        page.get_by_label("Use the keys C, D and N").check()
        page.keyboard.press("c")
        expect(page.get_by_text("No photo is left to look at.")).to_be_visible()
        page.get_by_role("button", name="Delete 1 photo").click()
        expect(page.get_by_text("1 photos are deleted.")).to_be_visible()
    assert arrived(app, application) == ["C01 Front", "C01 Left side"]
