"""`flask demo ...`: load generated data, remove it, print a sign-in code. Refused in production."""

import os
import time
from datetime import datetime

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import AppGroup

from directory.accounts.models import Person, PersonRole
from directory.accounts.rules import Role, totp
from directory.core import transaction
from directory.core.clock import now
from directory.core.db import session
from directory.core.settings import SettingsError, current
from directory.demo import queries
from directory.demo.actions import load as loading
from directory.demo.actions import wipe
from directory.demo.actions.load import Asked
from directory.demo.drawing import base_pictures
from directory.demo.rules import signs
from directory.demo.rules.membership import APPLICATIONS
from directory.demo.rules.paths import CONSULTATIONS

SIGN_INS = "demo-sign-ins.txt"
SHOWN = 2  # further physicians named beside the first
group = AppGroup("demo", help="Generated demo data: invented people, marked as demo.")


def init_app(app: Flask) -> None:
    """Raises SettingsError where production was given a database with demo data."""
    if not app.extensions["settings"].development:
        _refuse_demo_data(app)
    app.cli.add_command(group)
    app.jinja_env.globals["demo_loaded"] = queries.loaded


def _refuse_demo_data(app: Flask) -> None:
    with app.app_context():
        if queries.there_at_start():
            raise SettingsError("Production refuses a database with demo data: set DATABASE_URL to another one.")


@group.command("load")
@click.option("--seed", default=1, show_default=True, help="Another number makes other people.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day the data is told from; today if left out.")
@click.option("--physicians", default=60, show_default=True, type=click.IntRange(12, 200_000))
def load(seed: int, today: datetime | None, physicians: int) -> None:
    """Fill an empty site with invented physicians, patients and consultations."""
    if _already_loaded():
        click.echo("Demo data is loaded already.")
        return
    started, day = time.monotonic(), today.date() if today else now().date()
    steps = len(base_pictures()) + CONSULTATIONS + physicians + APPLICATIONS
    with click.progressbar(length=steps, label="Loading demo data") as bar:
        consultations = loading(Asked(seed, day, physicians), now(), bar.update)
    _write_sign_ins()
    queries.forget(current_app)
    seconds = time.monotonic() - started
    click.echo(f"{physicians} physicians and {consultations} consultations in {seconds:.1f} seconds, as of {day}.")


@group.command("remove")
@click.confirmation_option(prompt="Remove all physicians, patients and consultations from this database?")
def remove() -> None:
    """Empty the directory again; what was added to the demo goes with it. The audit log stays."""
    _check_environment()
    with transaction.unit():
        if queries.present() is None:
            raise click.ClickException("No demo data is loaded here.")
        wipe()
    (current().var_dir / SIGN_INS).unlink(missing_ok=True)
    queries.forget(current_app)
    click.echo("The demo data is removed.")


@group.command("code")
@click.argument("email", default=signs.PHYSICIAN)
def code(email: str) -> None:
    """The code that a demo account's authenticator app would show now."""
    _check_environment()
    with transaction.reading():
        if queries.present() is None:
            raise click.ClickException("No demo data is loaded here.")
        known = session().scalar(sa.select(Person.id).where(Person.email == email.strip().lower()))
    if known is None:
        raise click.ClickException(f"{email} is no account of the demo.")
    step = totp.step_of(now())
    click.echo(f"{signs.code(step)} (for another {totp.STEP - int(now().timestamp()) % totp.STEP} seconds)")


def _already_loaded() -> bool:
    """Raises for a database that is not the demo's to fill."""
    _check_environment()
    with transaction.reading():
        row = queries.present()
        if row is not None:
            return row.finished is not None
        if queries.any_physicians():
            raise click.ClickException(
                "This database already holds physicians that are not demo data, so nothing was loaded."
            )
    return False


def _check_environment() -> None:
    if not current().development:
        raise click.ClickException("Demo data is refused in production.")


def _write_sign_ins() -> None:
    """Readable by its owner only, though it holds no secret: an example is copied more often than read."""
    with transaction.reading():
        query = sa.select(Person.email).join(PersonRole, PersonRole.person_id == Person.id)
        query = query.where(PersonRole.role == Role.PHYSICIAN, Person.email.like("%@example.org")).order_by(Person.id)
        addresses = [each for each in session().scalars(query) if each not in signs.MEMBERS.values()]
    path = current().var_dir / SIGN_INS
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(signs.note(tuple(addresses[:SHOWN])))
