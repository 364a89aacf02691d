"""The `_` of templates: formatting, escaping, and one language never shown to another."""

from collections.abc import Iterator

import pytest
from babel.support import Translations
from flask import Flask, render_template_string
from flask_babel import force_locale
from flask_babel import get_domain as domain

from directory.core import texts


@pytest.fixture
def german(context: Flask) -> Iterator[None]:
    """A catalogue as a later language brings it, in place of a file."""
    catalogue = Translations()
    catalogue._catalog = {"Clinic & %(name)s": "Klinik & %(name)s"}
    with context.test_request_context():
        known = domain().get_translations_cache(None)
    known["de", "messages"] = catalogue
    yield
    del known["de", "messages"]


def rendered(source: str, **values: object) -> str:
    return render_template_string(source, **values)


def test_values_are_escaped_and_the_text_itself_is_not(context: Flask) -> None:
    assert rendered("{{ _('<b>%(name)s</b>', name=name) }}", name="<i>") == "<b>&lt;i&gt;</b>"


def test_a_text_is_always_a_format_string(context: Flask) -> None:
    assert rendered("{{ _('5 %% of %(all)s', all=3) }} {{ _('5 %%') }}") == "5 % of 3 5 %"


def test_where_nothing_is_escaped_values_stay_as_they_are(context: Flask) -> None:
    source = "{{ _('Dear %(name)s', name=name) }}"
    assert rendered("{% autoescape false %}" + source + "{% endautoescape %}", name="A & B") == "Dear A & B"
    assert rendered(source, name="A & B") == "Dear A &amp; B"


@pytest.mark.usefixtures("german")
def test_each_language_has_its_own_text(context: Flask) -> None:
    source = "{{ _('Clinic & %(name)s', name='Ada') }}"
    with context.test_request_context():
        assert rendered(source) == "Clinic & Ada"
        with force_locale("de"):
            assert rendered(source) == "Klinik & Ada"
        assert rendered(source) == "Clinic & Ada"


def test_both_names_of_jinja_are_this_one(context: Flask) -> None:
    names = context.jinja_env.globals
    assert (names["_"], names["gettext"]) == (texts.gettext, texts.gettext)
