"""The ways to send a form: as somebody would fill it in, and all that could be wrong with it."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from tests.hostile.found import Found
from tests.hostile.pages import Input, PostForm
from tests.hostile.values import HOSTILE_VALUES, VALUES_OF_WAYS_ON, VALUES_OF_ZONES

FORM = "application/x-www-form-urlencoded"
NUL = ("NUL and turned around", "a\x00\u202e\u2066b\ufeff")
ODD = {
    "date": (("word", "x"), ("last day", "9999-12-31")),
    "time": (("word", "x"), ("digits", "9" * 30)),
    "number": (("word", "x"), ("digits", "9" * 30)),
    "text": (NUL, ("digits", "9" * 30)),  # days and words too are text to it
}
MANY = "long words " * 18_000  # 200 kB
MANY_FIELDS = 12  # a form with more has rows of the same kind


@dataclass(frozen=True)
class Sent:
    """One way to send a form; `typed` is what must stand in the page again if it is refused."""

    what: str
    body: Any
    content_type: str = FORM
    typed: tuple[str, ...] = ()


class Ways:
    """What was sent already in the same way is not sent again."""

    def __init__(self, token: str) -> None:
        self.token = {"csrf_token": token}
        self._known: set[object] = set()

    def of(self, found: Found) -> Iterator[Sent]:
        form = found.form
        full = {**form.filled(), **self.token}
        yield _sent("as somebody would fill it in", full, form)
        yield from _for_every_view(full, form)
        if self._new(found.feature):
            yield from _before_any_view(full)
        known = [self._new(frozenset(form.inputs)), self._new((found.endpoint, *sorted(form.kinds)))]
        if all(known) and len(full) > 1:
            yield Sent("nothing but the token", self.token)
            yield from _one_by_one(full, form)
            yield from all_together(full, set(HOSTILE_VALUES))

    def _new(self, what: object) -> bool:
        new = what not in self._known
        self._known.add(what)
        return new


def filled_in(form: PostForm, token: str) -> Sent:
    return _sent("as somebody would fill it in", {**form.filled(), "csrf_token": token}, form)


def _sent(what: str, fields: dict[str, str], form: PostForm) -> Sent:
    typed = (value for name, value in fields.items() if name in form.inputs and form.inputs[name].typed and value)
    return Sent(what, fields, typed=tuple(typed))


def _one_by_one(full: dict[str, str], form: PostForm) -> Iterator[Sent]:
    """The others are right, so that what comes after the fields is reached. 200 kB once for each kind of field: 10 kB
    in all of them at once is among the values."""
    long: set[str] = set()
    for each in _of_each_kind(form):
        name = each.name
        yield _sent(f"{name} missing", {key: value for key, value in full.items() if key != name}, form)
        for what, value in ODD.get(each.kind, ODD["text"]) if each.typed else ():
            yield Sent(f"{name}: {what}", {**full, name: value})
        if each.kind in {"text", "textarea", "email", "search", "password"} - long:
            long.add(each.kind)
            yield Sent(f"{name}: 200 kB", {**full, name: MANY})
    typed = [name for name, each in form.inputs.items() if each.typed]
    rest = urlencode({key: value for key, value in full.items() if key not in typed})
    yield Sent("words: no UTF-8", "&".join([rest, *(f"{quote_plus(name)}=a%ED%A0%80%FF" for name in typed)]).encode())


def _of_each_kind(form: PostForm) -> list[Input]:
    """Rows of a large form are judged by the same code: one field of each kind."""
    found: dict[tuple[str, str], Input] = {}
    for name, each in form.inputs.items():
        end = re.split(r"[-_]", re.sub(r"\d+", "", name).strip("-_"))[-1]
        if name != "csrf_token" and each.kind != "file":
            found.setdefault((each.kind, end if len(form.inputs) > MANY_FIELDS else name), each)
    return list(found.values())


def all_together(full: dict[str, str], which: set[str]) -> Iterator[Sent]:
    """Fields are judged one beside the other, so one request asks all of them."""
    names = [name for name in full if name != "csrf_token"]
    which = which if any("zone" in name for name in names) else which - VALUES_OF_ZONES
    which = which if {"next", "onward", "back"} & set(names) else which - VALUES_OF_WAYS_ON
    for what in [each for each in HOSTILE_VALUES if each in which]:
        values = [f"{quote_plus(name)}={HOSTILE_VALUES[what]}" for name in names]
        yield Sent(f"all: {what}", "&".join([urlencode({"csrf_token": full["csrf_token"]}), *values]).encode())


def _for_every_view(full: dict[str, str], form: PostForm) -> Iterator[Sent]:
    names = [name for name in full if name != "csrf_token"]
    token = {"csrf_token": full["csrf_token"]}
    yield Sent("twice", {name: [value, value] for name, value in full.items()})
    yield Sent("extra fields", {**full, "id": "1", "standing": "active", "is_admin": "1", "x" * 500: "y", "\x00": "z"})
    if names:
        arrays = {f"{name}[]": "1" for name in names} | {f"{name}[a][b]": "1" for name in names}
        yield Sent("arrays", {**token, **arrays})
        yield Sent("files for words", {**token, **{name: _file() for name in names}}, "multipart/form-data")
    if form.files:
        yield Sent("path-like names", {**full, **{name: _file() for name in form.files}}, "multipart/form-data")


def _before_any_view(full: dict[str, str]) -> Iterator[Sent]:
    """A body that cannot be read has no token either."""
    broken = b'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\nx'
    yield Sent("JSON", b'{"csrf_token": [1, {"a": null}]}', "application/json")
    yield Sent("plain text", urlencode(full).encode(), "text/plain")
    yield Sent("no content type", urlencode(full).encode(), "")
    yield Sent("another boundary", broken, "multipart/form-data; boundary=other")
    yield Sent("no boundary", broken, "multipart/form-data")
    yield Sent("an endless part", broken, "multipart/form-data; boundary=edge")
    yield Sent("a strange charset", urlencode(full).encode(), f"{FORM}; charset=utf-7")


def _file() -> tuple[io.BytesIO, str, str]:
    return io.BytesIO(b"\xff\xd8\xff not a photo"), "../../../etc/passwd\x00.jpg", "image/jpeg"
