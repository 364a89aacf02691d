"""The one shape of this feature's e-mails: paragraphs, facts, buttons. Two templates render all of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Message:
    """No health word stands in any of it: it is read on lock screens, by families and at work."""

    greeting: str
    lines: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    after: tuple[str, ...] = ()
    large: str = ""  # a code, set large
