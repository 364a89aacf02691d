"""Signing in, the second factor, forgotten passwords, and one's own account."""

from flask import Flask

from directory.accounts.queries.preferences import wishes
from directory.accounts.views import account, email_sign_in, letters, passwords, second_factor, sign_in
from directory.accounts.views.blueprint import bp
from directory.accounts.views.who import identify, sign_in_page
from directory.core import outbox, policy
from directory.core.errors import behind_links

__all__ = ["account", "bp", "email_sign_in", "init_app", "letters", "passwords", "second_factor", "sign_in"]


def init_app(app: Flask) -> None:
    policy.set_identify(app, identify)
    app.extensions["sign_in_page"] = sign_in_page
    outbox.ask_readers(app, wishes)
    behind_links(app, "/reset/")
    behind_links(app, "/sign-in/email/")
