"""The nightly task: what it erases, what it leaves, and that it can be killed, repeated and missed for days."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import audit, files, transaction, vault
from directory.core.db import session
from directory.membership.actions import retention as membership
from directory.membership.actions import starting
from directory.membership.models import Application, Assistant, Comment, OperationPhoto, Referee, Snapshot
from directory.membership.queries import application as applications
from directory.membership.queries import replay, rounds
from directory.membership.queries import retention as endings
from directory.membership.rules.application import Outcome, State
from directory.membership.rules.retention import Frozen, Part
from directory.photos import actions as photos
from directory.photos.models import Photo
from directory.privacy.actions import retention
from directory.privacy.models import DoomedFile, Erasure, RetentionRun
from directory.privacy.rules.retention import Name
from tests.conftest import NOW
from tests.factories import membership_record
from tests.factories import privacy as make
from tests.membership.test_application_races import at_once, how_many

LONG_AGO = NOW - timedelta(days=430)  # twelve months after thirty days to appeal are over
AGES_AGO = NOW - timedelta(days=2300)


def row(application_id: int) -> Application:
    return session().get_one(Application, application_id, populate_existing=True)


def kept(application_id: int) -> set[Part]:
    with transaction.reading():
        found = endings.ended_now(application_id)
        return set(found.parts) if found else set()


def run(now: datetime = NOW) -> retention.Outcome:
    return retention.run(retention.plan(now), now)


@pytest.mark.both
def test_case_photos_go_with_their_key_and_everything_else_stays(context: Flask) -> None:
    application_id = make.over(LONG_AGO)
    assert run() == retention.Outcome(run_id=1, erased=1, files=0, failed=0)
    assert kept(application_id) == {Part.OWN, Part.REFEREES}
    assert photos.remove_deleted(NOW) == 1
    assert [name.partition("/")[0] for name in make.names()] == ["documents", "referee-proofs"]
    with transaction.reading():
        stub = session().scalars(sa.select(Photo)).one()
        assert (stub.deleted, stub.width, stub.likeness, stub.advice) == (NOW, None, None, [])
        assert session().scalars(sa.select(OperationPhoto)).all() == []
        assert applications.name_of(row(application_id)) == "Dr Vera Vault"
        line = session().scalars(sa.select(Erasure)).one()
        assert (line.subject, line.rule, line.photos, line.files) == ("application:1", Name.CASE_PHOTOS, 1, 0)
        assert audit.verify() is None


@pytest.mark.both
def test_after_six_years_only_stubs_without_personal_data_stay(context: Flask) -> None:
    application_id = make.filled(AGES_AGO)
    document = make.commented(application_id, AGES_AGO)
    with transaction.unit():
        decided = applications.locked(application_id)
        decided.state, decided.outcome, decided.entered = State.DECIDED, Outcome.DECLINED, AGES_AGO
        digests = session().scalars(sa.select(Comment.email_digest)).all()
    assert document in make.names()
    assert run().erased == 2  # both rules at once, for nobody has run it in years
    photos.remove_deleted(NOW)
    assert make.names() == []
    assert kept(application_id) == set()
    with transaction.reading():
        assert row(application_id).licence is None
        with pytest.raises(vault.Erased):
            applications.name_of(row(application_id))
        assert session().scalars(sa.select(Assistant.email)).all() == ["erased-1"]
        assert set(session().scalars(sa.select(Referee.email_digest))) == {None}
        assert not set(session().scalars(sa.select(Comment.email_digest))) & set(digests)
        assert audit.verify() is None


@pytest.mark.both
def test_a_draft_that_expired_goes_whole_after_thirty_days(context: Flask) -> None:
    application_id = make.over(NOW - timedelta(days=30), None)
    assert retention.plan(NOW - timedelta(seconds=1)).due == ()
    assert run().erased == 1
    assert kept(application_id) == set()


def test_of_a_withdrawn_application_the_photos_go_first(context: Flask) -> None:
    application_id = make.over(NOW - timedelta(days=90), None, withdrawn=True)
    assert run().erased == 1
    assert kept(application_id) == {Part.OWN, Part.REFEREES}
    assert run(NOW + timedelta(days=2200)).erased == 1
    assert kept(application_id) == set()


def test_being_closed_later_does_not_begin_the_time_anew(context: Flask) -> None:
    application_id = make.over(LONG_AGO)
    with transaction.unit():
        closed = applications.locked(application_id)
        closed.state, closed.entered = State.CLOSED, NOW - timedelta(days=3)
    assert [each.rule.name for each in retention.plan(NOW).due] == [Name.CASE_PHOTOS]


def test_what_is_under_way_is_never_due(context: Flask) -> None:
    application_id = make.over(AGES_AGO)
    for state in (State.APPEALED, State.IN_REVIEW, State.DECISION_PENDING, State.SCREENING):
        with transaction.unit():
            row(application_id).state = state
        assert retention.plan(NOW).due == ()
    with transaction.unit():
        assert retention.erase_due(application_id, 1, NOW) == 0


@pytest.mark.both
def test_ballots_decision_and_chain_are_replayed_as_before(context: Flask) -> None:
    application_id, round_id, _people = membership_record.decided()
    with transaction.unit():
        decided = applications.locked(application_id)
        decided.state, decided.outcome = State.DECIDED, Outcome.APPROVED
    later = NOW + timedelta(days=4000)
    assert run(later).erased == 2
    with transaction.reading():
        round_ = rounds.by_id(round_id)
        assert round_ is not None
        assert replay.replay(round_).problems == ()
        assert audit.verify() is None
        assert [len(each.digest) for each in session().scalars(sa.select(Snapshot))] == [64] * how_many_snapshots()


def how_many_snapshots() -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(Snapshot)) or 0


def test_a_second_run_does_nothing(context: Flask) -> None:
    make.over(AGES_AGO)
    assert run().erased == 2
    with transaction.reading():
        rows = audit.size()
    assert run(NOW + timedelta(hours=1)) == retention.Outcome(run_id=2, erased=0, files=0, failed=0)
    with transaction.reading():
        assert audit.size() == rows


def test_the_dry_run_says_what_the_run_does_and_changes_nothing(context: Flask) -> None:
    make.over(AGES_AGO)
    make.over(LONG_AGO, licence="VV-2")
    planned = retention.plan(NOW)
    assert how_many(Erasure) == how_many(RetentionRun) == 0
    done = retention.run(planned, NOW)
    assert done.erased == len(planned.due) == 3
    with transaction.reading():
        lines = sorted((each.subject, str(each.rule)) for each in session().scalars(sa.select(Erasure)))
    assert lines == sorted((endings.subject_of(each.case.id), str(each.rule.name)) for each in planned.due)


@pytest.mark.both
def test_two_runs_at_once_erase_once(context: Flask) -> None:
    application_id = make.over(AGES_AGO)
    planned = [retention.plan(NOW) for _each in range(2)]
    with transaction.unit():
        session().add_all([RetentionRun(started=NOW), RetentionRun(started=NOW)])
    outcomes = at_once(context, 2, lambda n: retention.erase_due(planned[n].cases[0], n + 1, NOW))
    assert outcomes == ["done", "done"]
    assert how_many(Erasure) == 2
    assert kept(application_id) == set()


def test_a_run_killed_before_the_files_were_deleted_is_finished_by_the_next(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names stand in the database since the commit that destroyed the keys."""
    make.over(AGES_AGO)

    def killed(_store: files.Store, _name: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(files.Store, "delete", killed)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert how_many(DoomedFile) == 2
    assert {name.partition("/")[0] for name in make.names()} >= {"documents", "referee-proofs"}
    assert retention.nightly(NOW) == 0
    assert how_many(DoomedFile) == 0
    assert not {name.partition("/")[0] for name in make.names()} & {"documents", "referee-proofs"}
    photos.remove_deleted(NOW)
    assert make.names() == []


def test_a_case_that_fails_is_counted_and_keeps_nobody_waiting(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = make.over(LONG_AGO), make.over(LONG_AGO, licence="VV-2")
    real = membership.erase

    def erase(application: Application, *args: object, **values: object) -> membership.Erased:
        if application.id == broken:
            raise RuntimeError("a defect")
        return real(application, *args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(membership, "erase", erase)
    assert run() == retention.Outcome(run_id=1, erased=1, files=0, failed=1)
    assert (Part.CASES in kept(broken), Part.CASES in kept(sound)) == (True, False)
    monkeypatch.undo()
    assert run() == retention.Outcome(run_id=2, erased=1, files=0, failed=0)


def test_the_night_s_work_is_done_once_and_after_days_at_once(context: Flask) -> None:
    make.over(LONG_AGO)
    assert [retention.nightly(NOW), retention.nightly(NOW + timedelta(hours=2))] == [1, 0]
    assert how_many(RetentionRun) == 1
    assert retention.nightly(NOW + timedelta(days=9)) == 0
    assert how_many(RetentionRun) == 2


def test_an_interrupted_night_is_begun_again(context: Flask) -> None:
    with transaction.unit():
        session().add(RetentionRun(started=NOW))
    make.over(LONG_AGO)
    assert retention.nightly(NOW + timedelta(hours=1)) == 1


def test_many_are_read_in_batches_and_none_is_left_out(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endings, "BATCH", 2)
    made = [make.over(LONG_AGO, licence=f"VV-{n}") for n in range(5)]
    assert retention.plan(NOW).cases == made
    assert run().erased == 5


def test_what_is_frozen_is_planned_as_held_and_left(context: Flask) -> None:
    application_id = make.over(LONG_AGO)
    with transaction.unit():
        membership.freeze(applications.locked(application_id), actor="person:1", now=NOW)
    planned = retention.plan(NOW)
    assert (planned.due, [each.case.id for each in planned.held]) == ((), [application_id])
    assert retention.run(planned, NOW).erased == 0
    with transaction.unit(), pytest.raises(Frozen):
        membership.erase(applications.locked(application_id), [Part.CASES], rule="case_photos", now=NOW)


def test_who_was_erased_applies_again_from_nothing(context: Flask) -> None:
    application_id = make.over(NOW - timedelta(days=31), None)
    run()
    with transaction.unit():
        person_id = row(application_id).person_id
        again = starting.apply(person_id, "Dr Vera Vault", NOW)
        assert again.earlier_id is None
    with transaction.reading():
        assert applications.earlier_of(row(again.id)) is None
