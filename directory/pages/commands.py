"""`flask audit verify` and `flask audit root`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask import Flask
from flask.cli import AppGroup

from directory.core import audit, transaction

audit_commands = AppGroup("audit", help="The append-only record of what was done.")


@audit_commands.command("verify")
def verify() -> None:
    """Recompute every chain. Exit code 1 and the first bad row if one does not hold."""
    with transaction.reading(), _progress() as seen:
        broken = audit.verify(seen)
    if broken is None:
        click.echo("Every chain holds.")
        return
    click.echo(f"Stream {broken.stream}, row {broken.seq}: {broken.reason}.", err=True)
    raise click.exceptions.Exit(1)


@audit_commands.command("root")
def root() -> None:
    """One value over the ends of all chains, to be kept elsewhere and compared later."""
    with transaction.reading():
        found = audit.root()
    click.echo(f"{found.digest}  {found.streams} streams, {found.rows} rows")


@contextmanager
def _progress() -> Iterator[Callable[[int], object] | None]:
    """A bar for whoever watches; nothing in a log."""
    if not _watched():
        yield None
        return
    with click.progressbar(length=audit.size(), label="Rows", file=sys.stderr) as bar:
        yield bar.update


def _watched() -> bool:
    return sys.stderr.isatty()


def init_app(app: Flask) -> None:
    app.cli.add_command(audit_commands)
