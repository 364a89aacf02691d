"""Those who apply: a draft in work with everything a draft may have, one who was asked for more, one who withdrew."""

from datetime import datetime

from directory.core import transaction
from directory.membership.actions import caselog, information, submitting
from directory.membership.actions.caselog import assistants
from directory.membership.rules.criteria import EvidenceKind
from directory.membership.rules.information import Item
from directory.membership.rules.sections import Section
from tests.cast import Member
from tests.factories import membership_application as writing
from tests.factories import membership_caselog as cases
from tests.factories import membership_rounds as rounds
from tests.hostile.roles import APPLICANT
from tests.hostile.society.scene import Scene, again

ASKED, WITHDRAWN, HELPER = "asked for more", "withdrawn", "assistant"
HOME = "/membership/application"


def draft(who: Member, helper: Member, now: datetime) -> Scene:
    with transaction.unit():
        made = writing.draft(who.id, who.name, now)
        writing.complete(made, now, licence="NY-11111")
        for number in (1, 2):
            cases.operation(made, number, "3", "5", now=now)
        caselog.delete(made, 2, actor=f"person:{who.id}", now=now)
        caselog.announce(made, files=2, size=9000, person_id=who.id, now=now)
        assistants.invite(made, helper.email, now)
        caselog.draw_period(made, "person:1", now)
    first = cases.photo(again(made), "C01_before_top.jpg", now=now)
    second = cases.photo(again(made), "C01_12m_top.jpg", now=now, seed=2)
    cases.photo(again(made), "unsorted.jpg", now=now, seed=3)
    with transaction.unit():
        caselog.mark(made, second, now)
    log = f"{HOME}/{made.reference}/cases"
    scene = Scene({"case": "1", "application": made.reference, "section": Section.CRITERION_8, "case photo": first})
    scene.people[HELPER] = helper
    scene.see(APPLICANT, HOME, f"{log}/look?photo={first}", f"{HOME}/{Section.CRITERION_8}", f"{HOME}/{Section.YOU}")
    scene.see(APPLICANT, f"{HOME}/{Section.CRITERION_7}/evidence?kind={EvidenceKind.CV}")
    scene.see(HELPER, "/membership/assist")
    return scene


def asked_for_more(now: datetime) -> Scene:
    scene = Scene()
    with transaction.unit():
        made = rounds.application("Dr Asa Asked", now=now)
        items = (Item(Section.CRITERION_4, "How many were not hair?"), Item(Section.YOU, "Which state?"))
        information.ask(made, items, actor="person:1", now=now)
        scene.applicant(ASKED, made)
    scene.see(ASKED, HOME, f"{HOME}/{Section.CRITERION_4}")
    return scene


def withdrawn(now: datetime) -> Scene:
    scene = Scene()
    with transaction.unit():
        made = rounds.application("Dr Wim Withdrawn", now=now)
        submitting.withdraw(made, "I move.", actor=f"person:{made.person_id}", now=now)
        scene.applicant(WITHDRAWN, made)
    scene.see(WITHDRAWN, HOME)
    return scene
