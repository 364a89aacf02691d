"""`flask scheduling ...`: for the operator."""

import click
from flask import Flask
from flask.cli import AppGroup

from directory.core import transaction
from directory.core.clock import now
from directory.scheduling import queries
from directory.scheduling.models import Claim

group = AppGroup("scheduling", help="Bookings and their times.")


def init_app(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("check-zones")
def check_zones() -> None:
    """Report future bookings whose clock time moved with an update of tzdata; exit with 1 if there are any."""
    with transaction.reading():
        moved = queries.moved_walls(now())
        for claim, wall in moved:
            click.echo(_line(claim, wall))
    click.echo(f"{len(moved)} future bookings have another clock time than was agreed.")
    if moved:
        raise SystemExit(1)


def _line(claim: Claim, wall: str) -> str:
    instant = f"{claim.visit_starts:%Y-%m-%dT%H:%M}Z"
    return f"claim {claim.id}: agreed {claim.wall} {claim.zone}, now {wall} ({instant}), physician {claim.physician_id}"
