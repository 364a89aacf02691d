"""The settings: read from the environment once, frozen, refused in one clear sentence."""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from flask import current_app

from directory.core import environment
from directory.core.environment import SettingsError as SettingsError


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    environment: Environment
    var_dir: Path
    host: str
    port: int
    base_url: str
    secret_key: str
    link_key: bytes
    audit_key: bytes
    master_keys: tuple[bytes, ...]  # the first encrypts, all decrypt; 32 bytes each
    database_url: str
    redis_url: str
    mail_server: str  # empty: letters are written to var_dir/mail
    mail_port: int
    mail_username: str
    mail_password: str
    mail_use_tls: bool
    mail_sender: str
    mail_sender_name: str
    office_email: str
    office_phone: str
    audit_root_email: str  # outside the house: gets the root of the audit once a day; empty: nobody does
    photo_store: str  # empty: var_dir/photos
    rate_limits: bool
    trusted_proxies: int
    clock_offset: timedelta
    texts_signed_off: bool
    video_url: str  # a pattern with {room}; empty: physicians with a video address of their own offer video, no others
    hold_minutes: int
    hold_limit_minutes: int
    change_closes_hours: int
    confirm_within_hours: int
    release_unconfirmed: bool
    reminder_hours: tuple[int, ...]
    other_places: str  # "notice", "written" or "refuse": a patient where the physician has no licence
    dues_payment_url: str
    backup_days: int

    @property
    def development(self) -> bool:
        return self.environment is Environment.DEVELOPMENT


KEYS = ("SECRET_KEY", "LINK_KEY", "AUDIT_KEY", "MASTER_KEYS")
ADDRESSES = ("MAIL_SENDER", "OFFICE_EMAIL")
REQUIRED = (*KEYS, "DATABASE_URL", "REDIS_URL", "MAIL_SERVER", *ADDRESSES, "BASE_URL")
TRIAL_ROOM = "https://video.example.org/{room}"


def current() -> Settings:
    """The settings of the running application."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Raises SettingsError with one sentence for the first thing that is wrong."""
    given = dict(os.environ if environ is None else environ)
    kind = _environment(given)
    if kind is Environment.PRODUCTION:
        _check_production(given)
    var_dir = Path(given.get("VAR_DIR") or "var").absolute()
    if kind is Environment.DEVELOPMENT:
        given = {"VIDEO_URL": TRIAL_ROOM, **development_keys(var_dir, given), **{k: v for k, v in given.items() if v}}
    return _build(kind, var_dir, given)


def _environment(given: Mapping[str, str]) -> Environment:
    try:
        return Environment(given.get("ENVIRONMENT") or "development")
    except ValueError:
        raise SettingsError("ENVIRONMENT must be 'development' or 'production'.") from None


def _check_production(given: Mapping[str, str]) -> None:
    for name in REQUIRED:
        if not given.get(name):
            raise SettingsError(f"In production {name} must be set.")
    if not given["BASE_URL"].startswith("https://"):
        raise SettingsError("In production BASE_URL must begin with https://.")
    for name in ADDRESSES:
        environment.real_address(given, name)
    if not environment.switch(given, "RATE_LIMITS", default=True):
        raise SettingsError("RATE_LIMITS=off is refused in production.")
    if given.get("CLOCK_OFFSET"):
        raise SettingsError("CLOCK_OFFSET is refused in production.")
    if given.get("TEXTS_SIGNED_OFF") != "yes":
        raise SettingsError(
            "Set TEXTS_SIGNED_OFF=yes once a physician and counsel have signed off docs/texts-to-review.md."
        )


def development_keys(var_dir: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The keys of a trial installation, made once and kept in keys.env, readable by its owner only."""
    if all(given.get(name) for name in KEYS):
        return {}
    path = var_dir / "keys.env"
    try:
        var_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_once(path)
        lines = path.read_text().splitlines()
    except OSError as error:
        raise SettingsError(f"VAR_DIR {var_dir} cannot be used: {error.strerror}.") from None
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _make_once(path: Path) -> None:
    if path.exists():
        return
    text = "".join(f"{name}={_new_key()}\n" for name in KEYS)
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)  # atomic: of two first starts, one wins and both read the same keys
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")


def _build(kind: Environment, var_dir: Path, given: Mapping[str, str]) -> Settings:
    port, host = environment.whole(given, "PORT", 8000, low=0, high=65535), given.get("HOST") or "127.0.0.1"
    return Settings(
        environment=kind,
        var_dir=var_dir,
        host=host,
        port=port,
        base_url=(given.get("BASE_URL") or environment.own_address(host, port)).rstrip("/"),
        secret_key=given["SECRET_KEY"],
        link_key=environment.key("LINK_KEY", given["LINK_KEY"]),
        audit_key=environment.key("AUDIT_KEY", given["AUDIT_KEY"]),
        master_keys=tuple(environment.key("MASTER_KEYS", part) for part in given["MASTER_KEYS"].split(",")),
        database_url=environment.database(given.get("DATABASE_URL") or f"sqlite:///{var_dir / 'coalition.db'}"),
        redis_url=given.get("REDIS_URL") or _own_redis(var_dir),
        mail_server=given.get("MAIL_SERVER", ""),
        mail_port=environment.whole(given, "MAIL_PORT", 25, low=1, high=65535),
        mail_username=given.get("MAIL_USERNAME", ""),
        mail_password=given.get("MAIL_PASSWORD", ""),
        mail_use_tls=environment.switch(given, "MAIL_USE_TLS", default=False),
        mail_sender=given.get("MAIL_SENDER") or "consultations@example.org",
        mail_sender_name=given.get("MAIL_SENDER_NAME") or "Coalition Consultations",
        office_email=given.get("OFFICE_EMAIL") or "office@example.org",
        office_phone=given.get("OFFICE_PHONE", ""),
        audit_root_email=given.get("AUDIT_ROOT_EMAIL", ""),
        photo_store=given.get("PHOTO_STORE", ""),
        rate_limits=environment.switch(given, "RATE_LIMITS", default=True),
        trusted_proxies=environment.whole(given, "TRUSTED_PROXIES", 0, low=0, high=9),
        clock_offset=timedelta(seconds=environment.whole(given, "CLOCK_OFFSET", 0, low=-(10**9), high=10**9)),
        texts_signed_off=environment.switch(given, "TEXTS_SIGNED_OFF", default=False),
        video_url=environment.room(given, "VIDEO_URL", loopback=kind is Environment.DEVELOPMENT),
        hold_minutes=environment.whole(given, "HOLD_MINUTES", 10, low=1, high=60),
        hold_limit_minutes=environment.whole(given, "HOLD_LIMIT_MINUTES", 120, low=10, high=600),
        change_closes_hours=environment.whole(given, "CHANGE_CLOSES_HOURS", 4, low=0, high=72),
        confirm_within_hours=environment.whole(given, "CONFIRM_WITHIN_HOURS", 24, low=1, high=168),
        release_unconfirmed=environment.switch(given, "RELEASE_UNCONFIRMED", default=True),
        reminder_hours=environment.hours(given, "REMINDER_HOURS", "72,24,2"),
        other_places=environment.one_of(given, "OTHER_PLACES", ("notice", "written", "refuse")),
        dues_payment_url=environment.payment(given, "DUES_PAYMENT_URL"),
        backup_days=environment.whole(given, "BACKUP_DAYS", 30, low=1, high=365),
    )


def _own_redis(var_dir: Path) -> str:
    """The address at which `run` starts a server of our own; a long socket path needs a port instead (see run)."""
    return f"unix://{var_dir / 'redis.sock'}"


def celery_redis(url: str) -> str:
    """Three libraries spell one socket in three ways; redis-py's is the one in the settings."""
    return url.replace("unix://", "redis+socket://", 1)


def limiter_redis(url: str) -> str:
    return url.replace("unix://", "redis+unix://", 1)


def public_names() -> tuple[str, ...]:
    """The names of all settings, for the operator's documentation test."""
    return tuple(field.name for field in fields(Settings))
