"""When a session was last used: a convenience in Redis, missed by nobody when Redis is away."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

import redis
import structlog

from directory.accounts.rules import SESSION_LIFE
from directory.core.settings import current

log = structlog.get_logger(__name__)
PAUSE = 30.0  # seconds without a further try after Redis failed: no page should wait for it again and again
_quiet = {"until": 0.0}


def mark(session_id: int, now: datetime) -> None:
    if time.monotonic() < _quiet["until"]:
        return
    try:
        _redis(current().redis_url).set(_key(session_id), int(now.timestamp()), ex=SESSION_LIFE)
    except (redis.RedisError, OSError) as error:
        _hush(error)


def when(session_ids: Iterable[int]) -> dict[int, datetime]:
    """Those that are known."""
    ids = list(session_ids)
    if not ids or time.monotonic() < _quiet["until"]:
        return {}
    try:
        found = _redis(current().redis_url).mget([_key(one) for one in ids])
    except (redis.RedisError, OSError) as error:
        _hush(error)
        return {}
    pairs = zip(ids, found, strict=True)
    return {one: datetime.fromtimestamp(int(value), UTC) for one, value in pairs if value is not None}


def _hush(error: Exception) -> None:
    _quiet["until"] = time.monotonic() + PAUSE
    log.warning("last_seen_unavailable", error=type(error).__name__)


def _key(session_id: int) -> str:
    return f"coalition:seen:{session_id}"


@cache
def _redis(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, socket_connect_timeout=0.3, socket_timeout=0.3)
