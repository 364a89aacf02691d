"""Referees in a real browser at a telephone's width: a colleague from the link to the thanks, two windows, a card, the
telephone form, the applicant's page and the printed cards. With PICTURES set to a folder, every page is saved there."""

import os
import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from directory.accounts.rules import Role
from directory.core import clock, links, outbox, transaction
from directory.membership.actions import referee as writing
from directory.membership.actions import referee_clock as beat
from directory.membership.actions import referees as actions
from directory.membership.queries import application as applications
from directory.membership.queries import referees as queries
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.referee_questions import QUESTIONS
from directory.membership.rules.referees import Group
from directory.membership.rules.sections import Section
from tests import browsing, cast
from tests.browsing import press
from tests.conftest import Client, browser
from tests.factories import membership_application as applying
from tests.factories import membership_referees as factory

pytestmark = pytest.mark.browser
PAGE = "/membership/application/referees"
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def mine(app: Flask, client: Client) -> int:
    with app.app_context():
        member = cast.member("robin@valeclinic.example", "Dr Robin Vale", Role.APPLICANT, enrolled=False)
        with transaction.unit():
            made = applying.draft(member.id, now=clock.now())
            applying.put(made, Section.YOU, applying.YOU, clock.now())
    cast.sign_in_fast(client, member, second_factor=False)
    return made.id


@pytest.fixture
def asked(app: Flask, mine: int) -> str:
    with app.app_context():
        with transaction.unit():
            made = applications.locked(mine)
            factory.enough(made, clock.now())
            made.state, made.submitted = ApplicationState.SUBMITTED, clock.now()
        beat.run_due(clock.now())
        with transaction.reading():
            return f"/referee/{links.token_for(queries.LINK, '1')}"


@pytest.fixture
def office(app: Flask, mine: int) -> Client:
    with app.app_context():
        member = cast.member("office@example.org", "Kim Office", Role.COORDINATOR)
    made = browser(app)
    cast.sign_in_fast(made, member)
    return made


def sound(page: Page, name: str) -> None:
    browsing.assert_sound(page)
    if PICTURES:
        for width, dark in ((360, False), (1280, False), (360, True), (1280, True)):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{'dark' if dark else 'light'}.png", full_page=True)
    page.set_viewport_size({"width": 360, "height": 800})


def answer(page: Page, group: Group, **changes: str) -> None:
    for name, value in factory.answers(group, **changes).items():
        control = page.locator(f"[name={name}]")
        if name.endswith("_words"):
            control.fill(value)
        else:
            page.locator(f"[name={name}][value={value}]").check()


def test_a_colleague_answers_on_a_telephone(app: Flask, chromium: Browser, base: str, asked: str) -> None:
    with browsing.opened(chromium) as page:
        page.goto(base + asked)
        expect(page.get_by_text("a court may order otherwise")).to_be_visible()
        sound(page, "01-intro")
        page.get_by_role("link", name="I would rather not answer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("I would rather not answer")
        sound(page, "02-decline")
        page.go_back()
        press(page, "Start")
        expect(page.locator(".question")).to_have_count(len(QUESTIONS[Group.COLLEAGUE]))
        page.locator("[name=results][value=yes]").check()
        page.locator("[name=results_words]").fill("Natural, also close up.")
        expect(page.locator("[data-status]")).to_have_text("Saved.")
        page.goto(base + asked)  # stopped, and come back
        expect(page.locator("[name=results_words]")).to_have_value("Natural, also close up.")
        sound(page, "03-questions")
        press(page, "Send the answers")
        expect(page.locator(".error-summary")).to_contain_text("Not sent yet")
        sound(page, "04-open")
        answer(page, Group.COLLEAGUE)
        page.get_by_role("link", name="Print what you have written")
        press(page, "Save")
        page.get_by_role("link", name="Print what you have written").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("What you have written")
        sound(page, "05-print")
        page.goto(base + asked)
        press(page, "Send the answers")
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers have arrived.")
        sound(page, "06-thanks")
        page.goto(base + asked)
        expect(page.get_by_text("Tells patients")).to_have_count(0)


def test_two_windows_lose_nothing(app: Flask, chromium: Browser, base: str, asked: str) -> None:
    with app.app_context(), transaction.unit():
        writing.start(1, clock.now())
    with browsing.opened(chromium) as page:
        page.goto(base + asked)
        expect(page.locator("[data-status]")).to_have_text("")
        with app.app_context(), transaction.unit():
            given = {"results": "no", "results_words": "Written on the telephone."}
            writing.save(1, given, revision=0, now=clock.now())
        page.locator("[name=results_words]").fill("Written on the computer.")
        expect(page.locator("[data-status]")).to_contain_text("saved in another window")
        press(page, "Save")
        expect(page.locator("main")).to_contain_text("Written on the telephone.")
        expect(page.locator("[name=results_words]")).to_have_value("Written on the computer.")
        sound(page, "07-two-windows")
        press(page, "Save")
        expect(page.get_by_role("status").first).to_contain_text("Saved.")


def test_without_javascript_the_buttons_do_it(app: Flask, chromium: Browser, base: str, asked: str) -> None:
    with browsing.opened(chromium, scripts=False) as page:
        page.goto(base + asked)
        press(page, "Start")
        answer(page, Group.COLLEAGUE)
        press(page, "Send the answers")
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers have arrived.")


def test_a_former_patient_with_a_card(app: Flask, chromium: Browser, base: str, asked: str, mine: int) -> None:
    with app.app_context(), transaction.reading():
        token = links.token_for(queries.CARD_LINK, "1") or ""
    with browsing.opened(chromium) as page:
        page.goto(f"{base}/referee")
        page.get_by_label("Code on the card").fill(actions_code(app, token))
        sound(page, "10-code")
        press(page, "Go on")
        sound(page, "11-card")
        page.get_by_label("Your name").fill("Pat Former")
        page.get_by_label("Your e-mail address").fill("pat@example.net")
        press(page, "Send me the link")
        expect(page.locator(".error-summary")).to_contain_text("month, year and clinic")
        sound(page, "12-card-lacking")
        page.get_by_label("Month of the operation").select_option("3")
        page.get_by_label("Year").fill("2025")
        page.get_by_label("Clinic, or its town").fill("Vale Clinic, Boston")
        press(page, "Send me the link")
        expect(page.get_by_role("heading", level=1)).to_have_text("Look at your e-mail")
        sound(page, "13-card-used")
        page.goto(base + link_in_the_letter(app, "pat@example.net"))
        press(page, "Start")
        sound(page, "14-patient-questions")
        answer(page, Group.PATIENT)
        press(page, "Send the answers")
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers have arrived.")


def actions_code(app: Flask, token: str) -> str:
    with app.app_context():
        return actions.code_of(token)


def link_in_the_letter(app: Flask, to: str) -> str:
    sent: list[outbox.Letter] = []
    with app.app_context():
        outbox.deliver_due(clock.now, sent.append)
    text = next(letter.text for letter in sent if letter.to == to)
    found = re.search(r"/referee/[\w-]+", text)
    assert found
    return found.group()


def test_the_applicant_names_and_prints(client: Client, chromium: Browser, base: str, mine: int) -> None:
    with browsing.opened(chromium) as page:
        browsing.hand_over(client, page, base)
        page.goto(base + PAGE)
        sound(page, "20-applicant-empty")
        for number, details in enumerate(factory.COLLEAGUES, 1):
            page.get_by_label("Name of the colleague").fill(details.name)
            page.get_by_label("E-mail address").fill(details.email)
            page.get_by_label("Clinic", exact=True).fill(details.clinic)
            page.get_by_label("How do you know each other?").fill(details.relation)
            press(page, "Name this colleague")
            expect(page.locator(".tasks li")).to_have_count(number)
        press(page, "Make cards")
        expect(page.locator(".invitation")).to_have_count(6)
        sound(page, "21-cards")
        if PICTURES:
            page.emulate_media(media="print", color_scheme="light")
            page.set_viewport_size({"width": 800, "height": 1100})
            page.screenshot(path=Path(PICTURES) / "22-cards-print.png", full_page=True)
            page.emulate_media(media="screen")
        page.goto(base + PAGE)
        expect(page.get_by_text("Still missing:")).to_have_count(0)
        sound(page, "23-applicant")


def test_the_office_by_telephone(
    app: Flask, office: Client, chromium: Browser, base: str, asked: str, mine: int
) -> None:
    with app.app_context(), transaction.unit():
        factory.answered(writing.start(2, clock.now()), clock.now(), against="yes", against_words="A dispute.")
        reference = applications.locked(mine).reference
    at = f"{base}/office/membership/{reference}/referees"
    with browsing.opened(chromium) as page:
        browsing.hand_over(office, page, base)
        page.goto(at)
        sound(page, "30-office")
        page.get_by_role("link", name="Dr Casey Colleague").click()
        sound(page, "31-office-one")
        page.get_by_role("link", name="Fill in by telephone").click()
        sound(page, "32-telephone")
        answer(page, Group.COLLEAGUE)
        press(page, "Save as told on the telephone")
        expect(page.locator(".error-summary")).to_contain_text("Read the answers back")
        page.get_by_label("I have read all of this back").check()
        press(page, "Save as told on the telephone")
        expect(page.get_by_role("status")).to_contain_text("Saved as told on the telephone.")
        press(page, "Confirm")
        expect(page.locator(".badge").first).to_have_text("Confirmed")
        page.goto(f"{at}/2")
        sound(page, "33-office-adverse")
        press(page, "Do not rely on it")
        expect(page.locator(".error-summary")).to_contain_text("Give a reason")
        page.goto(f"{at}/card")
        sound(page, "34-office-card")
        page.goto(base + link_in_the_letter(app, factory.COLLEAGUES[0].email))
        expect(page.get_by_text("written down on the telephone")).to_be_visible()
        sound(page, "35-correct")
