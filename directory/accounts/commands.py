"""`flask accounts ...`: for operators at a terminal. 0 = done, 1 = refused, 2 = wrong use."""

from datetime import datetime

import click
from email_validator import EmailNotValidError, validate_email
from flask import Flask
from flask.cli import AppGroup

from directory.accounts import actions, queries
from directory.accounts.actions import passwords, second_factor
from directory.accounts.models import Person
from directory.accounts.rules import INVITATION_LIFE, EmailTaken, Role, UnknownPerson, check_password
from directory.core import transaction
from directory.core.clock import now
from directory.core.forms import clean_line
from directory.core.refusals import Refusal

group = AppGroup("accounts", help="People who sign in: physicians and the office.")


def init_app(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("create")
@click.option("--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, required=True)
@click.option("--email", required=True)
@click.option("--name", default="", help="As shown to colleagues; the address when left out.")
@click.option("--invite", is_flag=True, help="Send a link to choose a password, instead of asking for one here.")
def create(roles: tuple[str, ...], email: str, name: str, invite: bool) -> None:
    """Make an account; asks for its password unless --invite is given."""
    address = _address(email)
    asked = None if invite else _ask_password(address)
    try:
        person = _make(address, clean_line(name)[:120] or address, [Role(role) for role in roles], asked)
    except Refusal as refusal:
        raise _refused(refusal) from None
    click.echo(f"Account {person.id} for {person.email} is ready.")
    click.echo(_invited() if invite else "The first sign-in asks to set up a second factor.")


def _address(text: str) -> str:
    try:
        return validate_email(clean_line(text), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.BadParameter(str(error), param_hint="--email") from None


def _ask_password(address: str) -> str:
    password: str = click.prompt("Password (at least 12 characters)", hide_input=True, confirmation_prompt=True)
    try:
        check_password(password, address)
    except Refusal as refusal:
        raise _refused(refusal) from None
    return passwords.hashed(password)


def _make(address: str, name: str, roles: list[Role], password_hash: str | None) -> Person:
    with transaction.unit():
        if queries.by_email(address):
            raise EmailTaken
        person = actions.create(address, name, roles, now())
        if password_hash:
            passwords.set_first(person.id, password_hash, now())
        else:
            passwords.invite(person.email_digest, now=now(), expires=now() + INVITATION_LIFE)
    return person


def _invited() -> str:
    return f"An e-mail with a link to choose a password is on its way; the link holds for {INVITATION_LIFE.days} days."


@group.command("list")
def show() -> None:
    """Everybody with an account: id, address, roles, second factor."""
    with transaction.reading():
        rows = queries.people()
    for row in rows:
        marks = ["second factor" if row.enrolled else "no second factor"] + ["closed"] * row.closed
        click.echo(f"{row.id}\t{row.email}\t{', '.join(row.roles) or 'no role'}\t{', '.join(marks)}\t{row.name}")
    if not rows:
        click.echo("There are no accounts yet. Make one with: flask accounts create --role coordinator --email ...")


@group.command("invite")
@click.argument("email")
def invite(email: str) -> None:
    """Send the link to choose a password once more."""
    try:
        with transaction.unit():
            person = _known(email)
            passwords.invite(person.email_digest, now=now(), expires=now() + INVITATION_LIFE)
    except Refusal as refusal:
        raise _refused(refusal) from None
    click.echo(_invited())


@group.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """For somebody who lost both telephone and recovery codes. Make sure first that it is them."""
    try:
        with transaction.unit():
            done = _reset(_known(email), now())
    except Refusal as refusal:
        raise _refused(refusal) from None
    click.echo(
        "Reset: all devices are signed out, and the next sign-in sets it up again." if done else "None was set up."
    )


def _reset(person: Person, at: datetime) -> bool:
    return second_factor.reset(person.id, actor="system", now=at)


@group.command("close")
@click.argument("email")
def close(email: str) -> None:
    """End an account: nobody signs in with it any more; what the person did stays attributed."""
    try:
        with transaction.unit():
            actions.close(_known(email).id, actor="system", now=now())
    except Refusal as refusal:
        raise _refused(refusal) from None
    click.echo("The account is closed, and all its devices are signed out.")


@group.command("rekey")
def rekey() -> None:
    """After LINK_KEY was changed: write the keyed hashes of all addresses again."""
    with transaction.unit():
        count = actions.rekey()
    click.echo(
        f"The addresses of {count} accounts can be found again. Recovery codes have ended: ask people to make new ones."
    )


def _known(email: str) -> Person:
    person = queries.by_email(clean_line(email))
    if person is None:
        raise UnknownPerson
    return person


def _refused(refusal: Refusal) -> click.ClickException:
    return click.ClickException(refusal.message % refusal.values if refusal.values else refusal.message)
