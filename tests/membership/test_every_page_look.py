"""Every page of membership in a real browser: valid, no axe violation, nothing beside the screen; both themes.

One world, one browser. Policy, standards, reports, record, agenda, decisions, the case log and whatever needs a state
of its own are looked at in tests of their own.
"""

from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from directory.accounts.rules import Role
from directory.core import clock, transaction
from directory.core.db import db
from tests import browsing
from tests.cast import Member, member, sign_in_fast
from tests.conftest import browser
from tests.factories import membership_application as applying
from tests.factories import membership_rounds as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PUBLIC = ("/apply", "/comments", "/comments/asked", "/comments/sent")
APPLICANT = ("", "/you", "/criterion-1", "/criterion-5", "/criterion-8", "/declarations", "/referees", "/submit")
OFFICE = ("/members", "")
FILE: tuple[str, ...] = (
    "",
    "/screening",
    "/screening/1",
    "/credentials",
    "/decline",
    "/ask",
    "/round",
    "/comments",
    "/conflict",
)
FILE += ("/waivers", "/referees", "/period")
REVIEWER = ("", "/1", "/3", "/8", "/cast", "/block", "/leave")
CHAIR = ("", "/workload", "/appeals")


@dataclass(frozen=True, slots=True)
class People:
    applicant: Member
    office: Member
    reviewer: Member
    chair: Member
    treasurer: Member
    file: str
    round: str


@pytest.fixture
def people(app: Flask) -> People:
    now = clock.now()
    with app.app_context():
        who = (
            member("applicant@example.org", "Dr Robin Vale", Role.APPLICANT, enrolled=False),
            member("kim@example.org", "Kim Office", Role.COORDINATOR),
            member("rui@example.org", "Rui Reviewer", Role.REVIEWER),
            member("cleo@example.org", "Cleo Chair", Role.CHAIR),
            member("toni@example.org", "Toni Treasurer", Role.TREASURER),
        )
        with transaction.unit():
            applying.complete(applying.draft(who[0].id, now=now), now)
            judges = [who[2].id, *(each.id for each in make.reviewers(4))]
            made = make.application("Dr Ada Applicant", now=now)
            round_ = make.opened_people(judges[:4], judges[4], application_id=made.id, now=now)
            round_.comments_until = None
            make.declare(round_, judges[0], now=now)
            file, reference = made.reference, round_.reference
        db.session.remove()
    return People(*who, file, reference)


def look(page: Page, base: str, paths: tuple[str, ...], begins: str) -> None:
    for path in paths:
        answer = page.goto(f"{base}{begins}{path}")
        assert answer is not None
        assert (path, answer.status) == (path, 200)
        assert (path, browsing.faults(page.content())) == (path, [])
        browsing.assert_sound(page)


def enter(page: Page, app: Flask, base: str, person: Member) -> None:
    client = browser(app)
    sign_in_fast(client, person, second_factor=bool(person.secret))
    browsing.hand_over(client, page, base)


def test_every_page_is_sound(app: Flask, chromium: Browser, base: str, people: People) -> None:
    with browsing.opened(chromium, width=1280) as page:
        look(page, base, PUBLIC, "/membership")
        look(page, base, ("", "/card", "/declined"), "/referee")
        enter(page, app, base, people.applicant)
        look(page, base, APPLICANT, "/membership/application")
        enter(page, app, base, people.office)
        look(page, base, OFFICE, "/office/membership")
        look(page, base, FILE, f"/office/membership/{people.file}")
        enter(page, app, base, people.reviewer)
        look(page, base, REVIEWER, f"/review/{people.round}")
        look(page, base, ("", "/keys"), "/review")
        enter(page, app, base, people.chair)
        look(page, base, CHAIR, "/review/chair")
        enter(page, app, base, people.treasurer)
        look(page, base, ("", "/import"), "/office/dues")
