"""What reviewers and the chair do in a browser, and how days and minutes pass that nobody can wait for."""

import re
from collections.abc import Iterable
from datetime import timedelta

from playwright.sync_api import expect

from directory.accounts.rules import Role
from directory.core import clock, transaction
from directory.core.db import db, session
from directory.membership.models import Application, Decision, DecisionLetter, Round
from directory.membership.queries import decision as decisions
from directory.membership.queries import rounds
from directory.membership.rules.application import State
from directory.membership.rules.sections import Section
from tests import cast
from tests.cast import Member
from tests.factories import membership_application as applying
from tests.factories import membership_caselog, membership_desk, membership_rounds
from tests.journeys import walks
from tests.journeys.conftest import Visitor
from tests.journeys.mailbox import Mail
from tests.journeys.site import Site
from tests.journeys.tab import Tab

EIGHT = range(1, 9)


def reviewers(word: str, count: int) -> tuple[Member, ...]:
    """People who can sit in a round; inside the site's context."""
    return tuple(
        cast.member(f"{word.lower()}{n}@example.org", f"Reviewer {word}{n}", Role.REVIEWER) for n in range(count)
    )


def in_screening(name: str, licence: str) -> Application:
    """With evidence, a case for each criterion that asks for cases, and credentials the office has confirmed; inside
    the site's context and a unit."""
    now = clock.now()
    row = membership_rounds.application(name, state=State.DRAFT, now=now)
    applying.put(row, Section.YOU, {**applying.YOU, "name": name, "licence_number": licence}, now)
    applying.show(row, now)
    for number in (1, 2, 3, 5):
        membership_caselog.operation(row, number, str(number), now=now)
    row.state = State.SCREENING
    session().flush()
    membership_desk.screened(row, row.person_id, now)
    return row


def sit(visitor: Visitor, site: Site, person: Member, reference: str) -> Tab:
    """At the round's page, without a conflict."""
    tab = visitor(width=1280)
    walks.enter(tab, site, person)
    tab.go(f"/review/{reference}")
    tab.page.get_by_label("No, I have none").check()
    tab.press("Declare")
    return tab


def look(site: Site, person: Member, reference: str) -> None:
    """Something of each criterion is opened; the pages for it are in the journey of an admission."""
    with site.app.app_context():
        with transaction.unit():
            membership_rounds.open_all(_round(reference), person.id, clock.now())
        db.session.remove()


def vote_secretly(
    tab: Tab, reference: str, choice: str, *, score: int | None = None, numbers: Iterable[int] = EIGHT
) -> None:
    """The whole ballot in one go; without a score none is asked for."""
    tab.go(f"/review/{reference}/cast")
    for number in numbers if score is not None else ():
        tab.page.locator(f"[name=score_{number}][value='{score}']").check()
    tab.page.get_by_label(choice, exact=True).check()
    tab.press("Cast the secret ballot: final")
    expect(tab.page.get_by_text("Your secret ballot is in the pool. It is final.")).to_be_visible()


def confirm(tab: Tab, reference: str, says: str, rests_on: str = "") -> None:
    """The chair signs what the ballots say."""
    tab.go(f"/review/chair/{reference}/decision")
    expect(tab.main).to_contain_text(says)
    tab.page.get_by_label("Confirm the computed outcome").check()
    tab.page.locator("[name=overall]").fill(rests_on)
    tab.press("Sign")
    expect(tab.page.get_by_role("status").first).to_contain_text("It can be taken back until it is made.")


def weeks_pass(site: Site, reference: str) -> None:
    """Those in which comments or answers are waited for, before any ballot."""
    with site.app.app_context():
        with transaction.unit():
            row, over = _round(reference), clock.now() - timedelta(minutes=1)
            row.comments_until, row.comments_end = over, over if row.comments_end is not None else None
        db.session.remove()


def ten_minutes_pass(site: Site, reference: str) -> None:
    """Since the chair has signed: the beat makes the decision at its next look."""
    with site.app.app_context():
        with transaction.unit():
            row = _decision(reference)
            row.chosen -= timedelta(minutes=11)
            assert row.due is not None
            row.due -= timedelta(minutes=11)
        db.session.remove()


def letter_with_root(site: Site, reference: str, email: str, number: int = 1) -> Mail:
    """The letter of a decision as it came by e-mail: the root of the audit in it is the one on record."""
    mail = site.mail.wait(email, "About your application", number)
    with site.app.app_context(), transaction.reading():
        made = _decision(reference)
        kept = session().get_one(DecisionLetter, (made.id, 1))
        assert made.root is not None
        assert (made.root == kept.root, made.root in mail.body("plain"), made.root in mail.body("html")) == (True,) * 3
    return mail


def _round(reference: str) -> Round:
    found = rounds.by_reference(reference)
    assert found is not None
    return found


def _decision(reference: str) -> Decision:
    found = decisions.of_round(_round(reference).id)
    assert found is not None
    return found


def listed(tab: Tab, name: str) -> None:
    """Found by whoever looks for the name, with what the panel has found."""
    tab.go(f"/physicians?q={name.replace(' ', '+')}")
    with tab.page.expect_navigation():
        tab.main.get_by_role("link", name=re.compile(name)).first.click()
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text(name)
    section = tab.page.get_by_role("region", name="Standards met")
    expect(section).to_contain_text("A panel found each of the eight criteria met on")
    expect(section).to_contain_text("Member since November 2026")
    tab.sound("admission-profile")
