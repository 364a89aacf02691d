"""Reviewers' pages through the browser: sealed first, no trace for the recused, casting, talking, the chair."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient

from directory.accounts.rules import Role
from directory.core import clock, transaction
from directory.core.db import db, session
from directory.membership.models import Ballot, BallotVersion, Remark, Round
from directory.membership.queries import ballots as ballot_queries
from directory.membership.queries import rounds as queries
from directory.membership.rules.rounds import Seat, State, Vote
from tests.cast import Member, csrf_token, member, sign_in_fast
from tests.conftest import Client
from tests.factories import membership_rounds as make
from tests.factories import physicians as physician_factory

NUMBERS = range(1, 9)


class Fresh(Client):
    """Within the test's application context a request would find who was signed in in the one before."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        for kept in ("principal", "csrf_token"):
            g.pop(kept, None)
        return super().open(*args, **kwargs)


def fresh(app: Flask, person: Member) -> FlaskClient:
    db.session.remove()  # what the test has read, or SQLite would wait for itself
    made = Fresh(app, app.response_class, use_cookies=True)
    sign_in_fast(made, person)
    return made


@dataclass(frozen=True, slots=True)
class World:
    """An open admission with five members and a lay reviewer; ballots may be cast now."""

    app: Flask
    reference: str
    round_id: int
    people: tuple[Member, ...]
    chair: Member
    deputy: Member

    def client(self, person: Member) -> FlaskClient:
        return fresh(self.app, person)

    def path(self, rest: str = "") -> str:
        return f"/review/{self.reference}{rest}"


@pytest.fixture
def world(context: Flask) -> World:
    people = tuple(member(f"r{n}@example.org", f"Reviewer Number{n}", Role.REVIEWER) for n in range(6))
    chair = member("chair@example.org", "Cleo Chair", Role.CHAIR)
    deputy = member("deputy@example.org", "Dora Deputy", Role.CHAIR)
    now = clock.now()
    with transaction.unit():
        found = make.application("Dr Ada Applicant", now=now)
        round_ = make.opened_people([p.id for p in people[:5]], people[5].id, application_id=found.id, now=now)
        round_.comments_until = None
        values = round_.reference, round_.id
    db.session.remove()
    return World(context, *values, people, chair, deputy)


def declare_all(world: World, *, but: int | None = None) -> None:
    with transaction.unit():
        round_ = session().get_one(Round, world.round_id)
        for place, each in enumerate(world.people):
            if place != but:
                make.declare(round_, each.id, now=clock.now())
    db.session.remove()


def vote(world: World, person: Member, choice: Vote = Vote.YES, score: int = 4, reason: str = "") -> None:
    with transaction.unit():
        round_ = session().get_one(Round, world.round_id)
        make.cast(round_, person.id, choice, score, reason=reason, now=clock.now())
    db.session.remove()


def post(client: FlaskClient, path: str, at: str | None = None, **fields: str) -> int:
    token = csrf_token(client, at or path)
    return client.post(path, data={"csrf_token": token, **fields}).status_code


def test_declaring_comes_before_the_file(world: World) -> None:
    client = world.client(world.people[0])
    assert client.get(world.path()).headers["Location"] == world.path("/declare")
    for rest in ("/1", "/cast", "/panel", "/block", "/leave", "/1/sheet"):
        assert client.get(world.path(rest)).status_code in {409, 404}, rest
    assert post(client, world.path("/declare")) == 422
    assert post(client, world.path("/declare"), answer="none") == 303
    assert client.get(world.path()).status_code == 200
    assert client.get(world.path("/declare")).status_code == 302


def test_a_whole_ballot_through_the_pages(world: World) -> None:
    declare_all(world)
    client = world.client(world.people[0])
    page = client.get(world.path("/cast")).text
    assert "missing" in page
    assert post(client, world.path("/cast"), vote="yes") == 422
    for number in NUMBERS:
        answer = client.post(
            world.path(f"/{number}"),
            data={
                "csrf_token": csrf_token(client, world.path(f"/{number}")),
                f"score_{number}": "4" if number != 7 else "N",
                f"note_{number}": "" if number != 7 else "No dated CV.",
            },
        )
        wanted = world.path(f"/{number + 1}") if number < 8 else world.path("/cast")
        assert (answer.status_code, answer.headers["Location"]) == (303, wanted)
    assert "Who will see this vote, and when" in client.get(world.path("/cast")).text
    assert post(client, world.path("/cast"), vote="no") == 422  # against the own scores, without a reason
    assert post(client, world.path("/cast"), vote="no", reason="The referees.") == 303
    assert post(client, world.path("/cast"), vote="yes", reason="I was wrong.") == 303
    kept = session().scalars(sa.select(BallotVersion).order_by(BallotVersion.number)).all()
    assert [(each.vote, each.scores["7"]) for each in kept] == [(Vote.NO, None), (Vote.YES, None)]
    assert "1 ballot was changed" in client.get(world.path("/panel")).text


def test_a_page_that_saves_by_itself_casts_nothing(world: World) -> None:
    declare_all(world)
    client = world.client(world.people[0])
    path = world.path("/cast")
    answer = client.post(path, data={"csrf_token": csrf_token(client, path), "vote": "yes", "draft": "1"})
    assert answer.json == {"saved": True}
    ballot = session().scalars(sa.select(Ballot)).one()
    assert (ballot.version, ballot.draft is not None) == (0, True)


def test_the_lay_reviewer_scores_two_criteria(world: World) -> None:
    declare_all(world)
    client = world.client(world.people[5])
    assert [client.get(world.path(f"/{n}")).status_code for n in NUMBERS] == [404] * 4 + [200, 200, 404, 404]
    for number in (5, 6):
        post(client, world.path(f"/{number}"), **{f"score_{number}": "3"})
    assert post(client, world.path("/cast"), vote="yes") == 303
    round_ = session().get_one(Round, world.round_id)
    elector = queries.elector(round_.id, world.people[5].id)
    assert elector is not None
    assert elector.seat is Seat.LAY
    assert ballot_queries.versions(round_, world.people[5].id)[0].scores == {"5": 3, "6": 3}


def reachable(client: FlaskClient, start: str = "/review") -> dict[str, str]:
    """Every page a reviewer can reach by links, with its text."""
    seen: dict[str, str] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in seen or not path.startswith("/review"):
            continue
        answer = client.get(path, follow_redirects=True)
        seen[path] = answer.text if answer.status_code == 200 else ""
        waiting += re.findall(r'href="([^"#]+)', seen[path])
    return seen


SECRETS = ("Confidential words of the first", "Number1", "Number2", "Number3", "Number4", "Number5")


def test_sealed_first_nobody_sees_anything_of_others_before_casting(world: World) -> None:
    """Crawled before and after others have voted: the pages are the same, byte by byte, but for tokens."""
    declare_all(world)
    client = world.client(world.people[0])
    before = reachable(client)
    vote(world, world.people[1], Vote.NO, 2)
    vote(world, world.people[2], Vote.YES, 4)
    vote(world, world.people[2], Vote.NO, 4, reason="Confidential words of the first")
    after = reachable(client)
    assert len(after) >= 12
    assert {path: masked(text) for path, text in after.items()} == {p: masked(t) for p, t in before.items()}
    for path, text in after.items():
        assert [word for word in SECRETS if word in text] == [], path
    for rest in ("/panel",):
        assert client.get(world.path(rest)).status_code == 404
    assert post(client, world.path("/remarks"), at=world.path("/cast"), words="x", criterion="0") == 404


def masked(text: str) -> str:
    return re.sub(r'(csrf_token"[^>]*value="|nonce=")[^"]+', "", text)


def test_after_casting_the_spread_is_there_as_table_and_drawing(world: World) -> None:
    declare_all(world)
    vote(world, world.people[0])
    vote(world, world.people[1], Vote.NO, 2)
    text = world.client(world.people[0]).get(world.path("/panel")).text
    assert "How each criterion was scored" in text
    assert text.count('<svg class="spread"') == 8
    assert "Number1" not in text


def test_a_recused_reviewer_finds_no_trace(world: World) -> None:
    declare_all(world)
    client = world.client(world.people[0])
    vote(world, world.people[1])
    assert post(client, world.path("/leave"), reason="We are friends.") == 303
    client.get("/review")  # the sentence that thanks is shown once
    trace = (world.reference, "Ada Applicant")
    for path, text in reachable(client).items():
        assert [word for word in trace if word in text] == [], path
    for rest in ("", "/declare", "/1", "/cast", "/panel", "/block", "/leave", "/1/sheet"):
        assert client.get(world.path(rest)).status_code == 404, rest
    counts = re.findall(r'class="count">(\d+)', client.get("/review").text)
    assert counts == ["0", "0", "0"]


def test_a_recused_reviewer_gets_no_more_letters(world: World) -> None:
    from directory.core import outbox
    from directory.core.outbox import LetterRow

    declare_all(world)
    with transaction.unit():
        make.recuse(session().get_one(Round, world.round_id), world.people[0].id, now=clock.now())
    due = [row for row in session().scalars(sa.select(LetterRow)) if row.subject.endswith(f":{world.people[0].id}")]
    assert due
    for row in due:
        assert outbox.KINDS[row.kind].load(outbox.Due(row.subject, row.revision, row.due)) is None


def test_a_stranger_with_the_role_gets_404(world: World) -> None:
    other = member("other@example.org", "Otto Other", Role.REVIEWER)
    client = world.client(other)
    for rest in ("", "/declare", "/1", "/cast", "/panel", "/block", "/leave"):
        assert client.get(world.path(rest)).status_code == 404, rest
    assert client.get("/review/chair").status_code == 403


def test_remarks_after_casting_are_kept_once(world: World) -> None:
    declare_all(world)
    vote(world, world.people[0])
    client = world.client(world.people[0])
    path = world.path("/panel")
    token = csrf_token(client, path)
    found = re.search(r'name="submission" value="([0-9a-f]{32})"', client.get(path).text)
    assert found
    data = {"csrf_token": token, "submission": found.group(1), "criterion": "3", "words": "Look at case C04."}
    assert [client.post(world.path("/remarks"), data=data).status_code for _ in range(2)] == [303, 303]
    assert session().scalar(sa.select(sa.func.count()).select_from(Remark)) == 1
    vote(world, world.people[1])
    assert "Look at case C04." in world.client(world.people[1]).get(path).text
    assert client.post(world.path("/remarks"), data={**data, "criterion": "99"}).status_code == 404


def test_the_chair_sees_attendance_and_votes_only_after_closing(world: World) -> None:
    declare_all(world)
    vote(world, world.people[0], Vote.NO, 2)
    chair = world.client(world.chair)
    path = f"/review/chair/{world.reference}"
    text = chair.get(path).text
    assert ("Reviewer Number0" in text, "Versions" in text) == (True, False)
    assert post(chair, f"{path}/close", at=path) == 422
    for each in world.people[1:]:
        vote(world, each)
    text = chair.get(path).text
    assert ("Versions" in text, "Carried" in text) == (True, True)
    assert chair.get("/review/chair/workload").status_code == 200


def test_a_chair_in_the_panel_is_sealed_too(world: World) -> None:
    from directory.accounts import actions as accounts

    with transaction.unit():
        accounts.give_role(world.people[0].id, Role.CHAIR, actor="system", now=clock.now())
    declare_all(world)
    client = world.client(world.people[0])
    path = f"/review/chair/{world.reference}"
    before = (masked(client.get(path).text), masked(client.get("/review/chair/workload").text))
    vote(world, world.people[1], Vote.NO, 2)
    assert (masked(client.get(path).text), masked(client.get("/review/chair/workload").text)) == before
    assert post(client, f"{path}/close", at=path) == 409


def test_a_chair_who_stands_aside_finds_no_trace(world: World) -> None:
    chair = world.client(world.chair)
    path = f"/review/chair/{world.reference}"
    assert post(chair, f"{path}/aside", at=path, reason="My brother.") == 303
    chair.get("/review/chair")
    assert chair.get(path).status_code == 404
    assert world.reference not in chair.get("/review/chair").text
    assert world.client(world.deputy).get(path).status_code == 200


def test_a_block_is_ruled_on_by_chair_and_deputy(world: World) -> None:
    declare_all(world)
    client = world.client(world.people[0])
    fields = {"ground": "danger", "reason": "Infections.", "evidence": "Case C07."}
    assert post(client, world.path("/block"), **fields) == 303
    assert post(client, world.path("/block"), **fields) == 409
    path = f"/review/chair/{world.reference}"
    for each in (world.chair, world.deputy):
        chair = world.client(each)
        number = re.search(r"/blocks/(\d+)", chair.get(path).text)
        assert number
        assert post(chair, f"{path}/blocks/{number.group(1)}", at=path, finding="dismissed", reason="Healed.") == 303
    assert "Dismissed" in world.client(world.chair).get(path).text


def test_replacements_are_seated_by_the_chair(world: World) -> None:
    declare_all(world, but=0)
    spare = member("spare@example.org", "Sam Spare", Role.REVIEWER)
    chair, path = world.client(world.chair), f"/review/chair/{world.reference}"
    data = {"leaving": str(world.people[0].id), "coming": str(spare.id)}
    assert post(chair, f"{path}/replace", at=path, **data) == 303
    assert world.client(spare).get(world.path("/declare")).status_code == 200
    assert world.client(world.people[0]).get(world.path("/declare")).status_code == 404
    assert post(chair, f"{path}/replace", at=path, coming="999999") == 422


def test_every_refused_step_is_a_sentence(world: World) -> None:
    declare_all(world)
    chair, path = world.client(world.chair), f"/review/chair/{world.reference}"
    for name, status in {"close": 422, "extend": 409, "second-ballot": 409, "void": 422, "nothing": 404}.items():
        assert post(chair, f"{path}/{name}", at=path) == status, name
    assert post(chair, f"{path}/keep-open", at=path) == 303
    assert post(chair, f"{path}/void", at=path, reason="A rule was broken.") == 303
    assert session().get_one(Round, world.round_id).state is State.VOID
    assert world.client(world.people[0]).get(world.path()).status_code == 404


def test_a_secret_ballot_is_one_page_and_final(context: Flask) -> None:
    people = [member(f"s{n}@example.org", f"Secret Number{n}", Role.REVIEWER) for n in range(5)]
    with transaction.unit():
        about = physician_factory.physician(slug="about", name="Ann About", standing="active")
        round_ = make.opened_secret_people([p.id for p in people], about.id, now=clock.now())
        for each in people:
            make.declare(round_, each.id, now=clock.now())
        reference = round_.reference
    db.session.remove()
    client = fresh(context, people[0])
    path = f"/review/{reference}/cast"
    assert "A secret ballot is final" in client.get(path).text
    token = csrf_token(client, path)
    assert client.post(path, data={"csrf_token": token}).status_code == 422
    assert client.post(path, data={"csrf_token": token, "vote": "no", "draft": "1"}).status_code == 303
    assert client.post(path, data={"csrf_token": token, "vote": "yes"}).status_code == 409
    assert session().scalars(sa.select(Ballot)).all() == []
    assert client.get(f"/review/{reference}/panel").status_code == 404


def test_bad_input_is_refused_not_an_error(world: World) -> None:
    declare_all(world)
    client = world.client(world.people[0])
    for fields in (
        {"score_1": "6"},
        {"score_1": "-1"},
        {"score_1": "²"},
        {"score_1": "x" * 5000, "note_1": "n" * 20000},
        {"score_2": "3"},
    ):
        assert post(client, world.path("/1"), **fields) == 303
    assert post(client, world.path("/cast"), vote="maybe") == 422
    for path in ("/review?part=x&page=-1", "/review?page=99999999999", "/review?page=²"):
        assert client.get(path).status_code == 200
    for rest in ("/0", "/9", "/2147483647", "/1/sheet?opening=x", "/1/documents/x"):
        assert client.get(world.path(rest)).status_code in {404, 302}, rest
