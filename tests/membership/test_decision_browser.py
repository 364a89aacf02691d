"""Pages of decisions, memberships and dues in a real browser: clean for screen readers, fit for a telephone."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from directory.accounts.rules import Role
from directory.core import clock, transaction
from directory.core.db import db, session
from directory.membership.actions import making
from directory.membership.models import Application
from directory.membership.rules.rounds import Vote
from tests import browsing
from tests.cast import Member, member
from tests.factories import membership_decide as make
from tests.membership.test_decision_views import listed
from tests.membership.test_review_browser import enter

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PICTURES", "")  # a folder: pictures of every page, for whoever wants to look


def look(page: Page, name: str) -> None:
    browsing.assert_sound(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)


def test_the_chairs_pages_of_a_decision(app: Flask, chromium: Browser, base: str) -> None:
    with app.app_context():
        chair = member("chair@example.org", "Cleo Chair", Role.CHAIR)
        with transaction.unit():
            reference = make.closed(Vote.NO, {**dict.fromkeys(range(1, 9), 4), 5: 1, 6: 3}).reference
        db.session.remove()
    path = f"/review/chair/{reference}/decision"
    with browsing.opened(chromium, width=1280) as page:
        enter(page, app, base, chair, path)
        look(page, "form")
        page.get_by_label("Confirm the computed outcome").check()
        browsing.press(page, "Preview the letter")
        look(page, "preview")
        browsing.press(page, "Sign")
        look(page, "chosen")
        with app.app_context():
            assert making.make_due(clock.now() + timedelta(minutes=11)) == 1
            db.session.remove()
        page.goto(f"{base}{path}")
        look(page, "made")


def test_the_applicants_letter_and_appeal(app: Flask, chromium: Browser, base: str) -> None:
    with app.app_context():
        with transaction.unit():
            round_, chair = make.closed(Vote.NO, 2), make.chair()
            make.chosen(round_, chair.id, make.confirm(dict.fromkeys(range(1, 9), "Not shown.")), now=clock.now())
            application = session().get_one(Application, round_.application_id)
            own, who = application.reference, Member(application.person_id, "x", "Dr Robin Vale")
        assert making.make_due(clock.now() + timedelta(minutes=11)) == 1
        db.session.remove()
    with browsing.opened(chromium, width=360) as page:
        enter(page, app, base, who, f"/membership/application/{own}/decision")
        look(page, "letter")
        page.goto(f"{base}/membership/application/{own}/appeal")
        look(page, "appeal")


def test_the_members_the_offices_and_the_treasurers_pages(app: Flask, chromium: Browser, base: str) -> None:
    with app.app_context():
        who, number = listed(app)
        kim = member("kim@example.org", "Kim Office", Role.COORDINATOR)
        db.session.remove()
    with browsing.opened(chromium, width=360) as page:
        enter(page, app, base, who, "/practice/membership")
        look(page, "member")
        page.goto(f"{base}/practice/membership/resign")
        look(page, "resign")
    with browsing.opened(chromium, width=1280) as page:
        enter(page, app, base, kim, f"/office/membership/members/{number}")
        look(page, "office-member")
        for name, path in {"dues": "", "invoice": "/1", "import": "/import", "statement": f"/members/{number}"}.items():
            page.goto(f"{base}/office/dues{path}")
            look(page, name)
        page.goto(f"{base}/office/membership/members")
        look(page, "members")
