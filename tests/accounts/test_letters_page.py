"""The page on which people choose how e-mails come."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, expect
from werkzeug.test import TestResponse

from directory.accounts import actions
from directory.accounts.models import LetterWay
from directory.accounts.queries.preferences import preferences
from directory.accounts.rules import Permission, Role
from directory.accounts.rules.quiet import Hours
from directory.core import clock, outbox, transaction
from directory.core.audit import AuditRow
from directory.core.db import session
from directory.core.outbox import TOPICS, Way
from tests import browsing, cast
from tests.conftest import Client

PATH = "/account/e-mails"
GIVEN = {"starts": "21:00", "ends": "07:00", "digest": "07:30", "zone": "Europe/Berlin"}


@pytest.fixture
def reviewer(app: Flask) -> cast.Member:
    with app.app_context():
        return cast.member("reviewer@example.org", "Rae Reviewer", Role.REVIEWER)


@pytest.fixture
def page(client: Client, reviewer: cast.Member) -> Client:
    cast.sign_in_fast(client, reviewer)
    return client


def save(page: Client, **given: Any) -> TestResponse:
    return cast.post_form(page, PATH, **{**GIVEN, "way_review": "at_once", "way_closed_rounds": "at_once", **given})


@pytest.mark.both
def test_somebody_chooses_hours_and_what_comes_how(app: Flask, page: Client, reviewer: cast.Member) -> None:
    assert PATH in page.get("/account").text
    first = page.get(PATH).text
    assert "Until you choose, every e-mail comes at once" in first
    assert "Your next digest" not in first
    answer = save(page, quiet="y", way_review="digest", way_closed_rounds="off")
    assert (answer.status_code, answer.location) == (303, PATH)
    assert re.search(r"Your next digest: \w+day, .* 7:30\sAM", page.get(PATH).text)
    with app.app_context(), transaction.reading():
        chosen = preferences(reviewer.id)
        assert chosen is not None
        assert chosen.hours == Hours("Europe/Berlin", True, time(21), time(7), time(7, 30))
        assert chosen.ways == {"review": Way.DIGEST, "closed_rounds": Way.OFF}
        row = session().scalars(sa.select(AuditRow).where(AuditRow.action == "letters_chosen")).one()
        assert (row.actor, row.detail) == (f"person:{reviewer.id}", {"off": "closed_rounds", "quiet": True})
    assert save(page, way_review="at_once").status_code == 303
    assert "Your next digest" not in page.get(PATH).text


def test_a_duty_has_no_off_on_the_page_nor_behind_it(app: Flask, page: Client, reviewer: cast.Member) -> None:
    shown = page.get(PATH).text
    assert "so it cannot be turned off" in shown
    assert 'name="way_closed_rounds" type="radio" value="off"' in shown
    assert 'name="way_review" type="radio" value="off"' not in shown
    assert save(page, way_review="off").status_code == 422
    with app.app_context(), transaction.unit():
        session().add(LetterWay(person_id=reviewer.id, topic="review", way=Way.OFF))  # offered once, or by hand
    save(page)
    with app.app_context(), transaction.unit():
        session().execute(sa.update(LetterWay).where(LetterWay.topic == "review").values(way=Way.OFF))
    with app.app_context(), transaction.reading():
        chosen = preferences(reviewer.id)
        assert chosen is not None
        assert chosen.way(TOPICS["review"]) is Way.AT_ONCE


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"quiet": "y", "digest": "06:30"}, "would come within your quiet hours"),
        ({"quiet": "y", "starts": "07:00"}, "Choose two different hours"),
        ({"zone": "Moon/Base"}, "Not a valid choice."),
        ({"digest": "25:00"}, "Not a valid choice."),
    ],
)
def test_what_cannot_hold_is_said_and_nothing_is_saved(
    app: Flask, page: Client, reviewer: cast.Member, given: dict[str, str], sentence: str
) -> None:
    answer = save(page, **given)
    assert answer.status_code == 422
    assert sentence in answer.text
    with app.app_context(), transaction.reading():
        assert preferences(reviewer.id) is None


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_asked_about_the_e_mails_it_gets(app: Flask, client: Client, role: Role) -> None:
    with app.app_context():
        member = cast.member("one@example.org", "One Person", role)
    cast.sign_in_fast(client, member)
    shown = set(re.findall(r'name="way_(\w+)"', client.get(PATH).text))
    expected = {
        Role.PHYSICIAN: {"comments", "membership", "dues"},
        Role.COORDINATOR: {"office"},
        Role.APPLICANT: {"application", "drafts"},
        Role.REVIEWER: {"review", "closed_rounds"},
        Role.CHAIR: {"review", "closed_rounds"},
        Role.TREASURER: set(),
    }
    assert shown == expected[role]


def test_every_topic_has_readers_a_sentence_and_letters_with_a_link(context: Flask) -> None:
    kinds = {kind.topic.name: kind for kind in outbox.KINDS.values() if kind.topic is not None}
    assert set(kinds) == set(TOPICS)
    with context.test_request_context():
        for name, topic in TOPICS.items():
            assert name == outbox.DIGEST or (topic.title and topic.sentence and topic.readers <= set(Permission)), name
        for kind in outbox.KINDS.values():
            if kind.topic is not None and Way.DIGEST in kind.topic.ways:
                assert kind.example(clock.now()).link.startswith("http"), kind.name


@pytest.mark.parametrize(
    ("topic", "kinds"),
    [
        (None, {"removal_notice", "member_hearing", "member_step", "decision", "hold_told", "hold_ended"}),
        ("membership", {"credential_expires", "re_review_opens", "re_review_opened"}),
        ("office", {"member_answered", "information_answered", "hold_asked", "hold_end_asked", "hold_review"}),
    ],
)
def test_what_obliges_at_once_never_waits_and_the_rest_waits_with_its_like(
    context: Flask, topic: str | None, kinds: set[str]
) -> None:
    found = {outbox.KINDS[name].topic for name in kinds}
    assert found == {TOPICS[topic] if topic else None}


@pytest.mark.both
def test_a_closed_account_gets_no_digest(app: Flask, page: Client, reviewer: cast.Member) -> None:
    save(page, way_review="digest")
    with app.app_context():
        with transaction.unit():
            wishes = preferences(reviewer.id)
            assert wishes is not None
            session().add(outbox.LetterDigest(reader=str(reviewer.id), day=clock.today("UTC", clock.now()),
                                              due=clock.now(), closed=None))  # fmt: skip
            session().flush()
            outbox.post(outbox.DIGEST, 1, due=clock.now())
            actions.close(reviewer.id, actor="person:1", now=clock.now())
        sent: list[outbox.Letter] = []
        assert outbox.deliver_due(lambda: clock.now() + timedelta(minutes=1), sent.append) == 0


@pytest.mark.browser
@pytest.mark.parametrize(("scripts", "dark"), [(True, False), (False, True)])
def test_by_keyboard_on_a_narrow_screen(page: Client, chromium: Browser, base: str, scripts: bool, dark: bool) -> None:
    with browsing.opened(chromium, dark=dark, scripts=scripts) as shown:
        browsing.hand_over(page, shown, base)
        shown.goto(f"{base}{PATH}")
        if scripts:
            browsing.assert_sound(shown, (360, dark))
        shown.locator("#quiet").focus()
        shown.keyboard.press("Space")
        shown.locator("#way_review-0").focus()
        shown.keyboard.press("ArrowDown")
        shown.get_by_role("button", name="Save").focus()
        shown.keyboard.press("Enter")
        expect(shown.get_by_text("Your next digest")).to_be_visible()
        expect(shown.locator("#way_review-1")).to_be_checked()
        expect(shown.locator("#quiet")).to_be_checked()
