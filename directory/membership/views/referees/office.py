"""The office's pages about referees: who was asked, what came back, what to look at, and every move."""

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core import audit
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import referee as referee_actions
from directory.membership.actions import referee_office as actions
from directory.membership.forms.referee import AddressForm, PressForm, ReasonForm
from directory.membership.models.application import Application
from directory.membership.models.referee import Referee
from directory.membership.queries import application as applications
from directory.membership.queries import desk
from directory.membership.queries import referee_answers as answers
from directory.membership.queries import referee_counts as counting
from directory.membership.queries import referees as queries
from directory.membership.rules import referees as rules
from directory.membership.rules.referee_flags import FLAG_WORDS
from directory.membership.views.application import actor, person
from directory.membership.views.blueprint import bp
from directory.membership.views.evidence import pdf

BASE = "/office/membership/<reference>/referees"


def application_or_404(reference: str) -> Application:
    """Nobody in conflict finds it."""
    return desk.file_or_404(reference, person().id)


def locked_or_404(reference: str, number: int) -> Referee:
    """For writing: a conflict declared at the same moment is seen."""
    return queries.numbered_or_404(desk.locked_or_404(reference, person().id), number)


@bp.get(BASE)
@requires(Permission.OFFICE)
def office_referees(reference: str) -> Answer:
    found = application_or_404(reference)
    values = {
        "application": found,
        "name": applications.name_of(found),
        "files": answers.files(found),
        "counts": counting.counts(found.id),
        "answered": counting.answered(found.id),
        "policy": queries.policy_of(found),
        "rules": rules,
    }
    return confidential(page("membership/referees/office.html", **values))


@bp.get(f"{BASE}/<int:number>")
@requires(Permission.OFFICE)
def office_referee(reference: str, number: int) -> Answer:
    return _shown(reference, number, ReasonForm(), AddressForm())


def _shown(reference: str, number: int, form: ReasonForm, address: AddressForm) -> Answer:
    found = application_or_404(reference)
    file = answers.file_or_404(found, number)
    moves = [name for name in rules.OFFICE_MOVES if file.row.state in rules.MOVES.moves[name].sources]
    values = {
        "application": found,
        "name": applications.name_of(found),
        "file": file,
        "moves": moves,
        "address": address,
        "reason": form,
        "may_change_address": file.row.state in rules.LINKED | {rules.State.BOUNCED},
        "may_take_down": file.row.state in rules.MOVES.moves["take_down"].sources,
        "rules": rules,
        "words": FLAG_WORDS,
    }
    failed = address if address.failed else form
    return confidential(page("membership/referees/office_one.html", **{**values, "form": failed}))


@bp.post(f"{BASE}/<int:number>/<name>")
@requires(Permission.OFFICE)
def office_referee_move(reference: str, number: int, name: str) -> Answer:
    row, form = locked_or_404(reference, number), ReasonForm()
    if name not in rules.OFFICE_MOVES:
        raise NotThere
    if form.validate_on_submit():
        with refusals_on(form):
            actions.move(row.id, name, form.asked(), actor=actor(), now=now())
            flash(_("Done."), "success")
            return redirect(url_for(".office_referee", reference=reference, number=number), 303)
    return _shown(reference, number, form, AddressForm(formdata=None))


@bp.post(f"{BASE}/<int:number>/address")
@requires(Permission.OFFICE)
def office_referee_address(reference: str, number: int) -> Answer:
    row, form = locked_or_404(reference, number), AddressForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.change_address(row.id, form.asked(), actor=actor(), now=now())
            flash(_("A fresh link is on its way to the new address. The one before has ended."), "success")
            return redirect(url_for(".office_referee", reference=reference, number=number), 303)
    return _shown(reference, number, ReasonForm(formdata=None), form)


@bp.post(f"{BASE}/<int:number>/proof/<document>")
@requires(Permission.OFFICE)
def office_referee_proof(reference: str, number: int, document: str) -> Response:
    """Opened by a POST, which is recorded."""
    found = application_or_404(reference)
    row = queries.numbered_or_404(found, number)
    proof = next((each for each in queries.proofs_of(row.id) if each.id == document), None)
    if proof is None or not PressForm().validate_on_submit():
        raise NotThere
    audit.record_opening(actor(), "coordinator", what=f"referee_proof:{proof.id}", why="referee", now=now())
    return pdf(referee_actions.proof_bytes(found, proof))
