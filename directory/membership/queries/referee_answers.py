"""What referees say, opened: for the panel without names, for the office with everything it should look at."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from directory.accounts import queries as people
from directory.accounts.models import Person
from directory.core.db import session
from directory.core.vault import Erased
from directory.membership.models.application import Application
from directory.membership.models.referee import Referee, RefereeProof
from directory.membership.queries import referees
from directory.membership.rules import referees as rules
from directory.membership.rules.referee_flags import Details, Flag
from directory.membership.rules.referee_flags import flags as find_flags
from directory.membership.rules.referee_questions import QUESTIONS, Answers, Question, is_adverse, said, words_key
from directory.membership.rules.referees import Group, State


@dataclass(frozen=True, slots=True)
class Said:
    """One question with its answer. `choice` is marked for translation."""

    question: Question
    choice: str
    words: str


@dataclass(frozen=True, slots=True)
class Statement:
    """As the panel reads it: "Colleague 2", no name, no address."""

    number: int
    group: Group
    said: tuple[Said, ...]
    adverse: bool
    from_period: bool


@dataclass(frozen=True, slots=True)
class File:
    """As the office reads it."""

    row: Referee
    details: Details
    answers: Mapping[str, str]
    said: tuple[Said, ...]
    reason: str
    flags: tuple[Flag, ...]
    proofs: tuple[RefereeProof, ...]
    adverse: bool


def answers_for_panel(application: Application) -> list[Statement]:
    """What the office has confirmed; numbered within its group, so that nothing follows from gaps."""
    rows = [row for row in referees.of(application.id) if row.state is State.CONFIRMED]
    found: list[Statement] = []
    for row in rows:
        answers = referees.answers_of(application, row)
        number = sum(each.group is row.group for each in found) + 1
        found.append(
            Statement(
                number, row.group, lines(row.group, answers), is_adverse(row.group, answers), bool(row.from_period)
            )
        )
    return found


def by_criterion(application: Application) -> dict[int, list[tuple[Statement, Said]]]:
    """For the pages of single criteria. Empty once the referees' words were erased."""
    found: dict[int, list[tuple[Statement, Said]]] = {}
    try:
        statements = answers_for_panel(application)
    except Erased:
        return {}
    for statement in statements:
        for each in statement.said:
            for criterion in each.question.criteria if each.choice or each.words else ():
                found.setdefault(criterion, []).append((statement, each))
    return found


def lines(group: Group, answers: Answers) -> tuple[Said, ...]:
    return tuple(Said(each, said(each, answers), answers.get(words_key(each), "")) for each in QUESTIONS[group])


def files(application: Application) -> list[File]:
    """All requests of an application, for the office."""
    rows = referees.of(application.id)
    return [_file(application, row, _shared(application, rows)) for row in rows]


def file_or_404(application: Application, number: int) -> File:
    row = referees.numbered_or_404(application, number)
    return _file(application, row, _shared(application, referees.of(application.id)))


def _file(application: Application, row: Referee, shared: set[str]) -> File:
    details, answers = referees.details_of(application, row), referees.answers_of(application, row)
    owner = people.by_id(application.person_id)
    flags = find_flags(
        row.group,
        details,
        own_email=owner.email if owner else "",
        own_clinics=referees.own_clinics(application),
        shared=row.email_digest in shared,
        same_network=row.same_network,
    )
    return File(
        row,
        details,
        answers,
        lines(row.group, answers),
        referees.reason_of(application, row),
        flags,
        tuple(referees.proofs_of(row.id)),
        is_adverse(row.group, answers),
    )


def _shared(application: Application, rows: list[Referee]) -> set[str]:
    """Addresses that are there twice, and the applicant's own."""
    given = [row.email_digest for row in rows if row.email_digest and row.state is not State.CANCELLED]
    owner = people.by_id(application.person_id)
    return {each for each in given if given.count(each) > 1} | ({owner.email_digest} if owner else set())


def accounts_of(application_id: int) -> set[int]:
    """Accounts of people who were asked as referees: they judge nothing here."""
    query = (
        sa.select(Person.id)
        .join(Referee, Referee.email_digest == Person.email_digest)
        .where(Referee.application_id == application_id, Referee.state.in_(rules.ASKED | {State.NAMED}))
    )
    return set(session().scalars(query))
