"""A patient's and a physician's steps in a browser, each from one page to the next."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import FilePayload, expect

from tests import browsing, cast
from tests.conftest import NOW
from tests.consultations import preparing
from tests.factories import hostile
from tests.factories.photos import picture, saved
from tests.journeys.site import Site
from tests.journeys.tab import Tab

CONSENT = "I agree"


def choose(tab: Tab, slug: str, *, kind: str = "video", days: int = 7, number: int = 0) -> str:
    """Holds the n-th time offered from a day on; returns its start."""
    first = (NOW + timedelta(days=days)).date()
    tab.go(f"/physicians/{slug}/times?kind={kind}&from={first}&zone=Europe/London")
    radio = tab.page.locator("input[name=start]").nth(number)
    start = radio.get_attribute("value")
    assert start
    radio.check()
    tab.press("Continue")
    return start


def about_you(tab: Tab, email: str, name: str = "Robin") -> None:
    tab.page.get_by_label("What should we call you?").fill(name)
    tab.page.get_by_label("E-mail address").fill(email)
    tab.page.get_by_label("Country you live in").select_option("GB")
    tab.page.get_by_role("group", name="Are you 18 or over?").get_by_label("Yes").check()
    tab.page.get_by_label("Year of birth").fill("1985")
    tab.press("Continue")


def wish(tab: Tab, words: str = "It began at the temples.") -> None:
    tab.page.get_by_label("Receding or thinning on top").check()
    tab.page.get_by_label("In your own words").fill(words)
    tab.press("Continue")


def agree(tab: Tab, button: str = "Book this time") -> None:
    tab.page.get_by_label(CONSENT).check()
    tab.press(button)
    tab.page.wait_for_url("**/booked")


def book(tab: Tab, slug: str, email: str, *, number: int = 0, name: str = "Robin") -> str:
    """From the times to "Booked"; returns the start."""
    start = choose(tab, slug, number=number)
    about_you(tab, email, name)
    wish(tab)
    agree(tab)
    return start


def enter_code(tab: Tab, site: Site, email: str, number: int = 1) -> None:
    """On the page that asks for one: six digits by e-mail."""
    tab.press("Send me a code")
    digits = site.mail.wait(email, "Your code", number).six_digits
    tab.page.get_by_label("Six-digit code").fill(digits)
    tab.press("Continue")


def fill_task(tab: Tab, task: str) -> None:
    """Each page of a task of Prepare, as its task list opens them."""
    for answers in preparing.TASKS[task].values():
        for key, value in answers.items():
            _answer(tab, key, value)
        tab.press("Continue")


def _answer(tab: Tab, key: str, value: Any) -> None:
    fields = tab.page.locator(f"main [name={key}]")
    if isinstance(value, list):
        for each in value:
            tab.page.locator(f"main [name={key}][value='{each}']").check()
    elif fields.first.get_attribute("type") == "radio":
        tab.page.locator(f"main [name={key}][value='{value}']").check()
    elif fields.first.evaluate("each => each.tagName") == "SELECT":
        fields.select_option(value)
    else:
        fields.fill(value)


def photo(seed: int = 1) -> bytes:
    """A real JPEG with a place in it."""
    return saved(picture(1200, 900, seed=seed), "JPEG", quality=90, exif=b"Exif\x00\x00" + hostile.gps_exif())


def file(data: bytes, name: str = "IMG_1.jpg") -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def enter(tab: Tab, site: Site, person: cast.Member) -> None:
    """Signed in without the pages: for journeys that are about something else."""
    client = site.app.test_client()
    cast.sign_in_fast(client, person)
    browsing.hand_over(client, tab.page, site.base)


def sign_in(tab: Tab, site: Site, person: cast.Member, goal: str) -> None:
    """Password, then the six digits of the app."""
    tab.go(goal)
    tab.page.get_by_label("E-mail").fill(person.email)
    tab.page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    tab.press("Continue")
    tab.page.locator("#code").fill(site.code(person))
    tab.press("Continue")
    expect(tab.page).to_have_url(f"{tab.base}{goal}")
