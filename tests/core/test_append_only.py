"""Rows that are only ever added: whoever changes, removes or replaces one is refused by the database itself."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from directory.core import transaction
from directory.core.append_only import TABLES
from directory.core.db import session
from directory.membership.models import PolicyVersion
from tests.conftest import NOW


def _version(number: int) -> PolicyVersion:
    return PolicyVersion(number=number, adopted=NOW, actor="system", body={}, digest="d" * 64)


@pytest.fixture(autouse=True)
def one(context: Flask) -> None:
    with transaction.unit():
        session().add(_version(1))


@pytest.mark.both
@pytest.mark.parametrize(
    "statement",
    ["UPDATE policy_versions SET why = 'x'", "DELETE FROM policy_versions", "TRUNCATE policy_versions CASCADE"],
)
def test_no_statement_changes_a_row(context: Flask, statement: str) -> None:
    if statement.startswith("TRUNCATE") and session().get_bind().dialect.name == "sqlite":
        statement = "INSERT OR REPLACE INTO policy_versions SELECT * FROM policy_versions"
    with pytest.raises(DBAPIError), transaction.unit():
        session().execute(sa.text(statement))
    assert session().scalar(sa.select(sa.func.count()).select_from(PolicyVersion)) == 1


@pytest.mark.both
def test_the_session_refuses_too(context: Flask) -> None:
    session().get_one(PolicyVersion, 1).why = "changed"
    with pytest.raises(RuntimeError, match="append-only"):
        session().flush()
    session().rollback()


def test_tables_that_prove_something_are_guarded() -> None:
    guarded = {table.name for table in TABLES}
    assert guarded >= {"audit_rows", "policy_versions", "application_steps", "ballot_versions", "opened_ballots"}
