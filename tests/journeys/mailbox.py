"""A real SMTP server that keeps what it is sent."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from icalendar import Calendar

from directory.core.run import port

PATIENCE = 60.0
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail as it came over the wire."""

    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    def body(self, kind: str) -> str:
        """Its text ("plain") or its page ("html")."""
        part = self.message.get_body((kind,))
        assert part is not None, f"{self.subject} has no {kind} part"
        return str(part.get_content())

    @property
    def links(self) -> list[str]:
        html = [address.replace("&amp;", "&") for address in re.findall(r'href="(http[^"]+)"', self.body("html"))]
        return list(dict.fromkeys([*LINK.findall(self.body("plain")), *html]))

    @property
    def own_page(self) -> str:
        """The link to the consultation."""
        return next(link for link in self.links if "/c/" in link)

    @property
    def calendar(self) -> "Entry":
        files = [part for part in self.message.iter_attachments() if part.get_content_type() == "text/calendar"]
        return Entry.read(files[0])

    @property
    def six_digits(self) -> str:
        found = re.search(r"^\s*(\d{6})\s*$", self.body("plain"), re.MULTILINE)
        assert found, self.subject
        return found.group(1)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar file says."""

    name: str
    method: str
    uid: str
    sequence: int
    starts: str
    summary: str

    @classmethod
    def read(cls, part: EmailMessage) -> "Entry":
        file = Calendar.from_ical(part.get_content())
        said = {name: str(value) for name, value in [*file.items(), *file.walk("VEVENT")[0].items()]}
        return cls(
            name=str(part.get_filename()),
            method=said["METHOD"],
            uid=said["UID"],
            sequence=int(said["SEQUENCE"]),
            starts=said["DTSTART"],
            summary=said["SUMMARY"],
        )


@dataclass
class Mailbox:
    received: list[Mail] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.received += [Mail(address, message) for address in envelope.rcpt_tos]
        return "250 kept"

    def of(self, address: str) -> list[Mail]:
        return [mail for mail in list(self.received) if mail.to == address]

    def wait(self, address: str, subject: str, number: int = 1) -> Mail:
        """The first, second ... e-mail to this address whose subject begins like that."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = [mail for mail in self.of(address) if mail.subject.startswith(subject)]
            if len(found) >= number:
                return found[number - 1]
            time.sleep(0.05)
        subjects = [mail.subject for mail in self.of(address)]
        raise AssertionError(f"{address} got no {subject!r} within {PATIENCE:.0f} s, but {subjects}")


@contextmanager
def serving() -> Iterator[tuple[Mailbox, int]]:
    """A mailbox and the port at which its server listens."""
    box = Mailbox()
    number = port.claim("127.0.0.1", 0)
    controller = Controller(box, hostname="127.0.0.1", port=number)
    controller.start()
    try:
        yield box, number
    finally:
        controller.stop()
