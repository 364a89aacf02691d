"""Sends letters by SMTP through Flask-Mail, one connection a batch; without a server, as files for the trial."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from pathlib import Path

import structlog
from flask import Flask, current_app
from flask_mail import Connection, Mail, Message

from directory.core.clock import now
from directory.core.outbox import Attachment, Letter, Postponed, RejectedAddress, Send, ServerDown
from directory.core.settings import Settings, current

TIMEOUT = 20  # seconds; shorter than the lease of a letter

# The sender's domain is read on lock screens and in lists of senders, by others than the patient.
NEUTRAL_DOMAIN = "Every e-mail shows this domain to whoever sees the screen: choose one that says nothing of health."

log = structlog.get_logger(__name__)
mail = Mail()


def configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        MAIL_SERVER=settings.mail_server or "localhost",
        MAIL_PORT=settings.mail_port,
        MAIL_USE_TLS=settings.mail_use_tls,
        MAIL_USERNAME=settings.mail_username or None,
        MAIL_PASSWORD=settings.mail_password or None,
        MAIL_SUPPRESS_SEND=False,  # Flask-Mail follows TESTING otherwise; our tests talk to a real server
        MAIL_DEBUG=False,
    )
    mail.init_app(app)
    domain = settings.mail_sender.rpartition("@")[2].lower()
    if "hair" in domain and not settings.development:
        log.warning("mail_domain_tells_of_hair", domain=domain, advice=NEUTRAL_DOMAIN)


@contextmanager
def batch() -> Iterator[Send]:
    """A `send` for `outbox.deliver_due`; the connection is made at the first letter and reused."""
    if not current().mail_server:
        yield _write_file
        return
    line = _Line()
    try:
        yield line.send
    finally:
        line.close()


class _Connection(Connection):
    """Flask-Mail's, with the time-out it does not set."""

    def configure_host(self) -> smtplib.SMTP:
        host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=TIMEOUT)
        if self.mail.use_tls:
            host.starttls(context=ssl.create_default_context())
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)
        return host


class _Ready(Message):
    """Flask-Mail's envelope around the MIME message we build."""

    def __init__(self, mime: EmailMessage, sender: str, to: str) -> None:
        super().__init__(subject="", recipients=[to], sender=sender)
        self.mime = mime

    def as_bytes(self) -> bytes:
        return self.mime.as_bytes(policy=SMTP)


class _Line:
    def __init__(self) -> None:
        self.connection: Connection | None = None

    def send(self, letter: Letter) -> None:
        """Raises RejectedAddress, Postponed or ServerDown; anything else is the letter's own fault."""
        try:
            self._open().send(_Ready(mime(letter), current().mail_sender, letter.to))
        except smtplib.SMTPRecipientsRefused as refused:
            self._after_refusal(refused)
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPAuthenticationError) as error:
            self._drop()
            raise ServerDown(type(error).__name__) from error
        except smtplib.SMTPResponseException as error:  # at MAIL or DATA
            self._drop()
            if error.smtp_code >= 500:
                raise
            raise _postponed(error.smtp_code) from error
        except smtplib.SMTPException:
            self._drop()
            raise
        except OSError as error:
            self._drop()
            raise ServerDown(type(error).__name__) from error

    def _open(self) -> Connection:
        if self.connection is None:
            connection = _Connection(current_app.extensions["mail"])  # `mail` itself belongs to no application
            connection.__enter__()
            self.connection = connection
        return self.connection

    def _after_refusal(self, refused: smtplib.SMTPRecipientsRefused) -> None:
        code = max((reply[0] for reply in refused.recipients.values()), default=550)
        self._drop()
        if code >= 500:
            raise RejectedAddress(f"the mail server refused the address ({code})") from refused
        raise _postponed(code) from refused

    def _drop(self) -> None:
        """A connection after an error may be in any state: the next letter gets a new one."""
        broken, self.connection = self.connection, None
        if broken is not None and broken.host is not None:
            broken.host.close()

    def close(self) -> None:
        if self.connection is None or self.connection.host is None:
            return
        try:
            self.connection.host.quit()
        except (smtplib.SMTPException, OSError):
            self._drop()


def _postponed(code: int) -> Postponed:
    return Postponed(f"the mail server asked to try later ({code})")


def mime(letter: Letter) -> EmailMessage:
    """text/plain and text/html alternatives; a calendar file is both an alternative (clients show it) and a file."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    message["From"] = formataddr((letter.sender_name or current().mail_sender_name, current().mail_sender))
    message["To"] = letter.to
    message["Date"] = format_datetime(now())
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    for attachment in letter.attachments:
        _attach(message, attachment)
    return message


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind, _, parameters = attachment.content_type.partition(";")
    maintype, subtype = kind.strip().split("/")
    message.add_attachment(attachment.data, maintype=maintype, subtype=subtype, filename=attachment.name)
    part = list(message.iter_attachments())[-1]
    if isinstance(part, MIMEPart):
        for parameter in filter(None, (text.strip() for text in parameters.split(";"))):
            name, _, value = parameter.partition("=")
            part.set_param(name, value)


def _write_file(letter: Letter) -> None:
    """A complete .eml under var_dir/mail, named so that files sort by time and a second sending replaces none."""
    folder = mail_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{now():%Y%m%dT%H%M%S%f}-{letter.message_id.strip('<>').partition('@')[0]}.eml"
    draft = folder / f".{name}.{os.getpid()}"
    draft.write_bytes(mime(letter).as_bytes(policy=SMTP))
    draft.rename(folder / name)


def mail_folder() -> Path:
    return current().var_dir / "mail"
