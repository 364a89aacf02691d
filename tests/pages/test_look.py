"""What only a browser shows: axe, width, focus, colours; on the pages and on every macro at once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from directory import create_app
from tests import browsing
from tests.browsing import press, violations
from tests.conftest import make_settings
from tests.pages import kitchen

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = (
    "/",
    "/how-it-works",
    "/safety",
    "/privacy",
    "/cookies",
    "/contact",
    "/concerns/new",
    "/not-there",
    "/dev/mail",
)


@pytest.fixture(scope="module")
def macros(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One page with every macro on it, with errors and without."""
    folder = tmp_path_factory.mktemp("macros")
    made = create_app(make_settings(folder, DATABASE_URL=f"sqlite:///{folder}/x.db"))
    kitchen.add_to(made)
    with browsing.serving(made) as address:
        yield f"{address}/kitchen"


def enlarge(page: Page, percent: int) -> None:
    page.add_style_tag(content=f"html {{ font-size: {percent}% !important }}")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_axe_finds_nothing(chromium: Browser, base: str, width: int, dark: bool) -> None:
    with browsing.opened(chromium, width=width, dark=dark) as page:
        for path in PAGES:
            page.goto(base + path)
            assert (path, violations(page)) == (path, [])
        page.goto(f"{base}/concerns/new")
        press(page, "Send to the office")
        assert violations(page) == []


def test_nothing_scrolls_sideways_at_320_pixels_with_text_at_200_percent(chromium: Browser, base: str) -> None:
    with browsing.opened(chromium, width=320, bypass_csp=True) as page:
        for path in PAGES:
            page.goto(base + path)
            enlarge(page, 200)
            assert (path, browsing.sideways(page)) == (path, 0)


def test_after_a_failed_form_the_focus_is_on_the_summary_and_its_link_leads_to_the_field(
    chromium: Browser, base: str
) -> None:
    with browsing.opened(chromium, width=1280) as page:
        page.goto(f"{base}/concerns/new")
        press(page, "Send to the office")
        expect(page).to_have_title(re.compile("^Error: Raise a concern"))
        expect(page.locator(".error-summary")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#kind-0")).to_be_focused()


def test_the_theme_changes_at_once_keeps_what_was_typed_and_stays(chromium: Browser, base: str) -> None:
    with browsing.opened(chromium, width=1280) as page:
        page.goto(f"{base}/concerns/new")
        page.get_by_label("What happened?").fill("half written")
        with page.expect_response(f"{base}/theme"):
            page.get_by_role("button", name="Dark").click()
        expect(page.locator("body")).to_have_css("background-color", "rgb(16, 24, 26)")
        expect(page.get_by_label("What happened?")).to_have_value("half written")
        page.goto(f"{base}/terms")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_without_javascript_a_concern_is_sent_and_the_theme_is_chosen(chromium: Browser, base: str) -> None:
    with browsing.opened(chromium, width=1280, scripts=False) as page:
        page.goto(f"{base}/concerns/new")
        press(page, "Dark")
        expect(page).to_have_url(f"{base}/concerns/new")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.get_by_label("The safety of a patient").check()
        page.get_by_label("What happened?").fill("A burn.")
        press(page, "Send to the office")
        expect(page).to_have_url(f"{base}/concerns/sent")


def test_a_concern_is_raised_by_keyboard_alone(chromium: Browser, base: str) -> None:
    with browsing.opened(chromium) as page:
        page.goto(f"{base}/concerns/new")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        page.keyboard.press("Tab")  # the link to the safety signs
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type("A burn.")
        for _ in range(4):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{base}/concerns/sent")


def test_nothing_is_asked_of_another_host(chromium: Browser, base: str) -> None:
    asked: set[str] = set()
    with browsing.opened(chromium) as page:
        page.on("request", lambda request: asked.add(request.url.split("/")[2]))
        for path in PAGES:
            page.goto(base + path)
    assert asked == {base.split("/")[2]}


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (360, False), (360, True)])
def test_axe_finds_nothing_in_any_macro(chromium: Browser, macros: str, width: int, dark: bool) -> None:
    with browsing.opened(chromium, width=width, dark=dark) as page:
        for address in (macros, f"{macros}?errors=1"):
            page.goto(address)
            assert (address, violations(page)) == (address, [])


@pytest.mark.parametrize("zoom", [100, 200])
def test_no_macro_scrolls_sideways_at_320_pixels(chromium: Browser, macros: str, zoom: int) -> None:
    with browsing.opened(chromium, width=320, bypass_csp=True) as page:
        page.goto(f"{macros}?errors=1")
        enlarge(page, zoom)
        assert browsing.sideways(page) == 0


def test_a_picture_opens_larger_and_gives_the_focus_back(chromium: Browser, macros: str) -> None:
    with browsing.opened(chromium, width=1280) as page:
        page.goto(macros)
        link = page.locator("a[data-enlarge]")
        link.click()
        expect(page.get_by_role("dialog", name="A drawing")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(link).to_be_focused()


def test_arrow_keys_move_between_times_and_tab_leaves_them(chromium: Browser, macros: str) -> None:
    with browsing.opened(chromium, width=1280) as page:
        page.goto(macros)
        page.get_by_label("Tuesday 1 December 2026, 9:30 am Eastern Time").focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator("[name=slot][value=t2]")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator("[name=slot]:focus")).to_have_count(0)
