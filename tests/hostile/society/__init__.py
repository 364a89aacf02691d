"""What membership adds to the hostile world: applications and rounds in every state, and those who judge them."""

from datetime import datetime

from directory.accounts import letters as account_letters
from directory.accounts.actions import email_sign_in
from directory.accounts.models import EmailSignIn
from directory.accounts.rules import Role
from directory.core import transaction
from directory.core.db import session
from directory.membership.rules.desk import Waivable
from tests import cast
from tests.cast import Cast, Member
from tests.hostile.roles import APPLICANT, CHAIR, COORDINATOR, REVIEWER, TREASURER
from tests.hostile.society import applying, belonging, desk, judging, keeping, patients, writing
from tests.hostile.society.scene import Scene, Sight, token

__all__ = ["Scene", "Sight", "fill", "members", "value"]

SECOND_OFFICE, SECOND_CHAIR = "second coordinator", "second chair"


def members() -> dict[str, Member]:
    """Call outside any transaction. Those who apply sign in by e-mail and have neither password nor second factor."""
    return {
        APPLICANT: cast.member("applicant@example.org", "Dr Ari Applicant", Role.APPLICANT, enrolled=False),
        REVIEWER: cast.member("reviewer@example.org", "Dr Rui Reviewer", Role.REVIEWER),
        CHAIR: cast.member("chair@example.org", "Dr Chris Chair", Role.CHAIR),
        TREASURER: cast.member("treasurer@example.org", "Toni Treasurer", Role.TREASURER),
        applying.HELPER: cast.member("helper@example.org", "Hal Helper", Role.APPLICANT, enrolled=False),
        SECOND_OFFICE: cast.member("second.office@example.org", "Kay Colleague", Role.COORDINATOR),
        SECOND_CHAIR: cast.member("second.chair@example.org", "Dr Cleo Chair", Role.CHAIR),
    }


def fill(people: dict[str, Member], others: Cast, now: datetime) -> Scene:
    """Call outside any transaction."""
    whole = Scene({"email": _email_token(now)}, [Sight(COORDINATOR, "/office/membership/policy/edit", CHANGED)], people)
    for each in (
        applying.draft(people[APPLICANT], people[applying.HELPER], now),
        applying.asked_for_more(now),
        applying.withdrawn(now),
        desk.waiting(now),
        desk.screened(people[SECOND_OFFICE], now),
        desk.refereed(now),
        desk.commented(others.coordinator, now),
        judging.open_round(people[REVIEWER], now),
        judging.own_ballot_in(people[REVIEWER], now),
        judging.decided(people[CHAIR], people[SECOND_CHAIR], now),
        belonging.members(others.owner, others.other, now),
        belonging.matters(people[SECOND_OFFICE], people[CHAIR], now),
        keeping.held(others.coordinator, people[SECOND_OFFICE], now),
        writing.opinion(others.owner, now),
        patients.waited_for(others.owner, now),
    ):
        whole.values |= each.values
        whole.sights += each.sights
        whole.people |= each.people
    return whole


CHANGED = (("standards", "The standards, said in another way."),)


def _email_token(now: datetime) -> str:
    import sqlalchemy as sa

    with transaction.unit():
        email_sign_in.ask("somebody@example.org", onward="/membership/apply", now=now)
    with transaction.reading():
        return token(account_letters.EMAIL_LINK, session().scalars(sa.select(EmailSignIn.id)).one())


# What an address names, by the beginning of its endpoint; the first that fits.
NAMED = (
    ("case", {"reference": "application", "number": "case"}),
    ("application_", {"reference": "record", "number": "summary"}),
    ("comment_", {"token": "comment"}),
    ("comment", {"reference": "comments"}),
    ("desk_comment", {"reference": "comments", "number": "received"}),
    ("office_referee", {"reference": "refereed", "number": "referee number", "document": "proof"}),
    ("office_record", {"reference": "record", "number": "record number"}),
    ("chair_record", {"reference": "record", "number": "record number"}),
    ("chair_appeal", {"number": "appeal"}),
    ("chair_rule", {"reference": "round", "number": "block"}),
    (("chair_decision", "chair_decide", "chair_letter", "chair_sign", "chair_undo"), {"reference": "to decide"}),
    (("review", "chair"), {"reference": "round"}),
    ("office_member_adopt", {"number": "unadopted"}),
    ("office_member_re_review", {"number": "re-reviewed"}),
    (("office_member_hearing", "office_member_minutes"), {"number": "heard"}),
    ("own_appeal", {"number": "removed matter"}),
    ("own_matter", {"number": "matter"}),
    (("dues_issue", "dues_statement", "office_member"), {"number": "member"}),
    ("office_condition", {"number": "admitted", "condition": "condition"}),
    ("dues_match", {"number": "line"}),
    (("dues", "own_invoice"), {"number": "invoice"}),
    ("referee_card", {"token": "card"}),
    ("referee", {"token": "referee"}),
    ("", {"reference": "judged", "section": "section", "document": "document"}),
)
ELSE = {"name": "close", "what": next(iter(Waivable)).value, "number": "1"}


def value(values: dict[str, str], endpoint: str, name: str) -> str | None:
    """What exists for a parameter of a page of membership; None where it is no page of ours."""
    if endpoint == "accounts.email_link":
        return values["email"]
    if endpoint.startswith("privacy."):
        return "sign" if name == "name" else values["hold" if "hold" in endpoint else "night"]
    page = endpoint.removeprefix("membership.")
    if page == endpoint:
        return None
    if page in {"review_criterion", "review_sheet", "review_document"} and name == "number":
        return "7" if page == "review_document" else "3"
    if page == "office_referee_move" and name == "name":
        return "resend"
    known = next((named[name] for start, named in NAMED if page.startswith(start) and name in named), "")
    return values.get(known) or ELSE.get(name)
