"""A reviewer posts the same ballot twenty times at once, through the pages, on PostgreSQL."""

import threading
from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.rules import Role
from directory.core import audit, clock, transaction
from directory.core.db import db, session
from directory.membership.models import Ballot, BallotVersion, Round
from directory.membership.queries import replay
from directory.membership.rules.rounds import State
from tests import cast
from tests.cast import Member
from tests.conftest import browser
from tests.factories import membership_rounds as make

pytestmark = pytest.mark.both
TIMES = 20


def prepared(app: Flask) -> tuple[str, int, list[Member]]:
    """Everybody but the first has voted; the first's scores are saved."""
    with app.app_context():
        people = [cast.member(f"r{n}@example.org", f"Reviewer Number{n}", Role.REVIEWER) for n in range(4)]
        with transaction.unit():
            ids = [person.id for person in people]
            round_ = make.opened_people(ids[:3], ids[3], now=clock.now())
            round_.comments_until = None
            for each in ids:
                make.declare(round_, each, now=clock.now())
            for each in ids[1:]:
                make.cast(round_, each, now=clock.now())
            make.save_scores(round_, ids[0], 4, now=clock.now())
            found = round_.reference, round_.id, people
        db.session.remove()
        return found


def at_once(app: Flask, person: Member, path: str, **fields: str) -> Counter[int]:
    """The same page sent by one browser; how often each status came back."""
    client = browser(app)
    cast.sign_in_fast(client, person)
    token, cookie = cast.csrf_token(client, path), client.get_cookie("coalition")
    assert cookie is not None
    barrier, seen = threading.Barrier(TIMES), list[int]()

    def send() -> None:
        mine = browser(app)
        mine.set_cookie("coalition", cookie.value)
        barrier.wait()
        seen.append(mine.post(path, data={"csrf_token": token, **fields}).status_code)

    threads = [threading.Thread(target=send) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return Counter(seen)


def test_the_same_ballot_posted_twenty_times_at_once_is_one_ballot(app: Flask) -> None:
    """It is the last one, so it also closes the round, once."""
    reference, round_id, people = prepared(app)
    seen = at_once(app, people[0], f"/review/{reference}/cast", vote="yes")
    assert sum(seen.values()) == TIMES
    assert set(seen) <= {303, 503}  # on SQLite a writer may be told to try again
    assert seen[303] >= 1
    with app.app_context():
        mine = sa.and_(BallotVersion.round_id == round_id, BallotVersion.person_id == people[0].id)
        assert session().scalar(sa.select(sa.func.count()).where(mine)) == 1
        assert session().scalar(sa.select(sa.func.count()).select_from(Ballot)) == 4
        round_ = session().get_one(Round, round_id)
        assert round_.state is State.CLOSED
        assert replay.replay(round_).problems == ()
        assert audit.verify() is None
