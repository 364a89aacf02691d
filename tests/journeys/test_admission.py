"""From the first e-mail of an applicant to the profile of a member, on the running site."""

import re
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from directory.accounts.rules import Role
from directory.core import audit, clock, transaction
from directory.core.db import db, session
from directory.membership.actions import referees as inviting
from directory.membership.models import Application, BallotVersion, Referee, Round
from directory.membership.queries import application as applications
from directory.membership.queries import caselog, replay
from directory.membership.queries import referees as requests
from directory.membership.queries import rounds as queries
from directory.membership.rules.referee_flags import Details
from directory.membership.rules.referees import Group
from directory.membership.rules.result import Verdict
from directory.membership.rules.rounds import Vote
from tests import cast
from tests.cast import Member
from tests.factories import membership_application as applying
from tests.factories import membership_caselog_whole as log
from tests.factories import membership_desk, membership_referees, membership_rounds
from tests.journeys import panels, walks
from tests.journeys.conftest import Visitor
from tests.journeys.site import Site
from tests.journeys.tab import Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOME = "/membership/application"
EMAIL = "nova@example.org"
NAME = "Dr Nova Newham"
COLLEAGUES = tuple(
    Details(f"Dr Colleague Number{n}", f"colleague{n}@elsewhere{n}.example", f"Clinic {n}", "We taught together.")
    for n in range(1, 4)
)


@dataclass(frozen=True, slots=True)
class Panel:
    members: tuple[Member, ...]  # five
    lay: Member
    chair: Member

    @property
    def all(self) -> tuple[Member, ...]:
        return (*self.members, self.lay)


def test_from_the_first_e_mail_to_the_listing(site: Site, visitor: Visitor) -> None:
    """Five reviewers and a lay one: one takes no part, one changes the vote. The chair decides, the letter goes out
    with the root of the audit, and the physician is listed."""
    panel = _panel(site)
    applicant = visitor(width=360)
    reference = _apply(site, applicant)
    _submit(site, applicant, reference)
    office = visitor(width=1280)
    walks.enter(office, site, site.office)
    _screen(site, office, reference)
    _refer(site, visitor(width=360), office, reference)
    round_ = _open(site, office, reference, panel)
    panels.weeks_pass(site, round_)
    _judge(site, visitor, round_, panel)
    chair = visitor(width=1280)
    walks.enter(chair, site, panel.chair)
    panels.confirm(chair, round_, "Approved")
    panels.ten_minutes_pass(site, round_)
    letter = panels.letter_with_root(site, round_, EMAIL)
    assert "Your application for membership is approved." in letter.body("plain")
    for each in (*panel.all, panel.chair):
        assert each.name not in letter.body("plain")
    panels.listed(visitor(width=360), "Nova Newham")
    applicant.go(HOME)
    expect(applicant.main).to_contain_text("Approved")
    with site.app.app_context(), transaction.reading():
        assert audit.verify() is None


def _panel(site: Site) -> Panel:
    with site.app.app_context():
        members = panels.reviewers("Adm", 5)
        lay = cast.member("adm-lay@example.org", "Lou Admlay", Role.REVIEWER)
        chair = cast.member("adm-chair@example.org", "Cleo Admchair", Role.CHAIR)
        with transaction.unit():
            membership_desk.judges([each.id for each in members])
        db.session.remove()
    return Panel(members, lay, chair)


def _apply(site: Site, tab: Tab) -> str:
    """Signed in by the link in an e-mail; a draft with its reference."""
    tab.go("/membership/apply")
    tab.page.locator("[name=email]").fill(EMAIL)
    tab.press("Send the link")
    link = next(each for each in site.mail.wait(EMAIL, "").links if "/sign-in/email/" in each)
    tab.go(link)
    tab.press("Sign in")
    tab.page.locator("[name=name]").fill(NAME)
    tab.press("Begin the application")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Your application")
    tab.glance("admission-01-home")
    found = re.search(r"A-\w{4}-\w{4}", tab.main.inner_text())
    assert found
    return found.group()


def _submit(site: Site, tab: Tab, reference: str) -> None:
    """Cases, photos and most sections are there already; two are written here."""
    _fill(site, reference)
    tab.go(f"{HOME}/you")
    for name, value in {"name": NAME, "degrees": "MD", "licence_number": "MA-70001"}.items():
        tab.page.locator(f"[name={name}]").fill(value)
    tab.press("Save and go back to the list")
    tab.go(f"{HOME}/criterion-3")
    tab.page.locator("[name=statement]").fill("Angles of fifteen degrees, ten at the temple.")
    tab.press("Save and go back to the list")
    tab.follow("Look at everything and submit")
    expect(tab.main).to_contain_text("Angles of fifteen degrees, ten at the temple.")
    tab.press("Submit the application")
    expect(tab.page.get_by_role("status").first).to_contain_text("Your application is submitted.")
    site.mail.wait(EMAIL, "We have received your application")


def _fill(site: Site, reference: str) -> None:
    """Twenty cases with their photos, and the sections that are like the others."""
    with site.app.app_context():
        with transaction.unit():
            row = _application(reference)
            applying.complete(row, clock.now(), licence="MA-70001", colleagues=COLLEAGUES)
            applying.show(row, clock.now())
            log.whole(row, clock.now())
            log.stored(row)
        db.session.remove()


def _application(reference: str) -> Application:
    found = session().scalar(sa.select(Application).where(Application.reference == reference))
    assert found is not None
    return applications.locked(found.id)


def _screen(site: Site, office: Tab, reference: str) -> None:
    """Taken in a browser; hard stops and credentials looked up."""
    office.go(f"/office/membership/{reference}")
    office.press("Take into screening")
    expect(office.page.get_by_role("status").first).to_contain_text("You have taken")
    with site.app.app_context():
        with transaction.unit():
            membership_desk.screened(_application(reference), site.office.id, clock.now())
        db.session.remove()


def _refer(site: Site, referee: Tab, office: Tab, reference: str) -> None:
    """One colleague answers behind the link, and the office confirms; one more and two patients had done so."""
    link = _invited(site, reference)
    referee.go(link)
    referee.press("Start")
    for name, value in membership_referees.answers(Group.COLLEAGUE).items():
        if name.endswith("_words"):
            referee.page.locator(f"[name={name}]").fill(value)
        else:
            referee.page.locator(f"[name={name}][value={value}]").check()
    referee.press("Send the answers")
    site.mail.wait(COLLEAGUES[0].email, "Thank you")
    office.go(f"/office/membership/{reference}/referees/1")
    office.press("Confirm")
    expect(office.page.get_by_role("status").first).to_contain_text("Done.")


def _invited(site: Site, reference: str) -> str:
    with site.app.app_context():
        now = clock.now()
        with transaction.unit():
            row = _application(reference)
            colleagues = requests.colleagues_of(row.id)
            for each in colleagues:
                inviting.invite(each.id, now)
            membership_referees.confirmed(session().get_one(Referee, colleagues[1].id), now)
            period = caselog.period_of(row)
            assert period is not None
            assert period.starts is not None
            for n, month in enumerate((f"{period.starts:%Y-%m}", "2025-03")):
                who = Details(f"Pat Number{n}", f"pat{n}@former.example", "Vale Clinic, Boston", "", month)
                membership_referees.confirmed(membership_referees.patient(row, who, now), now)
        db.session.remove()
    mail = site.mail.wait(COLLEAGUES[0].email, "A colleague has named you")
    return next(each for each in mail.links if "/referee/" in each)


def _open(site: Site, office: Tab, reference: str, panel: Panel) -> str:
    """The seats chosen, looked at, and told."""
    office.go(f"/office/membership/{reference}/round")
    expect(office.main).not_to_contain_text("Before a round can be opened")
    for each in panel.members:
        office.page.get_by_label(each.name, exact=True).and_(office.page.locator("[name=members]")).check()
    office.page.get_by_label(panel.lay.name, exact=True).and_(office.page.locator("[name=lay]")).check()
    office.press("Preview")
    expect(office.page.get_by_role("heading", name="Preview")).to_be_visible()
    office.press("Open the round and tell everybody")
    expect(office.page.get_by_role("status").first).to_contain_text("The round is open.")
    with site.app.app_context(), transaction.reading():
        return queries.of_application(_application(reference).id)[-1].reference


def _judge(site: Site, visitor: Visitor, reference: str, panel: Panel) -> None:
    """The last of the ballots closes the round."""
    _recuse(site, visitor(width=1280), panel.members[0], reference)
    changing = panels.sit(visitor, site, panel.members[1], reference)
    _score(changing, reference)
    _cast(changing, reference, "No", "The referees have not convinced me.")
    for each in (*panel.members[2:4], panel.lay):
        _cast(_scored(site, visitor, each, reference), reference, "Yes")
    changing.go(f"/review/{reference}/cast")
    changing.page.get_by_label("Yes", exact=True).check()
    changing.page.get_by_role("textbox", name="Reason").fill("")
    changing.press("Change my ballot")
    expect(changing.page.get_by_text("Your ballot is cast.")).to_be_visible()
    _cast(_scored(site, visitor, panel.members[4], reference), reference, "Yes")
    with site.app.app_context(), transaction.reading():
        row = queries.by_reference(reference)
        assert row is not None
        found = replay.replay(row)
        assert (row.verdict, found.problems) == (Verdict.CARRIED, ())
        assert found.result is not None
        assert (found.result.yes, found.result.no, found.result.eligible) == (5, 0, 5)
        assert _versions(row, panel.members[1]) == [Vote.NO, Vote.YES]
        assert _versions(row, panel.members[0]) == []


def _versions(row: Round, person: Member) -> list[Vote]:
    mine = sa.and_(BallotVersion.round_id == row.id, BallotVersion.person_id == person.id)
    return list(session().scalars(sa.select(BallotVersion.vote).where(mine).order_by(BallotVersion.number)))


def _recuse(site: Site, tab: Tab, person: Member, reference: str) -> None:
    walks.enter(tab, site, person)
    tab.go(f"/review/{reference}")
    tab.page.get_by_label("Yes: I take no part").check()
    tab.page.get_by_label("What is it?").fill("We trained together.")
    tab.press("Declare")
    expect(tab.page.get_by_text("You take no part in this round")).to_be_visible()
    tab.go(f"/review/{reference}")
    assert tab.documents[-1].status == 404


def _score(tab: Tab, reference: str) -> None:
    """Every criterion by keyboard; where cases are ticked for it, their contact sheet first."""
    tab.go(f"/review/{reference}/1")
    for number in panels.EIGHT:
        here = f"{tab.base}/review/{reference}/{number}"
        expect(tab.page).to_have_url(here)
        if number in {1, 2, 3, 5}:
            tab.key("o")
            expect(tab.page.get_by_role("heading", name="Contact sheet")).to_be_visible()
            expect(tab.page.locator(".sheet-case img").first).to_be_visible()
            tab.follow("Back to the score")
            expect(tab.page).to_have_url(here)
        tab.page.keyboard.press("4")
        expect(tab.page.locator("[data-status]")).to_have_text("Saved")
        tab.key("j")
    expect(tab.page).to_have_url(f"{tab.base}/review/{reference}/cast")


def _scored(site: Site, visitor: Visitor, person: Member, reference: str) -> Tab:
    """Declared in a browser; the scores are like those of the first."""
    tab = panels.sit(visitor, site, person, reference)
    panels.look(site, person, reference)
    with site.app.app_context():
        with transaction.unit():
            row = queries.by_reference(reference)
            assert row is not None
            membership_rounds.save_scores(row, person.id, 4, now=clock.now())
        db.session.remove()
    return tab


def _cast(tab: Tab, reference: str, choice: str, reason: str = "") -> None:
    tab.go(f"/review/{reference}/cast")
    tab.page.get_by_label(choice, exact=True).check()
    tab.page.get_by_role("textbox", name="Reason").fill(reason)
    tab.press("Cast my ballot")
    expect(tab.page.get_by_text("Your ballot is cast.")).to_be_visible()
