"""Adding, replacing and removing a piece of evidence; and one's own documents."""

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import sections as actions
from directory.membership.forms.application import EvidenceForm, PressForm, evidence_form, kind_of
from directory.membership.models.application import Application
from directory.membership.queries import documents
from directory.membership.queries import sections as queries
from directory.membership.queries.sections import Given
from directory.membership.rules.criteria import Criterion, EvidenceKind
from directory.membership.rules.documents import DOCUMENTS_MOST
from directory.membership.rules.evidence import Shape
from directory.membership.rules.sections import Section
from directory.membership.views.application import WRITES, own
from directory.membership.views.blueprint import bp
from directory.membership.views.section import criterion_of, looked_at, section_of

# Whatever a PDF may hold, the browser runs none of it and fetches nothing for it.
PDF_CSP = "default-src 'none'; sandbox"


@bp.route("/membership/application/<section>/evidence", methods=["GET", "POST"])
@requires(Permission.APPLY, second_factor=False)
@WRITES
def application_evidence(section: str) -> Answer:
    asked_for, found = section_of(section), own()
    criterion, replaced = _criterion(found, asked_for), _replaced(found, asked_for)
    kind = replaced.piece.kind if replaced else kind_of(criterion, request.args.get("kind"))
    if kind is None:
        raise NotThere
    form = evidence_form(kind, replaced.piece if replaced else None)
    if form.validate_on_submit():
        with refusals_on(form):
            _add(found.id, asked_for, kind, form, replaced)
            flash(_("Saved."), "success")
            return redirect(_back(asked_for, kind), 303)
    return confidential(_shown(own(), criterion, kind, form, replaced))


def _criterion(found: Application, section: Section) -> Criterion:
    criterion = criterion_of(found, section)
    if criterion is None:
        raise NotThere
    return criterion


def _replaced(found: Application, section: Section) -> Given | None:
    text = request.args.get("replaces", "")
    if not text:
        return None
    pieces = [each for each in queries.evidence_of(found, section) if str(each.number) == text]
    if not pieces:
        raise NotThere
    return pieces[0]


def _add(application_id: int, section: Section, kind: EvidenceKind, form: EvidenceForm, replaced: Given | None) -> None:
    piece = form.piece(kind)
    sealed = looked_at(form.file.data, section) if piece.shape is Shape.DOCUMENT else None
    actions.add_piece(
        application_id,
        section,
        piece,
        document=sealed,
        replaces=replaced.number if replaced else None,
        now=now(),
    )


def _back(section: Section, kind: EvidenceKind) -> str:
    return url_for(".application_section", section=section, _anchor=f"evidence-{kind}")


def _shown(
    found: Application, criterion: Criterion, kind: EvidenceKind, form: EvidenceForm, replaced: Given | None
) -> Answer:
    values = {
        "application": found,
        "criterion": criterion,
        "asked": next(each for each in criterion.evidence if each.kind is kind),
        "replaced": replaced,
        "back": _back(section_of(f"criterion-{criterion.number}"), kind),
        "documents_most": DOCUMENTS_MOST,
    }
    return page("membership/application/evidence.html", form=form, **values)


@bp.post("/membership/application/evidence/<int:number>/remove")
@requires(Permission.APPLY, second_factor=False)
@WRITES
def application_evidence_remove(number: int) -> Answer:
    if not PressForm().validate_on_submit():
        raise NotThere
    section = actions.remove_piece(own().id, number, now=now())
    flash(_("Removed."), "success")
    return redirect(url_for(".application_section", section=section, _anchor="evidence"), 303)


@bp.get("/membership/application/documents/<document>")
@requires(Permission.APPLY, second_factor=False)
def application_document(document: str) -> Response:
    found = own()
    row = queries.document_or_404(found, document)
    return pdf(documents.bytes_of(found, row), save="save" in request.args)


def pdf(data: bytes, *, save: bool = False) -> Response:
    """For every page that shows a document: the applicant's, the office's, the reviewers'."""
    answer = Response(data, mimetype="application/pdf")
    kind = "attachment" if save else "inline"
    answer.headers["Content-Disposition"] = f'{kind}; filename="document.pdf"'
    answer.headers["Content-Security-Policy"] = PDF_CSP
    return confidential(answer)
