"""`flask accounts ...` at a terminal."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts import queries
from directory.accounts.rules import Role
from directory.core import transaction
from directory.core.db import session
from directory.core.outbox import LetterRow
from tests import cast
from tests.conftest import Client


def run(app: Flask, *words: str, typed: str = "") -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["accounts", *words], input=typed)
    return result.exit_code, result.output


@pytest.mark.both
def test_a_coordinator_is_made_and_can_sign_in(app: Flask, client: Client) -> None:
    typed = f"{cast.PASSWORD}\n{cast.PASSWORD}\n"
    code, said = run(app, "create", "--role", "coordinator", "--email", "Kim@Example.org", "--name", "Kim", typed=typed)
    assert code == 0, said
    assert "Account 1 for kim@example.org is ready." in said
    assert cast.PASSWORD not in said
    answer = cast.post_form(client, "/sign-in", email="kim@example.org", password=cast.PASSWORD)
    assert answer.location == "/account/second-factor"
    with app.app_context(), transaction.reading():
        assert queries.roles_of(1) == {Role.COORDINATOR}


def test_an_invited_person_gets_an_e_mail_and_no_password(app: Flask) -> None:
    code, said = run(app, "create", "--role", "physician", "--email", "new@example.org", "--invite")
    assert (code, "the link holds for 3 days" in said) == (0, True)
    assert run(app, "invite", "new@example.org")[0] == 0
    with app.app_context(), transaction.reading():
        assert list(session().scalars(sa.select(LetterRow.kind))) == ["invitation"]
        person = queries.by_email("new@example.org")
        assert person is not None
        assert person.password_hash is None


def test_an_address_that_is_taken_or_none_is_refused(app: Flask) -> None:
    assert run(app, "create", "--role", "physician", "--email", "new@example.org", "--invite")[0] == 0
    code, said = run(app, "create", "--role", "physician", "--email", "NEW@example.org", "--invite")
    assert (code, "There is an account with this e-mail address already." in said) == (1, True)
    assert run(app, "create", "--role", "physician", "--email", "nonsense", "--invite")[0] == 2
    assert run(app, "create", "--role", "emperor", "--email", "new2@example.org", "--invite")[0] == 2
    assert run(app, "create", "--email", "new2@example.org", "--invite")[0] == 2


def test_a_weak_password_is_refused(app: Flask) -> None:
    code, said = run(app, "create", "--role", "physician", "--email", "new@example.org", typed="short\nshort\n")
    assert (code, "at least 12 characters" in said) == (1, True)
    assert "There are no accounts yet." in run(app, "list")[1]


def test_the_list_says_who_has_a_second_factor(app: Flask) -> None:
    with app.app_context():
        cast.assemble()
        cast.member("new@example.org", "Nova", enrolled=False)
    lines = run(app, "list")[1].splitlines()
    assert lines[0] == "4\tnew@example.org\tno role\tno second factor\tNova"
    assert lines[1] == "3\toffice@example.org\tcoordinator\tsecond factor\tKim Office"


def test_the_second_factor_is_reset_and_devices_are_signed_out(app: Flask, client: Client) -> None:
    with app.app_context():
        people = cast.assemble()
    cast.sign_in_fast(client, people.owner)
    code, said = run(app, "reset-second-factor", "Owner@example.org")
    assert (code, said.startswith("Reset:")) == (0, True)
    assert client.get("/account").status_code == 303
    assert run(app, "reset-second-factor", people.owner.email) == (0, "None was set up.\n")
    assert run(app, "reset-second-factor", cast.STRANGER)[0] == 1


def test_a_closed_account_cannot_sign_in(app: Flask, client: Client) -> None:
    with app.app_context():
        people = cast.assemble()
    assert run(app, "close", people.owner.email)[0] == 0
    answer = cast.post_form(client, "/sign-in", email=people.owner.email, password=cast.PASSWORD)
    assert answer.status_code == 422
    assert "\tclosed\t" in run(app, "list")[1].replace(", closed", "\tclosed")


def test_after_another_link_key_addresses_are_found_again(
    app: Flask, client: Client, set_settings: Callable[..., None]
) -> None:
    with app.app_context():
        people = cast.assemble()
    set_settings(link_key=b"another key of 32 bytes entirely")
    assert run(app, "rekey")[0] == 0
    cast.post_form(client, "/forgot", email=people.owner.email)
    with app.app_context(), transaction.reading():
        (subject,) = session().scalars(sa.select(LetterRow.subject))
        person = queries.by_digest(subject)
        assert person is not None
        assert person.id == people.owner.id
