"""Consents: rows that are given and ended, and words that never change."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from directory.accounts import actions, queries
from directory.accounts.models import Consent
from directory.accounts.rules.texts import TEXTS, Purpose, current_text, text_hash, text_of
from directory.core import transaction
from directory.core.db import session

VALUES = {"physician": "Dr Robin Vale", "places": "Oregon, United States"}

# A published text never changes: a new wording is a new version, added below.
PUBLISHED = {
    ("share", 1, "en"): "5c52ab057b513408ce5edca1718c9cd800b8f4372c619d78092c009decd3d757",
    ("photos", 1, "en"): "f3ce59b89649a88ec10c57abf5e993f74fac766f32c2433328af1b4ea9b36db8",
}


def give(now: datetime, subject: str = "patient:7", **changes: str) -> Consent:
    with transaction.unit():
        return actions.give_consent(subject, Purpose.SHARE, about="physician:1", values={**VALUES, **changes}, now=now)


@pytest.mark.both
def test_a_consent_keeps_the_words_that_were_shown(context: Flask, now: datetime) -> None:
    given = give(now)
    shown = queries.words(given)
    assert shown.startswith("I ask Dr Robin Vale to look at my answers and photos")
    assert "licensed in Oregon, United States." in shown
    assert given.text_hash == text_hash(shown)
    assert (given.text_version, given.language, given.withdrawn) == (1, "en", None)


@pytest.mark.both
def test_the_same_words_twice_are_one_consent(context: Flask, now: datetime) -> None:
    assert give(now).id == give(now + timedelta(minutes=1)).id


@pytest.mark.both
def test_other_words_end_the_earlier_consent(context: Flask, now: datetime) -> None:
    first = give(now)
    later = now + timedelta(days=1)
    second = give(later, places="Oregon and Idaho, United States")
    assert [(row.id, row.withdrawn) for row in queries.all_of("patient:7")] == [(first.id, later), (second.id, None)]


@pytest.mark.both
def test_a_withdrawal_takes_effect_at_once_and_only_once(context: Flask, now: datetime) -> None:
    give(now)
    assert queries.has_consent("patient:7", Purpose.SHARE, "physician:1")
    with transaction.unit():
        assert actions.withdraw_consent("patient:7", Purpose.SHARE, about="physician:1", now=now) is True
    assert not queries.has_consent("patient:7", Purpose.SHARE, "physician:1")
    with transaction.unit():
        assert actions.withdraw_consent("patient:7", Purpose.SHARE, about="physician:1", now=now) is False


@pytest.mark.both
def test_a_consent_is_for_one_person_purpose_and_physician_alone(context: Flask, now: datetime) -> None:
    give(now)
    assert not queries.has_consent("patient:8", Purpose.SHARE, "physician:1")
    assert not queries.has_consent("patient:7", Purpose.SHARE, "physician:2")
    assert not queries.has_consent("patient:7", Purpose.PHOTOS, "physician:1")


@pytest.mark.both
def test_the_database_refuses_a_second_live_consent(context: Flask, now: datetime) -> None:
    given = give(now)
    names = [column.name for column in Consent.__table__.columns if column.name != "id"]
    with pytest.raises(IntegrityError), transaction.unit():
        session().execute(sa.insert(Consent).values({name: getattr(given, name) for name in names}))


@pytest.mark.both
def test_the_database_refuses_a_withdrawal_before_the_consent(context: Flask, now: datetime) -> None:
    given = give(now)
    with pytest.raises(IntegrityError), transaction.unit():
        session().execute(sa.update(Consent).where(Consent.id == given.id).values(withdrawn=now - timedelta(days=1)))


def test_every_purpose_has_a_text_and_every_text_its_own_version() -> None:
    assert {text.purpose for text in TEXTS} == set(Purpose)
    assert len({(text.purpose, text.version, text.language) for text in TEXTS}) == len(TEXTS)
    assert all(current_text(purpose, "fr").language == "en" for purpose in Purpose)


def test_a_published_text_never_changes() -> None:
    assert {(t.purpose.value, t.version, t.language): text_hash(t.words) for t in TEXTS} == PUBLISHED


def test_an_unpublished_version_is_not_invented() -> None:
    with pytest.raises(KeyError):
        text_of(Purpose.SHARE, 99, "en")


def test_a_place_left_empty_is_a_defect_not_a_consent() -> None:
    with pytest.raises(KeyError):
        current_text(Purpose.SHARE).shown({"physician": "Dr Robin Vale"})


def test_braces_in_a_name_stay_as_they_are() -> None:
    assert "{places}" in current_text(Purpose.SHARE).shown({"physician": "Dr {places}", "places": "Oregon"})
