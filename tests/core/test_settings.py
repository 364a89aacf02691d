"""Settings: every refusal is one sentence; production refuses what only a trial may have."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from directory.core import mailer, settings
from directory.core.settings import SettingsError, from_environment

ROOT = Path(__file__).parents[2]
KEY = "A" * 43
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": KEY,
    "LINK_KEY": KEY,
    "AUDIT_KEY": KEY,
    "MASTER_KEYS": KEY,
    "DATABASE_URL": "postgresql://localhost/coalition",
    "REDIS_URL": "redis://localhost/0",
    "MAIL_SERVER": "mail.example.org",
    "MAIL_SENDER": "consultations@coalition.health",
    "OFFICE_EMAIL": "office@coalition.health",
    "BASE_URL": "https://coalition.example.org",
    "TEXTS_SIGNED_OFF": "yes",
}


def test_development_needs_nothing_and_keeps_its_keys(tmp_path: Path) -> None:
    first = from_environment({"VAR_DIR": str(tmp_path)})
    second = from_environment({"VAR_DIR": str(tmp_path)})
    assert first == second
    assert first.database_url == f"sqlite:///{tmp_path}/coalition.db"
    assert stat.S_IMODE((tmp_path / "keys.env").stat().st_mode) == 0o600


def test_two_first_starts_at_once_end_with_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: from_environment({"VAR_DIR": str(tmp_path)}).link_key, range(16)))
    assert len(set(made)) == 1


def test_production_with_all_it_needs(tmp_path: Path) -> None:
    made = from_environment({**PRODUCTION, "VAR_DIR": str(tmp_path)})
    assert not made.development
    assert made.database_url == "postgresql+psycopg://localhost/coalition"


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name not in {"ENVIRONMENT", "TEXTS_SIGNED_OFF"}])
def test_production_refuses_to_start_without(name: str) -> None:
    with pytest.raises(SettingsError, match=f"In production {name} must be set"):
        from_environment({**PRODUCTION, name: ""})


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("BASE_URL", "http://coalition.example.org", "must begin with https"),
        ("RATE_LIMITS", "off", "RATE_LIMITS=off is refused"),
        ("RATE_LIMITS", "no", "RATE_LIMITS=off is refused"),
        ("OFFICE_EMAIL", "office", "OFFICE_EMAIL must be an e-mail address, not 'office'."),
        ("OFFICE_EMAIL", "office@example.org", "OFFICE_EMAIL must be an address of yours, not one at example.org."),
        ("MAIL_SENDER", "a@mail.Example.com", "MAIL_SENDER must be an address of yours, not one at mail.Example.com."),
        ("VIDEO_URL", "http://127.0.0.1:8443/{room}", "VIDEO_URL must begin with https:// and contain {room}"),
        ("CLOCK_OFFSET", "60", "CLOCK_OFFSET is refused"),
        ("TEXTS_SIGNED_OFF", "", "TEXTS_SIGNED_OFF"),
        ("LINK_KEY", "short", "LINK_KEY must be 32 bytes"),
        ("MASTER_KEYS", f"{KEY},short", "MASTER_KEYS must be 32 bytes"),
    ],
)
def test_production_refuses(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        from_environment({**PRODUCTION, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "staging"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("RATE_LIMITS", "perhaps"),
        ("REMINDER_HOURS", "soon"),
        ("REMINDER_HOURS", "72,48,24,2"),
        ("REMINDER_HOURS", "24,-2"),
        ("OTHER_PLACES", "never"),
        ("VIDEO_URL", "https://meet.example.org/everybody"),
        ("VIDEO_URL", "http://meet.example.org/{room}"),
        ("VIDEO_URL", "http://localhost.example.org/{room}"),
        ("VIDEO_URL", "https:///{room}"),
        ("VIDEO_URL", "https://[/{room}"),
        ("VIDEO_URL", "javascript:{room}"),
        ("DUES_PAYMENT_URL", "https://pay.example.org/dues"),
        ("DUES_PAYMENT_URL", "http://pay.example.org/{reference}"),
        ("DUES_PAYMENT_URL", "https://{reference}.example.org/"),
        ("DUES_PAYMENT_URL", "https:///{reference}"),
        ("DUES_PAYMENT_URL", "javascript:{reference}"),
    ],
)
def test_nonsense_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment({"VAR_DIR": str(tmp_path), name: value})


def test_clock_offset_is_seconds(tmp_path: Path) -> None:
    made = from_environment({"VAR_DIR": str(tmp_path), "CLOCK_OFFSET": "86400"})
    assert made.clock_offset == timedelta(days=1)


def test_an_unusable_folder_is_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(SettingsError, match="cannot be used"):
        from_environment({"VAR_DIR": str(blocked / "var")})


def test_one_socket_in_three_spellings() -> None:
    url = "unix:///run/coalition/redis.sock"
    assert settings.celery_redis(url) == "redis+socket:///run/coalition/redis.sock"
    assert settings.limiter_redis(url) == "redis+unix:///run/coalition/redis.sock"
    assert settings.celery_redis("redis://localhost/0") == "redis://localhost/0"


@pytest.mark.parametrize("address", ["https://meet.example.org/{room}", "http://127.0.0.1:8443/{room}"])
def test_a_trial_may_use_a_video_server_on_its_own_machine(tmp_path: Path, address: str) -> None:
    assert from_environment({"VAR_DIR": str(tmp_path), "VIDEO_URL": address}).video_url == address


def test_a_trial_has_a_room_and_production_only_its_own(tmp_path: Path) -> None:
    assert from_environment({"VAR_DIR": str(tmp_path), "VIDEO_URL": ""}).video_url == "https://video.example.org/{room}"
    assert from_environment({**PRODUCTION, "VAR_DIR": str(tmp_path)}).video_url == ""


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104 (nothing listens)
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("192.0.2.7", "http://192.0.2.7:8000"),
    ],
)
def test_links_of_a_trial_lead_to_an_address_a_browser_can_open(tmp_path: Path, host: str, address: str) -> None:
    assert from_environment({"VAR_DIR": str(tmp_path), "HOST": host}).base_url == address


def test_a_given_address_is_kept_whatever_the_host(tmp_path: Path) -> None:
    given = {"VAR_DIR": str(tmp_path), "HOST": "::", "BASE_URL": "http://192.0.2.7:8000/"}
    assert from_environment(given).base_url == "http://192.0.2.7:8000"


ROW = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]+)`|needed|none) \| \S.* \|$", re.MULTILINE)


def documented() -> dict[str, str]:
    """Names and defaults in the table for operators; no default is an empty one."""
    text = (ROOT / "docs" / "production.md").read_text()
    table = text.partition("## Settings")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    found = dict(ROW.findall(table))
    assert len(found) == len(rows), "a row has another form, or is there twice"
    return found


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert sorted(documented()) == sorted(name.upper() for name in settings.public_names())


def test_every_name_that_is_read_is_a_setting() -> None:
    source = (ROOT / "directory" / "core" / "settings.py").read_text()
    read = set(re.findall(r'given(?:\.get\(|\[|, )"([A-Z_]+)"', source)) | set(settings.REQUIRED)
    assert sorted(read) == sorted(documented())


def test_the_documented_defaults_are_the_defaults(tmp_path: Path) -> None:
    needed = {name: value for name, value in PRODUCTION.items() if name != "TEXTS_SIGNED_OFF"}
    rest = {name: value for name, value in documented().items() if name not in {*needed, "VAR_DIR"}}
    given = {**needed, **rest, "TEXTS_SIGNED_OFF": "yes", "CLOCK_OFFSET": "", "VAR_DIR": str(tmp_path)}
    assert from_environment(given) == from_environment({**PRODUCTION, "VAR_DIR": str(tmp_path)})


@pytest.mark.parametrize(
    ("sender", "told"), [("a@hairdoctors.health", True), ("a@mail.HAIR.health", True), ("a@coalition.health", False)]
)
def test_production_warns_of_a_domain_that_tells_of_hair(
    tmp_path: Path, sender: str, told: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    made = from_environment({**PRODUCTION, "VAR_DIR": str(tmp_path), "MAIL_SENDER": sender})
    mailer.configure(Flask("mail"), made)
    said = capsys.readouterr()
    assert ("mail_domain_tells_of_hair" in said.err + said.out) is told
