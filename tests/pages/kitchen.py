"""One page with every macro of templates/components on it: what the tests of the look open."""

from dataclasses import dataclass

from flask import Flask, render_template_string, request
from wtforms import BooleanField, DateField, FieldList, FileField, FormField, IntegerField, RadioField, SelectField
from wtforms import Form as PlainForm

from directory.core.forms import Form, Line, Needed, Ticks, Words
from directory.core.policy import public

LONG = "Otorhinolaryngological-Donaudampfschifffahrtsgesellschaft"


@dataclass(frozen=True)
class Day:
    full: str
    name: str
    date: str
    times: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class View:
    key: str
    label: str
    hint: str
    optional: bool = False


@dataclass(frozen=True)
class Task:
    title: str
    address: str | None
    state: str
    kind: str = ""
    hint: str = ""


DAYS = (
    Day("Tuesday 1 December 2026", "Tuesday", "1 December", (("t1", "9:30 am"), ("t2", "10:00 am"))),
    Day("Wednesday 2 December 2026", "Wednesday", "2 December", ()),
    *(Day(f"Day {n} December 2026", f"Day {n}", f"{n} December", ((f"d{n}", "11:30 am"),)) for n in (3, 4, 5)),
)


class Row(PlainForm):
    what = Line("What", needed="Say what it was.")


class Everything(Form):
    name = Line("Your name", needed="Enter your name.")
    words = Words("In your own words")
    country = SelectField("Country", choices=[("CA", "Canada"), (LONG, LONG)], validators=[Needed("Choose a country.")])
    day = DateField("Day of birth")
    grafts = IntegerField("Grafts")
    since = RadioField(
        "Since when?", choices=[("A year", "A year"), ("Longer", "Longer")], validators=[Needed("Choose since when.")]
    )
    signs = Ticks("Signs", choices=[("pain", "pain"), ("crusts", "crusts")], validators=[Needed("Tick one.")])
    agree = BooleanField("I agree that it is so", validators=[Needed("Please agree.")])
    slot = RadioField("Choose a time", choices=[("t1", "t1"), ("t2", "t2")], validators=[Needed("Choose a time.")])
    crown = FileField("Crown", validators=[Needed("Choose a photo of the crown.")])
    rows = FieldList(FormField(Row), min_entries=2)


def add_to(app: Flask) -> None:
    @app.get("/kitchen")
    @public
    def kitchen() -> str:
        form = Everything(meta={"csrf": False})
        if request.args.get("errors"):
            form.validate()
            form.form_errors.append("This time was taken a moment ago.")
        view = View("crown", "Crown", "From behind and above, the swirl in the middle.")
        tasks = [Task("Photos", "/x", "Not started", "warm", "Five views"), Task(LONG, None, "Complete", "success")]
        return render_template_string(PAGE, form=form, days=DAYS, view=view, tasks=tasks, long=LONG)


PAGE = """
{% extends 'base.html' %}{% import 'components/forms.html' as f %}{% import 'components/page.html' as p %}
{% block title %}Everything{% endblock %}
{% macro address(n) %}?page={{ n }}{% endmacro %}
{% block main %}
{{ f.error_summary(form) }}
{{ p.crumbs([('/', 'Home'), ('/x', long), (None, 'Here')]) }}{{ p.back('/', 'Back') }}
<h1>Everything</h1>
<div class="with-sidebar with-aside">
<form class="panel flow" method="post" novalidate>
  {{ f.slot_grid(form.slot, days, 'Eastern Time', 'Video call, 30 minutes, free.') }}
  {{ f.text(form.name, 'As you like to be called', autocomplete='name') }}
  {{ f.textarea(form.words, rows=3) }}{{ f.select(form.country) }}{{ f.date(form.day) }}
  {{ f.number(form.grafts, unit='grafts') }}
  {{ f.choices(form.since, 'A rough answer is fine', hints={'A year': 'or less'}, inline=True) }}
  {{ f.choices(form.signs) }}
  {% for row in form.rows %}{{ f.text(row.form.what) }}{% endfor %}
  {% set mark = asset('img/mark.svg') %}
  <ul class="views" role="list">{{ f.photo_view(form.crown, view, mark, 3, 5, mark) }}</ul>
  {{ f.checkbox(form.agree) }}
  <p class="cluster"><button class="button">Continue</button><button class="button danger">End it</button></p>
</form>
<aside class="panel aside flow" aria-label="Beside">
  {{ p.badge('Member since 2014', tick=True) }} {{ p.badge('Late', 'danger') }} {{ p.badge('Done', 'success') }}
  {{ p.compare((asset('img/mark.svg'), 'Before'), (asset('img/mark.svg'), 'After'), 32, 32) }}
  {{ p.picture(asset('img/mark.svg'), asset('img/mark.svg'), 'A drawing', 'With a caption', 64, 64) }}
</aside>
</div>
{{ f.post_button('/x', 'Send again', letter=7) }}
{{ p.search_form(near=long) }}
{% for kind in ('', 'success', 'warning', 'danger') %}{{ p.note('What to know: ' ~ long, kind, 'Title') }}{% endfor %}
{{ p.summary([('Name', 'Sam', '/x'), ('Words', none, '/y'), (long, long, None)]) }}
{{ p.task_list(tasks) }}
{% call p.confirmation('Booked', 'Your reference', 'C-7F3Q-9XWM') %}<p>We wrote to you.</p>{% endcall %}
<h2>Steps</h2>{{ p.steps([('One', 'First'), (long, long)]) }}
{% call p.table('Numbers') %}<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>
<tbody><tr><th scope="row">{{ long }}</th><td class="wide">{{ long }} {{ long }}</td></tr></tbody>{% endcall %}
{% call p.empty('Nothing here.') %}<p><a href="/">Home</a></p>{% endcall %}
{{ p.pagination(5, 20, address) }}
<section class="results" aria-label="Cards"><article class="card"><div class="card-body">
  <div class="card-id"><svg class="avatar" viewBox="0 0 64 64" aria-hidden="true"><path d="M0 0h9"/></svg>
  <h2><a href="/x">Dr {{ long }}</a></h2><p class="muted">{{ long }}</p></div>
  <dl class="facts"><div><dt>Since</dt><dd>2014</dd></div><div><dt>{{ long }}</dt><dd>12</dd></div></dl>
  <ul class="tags" role="list"><li>FUE</li><li>{{ long }}</li></ul>
  <div class="card-book"><p>Next</p><ul role="list"><li><a class="slot-link" href="/t">9:30 am</a></li></ul></div>
</div></article></section>
{% endblock %}
"""
