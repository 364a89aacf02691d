"""Loading: the same for the same seed and day, on both databases, never where it does not belong, and removed again."""

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from directory import create_app
from directory.accounts import actions as accounts
from directory.accounts.models import LetterWay, Person
from directory.accounts.rules import Role
from directory.consultations.models import Consultation
from directory.consultations.queries import sealed
from directory.consultations.rules.states import Appointment, State
from directory.core import audit, files, logs, transaction
from directory.core.db import db, session
from directory.core.outbox import Way
from directory.core.settings import Environment, SettingsError
from directory.demo import queries
from directory.demo.actions import load
from directory.demo.actions.lives import lives, scene
from directory.demo.actions.load import Asked
from directory.demo.actions.members import members
from directory.demo.actions.wipe import KEPT
from directory.demo.models import DemoLoad
from directory.demo.rules.membership import Path as Applications
from directory.demo.rules.paths import Path as Consultations
from directory.membership.models import Application
from directory.physicians.models import Physician
from directory.privacy.models import DoomedFile
from tests.conftest import NOW, Kept, KeptSqlite, browser
from tests.factories import physicians

pytestmark = pytest.mark.slow
DOOMED = "documents/doomed"
SMALL = Asked(seed=7, today=NOW.date(), physicians=12)
# Salted or drawn anew each time, and meant to be.
_DIFFERENT = {
    "people": {"password_hash"},
    "ballot_versions": {"digest"},
    "opened_ballots": {"digest", "vote", "scores"},  # shuffled
    "decisions": {"root"},
    "decision_letters": {"root"},
    "audit_rows": {"detail", "previous", "hash"},
    "audit_heads": {"hash"},
}


def load_small(asked: Asked = SMALL) -> int:
    steps: list[int] = []
    made = load(asked, NOW, steps.append)
    assert sum(steps) == asked.physicians + made + 23 + len(Applications)
    return made


def listed_before() -> sa.Select[int]:
    """Physicians of the demo itself: the others were admitted by its applications."""
    admitted = sa.select(Application.person_id)
    mine = sa.or_(Physician.person_id.is_(None), Physician.person_id.not_in(admitted))
    return sa.select(sa.func.count()).select_from(Physician).where(mine)


def content() -> str:
    """A digest of every row's plain columns, and of what is sealed, opened."""
    said = hashlib.sha256()
    for table in db.metadata.sorted_tables:
        salted = _DIFFERENT.get(table.name, set())
        plain = [c for c in table.columns if not isinstance(c.type, sa.LargeBinary) and c.name not in salted]
        rows = sorted(repr(tuple(row)) for row in session().execute(sa.select(*plain)))
        said.update(f"{table.name}{rows}".encode())
    for each in session().scalars(sa.select(Consultation).order_by(Consultation.id)):
        said.update(repr((sealed.contact_of(each), sealed.answers_of(each))).encode())
    return said.hexdigest()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with the small demo, loaded once for all that only need one."""
    made = KeptSqlite(tmp_path_factory.mktemp("small"))
    with made.app.app_context():
        load_small()
        db.session.rollback()
    made.end()
    with closing(sqlite3.connect(made.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made.path


@pytest.fixture
def loaded(app: Flask, kept: Callable[[str], Kept], small: Path) -> Flask:
    """A copy of it, without its files."""
    one = kept("sqlite")
    assert isinstance(one, KeptSqlite)
    one.put(small)
    return app


def test_the_same_seed_and_day_make_the_same_content(loaded: Flask, kept: Callable[[str], Kept]) -> None:
    with loaded.app_context():
        found = [content()]
        db.session.rollback()
    for seed in (7, 8):
        kept("sqlite").reset()
        with loaded.app_context():
            load_small(Asked(seed, SMALL.today, 12))
            found.append(content())
            db.session.rollback()
    assert found[0] == found[1]
    assert found[0] != found[2]


@pytest.mark.both
def test_a_small_demo_has_every_kind_of_consultation_on_both_databases(context: Flask) -> None:
    assert load_small() == 60
    assert session().scalar(listed_before()) == 12
    states = set(session().scalars(sa.select(Consultation.state).distinct()))
    assert len(states) == 10
    assert audit.verify() is None
    assert len(Consultations) < 60


def test_whatever_day_it_is_every_story_finds_its_times(loaded: Flask) -> None:
    chosen = list(members(12, seed=7, today=SMALL.today))
    ids = {number: number for number in range(1, 13)}
    with loaded.app_context():
        for day in range(9):
            told = lives(scene(chosen, ids, seed=day, today=SMALL.today + timedelta(days=day)), 300)
            assert {life.state for life in told} == set(State), day
            assert {life.appointment for life in told} == {*Appointment, None}, day
        db.session.rollback()


def test_more_physicians_than_sixty_bring_no_more_consultations(context: Flask) -> None:
    made = load(Asked(1, date(2026, 11, 24), 130), NOW, lambda _steps: None)
    assert made == 300
    assert session().scalar(listed_before()) == 130
    assert session().scalar(sa.select(sa.func.count(sa.func.distinct(Physician.slug)))) == 134
    assert session().scalar(sa.select(sa.func.count()).select_from(Person)) == 60 + 5 + 40


def test_loading_twice_says_so_and_changes_nothing(loaded: Flask) -> None:
    with loaded.app_context():
        before = content()
        db.session.rollback()
    again = loaded.test_cli_runner().invoke(args=["demo", "load", "--physicians", "12"])
    assert (again.exit_code, again.output) == (0, "Demo data is loaded already.\n")
    with loaded.app_context():
        assert content() == before
        db.session.rollback()


def test_what_an_interrupted_load_left_is_replaced(loaded: Flask) -> None:
    with loaded.app_context():
        with transaction.unit():
            session().get_one(DemoLoad, 1).finished = None
        assert load_small() == 60
        assert session().scalar(listed_before()) == 12
        assert audit.verify() is None


def test_a_site_with_physicians_of_its_own_is_left_alone(app: Flask) -> None:
    with app.app_context(), transaction.unit():
        physicians.physician()
    done = app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 1
    assert done.output == (
        "Error: This database already holds physicians that are not demo data, so nothing was loaded.\n"
    )


@pytest.mark.parametrize("command", [["load"], ["remove", "--yes"], ["code"]])
def test_production_refuses(app: Flask, set_settings: Callable[..., None], command: list[str]) -> None:
    set_settings(environment=Environment.PRODUCTION)
    done = app.test_cli_runner().invoke(args=["demo", *command])
    assert (done.exit_code, done.output) == (1, "Error: Demo data is refused in production.\n")


@pytest.mark.both
def test_removed_it_leaves_others_accounts_the_audit_and_no_mark(app: Flask) -> None:
    runner = app.test_cli_runner()
    with app.app_context(), transaction.unit():
        mine = accounts.create("mine@clinic.example", "Mine", [Role.COORDINATOR], NOW).id
        session().add(LetterWay(person_id=mine, topic="dues", way=Way.DIGEST))
    assert runner.invoke(args=["demo", "load", "--physicians", "12"]).exit_code == 0
    assert "Demo data:" in browser(app).get("/").text
    with app.app_context(), transaction.unit():
        files.store().put(DOOMED, b"erased, and not removed yet")
        session().add(DoomedFile(name=DOOMED, since=NOW))
        assert {"opinions", "opinion_drafts", "member_matters", "doomed_files"} <= set(filled_tables())
    assert runner.invoke(args=["demo", "remove", "--yes"]).exit_code == 0
    with app.app_context():
        assert list(session().scalars(sa.select(Person.email))) == ["mine@clinic.example"]
        assert session().get(LetterWay, (mine, "dues")) is not None
        assert [name for name in filled_tables() if name not in KEPT] == []
        assert not files.store().exists(DOOMED)
        assert audit.verify() is None
        db.session.rollback()
    assert "Demo data:" not in browser(app).get("/").text
    assert [path for path in (app.extensions["settings"].var_dir / "photos").rglob("*") if path.is_file()] == []


def filled_tables() -> list[str]:
    return [each.name for each in db.metadata.sorted_tables if session().execute(sa.select(each).limit(1)).first()]


def test_the_mark_costs_a_page_no_statement(context: Flask) -> None:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    queries.forget(context)
    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert queries.loaded() is False
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert seen == []


@pytest.mark.both
def test_production_refuses_a_database_with_demo_data(app: Flask) -> None:
    settings = replace(app.extensions["settings"], environment=Environment.PRODUCTION)
    create_app(settings)
    with app.app_context(), transaction.unit():
        session().add(DemoLoad(id=1, seed=1, today=NOW.date(), physicians=12, begun=NOW))
    with pytest.raises(SettingsError, match="Production refuses a database with demo data: "):
        create_app(settings)
    logs.configure(app.extensions["settings"])


def test_production_starts_while_its_database_is_down(app: Flask) -> None:
    dead = "postgresql+psycopg://127.0.0.1:9/nothing"
    create_app(replace(app.extensions["settings"], environment=Environment.PRODUCTION, database_url=dead))
    logs.configure(app.extensions["settings"])
