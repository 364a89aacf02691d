"""Membership on the running site: what is posted leaves through the worker and SMTP, and is answered in a browser."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from directory.accounts.rules import Role
from directory.core import clock, transaction
from directory.core.db import db, session
from directory.membership.actions import referees
from directory.membership.models import Application, Round
from directory.membership.queries import replay
from directory.membership.queries import rounds as queries
from directory.membership.rules.application import State
from directory.membership.rules.referees import Group
from directory.membership.rules.result import Verdict
from directory.membership.rules.rounds import Vote
from tests import cast
from tests.cast import Member
from tests.factories import membership_referees, membership_rounds
from tests.journeys import walks
from tests.journeys.conftest import Visitor
from tests.journeys.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_referee_by_telephone_corrects_what_was_written_down(site: Site, visitor: Visitor) -> None:
    """The office fills the page in and reads it back; the copy that is e-mailed opens the same answers."""
    with site.app.app_context():
        with transaction.unit():
            made = membership_rounds.application("Dr Telephone", state=State.DRAFT, now=clock.now())
            named = membership_referees.named(made, now=clock.now())
            made.state = State.SCREENING
            referees.invite(named[0].id, clock.now())
            reference = made.reference
        db.session.remove()
    email = membership_referees.COLLEAGUES[0].email
    tab = visitor(width=1280)
    walks.enter(tab, site, site.office)
    tab.go(f"/office/membership/{reference}/referees/1/telephone")
    for name, value in membership_referees.answers(Group.COLLEAGUE).items():
        if name.endswith("_words"):
            tab.page.locator(f"[name={name}]").fill(value)
        else:
            tab.page.locator(f"[name={name}][value={value}]").check()
    tab.page.get_by_label("I have read all of this back").check()
    tab.press("Save as told on the telephone")
    expect(tab.page.get_by_role("status")).to_contain_text("Saved as told on the telephone.")
    letter = site.mail.wait(email, "What you told us on the telephone")
    found = re.search(r"/referee/[\w-]+", letter.body("plain"))
    assert found
    referee = visitor(width=360)
    referee.go(found[0])
    expect(referee.page.get_by_text("written down on the telephone")).to_be_visible()
    referee.sound()


@dataclass(frozen=True, slots=True)
class Panel:
    reference: str
    people: tuple[Member, ...]
    chair: Member


def test_a_tie_a_second_ballot_and_a_deferral(site: Site, visitor: Visitor) -> None:
    """The last ballot makes the tie in a browser; the chair orders a second one, which names a criterion."""
    panel = _panel(site)
    _vote(site, panel.reference, panel, (Vote.YES, Vote.YES, Vote.YES, Vote.NO, Vote.NO, None))
    tab = visitor(width=1280)
    walks.enter(tab, site, panel.people[5])
    tab.go(f"/review/{panel.reference}/5")
    for number in (5, 6):
        tab.go(f"/review/{panel.reference}/{number}")
        tab.page.locator(".step input[value='2']").check()
        tab.press("Save and go on")
    tab.go(f"/review/{panel.reference}/cast")
    tab.page.get_by_label("No", exact=True).check()
    tab.press("Cast my ballot")
    expect(tab.page.get_by_text("Your ballot is cast.")).to_be_visible()
    chair = visitor(width=1280)
    walks.enter(chair, site, panel.chair)
    chair.go(f"/review/chair/{panel.reference}")
    expect(chair.main).to_contain_text("Tie")
    chair.page.get_by_label("Reason").first.fill("The ballots are equal.")
    chair.press("Order a second ballot")
    again = _second(site, panel.reference)
    _vote(site, again, panel, (Vote.YES,) * 6, declare=True, scores=2)
    chair.go(f"/review/chair/{again}/decision")
    expect(chair.main).to_contain_text("Deferred")
    with site.app.app_context():
        row = queries.by_reference(again)
        assert row is not None
        assert (row.verdict, replay.replay(row).problems) == (Verdict.DEFERRED, ())
        db.session.remove()


def _panel(site: Site) -> Panel:
    with site.app.app_context():
        people = tuple(cast.member(f"tie{n}@example.org", f"Reviewer Tie{n}", Role.REVIEWER) for n in range(6))
        chair = cast.member("tie-chair@example.org", "Rae Chair", Role.CHAIR)
        ids = [each.id for each in people]
        with transaction.unit():
            made = membership_rounds.application("Dr Tie", now=clock.now())
            round_ = membership_rounds.opened_people(ids[:5], ids[5], application_id=made.id, now=clock.now())
            round_.comments_until = None
            for person_id in ids:
                membership_rounds.declare(round_, person_id, now=clock.now())
            found = Panel(round_.reference, people, chair)
        db.session.remove()
        return found


def _vote(
    site: Site,
    reference: str,
    panel: Panel,
    votes: tuple[Vote | None, ...],
    *,
    declare: bool = False,
    scores: int = 4,
) -> None:
    with site.app.app_context():
        for person, vote in zip(panel.people, votes, strict=True):
            with transaction.unit():
                row = queries.by_reference(reference)
                assert row is not None
                if declare:
                    membership_rounds.declare(row, person.id, now=clock.now())
                if vote is not None:
                    membership_rounds.cast(row, person.id, vote, scores, reason="As discussed.", now=clock.now())
        db.session.remove()


def _second(site: Site, reference: str) -> str:
    with site.app.app_context():
        first = queries.by_reference(reference)
        assert first is not None
        rounds = queries.of_application(session().get_one(Application, first.application_id).id)
        found: Round = rounds[-1]
        assert found.earlier_id == first.id
        db.session.remove()
        return found.reference
