"""What the chair does: closes, extends, seats replacements, rules on blocks, orders a second ballot, stands aside."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, refusals_on
from directory.membership.actions import closing, recusals, reseating, rounds, voiding
from directory.membership.actions import talk as talks
from directory.membership.forms.review import LeaveForm, RulingForm, StepForm
from directory.membership.models import Round
from directory.membership.queries import chair as queries
from directory.membership.rules.rounds import OwnBallotFirst, Seat
from directory.membership.views.blueprint import bp
from directory.membership.views.review.chair import shown
from directory.membership.views.review.guard import reader

Step = Callable[[Round, str, datetime], Round]


def _actor() -> str:
    return f"person:{reader()}"


def _close(round_: Round, _reason: str, at: datetime) -> Round:
    return closing.close_early(round_, reader(), at)


def _extend(round_: Round, _reason: str, at: datetime) -> Round:
    closing.extend(round_, _actor(), at)
    return round_


def _keep(round_: Round, _reason: str, at: datetime) -> Round:
    return rounds.keep_open(round_, not round_.kept_open, actor=_actor(), now=at)


def _again(round_: Round, reason: str, at: datetime) -> Round:
    return reseating.second_ballot(round_, reason, person_id=reader(), now=at)


def _void(round_: Round, reason: str, at: datetime) -> Round:
    return voiding.void(round_, reason, actor=_actor(), now=at)


STEPS: dict[str, Step] = {
    "close": _close,
    "extend": _extend,
    "keep-open": _keep,
    "second-ballot": _again,
    "void": _void,
}


@bp.post("/review/chair/<reference>/<name>")
@requires(Permission.DECIDE)
def chair_step(reference: str, name: str) -> Answer:
    if name not in STEPS:
        raise NotThere
    form = StepForm()
    if form.validate_on_submit():
        with refusals_on(form):
            found = STEPS[name](_looked_at(reference, name), form.reason.data or "", now())
            flash(_("Done."), "success")
            return redirect(url_for(".chair_round", reference=found.reference), 303)
    return confidential(shown(queries.round_or_404(reference, reader()), form))


def _looked_at(reference: str, name: str) -> Round:
    """A refusal of these steps would tell how many ballots are in."""
    found = queries.locked_or_404(reference, reader())
    if name in {"close", "extend", "second-ballot"} and not queries.may_look(found, reader()):
        raise OwnBallotFirst
    return found


@bp.post("/review/chair/<reference>/blocks/<int:number>")
@requires(Permission.DECIDE)
def chair_rule(reference: str, number: int) -> Answer:
    form = RulingForm()
    if form.validate_on_submit():
        with refusals_on(form):
            found = queries.locked_or_404(reference, reader())
            talks.rule(found, number, form.asked(), person_id=reader(), now=now())
            flash(_("Your ruling is kept."), "success")
            return redirect(url_for(".chair_round", reference=reference), 303)
    return confidential(shown(queries.round_or_404(reference, reader()), form))


@bp.post("/review/chair/<reference>/replace")
@requires(Permission.DECIDE)
def chair_replace(reference: str) -> Answer:
    """`leaving` and `coming` are ids of people; a newcomer's seat is `seat_<id>`."""
    form = StepForm()
    if form.validate_on_submit():
        with refusals_on(form):
            found = queries.locked_or_404(reference, reader())
            coming = {person: _seat(person) for person in _ids("coming")}
            reseating.replace(found, _ids("leaving"), coming, person_id=reader(), now=now())
            flash(_("The seats are changed."), "success")
            return redirect(url_for(".chair_round", reference=reference), 303)
    return confidential(shown(queries.round_or_404(reference, reader()), form))


def _ids(name: str) -> set[int]:
    return {int(text) for text in request.form.getlist(name) if text.isascii() and text.isdigit() and len(text) < 10}


def _seat(person: int) -> Seat:
    chosen = request.form.get(f"seat_{person}", "")
    return Seat(chosen) if chosen in set(Seat) else Seat.MEMBER


@bp.post("/review/chair/<reference>/aside")
@requires(Permission.DECIDE)
def chair_aside(reference: str) -> Answer:
    """A chair with a conflict: the deputy goes on."""
    form = LeaveForm()
    if form.validate_on_submit():
        with refusals_on(form):
            found = queries.locked_or_404(reference, reader())
            recusals.stand_aside(found, reader(), form.reason.data or "", now())
            flash(_("Thank you. This round is the deputy’s now."), "success")
            return redirect(url_for(".chair_rounds"), 303)
    return confidential(shown(queries.round_or_404(reference, reader()), form))
