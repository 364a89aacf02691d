"""Pages of removals, re-reviews and taking over, in a real browser: axe, width, both themes."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from directory.accounts.models import Person
from directory.accounts.rules import Role
from directory.core import clock, transaction
from directory.core.db import session
from directory.membership.actions import matter as actions
from directory.membership.actions import membership
from directory.membership.models import Membership
from directory.membership.rules.appeal import Hearing
from directory.membership.rules.matter import AnswerAsked
from tests import browsing, cast
from tests.cast import Member
from tests.conftest import browser
from tests.factories import membership_desk as desk
from tests.factories import membership_matters as make
from tests.factories import physicians
from tests.membership.test_record_look import sound

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHAPES = [(1280, False), (360, True)]
MEMBERS = "/office/membership/members"


def office_world() -> tuple[Member, int, int, int]:
    """The coordinator; a member to re-review, one with a running removal, one from before."""
    now = clock.now()
    person = cast.member("kim@example.org", "Kim Office", Role.COORDINATOR)
    found = make.removal(now=now)
    with transaction.unit():
        desk.judges(found.panel)
        asked = AnswerAsked("I was abroad on both days.", Hearing.VIDEO, companion=True)
        actions.answer(found.matter, asked, person_id=found.person, now=now)
        due, before = physicians.physician("Dee Due"), physicians.physician("Bo Before")
        membership.adopt(due.id, actor="person:1", now=now)
        session().get_one(Membership, due.id).re_review_opens = now.date() - timedelta(days=40)
        return person, due.id, found.physician, before.id


@pytest.mark.parametrize(("width", "dark"), SHAPES)
def test_the_offices_pages_are_sound(chromium: Browser, app: Flask, base: str, width: int, dark: bool) -> None:
    with app.app_context():
        person, due, removal, before = office_world()
    client = browser(app)
    cast.sign_in_fast(client, person)
    with browsing.opened(chromium, width=width, dark=dark) as page:
        browsing.hand_over(client, page, base)
        for name, path, heading in (
            ("removal_running", f"{MEMBERS}/{removal}/removal", "Removal: Dr Robin Vale"),
            ("removal_form", f"{MEMBERS}/{due}/removal", "Propose removal: Dr Dee Due"),
            ("re_review_form", f"{MEMBERS}/{due}/re-review", "Open a re-review: Dr Dee Due"),
            ("re_reviews", f"{MEMBERS}/re-reviews", "Re-reviews due"),
            ("unadopted", f"{MEMBERS}/without", "Members without a membership"),
            ("adopt", f"{MEMBERS}/{before}/adopt", "Take over: Dr Bo Before"),
        ):
            page.goto(f"{base}{path}")
            expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
            sound(page, name, width, dark)
        page.goto(f"{base}{MEMBERS}/{due}/removal")
        page.get_by_label("An inspection was refused").check()
        page.get_by_label("The finding of an inspection").check()
        page.get_by_label("What has happened?").fill("Two days for an inspection were refused.")
        page.get_by_label("What shows it?").fill("Our letters of May and June.")
        for number in range(5):
            page.locator(f"#members-{number}").check()
        page.get_by_role("button", name="Preview").click()
        expect(page.get_by_role("button", name="Open the round and tell the member")).to_be_visible()
        sound(page, "removal_preview", width, dark)
        page.get_by_role("button", name="Open the round and tell the member").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Removal: Dr Dee Due")
        expect(page.get_by_text("Our letters of May and June.")).to_be_visible()


@pytest.mark.parametrize(("width", "dark"), SHAPES)
def test_the_members_pages_are_sound(chromium: Browser, app: Flask, base: str, width: int, dark: bool) -> None:
    with app.app_context():
        found = make.removal(now=clock.now())
        with transaction.unit():
            row = session().get_one(Person, found.person)
            person = Member(row.id, row.email, row.name, cast.enrol(row.id))
    client = browser(app)
    cast.sign_in_fast(client, person)
    with browsing.opened(chromium, width=width, dark=dark) as page:
        browsing.hand_over(client, page, base)
        page.goto(f"{base}/practice/membership")
        sound(page, "member_own", width, dark)
        page.get_by_role("link", name="Removal").click()
        expect(page.get_by_role("heading", name="Removal: notice")).to_be_visible()
        sound(page, "member_notice", width, dark)
        page.get_by_label("Your answer").fill("I was abroad on both days.")
        page.get_by_label("A hearing by video").check()
        page.get_by_role("button", name="Send my answer").click()
        expect(page.get_by_text("I was abroad on both days.")).to_be_visible()
        sound(page, "member_answered", width, dark)
