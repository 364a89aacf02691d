"""Reports: what a reader takes no part in is in no row and in no number; tables are harmless."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.models import Person
from directory.accounts.rules import Role
from directory.core import transaction
from directory.core.db import db, session
from directory.membership.models import Elector, OfficeConflict
from directory.membership.queries import reports as queries
from directory.membership.rules.application import State
from directory.membership.rules.rounds import Seat
from tests.cast import Member, member
from tests.conftest import NOW
from tests.factories import membership_record as make
from tests.factories import membership_rounds
from tests.membership.test_review_views import fresh

OFFICE, CHAIR = "/office/membership/reports", "/review/chair/reports"


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def recuse(round_id: int, person: Member) -> None:
    with transaction.unit():
        seat = {"seat": Seat.MEMBER, "seated": NOW, "declared": NOW, "recused": NOW}
        session().add(Elector(round_id=round_id, person_id=person.id, **seat))


@pytest.mark.both
def test_a_file_in_conflict_is_in_no_row_and_no_number(context: Flask) -> None:
    office = member("office@example.org", "Ola Office", Role.COORDINATOR)
    with transaction.unit():
        first = membership_rounds.application().id
        membership_rounds.application("Dr Bea Second", now=NOW - timedelta(days=400))
    assert [len(queries.ways(office.id, year)) for year in (None, 2026, 2025, 1999)] == [2, 1, 1, 0]
    assert queries.years(office.id) == [2026, 2025]
    with transaction.unit():
        session().add(OfficeConflict(application_id=first, person_id=office.id, reason=b"-", declared=NOW))
    assert [len(queries.ways(office.id, year)) for year in (None, 2026, 2025)] == [1, 0, 1]
    assert queries.years(office.id) == [2025]


@pytest.mark.both
def test_steps_of_an_application_make_its_way(context: Flask) -> None:
    office = member("office@example.org", "Ola Office", Role.COORDINATOR)
    make.decided()
    (way,) = queries.ways(office.id)
    assert [step.move for step in way.steps][-2:] == ["open_round", "close_round"]
    assert way.state is State.DECISION_PENDING


@pytest.mark.both
def test_scores_of_a_round_the_chair_takes_no_part_in_are_not_counted(context: Flask) -> None:
    chair = member("chair@example.org", "Cleo Chair", Role.CHAIR)
    _application_id, round_id, _people = make.decided()
    found = queries.scores(chair.id)
    assert found.rounds == 1
    assert [sum(each.counts) + each.not_judged for each in found.spreads] == [4, 4, 4, 4, 5, 5, 4, 4]
    recuse(round_id, chair)
    assert queries.scores(chair.id) == queries.Scores(0, ())


def test_open_rounds_tell_nothing(context: Flask) -> None:
    chair = member("chair@example.org", "Cleo Chair", Role.CHAIR)
    with transaction.unit():
        round_, people = membership_rounds.admission()
        for person in people[:3]:
            membership_rounds.cast(round_, person.id)
    assert queries.scores(chair.id) == queries.Scores(0, ())
    assert "No round is closed yet." in fresh(context, chair).get(CHAIR).text


def test_the_offices_pages_and_tables(context: Flask) -> None:
    office = member("office@example.org", "Ola Office", Role.COORDINATOR)
    application_id, _round_id, _people = make.decided()
    reference = make.application(application_id).reference
    client = fresh(context, office)
    assert client.get(OFFICE).status_code == 200
    for year in ("", "2026", "20x6", "²²²²", "99999"):
        assert client.get(f"{OFFICE}?year={year}").status_code == 200
    answer = client.get(f"{OFFICE}/applications.csv")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/csv", "private, no-store")
    head, row = rows(answer.text)
    assert (head[0], row[0], row[2]) == ("Reference", reference, "decision_pending")
    assert len(rows(client.get(f"{OFFICE}/times.csv").text)) == 1 + len(State)
    assert len(rows(client.get(f"{OFFICE}/applications.csv?year=1999").text)) == 1


def test_a_name_that_is_a_formula_stays_a_name(context: Flask) -> None:
    chair = member("chair@example.org", "Cleo Chair", Role.CHAIR)
    _application_id, round_id, people = make.decided()
    with transaction.unit():
        session().get_one(Person, people[1]).name = '=HYPERLINK("http://x.example","Ann")'
    client = fresh(context, chair)
    names = [row[0] for row in rows(client.get(f"{CHAIR}/workload.csv").text)]
    assert [name for name in names if name.startswith("=")] == []
    assert '\'=HYPERLINK("http://x.example","Ann")' in names
    assert rows(client.get(f"{CHAIR}/scores.csv").text)[0] == ["Criterion", "0", "1", "2", "3", "4", "5", "N"]
    recuse(round_id, chair)
    client = fresh(context, chair)
    assert len(rows(client.get(f"{CHAIR}/workload.csv").text)) == 1


def test_pages_are_for_the_office_and_the_chair(context: Flask) -> None:
    reviewer = member("plain@example.org", "Rea Reviewer", Role.REVIEWER)
    client = fresh(context, reviewer)
    paths = [OFFICE, f"{OFFICE}/applications.csv", f"{OFFICE}/times.csv", CHAIR, f"{CHAIR}/scores.csv"]
    assert [client.get(path).status_code for path in paths] == [403] * 5


def test_the_reports_cost_the_same_however_many_applications(context: Flask) -> None:
    office = member("office@example.org", "Ola Office", Role.COORDINATOR)

    def statements() -> int:
        db.session.remove()
        seen: list[str] = []

        def count(*values: object) -> None:
            seen.append(str(values[2]))

        sa.event.listen(db.engine, "before_cursor_execute", count)
        try:
            queries.ways(office.id)
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", count)
        return len(seen)

    make_more: Callable[[], object] = membership_rounds.application
    with transaction.unit():
        make_more()
    one = statements()
    with transaction.unit():
        make_more()
        make_more()
    assert statements() == one == 2
