"""/dev/mail: on this machine in development only, and whatever lies in its folder."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from directory.core import clock, mailer, outbox, transaction
from directory.core.outbox import Attachment, Letter
from directory.core.settings import Environment
from directory.pages import rules
from tests.conftest import Client
from tests.factories import oversight

NESTED = b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
LETTER = Letter(
    to="Zoë <zoe@example.org>",
    subject="A link – for you",
    text="See http://localhost/c/abc?x=1&y=2 <b>now</b>\n",
    html='<p style="color:red">See <a href="http://localhost/c/abc">this</a></p><script>alert(1)</script>',
    message_id="<1@example.org>",
    attachments=(Attachment("übersicht 1.ics", "text/calendar; method=REQUEST; charset=utf-8", b"BEGIN:VCALENDAR"),),
    sender_name="",
    headers={},
)


@pytest.fixture
def folder(app: Flask) -> Path:
    with app.app_context():
        found = mailer.mail_folder()
    found.mkdir(parents=True, exist_ok=True)
    return found


@pytest.fixture
def key(app: Flask, client: Client, folder: Path) -> str:
    with app.app_context(), mailer.batch() as send:
        send(LETTER)
    found = re.search(r'href="/dev/mail/([0-9a-f]{24})"', client.get("/dev/mail").text)
    assert found
    return found.group(1)


def test_an_empty_mailbox_says_so(client: Client) -> None:
    assert "No e-mail yet." in client.get("/dev/mail").text


def test_a_letter_of_the_outbox_is_shown_with_its_link(app: Flask, client: Client) -> None:
    with app.app_context():
        with transaction.unit():
            reference = oversight.concern(now=clock.now()).reference
        with mailer.batch() as send:
            assert outbox.deliver_due(clock.now, send) == 2
    text = client.get("/dev/mail").text
    assert f"A concern was raised, reference {reference}" in text


def test_text_html_and_attachment_open(client: Client, key: str) -> None:
    page = client.get(f"/dev/mail/{key}")
    assert '<a href="http://localhost/c/abc?x=1&amp;y=2"' in page.text
    assert "&lt;b&gt;now&lt;/b&gt;" in page.text
    assert "A link – for you" in page.text
    html = client.get(f"/dev/mail/{key}/html")
    assert 'href="http://localhost/c/abc"' in html.text
    assert "default-src 'none'" in html.headers["Content-Security-Policy"]
    assert "sandbox" in html.headers["Content-Security-Policy"]
    file = client.get(f"/dev/mail/{key}/files/0")
    assert file.data == b"BEGIN:VCALENDAR"
    assert file.headers["Content-Disposition"] == "attachment; filename=bersicht_1.ics"
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert client.get(f"/dev/mail/{key}/files/1").status_code == 404


@pytest.mark.parametrize(
    "path", ["/dev/mail/nothing", "/dev/mail/..%2f..%2fkeys.env", "/dev/mail/%00", "/dev/mail/x/html"]
)
def test_nothing_else_can_be_read(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        (b"empty.eml", b""),
        (b"bytes \xff\xfe.eml", b"Subject: \xff\xfe\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff"),
        (b"<script>.eml", b"Subject: <script>alert(1)</script>\r\nTo: =?x?y?z\r\n\r\n<b>"),
        (b"broken.eml", b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n\xff\x00"),
        (
            b"address.eml",
            b"From: <\r\nTo: [ , @\r\nDate: never\r\nContent-Disposition: attachment; filename*=x''%ff\r\n\r\n",
        ),
        (
            b"deep.eml",
            b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
            + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 50,
        ),
    ],
)
def test_whatever_lies_in_the_folder_opens(client: Client, folder: Path, name: bytes, raw: bytes) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(raw)
    page = client.get("/dev/mail")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    found = re.search(r'href="/dev/mail/([0-9a-f]{24})"', page.text)
    assert found
    for path in (f"/dev/mail/{found.group(1)}", f"/dev/mail/{found.group(1)}/html"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
    assert client.get(f"/dev/mail/{found.group(1)}/files/0").status_code in {200, 404}


def test_other_things_in_the_folder_are_passed_over(client: Client, folder: Path, tmp_path: Path) -> None:
    (folder / ".draft.eml.1").write_bytes(b"half")
    (folder / "folder.eml").mkdir()
    (tmp_path / "secret").write_text("Subject: secret")
    (folder / "link.eml").symlink_to(tmp_path / "secret")
    assert "No e-mail yet." in client.get("/dev/mail").text


def test_many_are_paged_newest_first(client: Client, folder: Path) -> None:
    for number in range(120):
        (folder / f"2026{number:04}.eml").write_bytes(f"Subject: number {number}\r\n\r\nx".encode())
    shown = [re.findall(r">number (\d+)<", client.get(f"/dev/mail?page={page}").text) for page in (1, 2, 3, 4)]
    assert [len(page) for page in shown] == [50, 50, 20, 0]
    assert (shown[0][0], shown[2][-1]) == ("119", "0")


@pytest.mark.parametrize("path", ["/dev/mail", "/dev/mail/0", "/dev/mail/0/html", "/dev/mail/0/files/0"])
@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "10.0.0.9"},
        {"REMOTE_ADDR": "::ffff:10.0.0.9"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_HOST": "rebound.example"},
    ],
)
def test_it_is_for_this_machine_only(client: Client, path: str, headers: dict[str, str]) -> None:
    assert client.get(path, environ_overrides=headers).status_code == 404


def test_it_is_for_development_only(client: Client, key: str, set_settings: Callable[..., None]) -> None:
    set_settings(environment=Environment.PRODUCTION)
    assert [client.get(path).status_code for path in ("/dev/mail", f"/dev/mail/{key}")] == [404, 404]


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]", "[::1]:8000", "LOCALHOST"])
def test_names_of_this_machine(host: str) -> None:
    assert rules.is_local_name(host)


@pytest.mark.parametrize(
    "host", ["", "example.org", "localhost.example.org", "10.0.0.1:80", "[::2]:80", "127.0.0.1.nip.io"]
)
def test_names_of_others(host: str) -> None:
    assert not rules.is_local_name(host)
