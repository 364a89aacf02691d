"""Opening the round: everything that is missing at once, seats with what our data suggest, a preview, the opening."""

from flask import flash, redirect
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import opening as actions
from directory.membership.forms.desk import PanelForm
from directory.membership.models import Application
from directory.membership.queries import application as applications
from directory.membership.queries import opening as queries
from directory.membership.queries import policy as policies
from directory.membership.queries import rounds
from directory.membership.queries.conflicts import Candidate
from directory.membership.rules.application import State
from directory.membership.rules.conflicts import BECAUSE_WORDS
from directory.membership.rules.rounds import KIND_WORDS, SEAT_WORDS, STATE_WORDS, Kind, LayMissing
from directory.membership.views.blueprint import bp
from directory.membership.views.office.guard import file, locked, me, to


@bp.route("/office/membership/<reference>/round", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def desk_round(reference: str) -> Answer:
    """First sent without `seen`: the preview. With it: the opening."""
    found, form = file(reference), PanelForm()
    people = queries.candidates(found) if found.state is State.SCREENING else []
    form.offer(people)
    sitting: list[queries.Sitting] = []
    if form.validate_on_submit():
        with refusals_on(form):
            sitting = _preview(form, people)
            if form.seen.data:
                actions.open_admission(locked(reference), form.panel(), person_id=me(), now=now())
                flash(
                    _("The round is open. The panel and all members are told by e-mail."),
                    "success",
                )
                return redirect(to("desk_round", reference), 303)
    return _shown(file(reference), form, people, sitting)


def _preview(form: PanelForm, people: list[Candidate]) -> list[queries.Sitting]:
    """Raises LayMissing, PanelTooSmall."""
    panel = form.panel()
    if panel.lay is None:
        raise LayMissing
    return queries.preview(panel, people, policies.current()[1])


def _shown(found: Application, form: PanelForm, people: list[Candidate], sitting: list[queries.Sitting]) -> Answer:
    number, policy = policies.current()
    screens = found.state is State.SCREENING
    values = {
        "name": applications.name_of(found),
        "lacking": queries.missing(found, people, now()) if screens else [],
        "screens": screens,
        "people": people,
        "sitting": [] if form.failed else sitting,
        "rounds": rounds.of_application(found.id),
        "policy": policy,
        "version": number,
        "ballot_days": policy.of_kind(Kind.ADMISSION).ballot_days,
        "because": BECAUSE_WORDS,
        "seats": SEAT_WORDS,
        "kinds": KIND_WORDS,
        "states": STATE_WORDS,
    }
    return confidential(page("membership/office/round.html", application=found, form=form, **values))
