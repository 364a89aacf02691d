"""The physician writes, reads and signs an opinion, and adds to a signed one."""

from datetime import date

from flask import Response, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.consultations.actions import opinion as actions
from directory.consultations.forms.opinion import AddForm, OpinionForm, SignForm, filled
from directory.consultations.letters.opinion_paper import paper
from directory.consultations.models import Consultation
from directory.consultations.queries import opinion as queries
from directory.consultations.queries import practice, staff
from directory.consultations.queries.opinion import Draft, Signed
from directory.consultations.queries.opinion_lines import sections
from directory.consultations.queries.signed import is_signed
from directory.consultations.rules.opinion import words
from directory.consultations.rules.opinion.needed import cautions, problems
from directory.consultations.views.blueprint import bp
from directory.consultations.views.practice import CANCEL
from directory.consultations.views.signature import check_password
from directory.consultations.views.staff import person
from directory.core import transaction
from directory.core.clock import now, today
from directory.core.forms import translated
from directory.core.limits import limiter
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on, wants_json
from directory.physicians import queries as physicians

SIGNS = limiter.shared_limit("30 per minute", scope="signing", methods=["POST"])


def _own(reference: str) -> Consultation:
    return practice.own_or_404(reference, person().id)


@bp.route("/practice/consultations/<reference>/opinion", methods=["GET", "POST"])
@requires(Permission.PRACTICE)
def practice_opinion(reference: str) -> Answer:
    """Saved as it is written; signed, it is shown as it stands."""
    consultation = _own(reference)
    if is_signed(consultation.id):
        return confidential(_signed(consultation))
    if not queries.may_write(consultation):
        raise actions.NotOpen
    form = OpinionForm() if request.method == "POST" else _written(queries.draft_of(consultation))
    if form.ask(queries.questions_of(consultation)).is_submitted():
        answer = _saved(consultation, form) if form.validate() else _refused(form)
        if answer is not None:
            return confidential(answer)
    return confidential(_writing(_own(reference), form))


def _written(draft: Draft) -> OpinionForm:
    return OpinionForm(data=filled(draft.opinion, draft.revision))


def _saved(consultation: Consultation, form: OpinionForm) -> Answer | None:
    """None: to be shown again. "on" leads to reading and signing, where nothing is missing."""
    reference, found = consultation.reference, form.asked()
    if "on" in request.form:
        form.show(problems(found, _today(consultation)))
    if form.failed:
        return None
    with refusals_on(form):
        revision = actions.save(consultation.id, found, form.number, by=person().id, now=now())
        if wants_json():
            return jsonify(revision=revision)
        if "on" in request.form:
            return redirect(url_for(".practice_sign", reference=reference), 303)
        flash(_("Saved."), "success")
        return redirect(url_for(".practice_opinion", reference=reference), 303)
    return _refused(form)


def _refused(form: OpinionForm) -> Answer | None:
    """For the script that saves while one writes: it stops and leaves the rest to the page."""
    if not wants_json():
        return None
    refusal = next((each for each in form.form_errors if each), "")
    stale = refusal == translated(actions.StaleDraft())
    return jsonify(error="Stale" if stale else "Refused", message=refusal), 409 if stale else 422


def _writing(consultation: Consultation, form: OpinionForm) -> Answer:
    draft = queries.draft_of(consultation)
    other = form.is_submitted() and form.number != draft.revision
    if other:
        form.renew(draft.revision)
    values = {"draft": draft, "other": other, "questions": queries.questions_of(consultation)}
    return page("consultations/opinion/write.html", form=form, **_shared(consultation), **values)


@bp.route("/practice/consultations/<reference>/opinion/sign", methods=["GET", "POST"])
@requires(Permission.PRACTICE)
@SIGNS
def practice_sign(reference: str) -> Answer:
    """Read as the patient will read it, then signed with the password."""
    with transaction.reading():
        _to_sign(_own(reference))
    form, who = SignForm(), person()
    if form.validate_on_submit():
        with refusals_on(form):
            check_password(form.password.data or "")
            own = _own(reference)
            actions.sign(own.id, form.number, by=who.id, name=who.name, now=now())
            flash(_("Signed. The patient is told by e-mail that there is something new to read."), "success")
            return redirect(url_for(".practice_opinion", reference=reference), 303)
    return confidential(_preview(_own(reference), form))


def _to_sign(consultation: Consultation) -> None:
    """Raises NotOpen, CallAhead, or what the table of moves says."""
    if queries.may_write(consultation):
        actions.check_may_sign(consultation, now())
    elif not is_signed(consultation.id):
        raise actions.NotOpen


def _preview(consultation: Consultation, form: SignForm) -> Answer:
    """Where something is missing, back to writing; there it is named."""
    write = url_for(".practice_opinion", reference=consultation.reference)
    if not queries.may_write(consultation):
        return redirect(write, 303)
    draft = queries.draft_of(consultation)
    if problems(draft.opinion, _today(consultation)):
        return redirect(write, 303)
    form.revision.data = form.revision.raw_data = None
    form.revision.process_data(str(draft.revision))
    signed = queries.as_if_signed(consultation, draft.opinion, person().name, now())
    warned = cautions(draft.opinion, queries.earlier_grafts(consultation))
    values = {"signed": signed, "cautions": warned}
    return page("consultations/opinion/sign.html", form=form, **_shown(consultation, signed), **values)


@bp.route("/practice/consultations/<reference>/opinion/addendum", methods=["GET", "POST"])
@requires(Permission.PRACTICE)
@SIGNS
def practice_addendum(reference: str) -> Answer:
    """A correction stands beside what was signed, and never instead of it."""
    with transaction.reading():
        if not queries.may_add(_own(reference)):
            raise NotThere
    form, who = AddForm(), person()
    if form.validate_on_submit():
        with refusals_on(form):
            check_password(form.password.data or "")
            actions.add(_own(reference).id, form.words.data or "", by=who.id, name=who.name, now=now())
            flash(_("Added. The patient is told by e-mail that there is something new to read."), "success")
            return redirect(url_for(".practice_opinion", reference=reference), 303)
    return confidential(page("consultations/opinion/addendum.html", form=form, **_shared(_own(reference))))


@bp.get("/practice/consultations/<reference>/opinion.pdf")
@requires(Permission.PRACTICE)
def practice_opinion_paper(reference: str) -> Answer:
    consultation = _own(reference)
    return paper_of(consultation, physicians.by_id(consultation.physician_id).zone)


def paper_of(consultation: Consultation, zone: str) -> Answer:
    """Its name says the reference and nothing else."""
    signed = queries.signed_of(consultation)
    if signed is None:
        raise NotThere
    name = physicians.by_id(consultation.physician_id).display_name
    answer = Response(paper(signed, physician=name, zone=zone), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{consultation.reference}.pdf"'
    return confidential(answer)


def _signed(consultation: Consultation) -> Answer:
    signed = queries.signed_of(consultation)
    assert signed is not None  # noqa: S101 (for the type: the caller has seen it)
    return page("consultations/opinion/signed.html", signed=signed, **_shown(consultation, signed))


def _shown(consultation: Consultation, signed: Signed) -> dict[str, object]:
    shared = _shared(consultation)
    return {**shared, "sections": sections(signed, physicians.by_id(consultation.physician_id).zone), "words": words}


def _shared(consultation: Consultation) -> dict[str, object]:
    shown = staff.staff_page(consultation, CANCEL, now())
    return {"page": shown, "name": practice.name_of(consultation)}


def _today(consultation: Consultation) -> date:
    return today(physicians.by_id(consultation.physician_id).zone, now())
