"""The store: whole objects under checked names, silent deletes, nothing outside its folder."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from directory.core import files


@pytest.fixture
def store(tmp_path: Path) -> files.Store:
    return files.at(tmp_path / "made" / "here")


def test_what_is_put_is_got_and_replaced(store: files.Store) -> None:
    store.put("ab/1.full", b"one")
    store.put("ab/1.full", b"two")
    assert (store.get("ab/1.full"), store.names()) == (b"two", ["ab/1.full"])


def test_a_missing_object_is_told_and_its_deletion_is_silent(store: files.Store) -> None:
    with pytest.raises(files.Missing):
        store.get("nowhere")
    store.delete("nowhere")
    store.put("x", b"1")
    store.delete("x")
    store.delete("x")
    assert (store.exists("x"), store.names()) == (False, [])


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../x",
        "a//b",
        "a/",
        ".hidden",
        "a/.b",
        "A",
        "a b",
        "a\\b",
        "a\x00b",
        "ä",
        "a" * 201,
    ],
)
def test_a_name_that_is_not_ours_is_refused_everywhere(store: files.Store, name: str) -> None:
    uses: list[Callable[[], object]] = [
        lambda: store.put(name, b"x"),
        lambda: store.get(name),
        lambda: store.delete(name),
        lambda: store.exists(name),
    ]
    for use in uses:
        with pytest.raises(files.BadName):
            use()
    assert store.names() == []


def test_a_reader_never_sees_half_an_object(store: files.Store) -> None:
    store.put("big", b"a" * 2_000_000)
    seen: set[bytes] = set()

    def write() -> None:
        for letter in (b"b", b"c", b"d") * 5:
            store.put("big", letter * 2_000_000)

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        data = store.get("big")
        seen.add(data[:1])
        assert data == data[:1] * 2_000_000
    writer.join()
    assert seen


def test_old_objects_can_be_listed(store: files.Store) -> None:
    store.put("x", b"1")
    moment = datetime.now(UTC)
    assert store.names(before=moment + timedelta(minutes=1)) == ["x"]
    assert store.names(before=moment - timedelta(minutes=1)) == []


def test_the_folder_comes_back_when_somebody_removes_it(store: files.Store, tmp_path: Path) -> None:
    store.put("x", b"1")
    (tmp_path / "made" / "here" / "x").unlink()
    (tmp_path / "made" / "here").rmdir()
    store.put("y/z", b"2")
    assert store.names() == ["y/z"]


def test_the_settings_choose_the_folder(context: Flask, set_settings: Callable[..., None], tmp_path: Path) -> None:
    files.store().put("x", b"1")
    files.quarantine().put("q", b"2")
    var = context.extensions["settings"].var_dir
    assert ((var / "photos" / "x").read_bytes(), (var / "quarantine" / "q").read_bytes()) == (b"1", b"2")
    set_settings(photo_store=str(tmp_path / "elsewhere"))
    files.store().put("x", b"3")
    assert (tmp_path / "elsewhere" / "x").read_bytes() == b"3"
