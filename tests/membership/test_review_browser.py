"""A round in a real browser: five members and a lay reviewer, one takes no part, one changes the vote."""

import re
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from directory.accounts.rules import Role
from directory.core import clock, transaction
from directory.core.db import db, session
from directory.membership.models import BallotVersion, Round
from directory.membership.queries import replay
from directory.membership.rules import tally
from directory.membership.rules.rounds import State, Vote
from directory.photos.models import Opening
from tests import browsing, cast
from tests.cast import Member
from tests.conftest import browser
from tests.factories import membership_rounds as make

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Panel:
    reference: str
    round_id: int
    people: tuple[Member, ...]


@pytest.fixture
def panel(app: Flask) -> Panel:
    with app.app_context():
        people = tuple(cast.member(f"r{n}@example.org", f"Reviewer Number{n}", Role.REVIEWER) for n in range(6))
        application_id = make.whole_application(clock.now())
        with transaction.unit():
            ids = [person.id for person in people]
            round_ = make.opened_people(ids[:5], ids[5], application_id=application_id, now=clock.now())
            round_.comments_until = None
            found = Panel(round_.reference, round_.id, people)
        db.session.remove()
        return found


def enter(page: Page, app: Flask, base: str, person: Member, path: str) -> None:
    client = browser(app)
    cast.sign_in_fast(client, person)
    browsing.hand_over(client, page, base)
    page.goto(f"{base}{path}")


def others_vote(app: Flask, panel: Panel, *places: int, choice: Vote = Vote.YES) -> None:
    with app.app_context(), transaction.unit():
        round_ = session().get_one(Round, panel.round_id)
        for place in places:
            make.declare(round_, panel.people[place].id, now=clock.now())
            make.cast(round_, panel.people[place].id, choice, now=clock.now())


def test_five_reviewers_one_recused_one_changes_the_vote(
    app: Flask, chromium: Browser, base: str, panel: Panel
) -> None:
    path = f"/review/{panel.reference}"
    with browsing.opened(chromium, width=1280) as page:
        leave(page, app, base, panel)
    with browsing.opened(chromium, width=1280) as page:
        enter(page, app, base, panel.people[1], path)
        page.get_by_label("No, I have none").check()
        browsing.press(page, "Declare")
        browsing.assert_sound(page)
        judge(page, base, path)
        cast_ballot(page, base, path)
        others_vote(app, panel, 2, 3, 5)
        change(page, base, path)
        others_vote(app, panel, 4)
        page.goto(f"{base}{path}/panel")
        expect(page.get_by_text("Carried", exact=False).first).to_be_visible()
        browsing.assert_sound(page)
    with app.app_context():
        round_ = session().get_one(Round, panel.round_id)
        assert round_.state is State.CLOSED
        found = replay.replay(round_)
        assert found.problems == ()
        assert found.result is not None
        assert (found.result.yes, found.result.no, found.result.eligible) == (4, 1, 5)
        assert found.result.verdict is tally.Verdict.CARRIED
        versions = session().scalars(
            sa.select(BallotVersion.vote)
            .where(BallotVersion.person_id == panel.people[1].id)
            .order_by(BallotVersion.number)
        )
        assert list(versions) == [Vote.YES, Vote.NO]
        opened = set(session().execute(sa.select(Opening.actor, Opening.role)).tuples())
        assert opened == {(f"person:{panel.people[1].id}", "reviewer")}


def leave(page: Page, app: Flask, base: str, panel: Panel) -> None:
    enter(page, app, base, panel.people[0], f"/review/{panel.reference}")
    page.get_by_label("Yes: I take no part").check()
    page.get_by_label("What is it?").fill("We trained together.")
    browsing.press(page, "Declare")
    expect(page.get_by_text("You take no part in this round")).to_be_visible()
    expect(page.get_by_text(panel.reference)).to_have_count(0)
    page.goto(f"{base}/review/{panel.reference}")
    expect(page).to_have_title(re.compile("does not exist|not found|not there", re.IGNORECASE))


def judge(page: Page, base: str, path: str) -> None:
    """By keyboard: a digit scores, J goes on; what has a contact sheet is opened with O."""
    page.goto(f"{base}{path}/1")
    for number in range(1, 9):
        expect(page).to_have_url(f"{base}{path}/{number}")
        if number in {3, 5}:
            page.keyboard.press("o")
            expect(page.get_by_role("heading", name="Contact sheet")).to_be_visible()
            expect(page.locator(".sheet-case img").first).to_be_visible()
            expect(page.get_by_text("Dr Robin Vale")).to_have_count(0)
            page.get_by_role("link", name="Back to the score").click()
            expect(page).to_have_url(f"{base}{path}/{number}")
        page.keyboard.press("4")
        expect(page.locator("[data-status]")).to_have_text("Saved")
        page.keyboard.press("e")
        page.keyboard.type("4 jobs done well, judged by 0 of 5")  # digits and letters in a note score nothing
        page.keyboard.press("Escape")
        expect(page.locator("[data-status]")).to_have_text("Saved")
        page.keyboard.press("j")
    expect(page).to_have_url(f"{base}{path}/cast")
    page.goto(f"{base}{path}/2")
    expect(page.locator(".step input[value='4']")).to_be_checked()
    expect(page.get_by_role("textbox", name="Note")).to_have_value("4 jobs done well, judged by 0 of 5")


def cast_ballot(page: Page, base: str, path: str) -> None:
    page.goto(f"{base}{path}/cast")
    browsing.assert_sound(page)
    page.get_by_label("Yes", exact=True).check()
    expect(page.locator("[data-status]")).to_have_text("Draft saved. It is not cast yet.")
    browsing.press(page, "Cast my ballot")
    expect(page.get_by_text("Your ballot is cast.")).to_be_visible()


def change(page: Page, base: str, path: str) -> None:
    page.goto(f"{base}{path}/panel")
    browsing.assert_sound(page)
    page.goto(f"{base}{path}/cast")
    page.get_by_label("No", exact=True).check()
    browsing.press(page, "Change my ballot")
    expect(page.locator(".error-summary")).to_be_visible()  # against the own scores, without a reason
    page.get_by_role("textbox", name="Reason").fill("The referees convinced me otherwise.")
    browsing.press(page, "Change my ballot")
    expect(page.get_by_text("Your ballot is cast.")).to_be_visible()


def test_the_keys_can_be_turned_off(app: Flask, chromium: Browser, base: str, panel: Panel) -> None:
    with app.app_context(), transaction.unit():
        make.declare(session().get_one(Round, panel.round_id), panel.people[0].id, now=clock.now())
    with browsing.opened(chromium, width=1280) as page:
        enter(page, app, base, panel.people[0], "/review/keys")
        page.get_by_role("button", name="Turn the keys off").click()
        expect(page.get_by_role("button", name="Turn the keys on")).to_be_visible()
        page.goto(f"{base}/review/{panel.reference}/1")
        page.keyboard.press("5")
        page.keyboard.press("j")
        expect(page.locator(".step input[value='5']")).not_to_be_checked()
        expect(page).to_have_url(f"{base}/review/{panel.reference}/1")


def test_without_javascript_the_buttons_do_the_same(app: Flask, chromium: Browser, base: str, panel: Panel) -> None:
    path = f"/review/{panel.reference}"
    with browsing.opened(chromium, width=360, scripts=False) as page:
        enter(page, app, base, panel.people[5], path)
        page.get_by_label("No, I have none").check()
        browsing.press(page, "Declare")
        page.goto(f"{base}{path}/5")
        browsing.press(page, "Open Contact sheet of the cases")
        page.get_by_role("link", name="Back to the score").click()
        for number in (5, 6):
            expect(page).to_have_url(f"{base}{path}/{number}")
            page.locator(".step input[value='3']").check()
            browsing.press(page, "Save and go on")
        page.get_by_label("Abstain").check()
        browsing.press(page, "Cast my ballot")
        expect(page.get_by_text("Your ballot is cast.")).to_be_visible()
