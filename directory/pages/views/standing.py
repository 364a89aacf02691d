"""Home, the standing pages, and the choice of colours."""

from collections.abc import Callable
from operator import itemgetter

from flask import Blueprint, redirect, request, url_for

from directory.core.policy import public
from directory.core.web import Answer, page, safe_next
from directory.pages import rules
from directory.places.queries import country_name

bp = Blueprint("pages", __name__)
YEAR = 365 * 86400


@bp.get("/")
@public
def home() -> Answer:
    return page("pages/home.html", rules=rules)


@bp.get("/safety")
@public
def safety() -> Answer:
    """`?country=` puts that country's numbers first."""
    here = rules.emergency(request.args.get("country", "")[:2])
    numbers = sorted(((country_name(code), line) for code, line in rules.NUMBERS.items()), key=itemgetter(0))
    return page("pages/safety.html", safety=rules.safety, here=here, numbers=numbers, country=country_name)


def _standing(name: str) -> Callable[[], Answer]:
    @public
    def show() -> Answer:
        return page(f"pages/{name}.html", rules=rules)

    return show


for _name in ("how_it_works", "privacy", "terms", "how_it_is_paid", "accessibility", "cookies", "contact"):
    bp.add_url_rule(f"/{_name.replace('_', '-')}", _name, _standing(_name))


@bp.post("/theme")
@public
def theme() -> Answer:
    chosen = request.form.get("theme", "")
    answer = redirect(safe_next(request.form.get("next"), url_for(".home")), 303)
    if chosen in rules.THEMES:
        answer.set_cookie("theme", chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    else:
        answer.delete_cookie("theme", httponly=True, samesite="Lax", secure=request.is_secure)
    return answer
