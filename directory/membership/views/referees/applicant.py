"""The applicant names colleagues and prints cards; of what comes back there is a number, nothing else."""

from io import BytesIO

import segno
from flask import flash, redirect, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from directory.accounts.rules import Permission
from directory.core import links
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.settings import current
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import referees as actions
from directory.membership.forms.referee import CardsForm, ColleagueForm, PressForm
from directory.membership.models.application import Application
from directory.membership.models.referee import Card
from directory.membership.queries import application as applications
from directory.membership.queries import referee_counts as counting
from directory.membership.queries import referees as queries
from directory.membership.queries import sections
from directory.membership.rules import referees as rules
from directory.membership.rules.sections import Section
from directory.membership.views.application import WRITES, actor, own
from directory.membership.views.blueprint import bp

BASE = "/membership/application/referees"


@bp.route(BASE, methods=["GET", "POST"])
@requires(Permission.APPLY, second_factor=False)
@WRITES
def application_referees() -> Answer:
    form, found = ColleagueForm(), own()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.name_colleague(found, form.asked(), actor=actor(), now=now())
            flash(_("Named. We write to your colleagues when you have submitted."), "success")
            return redirect(url_for(".application_referees"), 303)
    return _shown(form, CardsForm(formdata=None))


@bp.post(f"{BASE}/<int:number>/remove")
@requires(Permission.APPLY, second_factor=False)
@WRITES
def application_referee_remove(number: int) -> Answer:
    form = PressForm()
    if form.validate_on_submit():
        actions.remove_colleague(own(), number, actor=actor(), now=now())
        flash(_("Removed."), "success")
    return redirect(url_for(".application_referees"), 303)


@bp.route(f"{BASE}/cards", methods=["GET", "POST"])
@requires(Permission.APPLY, second_factor=False)
@WRITES
def application_cards() -> Answer:
    """A POST makes cards; the page is the sheet to print. It shows used cards too: nobody learns who has answered."""
    form = CardsForm()
    if form.is_submitted():
        if form.validate():
            with refusals_on(form):
                actions.make_cards(own(), form.asked(), actor=actor(), now=now())
                return redirect(url_for(".application_cards"), 303)
        return _shown(ColleagueForm(formdata=None), form)
    found = own()
    cards = [_printed(card) for card in queries.live_cards(found.id, now()) if card.expires > now()]
    name, days = applications.name_of(found), queries.policy_of(found).referee_days
    address = f"{current().base_url}/referee".partition("://")[2]
    return confidential(page("membership/referees/cards.html", cards=cards, name=name, days=days, address=address))


def _printed(card: Card) -> dict[str, object]:
    token = links.token_for(queries.CARD_LINK, str(card.id)) or ""
    address = f"{current().base_url}{url_for('.referee_card', token=token)}"
    return {"code": actions.code_of(token), "qr": _qr(address), "expires": card.expires.date()}


def _qr(address: str) -> Markup:
    """Dark on light in both themes: cameras need it."""
    drawn = BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", scale=4, border=3, xmldecl=False, svgns=False, nl=False, svgclass="qr", lineclass=None,
        omitsize=True, title=None, dark="#000", light="#fff",
    )  # fmt: skip
    return Markup(drawn.getvalue().decode())  # noqa: S704 (made here from an address of ours)


def _shown(form: ColleagueForm, cards: CardsForm) -> Answer:
    found = own()
    policy = queries.policy_of(found)
    values = {
        "application": found,
        "cards_form": cards,
        "press": PressForm(),
        "named": [(row, queries.details_of(found, row)) for row in queries.colleagues_of(found.id)],
        "counts": counting.counts(found.id, rules.told_until(now())),
        "open": Section.REFEREES in sections.open_sections(found),
        "cards_open": _cards_open(found),
        "cards": len([card for card in queries.live_cards(found.id, now()) if card.expires > now()]),
        "problems": queries.problems(found, now()),
        "policy": policy,
        "rules": rules,
    }
    failed = form if form.failed or not cards.failed else cards
    return confidential(page("membership/referees/applicant.html", **{**values, "form": failed, "colleague": form}))


def _cards_open(found: Application) -> bool:
    return found.state in rules.ADDRESSED or Section.REFEREES in sections.open_sections(found)
