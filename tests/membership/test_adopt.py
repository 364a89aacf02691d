"""Members from before there were memberships: found in a list, taken over once, with what it rests on."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.rules import Role
from directory.core import audit, clock, transaction
from directory.core.db import session
from directory.membership.actions import adopting as actions
from directory.membership.models import Membership, MembershipStep
from directory.membership.rules.adoption import (
    AdoptedAlready,
    Adoption,
    NothingToTakeOver,
    PolicyUnknown,
    ReasonMissing,
    SinceWrong,
)
from directory.physicians.models import Physician
from directory.physicians.rules import Standing
from tests.cast import csrf_token, member
from tests.conftest import NOW
from tests.factories import physicians as make
from tests.membership.test_review_views import fresh

TODAY = NOW.date()
ASKED = Adoption(date(2019, 4, 2), 1, "The members' list of 2019.")


def listed(name: str = "Ada Before") -> int:
    with transaction.unit():
        return make.physician(name).id


@pytest.mark.both
@pytest.mark.usefixtures("context")
def test_who_was_listed_before_is_taken_over_with_day_policy_and_reason() -> None:
    physician = listed()
    with transaction.unit():
        actions.take_over(physician, ASKED, person_id=7, now=NOW)
    with transaction.reading():
        row, shown = session().get_one(Membership, physician), session().get_one(Physician, physician)
        assert (row.state, row.since, row.policy) == (Standing.ACTIVE, ASKED.since, 1)
        assert row.term_ends == date(2028, 4, 2)  # terms that have passed unreviewed: the present one counts
        assert (shown.standing, shown.member_since) == (Standing.ACTIVE, ASKED.since)
        step = session().scalars(sa.select(MembershipStep)).one()
        assert (step.move, step.reason, step.actor) == ("adopted", ASKED.reason, "person:7")
        chain = sa.select(audit.AuditRow.action, audit.AuditRow.actor)
        rows = session().execute(chain.where(audit.AuditRow.stream == f"member:{physician}")).all()
        assert [tuple(each) for each in rows] == [
            ("membership.adopted", "person:7"),
            ("membership.taken_over", "person:7"),
        ]


@pytest.mark.both
@pytest.mark.usefixtures("context")
def test_nobody_is_taken_over_twice() -> None:
    physician = listed()
    with transaction.unit():
        actions.take_over(physician, ASKED, person_id=7, now=NOW)
    with transaction.unit(), pytest.raises(AdoptedAlready):
        actions.take_over(physician, ASKED, person_id=7, now=NOW)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (Adoption(TODAY, 1, " "), ReasonMissing),
        (Adoption(TODAY + timedelta(days=1), 1, "A list."), SinceWrong),
        (Adoption(date(1949, 12, 31), 1, "A list."), SinceWrong),
        (Adoption(TODAY, 2, "A list."), PolicyUnknown),
    ],
)
@pytest.mark.usefixtures("context")
def test_what_is_missing_is_said(asked: Adoption, refusal: type[Exception]) -> None:
    physician = listed()
    with transaction.unit(), pytest.raises(refusal):
        actions.take_over(physician, asked, person_id=7, now=NOW)


@pytest.mark.usefixtures("context")
def test_a_draft_is_no_member_from_before() -> None:
    with transaction.unit():
        physician = make.bare_physician("Dora Draft")
        physician.standing = Standing.DRAFT
        found = physician.id
    with transaction.unit(), pytest.raises(NothingToTakeOver):
        actions.take_over(found, ASKED, person_id=7, now=NOW)


def test_the_office_finds_and_takes_over(context: Flask) -> None:
    physician = listed()
    office = fresh(context, member("kim@example.org", "Kim Office", Role.COORDINATOR))
    path = f"/office/membership/members/{physician}/adopt"
    assert path in office.get("/office/membership/members/without").text
    token = csrf_token(office, path)
    assert "Say what this rests on" in office.post(path, data={"csrf_token": token, "policy": "1"}).text
    dayless = office.post(path, data={"csrf_token": token, "policy": "1", "reason": "A list."}).text
    assert "Give the day on which the membership began" in dayless
    ahead = (clock.now().date() + timedelta(days=2)).isoformat()
    late = office.post(path, data={"csrf_token": token, "policy": "1", "since": ahead, "reason": "A list."}).text
    assert "It cannot lie ahead." in late
    sent = {"csrf_token": token, "policy": "1", "since": "2019-04-02", "reason": "The members' list."}
    done = office.post(path, data=sent)
    assert (done.status_code, done.location) == (303, f"/office/membership/members/{physician}")
    assert "Everybody who is listed has a membership." in office.get("/office/membership/members/without").text
    assert office.get(path).status_code == 404


def test_only_the_office_takes_over(context: Flask) -> None:
    physician = listed()
    reviewer = fresh(context, member("rui@example.org", "Rui Reviewer", Role.REVIEWER))
    assert reviewer.get("/office/membership/members/without").status_code == 403
    assert reviewer.get(f"/office/membership/members/{physician}/adopt").status_code == 403
