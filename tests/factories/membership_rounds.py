"""Rounds for tests, by the real actions; call inside `transaction.unit()`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from directory.accounts.models import Person
from directory.accounts.rules import Role
from directory.core import vault
from directory.core.db import session
from directory.membership.actions import application as applications
from directory.membership.actions import ballots, closing, recusals, rounds, secret
from directory.membership.actions import policy as policies
from directory.membership.models import Application, Round
from directory.membership.queries import application as application_queries
from directory.membership.queries import rounds as queries
from directory.membership.rules.application import State, new_reference
from directory.membership.rules.ballots import BallotAsked, Score, criteria_of
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import Kind, Vote
from tests.conftest import NOW
from tests.factories import accounts

OFFICE = "system"
COMMENTS = timedelta(days=21)
VOTING = NOW + COMMENTS + timedelta(hours=1)  # when ballots of a round opened at NOW may be cast


def application(name: str = "Dr Ada Applicant", *, state: State = State.SCREENING, now: datetime = NOW) -> Application:
    """In screening, as if it had been submitted; its sections are not part of this slice."""
    policies.ensure_first(now)
    reference = new_reference()
    person = accounts.person(Role.APPLICANT, email=f"{reference.lower()}@example.org", name=name, now=now)
    made = Application(
        reference=reference,
        person_id=person.id,
        state=State.DRAFT,
        policy=1,
        vault_id=vault.create(now).id,
        cases_vault_id=vault.create(now).id,
        referees_vault_id=vault.create(now).id,
        created=now,
        touched=now,
        entered=now,
        name=b"",
    )
    key = application_queries.own_vault(made)
    made.name = vault.seal(key, application_queries.sealed_as(made, "name"), name.encode())
    made.state, made.submitted = state, now
    session().add(made)
    session().flush()
    return made


def reviewers(count: int, *, first: int = 1, role: Role = Role.REVIEWER) -> list[Person]:
    return [
        accounts.person(role, email=f"{role.value}{n}@example.org", name=f"{role.value.capitalize()} {n}")
        for n in range(first, first + count)
    ]


def opened(
    people: Sequence[Person], lay: Person | None, *, application_id: int | None = None, now: datetime = NOW
) -> Round:
    """An admission, open since `now`; nobody has declared yet."""
    ids = [each.id for each in people]
    return opened_people(ids, lay.id if lay else None, application_id=application_id, now=now)


def opened_people(
    people: Sequence[int], lay: int | None, *, application_id: int | None = None, now: datetime = NOW
) -> Round:
    found = applications_of(application_id, now)
    round_ = rounds.plan(Kind.ADMISSION, application_id=found.id, actor=OFFICE, now=now)
    applications.fire(found, "open_round", actor=OFFICE, now=now)
    return rounds.open_round(round_, Panel(tuple(people), lay), actor=OFFICE, now=now)


def applications_of(application_id: int | None, now: datetime) -> Application:
    if application_id is None:
        return application(now=now)
    return session().get_one(Application, application_id)


def opened_secret(people: Sequence[Person], physician_id: int, *, now: datetime = NOW) -> Round:
    """A removal, open since `now`."""
    return opened_secret_people([each.id for each in people], physician_id, now=now)


def opened_secret_people(people: Sequence[int], physician_id: int, *, now: datetime = NOW) -> Round:
    round_ = rounds.plan(Kind.REMOVAL, physician_id=physician_id, actor=OFFICE, now=now)
    return rounds.open_round(round_, Panel(tuple(people)), actor=OFFICE, now=now)


def admission(members: int = 5, *, lay: bool = True, now: datetime = NOW) -> tuple[Round, list[Person]]:
    """Members and a lay reviewer (the last), all of whom have declared that they have no conflict."""
    people = reviewers(members + lay)
    round_ = opened(people[:members], people[-1] if lay else None, now=now)
    for each in people:
        declare(round_, each.id, now=now)
    return round_, people


def declare(round_: Round, person_id: int, *, now: datetime = NOW) -> None:
    recusals.declare_none(queries.locked_seat_or_404(round_.reference, person_id), now)


def recuse(round_: Round, person_id: int, *, now: datetime = NOW) -> None:
    recusals.recuse(queries.locked_seat_or_404(round_.reference, person_id), "We are friends.", now)


def asked(
    round_: Round, person_id: int, vote: Vote = Vote.YES, scores: Mapping[int, int | None] | int = 4, reason: str = ""
) -> BallotAsked:
    """A whole ballot: one score for every criterion this seat scores, or those given."""
    elector, policy = queries.elector(round_.id, person_id), queries.policy_of(round_)
    assert elector is not None
    numbers = criteria_of(elector.seat, queries.judged(round_, policy), policy)
    given = dict.fromkeys(numbers, scores) if isinstance(scores, int) else scores
    kept = {n: Score(given.get(n), "" if given.get(n) is not None else "Not my field.") for n in numbers}
    return BallotAsked(vote, kept, reason)


def cast(
    round_: Round,
    person_id: int,
    vote: Vote = Vote.YES,
    scores: Mapping[int, int | None] | int = 4,
    *,
    reason: str = "",
    now: datetime = VOTING,
) -> None:
    """Opened and cast by this reviewer; locks the round as the page does."""
    seat = queries.locked_seat_or_404(round_.reference, person_id)
    open_all(round_, person_id, now)
    ballots.cast(seat, asked(round_, person_id, vote, scores, reason), now)


def cast_secret(round_: Round, person_id: int, vote: Vote, *, reason: str = "", now: datetime = NOW) -> None:
    seat = queries.locked_seat_or_404(round_.reference, person_id)
    secret.cast_secret(seat, asked(round_, person_id, vote, reason=reason), now)


def open_all(round_: Round, person_id: int, now: datetime = VOTING) -> None:
    """One item of each criterion that has any."""
    from directory.membership.queries import casefile

    seat = queries.seat_or_404(round_.reference, person_id)
    for number, items in casefile.items(round_, queries.policy_of(round_)).items():
        for item in items:
            ballots.open_item(seat, number, item.key, now)


def close(round_: Round, person_id: int, *, now: datetime = VOTING) -> Round:
    return closing.close_early(round_, person_id, now)


def admission_again(members: int) -> tuple[Round, list[int]]:
    """A further admission, with people of its own."""
    people = reviewers(members + 1, first=500)
    round_ = opened(people[:members], people[-1])
    for each in people:
        declare(round_, each.id)
    return round_, [each.id for each in people]


def everything(round_: Round, people: Sequence[int], *, now: datetime = VOTING) -> None:
    """A remark, a block with a ruling, an item opened, a conflict suggested: one row in each table."""
    from directory.membership.actions import talk
    from directory.membership.models import ConflictSuggestion
    from directory.membership.rules.blocks import BlockAsked, Finding, Ground, RulingAsked
    from directory.membership.rules.conflicts import Because

    seat = queries.locked_seat_or_404(round_.reference, people[0])
    talk.remark(seat, 3, "Look at case C04.", "a" * 32, now)
    ballots.open_item(seat, 3, "sheet", now)
    block = talk.raise_block(seat, BlockAsked(Ground.DANGER, "Infections.", "Case C07."), now)
    chair = accounts.person(Role.CHAIR, email="ruler@example.org", name="Rae Ruler")
    talk.rule(round_, block.id, RulingAsked(Finding.DISMISSED, "Healed."), person_id=chair.id, now=now)
    session().add(ConflictSuggestion(round_id=round_.id, person_id=people[0], because=Because.CLINIC, detail=b"sealed"))
    session().flush()


def whole_application(now: datetime) -> int:
    """With all sections, and two cases with photos for criteria 3 and 5; in screening. Outside any transaction."""
    from directory.core import transaction
    from directory.membership.rules.operation import CaseView, Moment
    from tests.factories import membership_application
    from tests.factories import membership_caselog_whole as log

    shots = tuple(
        (view, moment) for moment in (Moment.BEFORE, Moment.MONTH_12) for view in (CaseView.HAIRLINE, CaseView.CROWN)
    )
    with transaction.unit():
        person = accounts.person(Role.APPLICANT, email="vale@example.org", name="Dr Robin Vale", now=now)
        made = membership_application.draft(person.id, now=now)
        membership_application.complete(made, now=now)
        log.write(made, [log.Wanted(number, ("3", "5"), shots) for number in (1, 2)], now)
        log.stored(made)
    with transaction.unit():
        row = session().get_one(Application, made.id)
        row.state, row.submitted = State.SCREENING, now  # submitting needs referees, which are not this slice's
        return row.id


def save_scores(round_: Round, person_id: int, score: int, *, now: datetime) -> None:
    """A draft with one score for every criterion; nothing is cast."""
    seat = queries.locked_seat_or_404(round_.reference, person_id)
    for number in asked(round_, person_id).scores:
        ballots.save_score(seat, number, Score(score), now)
