"""A policy as JSON and back, strictly: what was stored, or came back from a page, is taken whole or refused."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from directory.membership.rules.policy import Policy


def as_json(policy: Policy) -> dict[str, Any]:
    """Of plain lists, strings and integers, as a database gives it back."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(policy)))
    return plain


def digest(policy: Policy) -> str:
    """SHA-256, hex, of the canonical JSON."""
    return hashlib.sha256(canonical(as_json(policy)).encode()).hexdigest()


def canonical(body: Mapping[str, Any]) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def from_json(body: object) -> Policy:
    """ValueError: this is no policy. A part that came with a later release may be missing where it has a default."""
    made: Policy = _made(Policy, body, "policy")
    return made


def _made(wanted: Any, body: object, where: str) -> Any:
    if is_dataclass(wanted):
        return _record(wanted, body, where)
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return wanted(str(_plain(str, body, where)))
    if wanted in (int, str, bool):
        return _plain(wanted, body, where)
    if not isinstance(body, list):
        raise ValueError(f"{where}: a list is needed")
    return tuple(_made(get_args(wanted)[0], each, f"{where}[{number}]") for number, each in enumerate(body))


def _record(wanted: Any, body: object, where: str) -> Any:
    if not isinstance(body, dict):
        raise ValueError(f"{where}: an object is needed")
    known = {field.name: field for field in fields(wanted)}
    if unknown := set(body) - set(known):
        raise ValueError(f"{where}: unknown {sorted(unknown)}")
    missing = [name for name, field in known.items() if name not in body and not _has_default(field)]
    if missing:
        raise ValueError(f"{where}: {missing} missing")
    types = get_type_hints(wanted)
    return wanted(**{name: _made(types[name], value, f"{where}.{name}") for name, value in body.items()})


def _has_default(field: Any) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _plain(wanted: type, body: object, where: str) -> object:
    if type(body) is not wanted:  # True is an int to isinstance
        raise ValueError(f"{where}: {wanted.__name__} is needed")
    return body
