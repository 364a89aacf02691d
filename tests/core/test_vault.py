"""What a vault seals opens in that vault, under that name, with its key - and in no other way."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from directory.core import transaction, vault
from directory.core.db import session


def made(now: datetime) -> vault.Vault:
    with transaction.unit():
        return vault.create(now)


@pytest.mark.both
def test_what_is_sealed_opens_again_after_a_reload(context: Flask, now: datetime) -> None:
    one = made(now)
    sealed = vault.seal(one, "patient/7/words", b"thin on top")
    session().expire_all()
    again = vault.by_id(one.id)
    assert again is not None
    assert vault.open_(again, "patient/7/words", sealed) == b"thin on top"


def test_json_comes_back_as_it_was(context: Flask, now: datetime) -> None:
    one = made(now)
    value = {"since": "1-2", "rows": [1, None, True], "words": "Zürich ☕"}
    assert vault.open_json(one, "answers", vault.seal_json(one, "answers", value)) == value


def test_the_same_bytes_are_sealed_differently_each_time(context: Flask, now: datetime) -> None:
    one = made(now)
    assert len({vault.seal(one, "a", b"x") for _ in range(200)}) == 200


def test_a_name_or_vault_exchanged_opens_nothing(context: Flask, now: datetime) -> None:
    one, other = made(now), made(now)
    sealed = vault.seal(one, "photo/1/full", b"pixels")
    for where, name in ((one, "photo/2/full"), (one, "photo/1/thumb"), (other, "photo/1/full")):
        with pytest.raises(vault.Unreadable):
            vault.open_(where, name, sealed)


def test_a_wrapped_key_moved_to_another_vault_opens_nothing(context: Flask, now: datetime) -> None:
    one, other = made(now), made(now)
    other.wrapped = one.wrapped
    with pytest.raises(vault.Unreadable):
        vault.opened(other)
    session().rollback()


@pytest.mark.parametrize("at", [0, 5, 12, 20, -1])
def test_one_changed_bit_is_noticed(context: Flask, now: datetime, at: int) -> None:
    one = made(now)
    sealed = bytearray(vault.seal(one, "a", b"sixteen bytes it"))
    sealed[at] ^= 1
    with pytest.raises(vault.Unreadable):
        vault.open_(one, "a", bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"x", b"x" * 12, b"x" * 27])
def test_too_short_is_unreadable(context: Flask, now: datetime, sealed: bytes) -> None:
    with pytest.raises(vault.Unreadable):
        vault.open_(made(now), "a", sealed)


@pytest.mark.both
def test_destroying_the_key_erases(context: Flask, now: datetime) -> None:
    one = made(now)
    sealed = vault.seal(one, "a", b"x")
    with transaction.unit():
        again = vault.by_id(one.id)
        assert again is not None
        vault.destroy(again, now)
        vault.destroy(again, now)
    kept = session().execute(sa.select(vault.Vault.wrapped, vault.Vault.destroyed)).one()
    assert tuple(kept) == (None, now)
    gone = vault.by_id(one.id)
    assert gone is not None
    with pytest.raises(vault.Erased):
        vault.open_(gone, "a", sealed)
    with pytest.raises(vault.Erased):
        vault.seal(gone, "a", b"y")


@pytest.mark.both
def test_a_vault_without_key_that_is_not_destroyed_cannot_be_stored(context: Flask, now: datetime) -> None:
    session().add(vault.Vault(id="0" * 32, wrapped=None, created=now, destroyed=None))
    with pytest.raises(IntegrityError):
        session().flush()


def test_the_first_master_key_encrypts_and_all_decrypt(
    context: Flask, now: datetime, set_settings: Callable[..., None]
) -> None:
    old, new = b"o" * 32, b"n" * 32
    set_settings(master_keys=(old,))
    before = made(now)
    sealed = vault.seal(before, "a", b"x")
    set_settings(master_keys=(new, old))
    assert vault.open_(before, "a", sealed) == b"x"
    after = made(now)
    set_settings(master_keys=(new,))
    assert vault.opened(after).id == after.id
    with pytest.raises(vault.Unreadable):
        vault.opened(before)


def test_an_opened_key_works_without_the_row_and_does_not_print_itself(context: Flask, now: datetime) -> None:
    one = made(now)
    key = vault.opened(one)
    assert vault.open_(one, "a", vault.seal(key, "a", b"x")) == b"x"
    assert repr(key) == f"Key(id={one.id!r})"


def test_a_blind_index_is_stable_keyed_and_of_one_purpose(context: Flask, set_settings: Callable[..., None]) -> None:
    first = vault.blind("a@example.org", "patient e-mail")
    assert first == vault.blind("a@example.org", "patient e-mail")
    others = {vault.blind("A@example.org", "patient e-mail"), vault.blind("a@example.org", "network")}
    set_settings(link_key=b"other" * 7)
    others.add(vault.blind("a@example.org", "patient e-mail"))
    assert len(others | {first}) == 4
    assert len(first) == 64


def test_a_one_time_key_opens_its_own_name_only(context: Flask) -> None:
    key, sealed = vault.seal_once("quarantine/1", b"x")
    assert vault.open_once(key, "quarantine/1", sealed) == b"x"
    with pytest.raises(vault.Unreadable):
        vault.open_once(key, "quarantine/2", sealed)
