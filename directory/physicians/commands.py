"""`flask physicians ...`: for operators at a terminal."""

import click
from flask import Flask
from flask.cli import AppGroup

from directory.core import transaction
from directory.core.clock import now
from directory.physicians import queries

group = AppGroup("physicians", help="The directory.")


def init_app(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("list")
def show() -> None:
    """Everybody: slug, name, standing, bookable or not; separated by tabs."""
    with transaction.reading():
        rows = queries.roll(now())
    for slug, name, standing, bookable in rows:
        click.echo(f"{slug}\t{name}\t{standing}\t{'bookable' if bookable else '-'}")
