"""Photos sent in a real browser on a telephone's width: with the script one by one, without it as one form."""

import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Route, expect

from directory.core import clock, transaction, visitors
from directory.core.db import db
from directory.photos.models import Photo
from directory.photos.rules import State
from directory.physicians.rules import VisitKind
from tasks import uploads
from tests import browsing, cast
from tests.conftest import Client
from tests.factories import consultations, hostile
from tests.factories.photos import jpeg, picture, saved

pytestmark = pytest.mark.browser
READY = "Saved. Choose again to replace it."


@pytest.fixture
def worker(app: Flask) -> Iterator[None]:
    """Looks at uploads every moment."""
    ended = threading.Event()
    thread = threading.Thread(target=work, args=(app, ended))
    thread.start()
    yield
    ended.set()
    thread.join()


def work(app: Flask, ended: threading.Event) -> None:
    with app.app_context():
        while not ended.wait(0.1):
            uploads.process()
        db.session.remove()


@pytest.fixture
def token(app: Flask, client: Client) -> str:
    """A written opinion, booked by the browser whose cookie is handed on to the real one."""
    now, browser = clock.now(), consultations.Browser()
    with app.app_context(), transaction.unit():
        physician = consultations.physician_of(cast.member("vale@example.org", "Dr Rosa Vale"), now=now)
        booked = consultations.booked(physician, visit=VisitKind.WRITTEN, now=now, browser=browser)
        token = consultations.token_of(booked)
    with client.session_transaction() as kept:
        kept[visitors.KEY] = browser.visitor
    return token


@contextmanager
def opened(
    chromium: Browser, client: Client, base: str, *, scripts: bool = True, may_say: tuple[str, ...] = ()
) -> Iterator[Page]:
    with browsing.opened(chromium, scripts=scripts, may_say=may_say) as page:
        browsing.hand_over(client, page, base)
        yield page


def stored(app: Flask) -> dict[str, tuple[State, int | None, int | None]]:
    with app.app_context():
        photos = db.session.scalars(db.select(Photo).where(Photo.deleted.is_(None))).all()
        return {photo.view: (photo.state, photo.width, photo.height) for photo in photos}


def choose(page: Page, view: str, folder: Path, data: bytes, name: str = "IMG_1.jpg") -> None:
    (folder / name).write_bytes(data)
    page.set_input_files(f"#photo_{view}", folder / name)


def status(view: str) -> str:
    return f"[data-view={view}] [data-status]"


def test_with_the_script_each_photo_is_made_small_sent_and_reported(
    app: Flask, chromium: Browser, client: Client, base: str, token: str, worker: None, tmp_path: Path
) -> None:
    bodies: list[int] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            bodies.append(len(request.post_data_buffer or b""))

    large = saved(picture(4200, 3000), "JPEG", quality=98, exif=b"Exif\x00\x00" + hostile.gps_exif(6))
    with opened(chromium, client, base, may_say=("status of 422",)) as page:
        page.on("request", note)
        page.goto(f"{base}/c/{token}/prepare/photos")
        expect(page.get_by_text("1 of 5")).to_be_visible()
        expect(page.locator("[data-without-script]").first).to_be_hidden()
        choose(page, "front", tmp_path, large)
        choose(page, "top", tmp_path, saved(picture(seed=3), "PNG"), "top.png")
        expect(page.locator("[data-view=front] img.photo")).to_be_visible()
        for view in ("front", "top"):
            expect(page.locator(status(view))).to_have_text(READY)
            expect(page.locator(f"#photo_{view}")).to_have_value("")
        choose(page, "crown", tmp_path, jpeg()[:-4000], "broken.jpg")
        expect(page.locator(status("crown"))).to_contain_text("damaged or not complete")
        choose(page, "side", tmp_path, b"<svg onload=alert(1)>", "evil.svg")
        expect(page.locator(status("side"))).to_contain_text("not a photo we can read")
        assert browsing.sideways(page) <= 0
    assert max(bodies) < len(large) / 2
    assert stored(app)["front"] == (State.READY, 1714, 2400)
    assert stored(app)["top"] == (State.READY, 1000, 800)
    assert "side" not in stored(app)


def test_a_lost_connection_offers_another_try_and_keeps_the_file(
    app: Flask, chromium: Browser, client: Client, base: str, token: str, worker: None, tmp_path: Path
) -> None:
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    with opened(chromium, client, base, may_say=("net::ERR_FAILED",)) as page:
        page.route("**/prepare/photos/*", lose_first)
        page.goto(f"{base}/c/{token}/prepare/photos")
        choose(page, "front", tmp_path, jpeg())
        expect(page.locator(status("front"))).to_contain_text("Check your connection")
        expect(page.locator("#photo_front")).to_have_value(re.compile(r"IMG_1\.jpg$"))
        page.get_by_role("button", name="Try again").click()
        expect(page.locator(status("front"))).to_have_text(READY)
    assert stored(app) == {"front": (State.READY, 1000, 800)}


def test_without_the_script_good_photos_are_kept_and_bad_ones_named(
    app: Flask, chromium: Browser, client: Client, base: str, token: str, worker: None, tmp_path: Path
) -> None:
    with opened(chromium, client, base, scripts=False) as page:
        page.goto(f"{base}/c/{token}/prepare/photos")
        choose(page, "front", tmp_path, jpeg())
        choose(page, "top", tmp_path, b"no photo", "top.jpg")
        browsing.press(page, "Send the chosen photos")
        expect(page.locator(".error-summary")).to_contain_text("This file is not a photo we can read.")
        expect(page).to_have_title(re.compile("^Error:"))
        browsing.until(page, lambda: stored(app).get("front", (None,))[0] is State.READY)
        page.goto(f"{base}/c/{token}/prepare/photos")
        address = page.locator("[data-view=front] a.view-photo").get_attribute("href")
        assert address is not None
        shown = page.request.get(f"{base}{address}")
        assert Image.open(io.BytesIO(shown.body())).size == (1000, 800)
        page.locator("[data-view=front]").get_by_role("button", name="Delete").click()
        expect(page.locator("[data-view=front] img.photo")).to_have_count(0)
    assert stored(app) == {}
