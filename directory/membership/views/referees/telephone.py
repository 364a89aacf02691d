"""A coordinator fills the page in while the referee talks, reads it back and marks it so."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import referee as referee_actions
from directory.membership.actions import referee_office as actions
from directory.membership.actions.referees import code_digest
from directory.membership.forms.referee import TelephoneCardForm, TelephoneForm, answers_form
from directory.membership.queries import application as applications
from directory.membership.queries import referee_answers as answers
from directory.membership.queries import referees as queries
from directory.membership.rules import referee_questions as questions
from directory.membership.rules.referees import MOVES, CardOver, Group
from directory.membership.views.application import actor, person
from directory.membership.views.blueprint import bp
from directory.membership.views.referees.card import kept_proof
from directory.membership.views.referees.office import BASE, application_or_404


@bp.route(f"{BASE}/<int:number>/telephone", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_referee_telephone(reference: str, number: int) -> Answer:
    found = application_or_404(reference)
    row = queries.numbered_or_404(found, number)
    back = redirect(url_for(".office_referee", reference=reference, number=number), 303)
    if row.state not in MOVES.moves["take_down"].sources:
        return back
    form = answers_form(row.group, queries.answers_of(found, row), row.revision, TelephoneForm)
    if form.validate_on_submit():
        with refusals_on(form):
            actions.take_down(row.id, form.asked(), person_id=person().id, revision=form.seen(), now=now())
            flash(_("Saved as told on the telephone. A copy is on its way, if there is an address."), "success")
            return back
    return _shown(reference, number, form)


def _shown(reference: str, number: int, form: TelephoneForm) -> Answer:
    found = application_or_404(reference)
    file = answers.file_or_404(found, number)
    theirs = {}
    if form.is_submitted() and form.seen() != file.row.revision:
        theirs = questions.differing(file.row.group, file.answers, form.asked())
        form.revision.data = form.revision.raw_data = None
        form.revision.process_data(str(file.row.revision))
    lacks = questions.open_questions(file.row.group, form.asked()) if form.is_submitted() else []
    values = {
        "application": found,
        "name": applications.name_of(found),
        "file": file,
        "controls": form.controls(),
        "theirs": theirs,
        "lacks": {each.key for each in lacks},
        "choices": {each.key: dict(each.choices) for each in questions.QUESTIONS[file.row.group]},
        "patient": file.row.group is Group.PATIENT,
    }
    return confidential(page("membership/referees/telephone.html", form=form, **values))


@bp.route(f"{BASE}/card", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_referee_card(reference: str) -> Answer:
    """Somebody with a card calls instead of opening the link."""
    found, form = application_or_404(reference), TelephoneCardForm()
    if form.validate_on_submit():
        with refusals_on(form):
            card = queries.card_by_code(code_digest(form.code.data or ""), now())
            if card is None or card.application_id != found.id or queries.of_card(card.id) is not None:
                raise CardOver
            proof = kept_proof(card.id, form.file.data)
            row = referee_actions.use_card(card.id, form.asked(), proof, actor=actor(), now=now())
            if row is None:
                raise CardOver
            return redirect(url_for(".office_referee_telephone", reference=reference, number=row.number), 303)
    found = application_or_404(reference)
    return confidential(page("membership/referees/office_card.html", application=found, form=form))
