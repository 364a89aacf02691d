"""The surgical list in a real browser: asked for with a click, gone through without a script, sound on a telephone."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from directory.consultations.actions import asking
from directory.consultations.rules.asking import SURGICAL_LIST
from directory.consultations.rules.intake import steps_of
from directory.consultations.rules.tasks import Task
from directory.core import clock
from tests import browsing
from tests.browsing import press
from tests.consultations.desk import set_up
from tests.consultations.test_surgical import list_page

pytestmark = pytest.mark.browser


def test_the_list_is_gone_through_without_a_script(chromium: Browser, app: Flask, base: str) -> None:
    desk = set_up(app)
    desk.write(lambda row: asking.ask(row.id, SURGICAL_LIST, "person:1", clock.now()))
    with browsing.opened(chromium, scripts=False) as page:
        browsing.hand_over(desk.patient(), page, base)
        page.goto(f"{base}/c/{desk.token}/more")
        page.get_by_role("link", name="A few more questions").click()
        page.get_by_label("Red", exact=True).check()
        for _step in steps_of(Task.SURGICAL):
            press(page, "Continue")
        expect(page.get_by_text("8 of 8 questions done")).to_be_visible()
        page.get_by_role("link", name="A few more questions").click()
        expect(page.get_by_text("Red", exact=True)).to_be_visible()
    assert Task.SURGICAL in desk.row().tasks_done


def test_its_pages_and_the_button_are_sound(chromium: Browser, app: Flask, base: str) -> None:
    desk = set_up(app)
    with browsing.opened(chromium) as page:
        browsing.hand_over(desk.browser(desk.people.owner), page, base)
        page.goto(base + desk.page)
        press(page, "Ask for the surgical list")
        expect(page.get_by_role("heading", name="Asked for later")).to_be_visible()
    with browsing.opened(chromium) as page:
        browsing.hand_over(desk.patient(), page, base)
        for path in (f"/c/{desk.token}/more", list_page(desk, "skin"), list_page(desk, "goals")):
            page.goto(base + path)
            browsing.assert_sound(page)
