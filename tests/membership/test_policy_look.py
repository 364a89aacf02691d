"""The pages of policy and standards in a real browser: axe, width, both themes, without JavaScript."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from directory.accounts.rules import Role
from directory.core import transaction
from directory.membership.rules.policy import FIRST
from tests import browsing, cast
from tests.conftest import NOW, browser
from tests.factories import accounts, membership_policy
from tests.factories import physicians as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PUBLIC = ("/membership", "/membership/eligibility", "/membership/members", "/membership/comments")
LOOKS = [(1280, False), (360, True)]
PICTURES = os.environ.get("PICTURES")  # a folder: the pages are kept there to be looked at


def sound(page: Page, name: str, width: int, dark: bool) -> None:
    assert (name, browsing.violations(page)) == (name, [])
    assert (name, browsing.sideways(page)) == (name, 0)
    assert browsing.faults(page.content()) == []
    if PICTURES:
        look = "dark" if dark else "light"
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{look}.png", full_page=True)


@pytest.fixture
def slug(app: Flask) -> str:
    with app.app_context(), transaction.unit():
        row = make.physician("Olive Owner", member_since=date(2024, 3, 1))
        for number in range(4):
            make.physician(f"Further Member{number}", member_since=date(2021, 3, number + 1))
        membership_policy.standards_met(row.id, date(2024, 3, 1), NOW)
        membership_policy.comment_period("Dr Ada Named", named=True)
        membership_policy.comment_period("Dr Bea Unnamed", named=False)
        return row.slug


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_public_pages_are_sound(chromium: Browser, base: str, slug: str, width: int, dark: bool) -> None:
    with browsing.opened(chromium, width=width, dark=dark) as page:
        for path in (*PUBLIC, f"/physicians/{slug}"):
            page.goto(base + path)
            sound(page, path.replace("/", "_").replace(slug, "profile"), width, dark)
        page.goto(f"{base}/membership")
        for each in page.locator("details summary").all():
            each.click()
        expect(page.get_by_text("Case sheets with date", exact=False)).to_be_visible()
        sound(page, "standards_open", width, dark)


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_the_offices_pages_are_sound(app: Flask, chromium: Browser, base: str, width: int, dark: bool) -> None:
    with app.app_context():
        with transaction.unit():
            membership_policy.adopted(replace(FIRST, floor=4, comment_days=28), NOW)
            accounts.person(Role.REVIEWER, email="outside@example.org", name="Dr Ada Outside")
        person = cast.member("office@example.org", "Kim Office", Role.COORDINATOR)
    client = browser(app)
    cast.sign_in_fast(client, person)
    with browsing.opened(chromium, width=width, dark=dark) as page:
        browsing.hand_over(client, page, base)
        for name, path in (("versions", ""), ("version", "/2"), ("difference", "/2/difference"), ("edit", "/edit")):
            page.goto(f"{base}/office/membership/policy{path}")
            sound(page, f"policy_{name}", width, dark)
        for title in ("1. Large sessions", "Panel and decision", "Dues"):
            page.locator("summary", has_text=title).click()
        sound(page, "policy_edit_open", width, dark)
        page.get_by_label("Floor: the least lower median of each criterion").fill("9")
        browsing.press(page, "See the differences")
        expect(page.get_by_text("There is a problem")).to_be_visible()
        sound(page, "policy_edit_wrong", width, dark)
        page.get_by_label("Floor: the least lower median of each criterion").fill("3")
        page.get_by_label("Dr Ada Outside").check()
        browsing.press(page, "See the differences")
        expect(page.get_by_role("heading", name="Before you adopt version 3")).to_be_visible()
        sound(page, "policy_preview", width, dark)
        page.get_by_label("Why, and who resolved it").fill("Resolved on 3 November.")
        browsing.press(page, "Go on editing")
        expect(page.get_by_role("heading", name="The next version of the policy")).to_be_visible()
        browsing.press(page, "See the differences")
        page.get_by_label("Why, and who resolved it").fill("Resolved on 3 November.")
        browsing.press(page, "Adopt")
        expect(page.get_by_text("Version 3 is adopted.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_self_check_works_with_and_without_javascript(chromium: Browser, base: str, scripts: bool) -> None:
    with browsing.opened(chromium, width=360, scripts=scripts) as page:
        page.goto(f"{base}/membership/eligibility")
        browsing.press(page, "Show the answer")
        expect(page.get_by_text("There is a problem")).to_be_visible()
        for group in page.locator("fieldset.choices").all():
            group.get_by_label("Yes", exact=True).check()
        page.locator("fieldset.choices").nth(4).get_by_label("No", exact=True).check()
        browsing.press(page, "Show the answer")
        expect(page.get_by_role("heading", name="Not yet, it seems")).to_be_visible()
        if scripts:
            sound(page, "eligibility_answer", 360, False)
