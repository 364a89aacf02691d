"""docs/review-integrity.md promises a test for every line of the rules: each of them is there."""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
PAGE = TESTS.parent / "docs" / "review-integrity.md"
HOME = "membership"  # where a file without a folder is
SECTIONS = (
    "The eight published criteria",
    "How a workflow is written",
    "Application",
    "Referees",
    "Round",
    "Audit",
    "Membership",
    "Reviewers' pages",
    "Record of a decision",
)
NAME = re.compile(r"(?:(?P<file>[\w/]+\.py)(?:::(?P<test>\w+))?|(?P<more>test_\w+)|\.\.\.(?P<end>\w+))\Z")


def rows(section: str) -> list[tuple[str, str]]:
    """Line and tests of one table."""
    text = PAGE.read_text().partition(f"\n### {section}\n")[2].partition("\n#")[0]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("| ")]
    return [(line.strip(), tests.strip()) for line, tests in cells[1:]]


def named(cell: str) -> Iterator[tuple[str, str]]:
    """(file, test) of a cell; a test without a file is in the file named last, "..." stands for its beginning."""
    path = ""
    for each in re.findall(r"`([^`]+)`", cell):
        found = NAME.match(each)
        assert found, each
        if found["file"]:
            path = found["file"] if "/" in found["file"] else f"{HOME}/{found['file']}"
        whole = next((name for name in written_in(path) if found["end"] and name.endswith(found["end"])), "")
        yield path, whole or found["end"] or found["test"] or found["more"]


@lru_cache
def written_in(path: str) -> frozenset[str]:
    tree = ast.parse((TESTS / path).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_")


@pytest.mark.parametrize("section", SECTIONS)
def test_every_test_named_in_the_table_is_there(section: str) -> None:
    found = rows(section)
    assert found, "no table"
    for line, cell in found:
        pairs = list(named(cell))
        assert pairs, f"no test: {line}"
        assert [pair for pair in pairs if pair[1] and pair[1] not in written_in(pair[0])] == [], line


def test_no_table_is_forgotten() -> None:
    headings = re.findall(r"^### (.+)$", PAGE.read_text(), re.MULTILINE)
    assert tuple(headings) == SECTIONS


def test_a_name_that_is_not_there_is_found() -> None:
    assert list(named("`test_tally_rules.py::test_nothing`, `test_no`")) == [
        ("membership/test_tally_rules.py", "test_nothing"),
        ("membership/test_tally_rules.py", "test_no"),
    ]
    assert "test_nothing" not in written_in("membership/test_tally_rules.py")
