"""Home and the standing pages, the safety list, and the choice of colours."""

import re
from datetime import date
from pathlib import Path

import html5lib
import pytest
from flask import Flask

from directory.consultations import safety
from directory.consultations.safety import Urgency
from directory.pages import rules
from directory.places.emergency import NUMBERS, emergency
from directory.places.queries import country_name
from tests import cast
from tests.conftest import Client

PAGES = (
    "/",
    "/how-it-works",
    "/privacy",
    "/terms",
    "/how-it-is-paid",
    "/accessibility",
    "/cookies",
    "/safety",
    "/contact",
    "/concerns/new",
)


@pytest.mark.both
@pytest.mark.parametrize("path", PAGES)
def test_each_page_answers_is_valid_and_leads_to_the_safety_signs(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    assert 'href="/safety"' in answer.text
    assert 'href="/concerns/new"' in answer.text
    assert re.findall(r"<h1[ >]", answer.text) == ["<h1>"]
    assert re.search(r'<meta name="description" content="[^"]{20,}">', answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_another_host_or_carries_inline_code(client: Client, path: str) -> None:
    text = client.get(path).text
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=|data:image", text)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text)


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/concerns/new"])
def test_reading_sets_no_cookie(client: Client, path: str) -> None:
    assert "Set-Cookie" not in client.get(path).headers


def test_the_links_of_the_footer_lead_somewhere(client: Client) -> None:
    footer = client.get("/").text.partition("<footer")[2]
    links = re.findall(r'href="(/[^"#]*)"', footer)
    assert len(links) >= 9
    assert {path: client.get(path).status_code for path in links} == dict.fromkeys(links, 200)


def test_home_says_what_it_must(client: Client) -> None:
    text = client.get("/").text
    assert 'action="/physicians"' in text
    assert 'name="near"' in text
    for line in rules.CHOSEN:
        assert line in text
    assert "Free: no card, no obligation." in text
    assert "You see every opening." in text
    assert "from backups within 30 days" in text


def test_the_terms_and_the_payment_page_carry_their_sentences(client: Client) -> None:
    assert "Free: no card, no obligation; not an emergency service." in client.get("/terms").text
    assert "Nobody pays for a place." in client.get("/how-it-is-paid").text


def test_the_cookies_named_are_the_cookies_set(app: Flask, client: Client) -> None:
    client.get("/concerns/new")
    client.post("/theme", data={"theme": "dark"})
    assert {cookie.key for cookie in (client._cookies or {}).values()} == {cookie.name for cookie in rules.COOKIES}
    text = client.get("/cookies").text
    assert all(f"<code>{cookie.name}</code>" in text for cookie in rules.COOKIES)


def test_the_safety_page_shows_every_sign_its_version_and_who_reviewed_it(client: Client) -> None:
    text = client.get("/safety").text.replace("&#39;", "'")
    for sign in safety.SIGNS.values():
        assert sign.words in text
    assert f"List version {safety.VERSION}" in text
    assert "Not yet reviewed by a physician." in text
    assert "Nobody watches this site. Do not wait for a reply." in text


def test_the_safety_list_tells_the_most_urgent_first_and_passes_over_unknown_keys() -> None:
    assert [group.urgency for group in safety.told(["sudden", "nonsense", "chest"])] == [Urgency.NOW, Urgency.SOON]
    assert safety.told([]) == ()
    assert len(safety.SIGNS) == sum(len(group.signs) for group in safety.GROUPS) == 16


def test_every_number_has_a_known_country_a_source_and_a_date() -> None:
    for code, line in NUMBERS.items():
        assert (line.country, country_name(code) != code) == (code, True)
        assert re.fullmatch(r"\d{3,4}", line.number)
        assert line.source
        assert date(2020, 1, 1) < line.as_of <= date(2026, 11, 20)
        assert line.crisis is None or re.fullmatch(r"[\d ]{3,14}", line.crisis.number)
    assert {code: NUMBERS[code].number for code in ("US", "GB", "DE", "AU")} == {
        "US": "911",
        "GB": "999",
        "DE": "112",
        "AU": "000",
    }


@pytest.mark.parametrize("code", [None, "", "XX", "\x00", "usa", "🙂"])
def test_an_unknown_country_has_no_line(code: str | None) -> None:
    assert emergency(code) is None


def test_a_country_puts_its_own_numbers_first(client: Client) -> None:
    assert (
        "988 Suicide &amp; Crisis Lifeline" in client.get("/safety?country=us").text.partition("See a doctor today")[0]
    )
    assert client.get("/safety?country=%00%ff").status_code == 200


@pytest.mark.parametrize(("theme", "shown"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"')])
def test_a_chosen_theme_stands_in_the_first_byte_of_the_page(client: Client, theme: str, shown: str) -> None:
    answer = client.post("/theme", data={"theme": theme, "next": "/terms?x=1"})
    assert (answer.status_code, answer.location) == (303, "/terms?x=1")
    assert re.search(rf"theme={theme}; .*HttpOnly.*SameSite=Lax", answer.headers["Set-Cookie"])
    assert f'<html lang="en"{shown}>' in client.get("/terms").text


def test_the_system_theme_and_nonsense_forget_the_choice(client: Client) -> None:
    for theme in ("system", "purple", '"><script>'):
        client.post("/theme", data={"theme": "dark"})
        assert client.post("/theme", data={"theme": theme}).location == "/"
        assert '<html lang="en">' in client.get("/").text


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\r\nSet-Cookie: a"])
def test_the_theme_leads_nowhere_else(client: Client, target: str) -> None:
    answer = client.post("/theme", data={"theme": "dark", "next": target})
    assert answer.status_code == 303
    assert "evil.example" not in answer.location
    assert answer.headers.getlist("Set-Cookie")[0].startswith("theme=dark")
    assert len(answer.headers.getlist("Set-Cookie")) == 1


def test_people_see_the_pages_that_are_theirs(app: Flask, client: Client) -> None:
    with app.app_context():
        people = cast.assemble()
    assert "/practice" not in client.get("/").text
    cast.sign_in_fast(client, people.owner)
    text = client.get("/").text
    assert ('href="/practice"' in text, 'href="/office"' in text, 'action="/sign-out"' in text) == (True, False, True)
    other = app.test_client()
    cast.sign_in_fast(other, people.coordinator)
    text = other.get("/").text
    assert ('href="/practice"' in text, 'href="/office"' in text) == (False, True)


def test_the_style_sheets_ask_for_nothing_outside(app: Flask) -> None:
    folder = Path(__file__).parents[2] / "static"
    for sheet in folder.glob("css/*.css"):
        found = re.findall(r"url\(([^)]*)\)", sheet.read_text())
        assert all((sheet.parent / name.strip("\"'")).is_file() for name in found), sheet.name
