"""Editing a profile: about the physician, clinics, procedures, publications."""

from collections.abc import Callable

from flask import flash
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.forms import Form
from directory.core.policy import requires
from directory.core.web import Answer, page, refusals_on
from directory.physicians import actions, queries
from directory.physicians.forms.procedure import ProcedureForm
from directory.physicians.forms.profile import ClinicForm, ProfileForm, PublicationForm
from directory.physicians.views.blueprint import bp
from directory.physicians.views.desk import OWN, Desk, edits, own_desk
from directory.physicians.views.profile import show


@bp.get(OWN)
@requires(Permission.PRACTICE)
def own() -> Answer:
    desk = own_desk()
    return page("physicians/own.html", desk=desk, profile=queries.profile(desk.physician, now()))


@bp.get(f"{OWN}/preview")
@requires(Permission.PRACTICE)
def own_preview() -> Answer:
    return show(own_desk().physician, preview=True)


@bp.post(f"{OWN}/confirm")
@requires(Permission.PRACTICE)
def own_confirm() -> Answer:
    desk = own_desk()
    actions.confirm(desk.physician.id, desk.actor, now())
    flash(_("Thank you. Your page now says that it was confirmed today."), "success")
    return desk.back()


@edits("/about")
def about(desk: Desk) -> Answer:
    form = ProfileForm(desk.physician)
    return _form(
        desk, "edit_about", form, lambda: actions.edit_profile(desk.physician.id, form.asked(), desk.actor, now())
    )


@edits("/clinics/new")
def new_clinic(desk: Desk) -> Answer:
    form = ClinicForm()
    return _form(desk, "edit_clinic", form, lambda: actions.add_clinic(desk.physician.id, form.asked()), clinic=None)


@edits("/clinics/<int:clinic_id>")
def clinic(desk: Desk, clinic_id: int) -> Answer:
    row = queries.clinic_or_404(desk.physician.id, clinic_id)
    form = ClinicForm(row)
    return _form(
        desk, "edit_clinic", form, lambda: actions.edit_clinic(desk.physician.id, clinic_id, form.asked()), clinic=row
    )


@edits("/clinics/<int:clinic_id>/first", methods=("POST",))
def first_clinic(desk: Desk, clinic_id: int) -> Answer:
    actions.put_first(desk.physician.id, clinic_id)
    return _saved(desk)


@edits("/clinics/<int:clinic_id>/leave", methods=("POST",))
def leave_clinic(desk: Desk, clinic_id: int) -> Answer:
    actions.leave_clinic(desk.physician.id, clinic_id)
    return _saved(desk)


@edits("/procedures/new")
def new_procedure(desk: Desk) -> Answer:
    form = ProcedureForm()
    return _form(
        desk,
        "edit_procedure",
        form,
        lambda: actions.save_procedure(desk.physician.id, None, form.asked()),
        procedure=None,
    )


@edits("/procedures/<int:procedure_id>")
def procedure(desk: Desk, procedure_id: int) -> Answer:
    row = queries.procedure_or_404(desk.physician.id, procedure_id)
    form = ProcedureForm(row)
    return _form(
        desk,
        "edit_procedure",
        form,
        lambda: actions.save_procedure(desk.physician.id, procedure_id, form.asked()),
        procedure=row,
    )


@edits("/procedures/<int:procedure_id>/remove", methods=("POST",))
def remove_procedure(desk: Desk, procedure_id: int) -> Answer:
    actions.remove_procedure(desk.physician.id, procedure_id)
    return _saved(desk)


@edits("/publications/new")
def new_publication(desk: Desk) -> Answer:
    form = PublicationForm()
    return _form(
        desk,
        "edit_publication",
        form,
        lambda: actions.save_publication(desk.physician.id, None, form.asked()),
        publication=None,
    )


@edits("/publications/<int:publication_id>")
def publication(desk: Desk, publication_id: int) -> Answer:
    row = queries.publication_or_404(desk.physician.id, publication_id)
    form = PublicationForm(row)
    return _form(
        desk,
        "edit_publication",
        form,
        lambda: actions.save_publication(desk.physician.id, publication_id, form.asked()),
        publication=row,
    )


@edits("/publications/<int:publication_id>/remove", methods=("POST",))
def remove_publication(desk: Desk, publication_id: int) -> Answer:
    actions.remove_publication(desk.physician.id, publication_id)
    return _saved(desk)


def _form(desk: Desk, template: str, form: Form, save: Callable[[], object], **shown: object) -> Answer:
    if form.validate_on_submit():
        with refusals_on(form):
            save()
            return _saved(desk)
    return page(f"physicians/{template}.html", form=form, desk=desk, **shown)


def _saved(desk: Desk) -> Answer:
    flash(_("Saved."), "success")
    return desk.back()
