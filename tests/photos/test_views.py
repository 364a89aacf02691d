"""Photos are shown at a signed address, to the one who opened them, for ten minutes; or to their owner."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import pytest
import sqlalchemy as sa
from flask import Flask, g

from directory.core import audit, clock, files, policy, transaction, vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.photos import actions, queries, rules
from directory.photos.models import Opening, Photo
from directory.photos.rules import Size, Why
from tests.conftest import Client
from tests.factories import photos as make
from tests.factories.photos import OWNER


@dataclass(frozen=True)
class Somebody:
    id: int
    second_factor: bool = True
    permissions: frozenset[StrEnum] = field(default_factory=frozenset)


@pytest.fixture
def sign_in(app: Flask) -> Iterator[Callable[[Somebody | None], None]]:
    before = app.extensions.get("identify")

    def sign_in(person: Somebody | None) -> None:
        policy.set_identify(app, lambda: person)
        g.pop("principal", None)  # requests within one test share its application context

    yield sign_in
    app.extensions["identify"] = before


@dataclass(frozen=True)
class Scene:
    """Two owners' photos, and one opening by person 1 of the first owner's."""

    photo: Photo
    other_view: Photo
    foreign: Photo
    opening: Opening
    now: datetime

    def address(self, photo: Photo | None = None, size: Size = Size.FULL) -> str:
        return queries.opening_address((photo or self.photo).id, size, self.opening)


@pytest.fixture
def scene(context: Flask) -> Scene:
    now = clock.now()
    owners, others = make.make_vault(now), make.make_vault(now)
    photo = make.make_ready(now, owners.id, "front")
    other_view = make.make_ready(now, owners.id, "top", data=make.jpeg(seed=3))
    foreign = make.make_ready(now, others.id, "front", owner="consultation:2")
    return Scene(photo, other_view, foreign, opened(now), now)


def opened(now: datetime, owner: str = OWNER, actor: str = "person:1") -> Opening:
    with transaction.unit():
        return actions.open_for(owner, actor, role="physician", name="Dr Rosa Vale", why=Why.CARE, now=now)


def test_who_opened_sees_the_photo_and_nobody_keeps_it(
    scene: Scene, client: Client, sign_in: Callable[[Somebody | None], None]
) -> None:
    sign_in(Somebody(1))
    for size in Size:
        answer = client.get(scene.address(size=size))
        assert (answer.status_code, answer.mimetype, answer.data[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")
        headers = answer.headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Content-Disposition"] == 'inline; filename="photo.jpg"'
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "no-referrer")
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "ETag" not in headers


@pytest.mark.both
def test_an_opening_is_recorded_once_and_read_by_the_patient(context: Flask, now: datetime) -> None:
    make.make_ready(now, make.make_vault(now).id)
    opened(now)
    with transaction.unit():
        actions.open_for(
            OWNER, "person:2", role="coordinator", name="Kim", why=Why.HELP, now=now + timedelta(minutes=1)
        )
    assert queries.openings_of(OWNER) == [
        queries.OpeningRow(now + timedelta(minutes=1), "coordinator", "Kim", "The patient asked for help", 1),
        queries.OpeningRow(now, "physician", "Dr Rosa Vale", "To prepare or give the consultation", 1),
    ]
    rows = session().scalars(sa.select(audit.AuditRow).order_by(audit.AuditRow.seq)).all()
    assert [(row.stream, row.actor, row.action, row.subject, row.detail) for row in rows] == [
        ("openings", "person:1", "opened", OWNER, {"role": "physician", "why": "care"}),
        ("openings", "person:2", "opened", OWNER, {"role": "coordinator", "why": "help"}),
    ]
    assert audit.verify() is None
    assert queries.openings_of("consultation:2") == []
    assert queries.opened_photos_since("person:1", now) == 1
    assert queries.opened_photos_since("person:1", now + timedelta(seconds=1)) == 0


def test_looking_again_records_nothing_more(
    scene: Scene, client: Client, sign_in: Callable[[Somebody | None], None]
) -> None:
    sign_in(Somebody(1))
    for _n in range(3):
        assert client.get(scene.address()).status_code == 200
    client.head(scene.address())
    assert len(queries.openings_of(OWNER)) == 1


def test_a_reason_that_does_not_exist_opens_nothing(context: Flask, now: datetime) -> None:
    with pytest.raises(ValueError, match="curious"), transaction.unit():
        actions.open_for(OWNER, "person:1", role="physician", name="x", why="curious", now=now)  # type: ignore[arg-type]  # the test
    assert queries.openings_of(OWNER) == []


def changed(address: str, **values: str) -> str:
    for name, value in values.items():
        address = re.sub(rf"{name}=[^&]*", f"{name}={value}", address)
    return address


def forgeries(scene: Scene) -> dict[str, str]:
    good = scene.address()
    _empty, _photos, opening, photo, rest = good.split("/")
    later = str(int(scene.opening.until.timestamp()) + 3600)
    return {
        "no signature": good.split("?")[0],
        "changed signature": changed(good, key="0" * 40),
        "cut signature": good[:-1],
        "empty signature": changed(good, key=""),
        "strange signature": changed(good, key="%F0%9F%92%A5%00"),
        "later end": changed(good, until=later),
        "strange end": changed(good, until="%D9%A1%D9%A2"),
        "another photo of the owner": good.replace(photo, scene.other_view.id),
        "another owner's photo": good.replace(photo, scene.foreign.id),
        "the other size": good.replace("/full?", "/thumb?"),
        "a size that does not exist": good.replace("/full?", "/original?"),
        "another opening": good.replace(opening, "0" * 32),
        "as the patient": f"/photos/own/{photo}/{rest}",
        "path-like": f"/photos/{opening}/..%2f..%2fetc/{rest}",
        "nul": f"/photos/{opening}/%00/{rest}",
        "signed for an owner whose photos were not opened": queries.opening_address(
            scene.foreign.id, Size.FULL, scene.opening
        ),
    }


FORGERIES = 16


@pytest.mark.parametrize("number", range(FORGERIES))
def test_a_forged_address_shows_nothing(
    scene: Scene, client: Client, sign_in: Callable[[Somebody | None], None], number: int
) -> None:
    sign_in(Somebody(1))
    addresses = forgeries(scene)
    assert len(addresses) == FORGERIES
    name, address = list(addresses.items())[number]
    answer = client.get(address)
    assert answer.status_code == 404, name
    assert answer.mimetype == "text/html"


def test_an_address_without_its_recorded_opening_shows_nothing(
    scene: Scene, client: Client, sign_in: Callable[[Somebody | None], None]
) -> None:
    sign_in(Somebody(1))
    address = scene.address()
    with transaction.unit():
        session().execute(sa.delete(Opening))
    assert client.get(address).status_code == 404


def test_another_person_sees_nothing_even_with_an_opening_of_their_own(
    scene: Scene, client: Client, sign_in: Callable[[Somebody | None], None]
) -> None:
    opened(scene.now, actor="person:2")
    sign_in(Somebody(2))
    assert client.get(scene.address()).status_code == 404
    sign_in(None)
    assert client.get(scene.address()).status_code in {302, 303, 401}
    sign_in(Somebody(1, second_factor=False))
    assert client.get(scene.address()).status_code in {302, 303, 401}


def test_addresses_end_after_ten_minutes(
    scene: Scene,
    client: Client,
    sign_in: Callable[[Somebody | None], None],
    set_settings: Callable[..., None],
) -> None:
    sign_in(Somebody(1))
    mine = queries.patient_address(scene.photo.id, Size.FULL, scene.now)
    for minutes, status in ((9.5, 200), (10.1, 404), (60 * 24 * 365, 404)):
        set_settings(clock_offset=timedelta(minutes=minutes))
        assert (client.get(scene.address()).status_code, client.get(mine).status_code) == (status, status)
    with pytest.raises(NotThere):
        queries.opening_or_404(scene.opening.id, "person:1", scene.now + timedelta(minutes=10))
    assert queries.opening_or_404(scene.opening.id, "person:1", scene.now).id == scene.opening.id


def test_the_patient_sees_their_own_without_an_opening(scene: Scene, client: Client) -> None:
    address = queries.patient_address(scene.photo.id, Size.THUMB, scene.now)
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert len(queries.openings_of(OWNER)) == 1
    assert client.get(address.replace(scene.photo.id, scene.foreign.id)).status_code == 404
    assert client.get(address.replace("thumb", "full")).status_code == 404
    assert client.get(address.replace("/own/", f"/{scene.opening.id}/")).status_code in {302, 303, 401}


def test_a_deleted_or_erased_photo_shows_nothing_at_once(
    scene: Scene, client: Client, sign_in: Callable[[Somebody | None], None]
) -> None:
    sign_in(Somebody(1))
    with transaction.unit():
        actions.delete(scene.photo.id, OWNER, scene.now)
    assert client.get(scene.address()).status_code == 404
    assert client.get(queries.patient_address(scene.photo.id, Size.FULL, scene.now)).status_code == 404
    assert client.get(scene.address(scene.other_view)).status_code == 200
    with transaction.unit():
        owners = vault.by_id(scene.other_view.vault_id)
        assert owners is not None
        vault.destroy(owners, scene.now)
    assert client.get(scene.address(scene.other_view)).status_code == 410


def test_a_photo_whose_bytes_are_gone_is_not_found(scene: Scene, client: Client) -> None:
    files.store().delete(queries.object_name(scene.photo.stored, Size.FULL))
    assert client.get(queries.patient_address(scene.photo.id, Size.FULL, scene.now)).status_code == 404


def test_a_waiting_or_failed_photo_has_no_picture(context: Flask, client: Client) -> None:
    now = clock.now()
    owners = make.make_vault(now)
    waiting = make.make_photo(now, owners.id)
    failed = make.make_ready(now, owners.id, "top", data=make.jpeg()[:-4000])
    for photo in (waiting, failed):
        assert client.get(queries.patient_address(photo.id, Size.FULL, now)).status_code == 404


def test_only_reading_is_possible(scene: Scene, client: Client) -> None:
    address = queries.patient_address(scene.photo.id, Size.FULL, scene.now)
    assert {client.open(address, method=method).status_code for method in ("POST", "PUT", "DELETE")} <= {403, 405}
    assert timedelta(minutes=10) == rules.OPEN_FOR
