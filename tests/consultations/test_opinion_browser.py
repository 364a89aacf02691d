"""Writing an opinion in a real browser: a "no" by keyboard in few steps, the whole pages, and saving by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from directory.consultations.actions import opinion as actions
from directory.consultations.actions import outcomes
from directory.consultations.rules.opinion.plan import Opinion
from directory.consultations.rules.states import State
from tests import browsing
from tests.cast import PASSWORD, Member
from tests.consultations.desk import ENDS, Desk, set_up
from tests.consultations.opinions import NO, PLAN, SENTENCE, draft

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(app: Flask) -> Desk:
    made = set_up(app)
    made.write(lambda row: outcomes.attended(row.id, "person:1", ENDS))
    made.at(ENDS + timedelta(hours=1))
    return made


@contextmanager
def tab(browser: Browser, desk: Desk, base: str, person: Member | None, *, scripts: bool = True) -> Iterator[Page]:
    """Signed in; without a person, the patient's own browser."""
    with browsing.opened(browser, width=1280, scripts=scripts) as page:
        browsing.hand_over(desk.browser(person) if person else desk.patient(), page, base)
        yield page


def drafted(desk: Desk, opinion: Opinion) -> None:
    desk.write(lambda row: draft(row, opinion, by=desk.people.owner.id))


def signed(desk: Desk, opinion: Opinion) -> None:
    who = desk.people.owner
    drafted(desk, opinion)
    desk.write(lambda row: actions.sign(row.id, 1, by=who.id, name=who.name, now=ENDS + timedelta(hours=1)))


def to(page: Page, label: str) -> None:
    """With the Tab key to the control of that name, as somebody without a mouse gets there."""
    wanted = page.get_by_label(label, exact=True) if label != "" else page.locator("body")
    for _press in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate_all("all => all.includes(document.activeElement)"):
            return
    raise AssertionError(f"{label} was not reached")


def to_button(page: Page, name: str) -> None:
    wanted = page.get_by_role("button", name=name, exact=True)
    for _press in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("button => button === document.activeElement"):
            return
    raise AssertionError(f"{name} was not reached")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_no_takes_two_pages_and_four_answers_by_keyboard(
    chromium: Browser, desk: Desk, base: str, scripts: bool
) -> None:
    with tab(chromium, desk, base, desk.people.owner, scripts=scripts) as page:
        pages: list[str] = []
        page.goto(f"{base}{desk.page}/opinion")
        page.on("framenavigated", lambda frame: pages.append(frame.url))
        to(page, "Suitable")  # the first of the radios; the arrows go on from there
        for _down in range(3):
            page.keyboard.press("ArrowDown")
        expect(page.get_by_label("Not suitable", exact=True)).to_be_checked()
        to(page, "In a sentence or more, to the patient")
        page.keyboard.type(SENTENCE)
        page.keyboard.press("Tab")
        for _down in range(2):
            page.keyboard.press("ArrowDown")
        expect(page.get_by_label("See a doctor where you live who can examine you")).to_be_checked()
        to_button(page, "Read and sign")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Read and sign")).to_be_visible()
        to(page, "Your password")
        page.keyboard.type(PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_text(SENTENCE)).to_be_visible()
    assert desk.row().state is State.OPINION_SIGNED
    assert [url.partition(desk.reference)[2] for url in pages] == ["/opinion/sign", "/opinion"]


def test_it_saves_itself_while_one_writes(chromium: Browser, desk: Desk, base: str) -> None:
    with tab(chromium, desk, base, desk.people.owner) as page:
        page.goto(f"{base}{desk.page}/opinion")
        page.get_by_label("In a sentence or more, to the patient").fill("Half a sentence")
        expect(page.locator("[data-status]")).to_have_text("Saved.")
        page.goto(f"{base}{desk.page}/opinion")
        expect(page.get_by_label("In a sentence or more, to the patient")).to_have_value("Half a sentence")


@pytest.mark.parametrize("opinion", [NO, PLAN], ids=["no", "plan"])
def test_the_pages_of_writing_and_reading_are_sound(chromium: Browser, desk: Desk, base: str, opinion: Opinion) -> None:
    drafted(desk, opinion)
    with tab(chromium, desk, base, desk.people.owner) as page:
        for end in ("/opinion", "/opinion/sign"):
            page.goto(f"{base}{desk.page}{end}")
            assert browsing.faults(page.content()) == []
            browsing.assert_sound(page)


def test_the_pages_of_a_signed_one_are_sound(chromium: Browser, desk: Desk, base: str) -> None:
    signed(desk, PLAN)
    with tab(chromium, desk, base, desk.people.owner) as page:
        for end in ("/opinion", "/opinion/addendum", ""):
            page.goto(f"{base}{desk.page}{end}")
            assert browsing.faults(page.content()) == []
            browsing.assert_sound(page)
    with tab(chromium, desk, base, None) as page:
        for end in ("", "/opinion"):
            page.goto(f"{base}/c/{desk.token}{end}")
            assert browsing.faults(page.content()) == []
            browsing.assert_sound(page)
