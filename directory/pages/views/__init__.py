"""Home and standing pages, the office's desk, and the mailbox of a trial."""

from flask import Flask

from directory.pages.views import mailbox, office, standing

blueprints = (standing.bp, office.bp, mailbox.bp)


def init_app(app: Flask) -> None:
    # Choosing colours changes nothing but the colours: without a token no visitor needs a session for it.
    app.extensions["csrf"].exempt(standing.theme)
