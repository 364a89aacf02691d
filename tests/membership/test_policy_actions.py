"""Versions are added, one after the other, and never change."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DatabaseError, IntegrityError

from directory.core import transaction
from directory.core.audit import AuditRow
from directory.core.db import db, session
from directory.core.refusals import NotThere
from directory.membership.actions import policy as actions
from directory.membership.models import PolicyVersion
from directory.membership.queries import policy as queries
from directory.membership.rules.policy import FIRST
from directory.membership.rules.policy_checks import AdoptedMeanwhile, NothingChanged, Unusable, WhyNeeded
from directory.membership.rules.policy_json import as_json, digest
from tests.conftest import NOW

STRICTER = replace(FIRST, floor=4)


def adopted(why: str = "Resolved on 3 November.", base: int = 1) -> None:
    with transaction.unit():
        actions.adopt(STRICTER, base=base, why=why, person_id=7, now=NOW)


def rows() -> list[AuditRow]:
    return list(session().scalars(sa.select(AuditRow).order_by(AuditRow.stream, AuditRow.seq)))


@pytest.mark.both
def test_before_anything_is_adopted_version_1_holds(context: Flask) -> None:
    assert queries.current() == (1, FIRST)
    with pytest.raises(KeyError):
        queries.of(1)


@pytest.mark.both
def test_the_first_version_is_written_once_and_recorded(context: Flask) -> None:
    for _ in range(2):
        with transaction.unit():
            assert actions.ensure_first(NOW) == 1
    version = queries.version_or_404(1)
    assert (version.body, version.digest, version.actor) == (as_json(FIRST), digest(FIRST), "system")
    assert queries.of(1) == FIRST
    assert [(row.action, row.actor, row.subject) for row in rows()] == [("policy.adopted", "system", "policy:1")]


@pytest.mark.both
def test_adopting_adds_a_version_with_who_and_why_and_leaves_the_old_one(context: Flask) -> None:
    adopted()
    assert queries.current() == (2, STRICTER)
    assert queries.of(1) == FIRST
    assert [(each.number, each.why, each.actor) for each in queries.versions()] == [
        (2, "Resolved on 3 November.", "person:7"),
        (1, "The first version.", "system"),
    ]
    last = rows()[-1]
    found = (last.stream, last.action, last.actor, last.subject, last.detail)
    assert found == ("site", "policy.adopted", "person:7", "policy:2", {"digest": digest(STRICTER)})


@pytest.mark.both
def test_going_back_to_an_earlier_policy_is_a_new_version(context: Flask) -> None:
    adopted()
    with transaction.unit():
        actions.adopt(FIRST, base=2, why="Back again.", person_id=7, now=NOW)
    assert queries.current() == (3, FIRST)


@pytest.mark.parametrize(
    ("attempt", "refusal"),
    [
        (lambda: adopted(why="  "), WhyNeeded),
        (lambda: adopted(base=3), AdoptedMeanwhile),
        (lambda: actions.adopt(FIRST, base=1, why="Again.", person_id=7, now=NOW), NothingChanged),
        (lambda: actions.adopt(replace(FIRST, floor=9), base=1, why="So.", person_id=7, now=NOW), Unusable),
    ],
)
def test_no_version_without_reason_from_an_old_one_without_change_or_unusable(
    context: Flask, attempt: Callable[[], None], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal), transaction.unit():
        attempt()
    assert queries.versions() == []


def test_an_unknown_version_is_not_there(context: Flask) -> None:
    with pytest.raises(NotThere):
        queries.version_or_404(2)


@pytest.mark.both
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE policy_versions SET why = 'another'",
        "DELETE FROM policy_versions",
        "INSERT INTO policy_versions SELECT * FROM policy_versions",
    ],
)
def test_the_database_refuses_to_change_a_version(context: Flask, statement: str) -> None:
    adopted()
    with pytest.raises(DatabaseError), transaction.unit():
        session().execute(sa.text(statement))
    assert [each.number for each in queries.versions()] == [2, 1]
    assert queries.version_or_404(2).why == "Resolved on 3 November."


def test_sqlite_refuses_to_replace_a_version(context: Flask) -> None:
    adopted()
    session().execute(sa.text("PRAGMA recursive_triggers = OFF"))  # as another program would connect
    with pytest.raises(IntegrityError), transaction.unit():
        session().execute(sa.text("INSERT OR REPLACE INTO policy_versions SELECT * FROM policy_versions"))


@pytest.mark.postgres
def test_postgresql_refuses_to_empty_the_table(context: Flask) -> None:
    adopted()
    with pytest.raises(DatabaseError), transaction.unit():
        session().execute(sa.text("TRUNCATE policy_versions CASCADE"))


@pytest.mark.both
def test_the_mapper_refuses_to_change_a_version(context: Flask) -> None:
    adopted()
    queries.version_or_404(1).why = "another"
    with pytest.raises(RuntimeError):
        session().flush()


def at_once(app: Flask, job: Callable[[], None], times: int) -> list[Exception]:
    barrier, failures = threading.Barrier(times), []

    def run() -> None:
        with app.app_context():
            try:
                barrier.wait()
                job()
            except Exception as error:  # noqa: BLE001 (whatever it is, the test looks at it)
                failures.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def first() -> None:
    with transaction.unit():
        actions.ensure_first(NOW)


@pytest.mark.both
def test_ten_at_once_write_one_first_version_and_nobody_fails(app: Flask) -> None:
    assert at_once(app, first, 10) == []
    with app.app_context():
        assert [row.subject for row in rows()] == ["policy:1"]
        assert [version.number for version in queries.versions()] == [1]
        db.session.rollback()


@pytest.mark.both
def test_of_ten_who_adopt_at_once_one_succeeds_and_nine_are_told(app: Flask) -> None:
    with app.app_context():
        first()
    failures = at_once(app, adopted, 10)
    said = [transaction.refusal_of(each) if isinstance(each, IntegrityError) else each for each in failures]
    assert [type(each) for each in said] == [AdoptedMeanwhile] * 9
    with app.app_context():
        assert [version.number for version in queries.versions()] == [2, 1]
        assert session().scalar(sa.select(sa.func.count()).select_from(PolicyVersion)) == 2
        db.session.rollback()
