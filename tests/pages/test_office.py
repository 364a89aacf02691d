"""The coordinators' desk: counts, e-mails sent again, previews, the audit log."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import audit, clock, outbox, transaction
from directory.core.audit import AuditRow
from directory.core.db import db, session
from directory.core.outbox import LetterRow, LetterState
from directory.pages import queries, rules
from tests import cast
from tests.conftest import Client
from tests.factories import consultations, oversight, physicians
from tests.factories.consultations import STARTS

PAGES = ("/office", "/office/letters", "/office/letters/preview/concern_notice", "/office/audit")


@pytest.fixture
def people(app: Flask) -> cast.Cast:
    with app.app_context():
        return cast.assemble()


@pytest.fixture
def office(client: Client, people: cast.Cast) -> Client:
    cast.sign_in_fast(client, people.coordinator)
    return client


def letter(state: LetterState, *, subject: str = "1", due: datetime, reason: str = "") -> int:
    ended = None if state is LetterState.WAITING else due
    row = LetterRow(
        kind="concern_notice", subject=subject, revision=0, due=due, try_at=due, state=state, ended=ended, reason=reason
    )
    session().add(row)
    session().flush()
    return row.id


@pytest.mark.parametrize("path", PAGES)
def test_strangers_physicians_and_half_signed_in_people_stay_outside(
    app: Flask, client: Client, people: cast.Cast, path: str
) -> None:
    assert client.get(path).status_code == 303
    cast.sign_in_fast(client, people.owner)
    assert client.get(path).status_code == 403
    half = app.test_client()
    cast.sign_in_fast(half, people.coordinator, second_factor=False)
    assert half.get(path).status_code == 303


@pytest.mark.both
def test_the_desk_counts_what_waits(app: Flask, office: Client) -> None:
    now = clock.now()
    with app.app_context(), transaction.unit():
        oversight.concern(now=now)
        letter(LetterState.FAILED, subject="f", due=now)
        letter(LetterState.FAILED, subject="g", due=now)
        letter(LetterState.WAITING, subject="late", due=now - timedelta(minutes=11))
        physicians.physician()
    text = office.get("/office").text
    assert re.findall(r'class="count">(\d+)<', text) == ["0", "0", "1", "0", "0", "2", "1"]
    assert "1 e-mail should have gone more than ten minutes ago." in text


@pytest.mark.both
def test_the_desk_counts_the_calls_of_the_next_day(context: Flask) -> None:
    owner = cast.assemble().owner
    with transaction.unit():
        physician = consultations.physician_of(owner)
        consultations.confirmed(physician, STARTS)
        consultations.booked(physician, STARTS + timedelta(hours=1), email="other@example.org")
    hour, day = timedelta(hours=1), timedelta(days=1)
    shifts = (-day - hour, -day + hour / 2, -hour, hour)
    ahead = [queries.desk(STARTS + shift, 0).consultations_coming for shift in shifts]
    assert ahead == [0, 1, 2, 1]
    assert queries.desk(STARTS, 0).consultations_waiting == 1, "one address is not confirmed"


@pytest.mark.both
def test_a_failed_e_mail_is_sent_again_once(app: Flask, office: Client) -> None:
    with app.app_context(), transaction.unit():
        oversight.concern()
        session().execute(sa.update(LetterRow).values(state=LetterState.SENT, ended=clock.now()))
        failed = session().scalars(sa.select(LetterRow.id).where(LetterRow.kind == "concern_notice")).one()
        session().execute(
            sa.update(LetterRow).where(LetterRow.id == failed).values(state=LetterState.FAILED, reason="refused (550)")
        )
    text = office.get("/office/letters?state=failed").text
    assert "refused (550)" in text
    answer = cast.post_form(office, f"/office/letters/{failed}/again", at="/office/letters?state=failed")
    assert answer.status_code == 303
    sent: list[outbox.Letter] = []
    with app.app_context():
        outbox.deliver_due(clock.now, sent.append)
        actions = list(session().scalars(sa.select(AuditRow.action).where(AuditRow.subject == f"letter:{failed}")))
    assert ([one.subject.partition(",")[0] for one in sent], actions) == (["A concern was raised"], ["letter.again"])
    assert "No e-mails here." in office.get("/office/letters?state=failed").text


@pytest.mark.parametrize("state", [LetterState.SENT, LetterState.WAITING, LetterState.DROPPED])
def test_only_a_failed_one_is_sent_again(app: Flask, office: Client, now: datetime, state: LetterState) -> None:
    with app.app_context(), transaction.unit():
        letter_id = letter(state, due=now)
    cast.post_form(office, f"/office/letters/{letter_id}/again", at="/office")
    with app.app_context():
        assert session().get_one(LetterRow, letter_id).state is state


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x", "%00"])
def test_an_e_mail_that_never_was_changes_nothing(office: Client, number: str) -> None:
    assert cast.post_form(office, f"/office/letters/{number}/again", at="/office").status_code in {303, 404}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?state=failed",
        "?state=nonsense&kind=nonsense",
        "?page=0",
        "?page=9999999999999",
        "?kind=%00",
        "?subject=%00",
        "?subject=%25",
    ],
)
def test_the_list_of_e_mails_takes_any_address(office: Client, query: str) -> None:
    assert office.get(f"/office/letters{query}").status_code == 200


def test_the_list_is_paged_and_filtered(app: Flask, office: Client, now: datetime) -> None:
    with app.app_context(), transaction.unit():
        for number in range(51):
            letter(LetterState.SENT, subject=f"s{number}", due=now + timedelta(minutes=number))
        letter(LetterState.FAILED, subject="only-failed", due=now)
    first, second = office.get("/office/letters?state=sent").text, office.get("/office/letters?state=sent&page=2").text
    assert (first.count("notice to the office</a></th>"), second.count("notice to the office</a></th>")) == (50, 1)
    assert "51 e-mails" in first
    assert ("s50" in first, "s0<" in second.replace("\n", "")) == (True, True)
    assert "only-failed" not in first + second


@pytest.mark.both
def test_the_list_shows_the_e_mails_about_one_subject(app: Flask, office: Client, now: datetime) -> None:
    with app.app_context(), transaction.unit():
        for subject in ("12", "12:24", "121", "1"):
            letter(LetterState.SENT, subject=subject, due=now)
    page = office.get("/office/letters?subject=12").text
    assert "2 e-mails" in page
    assert page.count('<span class="mono">12</span>') == 2
    assert "No e-mails here." in office.get("/office/letters?subject=%25").text


@pytest.mark.both
def test_numbers_of_different_things_are_told_apart(app: Flask, office: Client, now: datetime) -> None:
    with app.app_context(), transaction.unit():
        letter(LetterState.SENT, subject="12", due=now)
        for kind in ("reminder", "code", "password_changed"):
            state = LetterState.SENT
            row = LetterRow(kind=kind, subject="12", revision=0, due=now, try_at=now, state=state, ended=now)
            session().add(row)
    assert "4 e-mails" in office.get("/office/letters?subject=12").text
    for of, name in (("consultation", "Reminder"), ("concern", "Concern: notice"), ("code", "Six-digit code")):
        page = office.get(f"/office/letters?subject=12&of={of}").text
        assert "1 e-mail<" in page
        assert f">{name}" in page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert office.get("/office/letters?subject=12&of=nonsense").status_code == 200


@pytest.mark.parametrize(
    ("kind", "subject", "shown"),
    [
        ("reminder", "185:72", 'Consultation <span class="mono">185</span></span>, 72 hours before'),
        ("round_seat", "3:12", 'Round <span class="mono">3</span></span>, person 12'),
        ("password_reset", "a" * 64, 'Account <span class="mono">aaaaaaaaaaaa…</span></span></td>'),
    ],
)
def test_what_an_e_mail_is_about_is_said_in_words(
    app: Flask, office: Client, now: datetime, kind: str, subject: str, shown: str
) -> None:
    with app.app_context(), transaction.unit():
        row = LetterRow(kind=kind, subject=subject, revision=1, due=now, try_at=now, state=LetterState.SENT, ended=now)
        session().add(row)
    assert shown in office.get("/office/letters").text


def test_every_kind_has_a_name_for_the_office(app: Flask, office: Client) -> None:
    assert set(rules.LETTERS) == set(outbox.KINDS)
    assert rules.letter_name("never_seen") == "Never seen"
    page = office.get("/office/letters").text
    assert "Physician could not attend" in page
    assert ">physician_absent<" not in page


def test_every_kind_has_a_preview_in_text_and_html(app: Flask, office: Client) -> None:
    assert len(outbox.KINDS) >= 2
    for kind in outbox.KINDS:
        page = office.get(f"/office/letters/preview/{kind}")
        html = office.get(f"/office/letters/preview/{kind}.html")
        assert (page.status_code, html.status_code) == (200, 200), kind
        assert html.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
        assert html.headers["Content-Security-Policy"].endswith("sandbox")
        assert not re.search(r"<(img|script|link|iframe|form)\b|url\(", html.text), kind


@pytest.mark.parametrize("kind", ["nonsense", "../concern_notice", "%00", "nonsense.html"])
def test_an_unknown_kind_has_no_preview(office: Client, kind: str) -> None:
    assert office.get(f"/office/letters/preview/{kind}").status_code == 404


@pytest.mark.both
def test_the_audit_log_shows_the_newest_first_and_filters(app: Flask, office: Client, now: datetime) -> None:
    with app.app_context(), transaction.unit():
        for number in range(3):
            audit.record("site", "tried", actor="visitor", subject=f"thing:{number}", now=now, round=number)
        audit.record_opening("person:1", "physician", what="consultation:7", why="care", now=now)
    rows = re.findall(r"thing:(\d)</a>", office.get("/office/audit").text)
    assert rows == ["2", "1", "0"]
    assert re.findall(r"thing:(\d)</a>", office.get("/office/audit?subject=thing:1").text) == ["1"]
    assert "why: care" in office.get("/office/audit?stream=openings").text
    assert "Nothing was recorded here." in office.get("/office/audit?stream=none").text


@pytest.mark.parametrize("query", ["?stream=%00", "?subject=" + "x" * 5000, "?subject=%27%22%3C", "?page=%E2%82%AC"])
def test_the_audit_log_takes_any_address(office: Client, query: str) -> None:
    assert office.get(f"/office/audit{query}").status_code == 200


@pytest.mark.both
@pytest.mark.parametrize("path", ["/office/letters", "/office/audit", "/office"])
def test_three_rows_cost_as_many_statements_as_one(app: Flask, office: Client, now: datetime, path: str) -> None:
    costs = []
    for new in (1, 2):
        with app.app_context(), transaction.unit():
            for number in range(new):
                letter(LetterState.FAILED, subject=f"{new}-{number}", due=now)
                audit.record("site", "tried", actor="visitor", subject="thing:1", now=now)
        costs.append(_cost(app, lambda: office.get(path).status_code))
    assert costs[0] == costs[1] > 0


def _cost(app: Flask, call: Callable[[], int]) -> int:
    """How many statements a page costs, its sign-in included."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    call()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        assert call() == 200
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)
