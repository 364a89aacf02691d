"""Photos whose owner knows what they show: several of a kind, moved between owners, opened as a sheet, marked."""

import io
from datetime import datetime, timedelta

import pytest
from flask import Flask, g
from PIL import Image, ImageChops

from directory.core import transaction
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.photos import actions, queries
from directory.photos.models import Opening, Photo
from directory.photos.rules import EACH, REVIEWER, Size, TooManyPhotos, Why
from tests import cast
from tests.conftest import browser
from tests.factories.photos import jpeg, make_photo, make_ready, make_vault

ONE, OTHER = "operation:1", "operation:2"


@pytest.fixture
def vault_id(context: Flask, now: datetime) -> str:
    return make_vault(now).id


@pytest.mark.both
def test_none_replaces_another(vault_id: str, now: datetime) -> None:
    for seed in (1, 1, 2):
        make_ready(now, vault_id, EACH, owner=ONE, data=jpeg(seed=seed))
    assert len(queries.ids_of(ONE)) == 3
    assert all(card.advice == () for card in queries.of_owner(ONE))


@pytest.mark.both
def test_a_moved_photo_is_the_others_and_can_be_read(vault_id: str, now: datetime) -> None:
    photo = make_ready(now, vault_id, EACH, owner=ONE)
    with transaction.unit():
        actions.move(photo.id, ONE, OTHER)
    assert (queries.ids_of(ONE), queries.ids_of(OTHER)) == ([], [photo.id])
    assert queries.picture(session().get_one(Photo, photo.id), Size.THUMB)[:2] == b"\xff\xd8"
    with pytest.raises(NotThere), transaction.unit():
        actions.move(photo.id, ONE, OTHER)


@pytest.mark.both
def test_where_there_is_no_room_it_stays(vault_id: str, now: datetime) -> None:
    for _n in range(16):
        make_photo(now, vault_id, EACH, owner=OTHER)
    photo = make_photo(now, vault_id, EACH, owner=ONE)
    with transaction.unit(), pytest.raises(TooManyPhotos):
        actions.move(photo.id, ONE, OTHER)
    assert queries.own(photo.id, ONE) is not None
    with transaction.unit():
        actions.delete(photo.id, ONE, now)


@pytest.mark.both
def test_a_sheet_is_an_opening_of_each_owner(vault_id: str, now: datetime) -> None:
    for owner in (ONE, OTHER):
        make_ready(now, vault_id, EACH, owner=owner)
    with transaction.unit():
        sheet = actions.open_sheet([ONE, OTHER], "person:9", role=REVIEWER, name="Ann Bell", why=Why.REVIEW, now=now)
    assert set(queries.sheet_or_404(sheet, "person:9", now)) == {ONE, OTHER}
    assert [row.why for row in queries.openings_of(ONE)] == ["To judge an application for membership"]
    for actor, at in (("person:8", now), ("person:9", now + timedelta(minutes=10))):
        with pytest.raises(NotThere):
            queries.sheet_or_404(sheet, actor, at)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ann Bell", "AB"), ("dr. ann-marie de bell", "DAM"), ("李 明", "李明"), ("", "?"), ("  7 ", "?"), ("é", "É")],
)
def test_initials_are_those_of_the_name(name: str, letters: str) -> None:
    from directory.photos.actions.marking import initials

    assert initials(name) == letters


@pytest.mark.parametrize("size", [(480, 2400), (2400, 1800), (320, 240), (20, 20)])
def test_every_part_of_a_marked_photo_carries_the_initials(size: tuple[int, int]) -> None:
    data = jpeg(*size)
    marked = actions.marked(data, "Ann Bell")
    before, after = (Image.open(io.BytesIO(each)).convert("L") for each in (data, marked))
    assert after.size == size
    change = ImageChops.difference(before, after).point(lambda value: 255 if value > 24 else 0)
    side = max(size) // 2
    if max(size) > 100:
        for left in range(0, max(1, size[0] - side + 1), max(1, side // 2)):
            for top in range(0, max(1, size[1] - side + 1), max(1, side // 2)):
                assert change.crop((left, top, left + side, top + side)).getbbox() is not None


def test_only_what_reviewers_open_is_marked(app: Flask, context: Flask, vault_id: str) -> None:
    from directory.core.clock import now as clock

    at = clock()
    photo, reader = make_ready(at, vault_id, EACH, owner=ONE), cast.member("r@example.org", "Ann Bell")
    client = browser(app)
    cast.sign_in_fast(client, reader)
    shown = {}
    for role in (REVIEWER, "physician"):
        with transaction.unit():
            opening = actions.open_for(
                ONE, f"person:{reader.id}", role=role, name=reader.name, why=Why.REVIEW, now=clock()
            )
        g.pop("principal", None)
        shown[role] = client.get(queries.opening_address(photo.id, Size.FULL, opening)).data
    plain = queries.picture(session().get_one(Photo, photo.id), Size.FULL)
    assert shown["physician"] == plain
    assert shown[REVIEWER] == actions.marked(plain, "Ann Bell")
    assert shown[REVIEWER] != plain
    assert session().query(Opening).count() == 2
