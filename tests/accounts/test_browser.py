"""A newcomer's first sign-in in a real browser: keyboard only, on a telephone's width, with and without JavaScript."""

import base64
import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from directory.accounts.rules import Role, totp
from directory.core import clock
from tests import browsing, cast

pytestmark = pytest.mark.browser


def type_and_send(page: Page, *texts: str) -> None:
    """From the first field on, by keyboard alone."""
    page.locator("main input:not([type=hidden])").first.focus()
    for number, text in enumerate(texts):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("javascript", "theme"), [(True, "light"), (True, "dark"), (False, "light")])
def test_a_newcomer_signs_in_by_keyboard(
    app: Flask, chromium: Browser, base: str, javascript: bool, theme: str
) -> None:
    with app.app_context():
        newcomer = cast.member("new@example.org", "Dr Nova New", Role.PHYSICIAN, enrolled=False)
    dark = theme == "dark"

    def sound(page: Page) -> None:
        if javascript:  # axe is JavaScript itself
            browsing.assert_sound(page, (360, dark))

    with browsing.opened(chromium, dark=dark, scripts=javascript) as page:
        page.goto(f"{base}/sign-in?next=/account")
        type_and_send(page, newcomer.email, "not the password")
        expect(page).to_have_title(re.compile("^Error:"))
        sound(page)
        expect(page.locator("#email")).to_have_value(newcomer.email)
        _again(page)
        expect(page).to_have_url(re.compile("/account/second-factor"))
        sound(page)
        browsing.until(page, lambda: page.locator("img.qr").evaluate("image => image.naturalWidth"))
        secret = base64.b32decode(page.inner_text("strong.reference").replace(" ", ""))
        type_and_send(page, totp.code(secret, totp.step_of(clock.now())))
        expect(page.locator("main code")).to_have_count(10)
        sound(page)
        with page.expect_navigation():
            page.get_by_role("link", name="I have kept them: continue").press("Enter")
        expect(page).to_have_url(f"{base}/account")
        sound(page)


def _again(page: Page) -> None:
    """The address typed before is still there; the password is not."""
    expect(page.locator("#password")).to_have_value("")
    page.locator("#password").focus()
    page.keyboard.type(cast.PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
