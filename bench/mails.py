"""E-mails through the outbox and a real mail server, against a loop that renders and sends the same with smtplib.

python -m bench.mails
"""

import smtplib
import subprocess
import sys
import time
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from statistics import median

from flask import render_template
from flask_babel import force_locale

from bench import serving
from bench.lines import say
from directory import create_app
from directory.core import mailer, outbox, transaction
from directory.core.clock import now
from directory.core.run import parts
from directory.core.settings import current
from tests.chaos.site import Site, wait_for

LETTERS, ROUNDS, TARGET = 100, 5, 0.5
KIND = "confirmation"
SERVER = """
import asyncio, sys
from aiosmtpd.controller import UnthreadedController
class Taker:
    async def handle_DATA(self, server, session, envelope): return "250 OK"
loop = asyncio.new_event_loop(); asyncio.set_event_loop(loop)
UnthreadedController(Taker(), hostname="127.0.0.1", port=int(sys.argv[1]), loop=loop).begin()
loop.run_forever()
"""


def main() -> None:
    with serving.site() as site:
        serving.flask(site, "db", "upgrade")
        server = subprocess.Popen([sys.executable, "-c", SERVER, str(site.mail_port)], cwd=parts.ROOT)
        try:
            wait_for(lambda: _listens(site), "the mail server listens", 20)
            _measure(site)
        finally:
            server.kill()
            server.wait()


def _listens(site: Site) -> bool:
    try:
        smtplib.SMTP("127.0.0.1", site.mail_port, timeout=1).quit()
    except (OSError, smtplib.SMTPException):
        return False
    return True


def _measure(site: Site) -> None:
    app = create_app(site.settings)
    with app.app_context():
        content = outbox.KINDS[KIND].example(now())
        kind = outbox.register("bench", lambda _due: content, lambda _now: content)
        pairs = [(_by_outbox(kind, number), _bare(content)) for number in range(ROUNDS)]
    ours, bare = (median(column) for column in zip(*pairs, strict=True))
    ratio = median(one / other for one, other in pairs)
    say("e-mails", f"{ours:,.0f} a second", f"{bare:,.0f} a second", ratio, f"at least {TARGET}", met=ratio >= TARGET)


def _by_outbox(kind: str, round_: int) -> float:
    at: datetime = now()
    with transaction.unit():
        for number in range(LETTERS):
            outbox.post(kind, f"{round_}-{number}", due=at)
    began, sent = time.monotonic(), 0
    with mailer.batch() as send:
        while done := outbox.deliver_due(now, send):
            sent += done
    assert sent == LETTERS
    return LETTERS / (time.monotonic() - began)


def _bare(content: outbox.Content) -> float:
    """Renders and sends: no row, no lease, no stamp."""
    settings = current()
    values = {"subject": content.subject, "settings": settings, **content.values}
    began = time.monotonic()
    with smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=20) as line:
        for _ in range(LETTERS):
            with force_locale(content.locale):
                text = render_template(f"letters/{content.template or KIND}.txt", **values)
                html = render_template(f"letters/{content.template or KIND}.html", **values)
            message = EmailMessage(policy=SMTP)
            message["Subject"], message["From"], message["To"] = content.subject, settings.mail_sender, content.to
            message.set_content(text)
            message.add_alternative(html, subtype="html")
            for each in content.attachments:
                main_type, sub = each.content_type.partition(";")[0].split("/")
                message.add_attachment(each.data, maintype=main_type, subtype=sub, filename=each.name)
            line.sendmail(settings.mail_sender, [content.to], message.as_bytes(policy=SMTP))
    return LETTERS / (time.monotonic() - began)


if __name__ == "__main__":
    main()
