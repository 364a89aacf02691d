"""Reads single values from the environment, and refuses each in one sentence that names it."""

import base64
from collections.abc import Mapping
from urllib.parse import urlsplit

Given = Mapping[str, str]
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 (compared, nothing listens here)
# Kept free for examples: nobody reads what is sent there.
_EXAMPLES = ("example.org", "example.com", "example.net")


class SettingsError(Exception):
    """The environment is not usable; the message is one sentence for the operator."""


def whole(given: Given, name: str, default: int, *, low: int, high: int) -> int:
    text = given.get(name) or str(default)
    try:
        number = int(text)
    except ValueError:
        raise SettingsError(f"{name} must be a whole number, not '{text}'.") from None
    if not low <= number <= high:
        raise SettingsError(f"{name} must be between {low} and {high}, not {number}.")
    return number


def switch(given: Given, name: str, *, default: bool) -> bool:
    text = (given.get(name) or ("on" if default else "off")).lower()
    if text not in {"on", "off", "yes", "no", "true", "false", "1", "0"}:
        raise SettingsError(f"{name} must be 'on' or 'off', not '{text}'.")
    return text in {"on", "yes", "true", "1"}


def one_of(given: Given, name: str, choices: tuple[str, ...]) -> str:
    text = given.get(name) or choices[0]
    if text not in choices:
        raise SettingsError(f"{name} must be one of {', '.join(choices)}.")
    return text


def hours(given: Given, name: str, default: str) -> tuple[int, ...]:
    try:
        found = {int(part) for part in (given.get(name) or default).split(",")}
    except ValueError:
        found = set()
    # With the call to prepare that makes four before a consultation, and never more.
    if not 1 <= len(found) <= 3 or min(found) < 1 or max(found) > 720:
        raise SettingsError(f"{name} must be one to three whole numbers from 1 to 720 with commas, such as {default}.")
    return tuple(sorted(found, reverse=True))


def key(name: str, text: str) -> bytes:
    """32 bytes in URL-safe base64, with or without padding."""
    try:
        raw = base64.urlsafe_b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise SettingsError(f"{name} must be 32 bytes in URL-safe base64.")
    return raw


def real_address(given: Given, name: str) -> None:
    """An e-mail address that is somebody's."""
    who, _, domain = given[name].rpartition("@")
    if not who or "." not in domain:
        raise SettingsError(f"{name} must be an e-mail address, not '{given[name]}'.")
    if any(f".{domain.lower()}".endswith(f".{each}") for each in _EXAMPLES):
        raise SettingsError(f"In production {name} must be an address of yours, not one at {domain}.")


def room(given: Given, name: str, *, loopback: bool) -> str:
    """A pattern for video rooms: each consultation has its own, and nobody listens in on the way."""
    text = given.get(name, "")
    address = _split(text)
    plain = loopback and address[0] == "http" and address[1] in LOOPBACK
    if text and not ((address[0] == "https" or plain) and address[1] and "{room}" in text):
        raise SettingsError(f"{name} must begin with https:// and contain {{room}}, not '{text}'.")
    return text


def payment(given: Given, name: str) -> str:
    """A page of somebody else where dues are paid; the reference is no part of whose page it is."""
    text = given.get(name, "")
    scheme, host = _split(text)
    if text and not (scheme == "https" and host and "{" not in host and "{reference}" in text):
        raise SettingsError(f"{name} must begin with https:// and contain {{reference}} after the host, not '{text}'.")
    return text


def _split(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname or ""
    except ValueError:
        return "", ""


def own_address(host: str, port: int) -> str:
    """Where a browser on this machine finds a server that listens on host."""
    reached = "127.0.0.1" if host in _EVERYWHERE else host
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def database(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
