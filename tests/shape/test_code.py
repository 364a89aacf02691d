"""The shape of the code: who commits, who reads the clock and the environment, who declares access."""

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from directory.core import outbox, policy

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted(
    p for folder in ("directory", "tasks") for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts
)


def calls(path: Path) -> Iterator[str]:
    """Dotted names of everything called in a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def attributes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)


def offenders(names: set[str], allowed: set[str], *, seen: object = calls) -> list[str]:
    found = []
    for path in SOURCES:
        where = str(path.relative_to(ROOT))
        if not any(where.startswith(prefix) for prefix in allowed):
            found += [f"{where}: {name}" for name in seen(path) if name in names]  # type: ignore[operator]  # one of two functions above
    return found


def test_only_core_commits() -> None:
    ending = {f"{owner}.commit" for owner in ("session()", "db.session", "session")}
    assert offenders(ending, {"directory/core/"}) == []


def test_only_the_clock_reads_the_clock() -> None:
    names = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "datetime.datetime.now"}
    allowed = {
        "directory/core/clock.py",
        "directory/core/health.py",  # a heartbeat's age is the machine's time, not the trial's
        "directory/core/run/",  # waits for processes
    }
    assert offenders(names, allowed) == []


def test_only_settings_read_the_environment() -> None:
    allowed = {"directory/core/settings.py", "directory/core/run/", "directory/__main__.py", "tasks/__init__.py"}
    assert offenders({"os.environ", "os.getenv"}, allowed, seen=attributes) == []


def test_actions_know_no_flask_and_no_clock() -> None:
    for path in SOURCES:
        if "actions" not in path.parts and path.name != "actions.py":
            continue
        text = path.read_text()
        assert "import flask" not in text, path
        assert "from flask" not in text, path
        assert "core.clock import now" not in text, path


def test_every_endpoint_declares_who_may_call_it(app: Flask) -> None:
    assert [name for name in app.view_functions if policy.access_of(app, name) is None] == []


def test_staff_pages_are_not_public(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(("/practice", "/office")):
            access = policy.access_of(app, rule.endpoint)
            assert access is not None, rule
            assert access.permission is not None, rule


def test_no_feature_word_inside_core() -> None:
    words = ("physician", "consultation", "patient", "clinic")
    named = {path.name: path.read_text() for path in SOURCES if "core" in path.parts}
    imports = [f"{name}: {word}" for name, text in named.items() for word in words if f"directory.{word}" in text]
    assert imports == []


def test_every_kind_of_letter_says_its_subject_without_a_health_word(app: Flask) -> None:
    from directory.core.clock import now

    forbidden = ("hair", "scalp", "graft", "bald", "surgery", "medicine", "opinion")
    with app.test_request_context():
        for kind in outbox.KINDS:
            letter = outbox.preview(kind, now())
            said = f"{letter.subject} {letter.sender_name} {' '.join(each.name for each in letter.attachments)}".lower()
            assert not [word for word in forbidden if word in said], kind


def too_long() -> Iterator[str]:
    for path in SOURCES:
        lines = path.read_text().count("\n")
        if lines > 250:
            yield f"{path.relative_to(ROOT)}: {lines} lines"
        for node in ast.walk(ast.parse(path.read_text())):
            length = (node.end_lineno or 0) - node.lineno + 1 if isinstance(node, ast.FunctionDef) else 0
            if isinstance(node, ast.FunctionDef) and length > 40:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines"


def test_report_of_long_functions_and_files() -> None:
    """Printed, not a gate: a reader decides."""
    for line in too_long():
        warnings.warn(line, pytest.PytestWarning, stacklevel=1)
