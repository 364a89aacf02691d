"""An appeal on the running site: heard, judged in secret by another panel, and won."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from directory.accounts.rules import Role
from directory.core import audit, clock, transaction
from directory.core.db import db, session
from directory.membership.actions import decision, making
from directory.membership.models import Appeal, Application, Elector, Membership, Round
from directory.membership.queries import rounds as queries
from directory.membership.rules.application import Outcome, State
from directory.membership.rules.rounds import Secrecy, Vote
from tests import cast
from tests.cast import Member
from tests.factories import membership_decide, membership_rounds
from tests.journeys import panels, walks
from tests.journeys.conftest import Visitor
from tests.journeys.site import Site
from tests.journeys.tab import Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True, slots=True)
class Declined:
    reference: str
    application_id: int
    applicant: Member
    chair: Member
    members: tuple[Member, ...]  # of the other panel
    lay: Member


def test_another_panel_overturns_the_decision_and_the_physician_is_listed(site: Site, visitor: Visitor) -> None:
    case = _declined(site)
    applicant, chair = visitor(width=360), visitor(width=1280)
    walks.enter(applicant, site, case.applicant)
    _lodge(applicant, case)
    walks.enter(chair, site, case.chair)
    reference = _heard(site, chair, case)
    for each in (*case.members, case.lay):
        tab = panels.sit(visitor, site, each, reference)
        expect(tab.main).to_contain_text("The panel did not see my cases of 2025.")
        expect(tab.main).to_contain_text("The cases of 2025 were shown.")
        panels.look(site, each, reference)
        panels.vote_secretly(tab, reference, "Yes", score=4, numbers=(5, 6) if each is case.lay else panels.EIGHT)
    panels.confirm(chair, reference, "Approved")
    panels.ten_minutes_pass(site, reference)
    letter = panels.letter_with_root(site, reference, case.applicant.email, 2)
    assert "The earlier decision is changed. Your application for membership is approved." in letter.body("plain")
    panels.listed(visitor(width=360), "Ada Overturn")
    _check(site, case, reference)


def _declined(site: Site) -> Declined:
    """By a first panel, eleven minutes ago; the letter has come."""
    with site.app.app_context():
        now = clock.now()
        first = [each.id for each in panels.reviewers("First", 4)]
        members = panels.reviewers("Second", 3)
        lay = cast.member("second-lay@example.org", "Lou Secondlay", Role.REVIEWER)
        chair = cast.member("appeal-chair@example.org", "Cleo Appealchair", Role.CHAIR)
        with transaction.unit():
            row = panels.in_screening("Dr Ada Overturn", "MA-70002")
            round_ = membership_rounds.opened_people(first[:3], first[3], application_id=row.id, now=now)
            round_.comments_until = None
            for each in first:
                membership_rounds.declare(round_, each, now=now)
            for each in first:
                membership_rounds.cast(round_, each, Vote.NO, 2, reason="As the scores say.", now=now)
            applicant = Member(row.person_id, f"{row.reference.lower()}@example.org", "Dr Ada Overturn")
            values = row.reference, row.id, round_.reference
        with transaction.unit():
            asked = membership_decide.confirm(dict.fromkeys(panels.EIGHT, "Not shown."))
            found = queries.by_reference(values[2])
            assert found is not None
            chosen = decision.choose(found, asked, person_id=chair.id, now=now - timedelta(minutes=11))
        with transaction.unit():
            making.make(chosen.id, clock.now())
        db.session.remove()
    panels.letter_with_root(site, values[2], applicant.email)
    return Declined(values[0], values[1], applicant, chair, members, lay)


def _lodge(tab: Tab, case: Declined) -> None:
    tab.go(f"/membership/application/{case.reference}/decision")
    expect(tab.main).to_contain_text("Your application for membership is declined.")
    tab.follow("Lodge an appeal")
    tab.page.locator("[name=grounds]").fill("The panel did not see my cases of 2025.")
    tab.page.get_by_label("A hearing by video").check()
    tab.press("Lodge the appeal")
    expect(tab.main).to_contain_text("Another panel looks at your application again.")


def _heard(site: Site, chair: Tab, case: Declined) -> str:
    """The hearing's day and minutes, then another panel; the round's reference."""
    chair.go("/review/chair/appeals")
    chair.follow(case.reference)
    chair.page.locator("#at").fill("2026-12-01T15:00")
    chair.press("Set the day")
    site.mail.wait(case.applicant.email, "")
    chair.page.locator("[name=words]").fill("The cases of 2025 were shown.")
    chair.press("Keep the minutes")
    expect(chair.page.get_by_role("row", name="Reviewer First0")).to_contain_text("took part in the first decision")
    for each in case.members:
        chair.page.get_by_label(f"{each.name}: Member").check()
    chair.page.get_by_label(f"{case.lay.name}: Lay reviewer").check()
    chair.press("Open the round of this appeal")
    expect(chair.page.get_by_role("status").first).to_contain_text("its round is open")
    with site.app.app_context(), transaction.reading():
        appeal = session().scalars(sa.select(Appeal).where(Appeal.application_id == case.application_id)).one()
        return session().get_one(Round, appeal.round_id).reference


def _check(site: Site, case: Declined, reference: str) -> None:
    """Nobody sat twice, it was secret, and the member is one by this application."""
    with site.app.app_context(), transaction.reading():
        round_ = queries.by_reference(reference)
        assert round_ is not None
        assert round_.secrecy is Secrecy.SECRET
        sat = session().scalars(sa.select(Elector.person_id).where(Elector.round_id == round_.id))
        assert set(sat) == {each.id for each in (*case.members, case.lay)}
        row = session().get_one(Application, case.application_id)
        assert (row.state, row.outcome) == (State.DECIDED, Outcome.APPROVED)
        members = session().scalars(sa.select(Membership).where(Membership.application_id == row.id)).all()
        assert len(members) == 1
        assert audit.verify() is None
