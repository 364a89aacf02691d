"""The `_` of templates. A page asks for a hundred texts, so each is looked up and marked once for a language."""

from functools import lru_cache

from babel import Locale
from flask import Flask
from flask_babel import get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from directory.core import formats

KEPT = 8000


def init_app(app: Flask) -> None:
    """In place of Jinja's own, which finds the language and the catalogue again at every call."""
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = gettext


@pass_eval_context
def gettext(context: EvalContext, message: str, /, **values: object) -> str:
    """As Jinja's newstyle gettext: always a format string, safe where the template is escaped, its values escaped."""
    find = _format if values else _text
    found = find(message, formats.locale(), context.autoescape)
    return found % values if values else found


@lru_cache(KEPT)
def _text(message: str, locale: Locale, escaped: bool) -> str:
    return _format(message, locale, escaped) % {}


@lru_cache(KEPT)
def _format(message: str, _locale: Locale, escaped: bool) -> str:
    """`_locale` is the current one, which the catalogue follows: part of what is remembered, not of the question."""
    found = get_translations().ugettext(message)
    return Markup(found) if escaped else found  # noqa: S704 (our own text; values are escaped when filled in)
