"""What no site of this kind can do without, as a WSGI application under the same gunicorn and on the same database.

Hello; one indexed query and a Jinja page; and what a hold and a confirmation write: the same rows, changes and answers,
one statement for each table, but nothing is read, locked, decided or drawn.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask, redirect, render_template_string
from flask.typing import ResponseReturnValue

app = Flask(__name__)
engine = sa.create_engine(os.environ["DATABASE_URL"], pool_size=20)

PAGE = """<!doctype html><html lang="en"><head><title>Physicians</title></head><body><h1>Physicians</h1>
<ul>{% for row in rows %}<li><a href="/physicians/{{ row.slug }}">{{ row.name }}</a>, {{ row.degrees }}</li>
{% endfor %}</ul></body></html>"""
ROWS = sa.text("SELECT slug, name, degrees FROM physicians WHERE id BETWEEN :low AND :high ORDER BY id")
HALF_HOUR = timedelta(minutes=30)
CELLS = 6
LETTERS = 8
KEY = secrets.token_bytes(32)


if engine.dialect.name == "sqlite":

    @sa.event.listens_for(engine, "connect")
    def _as_ours(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # sqlite3's connection
        for pragma in ("busy_timeout = 5000", "synchronous = NORMAL", "secure_delete = ON", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]  # the same

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


@app.get("/hello")
def hello() -> ResponseReturnValue:
    return "hello"


@app.get("/one-query")
def one_query() -> ResponseReturnValue:
    with engine.connect() as connection:
        rows = connection.execute(ROWS, {"low": 1, "high": 20}).all()
    return render_template_string(PAGE, rows=rows)


def _insert(table: str, *columns: str) -> sa.TextClause:
    return sa.text(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(':' + c for c in columns)})")  # noqa: S608 (names of this file)


OWNER = sa.text("SELECT max(id) FROM physicians")  # booked by nobody else in this run
VAULT = _insert("vaults", "id", "wrapped", "created")
DRAFT = sa.text(
    "INSERT INTO consultations (reference, physician_id, vault_id, visit, state, uid, sequence, zone, locale, private, "
    "fewer_reminders, about, country, region, sealed_contact, sealed_answers, intake_version, tasks_done, draft_key, "
    "person_digest, created, updated, cancel_reason, patient_late, call_instead) VALUES (:reference, :physician, :key, "
    "'video', 'draft', :key, 0, 'UTC', 'en', false, false, '', 'GB', '', :sealed, :sealed, 1, '[]', :draft, '', :now, "
    ":now, '', false, false) RETURNING id"
)
NETWORK = _insert("hold_networks", "network", "last")
AGAIN = sa.text("UPDATE hold_networks SET last = :last WHERE network = :network")
CLAIM = sa.text(
    "INSERT INTO claims (physician_id, kind, visit, starts, ends, visit_starts, visit_ends, expires, chosen_at, "
    "renewals, session, network, zone, wall, created) VALUES (:physician, 'hold', 'video', :starts, :ends, :starts, "
    ":ends, :expires, :now, 0, :session, :session, 'UTC', '2026-01-01T00:00', :now) RETURNING id"
)
CELL = _insert("cells", "physician_id", "cell", "claim_id", "expires")
FREED = sa.text("DELETE FROM cells WHERE claim_id = :claim")
RELEASED = sa.text("UPDATE claims SET kind = 'released', expires = :now WHERE id = :claim")
KEPT = sa.text("UPDATE cells SET expires = NULL WHERE claim_id = :claim")
BOOKED = sa.text("UPDATE claims SET kind = 'booking', expires = NULL, booked = :now WHERE id = :claim")
PATIENT = sa.text(
    "INSERT INTO patients (email_digest, vault_id, sealed_email, created) VALUES (:digest, :key, :sealed, :now) "
    "RETURNING id"
)
CONSULTATION = sa.text(
    "UPDATE consultations SET patient_id = :patient, state = 'waiting_for_patient', appointment = 'booked', "
    "claim_id = :claim, "
    "starts = :starts, ends = :ends, draft_key = NULL, person_digest = :digest, updated = :now, booked = :now "
    "WHERE id = :id"
)
DEVICE = _insert("devices", "visitor", "consultation_id", "until", "proven")
CONSENT = sa.text(
    "INSERT INTO consents (subject, purpose, about, text_version, text_hash, text_values, language, given) "
    "VALUES (:subject, 'share', :about, 1, :digest, '{}', 'en', :now)"
)
EVENT = sa.text(
    "INSERT INTO consultation_events (consultation_id, at, actor, what, detail) "
    "VALUES (:id, :now, :actor, 'booked', '{}')"
)
LINK = _insert("links", "purpose", "subject", "generation", "digest", "expires")
LETTER = sa.text(
    "INSERT INTO letters (kind, subject, revision, due, try_at, state, attempts, reason) "
    "VALUES (:kind, :subject, 0, :due, :due, 'waiting', 0, '')"
)
HEAD = _insert("audit_heads", "stream", "seq", "hash")
AUDIT = sa.text(
    "INSERT INTO audit_rows (stream, seq, at, actor, action, subject, detail, previous, hash) "
    "VALUES (:stream, 1, :at, :actor, 'booked', :stream, '{}', '', :hash)"
)


def _moment(at: datetime) -> object:
    """As the columns keep it: SQLite has no zones, and its adapter is of no use to a text statement."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if engine.dialect.name == "sqlite" else at


def _writing() -> sa.Connection:
    return engine.connect().execution_options(writes=True)


@app.post("/draft")
def draft() -> ResponseReturnValue:
    """What the pages before the choice have left: a draft that holds another time. Not measured."""
    now, key = _moment(datetime.now(UTC)), secrets.token_hex(16)
    with _writing() as connection, connection.begin():
        owner = connection.execute(OWNER).scalar_one()
        connection.execute(VAULT, {"id": key, "wrapped": key.encode(), "created": now})
        values = {"reference": key[:9], "physician": owner, "key": key, "sealed": key.encode() * 8, "draft": key * 2}
        number = connection.execute(DRAFT, {**values, "now": now}).scalar_one()
        connection.execute(NETWORK, {"network": key, "last": now})
        claim = _claimed(connection, owner, key)
    return f"{owner}/{key}/{number}/{claim}"


@app.post("/hold/<int:owner>/<key>/<int:number>/<int:earlier>")
def hold(owner: int, key: str, number: int, earlier: int) -> ResponseReturnValue:
    with _writing() as connection, connection.begin():
        now = _moment(datetime.now(UTC))
        connection.execute(AGAIN, {"network": key, "last": now})
        connection.execute(FREED, {"claim": earlier})
        connection.execute(RELEASED, {"claim": earlier, "now": now})
        claim = _claimed(connection, owner, key)
    return redirect(f"/confirm/{key}/{number}/{claim}", 303)


def _claimed(connection: sa.Connection, owner: int, key: str) -> int:
    first, now = secrets.randbelow(300_000_000) * CELLS, datetime.now(UTC)  # of so many that no two meet
    starts, expires = now + timedelta(days=5), _moment(now + timedelta(minutes=10))
    values = {"physician": owner, "starts": _moment(starts), "ends": _moment(starts + HALF_HOUR), "session": key}
    claim: int = connection.execute(CLAIM, {**values, "expires": expires, "now": _moment(now)}).scalar_one()
    cell = {"physician_id": owner, "claim_id": claim, "expires": expires}
    connection.execute(CELL, [{**cell, "cell": first + n} for n in range(CELLS)])
    return claim


@app.post("/confirm/<key>/<int:number>/<int:claim>")
def confirm(key: str, number: int, claim: int) -> ResponseReturnValue:
    at = datetime.now(UTC)
    now, later = _moment(at), _moment(at + timedelta(days=5))
    with _writing() as connection, connection.begin():
        connection.execute(KEPT, {"claim": claim})
        connection.execute(BOOKED, {"claim": claim, "now": now})
        digest = _digest(key)
        values = {"digest": digest, "key": key, "sealed": key.encode(), "now": now}
        patient = connection.execute(PATIENT, values).scalar_one()
        times = {"starts": later, "ends": _moment(at + timedelta(days=5) + HALF_HOUR), "now": now}
        row = {"id": number, "patient": patient, "claim": claim, "digest": digest, **times}
        connection.execute(CONSULTATION, row)
        connection.execute(DEVICE, {"visitor": digest, "consultation_id": number, "until": later, "proven": False})
        about = {"subject": f"patient:{patient}", "about": f"consultation:{number}"}
        connection.execute(CONSENT, {**about, "digest": digest, "now": now})
        connection.execute(EVENT, {"id": number, "now": now, "actor": about["subject"]})
        connection.execute(LINK, list(_links(number, later)))
        # Due when nobody looks any more: no worker shall find letters it does not know.
        letter = {"subject": str(number), "due": _moment(at + timedelta(days=900))}
        connection.execute(LETTER, [{**letter, "kind": f"bench_{n}"} for n in range(LETTERS)])
        chain = [{"stream": f"bench:{name}:{key}", "seq": 1, "hash": _digest(name + key)} for name in ("site", "own")]
        connection.execute(AUDIT, [{**row, "at": now, "actor": about["subject"]} for row in chain])
        connection.execute(HEAD, chain)
    return redirect(f"/booked/{key}", 303)


def _links(number: int, expires: object) -> Iterable[dict[str, object]]:
    link = {"subject": f"bench-{number}", "generation": 1, "expires": expires}
    return ({**link, "purpose": f"bench-{name}", "digest": _digest(f"{name}{number}")} for name in ("own", "letter"))


def _digest(text: str) -> str:
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()
