"""Every page there is: valid HTML, a title, one h1; and, where no other test looks with axe, sound at both widths."""

import pytest
from playwright.sync_api import expect

from tests.consultations import preparing
from tests.journeys import walks
from tests.journeys.conftest import Visitor
from tests.journeys.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STANDING = (  # tests/pages/test_look.py looks at these with axe
    *("/", "/how-it-works", "/privacy", "/terms", "/how-it-is-paid", "/accessibility", "/cookies", "/safety"),
    *("/contact", "/concerns/new", "/dev/mail", "/not-there", "/forgot/sent"),
)
DIRECTORY = (
    *("/physicians", "/physicians?near=London", "/physicians?near=Lonndon&radius=5", "/physicians?q=zzzzzz"),
    *("/physicians?near=Qqqqq", "/physicians?near=Boston&procedure=fue&available=7", "/physicians?page=99"),
    *("/sign-in", "/forgot"),
)
PRACTICE = (
    *("", "/times", "/profile", "/profile/about", "/profile/clinics/new", "/profile/procedures/new"),
    *("/profile/publications/new", "/profile/preview"),
)
OF_CASE = ("", "/cancel", "/propose", "/join")
OFFICE = ("", "/letters", "/audit", "/concerns", "/consultations", "/physicians", "/physicians/new")
OF_PHYSICIAN = (
    *("", "/identity", "/about", "/preview", "/clinics/new", "/credentials/new", "/procedures/new"),
    "/publications/new",
)


def test_what_every_visitor_can_open(site: Site, visitor: Visitor) -> None:
    tab = visitor()
    for path in STANDING:
        tab.go(path)
        tab.valid()
    for path in DIRECTORY:
        tab.go(path)
        assert tab.documents[-1].status == 200, path
        tab.glance(path.replace("/", "").replace("?", "-"))


def test_physicians_and_their_times(site: Site, visitor: Visitor) -> None:
    tab = visitor()
    for slug in (site.vale_slug, site.paused_slug):
        tab.go(f"/physicians/{slug}")
        tab.sound(f"profile-{slug}")
        tab.go(f"/physicians/{slug}/times")
        tab.sound(f"times-{slug}")
    for query in ("zone=Nowhere", "from=yesterday", "days=900", "kind=dance", "from=2026-02-30&zone="):
        tab.go(f"/physicians/{site.sato_slug}/times?{query}")
        assert tab.documents[-1].status in (200, 400, 404, 422), query
        tab.valid()
    tab.go(f"/physicians/{site.sato_slug}/times?zone=Nowhere")
    tab.sound("times-problem")


def test_the_pages_of_prepare_as_they_open_and_as_they_refuse(site: Site, visitor: Visitor) -> None:
    tab, own = visitor(), f"/c/{site.token}"
    tab.go(f"{own}/prepare")
    walks.enter_code(tab, site, "reader@example.org")
    for task, steps in preparing.TASKS.items():
        for step in steps:
            tab.go(f"{own}/prepare/{task}/{step}")
            tab.glance(f"{task}-{step}")
            tab.press("Continue")
            tab.valid()
    tab.go(f"{own}/prepare/health/treatments/new")
    assert tab.documents[-1].status == 200
    tab.sound("treatment")
    tab.press("Save")
    tab.valid()
    for page in ("questions", "photos"):
        tab.go(f"{own}/prepare/{page}")
        tab.sound(page)
    tab.go(f"{own}/phone")
    tab.press("Show the code")
    tab.sound("phone")
    tab.go(f"{own}/join")
    tab.sound("join")


def test_the_practice(site: Site, visitor: Visitor) -> None:
    tab = visitor(width=1280)
    walks.enter(tab, site, site.vale)
    for path in PRACTICE:
        tab.go(f"/practice{path}")
        assert tab.path == f"/practice{path}"
        tab.glance(f"practice{path.replace('/', '-')}")
    for path in OF_CASE:
        tab.go(f"/practice/consultations/{site.reference}{path}")
        assert tab.documents[-1].status == 200, path
        tab.glance(f"case{path.replace('/', '-')}")
    for path in ("/account", "/account/password"):
        tab.go(path)
        tab.glance(path[1:].replace("/", "-"))
    tab.go("/office")
    assert tab.documents[-1].status in (403, 404)
    tab.valid()


def test_the_office(site: Site, visitor: Visitor) -> None:
    tab = visitor(width=1280)
    walks.enter(tab, site, site.office)
    one = [f"/consultations/{site.reference}", f"/consultations/{site.reference}/cancel"]
    further = [f"/physicians/{site.vale_slug}{path}" for path in OF_PHYSICIAN]
    for path in (*OFFICE, *one, *further):
        tab.go(f"/office{path}")
        assert tab.documents[-1].status == 200, path
        tab.glance(f"office{path.replace('/', '-')}")


def test_the_preview_of_every_letter(site: Site, visitor: Visitor) -> None:
    tab = visitor(width=1280)
    walks.enter(tab, site, site.office)
    tab.go("/office/letters")
    kinds = {each.get_attribute("href") for each in tab.page.locator("a[href*='/office/letters/preview/']").all()}
    assert len(kinds) > 10
    for address in sorted(kinds - {None}, key=str):
        tab.go(str(address))
        tab.valid()
    expect(tab.page.locator("h1")).to_be_visible()
    tab.sound("letter")
