"""The first look, in the request: before any statement, by the bytes alone, and nothing readable is left behind."""

import io

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import FileStorage

from directory.core import files, vault
from directory.core.db import db
from directory.core.refusals import Refusal
from directory.photos import actions, rules
from directory.photos.actions.accepting import name_of
from directory.photos.rules import Format
from tests.factories import hostile
from tests.factories.photos import jpeg, picture, saved


def upload(data: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> FileStorage:
    return FileStorage(io.BytesIO(data), filename=name, content_type=kind)


@pytest.fixture
def statements(context: Flask) -> list[str]:
    seen: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    return seen


@pytest.mark.parametrize("form", list(Format))
def test_an_accepted_file_is_sealed_in_quarantine_before_any_statement(statements: list[str], form: Format) -> None:
    data = saved(picture(), form)
    accepted = actions.accept(upload(data))
    sealed = files.quarantine().get(accepted.name)
    assert (accepted.form, statements) == (form, [])
    assert data[:200] not in sealed
    assert vault.open_once(accepted.key, name_of(accepted.name), sealed) == data
    assert accepted.key.hex() not in repr(accepted)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a.exe", "", "x" * 5000, "C:\\photo.php\x00.jpg", "\u202egpj.exe", "/dev/null"]
)
@pytest.mark.parametrize("kind", ["text/html", "application/x-php", "image/svg+xml", ""])
def test_name_and_declared_type_decide_nothing(context: Flask, name: str, kind: str) -> None:
    accepted = actions.accept(upload(jpeg(600, 500), name, kind))
    assert files.quarantine().names() == [accepted.name]
    with pytest.raises(rules.NotAPhoto):
        actions.accept(upload(b"<svg onload=alert(1)>", "photo.jpg", "image/jpeg"))


def refused() -> dict[str, tuple[bytes, type[Refusal]]]:
    return {
        "zero bytes": (b"", rules.Empty),
        "21 MB": (jpeg() + bytes(20 * 1024 * 1024), rules.TooBig),
        "one pixel": (
            b"\x89PNG\r\n\x1a\n" + hostile.chunk(b"IHDR", bytes([0, 0, 0, 1] * 2) + b"\x08\x02\x00\x00\x00"),
            rules.TooSmall,
        ),
        "bomb": (hostile.png_bomb(), rules.TooManyPixels),
        "webp bomb": (hostile.webp_bomb(), rules.TooManyPixels),
        "heif bomb": (hostile.heif_claiming(40000, 40000), rules.TooManyPixels),
        "26 megapixels of png": (hostile.png_of(5100, 5100), rules.TooManyPixels),
        "coefficients": (hostile.progressive_claiming(8600, 5800), rules.TooIntricate),
        **{name: (data, rules.NotAPhoto) for name, data in hostile.strangers().items()},
        **{name: (data, rules.Damaged) for name, data in hostile.stumps().items()},
    }


@pytest.mark.parametrize("name", refused())
def test_what_is_refused_leaves_nothing_in_quarantine(context: Flask, name: str) -> None:
    data, refusal = refused()[name]
    with pytest.raises(refusal):
        actions.accept(upload(data))
    assert files.quarantine().names() == []


def test_exactly_twenty_megabytes_are_taken(context: Flask) -> None:
    data = jpeg()
    actions.accept(upload(data + bytes(20 * 1024 * 1024 - len(data))))


def test_no_more_than_the_limit_is_read_of_an_endless_upload(context: Flask) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            assert size >= 0
            self.given += size
            return b"\xff" * size

    stream = Endless()
    with pytest.raises(rules.TooBig):
        actions.accept(FileStorage(stream, filename="x"))  # type: ignore[arg-type]  # a stream in all that matters
    assert stream.given <= rules.MAX_BYTES + 1


def test_what_is_discarded_is_gone(context: Flask) -> None:
    accepted = actions.accept(upload(jpeg()))
    actions.discard(accepted)
    actions.discard(accepted)
    assert files.quarantine().names() == []


def test_pillow_is_not_loaded_by_the_first_look(context: Flask) -> None:
    import subprocess
    import sys
    from pathlib import Path

    script = (
        "import sys; from directory.photos import actions; from directory.photos.rules import declared\n"
        "declared(sys.stdin.buffer.read()); print([m for m in ('PIL', 'pillow_heif') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], input=jpeg(), capture_output=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert run.stdout == b"[]\n"
