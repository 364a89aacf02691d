"""What a test with a real browser needs: the site on a port, a visitor's page, and ways to wait.

An action may begin a navigation whose document is not there yet: what comes next waits (`press`, `expect`, `until`).
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import html5lib
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from werkzeug.serving import make_server

PATIENCE = 30.0  # seconds: a test that passes waits for less, and a busy machine is no failure
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
REFUSALS = tuple(f"status of {status}" for status in (400, 403, 404, 409, 410, 422))

expect.set_options(timeout=PATIENCE * 1000)


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The site in this process; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def opened(
    browser: Browser,
    *,
    width: int = 360,
    dark: bool = False,
    scripts: bool = True,
    may_say: tuple[str, ...] = (),
    **more: Any,
) -> Iterator[Page]:
    """A visitor with cookies of their own. At the end the console may have said nothing else than `may_say`.

    A refused page is a document with such a status, which the browser writes down as well.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        **more,
    )
    context.set_default_timeout(PATIENCE * 1000)
    page, said, shown = context.new_page(), list[ConsoleMessage](), set[str]()
    thrown: list[str] = []
    page.on("console", lambda line: said.append(line) if line.type == "error" else None)
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.on("request", lambda asked: shown.add(asked.url) if asked.is_navigation_request() else None)
    try:
        yield page
        complaints = [line.text for line in said if not (line.location["url"] in shown and _is_refusal(line.text))]
        complaints = [text for text in [*complaints, *thrown] if not any(part in text for part in may_say)]
        assert not complaints, complaints
    finally:
        context.close()


def _is_refusal(text: str) -> bool:
    return any(refusal in text for refusal in REFUSALS)


def hand_over(client: FlaskClient, page: Page, base: str) -> None:
    """What a test client is to the site, the page is from now on."""
    cookie = client.get_cookie("coalition")
    assert cookie is not None
    page.context.add_cookies([{"name": "coalition", "value": cookie.value, "url": base}])


def press(page: Page, name: str) -> None:
    """A button that leads to a page, by its words; the page is there afterwards."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def until(page: Page, true: Callable[[], object]) -> None:
    """Asks again and again: the page's own policy forbids the evaluation inside it that Playwright's waiting uses."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s"
        page.wait_for_timeout(50)


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds, and where."""
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def sideways(page: Page) -> int:
    """How many pixels lie beside the screen."""
    page.wait_for_load_state()
    return int(page.evaluate(SIDEWAYS))


def faults(markup: str) -> list[tuple[str, str]]:
    """What is wrong with the HTML, and in which line."""
    parser = html5lib.HTMLParser()
    parser.parse(markup)
    lines = ["", *markup.splitlines(), ""]
    return [(code, lines[min(line, len(lines) - 1)]) for (line, _), code, _ in parser.errors]


def assert_sound(page: Page, *looks: tuple[int, bool]) -> None:
    """Without axe violations, nothing beside the screen; at each width, dark or not."""
    for width, dark in looks or ((1280, False), (360, True)):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if dark else "light")
        found, over = violations(page), sideways(page)
        assert not found, (page.url, width, dark, found)
        assert over <= 0, f"{page.url} scrolls sideways by {over} pixels at {width}"
