"""Coordinators, a patient and the applicant in a real browser. With PICTURES set to a folder, pages are saved there."""

import os
import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from directory.accounts.rules import Role
from directory.core import clock, outbox, transaction
from directory.core.db import db, session
from directory.membership.actions import adverse, comments
from directory.membership.models import Application, Round
from directory.membership.queries import application as applications
from directory.membership.rules.application import State
from directory.membership.rules.comments import Weight
from tests import browsing, cast
from tests.cast import Member
from tests.conftest import browser as visitor
from tests.factories import membership_application as application_factory
from tests.factories import membership_desk as make
from tests.factories import membership_rounds as rounds_factory

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PICTURES")


class World:
    """Two coordinators, an applicant in screening, three judges and a lay reviewer."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.one = cast.member("one@example.org", "Kim Office", Role.COORDINATOR)
            self.two = cast.member("two@example.org", "Lee Second", Role.COORDINATOR)
            self.applicant = cast.member("applicant@example.org", "Dr Robin Vale", Role.APPLICANT, enrolled=False)
            judges = [cast.member(f"j{n}@example.org", f"Judge Number{n}", Role.REVIEWER) for n in range(4)]
            self.lay = cast.member("lay@example.org", "Lou Lay", Role.REVIEWER)
            self.judges = [each.id for each in judges]
            with transaction.unit():
                make.judges(self.judges)
                row = application_factory.draft(self.applicant.id, now=clock.now())
                application_factory.complete(row, clock.now())
                row.state, row.submitted, row.name_shown = State.SUBMITTED, clock.now(), True
                self.id, self.reference = row.id, row.reference
                for number, state in enumerate((State.SUBMITTED, State.SCREENING, State.DECISION_PENDING)):
                    rounds_factory.application(f"Dr Other Number{number}", state=state, now=clock.now())
            db.session.remove()

    def row(self) -> Application:
        return applications.locked(self.id)

    def as_(self, person: Member, page: Page, base: str) -> None:
        client = visitor(self.app)
        cast.sign_in_fast(client, person, second_factor=bool(person.secret))
        browsing.hand_over(client, page, base)

    def open_round(self) -> int:
        with self.app.app_context(), transaction.unit():
            row = self.row()
            row.state = State.SCREENING
            session().flush()
            made = make.opened(row, self.judges, self.lay.id, person_id=self.one.id, now=clock.now())
            return made.id


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def sound(page: Page, name: str, *, width: int = 1280) -> None:
    browsing.assert_sound(page)
    if PICTURES:
        for wide, dark in ((360, False), (1280, False), (360, True), (1280, True)):
            page.set_viewport_size({"width": wide, "height": 800})
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.screenshot(path=Path(PICTURES) / f"{name}-{wide}-{'dark' if dark else 'light'}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    for wide in (360, width):
        page.set_viewport_size({"width": wide, "height": 800})
        assert page.evaluate(browsing.SIDEWAYS) <= 0, f"{name} scrolls sideways at {wide}"


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def test_from_the_queue_to_the_preview_of_a_round(world: World, chromium: Browser, base: str) -> None:
    with browsing.opened(chromium, width=1280) as page:
        world.as_(world.one, page, base)
        page.goto(f"{base}/office")
        page.get_by_role("link", name="New applications").click()
        expect(page.locator("tbody tr")).to_have_count(2)
        page.goto(f"{base}/office/membership")
        sound(page, "desk-01-queue")
        page.get_by_role("link", name=world.reference).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Dr Robin Vale")
        sound(page, "desk-02-file")
        press(page, "Take into screening")
        expect(page.get_by_role("status").first).to_contain_text("You have taken")
        sound(page, "desk-03-checks")
        page.get_by_role("link", name="1. There is no valid licence").click()
        page.get_by_label("Checked: it is not there").check()
        page.locator("[name=note]").fill("Looked up at the board.")
        sound(page, "desk-04-stop")
        press(page, "Record")
        expect(page.locator("#stop-1")).to_contain_text("Looked up at the board.")
        page.get_by_role("link", name="Check the licence").click()
        expect(page.locator("[name=number]")).to_have_value("MA-48211")
        sound(page, "desk-05-credential")
        press(page, "Record the check")
        expect(page.locator(".error-summary")).to_contain_text("Say who issued it.")
        page.goto(f"{base}/office/membership/{world.reference}/round")
        expect(page.locator(".note.warning")).to_contain_text("Hard stop 2 was not checked.")
        sound(page, "desk-06-lacking")
        _finish(world)
        page.reload()
        for number in range(4):
            page.get_by_label(f"Judge Number{number}", exact=True).check()
        page.get_by_label("Lou Lay", exact=True).check()
        press(page, "Preview")
        expect(page.get_by_role("heading", name="Preview")).to_be_visible()
        sound(page, "desk-07-preview")
        press(page, "Open the round and tell everybody")
        expect(page.get_by_role("status").first).to_contain_text("The round is open.")
        sound(page, "desk-08-round")


def _finish(world: World) -> None:
    with world.app.app_context(), transaction.unit():
        make.screened(world.row(), world.one.id, clock.now())
        make.waived(world.row(), world.one.id, clock.now())


def test_two_decline_and_one_asks(world: World, chromium: Browser, base: str) -> None:
    with world.app.app_context(), transaction.unit():
        world.row().state = State.SCREENING
    with browsing.opened(chromium, width=1280) as page:
        world.as_(world.one, page, base)
        path = f"{base}/office/membership/{world.reference}"
        page.goto(f"{path}/ask")
        sound(page, "desk-09-ask")
        page.goto(f"{path}/waivers")
        sound(page, "desk-10-waivers")
        page.goto(f"{path}/conflict")
        sound(page, "desk-11-conflict")
        page.goto(f"{path}/decline")
        page.get_by_label("There is no valid licence to practise.").check()
        page.locator("[name=reapply]").fill("2027-09-01")
        page.locator("[name=reason]").fill("The board lists none.")
        sound(page, "desk-12-decline")
        press(page, "Propose")
        expect(page.get_by_role("button", name="Confirm: decline as ineligible")).to_have_count(0)
    with browsing.opened(chromium, width=1280) as page:
        world.as_(world.two, page, base)
        page.goto(f"{path}/screening")
        sound(page, "desk-13-proposal")
        press(page, "Confirm: decline as ineligible")
        expect(page.get_by_role("status").first).to_contain_text("declined as ineligible")
        expect(page.locator(".timeline")).to_contain_text("The board lists none.")


def test_a_patient_comments_the_office_summarises_and_the_applicant_answers(
    world: World, chromium: Browser, base: str
) -> None:
    world.open_round()
    with browsing.opened(chromium) as page:
        page.goto(f"{base}/membership/comments")
        page.get_by_role("link", name="Dr Robin Vale").click()
        sound(page, "desk-14-comment", width=360)
        page.locator("[name=words]").fill("The scar is wide, and nobody called back.")
        page.locator("[name=name]").fill("Pat Novak")
        page.locator("[name=email]").fill("pat@example.org")
        page.locator("[name=clinic]").fill("Vale Clinic")
        page.locator("[name=when]").fill("May 2024")
        press(page, "Send me the link")
        expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
        sound(page, "desk-15-asked", width=360)
        page.goto(base + _link(world))
        sound(page, "desk-16-link", width=360)
        press(page, "Send this comment")
        expect(page.locator("main")).to_contain_text("We have received it.")
        sound(page, "desk-17-received", width=360)
    with browsing.opened(chromium, width=1280) as page:
        world.as_(world.one, page, base)
        page.goto(f"{base}/office/membership/{world.reference}/comments")
        sound(page, "desk-18-comments")
        press(page, "I have seen a proof of treatment")
        page.get_by_label("Weighs against the applicant").check()
        press(page, "Record")
        page.get_by_role("link", name="Summarise what weighs against").click()
        page.get_by_label("The scar is wide").check()
        page.locator("[name=words]").fill("A former patient is unhappy with a scar and with the care afterwards.")
        sound(page, "desk-19-summary")
        press(page, "Send to the applicant")
        expect(page.locator("main")).to_contain_text("Open until")
    with browsing.opened(chromium) as page:
        world.as_(world.applicant, page, base)
        page.goto(f"{base}/membership/application")
        page.get_by_role("link", name="Read and answer").click()
        sound(page, "desk-20-answer", width=360)
        page.locator("[name=answer]").fill("I offered a revision without charge.")
        press(page, "Send the answer")
        expect(page.get_by_role("status").first).to_contain_text("The panel reads both.")


def _link(world: World) -> str:
    sent: list[outbox.Letter] = []
    with world.app.app_context():
        outbox.deliver_due(clock.now, sent.append)
    found = [re.search(r"/membership/comments/send/[\w-]+", each.text) for each in sent]
    return next(each.group() for each in found if each)


def test_the_panel_reads_summary_and_answer_beside_each_other(world: World, chromium: Browser, base: str) -> None:
    round_id = world.open_round()
    with world.app.app_context(), transaction.unit():
        made = make.from_patient(session().get_one(Round, round_id), now=clock.now())
        comments.send(made, clock.now())
        comments.verify(world.row(), made, person_id=world.one.id, now=clock.now())
        comments.read(world.row(), made, Weight.AGAINST, person_id=world.one.id, now=clock.now())
        adverse.summarise(world.row(), "A patient is unhappy.", [made.id], person_id=world.one.id, now=clock.now())
        adverse.answer(world.row(), 1, "I offered a revision.", clock.now())
        round_ = session().get_one(Round, round_id)
        rounds_factory.declare(round_, world.judges[0], now=clock.now())
        reference = round_.reference
    judge = Member(world.judges[0], "j0@example.org", "Judge Number0", b"-")
    with browsing.opened(chromium, width=1280) as page:
        world.as_(judge, page, base)
        page.goto(f"{base}/review/{reference}")
        expect(page.locator("main")).to_contain_text("I offered a revision.")
        sound(page, "desk-21-panel")
