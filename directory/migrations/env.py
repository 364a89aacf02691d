"""Alembic's environment: the application's engine, our column types, no batch mode (it drops triggers silently)."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app

from directory.core.db import StringEnum, UtcDateTime

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Our types are written as what they are in the database, so that old migrations outlive our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, StringEnum):
        return "sa.String(length=40)"
    return False


def compare_type(_context: Any, _column: Any, _old: Any, _new: Any, old_type: Any) -> bool | None:
    """SQLite reports no time zone and other widths: what a decorated type is stored as decides."""
    if isinstance(old_type, UtcDateTime | StringEnum):
        return False
    return None


def run() -> None:
    engine: sa.Engine = database.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render_item,
            compare_type=compare_type,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if context.is_offline_mode():
    raise SystemExit("Migrations run on a database, not as a script: set DATABASE_URL and run 'make migrate'.")
run()
