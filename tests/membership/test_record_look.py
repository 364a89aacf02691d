"""The record's page in a real browser: made and downloaded, axe, width, both themes."""

import os
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from directory.accounts.rules import Role
from tests import browsing, cast
from tests.conftest import browser
from tests.factories import membership_record as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PICTURES = os.environ.get("PICTURES")  # a folder: the pages are kept there to be looked at


def sound(page: Page, name: str, width: int, dark: bool) -> None:
    assert (name, browsing.violations(page)) == (name, [])
    assert (name, browsing.sideways(page)) == (name, 0)
    assert browsing.faults(page.content()) == []
    if PICTURES:
        look = "dark" if dark else "light"
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{look}.png", full_page=True)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_a_chair_makes_a_record(chromium: Browser, app: Flask, base: str, width: int, dark: bool) -> None:
    with app.app_context():
        chair = cast.member("chair@example.org", "Cleo Chair", Role.CHAIR)
        application_id, _round_id, _people = make.decided()
        reference = make.application(application_id).reference
    client = browser(app)
    cast.sign_in_fast(client, chair)
    with browsing.opened(chromium, width=width, dark=dark) as page:
        browsing.hand_over(client, page, base)
        page.goto(f"{base}/review/chair/records/{reference}")
        expect(page.get_by_text("No record has been made yet.")).to_be_visible()
        sound(page, "record_none", width, dark)
        browsing.press(page, "Make it")
        expect(page.get_by_text("There is a problem")).to_be_visible()
        for edition in ("For a court", "For the applicant"):
            page.get_by_role("radio", name=edition).check()
            browsing.press(page, "Make it")
            expect(page.get_by_text("The record is made.")).to_be_visible()
        sound(page, "record_made", width, dark)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download For a court").click()
        assert zipfile.is_zipfile(download.value.path())
