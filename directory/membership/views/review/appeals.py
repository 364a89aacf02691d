"""The chair's side of an appeal: the hearing, its minutes, another panel."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.forms import Form
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import appeal as actions
from directory.membership.forms.appeal import HearingForm, MinutesForm, PanelForm
from directory.membership.models import Round
from directory.membership.queries import appeal as queries
from directory.membership.queries import conflicts, rounds
from directory.membership.queries import policy as policies
from directory.membership.rules.appeal import HEARING_WORDS
from directory.membership.rules.rounds import Kind
from directory.membership.views.blueprint import bp
from directory.membership.views.review.guard import reader

ONE = "/review/chair/appeals/<int:number>"


@bp.get("/review/chair/appeals")
@requires(Permission.DECIDE)
def chair_appeals() -> Answer:
    return confidential(page("membership/decision/appeals.html", rows=queries.rows(reader())))


@bp.get(ONE)
@requires(Permission.DECIDE)
def chair_appeal(number: int) -> Answer:
    return _shown(number, PanelForm(formdata=None))


@bp.post(f"{ONE}/hearing")
@requires(Permission.DECIDE)
def chair_appeal_hearing(number: int) -> Answer:
    form = HearingForm()
    queries.or_404(number, reader())
    if form.validate_on_submit():
        with refusals_on(form):
            actions.set_hearing(number, form.moment(), person_id=reader(), now=now())
            flash(_("The day is set. The applicant is told."), "success")
            return _back(number)
    return _shown(number, form)


@bp.post(f"{ONE}/minutes")
@requires(Permission.DECIDE)
def chair_appeal_minutes(number: int) -> Answer:
    form = MinutesForm()
    queries.or_404(number, reader())
    if form.validate_on_submit():
        with refusals_on(form):
            actions.keep_minutes(number, form.words.data or "", person_id=reader(), now=now())
            flash(_("The minutes are kept."), "success")
            return _back(number)
    return _shown(number, form)


@bp.post(f"{ONE}/panel")
@requires(Permission.DECIDE)
def chair_appeal_panel(number: int) -> Answer:
    form = PanelForm()
    queries.or_404(number, reader())
    if form.validate_on_submit():
        with refusals_on(form):
            actions.open_round(number, form.panel(), person_id=reader(), now=now())
            flash(_("The panel is chosen, and its round is open."), "success")
            return _back(number)
    return _shown(number, form)


def _back(number: int) -> Answer:
    return redirect(url_for(".chair_appeal", number=number), 303)


def _shown(number: int, form: Form) -> Answer:
    appeal = queries.or_404(number, reader())
    about = queries.subject(appeal)
    round_ = rounds.by_id(appeal.round_id) if appeal.round_id is not None else None
    values = {
        "appeal": appeal,
        "about": about,
        "grounds": queries.grounds(appeal),
        "minutes": queries.minutes(appeal),
        "round": round_,
        "candidates": conflicts.candidates(_imagined(about)) if round_ is None else [],
        "policy": policies.current()[1],
        "words": HEARING_WORDS,
        "day": form if isinstance(form, HearingForm) else HearingForm(formdata=None),
        "minuting": form if isinstance(form, MinutesForm) else MinutesForm(formdata=None, data={"words": ""}),
    }
    return confidential(page("membership/decision/chair_appeal.html", form=form, **values))


def _imagined(about: queries.Subject) -> Round:
    """A round that is not there yet, to see who could sit in it; it is never added to the session."""
    application_id = about.application.id if about.application is not None else None
    return Round(
        id=0,
        kind=Kind.APPEAL,
        application_id=application_id,
        physician_id=about.physician_id,
        policy=policies.current()[0],
    )
