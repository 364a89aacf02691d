"""Was this database prepared before? Then a start need not load the whole application to learn that nothing is due."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from directory.core.run import parts
from directory.core.settings import Settings

NOTE = "prepared"
MIGRATIONS = parts.ROOT / "directory" / "migrations" / "versions"


def already(settings: Settings) -> bool:
    """Only for a database file and a trial installation; anything else is looked at properly each time."""
    note = settings.var_dir / NOTE
    state = _state(settings)
    return settings.development and bool(state) and note.exists() and note.read_text() == state


def remember(settings: Settings) -> None:
    (settings.var_dir / NOTE).write_text(_state(settings))


def _state(settings: Settings) -> str:
    """The revision the database is at and the migrations there are; empty when it cannot be told quickly."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return ""
    try:
        revision = _revision(Path(url.database))
    except sqlite3.Error:
        return ""
    return f"{url.database} {revision} {_migrations()}\n"


def _revision(path: Path) -> str:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return ",".join(row[0] for row in connection.execute("SELECT version_num FROM alembic_version"))


def _migrations() -> str:
    digest = hashlib.sha256()
    for path in sorted(MIGRATIONS.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
