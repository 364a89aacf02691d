"""Who gets in where: every endpoint by every one of the cast, and nobody to what is another's."""

import io
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from directory.consultations.actions import access
from directory.consultations.models import Consultation
from directory.consultations.queries import access as found
from directory.consultations.queries import codes
from directory.core import links, policy, transaction
from directory.core.db import session
from tests.hostile.judge import faults
from tests.hostile.roles import (
    APPLICANT,
    CHAIR,
    COORDINATOR,
    HALF,
    OTHER,
    OWNER,
    PATIENT,
    REVIEWER,
    STRANGER,
    TREASURER,
)
from tests.hostile.sweep import methods, role_of, rules, tell
from tests.hostile.world import BEFORE, Asked, World, address

pytestmark = pytest.mark.both
IN, SIGN_IN, FORBIDDEN = "in", "to sign in", "403"
SIGNED_IN = (OWNER, OTHER, COORDINATOR, HALF, APPLICANT, REVIEWER, CHAIR, TREASURER)


def only(*who: str) -> dict[str, str]:
    """Whoever is not signed in is sent to sign in; whoever is and may not is refused."""
    return {STRANGER: SIGN_IN, PATIENT: SIGN_IN, **dict.fromkeys(SIGNED_IN, FORBIDDEN), **dict.fromkeys(who, IN)}


OFFICE = only(COORDINATOR)
EXPECTED = {
    "signed in": only(*SIGNED_IN),
    "practice": {**only(OWNER, OTHER), HALF: SIGN_IN},
    "apply": only(APPLICANT),
    "review": only(REVIEWER, CHAIR),
    "decide": only(CHAIR),
    "dues": only(COORDINATOR, TREASURER),
    "office": OFFICE,
    "audit": OFFICE,
}
# What changes an account or shows photos asks for the second factor in its own words.
ASKS_FOR_MORE = {
    "accounts.account",
    "accounts.emails",
    "accounts.password",
    "accounts.second_factor",
    "accounts.qr",
    "accounts.recovery_codes",
    "accounts.end_session",
    "accounts.end_sessions",
    "photos.opened",
}
NEEDS_AN_APP = {
    ("accounts.recovery_codes", "POST"),
    ("photos.opened", "GET"),
    ("accounts.code", "GET"),
    ("accounts.code", "POST"),
}
ENDS_AT_SIGN_IN = {"accounts.end_sessions", "accounts.reset"}


def outcome(answer: TestResponse) -> str:
    where = answer.headers.get("Location", "")
    if answer.status_code == 303 and where.startswith(("/sign-in", "/account/second-factor")):
        return SIGN_IN
    return FORBIDDEN if answer.status_code == 403 else IN


def _asks_for_more(role: str, endpoint: str, method: str) -> bool:
    """The applicant signs in by e-mail and has no second factor."""
    if role == APPLICANT:
        return (endpoint, method) in NEEDS_AN_APP
    return role == HALF and endpoint in ASKS_FOR_MORE


def askers(world: World, declared: str) -> dict[str, str]:
    """What each should meet. A public page makes no difference between those with an account, and what is refused
    is refused before any database was asked."""
    if declared == "public":
        return dict.fromkeys((STRANGER, PATIENT, OWNER), IN)
    expected = EXPECTED[declared]
    return expected if world.kind == "sqlite" else {role: each for role, each in expected.items() if each == IN}


def test_each_of_the_cast_gets_in_where_the_declaration_says(world: World) -> None:
    """Each page and each button, pressed without a field: nobody else gets in, and each answer is in order."""
    wrong = []
    for rule in rules(world):
        declared = policy.access_of(world.app, rule.endpoint)
        assert declared is not None
        first, *others = world.existing(rule)
        for method in methods(rule):
            for role, expected in askers(world, declared.name).items():
                meant = SIGN_IN if _asks_for_more(role, rule.endpoint, method) else expected
                any_end = rule.endpoint in ENDS_AT_SIGN_IN and meant == IN
                wrong += _asked(world, Asked(role, method, address(rule, first)), None if any_end else meant)
            for args in others:
                asked = Asked(role_of(world.app, rule.endpoint), method, address(rule, args))
                wrong += _asked(world, asked, None)
    assert not wrong, tell(wrong)


def _asked(world: World, asked: Asked, meant: str | None) -> list[tuple[Asked, list[str]]]:
    data = {"csrf_token": world.csrf} if asked.method == "POST" else None
    answer = world.ask(asked.role, asked.method, asked.path, data=data)
    told = faults(world, asked.method, answer)
    if meant is not None and outcome(answer) != meant:
        told.insert(0, f"{outcome(answer)}, not {meant}")
    return [(asked, told)] if told else []


def test_another_physician_finds_nothing_of_the_owner(world: World) -> None:
    wrong = []
    for rule in rules(world):
        declared = policy.access_of(world.app, rule.endpoint)
        if declared is None or declared.name != "practice" or not rule.arguments:
            continue
        path = address(rule, world.existing(rule)[0])
        hours = {"rule-weekday": "0", "rule-starts": "9:00", "rule-ends": "10:00"}
        for method in methods(rule):
            data = {"csrf_token": world.csrf, **hours} if method == "POST" else None
            answer = world.ask(OTHER, method, path, data=data)
            if answer.status_code != 404 or world.changed():
                wrong.append((Asked(OTHER, method, path), [f"status {answer.status_code}"]))
    assert not wrong, tell(wrong)


def test_a_photos_address_opens_for_the_one_who_opened_it(world: World) -> None:
    opened, own = world.things.opened_address, world.things.own_address
    assert world.ask(OWNER, "GET", opened).mimetype == "image/jpeg"
    assert world.ask(STRANGER, "GET", own).mimetype == "image/jpeg"  # signed, for ten minutes
    assert {world.ask(role, "GET", opened).status_code for role in (OTHER, COORDINATOR)} == {404}
    assert {world.ask(role, "GET", opened).status_code for role in (STRANGER, PATIENT, HALF)} == {303}
    for change in (own[:-1], own.replace("thumb", "full"), own.replace("until=", "until=1"), own.partition("?")[0]):
        assert world.ask(PATIENT, "GET", change).status_code == 404
    world.at(BEFORE + timedelta(minutes=11))
    assert world.ask(STRANGER, "GET", own).status_code == 404
    assert world.ask(OWNER, "GET", opened).status_code == 404


@pytest.mark.parametrize("role", [STRANGER, PATIENT, OWNER])
def test_a_link_alone_shows_no_answers(world: World, role: str) -> None:
    """Neither a stranger's nor that of a patient of another consultation."""
    token = world.things.other_token
    pages = ["prepare", "prepare/photos", "prepare/health/medicines", "prepare/questions", "phone", "booked", "address"]
    answers = [world.ask(role, "GET", f"/c/{token}/{page}") for page in pages]
    assert {answer.status_code for answer in answers} == {303}
    assert {str(answer.location).partition("?")[0] for answer in answers} == {f"/c/{token}/code", f"/c/{token}"}


def test_one_photo_is_not_deleted_through_another_consultation(world: World) -> None:
    path = f"/c/{world.things.proposed_token}/prepare/photos/{world.things.photo}/delete"
    answer = world.ask(PATIENT, "POST", path, data={"csrf_token": world.csrf})
    assert (answer.status_code, world.changed()) == (404, set())


def test_another_persons_session_is_not_ended(world: World) -> None:
    path = f"/account/sessions/{world.things.ids['session_id']}/end"
    answer = world.ask(OTHER, "POST", path, data={"csrf_token": world.csrf})
    assert (answer.status_code, world.changed()) == (404, set())


@pytest.mark.parametrize("path", ["/book/you", "/book/help", "/book/check", "/book/renew"])
def test_another_visitors_reserved_time_is_of_no_use(world: World, path: str) -> None:
    """Its number put into one's own cookie: nothing of theirs is shown, nothing is booked or prolonged."""
    world.cookies["thief"] = {**world.cookies[PATIENT], "visitor": "c3" * 16}
    answer = world.ask("thief", "POST", path, data={"csrf_token": world.csrf, "consent": "y", "reference": "x"})
    assert "second@example.org" not in answer.text
    assert answer.status_code in {200, 303, 404, 409, 422}
    assert world.changed() == set()


def test_a_reserved_time_that_ran_out_is_said_so_and_nothing_typed_is_lost(world: World) -> None:
    world.at(BEFORE + timedelta(hours=1))
    answer = world.ask(PATIENT, "GET", "/book/you")
    assert answer.status_code == 200
    assert "second@example.org" in answer.text


@pytest.mark.parametrize("odd", [{"booking": [1]}, {"booking": {}}, {"booking": {"physician": "x"}}, {"zone": 7}])
def test_a_session_of_an_earlier_version_is_no_failure(world: World, odd: dict[str, Any]) -> None:
    """The cookie is ours, but it may be older than the code that reads it."""
    world.cookies["old"] = {**world.cookies[PATIENT], **odd}
    for path in ("/book/you", "/book/help", "/book/check", "/physicians", f"/physicians/{world.things.slug}/times"):
        assert world.ask("old", "GET", path).status_code in {200, 303}, path


def test_ended_and_revoked_links_are_one_neutral_page(world: World) -> None:
    things = world.things
    paths = [f"/c/{things.letter_token}", f"/reset/{things.reset_token}", f"/phone/{things.phone_token}"]
    assert {world.ask(STRANGER, "GET", path).status_code for path in paths} == {200}
    world.at(BEFORE + timedelta(days=3 * 365))
    assert {world.ask(STRANGER, "GET", path).status_code for path in paths} <= {404, 410}
    world.at(BEFORE)
    with world.app.app_context(), transaction.unit():
        links.revoke(found.LETTER, str(things.consultations[0]))
    answer = world.ask(STRANGER, "GET", paths[0])
    nonsense = world.ask(STRANGER, "GET", "/c/nonsense")
    assert answer.status_code == nonsense.status_code == 404
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    world.changed()


def test_a_code_opens_its_own_consultation_only(world: World) -> None:
    first, other = world.things.consultations[0], world.things.consultations[2]
    with world.app.app_context(), transaction.unit():
        access.send_code(session().get_one(Consultation, first), BEFORE)
        access.send_code(session().get_one(Consultation, other), BEFORE)
        row = found.last_code(first)
        assert row is not None
        digits = codes.digits(first, row.nonce)
    data = {"csrf_token": world.csrf, "code": digits}
    answer = world.ask(STRANGER, "POST", f"/c/{world.things.other_token}/code", data=data)
    assert answer.status_code == 422
    assert world.ask(STRANGER, "POST", f"/c/{world.things.letter_token}/code", data=data).status_code == 303
    world.changed()


def test_a_form_sent_again_after_signing_out_is_not_taken(world: World) -> None:
    """The cookie of before still lies in another tab."""
    token = {"csrf_token": world.csrf}
    assert world.ask(OWNER, "POST", "/sign-out", data=token).status_code == 303
    before = world.digest()
    path = f"/practice/consultations/{world.things.reference}/cancel"
    answer = world.ask(OWNER, "POST", path, data={**token, "reason": "other"})
    assert (answer.status_code, str(answer.location).startswith("/sign-in")) == (303, True)
    assert world.digest() == before
    world.changed()


class Endless(io.RawIOBase):
    """A body that is still coming; counts what was taken of it."""

    def __init__(self, size: int) -> None:
        self.left, self.taken = size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        number = min(len(buffer), self.left)
        self.left -= number
        self.taken += number
        return number


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=edge", "application/x-www-form-urlencoded", "image/jpeg"]
)
@pytest.mark.parametrize("chunked", [False, True])
def test_a_hundred_megabytes_are_refused_without_reading_them(world: World, kind: str, chunked: bool) -> None:
    body = Endless(100_000_000)
    told: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": "100000000"}
    if chunked:
        told = {"wsgi.input": body, "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    path = f"/c/{world.things.link_token}/prepare/photos/front"
    answer = world.ask(PATIENT, "POST", path, content_type=kind, environ_overrides=told)
    assert answer.status_code in {400, 403, 413}
    assert body.taken <= 26_000_000
    assert world.changed() == set()
