"""Raising, noting and moving: what is stored, what is sealed, what is recorded, what is sent."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import audit, transaction, vault
from directory.core.audit import AuditRow
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.core.workflow import WrongState
from directory.oversight import actions, queries
from directory.oversight.models import Concern, ConcernEntry
from directory.oversight.queries import Line
from directory.oversight.rules import CLOSE, TAKE, AlreadySent, Entry, Kind, NoteEmpty, ReasonNeeded, State, Told
from tests.factories import accounts, oversight, physicians
from tests.factories.oversight import ASKED


def raised(now: datetime, **changes: object) -> str:
    with transaction.unit():
        return actions.raise_concern(replace(ASKED, **changes), now)  # type: ignore[arg-type]  # names are the caller's


def letters() -> list[tuple[str, str]]:
    return sorted((row.kind, row.subject) for row in session().scalars(sa.select(LetterRow)))


@pytest.mark.both
def test_a_concern_is_new_and_its_words_open_under_its_own_key_only(context: Flask, now: datetime) -> None:
    concern = queries.concern_or_404(raised(now))
    assert (concern.kind, concern.state, concern.raised, concern.closed) == (Kind.CONDUCT, State.NEW, now, None)
    assert queries.told(concern) == Told(ASKED.about, ASKED.words, ASKED.name, ASKED.email, may_contact=True)
    stored = session().execute(sa.text("SELECT * FROM concerns")).one()
    text = repr(tuple(stored)) + concern.told.decode("latin-1")
    assert not any(word in text for word in ("Nobody answered", "Sam Sender", "sam@example.org", "harbour"))


def test_destroying_the_key_erases_words_and_contact(context: Flask, now: datetime) -> None:
    reference = raised(now)
    with transaction.unit():
        own = vault.by_id(queries.concern_or_404(reference).vault_id)
        assert own is not None
        vault.destroy(own, now)
    with pytest.raises(vault.Erased):
        queries.told(queries.concern_or_404(reference))


@pytest.mark.both
def test_the_same_page_sent_twice_is_one_concern(context: Flask, now: datetime) -> None:
    first = raised(now)
    assert raised(now + timedelta(seconds=1)) == first
    assert session().scalar(sa.select(sa.func.count()).select_from(Concern)) == 1
    assert letters() == [("concern_notice", "1"), ("concern_receipt", "1")]


@pytest.mark.both
def test_two_clicks_at_the_same_moment_cannot_make_two(context: Flask, now: datetime) -> None:
    concern = queries.concern_or_404(raised(now))
    twin = {name: getattr(concern, name) for name in ("submission", "kind", "told", "raised")}
    with transaction.unit():
        second = Concern(**twin, reference="K-2222-2222", vault_id=vault.create(now).id)
    session().add(second)
    with pytest.raises(sa.exc.IntegrityError) as error:
        session().flush()
    assert isinstance(transaction.refusal_of(error.value), AlreadySent)


def test_without_an_address_there_is_no_receipt(context: Flask, now: datetime) -> None:
    raised(now, email="")
    assert letters() == [("concern_notice", "1")]


def test_the_record_names_the_concern_and_nobody_else(context: Flask, now: datetime) -> None:
    reference = raised(now)
    rows = [(r.stream, r.actor, r.action, r.subject, r.detail) for r in session().scalars(sa.select(AuditRow))]
    assert rows == [("site", "visitor", "concern.raised", f"concern:{reference}", {"kind": "conduct"})]
    assert audit.verify() is None


@pytest.mark.both
def test_history_keeps_who_did_what_in_order(context: Flask, now: datetime) -> None:
    with transaction.unit():
        kim = accounts.coordinator().id
        concern = oversight.concern()
        actions.move(concern, TAKE, "", person_id=kim, now=now)
        actions.note(concern, "Wrote to the clinic.", person_id=kim, now=now + timedelta(hours=1))
        actions.move(concern, CLOSE, "Settled.", person_id=kim, now=now + timedelta(hours=2))
        reference = concern.reference
    concern = queries.concern_or_404(reference)
    assert (concern.state, concern.closed) == (State.CLOSED, now + timedelta(hours=2))
    assert queries.history(concern) == [
        Line(Entry.TAKEN, now, "Kim Office", ""),
        Line(Entry.NOTE, now + timedelta(hours=1), "Kim Office", "Wrote to the clinic."),
        Line(Entry.CLOSED, now + timedelta(hours=2), "Kim Office", "Settled."),
    ]


def test_a_refused_move_leaves_everything_as_it_was(context: Flask, now: datetime) -> None:
    with transaction.unit():
        kim, concern = accounts.coordinator().id, oversight.concern()
        with pytest.raises(ReasonNeeded):
            actions.move(concern, CLOSE, "", person_id=kim, now=now)
        with pytest.raises(NoteEmpty):
            actions.note(concern, "", person_id=kim, now=now)
        actions.move(concern, TAKE, "", person_id=kim, now=now)
        with pytest.raises(WrongState):
            actions.move(concern, TAKE, "", person_id=kim, now=now)
        reference = concern.reference
    assert [line.entry for line in queries.history(queries.concern_or_404(reference))] == [Entry.TAKEN]


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_line_of_the_history_is_never_changed(context: Flask, now: datetime, change: str) -> None:
    with transaction.unit():
        actions.note(oversight.concern(), "As it was.", person_id=accounts.coordinator().id, now=now)
    line = session().scalars(sa.select(ConcernEntry)).one()
    if change == "update":
        line.words = b"other"
    else:
        session().delete(line)
    with pytest.raises(RuntimeError, match="append-only"):
        session().flush()


@pytest.mark.both
def test_the_list_has_the_oldest_open_one_first_and_closed_ones_last(context: Flask, now: datetime) -> None:
    with transaction.unit():
        kim = accounts.coordinator().id
        robin = physicians.physician("Robin Vale")
        young = oversight.concern(now=now - timedelta(days=1), physician_id=robin.id)
        old = oversight.concern(now=now - timedelta(days=9))
        done = oversight.concern(now=now - timedelta(days=20))
        actions.move(done, CLOSE, "Done.", person_id=kim, now=now)
        expected = [old.reference, young.reference, done.reference]
    rows, total = queries.page(None, 1)
    assert ([row.reference for row in rows], total) == (expected, 3)
    assert [(row.physician, row.state) for row in rows] == [
        (None, State.NEW),
        ("Robin Vale", State.NEW),
        (None, State.CLOSED),
    ]
    assert [row.reference for row in queries.page(State.CLOSED, 1)[0]] == expected[2:]
    assert queries.page(State.IN_HAND, 1) == ([], 0)
    assert queries.waiting() == 2
