"""Recovery codes: for the day the telephone is lost."""

import secrets

COUNT = 10
LENGTH = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else


def fresh() -> list[str]:
    """Ten codes of 49 bits, as "k3m9x-7q2fp"."""
    return [spaced("".join(secrets.choice(ALPHABET) for _ in range(LENGTH))) for _ in range(COUNT)]


def spaced(text: str) -> str:
    return f"{text[: LENGTH // 2]}-{text[LENGTH // 2 :]}"


def normal(typed: str) -> str:
    """Blanks, hyphens and capitals do not matter."""
    return "".join(character for character in typed.lower() if character.isalnum())
