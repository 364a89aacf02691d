"""“Keep it private”: the name is in no subject, no sender, no file name and no calendar, whatever is sent."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType

import pytest
from flask import Flask

from directory.consultations.letters import after, more, patient
from directory.consultations.letters.facts import Facts, example
from directory.core.outbox import Content
from tests.consultations.desk import set_up

NOW = datetime(2026, 12, 1, 22, 0, tzinfo=UTC)
OTHERS = [("Dr Robin Vale", "https://example.org/physicians/vale")]
Write = Callable[[Facts], Content]


def written_by(module: ModuleType) -> Iterator[tuple[str, Write]]:
    """Every e-mail of a file; those that name colleagues get some."""
    for name, write in inspect.getmembers(module, inspect.isfunction):
        asks = list(inspect.signature(write).parameters)
        if (
            write.__module__ != module.__name__
            or name.startswith("_")
            or write.__annotations__.get("return") != Content
        ):
            continue
        if asks == ["facts"]:
            yield name, write
        elif asks == ["facts", "others"]:
            yield name, lambda facts, write=write: write(facts, OTHERS)  # type: ignore[misc]


EMAILS = [each for module in (patient, after, more) for each in written_by(module)]


def outside(content: Content) -> str:
    """What is seen without opening the e-mail, and what a calendar keeps."""
    files = [f"{each.name} {each.content_type} {unfolded(each.data)}" for each in content.attachments]
    return " ".join([content.subject, content.sender_name, *map(str, content.headers.values()), *files])


def unfolded(data: bytes) -> str:
    return data.decode().replace("\r\n ", "")


def test_all_e_mails_to_patients_are_looked_at() -> None:
    assert {"confirmation", "changed", "cancelled", "reminder", "follow_up", "declined", "unavailable"} <= dict(
        EMAILS
    ).keys()


@pytest.mark.parametrize(("name", "write"), EMAILS, ids=[name for name, _write in EMAILS])
def test_no_e_mail_shows_the_name_from_outside(context: Flask, name: str, write: Write) -> None:
    facts = replace(example(NOW), private=True)
    assert "Alex Example" not in outside(write(facts)), name


def test_without_the_wish_the_name_is_in_calendar_and_subject(context: Flask) -> None:
    assert "Alex Example" in outside(patient.confirmation(example(NOW)))


@pytest.mark.parametrize("private", [False, True])
def test_the_calendar_file_follows_what_was_ticked(app: Flask, private: bool) -> None:
    desk = set_up(app)
    desk.write(lambda row: setattr(row, "private", private))
    answer = desk.patient().get(f"/c/{desk.token}/appointment.ics")
    assert answer.status_code == 200
    assert ("Olive Owner" in unfolded(answer.data)) is not private
