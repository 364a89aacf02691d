"""The applicant's home page: where it stands, who acts next, submitting, answering, withdrawing. And sweeps."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from directory.accounts.rules import Role
from directory.core import clock, files, transaction
from directory.core.db import session
from directory.membership.actions import application as moves
from directory.membership.actions import information, sections
from directory.membership.models.application import Application
from directory.membership.models.assistant import Assistant
from directory.membership.models.section import Document
from directory.membership.queries import application as queries
from directory.membership.rules.application import Outcome, State
from directory.membership.rules.information import Item
from directory.membership.rules.sections import Section
from directory.membership.rules.status import STATUS, WHO_WORDS
from tasks import membership as tasks
from tests import cast
from tests.conftest import Client, browser
from tests.factories import membership_application as factory
from tests.factories import membership_caselog_whole as log
from tests.factories import membership_documents as pdfs

pytestmark = pytest.mark.both
HOME = "/membership/application"


@pytest.fixture
def applicant(app: Flask) -> cast.Member:
    with app.app_context():
        return cast.member("applicant@example.org", "Dr Robin Vale", Role.APPLICANT, enrolled=False)


@pytest.fixture
def mine(app: Flask, client: Client, applicant: cast.Member) -> int:
    with app.app_context(), transaction.unit():
        made = factory.draft(applicant.id, now=clock.now()).id
    cast.sign_in_fast(client, applicant, second_factor=False)
    return made


@pytest.fixture
def complete(app: Flask, mine: int) -> int:
    with app.app_context(), transaction.unit():
        row = session().get_one(Application, mine)
        factory.complete(row, clock.now())
        log.whole(row, clock.now())
    return mine


def put(app: Flask, application_id: int, state: State, outcome: Outcome | None = None) -> None:
    with app.app_context(), transaction.unit():
        row = queries.locked(application_id)
        row.state, row.submitted, row.outcome, row.entered = state, clock.now(), outcome, clock.now()


def press(client: Client, path: str, at: str = HOME, **fields: str) -> int:
    return cast.post_form(client, f"{HOME}{path}", at=at, **fields).status_code


def state(app: Flask, application_id: int) -> State:
    with app.app_context(), transaction.reading():
        return queries.locked(application_id).state


@pytest.mark.parametrize("each", list(State))
def test_every_state_says_what_is_next_and_who_acts(app: Flask, client: Client, mine: int, each: State) -> None:
    put(app, mine, each, Outcome.DECLINED if each in (State.DECIDED, State.APPEALED, State.CLOSED) else None)
    answer = client.get(HOME)
    assert answer.status_code == 200
    assert STATUS[each].title in answer.text
    assert STATUS[each].next in answer.text
    assert f"<dd>{WHO_WORDS[STATUS[each].who]}</dd>" in answer.text


def test_the_outcome_is_not_shown_while_an_appeal_is_open(app: Flask, client: Client, mine: int) -> None:
    put(app, mine, State.APPEALED, Outcome.DECLINED)
    assert "Declined" not in client.get(HOME).text


def test_everything_missing_is_listed_on_the_page_before_submitting(client: Client, mine: int) -> None:
    page = client.get(f"{HOME}/submit").text
    assert page.count(f'<li><a href="{HOME}') > 40
    assert f'href="{HOME}/you#licence_number"' in page
    assert f'href="{HOME}/criterion-8#evidence-credential"' in page
    assert "Submit the application" not in page
    assert press(client, "/submit", at="/account/second-factor") == 422


def test_every_problem_leads_to_a_place_that_is_there(client: Client, mine: int) -> None:
    page = client.get(f"{HOME}/submit").text
    for address in sorted(set(re.findall(r'<li><a href="([^"]+)"', page))):
        path, _, anchor = address.partition("#")
        answer = client.get(path)
        assert answer.status_code == 200, address
        assert not anchor or f'id="{anchor}' in answer.text, address


def test_a_complete_application_is_shown_and_submitted_once(app: Flask, client: Client, complete: int) -> None:
    page = client.get(f"{HOME}/submit").text
    assert "What I do for criterion 8." in page
    assert press(client, "/submit", at=f"{HOME}/submit") == 303
    assert state(app, complete) is State.SUBMITTED
    assert client.get(f"{HOME}/submit").status_code == 303
    assert "cannot be changed at present" in client.get(f"{HOME}/you").text
    assert press(client, "/you", at="/account/second-factor", name="Other", revision="2") == 409


def test_an_answer_is_given_on_the_home_page(app: Flask, client: Client, complete: int) -> None:
    put(app, complete, State.SCREENING)
    with app.app_context(), transaction.unit():
        row = session().get_one(Application, complete)
        items = [Item(Section.CRITERION_4, "How many <b>other</b> operations?")]
        information.ask(row, items, actor="person:99", now=clock.now())
    page = client.get(HOME).text
    assert "How many &lt;b&gt;other&lt;/b&gt; operations?" in page
    assert "The office asks:" in client.get(f"{HOME}/criterion-4").text
    assert press(client, "/criterion-4", at=f"{HOME}/criterion-4", statement="Ten", revision="1") == 303
    assert press(client, "/criterion-5", at=f"{HOME}/criterion-4", statement="Ten", revision="1") == 409
    assert press(client, "/answer", reply="") == 422
    assert press(client, "/answer", reply="Ten, all in 2024.") == 303
    assert state(app, complete) is State.SCREENING
    assert press(client, "/answer", at="/account/second-factor", reply="More") == 409


def test_withdraw_and_take_it_back(app: Flask, client: Client, mine: int) -> None:
    assert press(client, "/withdraw", at=f"{HOME}/withdraw", reason="Another plan") == 303
    assert state(app, mine) is State.WITHDRAWN
    assert "Apply again" in client.get(HOME).text
    assert press(client, "/withdraw/undo") == 303
    assert state(app, mine) is State.DRAFT


def test_a_withdrawal_that_is_final_is_not_offered_to_be_taken_back(app: Flask, client: Client, mine: int) -> None:
    press(client, "/withdraw", at=f"{HOME}/withdraw")
    assert "Take the withdrawal back" in client.get(HOME).text
    with app.app_context(), transaction.unit():
        session().get_one(Application, mine).entered -= timedelta(days=7, hours=1)
    page = client.get(HOME).text
    assert "Take the withdrawal back" not in page
    assert "Apply again" in page


def test_it_cannot_be_taken_back_once_another_is_under_way(app: Flask, client: Client, mine: int) -> None:
    press(client, "/withdraw", at=f"{HOME}/withdraw")
    token = cast.csrf_token(client, HOME)
    assert cast.post_form(client, "/membership/apply", name="Dr Robin Vale").status_code == 303
    assert client.post(f"{HOME}/withdraw/undo", data={"csrf_token": token}).status_code == 409
    assert state(app, mine) is State.WITHDRAWN


def test_a_link_to_come_back_is_sent(app: Flask, client: Client, mine: int) -> None:
    from directory.core import outbox

    assert press(client, "/link") == 303
    sent: list[outbox.Letter] = []
    with app.app_context():
        outbox.deliver_due(clock.now, sent.append)
    assert {each.subject for each in sent} == {"Your application has begun"}
    assert all("/membership/application" in each.text for each in sent)


def test_applying_again_shows_what_is_new(app: Flask, client: Client, complete: int) -> None:
    press(client, "/submit", at=f"{HOME}/submit")
    press(client, "/withdraw", at=f"{HOME}/withdraw")
    assert cast.post_form(client, "/membership/apply", name="Dr Robin Vale").status_code == 303
    press(client, "/criterion-2", at=f"{HOME}/criterion-2", statement="Denser now", revision="1")
    page = client.get(f"{HOME}/changes").text
    assert "Denser now" in page
    assert "What I do for criterion 2." in page


def test_a_first_application_has_nothing_to_compare_with(client: Client, mine: int) -> None:
    assert client.get(f"{HOME}/changes").status_code == 404


def test_no_page_opens_for_others(app: Flask, client: Client, mine: int) -> None:
    with app.app_context():
        people = cast.assemble()
    for person in (people.coordinator, people.owner):
        visitor = browser(app)
        cast.sign_in_fast(visitor, person)
        assert {visitor.get(f"{HOME}{path}").status_code for path in ("", "/you", "/submit", "/withdraw")} == {403}
    assert browser(app).get(HOME).location == "/sign-in/email?next=/membership/application"


def test_the_sweep_ends_what_is_over(app: Flask, mine: int, set_settings: Callable[..., None]) -> None:
    with app.app_context():
        assert tasks.applications() == 0
        set_settings(clock_offset=timedelta(days=91))
        assert tasks.applications() == 1
        assert tasks.applications() == 0
    assert state(app, mine) is State.EXPIRED


def test_an_orphan_document_is_removed_and_a_kept_one_is_not(
    app: Flask, client: Client, mine: int, set_settings: Callable[..., None]
) -> None:
    import io

    path = f"{HOME}/criterion-7/evidence?kind=cv"
    given = {"shape": "document", "words": "CV", "file": (io.BytesIO(pdfs.pdf()), "cv.pdf")}
    client.post(path, data={"csrf_token": cast.csrf_token(client, path), **given})
    with app.app_context():
        kept = f"documents/{session().query(Document).one().id}"
        session().rollback()
        files.store().put("documents/orphan", b"x")
        assert tasks.documents() == 0
        set_settings(clock_offset=timedelta(days=2))
        assert tasks.documents() == 1
        assert files.store().names() == [kept]
        assert sections.sweep_documents(clock.now()) == 0


def test_moves_by_others_leave_the_page_whole(app: Flask, client: Client, complete: int) -> None:
    press(client, "/submit", at=f"{HOME}/submit")
    with app.app_context(), transaction.unit():
        row = session().get_one(Application, complete)
        moves.fire(row, "take", actor="person:99", now=clock.now())
        moves.fire(row, "open_round", actor="person:99", now=clock.now())
    page = client.get(HOME).text
    assert "person:99" not in page
    assert "In review" in page


def test_who_only_helps_is_led_to_the_case_log(app: Flask, client: Client, applicant: cast.Member, mine: int) -> None:
    with app.app_context():
        assisting = cast.member("assistant@example.org", "Kim Assist", Role.APPLICANT, enrolled=False)
        with transaction.unit():
            at = clock.now()
            made = Assistant(
                application_id=mine, email=assisting.email, person_id=assisting.id, invited=at, accepted=at
            )
            session().add(made)
    visitor = browser(app)
    cast.sign_in_fast(visitor, assisting, second_factor=False)
    assert visitor.get(HOME).location == f"{HOME}/cases"
    pages = {visitor.get(f"{HOME}{path}").status_code for path in ("/you", "/submit", "/withdraw")}
    assert pages == {404}
