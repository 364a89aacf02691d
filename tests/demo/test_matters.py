"""Matters about members in the demo: a removal with its grounds and answer, a re-review, and who waits for one."""

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import clock
from directory.core.db import session
from directory.demo.rules import membership_words as words
from directory.demo.rules import signs
from directory.membership.models import Matter, Round
from directory.membership.queries import matter as matters
from directory.membership.rules import result
from directory.membership.rules import rounds as kinds
from directory.membership.rules.matter import Ground
from directory.membership.rules.rounds import Kind
from tests.conftest import Client
from tests.demo.test_pages import sign_in

pytestmark = pytest.mark.slow


def test_a_removal_has_its_ground_and_answer_and_waits_for_the_chair(within: Flask) -> None:
    matter = session().scalars(sa.select(Matter).where(Matter.kind == Kind.REMOVAL)).one()
    said = matters.said(matter)
    assert matter.ground is Ground.INSPECTION
    assert (said.words, said.evidence, said.answer) == (*words.REMOVAL, words.DEFENCE)
    assert matters.is_running(matter)
    round_ = session().get_one(Round, matter.round_id)
    assert (round_.state, round_.verdict) == (kinds.State.CLOSED, result.Verdict.CARRIED)
    assert round_.closed is not None
    assert round_.closed > matter.due  # nobody votes before the time to answer has passed


def test_a_re_review_is_open_and_others_wait_for_theirs(within: Flask) -> None:
    matter = session().scalars(sa.select(Matter).where(Matter.kind == Kind.RE_REVIEW)).one()
    assert matter.answered is None
    assert matter.due > clock.now()
    waiting = [each.member.physician_id for each in matters.re_reviews_due(clock.now().date())]
    assert waiting
    assert matter.physician_id not in waiting


def test_the_office_opens_both_matters_and_the_queue(filled: Flask, visitor: Client) -> None:
    with filled.app_context():
        found = session().execute(sa.select(Matter.kind, Matter.physician_id)).all()
        session().rollback()
    about = {kind: f"/office/membership/members/{number}" for kind, number in found}
    sign_in(visitor, signs.COORDINATOR)
    assert words.DEFENCE in visitor.get(f"{about[Kind.REMOVAL]}/removal").text
    assert visitor.get(f"{about[Kind.RE_REVIEW]}/re-review").status_code == 200
    assert "/re-review" in visitor.get("/office/membership/members/re-reviews").text
