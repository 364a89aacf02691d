"""Visitors have no account: one random id in the signed cookie says that two requests come from one browser."""

import secrets

from flask import session

KEY = "visitor"


def visitor_id() -> str:
    """32 hex digits, made when first needed. On a page that only reads this sets the cookie and nothing else."""
    known = session.get(KEY)
    if isinstance(known, str) and len(known) == 32:
        return known
    made = secrets.token_hex(16)
    session[KEY] = made
    return made


def forget() -> None:
    """ "I am on a shared device": the browser keeps nothing of this visit."""
    session.clear()
