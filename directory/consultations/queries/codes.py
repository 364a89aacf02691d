"""The six digits of a code: a function of its row, so that the letter can be rendered when it is sent."""

import hashlib
import hmac

from directory.core.settings import current


def digits(consultation_id: int, nonce: str) -> str:
    """Six digits, a function of the row: the letter is rendered when it is sent, the database holds a hash."""
    text = f"code\x00{consultation_id}\x00{nonce}".encode()
    number = int.from_bytes(hmac.new(current().link_key, text, hashlib.sha256).digest()[:8], "big")
    return f"{number % 1_000_000:06d}"


def hashed(consultation_id: int, text: str) -> str:
    """Keyed: a million plain hashes would be read off a stolen database in a second."""
    message = f"code-digest\x00{consultation_id}\x00{text}".encode()
    return hmac.new(current().link_key, message, hashlib.sha256).hexdigest()
