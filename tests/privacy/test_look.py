"""The pages in a real browser: axe, width, both themes; and the register on paper."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from directory.accounts.rules import Role
from directory.core import clock
from tests import browsing, cast
from tests.conftest import browser
from tests.hostile.society import keeping

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_pages_are_sound_and_the_register_prints_without_its_buttons(
    chromium: Browser, app: Flask, base: str
) -> None:
    with app.app_context():
        one, two = (cast.member(f"office{n}@example.org", f"Kim Office{n}", Role.COORDINATOR) for n in (1, 2))
        scene = keeping.held(one, two, clock.now())
    client = browser(app)
    cast.sign_in_fast(client, one)
    with browsing.opened(chromium) as page:
        browsing.hand_over(client, page, base)
        for path in ("/office/retention/1", *(sight.path for sight in scene.sights)):
            page.goto(f"{base}{path}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            browsing.assert_sound(page, (1280, False), (1280, True), (360, False), (360, True))
            assert browsing.faults(page.content()) == []
        page.goto(f"{base}/office/holds")
        page.emulate_media(media="print", color_scheme="light")
        expect(page.get_by_role("link", name="Ask for a legal hold")).to_be_hidden()
        expect(page.get_by_text("A claim was announced.").first).to_be_visible()
