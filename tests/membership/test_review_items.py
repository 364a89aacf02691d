"""What is opened, what is not, the file by criterion, letters, the replay command, and what the pages cost."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from directory.accounts import actions as accounts
from directory.accounts.rules import Role
from directory.core import clock, outbox, transaction
from directory.core.db import db, session
from directory.membership.actions import closing
from directory.membership.models import Application, ItemOpening, Round
from directory.membership.queries import ballots as ballot_queries
from directory.membership.queries import casefile
from directory.membership.queries import rounds as queries
from directory.membership.rules.ballots import NothingOpened
from directory.membership.rules.rounds import Vote
from directory.photos.queries import openings_of
from tests import cast
from tests.cast import Member, csrf_token
from tests.conftest import NOW, browser
from tests.factories import accounts as make_accounts
from tests.factories import membership_rounds as make

DAY = timedelta(days=1)


@pytest.fixture
def filed(app: Flask) -> tuple[str, int, Member, int]:
    """A round about a whole application: reference, id, the reviewer, the application."""
    with app.app_context():
        people = [cast.member(f"r{n}@example.org", f"Reviewer Number{n}", Role.REVIEWER) for n in range(4)]
        application_id = make.whole_application(clock.now())
        with transaction.unit():
            ids = [person.id for person in people]
            round_ = make.opened_people(ids[:3], ids[3], application_id=application_id, now=clock.now())
            round_.comments_until = None
            for each in ids:
                make.declare(round_, each, now=clock.now())
            found = round_.reference, round_.id, people[0], application_id
        db.session.remove()
        return found


def signed_in(app: Flask, person: Member) -> FlaskClient:
    client = browser(app)
    cast.sign_in_fast(client, person)
    return client


def post(client: FlaskClient, path: str, at: str, **fields: str) -> tuple[int, str]:
    answer = client.post(path, data={"csrf_token": csrf_token(client, at), **fields})
    return answer.status_code, answer.headers.get("Location", "")


def test_a_contact_sheet_is_opened_by_a_post_and_recorded_for_its_patients(
    app: Flask, filed: tuple[str, int, Member, int]
) -> None:
    reference, _, reviewer, _ = filed
    client, path = signed_in(app, reviewer), f"/review/{reference}/3"
    assert client.get(f"{path}/sheet").status_code == 302
    status, shown = post(client, f"{path}/sheet", path)
    assert status == 303
    text = client.get(shown).text
    assert "Dr Robin Vale" not in text
    assert re.search(r"C0[12]", text) is None
    assert text.count("<figure>") == 8
    with app.app_context():
        assert {(row.role, row.name) for row in openings_of("operation:1")} == {("reviewer", reviewer.name)}
        assert session().scalars(sa.select(ItemOpening.item)).all() == ["sheet"]
    other = signed_in(app, Member(reviewer.id + 1, "", ""))
    assert other.get(shown).status_code == 404  # another reviewer's opening


def test_the_blind_order_is_each_reviewers_own_and_stays(app: Flask, filed: tuple[str, int, Member, int]) -> None:
    """Two cases have two orders: of twelve reviewers not all have the same, and each keeps theirs."""
    from directory.core import vault

    reference = filed[0]
    with app.app_context():
        seeds = [vault.blind(f"{reference}/3/{person}", "blind order") for person in range(12)]
        assert seeds == [vault.blind(f"{reference}/3/{person}", "blind order") for person in range(12)]
        assert len(set(seeds)) == 12
    client, path = signed_in(app, filed[2]), f"/review/{reference}/3"
    orders = []
    for _ in range(2):
        shown = client.get(post(client, f"{path}/sheet", path)[1]).text
        orders.append(re.findall(r"/photos/[0-9a-f]{32}/([0-9a-f]{32})/thumb", shown))
    assert orders[0] == orders[1] != []


def test_one_opened_item_is_enough_and_the_others_are_listed(app: Flask, filed: tuple[str, int, Member, int]) -> None:
    reference, round_id, reviewer, _ = filed
    client = signed_in(app, reviewer)
    for number in range(1, 9):
        post(client, f"/review/{reference}/{number}", f"/review/{reference}/{number}", **{f"score_{number}": "4"})
    text = client.get(f"/review/{reference}/cast").text
    assert text.count("nothing opened yet") == 2
    status, _ = post(client, f"/review/{reference}/cast", f"/review/{reference}/cast", vote="yes")
    assert status == 422
    with app.app_context(), transaction.unit():
        round_ = session().get_one(Round, round_id)
        make.open_all(round_, reviewer.id, clock.now())
        there = casefile.items(round_, queries.policy_of(round_))
        opened = ballot_queries.opened(round_, reviewer.id)
        assert casefile.untouched(there, opened) == set()
    status, _ = post(client, f"/review/{reference}/cast", f"/review/{reference}/cast", vote="yes")
    assert status == 303


def test_a_note_without_a_score_leaves_the_same_minutes_on_both_pages(
    app: Flask, filed: tuple[str, int, Member, int]
) -> None:
    reference, round_id, reviewer, _ = filed
    client, path = signed_in(app, reviewer), f"/review/{reference}"

    def minutes() -> tuple[str, str]:
        pages = [client.get(each).text for each in (path, f"{path}/4")]
        first, second = (re.findall(r"bout (\d+) minutes left", text) for text in pages)
        return first[0], second[0]

    before = minutes()
    assert post(client, f"{path}/4", f"{path}/4", note_4="To be read once more.")[0] == 303
    with app.app_context():
        round_ = session().get_one(Round, round_id)
        draft = ballot_queries.draft_of(round_, ballot_queries.own(round_, reviewer.id))
        assert draft.scores[4].note == "To be read once more."
        db.session.remove()
    assert minutes() == before
    assert before[0] == before[1]


def test_nothing_opened_is_a_refusal_of_its_criterion() -> None:
    assert NothingOpened(3).field == "score_3"
    there = {3: (casefile.Item("a", casefile.ItemKind.DOCUMENT, "A"), casefile.Item("b", casefile.ItemKind.SHEET, "B"))}
    assert casefile.untouched(there, {}) == {3}
    assert casefile.untouched(there, {3: {"b"}}) == set()
    assert [item.key for item in casefile.unopened(there, {3: {"b"}})[3]] == ["a"]
    assert casefile.untouched({4: ()}, {}) == set()


def test_what_is_answered_after_a_vote_is_shown_and_confirmed(app: Flask, filed: tuple[str, int, Member, int]) -> None:
    from directory.membership.actions import submitting
    from directory.membership.rules.application import State as ApplicationState
    from directory.membership.rules.sections import Section
    from tests.factories import membership_application

    reference, round_id, reviewer, application_id = filed
    with app.app_context():
        with transaction.unit():
            submitting.freeze(session().get_one(Application, application_id), actor="system", now=clock.now() - DAY)
        with transaction.unit():
            make.cast(session().get_one(Round, round_id), reviewer.id, now=clock.now())
        with transaction.unit():
            application = session().get_one(Application, application_id)
            application.state = ApplicationState.DRAFT
            session().flush()
            membership_application.put(
                application, Section.CRITERION_1, {"statement": "Now with numbers."}, clock.now()
            )
            application.state = ApplicationState.IN_REVIEW
            submitting.freeze(application, actor="system", now=clock.now() + DAY)
        db.session.remove()
    client, path = signed_in(app, reviewer), f"/review/{reference}"
    assert "Now with numbers." in client.get(path).text
    assert "The applicant has answered since you voted" in client.get(path).text
    assert post(client, f"{path}/confirm", path)[0] == 303
    assert "The applicant has answered since you voted" not in client.get(path).text


def test_reminders_come_seven_and_two_days_before_and_only_to_those_who_are_missing(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        make.cast(round_, people[0].id)
    assert round_.closes is not None
    kind = outbox.KINDS["round_due"]
    rows = session().scalars(sa.select(outbox.LetterRow).where(outbox.LetterRow.kind == "round_due")).all()
    assert {row.due for row in rows} == {round_.closes - 7 * DAY, round_.closes - 2 * DAY}

    def said(row: outbox.LetterRow, late: timedelta = timedelta()) -> bool:
        return kind.load(outbox.Due(row.subject, row.revision, row.due + late)) is not None

    mine = [row for row in rows if row.subject == f"{round_.id}:{people[0].id}"]
    others = [row for row in rows if row.subject == f"{round_.id}:{people[1].id}"]
    assert [said(row) for row in mine] == [False, False]
    assert [said(row) for row in others] == [True, True]
    # A worker that was away for six days sends the second only.
    assert [said(row, round_.closes - DAY - row.due) for row in sorted(others, key=lambda row: row.due)] == [
        False,
        True,
    ]


def test_a_closed_round_is_told_once_to_seats_and_to_a_chair_without_one_and_not_to_who_recused(
    context: Flask,
) -> None:
    with transaction.unit():
        round_, people = make.admission(4)
        seated, recused = people[0], people[1]
        for each in (seated, recused):
            accounts.give_role(each.id, Role.CHAIR, actor="system", now=NOW)
        outside = make_accounts.person(Role.CHAIR, email="chair@example.org", name="Chair Outside")
        make.recuse(round_, recused.id)
        for each in [*people[:1], *people[2:]]:
            make.cast(round_, each.id)
    query = sa.select(outbox.LetterRow).where(outbox.LetterRow.kind == "round_closed")
    rows = {int(row.subject.partition(":")[2]): row for row in session().scalars(query)}
    assert set(rows) == {each.id for each in people if each is not recused} | {outside.id}
    load = outbox.KINDS["round_closed"].load
    with context.test_request_context():
        told = {person: load(outbox.Due(row.subject, row.revision, row.due)) for person, row in rows.items()}
        links = {person: content.link for person, content in told.items() if content is not None}
        assert links[outside.id].endswith(f"/review/chair/{round_.reference}")
        assert links[seated.id].endswith(f"/review/{round_.reference}")
        left = rows[outside.id]
        assert load(outbox.Due(f"{round_.id}:{recused.id}", left.revision, left.due)) is None


def test_letters_name_the_round_and_nobody(context: Flask) -> None:
    with transaction.unit():
        make.admission(3)
    rows = session().scalars(sa.select(outbox.LetterRow).where(outbox.LetterRow.kind.like("round%"))).all()
    assert {row.kind for row in rows} == {"round_seat", "round_due"}
    with context.test_request_context():
        for row in rows:
            content = outbox.KINDS[row.kind].load(outbox.Due(row.subject, row.revision, row.due))
            assert content is not None
            letter = outbox.compose(row.kind, content, identity="<x@example.org>")
            assert "Applicant" not in letter.subject + letter.text + letter.html
            assert re.search(r"R-\w{4}-\w{4}", letter.subject)


def test_the_command_replays_a_round_and_finds_a_changed_result(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        for each in people:
            make.cast(round_, each.id)
        reference, round_id = round_.reference, round_.id
    run = context.test_cli_runner()
    done = run.invoke(args=["review", "replay", reference])
    assert (done.exit_code, "carried: yes 4, no 0, abstained 0" in done.output) == (0, True), done.output
    with transaction.unit():
        row = session().get_one(Round, round_id)
        assert row.result is not None
        row.result = {**row.result, "verdict": "not_carried"}
    done = run.invoke(args=["review", "replay", reference])
    assert (done.exit_code, "The stored result was changed after closing." in done.output) == (1, True)
    assert run.invoke(args=["review", "replay", "R-0000-0000"]).exit_code == 2


@contextmanager
def counted(statements: list[str]) -> Iterator[None]:
    def note(_c: object, _k: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def test_the_queue_costs_the_same_at_one_and_three_rows_and_at_most_eight_statements(app: Flask) -> None:
    with app.app_context():
        people = [cast.member(f"r{n}@example.org", f"Reviewer Number{n}", Role.REVIEWER) for n in range(4)]
        ids = [person.id for person in people]
        with transaction.unit():
            make.opened_people(ids[:3], ids[3], now=clock.now())
        db.session.remove()
    client, seen = signed_in(app, people[0]), list[int]()
    for more in (0, 2):
        with app.app_context():
            for _ in range(more):
                with transaction.unit():
                    make.opened_people(ids[:3], ids[3], now=clock.now())
            db.session.remove()
            statements: list[str] = []
            with counted(statements):
                assert client.get("/review").status_code == 200
            seen.append(len([each for each in statements if not each.startswith(("BEGIN", "PRAGMA"))]))
    assert seen[0] == seen[1] <= 8


def test_due_rounds_are_swept_by_the_task(context: Flask) -> None:
    from tasks.membership_rounds import close_due
    from tasks.schedule import BEAT

    assert BEAT["rounds"]["task"] == "tasks.membership_rounds.close_due"
    with transaction.unit():
        round_, people = make.admission(3)
        for each in people[:3]:
            make.cast(round_, each.id, Vote.YES)
    assert round_.closes is not None
    assert round_.closes > NOW
    assert closing.close_due(round_.closes) == 1
    assert close_due() == 0
