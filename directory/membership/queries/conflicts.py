"""What our own data say about who is close to whom, and who may sit in a round."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from directory.accounts.models import Person, PersonRole
from directory.accounts.rules import Role
from directory.core import vault
from directory.core.db import session
from directory.membership.models import ConflictSuggestion, Elector, Round
from directory.membership.queries import places, rounds, standing_aside
from directory.membership.rules.conflicts import Because, Clinic, Suggestion, competitors, suggested
from directory.membership.rules.rounds import Kind, State
from directory.physicians.models import Clinic as ClinicRow
from directory.physicians.models import Physician
from directory.physicians.models.clinic import ClinicPhysician


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could sit; `excluded` is the sentence that says why not (to be translated), or None."""

    person_id: int
    name: str
    physician: bool
    external: bool
    suggestions: tuple[Suggestion, ...]
    excluded: str | None


def candidates(round_: Round) -> list[Candidate]:
    """Everybody with the role, by name."""
    query = (
        sa.select(Person.id, Person.name, Physician.id.is_not(None))
        .join(PersonRole, sa.and_(PersonRole.person_id == Person.id, PersonRole.role == Role.REVIEWER))
        .outerjoin(Physician, Physician.person_id == Person.id)
        .where(Person.closed.is_(None))
        .order_by(Person.name, Person.id)
    )
    people = session().execute(query).all()
    ids = [row[0] for row in people]
    reasons, close = _reasons(round_, ids), suggestions(round_, ids)
    external = {each.person for each in rounds.policy_of(round_).externals}
    return [
        Candidate(row[0], row[1], row[2], row[0] in external, tuple(close.get(row[0], ())), reasons.get(row[0]))
        for row in people
    ]


def suggestions(round_: Round, people: Collection[int]) -> dict[int, list[Suggestion]]:
    """By person; those without any are not in it."""
    about, theirs = rounds.subject_person(round_), places.of_subject(round_)
    mine, referees = _clinics_of(people), places.referees(round_)
    found = {
        person_id: [
            *([Suggestion(Because.SELF)] if person_id == about else []),
            *suggested(mine.get(person_id, []), theirs),
            *([Suggestion(Because.REFEREE)] if person_id in referees else []),
        ]
        for person_id in people
    }
    return {person_id: each for person_id, each in found.items() if each}


def kept(round_: Round, person_id: int) -> list[Suggestion]:
    """As they were computed when the round opened, for this reviewer."""
    query = sa.select(ConflictSuggestion).where(
        ConflictSuggestion.round_id == round_.id, ConflictSuggestion.person_id == person_id
    )
    key, name = rounds.key(round_), rounds.sealed_as(round_, "because")
    rows = session().scalars(query.order_by(ConflictSuggestion.because))
    return [Suggestion(row.because, vault.open_(key, name, row.detail).decode()) for row in rows]


def _reasons(round_: Round, people: Collection[int]) -> dict[int, str]:
    """Why somebody cannot sit at all, whatever they declare; the first reason."""
    found: dict[int, str] = {}
    if not rounds.policy_of(round_).of_kind(round_.kind).competitors:
        theirs, mine = places.of_subject(round_), _clinics_of(people)
        rivals = [person_id for person_id in people if competitors(mine.get(person_id, []), theirs)]
        found |= dict.fromkeys(rivals, "works in the same metropolitan area")
    earlier = _sat_before(round_)
    found |= {person_id: "took part in the first decision" for person_id in people if person_id in earlier}
    found |= dict.fromkeys(_stood_aside(round_), "has declared a conflict")
    about = rounds.subject_person(round_)
    return found | ({about: "this is about themselves"} if about is not None else {})


def _sat_before(round_: Round) -> set[int]:
    """An appeal is judged by nobody of the panel it is against."""
    if round_.kind is not Kind.APPEAL:
        return set()
    return set(session().scalars(_earlier(round_).where(Elector.recused.is_(None))))


def _stood_aside(round_: Round) -> set[int]:
    """Wherever it was declared: in a round about the same application or member, or in the office."""
    query = sa.select(Person.id).join(Round, Round.id == round_.id).where(standing_aside.in_round(Person.id))
    return set(session().scalars(query))


def _earlier(round_: Round) -> sa.Select[int]:
    """People seated in other rounds about the same application or member."""
    about = (
        Round.application_id == round_.application_id
        if round_.application_id is not None
        else Round.physician_id == round_.physician_id
    )
    query = sa.select(Elector.person_id).join(Round, Round.id == Elector.round_id)
    return query.where(about, Round.id != round_.id, Round.state != State.PLANNED)


def _clinics_of(people: Collection[int]) -> dict[int, list[Clinic]]:
    query = (
        sa.select(Physician.person_id, ClinicRow)
        .join(ClinicPhysician, ClinicPhysician.physician_id == Physician.id)
        .join(ClinicRow, ClinicRow.id == ClinicPhysician.clinic_id)
        .where(Physician.person_id.in_(people))
        .order_by(ClinicPhysician.position, ClinicRow.id)
    )
    found: dict[int, list[Clinic]] = {}
    for person_id, row in session().execute(query):
        if person_id is not None:
            found.setdefault(person_id, []).append(places.clinic(row))
    return found
