"""One section a page: written, saved while one writes, compared when two windows meet; and its pieces of evidence."""

import secrets

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from directory.accounts.rules import Permission
from directory.core import transaction, vault
from directory.core.clock import now
from directory.core.forms import translated
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on, wants_json
from directory.membership.actions import sections as actions
from directory.membership.forms.application import PressForm, SectionForm, section_form
from directory.membership.models.application import Application
from directory.membership.queries import application as applications
from directory.membership.queries import information as asked
from directory.membership.queries import policy as policies
from directory.membership.queries import sections as queries
from directory.membership.queries import status
from directory.membership.rules import documents
from directory.membership.rules.criteria import NAMES, Criterion
from directory.membership.rules.documents import BYTES_MOST, DOCUMENTS_MOST
from directory.membership.rules.evidence import SHAPE_WORDS, given_here
from directory.membership.rules.sections import ELSEWHERE, TITLES, Section, SectionClosed, Stale, differences
from directory.membership.views.application import HOME, WRITES, own
from directory.membership.views.blueprint import bp


def section_of(name: str) -> Section:
    """Raises NotThere."""
    if name not in set(Section):
        raise NotThere
    return Section(name)


@bp.route("/membership/application/<section>", methods=["GET", "POST"])
@requires(Permission.APPLY, second_factor=False)
@WRITES
def application_section(section: str) -> Answer:
    asked_for, found = section_of(section), own()
    if asked_for is Section.REFEREES:  # until referees have a page of their own at this address
        return confidential(page("membership/application/referees_later.html"))
    if asked_for in ELSEWHERE:
        return redirect(status.address(found, asked_for), 303)
    text = queries.text_of(found, asked_for)
    form = section_form(asked_for, text.body, text.revision)
    if form.is_submitted():
        answer = _saved(found.id, asked_for, form) if form.validate() else _refused(form)
        if answer is not None:
            return confidential(answer)
    return confidential(_shown(own(), asked_for, form))


def _saved(application_id: int, section: Section, form: SectionForm) -> Answer | None:
    """None: to be shown again."""
    if "stored" in request.form:  # after comparing: what the other window saved stands
        return redirect(url_for(".application_section", section=section), 303)
    with refusals_on(form):
        revision = actions.save(application_id, section, form.asked(), revision=form.seen(), now=now())
        if wants_json():
            return jsonify(revision=revision)
        flash(_("Saved."), "success")
        return redirect(url_for(HOME if "on" in request.form else ".application_section", section=section), 303)
    return _refused(form) if wants_json() else None


def _refused(form: SectionForm) -> Answer | None:
    """For the script that saves while one writes: it stops and leaves the rest to the page."""
    if not wants_json():
        return None
    refusal = next((each for each in form.form_errors if each), "")
    stale = refusal == translated(Stale())
    return jsonify(error="Stale" if stale else "Refused", message=refusal), 409 if stale else 422


def _shown(found: Application, section: Section, form: SectionForm) -> Answer:
    stored = queries.text_of(found, section)
    theirs = {}
    if form.is_submitted() and form.seen() != stored.revision:
        theirs = {each.field.key: each.before for each in differences(section, stored.body, form.asked())}
        form.revision.data = form.revision.raw_data = None
        form.revision.process_data(str(stored.revision))
    values = {
        "application": found,
        "section": section,
        "criterion": criterion_of(found, section),
        "title": TITLES.get(section),
        "controls": form.controls(),
        "theirs": theirs,
        "stored": stored,
        "open": section in queries.open_sections(found),
        "items": _asked_about(found, section),
        **_evidence(found, section),
    }
    return page("membership/application/section.html", form=form, press=PressForm(), **values)


def criterion_of(found: Application, section: Section) -> Criterion | None:
    criteria = policies.of(found.policy).criteria
    return next((each for each in criteria if each.number == section.criterion), None)


def _evidence(found: Application, section: Section) -> dict[str, object]:
    criterion = criterion_of(found, section)
    here = given_here(criterion) if criterion else ()
    return {
        "here": here,
        "elsewhere": [each for each in criterion.evidence if each not in here] if criterion else [],
        "pieces": queries.evidence_of(found, section),
        "names": NAMES,
        "shapes": SHAPE_WORDS,
        "cases": status.address(found, Section.CASES),
        "documents_most": DOCUMENTS_MOST,
    }


def _asked_about(found: Application, section: Section) -> list[str]:
    row = asked.open_of(found)
    return [] if row is None else [item.words for item in asked.asked(found, row).items if item.section is section]


def looked_at(upload: FileStorage | None, section: Section) -> actions.Sealed | None:
    """Checked, sealed and stored outside any transaction: on SQLite the guard's would hold the whole site's lock."""
    if upload is None or not upload.filename:
        return None
    with transaction.reading():
        found = own()
        if section not in queries.open_sections(found):
            raise SectionClosed
        key, document_id = vault.opened(applications.own_vault(found)), secrets.token_hex(16)
        bound = queries.document_name(found, document_id)
    data = upload.stream.read(BYTES_MOST + 1)
    documents.check(data)
    return actions.store_document(key, bound, document_id, data)
