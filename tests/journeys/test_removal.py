"""A removal on the running site: proposed, answered, voted on in secret; the member has left in one commit."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from directory.accounts.rules import Role
from directory.core import audit, clock, transaction
from directory.core.db import db, session
from directory.membership.actions import membership
from directory.membership.models import Attendance, Decision, Envelope, Membership, MembershipStep, Round
from directory.membership.queries import replay
from directory.membership.queries import rounds as queries
from directory.membership.rules.result import Verdict
from directory.physicians.models import Physician
from directory.physicians.rules import Standing
from tests import cast
from tests.cast import Member
from tests.factories import membership_desk, physicians
from tests.journeys import panels, walks
from tests.journeys.conftest import Visitor
from tests.journeys.site import Site
from tests.journeys.tab import Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
VOTES = ("Yes", "Yes", "Yes", "Yes", "Yes", "No")


WORDS = "Two days for an inspection were refused."


@dataclass(frozen=True, slots=True)
class Matter:
    physician_id: int
    slug: str
    about: Member
    panel: tuple[Member, ...]
    chair: Member


def test_a_secret_ballot_removes_a_member(site: Site, visitor: Visitor) -> None:
    """Proposed by the office, answered by the member, voted on without a name, decided by the chair."""
    case = _member(site)
    reader = visitor(width=360)
    reader.go(f"/physicians/{case.slug}")
    expect(reader.page.get_by_role("heading", level=1)).to_contain_text("Rex Removed")
    reference = _proposed(site, visitor(width=1280), case)
    _answered(site, visitor(width=360), case)
    panels.weeks_pass(site, reference)
    for person, choice in zip(case.panel, VOTES, strict=True):
        tab = panels.sit(visitor, site, person, reference)
        expect(tab.main).to_contain_text(WORDS)
        expect(tab.main).to_contain_text("The clinic was closed on both days.")
        panels.vote_secretly(tab, reference, choice)
    chair = visitor(width=1280)
    walks.enter(chair, site, case.chair)
    panels.confirm(chair, reference, "Carried", "The inspection was refused twice.")
    panels.ten_minutes_pass(site, reference)
    site.mail.wait(case.about.email, "About your membership")
    reader.go(f"/physicians/{case.slug}")
    expect(reader.main).to_contain_text("Dr Rex Removed is no longer a member since November 2026.")
    assert reader.documents[-1].status == 410
    reader.sound("removal-former")
    reader.go("/physicians?q=Rex+Removed")
    expect(reader.main).to_contain_text("No physician fits everything you asked for.")
    _check(site, case, reference)


def _member(site: Site) -> Matter:
    """With licence and cover; and people who can sit in a round about them."""
    with site.app.app_context():
        about = cast.member("removed@example.org", "Dr Rex Removed", Role.PHYSICIAN)
        panel = panels.reviewers("Removal", len(VOTES))
        chair = cast.member("removal-chair@example.org", "Cleo Removalchair", Role.CHAIR)
        with transaction.unit():
            membership_desk.judges([each.id for each in panel])
            row = physicians.physician("Rex Removed", person_id=about.id)
            membership.adopt(row.id, actor="system", now=clock.now())
            found = Matter(row.id, row.slug, about, panel, chair)
        db.session.remove()
        return found


def _proposed(site: Site, office: Tab, case: Matter) -> str:
    """The grounds, what shows them, and the seats; the round's reference."""
    walks.enter(office, site, site.office)
    office.go(f"/office/membership/members/{case.physician_id}/removal")
    office.page.get_by_label("An inspection was refused").check()
    office.page.get_by_label("The finding of an inspection").check()
    office.page.locator("[name=words]").fill(WORDS)
    office.page.locator("[name=evidence]").fill("Our letters of May and June.")
    for each in case.panel:
        office.page.get_by_label(each.name, exact=True).and_(office.page.locator("[name=members]")).check()
    office.press("Preview")
    office.press("Open the round and tell the member")
    expect(office.page.get_by_role("status").first).to_contain_text("The round is open.")
    with site.app.app_context(), transaction.reading():
        about = Round.physician_id == case.physician_id
        return session().scalars(sa.select(Round.reference).where(about)).one()


def _answered(site: Site, tab: Tab, case: Matter) -> None:
    """Read by the link in the e-mail; no hearing is asked for."""
    notice = site.mail.wait(case.about.email, "A notice about your membership")
    walks.enter(tab, site, case.about)
    tab.go(next(link for link in notice.links if "/practice/membership/" in link))
    expect(tab.main).to_contain_text(WORDS)
    tab.page.locator("[name=words]").fill("The clinic was closed on both days.")
    tab.page.get_by_label("No hearing").check()
    tab.press("Send my answer")
    expect(tab.main).to_contain_text("Your answer")


def _check(site: Site, case: Matter, reference: str) -> None:
    """One moment for the decision, the membership and the listing; and no row that says who voted how."""
    with site.app.app_context(), transaction.reading():
        round_ = queries.by_reference(reference)
        assert round_ is not None
        found = replay.replay(round_)
        assert (round_.verdict, found.problems) == (Verdict.CARRIED, ())
        assert found.result is not None
        assert (found.result.yes, found.result.no) == (5, 1)
        made = session().scalars(sa.select(Decision.made).where(Decision.round_id == round_.id)).one()
        last = (
            session()
            .scalars(
                sa.select(MembershipStep)
                .where(MembershipStep.physician_id == case.physician_id)
                .order_by(MembershipStep.number.desc())
            )
            .first()
        )
        assert last is not None
        assert (last.move, last.at) == ("remove", made)
        assert session().get_one(Membership, case.physician_id).state is Standing.REMOVED
        assert session().get_one(Physician, case.physician_id).standing is Standing.REMOVED
        there = session().scalars(sa.select(Attendance.person_id).where(Attendance.round_id == round_.id))
        assert set(there) == {each.id for each in case.panel}
        assert session().scalars(sa.select(Envelope).where(Envelope.round_id == round_.id)).all() == []
        assert audit.verify() is None
