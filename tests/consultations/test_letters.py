"""What the e-mails of a consultation say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from directory.consultations.letters import after, patient, physician
from directory.consultations.letters.facts import Facts, example
from directory.consultations.letters.message import Message
from directory.consultations.queries.joining import number_words
from directory.core import outbox
from directory.core.outbox import Content
from directory.physicians.rules import VisitKind

NOW = datetime(2026, 12, 1, 22, 0, tzinfo=UTC)
LONDON, NEW_YORK = "Europe/London", "America/New_York"


@pytest.fixture
def facts(context: Flask) -> Facts:
    """A call on 8 December, 2:30 pm in London, 9:30 am in New York; another day is suggested."""
    del context
    return example(NOW)


def message(content: Content) -> Message:
    found = content.values["message"]
    assert isinstance(found, Message)
    return found


def rows(content: Content) -> dict[str, str]:
    return dict(message(content).facts)


@pytest.mark.parametrize("write", [physician.booked, physician.changed, physician.cancelled, physician.took_place])
def test_the_physician_reads_both_clocks_where_they_differ(facts: Facts, write: Callable[[Facts], Content]) -> None:
    both = rows(write(facts))
    assert "9:30" in both["When"]
    assert "2:30" in both["Where the patient is"]
    assert "Where the patient is" not in rows(write(replace(facts, zone=NEW_YORK)))


def test_a_suggested_time_is_told_on_both_clocks(facts: Facts) -> None:
    found = rows(patient.proposed(facts))
    assert "December 9" in found["Suggested"]
    assert "2:30" in found["Suggested"]
    assert "9:30" in found["Suggested, where the physician is"]
    alike = patient.proposed(replace(facts, physician_zone=LONDON))
    assert not {"Suggested", "Suggested, where the physician is"} & set(rows(alike))
    assert "2:30" in message(alike).lines[0]


@pytest.mark.parametrize("phone", ["+1 202 555 0143", ""])
def test_an_email_says_which_number_shows_as_the_join_page_does(facts: Facts, phone: str) -> None:
    said = patient.confirmation(replace(facts, visit=VisitKind.TELEPHONE, clinic_phone=phone))
    assert number_words(phone) in " ".join(message(said).after)
    assert phone in number_words(phone)


def test_thanks_name_the_day_however_late_the_call_is_marked(facts: Facts) -> None:
    late = replace(facts, now=NOW + timedelta(days=20))
    assert message(after.follow_up(late)).lines[0] == "Thank you for your time on Tuesday, December 8, 2026."


def test_a_link_sent_by_the_office_does_not_say_that_it_was_asked_for(facts: Facts) -> None:
    assert message(patient.resume(facts)).lines == ("You can go on here. Everything you entered is kept.",)


def test_nothing_is_promised_that_nobody_keeps(facts: Facts) -> None:
    assert "before anybody else" not in " ".join(message(after.physician_absent(facts)).lines)


def test_somebody_who_gets_fewer_reminders_is_not_asked_again(facts: Facts) -> None:
    assert "fewer reminders" in " ".join(message(patient.reminder(facts)).after)
    assert "fewer reminders" not in " ".join(message(patient.reminder(replace(facts, fewer=True))).after)


def test_a_letter_names_the_language_it_is_written_in(context: Flask) -> None:
    assert '<html lang="en">' in outbox.preview("reminder", NOW).html
