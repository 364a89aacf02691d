"""Is the process alive, and what would it need to be whole? /healthz and /readyz."""

import time

import redis
import sqlalchemy as sa
from flask import Blueprint, Flask, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from directory.core.db import session
from directory.core.policy import public
from directory.core.settings import current
from directory.core.web import Answer

bp = Blueprint("core", __name__)
HEARTBEAT = "coalition:worker-heartbeat"
HEARTBEAT_SECONDS = 15


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/healthz")
@public
def healthz() -> Answer:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> Answer:
    """503 only without a usable database; the rest is told as degraded, because bookings go on without it."""
    parts = {"database": _database(), "migrations": _migrations(), **_redis_parts()}
    usable = parts["database"] == "ok" and parts["migrations"] == "ok"
    whole = usable and all(state == "ok" for state in parts.values())
    status = "ok" if whole else ("degraded" if usable else "unusable")
    return jsonify(status=status, **parts), 200 if usable else 503


def _database() -> str:
    try:
        session().execute(sa.text("SELECT 1"))
    except SQLAlchemyError as error:
        session().rollback()
        return type(error).__name__
    return "ok"


def missing_revision() -> str | None:
    """The newest migration if the database is not there yet, else None."""
    from alembic.runtime.migration import MigrationContext  # Alembic costs memory: only where used
    from alembic.script import ScriptDirectory

    folder = current_app.extensions["migrate"].directory
    newest = ScriptDirectory(folder).get_current_head()
    have = MigrationContext.configure(session().connection()).get_current_revision()
    return None if have == newest else newest


def _migrations() -> str:
    try:
        missing = missing_revision()
    except SQLAlchemyError as error:
        session().rollback()
        return type(error).__name__
    return "ok" if missing is None else f"revision {missing} is missing: run the migrations"


def connection() -> "redis.Redis":
    """A client that fails fast: everything in Redis is a convenience."""
    return redis.Redis.from_url(current().redis_url, socket_connect_timeout=0.3, socket_timeout=0.3)


def beat() -> None:
    """The worker is alive; called by a periodic task."""
    connection().set(HEARTBEAT, str(int(time.time())), ex=HEARTBEAT_SECONDS * 4)


def _redis_parts() -> dict[str, str]:
    try:
        alive = connection().get(HEARTBEAT)
    except (redis.RedisError, OSError) as error:
        return {"redis": type(error).__name__, "worker": "unknown"}
    return {"redis": "ok", "worker": "ok" if alive else "no heartbeat"}
