"""What holds for the whole house: who may import whom, where things are, what a template and a letter must have."""

import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from directory import FEATURES
from directory.core import outbox, policy

ROOT = Path(__file__).parents[2]
FILES = {"rules", "models", "queries", "actions", "letters", "forms", "views", "commands", "__init__"}
NOT_FEATURES = {"core", "migrations", "__pycache__"}
JUNK = {"utils", "util", "helpers", "helper", "common", "base", "misc"}

INLINE = re.compile(r"""\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=["']|["'(]data:(?!-)|javascript:""")


def sources() -> Iterator[Path]:
    return (path for top in ("directory", "tasks") for path in sorted((ROOT / top).rglob("*.py")))


def templates() -> Iterator[Path]:
    return (path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file())


def test_the_import_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_table_of_contents_names_every_feature() -> None:
    folders = {path.name for path in (ROOT / "directory").iterdir() if path.is_dir()} - NOT_FEATURES
    assert folders - set(FEATURES) == set()


def test_there_is_no_drawer_for_junk() -> None:
    assert [str(path) for path in sources() if path.stem in JUNK] == []


def test_an_application_with_an_undeclared_page_does_not_start() -> None:
    app = Flask("undeclared", static_folder=None)
    app.add_url_rule("/open", "open", lambda: "anybody?")
    with pytest.raises(RuntimeError, match="endpoints without declared access: open"):
        policy.check(app)


def test_every_letter_has_text_html_and_a_preview(context: Flask, now: datetime) -> None:
    with context.test_request_context():
        letters = {kind: outbox.preview(kind, now) for kind in outbox.KINDS}
    incomplete = {kind for kind, letter in letters.items() if not (letter.subject and letter.text and letter.html)}
    assert incomplete == set()


def test_templates_keep_to_the_strict_policy_for_content() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {match.group().strip()}"
        for path in templates()
        if "letters" not in path.parts  # e-mail programs read inline styles only; no page includes a letter
        for match in INLINE.finditer(path.read_text())
    }
    assert found == set()


@pytest.mark.filterwarnings("default")
def test_a_report_of_files_out_of_place() -> None:
    """No gate: each line is a place to look."""
    for line in (*odd_files(), *unused_templates()):
        warnings.warn(line, stacklevel=1)


def odd_files() -> Iterator[str]:
    for feature in FEATURES:
        for path in (ROOT / "directory" / feature).glob("*.py"):
            if path.stem not in FILES:
                yield f"{path.relative_to(ROOT)}: none of the files a feature has"


def unused_templates() -> Iterator[str]:
    python = "\n".join(path.read_text() for path in sources())
    markup = "\n".join(path.read_text() for path in templates())
    for path in templates():
        name = str(path.relative_to(ROOT / "templates"))
        if "letters" not in path.parts and name not in python + markup and f'"{path.stem}"' not in python:
            yield f"templates/{name}: no page and no part of one"
