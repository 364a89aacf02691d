"""Opening evidence: by a POST that is recorded; then shown."""

import re

from flask import Response, redirect, request, url_for

from directory.accounts.rules import Permission
from directory.core import audit
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page
from directory.membership.actions import ballots as actions
from directory.membership.actions import caselog as sheets
from directory.membership.forms.review import StepForm
from directory.membership.models import Application
from directory.membership.queries import caselog, documents, rounds, sections
from directory.membership.queries.caselog import Sheet
from directory.membership.views.blueprint import bp
from directory.membership.views.evidence import pdf
from directory.membership.views.review.guard import (
    File,
    file_or_404,
    locked_or_404,
    number_or_404,
    reader,
    reader_name,
)

_OPENING = re.compile(r"[0-9a-f]{32}")


@bp.route("/review/<reference>/<int:number>/sheet", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def review_sheet(reference: str, number: int) -> Answer:
    """Same-angle pairs of the cases ticked for a criterion; for criteria judged blind without names or numbers."""
    file = file_or_404(reference)
    number_or_404(file, number)
    if request.method == "POST" and StepForm().validate_on_submit():
        return _open_sheet(locked_or_404(reference), number)
    opening = request.args.get("opening", "")
    if not _OPENING.fullmatch(opening):
        return redirect(url_for(".review_criterion", reference=reference, number=number))
    blind = number in file.policy.blind_criteria
    values = {"file": file, "number": number, "criterion": file.policy.criterion(number), "blind": blind}
    sheet = _sheet(file, number, opening, blind)
    return confidential(page("membership/review/sheet.html", sheet=sheet, form=StepForm(), **values))


def _open_sheet(file: File, number: int) -> Answer:
    application = _application(file)
    actor = f"person:{file.elector.person_id}"
    opening = sheets.open_sheet(application.id, str(number), actor=actor, name=reader_name(), now=now())
    actions.open_item(file.seat, number, "sheet", now())
    return redirect(url_for(".review_sheet", reference=file.round.reference, number=number, opening=opening), 303)


def _sheet(file: File, number: int, opening: str, blind: bool) -> Sheet:
    application, actor, criterion = _application(file), f"person:{file.elector.person_id}", str(number)
    if not blind:
        return caselog.sheet(application.id, criterion, opening, actor=actor, now=now())
    seed = f"{file.round.reference}/{number}/{file.elector.person_id}"
    return caselog.blind_sheet(application.id, criterion, opening, actor=actor, now=now(), seed=seed)


@bp.route("/review/<reference>/<int:number>/documents/<document>", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def review_document(reference: str, number: int, document: str) -> Answer:
    """A POST opens it and is recorded; the address then shows it to whoever has opened it."""
    file, key = file_or_404(reference), f"document:{document}"
    if number not in file.numbers or key not in {item.key for item in file.parts()[number].items}:
        raise NotThere
    if request.method == "POST" and StepForm().validate_on_submit():
        actions.open_item(locked_or_404(reference).seat, number, key, now())
        actor = f"person:{reader()}"
        audit.record_opening(actor, "reviewer", what=key, why="review", now=now())
        return redirect(url_for(".review_document", reference=reference, number=number, document=document), 303)
    if key not in file.opened().get(number, set()):
        return redirect(url_for(".review_criterion", reference=reference, number=number))
    return _pdf(_application(file), document)


def _pdf(application: Application, document: str) -> Response:
    return pdf(documents.bytes_of(application, sections.document_or_404(application, document)))


def _application(file: File) -> Application:
    found = rounds.application_of(file.round)
    if found is None:
        raise NotThere
    return found
