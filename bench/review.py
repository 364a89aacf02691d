"""A reviewer's queue with 200 applications of five ballots each and the page of one criterion, beside a page of one
query; a tally of 1,000 ballots.

python -m bench.review
"""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import sqlalchemy as sa
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from bench.lines import say
from bench.search import best
from directory import create_app
from directory.accounts import actions as accounts
from directory.accounts.actions import second_factor, sessions
from directory.accounts.queries import signed_in
from directory.accounts.rules import Role
from directory.accounts.views.who import TOKEN
from directory.core import clock, policy, transaction, vault
from directory.core.db import db, session
from directory.core.settings import from_environment
from directory.membership.actions import policy as policies
from directory.membership.models import Application, Ballot, BallotVersion, Elector, Round
from directory.membership.rules import tally
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.application import new_reference
from directory.membership.rules.policy import FIRST
from directory.membership.rules.rounds import Kind, Seat, Secrecy, State, Vote
from directory.physicians.models import Physician

ROUNDS = 200
BALLOTS = 5
MANY = 1000
RATIO, STATEMENTS = 0.25, 8  # of the queue: at least, at most
FLOOR = """{% extends "base.html" %}{% block main %}
<ul>{% for name in names %}<li>{{ name }}</li>{% endfor %}</ul>{% endblock %}"""
SCORES = {str(number): 4 for number in range(1, 9)}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder))
        with app.app_context():
            people = _fill()
            client = _signed_in(app, people[0])
            db.session.remove()
        _measure(app, client)
    _tally()


def _app(folder: Path) -> Flask:
    app = create_app(from_environment({"VAR_DIR": str(folder), "RATE_LIMITS": "off"}))
    app.add_url_rule("/floor", "floor", policy.signed_in(_floor_page))
    with app.app_context():
        db.create_all()
        db.session.commit()
    return app


def _floor_page() -> str:
    """One indexed query in the site's own frame, for somebody signed in."""
    names = session().scalars(sa.select(Physician.name).where(Physician.id.between(1, 20))).all()
    return render_template_string(FLOOR, names=names)


def _fill() -> list[int]:
    """Rounds as the actions leave them; the first reviewer has voted in every third."""
    now = clock.now()
    with transaction.unit():
        policies.ensure_first(now)
        people = [
            accounts.create(f"r{n}@example.org", f"Reviewer {n}", [Role.REVIEWER], now).id for n in range(BALLOTS)
        ]
        applicant = accounts.create("a@example.org", "Applicant", [Role.APPLICANT], now).id
    for number in range(ROUNDS):
        with transaction.unit():
            _round(number, people, applicant, now)
    return people


def _round(number: int, people: list[int], applicant: int, now: datetime) -> None:
    own = vault.create(now)
    application = Application(
        reference=new_reference(),
        person_id=applicant,
        state=ApplicationState.CLOSED,  # one person may have one live application only
        policy=1,
        vault_id=own.id,
        cases_vault_id=vault.create(now).id,
        referees_vault_id=vault.create(now).id,
        created=now,
        touched=now,
        entered=now,
        submitted=now,
        name=b"",
    )
    application.name = vault.seal(own, f"application/{application.reference}/name", f"Dr Applicant {number}".encode())
    session().add(application)
    session().flush()
    round_ = Round(
        reference=new_reference("R"),
        kind=Kind.ADMISSION,
        secrecy=Secrecy.CONFIDENTIAL,
        state=State.OPEN,
        application_id=application.id,
        policy=1,
        vault_id=vault.create(now).id,
        planned=now,
        opened=now,
        closes=now + timedelta(days=number % 21 + 1),
    )
    session().add(round_)
    session().flush()
    for place, person in enumerate(people):
        _ballot(round_, person, now, voted=place > 0 or number % 3 == 0)


def _ballot(round_: Round, person: int, now: datetime, *, voted: bool) -> None:
    session().add(Elector(round_id=round_.id, person_id=person, seat=Seat.MEMBER, seated=now, declared=now))
    session().flush()
    version = 1 if voted else 0
    kept = {"round_id": round_.id, "person_id": person}
    session().add(Ballot(**kept, state="cast" if voted else "draft", version=version, filled=8, touched=now))
    session().flush()
    if voted:
        values = {"policy": 1, "vote": Vote.YES, "scores": SCORES, "words": b"", "digest": "0" * 64, "at": now}
        session().add(BallotVersion(**kept, number=1, **values))
        session().flush()


def _signed_in(app: Flask, person: int) -> FlaskClient:
    client = app.test_client()
    with transaction.unit():
        second_factor.give_secret(person, second_factor.offered_secret(person, 0, 0), clock.now())
    with transaction.unit():
        token = sessions.enter(person, newer_hash=None, network="bench", agent="", now=clock.now())
        found = signed_in(token, clock.now())
        assert found is not None
        token = sessions.confirm(found.session_id, clock.now())
    with client.session_transaction() as cookie:
        cookie[TOKEN] = token
    return client


def _measure(app: Flask, client: FlaskClient) -> None:
    statements: list[str] = []
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    answer = client.get("/review")
    assert answer.status_code == 200
    assert "Dr Applicant" in answer.text
    asked = [each for each in statements if not each.startswith(("BEGIN", "PRAGMA"))]
    page, floor = best(lambda: _get(client, "/review")), best(lambda: _get(client, "/floor"))
    met = floor / page >= RATIO and len(asked) <= STATEMENTS
    name = f"review: queue, {ROUNDS} rounds of {BALLOTS} ballots"
    target = f"{RATIO}, {STATEMENTS} queries"
    say(name, f"{page:.1f} ms, {len(asked)} queries", f"{floor:.1f} ms", floor / page, target, met=met)
    _criterion(client, floor, statements)


def _criterion(client: FlaskClient, floor: float, statements: list[str]) -> None:
    """The page a reviewer stays on: statement, evidence, score and note of one criterion."""
    with client.application.app_context():
        path = f"/review/{_first_open()}/4"
        db.session.remove()
    _get(client, path)
    statements.clear()
    _get(client, path)
    asked = [each for each in statements if not each.startswith(("BEGIN", "PRAGMA"))]
    page = best(lambda: _get(client, path))
    shown = f"{page:.1f} ms, {len(asked)} queries"
    print(f"{'review: page of one criterion':<40} {shown:>22} | floor {floor:>13.1f} ms | ratio {floor / page:>5.2f}")


def _first_open() -> str:
    """A round in which the first reviewer has not voted yet."""
    draft = sa.select(Ballot.round_id).where(Ballot.version == 0).order_by(Ballot.round_id).limit(1)
    return session().scalars(sa.select(Round.reference).where(Round.id == draft.scalar_subquery())).one()


def _get(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


def _tally() -> None:
    """One round of 1,000 ballots; the floor is reading every score once."""
    random = Random(1)
    numbers = range(1, 9)
    ballots = [
        tally.CastBallot(
            random.choice(list(Vote)), {n: random.choice([None, 0, 1, 2, 3, 4, 5]) for n in numbers}, Seat.MEMBER
        )
        for _ in range(MANY)
    ]
    electorate = tally.Electorate(members=MANY)
    whole = best(lambda: tally.tally(ballots, electorate, FIRST, Kind.ADMISSION))
    floor = best(lambda: sum(score or 0 for ballot in ballots for score in ballot.scores.values()))
    name, shown = f"review: tally of {MANY:,} ballots", f"{whole:.2f} ms"
    print(f"{name:<40} {shown:>22} | floor {floor:>13.2f} ms | ratio {floor / whole:>5.2f}")


if __name__ == "__main__":
    main()
