"""Coalition: the physician directory and consultation booking service. This list is the table of contents."""

import importlib
import importlib.util
from functools import lru_cache
from pathlib import Path

from babel import Locale
from flask import Blueprint, Flask, has_request_context, request
from flask_babel import Babel
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.middleware.proxy_fix import ProxyFix

from directory.core import (
    background,
    db,
    errors,
    formats,
    health,
    limits,
    logs,
    mailer,
    policy,
    settings,
    static,
    texts,
    web,
)

FEATURES = (
    "accounts",  # people, roles, sign-in, second factor, sessions, consents
    "places",  # offline gazetteer
    "physicians",  # profiles, clinics, procedures, credentials, results, standing, search
    "scheduling",  # weekly rules, exceptions, time off, available times, claims, holds
    "photos",  # accept, strip, encrypt, show, openings
    "consultations",  # book, prepare, join, change, cancel, outcomes
    "membership",  # criteria, applications, referees, rounds, ballots, decisions, dues
    "oversight",  # concerns
    "privacy",  # retention, legal holds
    "pages",  # home and standing pages, the office's desk
    "demo",  # generated demo data, marked as demo
)
PARTS = ("models", "letters", "views", "commands")
ROOT = Path(__file__).parent.parent


def create_app(chosen: settings.Settings | None = None) -> Flask:
    """Raises SettingsError for an unusable environment, RuntimeError for an endpoint without declared access."""
    active = chosen or settings.from_environment()
    app = web.Coalition(__name__, static_folder=None, template_folder=str(ROOT / "templates"))
    app.extensions["settings"] = active
    _configure(app, active)
    _start_core(app, active)
    for feature in FEATURES:
        _start_feature(app, feature)
    policy.check(app)
    return app


def _configure(app: Flask, active: settings.Settings) -> None:
    secure = active.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=active.secret_key,
        SQLALCHEMY_DATABASE_URI=active.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(active.database_url),
        SESSION_COOKIE_NAME="coalition",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        # Pages behind a link send no referrer; the token is bound to the session cookie instead.
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=25 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=web.TEXT_LIMIT,
        MAX_FORM_PARTS=2000,
        BABEL_DEFAULT_LOCALE="en",
    )
    if active.trusted_proxies:
        n = active.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]  # Flask's documented way


def _engine_options(url: str) -> dict[str, object]:
    options: dict[str, object] = {"pool_size": 20, "max_overflow": 10, "pool_pre_ping": not url.startswith("sqlite")}
    options["pool_use_lifo"] = True  # the connection used last has its statements prepared and its pages at hand
    options["hide_parameters"] = True  # a failed statement's message would hold names and addresses
    if url.startswith("postgresql"):
        options["connect_args"] = {"connect_timeout": 5, "options": "-c lock_timeout=5000 -c timezone=UTC"}
    return options


def _start_core(app: Flask, active: settings.Settings) -> None:
    logs.configure(active)
    logs.init_app(app)
    web.init_app(app)
    errors.init_app(app)
    db.db.init_app(app)
    with app.app_context():
        db.listen(db.db.engine)
    Migrate(app, db.db, directory=str(ROOT / "directory" / "migrations"))
    CSRFProtect(app)
    Babel(app, locale_selector=_locale)  # type: ignore[arg-type]  # it takes a Locale as it is
    texts.init_app(app)
    limits.init_app(app, active)
    mailer.configure(app, active)
    background.configure(active)
    static.init_app(app, ROOT / "static")
    health.init_app(app)
    app.jinja_env.globals["formats"] = formats
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_everywhere)


def _start_feature(app: Flask, feature: str) -> None:
    """Import the parts a feature has; its views define `bp`, and `init_app` where it plugs into core."""
    for part in PARTS:
        name = f"directory.{feature}.{part}"
        if importlib.util.find_spec(f"directory.{feature}") is None or importlib.util.find_spec(name) is None:
            continue
        module = importlib.import_module(name)
        for value in vars(module).get("blueprints", ()) or (vars(module).get("bp"),):
            if isinstance(value, Blueprint):
                app.register_blueprint(value)
        if "init_app" in vars(module):
            module.init_app(app)


def _locale() -> Locale:
    """The reader's English: dates and numbers differ, the texts do not yet."""
    if not has_request_context():
        return _ENGLISH  # the subject lines of letters, before their own locale is set
    return _best(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=1000)
def _best(accepted: str) -> Locale:
    """Browsers send few different headers, and weighing one takes longer than a query. Each locale is one object:
    whatever is remembered by locale is found without comparing its parts."""
    wanted = parse_accept_header(accepted, LanguageAccept)
    name = wanted.best_match([name.replace("_", "-") for name in formats.LOCALES], "en")
    return _LOCALES[name.replace("-", "_")]


_LOCALES = {name: Locale.parse(name) for name in formats.LOCALES}
_ENGLISH = _LOCALES["en"]


def _everywhere() -> dict[str, object]:
    theme = request.cookies.get("theme") if has_request_context() else None  # letters are rendered without one
    return {
        "theme": theme if theme in {"light", "dark"} else None,
        "principal": policy.principal,
        "settings": settings.current(),
    }
