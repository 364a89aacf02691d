"""Sending to a real SMTP server: what it accepts, what it will not take now, and what it will never take."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from directory.consultations.letters.message import Message
from directory.core import mailer, outbox
from directory.core.db import session
from directory.core.outbox import Attachment, Content, Due, LetterRow, LetterState
from directory.core.run import port
from directory.core.transaction import unit

KIND = "mailer_test"
ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
WAITING, SENT, FAILED = LetterState.WAITING, LetterState.SENT, LetterState.FAILED


@dataclass
class Office:
    """A mail server that answers what it is told to: `replies["rcpt a@example.org"] = "450 later"`."""

    number: int
    replies: dict[str, str] = field(default_factory=dict)
    received: list[tuple[str, EmailMessage]] = field(default_factory=list)
    callers: set[object] = field(default_factory=set)

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, caller: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.callers.add(caller.peer)
        envelope.mail_from = address
        return self.replies.get("mail", "250 go on")

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _caller: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        reply = self.replies.get(f"rcpt {address}", "250 go on")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _server: SMTP, _caller: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        assert isinstance(envelope.content, bytes)
        to = envelope.rcpt_tos[0]
        reply = self.replies.get(f"data {to}", "250 kept")
        if reply.startswith("250"):
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.received.append((to, message))
        return reply


@contextmanager
def _serving(number: int) -> Iterator[Office]:
    office = Office(number)
    controller = Controller(office, hostname="127.0.0.1", port=number)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


@pytest.fixture
def nobody(context: Flask) -> Iterator[int]:
    """The application sends to this port; nobody listens."""
    before, number = context.extensions["settings"], port.claim("127.0.0.1", 0)
    settings = replace(before, mail_server="127.0.0.1", mail_port=number)
    context.extensions["settings"] = settings
    mailer.configure(context, settings)
    outbox.KINDS.pop(KIND, None)
    outbox.register(KIND, _load, lambda _now: _content("a@example.org"))
    yield number
    outbox.KINDS.pop(KIND, None)
    context.extensions["settings"] = before
    mailer.configure(context, before)


@pytest.fixture
def office(nobody: int) -> Iterator[Office]:
    with _serving(nobody) as serving:
        yield serving


def _content(to: str) -> Content:
    file = Attachment("appointment.ics", "text/calendar; method=REQUEST; charset=utf-8", ICS)
    return Content(to, "A lettre é", {"message": Message("Hello,", ("One line.",))}, (file,), template="message")


def _load(due: Due) -> Content | None:
    return _content(f"{due.subject}@example.org")


def post(now: datetime, *names: str) -> None:
    with unit():
        for name in names:
            outbox.post(KIND, name, due=now)


def deliver(at: datetime) -> int:
    with mailer.batch() as send:
        return outbox.deliver_due(lambda: at, send)


def rows() -> dict[str, tuple[LetterState, str]]:
    session().rollback()
    session().expire_all()
    return {row.subject: (row.state, row.reason) for row in session().scalars(sa.select(LetterRow))}


def test_a_letter_arrives_whole(context: Flask, office: Office, now: datetime) -> None:
    post(now, "a")
    assert deliver(now) == 1
    (to, message) = office.received[0]
    assert to == "a@example.org"
    assert (message["To"], message["Subject"]) == ("a@example.org", "A lettre é")
    assert message["From"].addresses[0].addr_spec == context.extensions["settings"].mail_sender
    assert message["Message-ID"] == outbox.message_id(KIND, "a", 0)
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert "One line." in plain.get_content()
    assert html is not None
    assert "One line." in html.get_content()


def test_the_calendar_file_names_its_method(office: Office, now: datetime) -> None:
    post(now, "a")
    deliver(now)
    (part,) = office.received[0][1].iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "REQUEST"
    assert part.get_filename() == "appointment.ics"
    assert part.get_payload(decode=True) == ICS


def test_one_connection_carries_a_batch(office: Office, now: datetime) -> None:
    post(now, "a", "b", "c")
    assert deliver(now) == 3
    assert [to for to, _ in office.received] == ["a@example.org", "b@example.org", "c@example.org"]
    assert len(office.callers) == 1


@pytest.mark.parametrize("step", ["mail", "rcpt a@example.org", "data a@example.org"])
def test_a_server_that_says_later_gets_two_days(office: Office, now: datetime, step: str) -> None:
    office.replies[step] = "450 4.2.0 a@example.org is greylisted"
    post(now, "a")
    at = now
    while at < now + timedelta(hours=47):
        assert deliver(at) == 0
        assert rows()["a"] == (WAITING, "the mail server asked to try later (450)")
        at += timedelta(hours=1, minutes=1)
    del office.replies[step]
    assert deliver(at) == 1
    assert rows()["a"] == (SENT, "")


def test_after_two_days_it_is_told_and_can_be_sent_again(office: Office, now: datetime) -> None:
    office.replies["rcpt a@example.org"] = "452 4.2.2 mailbox full"
    post(now, "a")
    assert deliver(now) == 0
    later = now + timedelta(hours=48)
    assert deliver(later) == 0
    assert rows()["a"] == (FAILED, "the mail server asked to try later (452)")
    with unit():
        outbox.send_again(session().scalars(sa.select(LetterRow.id)).one(), later)
    assert deliver(later) == 0
    assert rows()["a"][0] == WAITING


def test_one_that_must_wait_keeps_no_other_waiting_and_is_asked_less_and_less_often(
    office: Office, now: datetime
) -> None:
    office.replies["rcpt a@example.org"] = "450 later"
    post(now, "a", "b")
    assert deliver(now) == 1
    assert rows() == {"a": (WAITING, "the mail server asked to try later (450)"), "b": (SENT, "")}
    pauses = []
    for _ in range(9):
        due = session().scalars(sa.select(LetterRow.try_at).where(LetterRow.subject == "a")).one()
        pauses.append(int((due - now).total_seconds()) // 60)
        now = due
        deliver(now)
        rows()
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_an_address_that_will_never_work_is_told_at_once(office: Office, now: datetime) -> None:
    office.replies["rcpt a@example.org"] = "550 5.1.1 no such user a@example.org"
    post(now, "a", "b")
    assert deliver(now) == 1
    assert rows() == {"a": (FAILED, "the mail server refused the address (550)"), "b": (SENT, "")}


def test_a_letter_the_server_will_not_take_is_tried_eight_times(office: Office, now: datetime) -> None:
    office.replies["data a@example.org"] = "554 5.7.1 looks like spam to a@example.org"
    post(now, "a", "b")
    assert deliver(now) == 1
    assert rows() == {"a": (WAITING, "SMTPDataError"), "b": (SENT, "")}
    for hours in range(1, outbox.MAX_ATTEMPTS):
        deliver(now + timedelta(hours=2 * hours))
    assert rows()["a"] == (FAILED, "SMTPDataError")


def test_nobody_listens_and_everything_is_kept(nobody: int, now: datetime) -> None:
    post(now, "a", "b")
    assert deliver(now) == 0
    assert rows() == {"a": (WAITING, "ConnectionRefusedError"), "b": (WAITING, "")}
    with _serving(nobody) as office:
        assert deliver(now + timedelta(minutes=2)) == 2
    assert len(office.received) == 2


@pytest.mark.parametrize(
    "reply",
    [
        {"rcpt robin@example.org": "550 5.1.1 <robin@example.org> unknown"},
        {"rcpt robin@example.org": "450 4.2.0 <robin@example.org> later"},
        {"data robin@example.org": "554 5.7.1 <robin@example.org> no"},
        {"mail": "553 5.7.1 <consultations@example.org> may not write to robin@example.org"},
    ],
)
def test_no_address_comes_into_the_logs(
    office: Office, now: datetime, reply: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    office.replies |= reply
    post(now, "robin")
    deliver(now)
    said = capsys.readouterr()
    assert "robin" not in said.err + said.out
    if next(iter(reply.values())).startswith("55") and not next(iter(reply)).startswith("rcpt"):
        assert "letter_failed" in said.err
        assert "code=55" in said.err
