"""The calendar file of an appointment: one UID for its life, a higher SEQUENCE with each change, neutral words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from directory.core.outbox import Attachment

if TYPE_CHECKING:
    from icalendar import Event

NAME = "appointment.ics"


@dataclass(frozen=True, slots=True)
class Entry:
    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    summary: str
    description: str
    address: str
    organizer: str
    attendee: str
    stamp: datetime


def attachment(entry: Entry, method: str) -> Attachment:
    """`method` REQUEST makes or moves the entry in a client, CANCEL takes it out."""
    return Attachment(NAME, f"text/calendar; method={method}; charset=utf-8", calendar(entry, method))


def calendar(entry: Entry, method: str) -> bytes:
    """RFC 5545 with times in UTC; PUBLISH for a file somebody saves by hand."""
    return _file([entry], method)


def feed(entries: Sequence[Entry], name: str) -> bytes:
    """A calendar that programs fetch again and again."""
    return _file(entries, "PUBLISH", name)


def _file(entries: Sequence[Entry], method: str, name: str = "") -> bytes:
    from icalendar import Calendar  # costs memory in every web worker: only where used

    made = Calendar()
    made.add("prodid", "-//Coalition//Consultations//EN")
    made.add("version", "2.0")
    made.add("method", method)
    if name:
        made.add("x-wr-calname", name)
    for entry in entries:
        made.add_component(_event(entry, method))
    text: bytes = made.to_ical()
    return text


def _event(entry: Entry, method: str) -> "Event":
    from icalendar import Event, vCalAddress

    event = Event()
    event.add("uid", f"{entry.uid}@{entry.organizer.rpartition('@')[2]}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp)
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends)
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("url", entry.address)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event["organizer"] = vCalAddress(f"mailto:{entry.organizer}")
    if method != "PUBLISH":
        event.add("attendee", vCalAddress(f"mailto:{entry.attendee}"), parameters={"RSVP": "FALSE"})
    return event
