"""What everybody may read of membership, and what nobody may."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from directory.core import clock, transaction, vault
from directory.core.db import db, session
from directory.membership.actions import policy as policies
from directory.membership.actions.panel import write
from directory.membership.models import Application
from directory.membership.queries.panel import Met, panel
from directory.membership.rules.criteria import EvidenceKind
from directory.membership.rules.eligibility import Question
from directory.membership.rules.policy import FIRST
from directory.membership.rules.rounds import Kind, State
from directory.membership.rules.terms import term_ends
from directory.physicians.rules import Standing
from tests.conftest import NOW, Client
from tests.factories import membership_policy
from tests.factories import physicians as make

PUBLIC = ("/membership", "/membership/eligibility", "/membership/members", "/membership/comments")


@pytest.mark.both
@pytest.mark.parametrize("path", PUBLIC)
def test_everybody_reads_the_public_pages_before_anything_is_there(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.text.count("<h1>") == 1


def test_the_standards_page_says_why_what_and_how(client: Client) -> None:
    text = client.get("/membership").text
    for criterion in FIRST.criteria:
        assert criterion.sentence in text
        assert all(each.words in text for each in criterion.evidence)
    for said in (
        "Integrity",
        "as a rule 5 physicians and never fewer than 3",
        "at least two thirds of the votes",
        "at least three quarters of the votes are for removal",
        "$1,200.00 a year",
        "policy version 1",
        'href="/membership/apply"',
    ):
        assert said in text, said


@pytest.mark.both
def test_the_standards_page_follows_the_policy_and_escapes_what_the_office_wrote(app: Flask, client: Client) -> None:
    evil = replace(FIRST, panel_wanted=7, comment_days=28, standards="100 % sure <script>alert(1)</script> %(x)s")
    with app.app_context(), transaction.unit():
        membership_policy.adopted(evil, NOW)
    text = client.get("/membership").text
    assert "as a rule 7 physicians" in text
    assert "For 28 days members" in text
    assert "policy version 2" in text
    assert "100 % sure &lt;script&gt;" in text
    assert "<script>alert" not in text


def token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found.group(1)


def check(client: Client, **replies: str) -> tuple[int, str]:
    data = {**{str(question): "yes" for question in Question}, **replies}
    page = client.get("/membership/eligibility").text
    answer = client.post("/membership/eligibility", data={"csrf_token": token(page), **data})
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        ({}, "You seem ready to apply"),
        ({"papers": "unsure"}, "You may be ready to apply"),
        ({"density": "no"}, "Begin to measure grafts per square centimetre"),
        ({"density": "no"}, "Not yet, it seems"),
        ({"licence": "no"}, "Something must come first"),
        ({"rules": "no", "years": "no"}, "without exception"),
    ],
)
def test_the_self_check_answers_honestly_and_keeps_nothing(client: Client, replies: dict[str, str], said: str) -> None:
    status, text = check(client, **replies)
    assert status == 200
    assert said in text
    assert "Your answers were not kept." in text
    assert "Your answers were not kept." not in client.get("/membership/eligibility").text


def test_the_self_check_writes_nothing(app: Flask, client: Client) -> None:
    written: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert check(client)[0] == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert written == []


@pytest.mark.parametrize("reply", ["", "maybe", "\x00", "a" * 5000])
def test_a_self_check_with_a_gap_is_told_so(client: Client, reply: str) -> None:
    status, text = check(client, licence=reply)
    assert status == 422
    assert "There is a problem" in text


def test_the_self_check_asks_the_numbers_of_the_policy(client: Client) -> None:
    text = client.get("/membership/eligibility").text
    assert "12 consecutive cases" in text
    assert "3 colleagues (one outside your clinic)" in text


@pytest.mark.both
def test_members_stand_in_the_order_of_their_admission(app: Flask, client: Client) -> None:
    with app.app_context(), transaction.unit():
        make.physician("Zoe First", member_since=date(2011, 3, 1))
        make.physician("Ada Third", member_since=date(2019, 5, 2))
        make.physician("Cy Second", member_since=date(2019, 5, 1))
        make.physician("Bo Second", member_since=date(2019, 5, 1))
        make.physician("Nil Undated", member_since=None)
        make.physician("Ann Draft", standing=Standing.DRAFT)
        make.physician("Sue Suspended", standing=Standing.SUSPENDED)
        make.physician("Pru Probation", standing=Standing.PROBATION, member_since=date(2020, 1, 1))
    text = client.get("/membership/members").text
    found = re.findall(r">Dr ([A-Za-z ]+)<", text)
    assert found == ["Zoe First", "Bo Second", "Cy Second", "Ada Third", "Pru Probation", "Nil Undated"]
    assert "6 members" in text
    assert "probation" not in text.lower().replace("pru probation", "").replace("pru-probation", "")


def test_the_list_of_members_has_pages_and_any_page_number_is_answered(app: Flask, client: Client) -> None:
    with app.app_context(), transaction.unit():
        for number in range(53):
            make.bare_physician(f"Member Nr{number:02}", member_since=date(2011, 1, 1) + timedelta(days=number))
    assert len(re.findall(r">Dr Member", client.get("/membership/members").text)) == 50
    assert len(re.findall(r">Dr Member", client.get("/membership/members?page=2").text)) == 3
    for page in ("3", "0", "-1", "abc", "9" * 400, "\x00", "١"):
        assert client.get("/membership/members", query_string={"page": page}).status_code == 200


def statements(app: Flask, client: Client, path: str) -> int:
    ran: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        ran.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(ran)


def test_a_longer_list_costs_no_more_statements(app: Flask, client: Client) -> None:
    counts = {"/membership/members": [0, 0], "/membership/comments": [0, 0]}
    for step, more in enumerate((1, 2)):
        with app.app_context(), transaction.unit():
            for _ in range(more):
                make.physician()
                membership_policy.comment_period("Dr Ada Named", named=True)
        for path, found in counts.items():
            found[step] = statements(app, client, path)
    assert all(one == three for one, three in counts.values()), counts


@pytest.mark.both
def test_open_comment_periods_name_only_applicants_who_agreed(app: Flask, client: Client) -> None:
    with app.app_context(), transaction.unit():
        membership_policy.comment_period("Ada Named", named=True)
        membership_policy.comment_period("Bea Unnamed", named=False)
        membership_policy.comment_period("Cat Over", named=True, until=timedelta(days=-1))
        membership_policy.comment_period("Dee Closed", named=True, state=State.CLOSED)
        membership_policy.comment_period("Eve Appeals", named=True, kind=Kind.APPEAL)
    text = client.get("/membership/comments").text
    assert "Ada Named" in text
    assert text.count("An applicant who has not agreed to be named") == 1
    assert text.count("/membership/comments/A-TEST") == 1  # of the one who agreed: that is where to comment
    for hidden in ("Bea", "Cat", "Dee", "Eve", "R-TEST"):
        assert hidden not in text, hidden


def test_an_erased_application_is_listed_without_its_name(app: Flask, client: Client) -> None:
    with app.app_context(), transaction.unit():
        membership_policy.comment_period("Ada Named", named=True)
        row = session().scalars(sa.select(Application)).one()
        found = vault.by_id(row.vault_id)
        assert found is not None
        vault.destroy(found, clock.now())
    text = client.get("/membership/comments").text
    assert "Ada" not in text
    assert "An applicant who has not agreed to be named" in text


@pytest.mark.both
def test_a_profile_shows_what_was_met_by_what_and_when(app: Flask, client: Client) -> None:
    with app.app_context(), transaction.unit():
        row = make.physician("Olive Owner", member_since=date(2025, 2, 28))
        membership_policy.standards_met(row.id, date(2025, 2, 28), NOW)
        slug = row.slug
    text = client.get(f"/physicians/{slug}").text
    section = text[text.index('id="standards"') : text.index('id="credentials"')]
    assert "Case sheets of operations; Photo of the incisions with a scale" in section
    assert all(criterion.title in section for criterion in FIRST.criteria)
    assert "under policy version 1" in section
    assert "Member since February 2025" in section
    assert "Next re-review opens in September 2027" in section  # 180 days before 28 February 2028
    for hidden in ("vote", "score", "median", "reviewer", "quorum", "mean"):
        assert hidden not in section.lower(), hidden


@pytest.mark.both
def test_a_criterion_met_without_evidence_of_any_kind_is_shown_and_says_so(app: Flask, client: Client) -> None:
    with app.app_context(), transaction.unit():
        row = make.physician()
        write(row.id, {2: [], 7: [EvidenceKind.CV]}, on=NOW.date(), policy=policies.ensure_first(NOW))
        slug = row.slug
    text = client.get(f"/physicians/{slug}").text
    section = text[text.index('id="standards"') : text.index('id="credentials"')]
    said = "no evidence of its own is on record"
    assert section.count(said) == 1
    assert section.index(FIRST.criterion(2).title) < section.index(said) < section.index(FIRST.criterion(7).title)


def test_a_re_review_that_is_open_is_not_called_the_next(app: Flask, client: Client) -> None:
    with app.app_context(), transaction.unit():
        row = make.physician()
        membership_policy.standards_met(row.id, date(2020, 5, 31), NOW)
        slug = row.slug
    assert "The re-review opened in December 2022." in client.get(f"/physicians/{slug}").text


@pytest.mark.parametrize(
    ("began", "months", "ends"),
    [
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_a_term_ends_on_the_same_day_or_the_months_last(began: date, months: int, ends: date) -> None:
    assert term_ends(began, replace(FIRST, term_months=months)) == ends


def test_a_profile_without_a_review_on_record_says_nothing(app: Flask, client: Client) -> None:
    with app.app_context(), transaction.unit():
        slug = make.physician().slug
    assert "Standards met" not in client.get(f"/physicians/{slug}").text


@pytest.mark.both
def test_a_re_review_replaces_what_the_panel_shows_and_writing_twice_is_as_once(context: Flask) -> None:
    with transaction.unit():
        row = make.physician()
        membership_policy.standards_met(row.id, date(2023, 1, 31), NOW)
        for _ in range(2):
            write(row.id, {7: [EvidenceKind.TRAINING, EvidenceKind.CV]}, on=date(2026, 1, 31), policy=1)
        write(row.id, {}, on=date(2026, 2, 1), policy=1)
    found = panel(row.id)
    assert found is not None
    assert (found.criteria, found.on, found.policy) == (
        (Met(7, "Several years of experience", (EvidenceKind.CV, EvidenceKind.TRAINING)),),
        date(2026, 1, 31),
        1,
    )
    assert found.next_review == date(2029, 1, 31) - timedelta(days=180)
