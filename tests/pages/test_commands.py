"""`flask audit verify`: exit code 0 when every chain holds, 1 with the first row that does not."""

import io
import sys
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.cli import ScriptInfo

from directory.core import audit, transaction
from directory.core.db import db, session
from directory.pages.commands import audit_commands


def record(now: datetime) -> None:
    with transaction.unit():
        for number in range(3):
            audit.record("site", "tried", actor="visitor", subject=f"thing:{number}", now=now)


@pytest.mark.both
def test_whole_chains_are_confirmed(app: Flask, now: datetime) -> None:
    with app.app_context():
        record(now)
    done = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (done.exit_code, done.output) == (0, "Every chain holds.\n")


def test_the_first_bad_row_is_named(app: Flask, now: datetime) -> None:
    with app.app_context():
        record(now)
        with transaction.unit():  # somebody with the file, not with our triggers
            session().execute(sa.text("DROP TRIGGER audit_rows_no_update"))
            session().execute(sa.text("UPDATE audit_rows SET actor = 'person:1' WHERE seq = 2"))
    done = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (done.exit_code, done.output) == (1, "Stream site, row 2: its content was changed.\n")


def test_no_rows_at_all_hold(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_the_root_is_printed(app: Flask, now: datetime) -> None:
    with app.app_context():
        record(now)
        digest = audit.root().digest
    done = app.test_cli_runner().invoke(args=["audit", "root"])
    assert (done.exit_code, done.output) == (0, f"{digest}  1 streams, 3 rows\n")


class Terminal(io.StringIO):
    """Where somebody watches."""

    def isatty(self) -> bool:
        return True


def test_whoever_watches_sees_how_far_it_is(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with app.app_context():
        record(now)
        db.session.remove()
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    info = ScriptInfo(create_app=lambda: app)
    audit_commands.main(args=["verify"], obj=info, standalone_mode=False)
    assert capsys.readouterr().out == "Every chain holds.\n"
    assert "Rows" in terminal.getvalue()
