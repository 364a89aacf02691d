"""The reports in a real browser: axe, width, both themes."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from directory.accounts.rules import Role
from tests import browsing, cast
from tests.conftest import browser
from tests.factories import membership_record as make
from tests.membership.test_record_look import sound

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_the_reports_are_sound(chromium: Browser, app: Flask, base: str, width: int, dark: bool) -> None:
    with app.app_context():
        person = cast.member("both@example.org", "Cleo Both", Role.CHAIR, Role.COORDINATOR)
        make.decided()
    client = browser(app)
    cast.sign_in_fast(client, person)
    with browsing.opened(chromium, width=width, dark=dark) as page:
        browsing.hand_over(client, page, base)
        page.goto(f"{base}/office/membership/reports")
        expect(page.get_by_role("heading", name="Reports on applications")).to_be_visible()
        sound(page, "reports_office", width, dark)
        page.goto(f"{base}/review/chair/reports")
        expect(page.get_by_role("heading", name="Scores by criterion")).to_be_visible()
        sound(page, "reports_chair", width, dark)
