"""The staff pages and the Join page in a real browser: the viewer, the comparison, the test of camera and sound."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests import browsing
from tests.browsing import press, until
from tests.cast import Member
from tests.consultations.desk import STARTS, Desk, set_up

pytestmark = pytest.mark.browser
ENLARGED = "document.querySelector('.viewer-stage img')"


@pytest.fixture
def desk(app: Flask) -> Desk:
    made = set_up(app)
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, video_url="https://video.example.org/{room}")
    made.at(STARTS + timedelta(minutes=11))
    for seed, view in enumerate(("front", "top", "crown"), start=1):
        made.photo(view, seed)
    return made


@contextmanager
def tab(
    browser: Browser, desk: Desk, base: str, person: Member | None = None, *, scripts: bool = True
) -> Iterator[Page]:
    """A signed-in tab; its console may not complain."""
    with browsing.opened(browser, scripts=scripts) as page:
        if person is not None:
            browsing.hand_over(desk.browser(person), page, base)
        yield page


def sound(page: Page) -> None:
    """Valid, without axe violations, nothing beside the screen; in both themes."""
    page.wait_for_load_state()
    assert browsing.faults(page.content()) == []
    browsing.assert_sound(page)


def test_photos_are_opened_compared_and_enlarged(chromium: Browser, desk: Desk, base: str) -> None:
    with tab(chromium, desk, base, desk.people.owner) as page:
        page.goto(base + desk.page)
        sound(page)
        press(page, "Open photos")
        page.get_by_label("Right").select_option(index=2)
        press(page, "Compare")
        expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
        sound(page)
        page.locator("a[data-zoom]").nth(1).click()
        dialog = page.locator("dialog.viewer")
        until(page, lambda: page.evaluate(f"{ENLARGED}.style.inlineSize"))  # fitted when it has come
        narrow = page.evaluate(f"{ENLARGED}.offsetWidth")
        page.keyboard.press("+")
        until(page, lambda: page.evaluate(f"{ENLARGED}.offsetWidth") > narrow)
        page.keyboard.press("ArrowRight")
        expect(dialog).to_contain_text("Crown (3/3)")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
    assert len(desk.openings()) == 1


def test_photos_are_opened_and_compared_without_javascript(chromium: Browser, desk: Desk, base: str) -> None:
    with tab(chromium, desk, base, desk.people.owner, scripts=False) as page:
        page.goto(base + desk.page)
        press(page, "Open photos")
        press(page, "Compare")
        expect(page.locator(".pair img")).to_have_count(2)
        large = page.locator("a[data-zoom]").first.get_attribute("href")
        assert large
        assert page.request.get(base + large).headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize("path", ["/practice", "/practice?queue=done", "{page}/cancel", "{page}/join"])
def test_the_physicians_other_pages_are_sound(chromium: Browser, desk: Desk, base: str, path: str) -> None:
    with tab(chromium, desk, base, desk.people.owner) as page:
        page.goto(base + path.format(page=desk.page))
        sound(page)


@pytest.mark.parametrize("path", ["/office/consultations", "{office}", "{office}/cancel"])
def test_the_offices_pages_are_sound(chromium: Browser, desk: Desk, base: str, path: str) -> None:
    with tab(chromium, desk, base, desk.people.coordinator) as page:
        page.goto(base + path.format(office=desk.office))
        sound(page)


def test_a_patient_tests_camera_and_sound_before_joining(chromium: Browser, desk: Desk, base: str) -> None:
    with tab(chromium, desk, base) as page:
        page.goto(base + desk.join)
        page.get_by_role("button", name="Test camera and microphone").click()
        expect(page.get_by_text("It works.")).to_be_visible()
        until(page, lambda: page.evaluate("document.querySelector('video').videoWidth > 0"))
        sound(page)
        page.get_by_role("button", name="End the test").click()
        until(page, lambda: page.evaluate("document.querySelector('video').srcObject") is None)
        press(page, "The physician has not come")
        expect(page.locator("main")).to_contain_text("The office has been told")
    assert len(desk.letters("nobody_came")) == 1
