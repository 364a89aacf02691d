"""From quarantine to the store: once, twice, at once, killed, deleted meanwhile - the outcome is the same."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import files, transaction, vault
from directory.core.db import db, session
from directory.core.refusals import NotThere
from directory.photos import actions, queries, rules
from directory.photos.actions import pixels, processing
from directory.photos.models import Photo, PhotoSlot
from directory.photos.rules import Advice, Problem, Size, State
from tests.factories import hostile
from tests.factories import photos as make
from tests.factories.photos import OWNER


def one(photo_id: str) -> Photo:
    photo = _loaded(photo_id)
    session().expunge(photo)
    session().rollback()
    return photo


def shown(photo_id: str, size: Size = Size.FULL) -> bytes:
    return queries.picture(_loaded(photo_id), size)


def _loaded(photo_id: str) -> Photo:
    photo = session().get(Photo, photo_id, populate_existing=True)
    assert photo is not None
    return photo


@pytest.mark.both
def test_an_upload_becomes_two_sealed_pictures_and_leaves_quarantine(context: Flask, now: datetime) -> None:
    owners = make.make_vault(now)
    photo = make.make_photo(now, owners.id)
    assert (photo.state, len(files.quarantine().names())) == (State.WAITING, 1)
    actions.process(photo.id, now)
    done = _loaded(photo.id)
    assert (done.state, done.width, done.height, done.advice, done.attempts) == (State.READY, 1000, 800, [], 1)
    assert (done.due, done.quarantine, done.quarantine_key, files.quarantine().names()) == (None, None, None, [])
    names = sorted(queries.object_name(done.stored, size) for size in Size)
    assert files.store().names() == names
    assert all(b"JFIF" not in files.store().get(name) for name in names)
    assert shown(photo.id)[:3] == shown(photo.id, Size.THUMB)[:3] == b"\xff\xd8\xff"
    assert photo.id not in "".join(names)


def test_no_transaction_is_open_during_the_work(context: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = make.make_photo(now, make.make_vault(now).id)
    seen: list[bool] = []
    real_clean, real_put = pixels.clean, files.Store.put

    def clean(data: bytes) -> actions.Cleaned:
        seen.append(session().in_transaction())
        return real_clean(data)

    def put(store: files.Store, name: str, data: bytes) -> None:
        seen.append(session().in_transaction())
        real_put(store, name, data)

    monkeypatch.setattr(pixels, "clean", clean)
    monkeypatch.setattr(files.Store, "put", put)
    actions.process(photo.id, now)
    assert seen == [False, False, False]
    assert one(photo.id).state is State.READY


@pytest.mark.both
def test_processing_twice_changes_nothing(context: Flask, now: datetime) -> None:
    photo = make.make_ready(now, make.make_vault(now).id)
    before = [files.store().get(name) for name in files.store().names()]
    actions.process(photo.id, now + timedelta(hours=1))
    assert [files.store().get(name) for name in files.store().names()] == before
    assert one(photo.id).attempts == 1


@pytest.mark.both
def test_two_workers_at_once_do_it_once(context: Flask, now: datetime) -> None:
    photo = make.make_photo(now, make.make_vault(now).id)
    failures: list[Exception] = []
    barrier = threading.Barrier(2)

    def work() -> None:
        with context.app_context():
            barrier.wait()
            try:
                actions.process(photo.id, now)
            except Exception as error:  # noqa: BLE001 (whatever it is, the test shows it)
                failures.append(error)
            db.session.remove()

    threads = [threading.Thread(target=work) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = one(photo.id)
    assert (failures, done.state, done.attempts) == ([], State.READY, 1)


class Killed(BaseException):
    """As if the process ended here."""


@pytest.mark.both
@pytest.mark.parametrize("after", [0, 1, 2])
def test_killed_halfway_it_is_done_again_when_the_lease_ends(
    context: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    photo = make.make_photo(now, make.make_vault(now).id)
    real = files.Store.put
    calls: list[str] = []

    def put(store: files.Store, name: str, data: bytes) -> None:
        if len(calls) == after:
            raise Killed
        calls.append(name)
        real(store, name, data)
        if len(calls) == after == 2:
            raise Killed

    monkeypatch.setattr(files.Store, "put", put)
    with pytest.raises(Killed):
        actions.process(photo.id, now)
    monkeypatch.undo()
    assert (one(photo.id).state, len(files.quarantine().names())) == (State.WAITING, 1)
    assert actions.next_due(now + timedelta(seconds=5)) is None
    later = now + rules.LEASE + timedelta(seconds=1)
    assert actions.next_due(later) == photo.id
    actions.process(photo.id, later)
    assert (one(photo.id).state, len(files.store().names()), files.quarantine().names()) == (State.READY, 2, [])


def test_a_run_that_lost_its_lease_decides_nothing(
    context: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = make.make_photo(now, make.make_vault(now).id)

    def slow(_data: bytes) -> actions.Cleaned:
        later = now + rules.LEASE + timedelta(seconds=1)
        assert processing._leased(photo.id, later) is not None
        raise pixels.Unusable(Problem.DAMAGED)

    monkeypatch.setattr(pixels, "clean", slow)
    actions.process(photo.id, now)
    still = one(photo.id)
    assert (still.state, still.attempts, len(files.quarantine().names())) == (State.WAITING, 2, 1)


def test_killed_between_outcome_and_clean_up_quarantine_is_tidied(
    context: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = make.make_photo(now, make.make_vault(now).id)

    def killed(_photo_id: str) -> None:
        raise Killed

    monkeypatch.setattr(processing, "_empty_quarantine", killed)
    with pytest.raises(Killed):
        actions.process(photo.id, now)
    monkeypatch.undo()
    assert (one(photo.id).state, len(files.quarantine().names())) == (State.READY, 1)
    assert (actions.tidy(now), files.quarantine().names(), one(photo.id).quarantine) == (1, [], None)


def test_a_photo_that_takes_the_worker_down_each_time_is_given_up(
    context: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = make.make_photo(now, make.make_vault(now).id)

    def killed(_data: bytes) -> actions.Cleaned:
        raise Killed

    monkeypatch.setattr(pixels, "clean", killed)
    for n in range(rules.ATTEMPTS):
        with pytest.raises(Killed):
            actions.process(photo.id, now + n * timedelta(minutes=5))
    actions.process(photo.id, now + timedelta(hours=1))
    done = one(photo.id)
    assert (done.state, done.problem, files.quarantine().names()) == (State.FAILED, Problem.GAVE_UP, [])


FAILING: dict[str, tuple[Callable[[], bytes], Problem]] = {
    "truncated": (lambda: make.jpeg()[:-4000], Problem.DAMAGED),
    "text bomb": (hostile.png_text_bomb, Problem.DAMAGED),
}


@pytest.mark.both
@pytest.mark.parametrize("name", FAILING)
def test_a_failure_says_which_view_and_what_to_do(context: Flask, now: datetime, name: str) -> None:
    data, problem = FAILING[name]
    photo = make.make_ready(now, make.make_vault(now).id, "crown", data=data())
    card = queries.of_owner(OWNER)[0]
    assert (card.id, card.label, card.state, card.problem) == (photo.id, "Crown", State.FAILED, rules.PROBLEMS[problem])
    assert (queries.views_sent(OWNER), files.store().names(), files.quarantine().names()) == (set(), [], [])


@pytest.mark.both
def test_a_new_photo_of_a_view_replaces_the_old_one_only_when_it_is_ready(context: Flask, now: datetime) -> None:
    owners = make.make_vault(now)
    first = make.make_ready(now, owners.id)
    later = now + timedelta(minutes=1)
    broken = make.make_ready(later, owners.id, data=make.jpeg()[:-4000])
    assert [card.id for card in queries.of_owner(OWNER)] == [first.id, broken.id]
    third = make.make_ready(later + timedelta(minutes=1), owners.id, data=make.jpeg(seed=3))
    assert [card.id for card in queries.of_owner(OWNER)] == [third.id]
    session().rollback()
    assert (actions.remove_deleted(later + timedelta(minutes=1)), len(files.store().names())) == (2, 2)


def test_looked_at_in_the_wrong_order_the_last_one_sent_wins(context: Flask, now: datetime) -> None:
    owners = make.make_vault(now)
    first = make.make_photo(now, owners.id)
    second = make.make_photo(now + timedelta(minutes=1), owners.id, data=make.jpeg(seed=3))
    later = now + timedelta(minutes=2)
    actions.process(second.id, later)
    actions.process(first.id, later)
    assert [card.id for card in queries.of_owner(OWNER)] == [second.id]


def test_the_same_photo_for_another_view_is_noticed_and_kept(context: Flask, now: datetime) -> None:
    owners = make.make_vault(now)
    make.make_ready(now, owners.id, "front")
    make.make_ready(now, owners.id, "top", data=make.saved(make.picture().resize((700, 560)), "WEBP"))
    make.make_ready(now, owners.id, "crown", data=make.jpeg(seed=3))
    make.make_ready(now, owners.id, "top", owner="consultation:2")
    advice = {card.view: card.advice for card in queries.of_owner(OWNER)}
    assert advice == {"front": (), "top": (rules.ADVICE[Advice.DUPLICATE],), "crown": ()}
    assert queries.of_owner("consultation:2")[0].advice == ()


@pytest.mark.both
def test_sixteen_photos_are_the_most_also_for_two_at_once(context: Flask, now: datetime) -> None:
    owners = make.make_vault(now)
    with transaction.unit():
        for _n in range(15):
            actions.keep(OWNER, owners.id, "extra_1", actions.accept_bytes(make.jpeg(600, 500)), now)
    outcomes: list[str] = []
    waiting = [actions.accept_bytes(make.jpeg(600, 500)) for _n in range(3)]
    barrier = threading.Barrier(3)

    def send(accepted: actions.Accepted) -> None:
        with context.app_context():
            barrier.wait()
            try:
                with transaction.unit():
                    actions.keep(OWNER, owners.id, "extra_2", accepted, now)
                outcomes.append("kept")
            except rules.TooManyPhotos:
                outcomes.append("refused")
            db.session.remove()

    threads = [threading.Thread(target=send, args=(accepted,)) for accepted in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", "refused", "refused"]
    assert len(queries.all_of(OWNER)) == 16
    session().rollback()
    with transaction.unit():
        actions.delete(queries.all_of(OWNER)[0].id, OWNER, now)
        two = [(view, actions.accept_bytes(make.jpeg(600, 500))) for view in ("top", "side")]
        assert actions.keep_all(OWNER, owners.id, two, now) == ["side"]
    assert len(queries.all_of(OWNER)) == 16


@pytest.mark.both
def test_kept_twice_it_is_one_photo(context: Flask, now: datetime) -> None:
    owners, accepted = make.make_vault(now), actions.accept_bytes(make.jpeg())
    for _n in range(2):
        with transaction.unit():
            actions.keep(OWNER, owners.id, "front", accepted, now)
    assert len(queries.all_of(OWNER)) == session().scalar(sa.select(sa.func.count()).select_from(PhotoSlot)) == 1


def test_a_view_that_does_not_exist_is_not_kept(context: Flask, now: datetime) -> None:
    owners, accepted = make.make_vault(now), actions.accept_bytes(make.jpeg())
    with pytest.raises(NotThere), transaction.unit():
        actions.keep(OWNER, owners.id, "../front", accepted, now)
    assert queries.all_of(OWNER) == []


@pytest.mark.both
def test_a_deleted_photo_is_gone_at_once_and_its_bytes_soon(context: Flask, now: datetime) -> None:
    photo = make.make_ready(now, make.make_vault(now).id)
    with transaction.unit():
        actions.delete(photo.id, OWNER, now)
    assert (queries.of_owner(OWNER), queries.own(photo.id, OWNER)) == ([], None)
    session().rollback()
    assert (actions.remove_deleted(now), files.store().names(), actions.remove_deleted(now)) == (1, [], 0)
    stub = one(photo.id)
    assert (stub.view, stub.width, stub.height, stub.likeness, stub.advice) == ("front", None, None, None, [])
    assert (stub.deleted, stub.purged) == (now, now)


def test_only_the_owner_deletes(context: Flask, now: datetime) -> None:
    photo = make.make_ready(now, make.make_vault(now).id)
    with pytest.raises(NotThere), transaction.unit():
        actions.delete(photo.id, "consultation:2", now)
    assert len(queries.of_owner(OWNER)) == 1


@pytest.mark.both
def test_deleted_while_it_is_looked_at_nothing_is_left(
    context: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = make.make_photo(now, make.make_vault(now).id)
    real = pixels.clean

    def clean(data: bytes) -> actions.Cleaned:
        with transaction.unit():
            actions.delete(photo.id, OWNER, now)
        assert actions.remove_deleted(now) == 1
        return real(data)

    monkeypatch.setattr(pixels, "clean", clean)
    actions.process(photo.id, now)
    assert len(files.store().names()) == 2
    assert (actions.remove_deleted(now), files.store().names(), files.quarantine().names()) == (1, [], [])


def test_delete_all_takes_every_photo_of_one_owner(context: Flask, now: datetime) -> None:
    owners = make.make_vault(now)
    for view in ("front", "top", "crown"):
        make.make_ready(now, owners.id, view)
    other = make.make_ready(now, owners.id, owner="consultation:2")
    with transaction.unit():
        assert actions.delete_all(OWNER, now) == 3
    actions.remove_deleted(now)
    assert ([card.id for card in queries.of_owner("consultation:2")], len(files.store().names())) == ([other.id], 2)


def test_orphans_are_tidied_after_an_hour_and_waiting_uploads_are_not(
    context: Flask, now: datetime, set_settings: Callable[..., None]
) -> None:
    make.make_photo(now, make.make_vault(now).id)
    actions.accept_bytes(make.jpeg())
    today = datetime.now(UTC)
    assert actions.tidy(today + timedelta(minutes=50)) == 0
    assert (actions.tidy(today + timedelta(minutes=70)), len(files.quarantine().names())) == (1, 1)
    actions.accept_bytes(make.jpeg())
    set_settings(clock_offset=timedelta(days=7))  # files carry the machine's time, not ours
    assert actions.tidy(today + timedelta(days=7)) == 0


def test_bytes_moved_to_another_photo_size_or_vault_are_not_shown(context: Flask, now: datetime) -> None:
    owners, others = make.make_vault(now), make.make_vault(now)
    first = make.make_ready(now, owners.id, "front")
    second = make.make_ready(now, owners.id, "top", data=make.jpeg(seed=3))
    foreign = make.make_ready(now, others.id, "front", owner="consultation:2")
    store, one_of = files.store(), queries.object_name
    mine, thumb = one_of(_loaded(first.id).stored, Size.FULL), one_of(_loaded(first.id).stored, Size.THUMB)
    kept = store.get(mine)
    for other in (thumb, one_of(_loaded(second.id).stored, Size.FULL), one_of(_loaded(foreign.id).stored, Size.FULL)):
        store.put(mine, store.get(other))
        with pytest.raises(vault.Unreadable):
            shown(first.id)
    store.put(mine, kept)
    assert shown(first.id)[:2] == b"\xff\xd8"


@pytest.mark.both
def test_destroying_the_vault_makes_photos_and_uploads_unreadable(context: Flask, now: datetime) -> None:
    owners = make.make_vault(now)
    ready, waiting = make.make_ready(now, owners.id, "front"), make.make_photo(now, owners.id, "top")
    with transaction.unit():
        again = vault.by_id(owners.id)
        assert again is not None
        vault.destroy(again, now)
    with pytest.raises(vault.Erased):
        shown(ready.id)
    session().rollback()
    actions.process(waiting.id, now)
    assert one(waiting.id).state is State.FAILED
    with pytest.raises(vault.Erased), transaction.unit():
        actions.keep(OWNER, owners.id, "side", actions.accept_bytes(make.jpeg()), now)


def test_a_missing_master_key_gives_no_photo_up_at_once(
    context: Flask, now: datetime, set_settings: Callable[..., None]
) -> None:
    photo, other = make.make_photo(now, make.make_vault(now).id), context.extensions["settings"].master_keys
    set_settings(master_keys=(b"x" * 32,))
    actions.process(photo.id, now)
    assert (one(photo.id).state, one(photo.id).attempts, actions.next_due(now)) == (State.WAITING, 1, None)
    set_settings(master_keys=other)
    actions.process(photo.id, now + timedelta(minutes=5))
    assert one(photo.id).state is State.READY


def test_generated_photos_are_stored_without_a_worker(context: Flask, now: datetime) -> None:
    owners, cleaned = make.make_vault(now), actions.clean(make.jpeg())
    with transaction.unit():
        photo = actions.keep_cleaned(OWNER, owners.id, "front", cleaned, now)
    assert (shown(photo.id), queries.of_owner(OWNER)[0].state) == (cleaned.full, State.READY)


def test_the_tasks_work_through_what_is_due(context: Flask) -> None:
    from directory.core.clock import now
    from tasks import uploads

    owners = make.make_vault(now())
    photos = [make.make_photo(now(), owners.id, view) for view in ("front", "top", "crown")]
    assert (uploads.process(), uploads.process()) == (3, 0)
    with transaction.unit():
        actions.delete(photos[0].id, OWNER, now())
    assert (uploads.remove(), uploads.remove(), uploads.tidy()) == (1, 0, 0)
    assert len(files.store().names()) == 4
