"""Commenting on an application: members signed in, patients by a link to their address. Nothing of it is published."""

import secrets

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from directory.core import links, transaction, vault
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.policy import principal, public
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import comments as actions
from directory.membership.forms.comments import MemberForm, PatientForm, ProofForm, SendForm
from directory.membership.letters.comments import LINK
from directory.membership.models import Comment
from directory.membership.queries import application as applications
from directory.membership.queries import comments as queries
from directory.membership.queries.application import referees_vault
from directory.membership.queries.comments import Period
from directory.membership.rules import documents
from directory.membership.rules.comments import LINK_DAYS, SitsInPanel
from directory.membership.views.blueprint import bp


@bp.route("/membership/comments/<reference>", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"])
def comment(reference: str) -> Answer:
    reader = principal()
    period = queries.period_or_404(reference, now(), reader.id if reader else None)
    member = reader is not None and queries.is_member(reader.id)
    if reader is not None and member:
        return _by_member(period, reader.id)
    return _by_patient(period)


def _by_member(period: Period, person_id: int) -> Answer:
    form = MemberForm()
    submission = form.submission_id()
    if form.validate_on_submit():
        with refusals_on(form):
            _check_seat(period, person_id)
            words = form.words.data or ""
            actions.by_member(period, words, person_id=person_id, submission=submission, now=now())
            return redirect(url_for(".comment_sent"), 303)
    return _shown(period.application.reference, form, person_id)


def _check_seat(period: Period, person_id: int) -> None:
    """Who judges speaks in the panel's discussion."""
    if queries.sits(period.round.id, person_id):
        raise SitsInPanel


def _by_patient(period: Period) -> Answer:
    form = PatientForm()
    submission = form.submission_id()
    if not period.application.name_shown:
        return _shown(period.application.reference, None, None)
    if form.validate_on_submit():
        with refusals_on(form):
            actions.by_patient(period, form.told(), submission=submission, now=now())
            return redirect(url_for(".comment_asked"), 303)
    return _shown(period.application.reference, form, None)


def _shown(reference: str, form: MemberForm | None, person_id: int | None) -> Answer:
    """Loaded anew: what was done may have been rolled back. A member reads who applies; others if it was agreed to."""
    period = queries.period_or_404(reference, now(), person_id)
    named = person_id is not None or period.application.name_shown
    name = applications.name_of(period.application) if named else ""
    values = {"name": name, "until": period.until, "member": person_id is not None}
    return confidential(page("membership/comments/comment.html", form=form, **values))


@bp.get("/membership/comments/asked")
@public
def comment_asked() -> Answer:
    """The same words whoever asked: the page tells nobody whether an address is known."""
    return page("membership/comments/asked.html", days=LINK_DAYS)


@bp.get("/membership/comments/sent")
@public
def comment_sent() -> Answer:
    return page("membership/comments/sent.html")


@bp.route("/membership/comments/send/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def comment_send(token: str) -> Answer:
    """Opening the link changes nothing: mail scanners do that. The button sends."""
    found, form = _behind(token), SendForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.send(found, now())
            return redirect(url_for(".comment_send", token=token), 303)
    return _behind_page(token, form, ProofForm(formdata=None))


@bp.post("/membership/comments/send/<token>/proof")
@public
@limiter.limit("20 per hour", methods=["POST"])
def comment_proof(token: str) -> Answer:
    """A document that shows the treatment. Kept outside the transaction, as sealing and writing take long."""
    form = ProofForm()
    if form.validate_on_submit():
        with refusals_on(form):
            document = _stored(token, form.file.data)
            actions.add_proof(_behind(token), document)
            flash(_("Thank you. Only the office sees this document."), "success")
            return redirect(url_for(".comment_send", token=token), 303)
    return _behind_page(token, form, form)


def _stored(token: str, upload: FileStorage | None) -> str:
    data = upload.stream.read(documents.BYTES_MOST + 1) if upload is not None and upload.filename else b""
    documents.check(data)
    with transaction.reading():
        found = _behind(token)
        if found.received is None or found.verified is not None or found.refused is not None:
            raise NotThere
        application, _round = queries.about(found)
        key, name, document = (
            vault.opened(referees_vault(application)),
            queries.proof_name(found),
            secrets.token_hex(16),
        )
    actions.store_proof(key, name, document, data)
    return document


def _behind(token: str) -> Comment:
    """404 for every token that opens nothing, whatever the reason."""
    submission = links.subject_of(LINK, token, now())
    found = queries.by_submission(submission) if submission else None
    if found is None:
        raise NotThere
    return found


def _behind_page(token: str, form: SendForm | ProofForm, proof: ProofForm) -> Answer:
    found = _behind(token)
    application, round_ = queries.about(found)
    named = applications.name_of(application) if application.name_shown else ""
    values = {"comment": found, "told": queries.told(application, found), "name": named, "token": token}
    values["open"] = round_.comments_end is not None and round_.comments_end > now()
    return confidential(page("membership/comments/send.html", form=form, proof=proof, **values))
