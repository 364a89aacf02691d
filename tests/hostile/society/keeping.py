"""What the office keeps: a report of one night, and legal holds in every state a coordinator can do something about."""

from datetime import datetime, timedelta

from directory.core import transaction
from directory.core.db import session
from directory.membership.models import Application
from directory.membership.rules.application import Outcome, State
from directory.privacy.actions import holds, retention
from directory.privacy.rules.holds import ASK_END, SIGN, HoldAsked, Step
from tests.cast import Member
from tests.factories import membership_rounds as rounds
from tests.hostile.roles import COORDINATOR
from tests.hostile.society.scene import Scene


def held(office: Member, colleague: Member, now: datetime) -> Scene:
    scene = Scene()
    with transaction.unit():
        old = _declined("Dr Otis Old", now - timedelta(days=400))
    done = retention.run(retention.plan(now), now)
    with transaction.unit():
        numbers = [_asked(_declined(f"Dr Hal Held{n}", now), colleague, now, silent=n == 3) for n in range(4)]
        for number in numbers[1:]:
            holds.move(number, SIGN, Step(office.id, "", now.date(), None), now)
        holds.move(numbers[2], ASK_END, Step(colleague.id, "Settled.", now.date(), None), now)
    scene.values = {"hold": str(numbers[0]), "night": str(done.run_id)}
    scene.see(COORDINATOR, *(f"/office/holds/{number}" for number in numbers))
    scene.see(COORDINATOR, f"/office/holds/new?reference={old}", "/office/holds", "/office/retention")
    return scene


def _declined(name: str, at: datetime) -> str:
    """Its reference. Nothing lies in the store."""
    made = rounds.application(name, now=at)
    row = session().get_one(Application, made.id)
    row.state, row.outcome = State.DECIDED, Outcome.DECLINED
    session().flush()
    return row.reference


def _asked(reference: str, colleague: Member, now: datetime, *, silent: bool) -> int:
    review, court = now.date() + timedelta(days=90), "District court, 4 O 12/26" if silent else ""
    asked = HoldAsked(reference, "A claim was announced.", review, silent=silent, court=court)
    return holds.ask(asked, person_id=colleague.id, now=now).id
