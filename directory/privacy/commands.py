"""`flask privacy retention`: what the nightly task does, by hand. 0 = done, 1 = something failed and is left."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import click
from flask import Flask
from flask.cli import AppGroup

from directory.core.clock import now
from directory.privacy.actions import retention
from directory.privacy.rules.retention import TABLE, Due

privacy_commands = AppGroup("privacy", help="What is kept how long.")


@privacy_commands.command("retention")
@click.option("--dry-run", is_flag=True, help="Say what is due, and erase nothing.")
def erase_due(dry_run: bool) -> None:
    """Erase what is past its time. Exit code 1 where a case failed; the others are done."""
    at = now()
    planned = retention.plan(at)
    _tell(planned.due, "due")
    _tell(planned.held, "past its time, under a legal hold, kept")
    if dry_run:
        click.echo(f"Dry run: nothing was erased. {len(planned.due)} due in {len(planned.cases)} cases.")
        return
    with _progress(len(planned.cases)) as seen:
        done = retention.run(planned, at, seen)
    click.echo(f"Report {done.run_id}: {done.erased} erased, {done.files} files removed, {done.failed} failed.")
    if done.failed:
        raise click.exceptions.Exit(1)


def _tell(dues: Iterable[Due], what: str) -> None:
    """One line a rule: how many, and which."""
    every = list(dues)
    for rule in TABLE:
        mine = [each.case.reference for each in every if each.rule is rule]
        if mine:
            click.echo(f"{rule.name}: {len(mine)} {what}: {' '.join(sorted(mine))}")


@contextmanager
def _progress(length: int) -> Iterator[Callable[[int], object]]:
    """A bar for whoever watches; nothing in a log."""
    if not sys.stderr.isatty():
        yield lambda _count: None
        return
    with click.progressbar(length=length, label="Cases", file=sys.stderr) as bar:
        yield bar.update


def init_app(app: Flask) -> None:
    app.cli.add_command(privacy_commands)
