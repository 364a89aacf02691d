"""Journeys through the running site: web, worker, beat, Redis and a mail server, in a real browser.

The first sign-in with an authenticator app stands in tests/accounts/test_browser.py.
"""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests import browsing
from tests.journeys import walks
from tests.journeys.conftest import Visitor
from tests.journeys.mailbox import Entry
from tests.journeys.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HEALTH_WORDS = ("hair", "scalp", "bald", "graft", "surg", "medic", "health", "treatment", "opinion", "photo", "temples")
BARE = ("", "/booked", "/change", "/cancel", "/code", "/join", "/one", "/address", "/prepare", "/prepare/photos")
READY = "Saved. Choose again to replace it."


def test_somebody_without_a_mouse_books_on_a_telephone(site: Site, visitor: Visitor) -> None:
    """At most six pages, from the list of physicians to "Booked"."""
    tab, email = visitor(width=360), "keys@example.org"
    page = tab.page
    tab.go("/")
    tab.tab_to("#near")
    page.keyboard.type("Boston")
    tab.key("Enter")
    before = len(tab.pages) - 1
    tab.tab_to(f'.slot-link[href*="{site.vale_slug}"]')
    tab.key("Enter")
    expect(page).to_have_url(re.compile("zone=Europe%2FLondon"))  # asked for once more, in the reader's own zone
    expect(page.locator("input[name=start]:checked")).to_have_count(1)
    page.wait_for_load_state()
    tab.tab_to("input[name=start]:checked")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    tab.tab_to('form[action$="/hold"] button')
    tab.key("Enter")
    _type_who(tab.page, tab.tab_to, email)
    tab.key("Enter")
    tab.tab_to("[name=reason]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab.tab_to("#main form[novalidate] button")
    tab.key("Enter")
    tab.tab_to("#consent")
    page.keyboard.press("Space")
    tab.tab_to("#main form[novalidate] button")
    tab.key("Enter")
    expect(page.locator("h1")).to_have_text("Booked")
    asked = ["/physicians", f"/physicians/{site.vale_slug}/times", "/book/you", "/book/help", "/book/check", tab.path]
    assert tab.pages[before:] == asked
    _confirmation(site, email, tab.main.inner_text())
    tab.go(site.mail.wait(email, "Booked").own_page)
    tab.tab_to('form[action$="/keep"] button')
    tab.key("Enter")
    expect(tab.main).to_contain_text("Your time is kept.")


def _type_who(page: Page, tab_to: object, email: str) -> None:
    assert callable(tab_to)
    for selector, words in (("#name", "Robin"), ("#email", email)):
        tab_to(selector)
        page.keyboard.type(words)
    tab_to("[name=adult]")
    page.keyboard.press("Space")
    tab_to("#birth_year")
    page.keyboard.type("1985")


def _confirmation(site: Site, email: str, shown: str) -> None:
    """It came through the worker: text, HTML and a calendar file, all with the reference and one link."""
    mail = site.mail.wait(email, "Booked")
    reference = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", shown)[0]
    for kind in ("plain", "html"):
        assert reference in mail.body(kind)
        assert mail.own_page in mail.body(kind)
    entry = mail.calendar
    assert (entry.name, entry.method, entry.sequence) == ("appointment.ics", "REQUEST", 0)
    assert not [word for word in HEALTH_WORDS if word in f"{mail.subject} {entry.summary}".lower()]
    assert site.mail.wait(site.vale.email, f"New: {reference}").calendar.method == "REQUEST"


@pytest.mark.parametrize("kind", ["video", "telephone"])
def test_at_most_nine_answers_are_needed(site: Site, visitor: Visitor, kind: str) -> None:
    """What refuses to stay empty, for somebody who lives where states give licences; each refusal looks right."""
    tab, needed = visitor(), list[str]()

    def refuse(name: str, button: str = "Continue") -> None:
        tab.press(button)
        expect(tab.page.locator(".error-summary")).to_be_focused()
        tab.sound(name)
        found = [each.get_attribute("href") or "" for each in tab.page.locator(".error-summary a").all()]
        needed.extend(f"{tab.path}{each}" for each in found if f"{tab.path}{each}" not in needed)

    tab.go(f"/physicians/{site.vale_slug}/times?kind={kind}")
    refuse("times-empty")
    walks.choose(tab, site.vale_slug, kind=kind)
    tab.sound("you")
    tab.page.get_by_label("Country you live in").select_option("")
    refuse("you-empty")
    if kind == "telephone":  # the number says the country
        tab.page.get_by_label("Telephone number").fill("+1 617 555 0123")
    else:
        tab.page.get_by_label("Country you live in").select_option("US")
    refuse("you-without-state")
    walks.about_you(tab, f"count-{kind}@example.org")
    tab.sound("help")
    refuse("help-empty")
    walks.wish(tab)
    tab.sound("check")
    refuse("check-empty", "Book this time")
    assert len(needed) == 9, needed
    walks.agree(tab)
    tab.sound("booked")


def test_preparing_later_on_another_device_and_the_physician_looks(site: Site, visitor: Visitor) -> None:
    email = "later@example.org"
    walks.book(visitor(), site.vale_slug, email)
    patient = visitor(width=1280)
    patient.go(site.mail.wait(email, "Booked").own_page)
    patient.follow("Prepare")
    patient.sound("code-before")
    walks.enter_code(patient, site, email)
    expect(patient.page.locator("h1")).to_have_text("Prepare")
    patient.sound("prepare")
    for task, name in (("hair-loss", "Your hair loss"), ("health", "Your health")):
        patient.follow(name)
        walks.fill_task(patient, task)
        expect(patient.page.locator("h1")).to_have_text("Prepare")
    patient.follow("Photos")
    patient.page.set_input_files("#photo_front", walks.file(walks.photo()))
    expect(patient.page.locator("[data-view=front] [data-status]")).to_have_text(READY)
    patient.sound("photos")
    expect(patient.page.get_by_text("Nobody has looked at your photos yet.")).to_be_visible()
    _look_at_photos(site, visitor, email)
    patient.page.reload()
    expect(patient.page.get_by_role("row", name="Dr Rosa Vale")).to_have_count(1)
    patient.sound("photos-seen")


def _look_at_photos(site: Site, visitor: Visitor, email: str) -> None:
    reference = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", site.mail.wait(email, "Booked").body("plain"))[0]
    physician = visitor(width=1280)
    walks.sign_in(physician, site, site.vale, f"/practice/consultations/{reference}")
    physician.sound("case")
    expect(physician.page.locator("main")).to_contain_text("It began at the temples.")
    physician.press("Open photos")
    physician.sound("case-photos")
    picture = physician.page.get_by_alt_text("Front").first
    browsing.until(physician.page, lambda: picture.evaluate("each => each.naturalWidth") > 100)
    address = physician.page.locator("a[data-zoom]").first.get_attribute("href")
    full = physician.page.request.get(f"{site.base}{address}").body()
    shown = Image.open(io.BytesIO(full))
    assert (shown.size, dict(shown.getexif())) == ((1200, 900), {})


def test_everything_without_javascript(site: Site, visitor: Visitor) -> None:
    tab, email = visitor(scripts=False), "plain@example.org"
    walks.book(tab, site.vale_slug, email, number=2)
    tab.sound("booked")
    site.mail.wait(email, "Booked")
    tab.follow("Prepare now (about five minutes)")
    tab.sound("prepare")
    tab.follow("Photos")
    tab.page.set_input_files("#photo_front", walks.file(walks.photo(2)))
    tab.page.set_input_files("#photo_top", walks.file(b"no picture at all", "top.jpg"))
    tab.press("Send the chosen photos")
    expect(tab.page.locator(".error-summary")).to_contain_text("This file is not a photo we can read.")
    tab.sound("photos")
    front = tab.page.locator("[data-view=front]")

    def shown_now() -> bool:
        tab.go(tab.path)
        return front.locator("img.photo").count() > 0

    browsing.until(tab.page, shown_now)
    address = front.locator("a.view-photo").get_attribute("href")
    shown = Image.open(io.BytesIO(tab.page.request.get(f"{site.base}{address}").body()))
    assert (shown.size, dict(shown.getexif())) == ((1200, 900), {})


def test_a_written_opinion_is_asked_for(site: Site, visitor: Visitor) -> None:
    tab, email = visitor(width=1280), "written@example.org"
    tab.go(f"/physicians/{site.vale_slug}/times?kind=written")
    tab.sound("times-written")
    tab.press("Continue")
    walks.about_you(tab, email)
    walks.wish(tab)
    tab.sound("check-written")
    walks.agree(tab, "Send my request")
    expect(tab.page.locator("h1")).to_have_text("Request received")
    tab.sound("booked-written")
    mail = site.mail.wait(email, "Your request")
    assert list(mail.message.iter_attachments()) == []
    tab.follow("Prepare now (about five minutes)")
    for task, name in (("hair-loss", "Your hair loss"), ("health", "Your health")):
        tab.follow(name)
        walks.fill_task(tab, task)
    tab.follow("Photos")
    for number, cannot in enumerate(tab.page.locator("details.cannot").all()):
        cannot.locator("summary").click()
        cannot.locator("input").fill(f"I cannot hold the telephone there, {number}")
    tab.press("Continue")
    expect(tab.page.locator("main")).to_contain_text("Open the e-mail we sent and press the button")
    assert [each for each in site.mail.of(site.vale.email) if each.subject.startswith("A request")] == []
    tab.go(mail.own_page)
    tab.sound("written-unconfirmed")
    tab.press("This is my address")
    tab.follow("Prepare")
    expect(tab.page.locator("main")).to_contain_text("Your request has been sent")
    tab.sound("prepared-written")
    site.mail.wait(site.vale.email, "A request is ready")


def test_two_browsers_race_for_one_time(site: Site, visitor: Visitor) -> None:
    first, second = visitor(), visitor()
    for tab in (first, second):
        tab.go(f"/physicians/{site.sato_slug}/times?kind=video&zone=Europe/London")
        tab.page.locator("input[name=start]").nth(1).check()
    wanted = first.page.locator("input[name=start]:checked").get_attribute("value")
    assert second.page.locator("input[name=start]:checked").get_attribute("value") == wanted
    for tab in (first, second):  # both are on their way before either has an answer
        tab.page.locator('form[action$="/hold"]').evaluate("form => setTimeout(() => form.submit())")
    for tab in (first, second):
        expect(tab.page.get_by_text(re.compile("^(About you|There is a problem)$"))).to_be_visible()
    winner, loser = (first, second) if first.path == "/book/you" else (second, first)
    assert (winner.path, loser.documents[-1].status) == ("/book/you", 409)
    expect(loser.page.locator(".error-summary")).to_contain_text("just taken")
    loser.sound("just-taken")
    nearest = loser.page.get_by_role("group", name="The nearest times").locator("input")
    expect(nearest).to_have_count(3)
    assert wanted not in [each.get_attribute("value") for each in nearest.all()]
    nearest.first.check()
    loser.press("Continue")
    for number, tab in enumerate((loser, winner)):
        walks.about_you(tab, f"race{number}@example.org")
        walks.wish(tab)
        walks.agree(tab)
    starts = [site.mail.wait(f"race{number}@example.org", "Booked").calendar.starts for number in (0, 1)]
    assert len(set(starts)) == 2


def test_rescheduled_then_cancelled(site: Site, visitor: Visitor) -> None:
    tab, email = visitor(), "moves@example.org"
    walks.book(tab, site.vale_slug, email, number=4)
    booked = site.mail.wait(email, "Booked")
    tab.go(booked.own_page)
    tab.sound("manage-unconfirmed")
    tab.press("Keep my time")
    tab.sound("manage")
    tab.follow("Change the time")
    tab.sound("change")
    tab.press("Change to this time")
    tab.sound("change-empty")
    tab.page.locator("input[name=start]").nth(3).check()
    tab.press("Change to this time")
    expect(tab.page.locator("[role=status]").first).to_contain_text("Your time has been changed.")
    changed = site.mail.wait(email, "Changed")
    tab.go(changed.own_page)
    tab.follow("Cancel")
    tab.sound("cancel")
    tab.press("Cancel it")
    tab.sound("cancel-empty")
    tab.page.locator("[name=reason]").first.check()
    tab.press("Cancel it")
    tab.sound("cancelled")
    cancelled = site.mail.wait(email, "Cancelled")
    entries = [mail.calendar for mail in (booked, changed, cancelled)]
    assert _told(entries) == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]
    assert len({entry.uid for entry in entries}) == 1
    assert entries[0].starts != entries[1].starts == entries[2].starts
    reference = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", booked.body("plain"))[0]
    staff = [site.mail.wait(site.vale.email, f"{what}: {reference}").calendar for what in ("New", "Moved", "Cancelled")]
    assert _told(staff) == _told(entries)
    tab.go(f"{changed.own_page}/change")
    assert tab.documents[-1].status in (409, 410)


def _told(entries: list[Entry]) -> list[tuple[str, int]]:
    return [(entry.method, entry.sequence) for entry in entries]


def test_a_wrong_address_is_corrected_on_the_confirmation_page(site: Site, visitor: Visitor) -> None:
    tab, wrong, right = visitor(), "wrnog@example.org", "wrong@example.org"
    walks.book(tab, site.vale_slug, wrong, number=5)
    expect(tab.main).to_contain_text(wrong)
    first = site.mail.wait(wrong, "Booked")
    tab.follow("Change it")
    tab.sound("address")
    tab.page.get_by_label("E-mail address").fill("no address")
    tab.press("Send to this address")
    tab.sound("address-wrong")
    tab.page.get_by_label("E-mail address").fill(right)
    tab.press("Send to this address")
    expect(tab.page.locator("h1")).to_have_text("Booked")
    expect(tab.main).to_contain_text(right)
    expect(tab.main).not_to_contain_text(wrong)
    second = site.mail.wait(right, "Booked")
    other = visitor()
    other.go(first.own_page)
    assert other.documents[-1].status == 404
    other.sound("ended-link")
    told = f"{other.page.title()} {other.page.inner_text('body')}".lower()
    assert [word for word in HEALTH_WORDS if word in told] == []
    other.go(second.own_page)
    expect(other.page.locator("h1")).to_have_text("Booked")


def test_a_forwarded_link_shows_no_health_word(site: Site, visitor: Visitor) -> None:
    email = "forwards@example.org"
    walks.book(visitor(), site.vale_slug, email, number=6, name="Forward")
    link = site.mail.wait(email, "Booked").own_page
    stranger = visitor()
    for page in (
        "",
        "/booked",
        "/change",
        "/cancel",
        "/code",
        "/join",
        "/one",
        "/address",
        "/prepare",
        "/prepare/photos",
    ):
        stranger.go(f"{link}{page}")
        assert stranger.documents[-1].status == 200, page
        stranger.valid()
        told = f"{stranger.page.title()} {stranger.page.inner_text('body')}".lower()
        hidden = [*HEALTH_WORDS, "forward", email]
        assert (page, [word for word in hidden if word in told]) == (page, [])
    file = stranger.page.request.get(f"{link}/appointment.ics").text().lower()
    assert [word for word in HEALTH_WORDS if word in file] == []


def test_a_mail_scanner_that_opens_every_link_changes_nothing(site: Site, visitor: Visitor) -> None:
    """The last journey: by now there are e-mails of many kinds."""
    earlier = site.dump()
    walks.book(visitor(), site.vale_slug, "scanned@example.org", number=7)
    site.mail.wait("scanned@example.org", "Booked")
    links = {link for mail in list(site.mail.received) for link in mail.links}
    assert len(links) >= 2
    scanner = visitor()
    site.quiet()
    before = site.dump()
    for link in sorted(links):
        for method in ("GET", "HEAD"):
            answer = scanner.page.request.fetch(link, method=method)
            assert answer.status in (200, 404, 410), (method, link, answer.status)
    assert site.dump() == before != earlier  # a dump does show what a visitor does
