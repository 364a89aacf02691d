"""What the site consists of while it runs: one command line each."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from directory.core.settings import Settings

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Part:
    name: str
    command: list[str]
    env: dict[str, str]


def environment(settings: Settings, *, port: int, redis_url: str) -> dict[str, str]:
    """The environment of every part: what was decided here is told, not decided again."""
    return {
        **os.environ,
        "VAR_DIR": str(settings.var_dir),
        "HOST": settings.host,
        "PORT": str(port),
        "REDIS_URL": redis_url,
        "PYTHONUNBUFFERED": "1",  # lines appear when they are written, not in blocks
    }


def all_of(settings: Settings, env: dict[str, str]) -> tuple[Part, ...]:
    """Web comes first: it is started ahead of the others, which would take the processors it needs to answer soon."""
    return (
        Part("web", web(settings), env),
        Part("worker", worker(), {**env, "COALITION_PROCESS": "worker"}),
        Part("beat", beat(settings), {**env, "COALITION_PROCESS": "beat"}),
    )


def web(settings: Settings) -> list[str]:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{host}:{settings.port}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "16", "--timeout", "60"),
        "--preload",  # the application is loaded once and shared: half the time and memory of loading it twice
        *("--graceful-timeout", "4", "--no-control-socket", "--log-level", "warning"),
    ]


def worker() -> list[str]:
    quiet = ("--without-mingle", "--without-gossip", "--loglevel", "warning")
    return [sys.executable, "-m", "celery", "-A", "tasks", "-q", "worker", "--concurrency", "2", *quiet]


def beat(settings: Settings) -> list[str]:
    schedule = settings.var_dir / "beat" / "schedule"
    return [sys.executable, "-m", "celery", "-A", "tasks", "-q", "beat", "--schedule", str(schedule), "-l", "warning"]
