"""Links: unguessable, stored as a hash, for one purpose, ending, revocable, and writable again."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import links
from directory.core.db import session
from directory.core.transaction import unit

pytestmark = pytest.mark.both


def issue(now: datetime, subject: str = "7", purpose: str = "consultation") -> str:
    with unit():
        return links.issue(purpose, subject, expires=now + timedelta(days=1))


def test_a_token_opens_its_subject_until_it_ends(context: Flask, now: datetime) -> None:
    token = issue(now)
    assert links.subject_of("consultation", token, now) == "7"
    assert links.subject_of("consultation", token, now + timedelta(days=1)) is None


def test_a_token_is_for_one_purpose(context: Flask, now: datetime) -> None:
    assert links.subject_of("reset", issue(now), now) is None


def test_tokens_have_160_bits_and_differ(context: Flask, now: datetime) -> None:
    tokens = {issue(now, str(number)) for number in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {27}


def test_it_can_be_written_again_and_ends_with_a_new_generation(context: Flask, now: datetime) -> None:
    token = issue(now)
    assert links.token_for("consultation", "7") == token
    with unit():
        links.revoke("consultation", "7")
    assert links.subject_of("consultation", token, now) is None
    again = links.token_for("consultation", "7")
    assert again != token
    assert links.subject_of("consultation", again or "", now) == "7"


def test_issuing_again_moves_the_end_and_keeps_the_token(context: Flask, now: datetime) -> None:
    token = issue(now)
    with unit():
        assert links.issue("consultation", "7", expires=now + timedelta(days=9)) == token
    assert links.subject_of("consultation", token, now + timedelta(days=5)) == "7"


def test_the_database_holds_no_token(context: Flask, now: datetime) -> None:
    token = issue(now)
    row = session().execute(sa.text("SELECT * FROM links")).mappings().one()
    assert token not in {str(value) for value in row.values()}


@pytest.mark.parametrize("wrong", ["", "x", "a" * 27, "\ud800", "\x00", "é" * 500])
def test_nonsense_opens_nothing(context: Flask, now: datetime, wrong: str) -> None:
    issue(now)
    assert links.subject_of("consultation", wrong, now) is None
