"""Time-based codes (RFC 6238, SHA-1, six digits, 30 seconds: what every authenticator app speaks)."""

import base64
import hashlib
import hmac
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

STEP = 30
DIGITS = 6
SECRET_BYTES = 20
TOLERANCE = 1  # steps a telephone's clock may be off


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def code(secret: bytes, step: int) -> str:
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: bytes, typed: str, now: datetime, *, after: int) -> int | None:
    """The step whose code this is, or None. Steps up to `after` are spent: a code read over a shoulder is too late."""
    found = None
    for step in range(step_of(now) - TOLERANCE, step_of(now) + TOLERANCE + 1):
        # Every step is compared, so that the time taken says nothing.
        if hmac.compare_digest(code(secret, step).encode(), typed.encode()) and step > after:
            found = step
    return found


def text_of(secret: bytes) -> str:
    """As apps ask for it when typed by hand."""
    return base64.b32encode(secret).decode().rstrip("=")


def address(secret: bytes, account: str, issuer: str) -> str:
    """What the QR code holds."""
    values = {"secret": text_of(secret), "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": STEP}
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{urlencode(values, quote_via=quote)}"


def is_code(typed: str) -> bool:
    return len(typed) == DIGITS and typed.isascii() and typed.isdigit()
