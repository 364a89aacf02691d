"""The pages of decisions, appeals, memberships and dues, through the browser's eyes."""

import io
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from directory.accounts.rules import Role
from directory.core import clock, transaction
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.membership.actions import appeal as appeals
from directory.membership.actions import audit_root, dues, making, member_clock
from directory.membership.actions import membership as memberships
from directory.membership.models import Application, AuditRoot, Decision, Invoice, Membership, Round
from directory.membership.rules.application import State
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import Vote
from directory.physicians.models import Physician
from directory.physicians.rules import Standing
from tests.cast import Member, csrf_token, member
from tests.conftest import NOW
from tests.factories import membership_decide as make
from tests.factories import membership_rounds as rounds
from tests.factories import physicians as physician_factory
from tests.factories.membership_decide import MADE
from tests.membership.test_decision_appeals import ASKED, lodged
from tests.membership.test_review_views import fresh

YES: dict[str, str] = {"kind": "confirm"}


def post(client: FlaskClient, path: str, **data: Any) -> Any:
    token = csrf_token(client, path.rpartition("/")[0] if path.endswith(("/sign", "/undo", "/letter")) else path)
    return client.post(path, data={"csrf_token": token, **data})


def closed(vote: Vote = Vote.YES, scores: int = 4) -> str:
    with transaction.unit():
        return make.closed(vote, scores).reference


def decider(number: int = 1) -> Member:
    return member(f"decider{number}@example.org", f"Cleo Chair{number}", Role.CHAIR)


def made(reference: str) -> int:
    del reference
    return making.make_due(clock.now() + timedelta(minutes=11))


def test_the_chair_confirms_takes_back_and_confirms_again(context: Flask) -> None:
    reference, chair = closed(), decider()
    client, path = fresh(context, chair), f"/review/chair/{reference}/decision"
    assert "Approved" in client.get(path).text
    preview = post(client, path, **YES, preview="1", overall="A fine file.")
    assert preview.status_code == 200
    assert "The letter as it would be sent" in preview.text
    assert "A fine file." in preview.text
    with transaction.reading():
        assert session().scalars(sa.select(Decision)).all() == []
    assert post(client, path, **YES).status_code == 303
    assert "unless it is taken back before" in client.get(path).text
    assert post(client, f"{path}/undo").status_code == 303
    assert post(client, path, **YES).status_code == 303
    assert making.make_due(clock.now()) == 0
    assert made(reference) == 1
    page = client.get(path).text
    assert "On its way" in page
    assert "Correct the letter" in page
    assert post(client, f"{path}/undo").status_code == 409
    assert post(client, f"{path}/letter", words="Dear Dr Vale,\n\nCorrected.").status_code == 303
    assert "superseded" in client.get(path).text


def test_a_deferral_waits_for_the_deputy_and_the_chair_alone_cannot_sign(context: Flask) -> None:
    reference, chair, deputy = closed(), decider(1), decider(2)
    path = f"/review/chair/{reference}/decision"
    client = fresh(context, chair)
    assert post(client, path, kind="defer").status_code == 422
    assert post(client, path, kind="defer", reason="New fact.").status_code == 303
    assert "waits for the second signature" in client.get(path).text
    assert "Sign as the second" not in client.get(path).text
    assert post(client, f"{path}/sign").status_code == 403
    assert post(fresh(context, deputy), f"{path}/sign").status_code == 303


@pytest.mark.parametrize(
    "data",
    [{}, {"kind": "approve"}, {"kind": "confirm", "condition_words_1": "x", "condition_due_1": "soon"}, {"kind": "\0"}],
)
def test_odd_forms_are_refused_with_a_sentence(context: Flask, data: dict[str, str]) -> None:
    reference, chair = closed(), decider()
    assert post(fresh(context, chair), f"/review/chair/{reference}/decision", **data).status_code == 422


def test_a_declined_round_offers_no_approval_and_needs_reasons(context: Flask) -> None:
    reference, chair = closed(Vote.NO, 2), decider()
    client, path = fresh(context, chair), f"/review/chair/{reference}/decision"
    page = client.get(path).text
    assert "What was shown does not reach what this criterion asks." in page
    assert "Approve with conditions" not in page
    assert post(client, path, **YES).status_code == 422


def test_who_may_not_decide_gets_nothing(context: Flask) -> None:
    reference = closed()
    path = f"/review/chair/{reference}/decision"
    assert fresh(context, member("rr@example.org", "R R", Role.REVIEWER)).get(path).status_code == 403


def test_the_applicant_reads_the_letter_only_once_it_is_made_and_appeals(context: Flask) -> None:
    reference, chair = closed(Vote.NO, 2), decider()
    reasons = {f"reason_{n}": f"Criterion {n} was not shown." for n in range(1, 9)}
    assert post(fresh(context, chair), f"/review/chair/{reference}/decision", **YES, **reasons).status_code == 303
    with transaction.reading():
        row = session().scalars(sa.select(Application)).one()
        person, own = row.person_id, row.reference
    applicant = Member(person, "x", "Dr Robin Vale")
    path = f"/membership/application/{own}/decision"
    assert fresh(context, applicant).get(path).status_code == 404
    made(reference)
    client = fresh(context, applicant)
    page = client.get(path).text
    assert "Criterion 5 was not shown." in page
    assert "Root of the audit record" in page
    assert "Reviewer" not in page
    assert fresh(context, chair).get(path).status_code in {403, 404}
    appeal = f"/membership/application/{own}/appeal"
    client = fresh(context, applicant)
    assert post(client, appeal, grounds="", hearing="none").status_code == 422
    assert post(client, appeal, grounds="Look again.", hearing="video", companion="y").status_code == 303
    with transaction.reading():
        assert session().scalars(sa.select(Application.state)).one() is State.APPEALED
    page = fresh(context, chair).get("/review/chair/appeals/1").text
    assert "Look again." in page
    assert "took part in the first decision" in page
    assert fresh(context, chair).get("/review/chair/appeals").status_code == 200
    assert post(fresh(context, chair), "/review/chair/appeals/1", at="x").status_code == 404


def test_the_panel_of_an_appeal_reads_the_grounds_and_the_minutes(context: Flask) -> None:
    appeal_id, _application, chair_id = lodged()
    people = [member(f"other{n}@example.org", f"Other Number{n}", Role.REVIEWER) for n in range(4)]
    ids = [each.id for each in people]
    with transaction.unit():
        appeals.keep_minutes(appeal_id, "The cases of 2025 were shown.", person_id=chair_id, now=MADE)
        panel = Panel(tuple(ids[:3]), ids[3])
        opened = appeals.open_round(appeal_id, panel, person_id=chair_id, now=MADE)
        round_ = session().get_one(Round, opened.round_id)
        rounds.declare(round_, ids[0], now=MADE)
        reference = round_.reference
    page = fresh(context, people[0]).get(f"/review/{reference}").text
    assert (ASKED.grounds in page, "The cases of 2025 were shown." in page) == (True, True)


def listed(context: Flask) -> tuple[Member, int]:
    del context
    who = member("ada@example.org", "Dr Ada Member", Role.PHYSICIAN)
    with transaction.unit():
        from directory.membership.actions import policy

        policy.ensure_first(clock.now())
        physician = physician_factory.physician("Ada Member", person_id=who.id)
        memberships.adopt(physician.id, actor="system", now=clock.now())
        dues.issue(physician.id, actor="system", now=clock.now())
        return who, physician.id


def test_a_member_reads_the_own_membership_and_leaves_with_undo(context: Flask) -> None:
    who, physician_id = listed(context)
    page = fresh(context, who).get("/practice/membership")
    assert "INV-000001" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    pdf = fresh(context, who).get("/practice/membership/invoices/1.pdf")
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    other = member("bo@example.org", "Dr Bo Other", Role.PHYSICIAN)
    assert fresh(context, other).get("/practice/membership/invoices/1.pdf").status_code == 404
    assert fresh(context, other).get("/practice/membership").status_code == 404
    client = fresh(context, who)
    token = csrf_token(client, "/practice/membership/resign")
    assert client.post("/practice/membership/resign", data={"csrf_token": token}).status_code == 303
    assert "takes effect at" in client.get("/practice/membership").text
    assert client.post("/practice/membership/stay", data={"csrf_token": token}).status_code == 303
    assert client.post("/practice/membership/stay", data={"csrf_token": token}).status_code == 409
    assert member_clock.sweep(clock.now()) == 0
    assert physician_id


def test_the_office_moves_a_member_and_is_told_what_stands_against_it(context: Flask) -> None:
    _who, physician_id = listed(context)
    client = fresh(context, member("kim@example.org", "Kim Office", Role.COORDINATOR))
    assert "Ada Member" in client.get("/office/membership/members?state=active").text
    path = f"/office/membership/members/{physician_id}"
    token = csrf_token(client, path)
    refused = client.post(f"{path}/move", data={"csrf_token": token, "move": "suspend", "reason": ""})
    assert refused.status_code == 422
    assert client.post(f"{path}/move", data={"csrf_token": token, "move": "remove", "reason": "x"}).status_code == 422
    done = client.post(f"{path}/move", data={"csrf_token": token, "move": "suspend", "reason": "Fire."})
    assert done.status_code == 303
    with transaction.reading():
        assert session().get_one(Membership, physician_id).state is Standing.SUSPENDED
    assert "Fire." in client.get(path).text
    assert client.get("/office/membership/members/999").status_code == 404


def test_the_treasurer_enters_imports_and_matches(context: Flask) -> None:
    listed(context)
    client = fresh(context, member("tia@example.org", "Tia Treasurer", Role.TREASURER))
    assert "$1,200.00" in client.get("/office/dues").text
    token = csrf_token(client, "/office/dues/1")
    for amount in ("", "x", "-1", "9" * 30):
        data = {"csrf_token": token, "amount": amount, "received": "2026-11-24"}
        assert client.post("/office/dues/1/pay", data=data).status_code == 422
    part = {"csrf_token": token, "amount": "200.00", "received": "2026-11-24"}
    assert client.post("/office/dues/1/pay", data=part).status_code == 303
    text = b"date,amount,currency,payer,reference\n2026-11-25,1000.00,USD,A Member,INV-1\n"
    sent = {"csrf_token": token, "file": (io.BytesIO(text), "bank.csv")}
    assert client.post("/office/dues/import", data=sent, content_type="multipart/form-data").status_code == 303
    assert "INV-000001" in client.get("/office/dues/import").text
    odd = {"csrf_token": token, "file": (io.BytesIO(b"\x00\xff"), "bank.csv")}
    assert client.post("/office/dues/import", data=odd, content_type="multipart/form-data").status_code == 422
    assert client.post("/office/dues/import/1", data={"csrf_token": token, "number": "nine"}).status_code == 404
    assert client.post("/office/dues/import/1", data={"csrf_token": token, "number": "INV-000001"}).status_code == 303
    with transaction.reading():
        assert session().get_one(Invoice, 1).state == "paid"
    assert client.get("/office/dues/members/1").status_code == 200
    assert client.get("/office/dues/1.pdf").data[:5] == b"%PDF-"


def test_dues_are_the_treasurers_and_the_members_alone(context: Flask) -> None:
    listed(context)
    for role in (Role.PHYSICIAN, Role.REVIEWER, Role.CHAIR):
        stranger = fresh(context, member(f"{role}@example.org", "No Treasurer", role))
        assert [stranger.get(f"/office/dues{each}").status_code for each in ("", "/1", "/1.pdf", "/import")] == [
            403
        ] * 4
    with transaction.reading():
        slug = session().scalars(sa.select(Physician.slug)).one()
    for path in (f"/physicians/{slug}", "/membership/members", "/physicians"):
        text = context.test_client().get(path).text
        assert "INV-" not in text
        assert "$1,200" not in text or path == "/membership"


def test_the_root_goes_out_once_a_day_to_the_committee_and_outside(context: Flask, set_settings: Any) -> None:
    assert context.testing
    set_settings(audit_root_email="notary@notary.test")
    decider()
    for _time in range(2):
        with transaction.unit():
            audit_root.send(NOW)
    with transaction.reading():
        letters = session().scalars(sa.select(LetterRow.subject).where(LetterRow.kind == "audit_root")).all()
        assert len(letters) == 2
        assert sum(each.endswith(":outside") for each in letters) == 1
        assert session().scalar(sa.select(sa.func.count()).select_from(AuditRoot)) == 1
