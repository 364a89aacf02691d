"""What a part of the hostile world adds to it."""

from dataclasses import dataclass, field
from datetime import datetime

from directory.accounts.models import Person
from directory.core import links, transaction
from directory.core.db import session
from directory.membership.models import Application
from directory.membership.rules.application import State
from directory.membership.rules.sections import Section
from tests.cast import Member
from tests.factories import membership_application as applications
from tests.factories import membership_rounds as rounds


@dataclass(frozen=True, slots=True)
class Sight:
    """A page that shows a form in a state which the first address of its kind has not; `sent`: only after sending."""

    role: str
    path: str
    sent: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Scene:
    values: dict[str, str] = field(default_factory=dict)  # by the name of a parameter, or "endpoint name"
    sights: list[Sight] = field(default_factory=list)
    people: dict[str, Member] = field(default_factory=dict)

    def see(self, role: str, *paths: str) -> None:
        self.sights += [Sight(role, path) for path in paths]

    def applicant(self, role: str, application: Application) -> None:
        """Signs in by e-mail, as everybody who applies."""
        person = session().get_one(Person, application.person_id)
        self.people[role] = Member(person.id, f"{role}@example.org", role)


def again(application: Application) -> Application:
    with transaction.reading():
        return session().get_one(Application, application.id)


def token(purpose: str, row: int | str) -> str:
    found = links.token_for(purpose, str(row))
    assert found, (purpose, row)
    return found


def written(name: str, licence: str, now: datetime) -> Application:
    """In screening, with a name, a clinic, a licence and cover. Call inside `transaction.unit()`."""
    made = rounds.application(name, state=State.DRAFT, now=now)
    applications.put(made, Section.YOU, {**applications.YOU, "name": name, "licence_number": licence}, now)
    made.state = State.SCREENING
    session().flush()
    return made
