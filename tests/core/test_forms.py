"""What every form shares: cleaned text, and missing answers that are refused with a sentence."""

import pytest
from flask import Flask, g
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField

from directory.core.forms import Form, Line, Needed, Ticks, Words, clean, clean_line


class Everything(Form):
    line = Line("Line", needed="A line, please.")
    words = Words("Words", high=10)
    ticks = Ticks("Ticks", choices=[("a", "A"), ("b", "B")], validators=[Needed("Tick one.")])
    agree = BooleanField("Agree", validators=[Needed("Please agree.")])


def read(app: Flask, **given: str) -> Everything:
    with app.test_request_context("/", method="POST"):
        form = Everything(MultiDict(given), meta={"csrf": False})
        form.validate()
        return form


GOOD = {"line": "x", "ticks": "a", "agree": "y"}


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, {}),
        ({"line": " \t\u200e "}, {"line": ["A line, please."]}),
        ({"ticks": ""}, {"ticks": ["'' is not a valid choice for this field."]}),
        ({"agree": ""}, {"agree": ["Please agree."]}),
        ({"agree": "false"}, {"agree": ["Please agree."]}),
        ({"words": "x" * 11}, {"words": ["This is too long: please keep it under 10 characters."]}),
    ],
)
def test_what_is_missing_or_too_long_is_said_in_a_sentence(
    app: Flask, changes: dict[str, str], errors: dict[str, list[str]]
) -> None:
    with app.test_request_context("/"):
        found = read(app, **{**GOOD, **changes}).errors
        assert {name: [str(each) for each in said] for name, said in found.items()} == errors


@pytest.mark.parametrize("name", ["line", "ticks", "agree"])
def test_a_needed_field_that_is_not_sent_at_all_is_missing(app: Flask, name: str) -> None:
    assert set(read(app, **{key: value for key, value in GOOD.items() if key != name}).errors) == {name}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""),
        ("  a\r\nb\rc  ", "a\nb\nc"),
        ("nul\x00 bell\x07", "nul bell"),
        ("\u202eevil\u2066", "evil"),
        ("e\u0301", "é"),
        ("שלום", "שלום"),
        ("lone \ud800 surrogate", "lone  surrogate"),
    ],
)
def test_text_is_cleaned(typed: str | None, kept: str) -> None:
    assert clean(typed) == kept


def test_a_line_is_one_line() -> None:
    assert clean_line(" a\n\tb   c ") == "a b c"


def test_a_form_signs_its_token_when_it_is_drawn_and_not_when_it_is_read(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = Everything()
        form.validate()
        assert "csrf_token" not in g
        assert f'value="{generate_csrf()}"' in form["csrf_token"]()


def test_a_form_without_its_token_is_not_valid(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data=GOOD):
        form = Everything()
        assert not form.validate()
        assert set(form.errors) == {"csrf_token"}
