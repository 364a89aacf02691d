"""Referees for tests and demo data, through the real actions; call inside `transaction.unit()`."""

from collections.abc import Sequence
from datetime import datetime

from directory.core import links
from directory.membership.actions import referee as writing
from directory.membership.actions import referee_office as office
from directory.membership.actions import referees as actions
from directory.membership.models.application import Application
from directory.membership.models.referee import Card, Referee
from directory.membership.queries import referees as queries
from directory.membership.rules.referee_flags import Details
from directory.membership.rules.referee_questions import QUESTIONS, words_key
from directory.membership.rules.referees import Group
from tests.conftest import NOW

COLLEAGUES = (
    Details("Dr Casey Colleague", "casey@harborhair.example", "Harbor Hair", "We taught together."),
    Details("Dr Dana Dunn", "dana@northclinic.example", "North Clinic", "We met at congresses."),
    Details("Dr Eli East", "eli@gmail.com", "Vale Clinic", "We work in one clinic."),
)
PATIENT = Details("Pat Former", "pat@example.net", "Vale Clinic, Boston", "", "2026-03")


def named(application: Application, who: Sequence[Details] = COLLEAGUES, now: datetime = NOW) -> list[Referee]:
    actor = f"person:{application.person_id}"
    return [actions.name_colleague(application, each, actor=actor, now=now) for each in who]


def cards(application: Application, count: int = 3, now: datetime = NOW) -> list[Card]:
    return actions.make_cards(application, count, actor=f"person:{application.person_id}", now=now)


def enough(application: Application, now: datetime = NOW, who: Sequence[Details] = COLLEAGUES) -> None:
    """What submitting asks for."""
    named(application, who, now)
    cards(application, now=now)


def patient(application: Application, who: Details = PATIENT, now: datetime = NOW) -> Referee:
    """With a card of their own, used; the link is in the e-mail."""
    made = cards(application, 1, now)[0]
    row = writing.use_card(made.id, who, None, actor=f"card:{made.id}", now=now)
    assert row is not None
    return row


def token(row: Referee) -> str:
    """What the last letter carries."""
    found = links.token_for(queries.LINK, str(row.id))
    assert found
    return found


def answers(group: Group = Group.COLLEAGUE, **changes: str) -> dict[str, str]:
    """Every question answered, nothing against."""
    made: dict[str, str] = {}
    for each in QUESTIONS[group]:
        if each.choices:
            made[each.key] = {"conflict": "no", "against": "no", "relation": "together"}.get(each.key, "yes")
        else:
            made[words_key(each)] = "Since 2015; last in spring 2026."
    made["integrity_words"] = "Tells patients what cannot be done."
    return {**made, **changes}


def answered(row: Referee, now: datetime = NOW, **changes: str) -> Referee:
    """Begun, written and sent by the referee."""
    writing.start(row.id, now)
    given = answers(row.group, **changes)
    return writing.submit(row.id, given, revision=row.revision, network="elsewhere", now=now)


def confirmed(row: Referee, now: datetime = NOW, **changes: str) -> Referee:
    return office.move(answered(row, now, **changes).id, "confirm", "", actor="person:99", now=now)
