"""A visitor's tab, and what must be true of every page it shows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests import browsing

LOOKS = ((360, "light"), (1280, "dark"))
PICTURES = os.environ.get("PICTURES")  # a folder: every page is also saved there, to be looked at


@dataclass(slots=True)
class Tab:
    """One page of one browser. What leads to another page returns when that has been loaded."""

    page: Page
    base: str
    scripts: bool
    documents: list[Response] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.base + path)

    def press(self, name: str) -> None:
        """A button, by its words."""
        browsing.press(self.page, name)

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).click()

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is on it, as somebody without a mouse does."""
        here = f"document.activeElement.matches({selector!r})"
        for _n in range(120):
            if self.page.evaluate(here):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {selector} on {self.page.url}")

    def key(self, name: str) -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(name)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def pages(self) -> list[str]:
        """The paths of the documents shown so far; a page loaded twice in a row counts once."""
        paths = [urlsplit(each.url).path for each in self.documents if each.status != 303]
        return [path for number, path in enumerate(paths) if number == 0 or paths[number - 1] != path]

    def sound(self, name: str = "") -> None:
        """Valid HTML, a title, one h1; at both widths and in both themes no axe violation and no scrolling sideways."""
        self._check(name, LOOKS)

    def glance(self, name: str = "") -> None:
        """The same in one look: for the many pages made of the same parts."""
        self._check(name, LOOKS[:1])

    def _check(self, name: str, looks: tuple[tuple[int, str], ...]) -> None:
        self.valid(name)
        if not self.scripts:
            return  # axe is JavaScript itself
        before = self.page.viewport_size
        for width, theme in looks:
            self._look(name, width, theme)
        assert before
        self.page.set_viewport_size(before)
        self.page.emulate_media(color_scheme="light")

    def valid(self, name: str = "") -> None:
        self.page.wait_for_load_state()
        wrong = browsing.faults(self.documents[-1].text())
        assert not wrong, (self.page.url, wrong)
        assert self.page.title().count(" – ") >= 1, self.page.url
        expect(self.page.locator("h1")).to_have_count(1)
        if not self.scripts and PICTURES and name:
            self.page.screenshot(path=Path(PICTURES) / f"{name}-bare.png", full_page=True)

    def _look(self, name: str, width: int, theme: str) -> None:
        if PICTURES and name:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            self.page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{theme}.png", full_page=True)
        browsing.assert_sound(self.page, (width, theme == "dark"))


@contextmanager
def opened(
    browser: Browser, base: str, *, width: int = 360, zone: str = "Europe/London", scripts: bool = True
) -> Iterator[Tab]:
    """A visitor with cookies of their own. On the way out nothing may have gone wrong in the console."""
    with browsing.opened(browser, width=width, scripts=scripts, timezone_id=zone, locale="en-GB") as page:
        tab = Tab(page, base, scripts)
        page.on("response", lambda answer: _note(tab, answer))
        yield tab


def _note(tab: Tab, answer: Response) -> None:
    request = answer.request
    if request.is_navigation_request() and request.frame == tab.page.main_frame:
        tab.documents.append(answer)
