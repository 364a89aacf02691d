"""Documents of a file. A POST opens one and is recorded; the address then shows it to this coordinator for a while."""

from collections.abc import Callable
from datetime import timedelta

from flask import Response, redirect, request

from directory.accounts.rules import Permission
from directory.core import audit, files, vault
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer
from directory.membership.forms.desk import PressForm
from directory.membership.models import Application
from directory.membership.queries import comments, desk, documents, sections
from directory.membership.queries.application import referees_vault
from directory.membership.views.blueprint import bp
from directory.membership.views.evidence import pdf
from directory.membership.views.office.guard import file, me, to

SHOWN_FOR = timedelta(minutes=10)


@bp.route("/office/membership/<reference>/documents/<document>", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def desk_document(reference: str, document: str) -> Answer:
    found = file(reference)
    row = sections.document_or_404(found, document)
    return _opened(f"document:{row.id}", lambda: documents.bytes_of(found, row), to("desk_file", reference))


@bp.route("/office/membership/<reference>/comments/<int:number>/proof", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def desk_comment_proof(reference: str, number: int) -> Answer:
    """What shows that a patient was treated: only the office sees it."""
    found = file(reference)
    comment = comments.received_or_404(found, number)
    if comment.document is None:
        raise NotThere
    name, stored = comments.proof_name(comment), comment.document
    return _opened(f"proof:{comment.id}", lambda: _proof(found, name, stored), to("desk_comments", reference))


def _proof(found: Application, name: str, document: str) -> bytes:
    key = vault.opened(referees_vault(found))
    try:
        sealed = files.store().get(f"{comments.FOLDER}/{document}")
    except files.Missing:
        raise NotThere from None
    return vault.open_(key, name, sealed)


def _opened(what: str, read: Callable[[], bytes], back: str) -> Answer | Response:
    if request.method == "POST" and PressForm().validate_on_submit():
        audit.record_opening(f"person:{me()}", "coordinator", what=what, why="membership", now=now())
        return redirect(request.path, 303)
    if not desk.opened_since(me(), what, now() - SHOWN_FOR):
        return redirect(back, 303)
    return pdf(read())
