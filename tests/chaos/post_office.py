"""A mail server in a process of its own: `python -m tests.chaos.post_office PORT RECORD`.

It writes down every message it takes. It takes its time over each, so that a worker killed at any moment is now and
then killed before the message is written down, and now and then after that but before the answer.
"""

import asyncio
import json
import sys
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session

PAUSE = 0.03  # seconds, twice a message


class Recorder:
    def __init__(self, record: Path) -> None:
        self.record = record

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        self._note("begin", envelope)
        await asyncio.sleep(PAUSE)
        self._note("taken", envelope)
        await asyncio.sleep(PAUSE)
        return "250 OK"

    def _note(self, what: str, envelope: Envelope) -> None:
        """One line and one write, so that a killed server leaves no half of one that counts."""
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content)
        line = {"what": what, "to": envelope.rcpt_tos[0], "id": str(message["Message-ID"]).strip()}
        with self.record.open("a") as file:
            file.write(json.dumps(line) + "\n")


def main(port: str, record: str) -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    controller = UnthreadedController(Recorder(Path(record)), hostname="127.0.0.1", port=int(port), loop=loop)
    controller.begin()  # type: ignore[no-untyped-call]  # aiosmtpd leaves it untyped
    loop.run_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
