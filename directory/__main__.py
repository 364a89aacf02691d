"""`python -m directory run` serves the whole site; its first step, `prepare`, sees to the database."""

import sys

from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask.cli import ScriptInfo
from flask_migrate import upgrade
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from directory import create_app
from directory.core import run
from directory.core.db import db
from directory.core.health import missing_revision
from directory.core.settings import Settings, SettingsError, from_environment

USAGE = "python -m directory run     serve web, worker and beat"
FIRST_START = ["demo", "load"]  # what a trial installation does once, with a database it has just made
PENDING = "first-start"  # a file: that step was begun and not finished


def main(arguments: list[str]) -> int:
    if arguments == ["run"]:
        return run.main(["-m", "directory", "prepare"])
    if arguments == ["prepare"]:
        return prepare()
    print(USAGE, file=sys.stderr)
    return 2


def prepare() -> int:
    try:
        settings = from_environment()
        app = create_app(settings)
    except SettingsError as error:
        return _refuse(str(error))
    try:
        with app.app_context():
            return _bring_up(app, settings)
    except KeyboardInterrupt:
        return 130
    except OperationalError as error:
        place = make_url(settings.database_url).render_as_string(hide_password=True)
        return _refuse(f"The database {place} cannot be used: {str(error.orig).strip().splitlines()[0]}")


def _bring_up(app: Flask, settings: Settings) -> int:
    if not settings.development:
        missing = missing_revision()  # production is migrated by hand, after a backup
        return _refuse(f"The database lacks revision {missing}: run `flask --app wsgi db upgrade`.") if missing else 0
    pending = settings.var_dir / PENDING
    if _revision() is None:
        pending.touch()
    upgrade()
    if pending.exists():
        _first_start(app)
        pending.unlink()
    return 0


def _revision() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _first_start(app: Flask) -> None:
    if FIRST_START[0] in app.cli.commands:
        app.cli.main(args=FIRST_START, obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return run.REFUSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
