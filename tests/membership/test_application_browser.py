"""An applicant in a real browser, on a telephone's width: from the e-mail to the submission, by keyboard; saving while
one writes; two windows; a PDF. With PICTURES set to a folder, every page is also saved there to be looked at."""

import os
import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from directory.accounts.rules import Role
from directory.core import clock, outbox, transaction
from directory.core.db import session
from directory.membership.models.application import Application
from directory.membership.queries import application as applications
from directory.membership.queries import sections
from directory.membership.rules.sections import Section
from tests import browsing, cast
from tests.conftest import Client
from tests.factories import membership_application as factory
from tests.factories import membership_caselog_whole as log
from tests.factories import membership_documents as pdfs

pytestmark = pytest.mark.browser
HOME = "/membership/application"
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def mine(app: Flask, client: Client) -> int:
    with app.app_context():
        member = cast.member("applicant@example.org", "Dr Robin Vale", Role.APPLICANT, enrolled=False)
        with transaction.unit():
            made = factory.draft(member.id, now=clock.now()).id
    cast.sign_in_fast(client, member, second_factor=False)
    return made


def sound(page: Page, name: str) -> None:
    browsing.assert_sound(page)
    if PICTURES:
        for width, dark in ((360, False), (1280, False), (360, True), (1280, True)):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{'dark' if dark else 'light'}.png", full_page=True)
    page.set_viewport_size({"width": 360, "height": 800})


def link_in_the_letter(app: Flask) -> str:
    sent: list[outbox.Letter] = []
    with app.app_context():
        outbox.deliver_due(clock.now, sent.append)
    found = re.search(r"/sign-in/email/[\w-]+", sent[-1].text)
    assert found
    return found.group()


def press(page: Page, name: str) -> None:
    """By keyboard."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    link = page.get_by_role("link", name=name).first
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page: Page, name: str, text: str) -> None:
    page.locator(f"[name={name}]").focus()
    page.keyboard.insert_text(text)


def test_from_the_first_e_mail_to_the_submission(app: Flask, chromium: Browser, base: str) -> None:
    with browsing.opened(chromium) as page:
        page.goto(f"{base}/membership/apply")
        expect(page).to_have_url(re.compile("/sign-in/email"))
        sound(page, "01-sign-in")
        fill(page, "email", "new@example.org")
        press(page, "Send the link")
        sound(page, "02-sent")
        page.goto(base + link_in_the_letter(app))
        sound(page, "03-link")
        press(page, "Sign in")
        expect(page).to_have_url(f"{base}/membership/apply")
        sound(page, "04-apply")
        fill(page, "name", "Dr Nova New")
        press(page, "Begin the application")
        expect(page.get_by_role("heading", level=1)).to_have_text("Your application")
        sound(page, "05-home")
        follow(page, "You, your licence and your clinic")
        sound(page, "06-you")
        fill(page, "degrees", "MD")
        page.locator("[name=licence_country]").select_option("US")
        page.locator("[name=licence_expires]").fill("2031-01-31")
        press(page, "Save and go back to the list")
        expect(page.locator(".tasks li").first).to_contain_text("to do")
        follow(page, "Look at everything and submit")
        expect(page.locator(".error-summary")).to_contain_text("Give your licence number.")
        sound(page, "07-missing")
        _complete(app)
        page.reload()
        expect(page.locator(".error-summary")).to_have_count(0)
        sound(page, "08-review")
        press(page, "Submit the application")
        expect(page.get_by_role("status")).to_contain_text("Your application is submitted.")
        expect(page.locator(".summary")).to_contain_text("The office")
        sound(page, "09-submitted")


def _complete(app: Flask) -> None:
    """The other sections are alike; the case log has journeys of its own."""
    with app.app_context(), transaction.unit():
        row = session().query(Application).one()
        factory.complete(row, clock.now())
        log.whole(row, clock.now())


def test_what_is_typed_is_saved_without_a_press(
    app: Flask, client: Client, chromium: Browser, base: str, mine: int
) -> None:
    with browsing.opened(chromium) as page:
        browsing.hand_over(client, page, base)
        page.goto(f"{base}{HOME}/criterion-3")
        fill(page, "statement", "Angles of fifteen degrees.")
        expect(page.locator("[data-status]")).to_have_text("Saved.")
        expect(page.locator("[name=revision]")).to_have_value("1")
        fill(page, "statement", " And ten at the temple.")
        expect(page.locator("[name=revision]")).to_have_value("2")
        page.reload()
        expect(page.locator("[name=statement]")).to_have_value("Angles of fifteen degrees. And ten at the temple.")
        sound(page, "10-criterion")


def test_two_windows_lose_nothing(app: Flask, client: Client, chromium: Browser, base: str, mine: int) -> None:
    with browsing.opened(chromium) as page:
        browsing.hand_over(client, page, base)
        page.goto(f"{base}{HOME}/criterion-3")
        with app.app_context(), transaction.unit():
            row = applications.locked(mine)
            factory.put(row, Section.CRITERION_3, {"statement": "Written on the telephone."}, clock.now())
        fill(page, "statement", "Written on the computer.")
        expect(page.locator("[data-status]")).to_contain_text("saved in another window")
        press(page, "Save")
        expect(page.locator("main")).to_contain_text("Written on the telephone.")
        expect(page.locator("[name=statement]")).to_have_value("Written on the computer.")
        sound(page, "11-two-windows")
        page.locator("[name=statement]").fill("Written on both.")
        press(page, "Save")
        expect(page.get_by_role("status").first).to_have_text("Saved.")
        with app.app_context(), transaction.reading():
            body = sections.text_of(session().get_one(Application, mine), Section.CRITERION_3).body
            assert body["statement"] == "Written on both."


def test_a_pdf_is_added_and_a_script_in_one_is_refused(
    client: Client, chromium: Browser, base: str, mine: int, tmp_path: Path
) -> None:
    good, evil = tmp_path / "cv.pdf", tmp_path / "evil.pdf"
    good.write_bytes(pdfs.pdf())
    evil.write_bytes(pdfs.HOSTILE["script"])
    with browsing.opened(chromium) as page:
        browsing.hand_over(client, page, base)
        page.goto(f"{base}{HOME}/criterion-7")
        follow(page, re.compile("Add ?: Dated curriculum vitae"))
        sound(page, "12-evidence")
        page.get_by_label("A document (PDF)").check()
        fill(page, "words", "CV of 2026")
        page.locator("[name=file]").set_input_files(evil)
        press(page, "Save")
        expect(page.locator(".error-summary")).to_contain_text("holds a script")
        sound(page, "13-refused")
        page.locator("[name=file]").set_input_files(good)
        press(page, "Save")
        expect(page.locator("#evidence-cv")).to_contain_text("CV of 2026")
        sound(page, "14-given")


def test_without_javascript_the_button_saves(client: Client, chromium: Browser, base: str, mine: int) -> None:
    with browsing.opened(chromium, scripts=False) as page:
        browsing.hand_over(client, page, base)
        page.goto(f"{base}{HOME}/criterion-3")
        fill(page, "statement", "By hand.")
        press(page, "Save")
        expect(page.locator("[name=statement]")).to_have_value("By hand.")


def test_a_question_is_answered(app: Flask, client: Client, chromium: Browser, base: str, mine: int) -> None:
    from directory.membership.actions import information, submitting
    from directory.membership.actions.application import fire
    from directory.membership.rules.information import Item

    with app.app_context(), transaction.unit():
        row = applications.locked(mine)
        factory.complete(row, clock.now())
        log.whole(row, clock.now())
        submitting.submit(row, actor=f"person:{row.person_id}", now=clock.now())
        fire(row, "take", actor="person:99", now=clock.now())
        items = [Item(Section.CRITERION_4, "How many operations of other kinds were there in 24 months?")]
        information.ask(row, items, actor="person:99", now=clock.now())
    with browsing.opened(chromium) as page:
        browsing.hand_over(client, page, base)
        page.goto(base + HOME)
        sound(page, "15-asked")
        fill(page, "reply", "Twelve. See criterion 4.")
        press(page, "Send the answer")
        expect(page.locator(".summary")).to_contain_text("The office")
        follow(page, "Withdraw the application")
        sound(page, "16-withdraw")
        press(page, "Withdraw")
        expect(page.get_by_role("button", name="Take the withdrawal back")).to_be_visible()
        sound(page, "17-withdrawn")
