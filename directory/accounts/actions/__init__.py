"""What changes accounts and consents. Passwords, sessions, codes and attempts: the modules of those names."""

from datetime import datetime

from directory.accounts.actions import attempts, email_sign_in, passwords, sessions
from directory.accounts.actions.consents import give_consent, withdraw_consent
from directory.accounts.actions.people import close, create, give_role, rekey, rename, take_role

__all__ = [
    "close",
    "create",
    "forget_old",
    "give_consent",
    "give_role",
    "rekey",
    "rename",
    "take_role",
    "withdraw_consent",
]


def forget_old(now: datetime) -> None:
    """For the nightly task: what no longer counts is not kept."""
    attempts.forget_old(now)
    passwords.forget_old(now)
    sessions.forget_old(now)
    email_sign_in.forget_old(now)
