"""`python -m directory run`: prepares a folder, then serves web, worker, beat and, where none is given, Redis."""

import os
import subprocess
import sys
from contextlib import ExitStack

from directory.core import settings as configuration
from directory.core.run import folder, leaving, own_redis, parts, port, prepared, supervise
from directory.core.run.refused import CannotRun

REFUSED = 3  # the exit code of a preparing step that has said in a sentence why it cannot be done


def main(prepare: list[str]) -> int:
    """Runs the command `prepare`, then serves. What keeps the site from running is one sentence and exit code 1."""
    try:
        return _serve(prepare)
    except (CannotRun, configuration.SettingsError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _serve(prepare: list[str]) -> int:
    os.umask(0o077)
    leaving.end_on_signals()
    settings = configuration.from_environment()
    with ExitStack() as stack:
        stack.enter_context(folder.locked(settings.var_dir))
        folder.make(settings.var_dir)
        folder.end_leftovers(settings.var_dir)
        stack.callback(folder.forget, settings.var_dir)
        number = port.claim(settings.host, settings.port)
        redis = stack.enter_context(own_redis.started(settings))
        env = parts.environment(settings, port=number, redis_url=redis.url)
        settings = configuration.from_environment(env)
        if not prepared.already(settings):
            _prepare(prepare, env)
            prepared.remember(settings)
        return supervise.run(settings, parts.all_of(settings, env), redis)


def _prepare(command: list[str], env: dict[str, str]) -> None:
    """In a process of its own, so that this one stays small for as long as the site is up."""
    child: subprocess.Popen[bytes] | None = None
    try:
        with leaving.held_back():
            child = subprocess.Popen([sys.executable, *command], cwd=parts.ROOT, env=env, stdin=subprocess.DEVNULL)
        code = child.wait()
    finally:
        if child is not None and child.poll() is None:
            child.kill()
            child.wait()
    if code == REFUSED:
        sys.exit(1)  # it has said why
    if code:
        raise CannotRun("The site was not started, because its database could not be prepared.")
