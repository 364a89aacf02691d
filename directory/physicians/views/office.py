"""The office: the list of physicians, one physician on one dense page, standing, pauses, credentials."""

from dataclasses import replace

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts import queries as people
from directory.accounts.rules import Permission
from directory.consultations.queries import office as consultations
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.web import Answer, page, refusals_on
from directory.membership.queries import membership as memberships
from directory.physicians import actions, queries
from directory.physicians.forms.office import CredentialForm, IdentityForm, StandingForm, VerifyForm, office_asked
from directory.physicians.models import Physician
from directory.physicians.queries import OfficeAsked, Sort
from directory.physicians.rules import Standing, StandingReason
from directory.physicians.views.blueprint import bp
from directory.physicians.views.desk import OFFICE, Desk, actor, office_desk
from directory.physicians.views.profile import show


@bp.get("/office/physicians")
@requires(Permission.OFFICE)
def office_list() -> Answer:
    asked = office_asked(request.args)
    found = queries.office_page(asked, now())
    return page(
        "physicians/office_list.html",
        asked=asked,
        found=found,
        standings=list(Standing),
        sorts=list(Sort),
        address=lambda number: _list_address(replace(asked, page=number)),
        sorted_by=lambda sort: _list_address(replace(asked, sort=sort, page=1)),
    )


@bp.route("/office/physicians/new", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_new() -> Answer:
    form = IdentityForm()
    if form.validate_on_submit():
        with refusals_on(form):
            physician = actions.create(form.asked(), actor(), now())
            return redirect(url_for("physicians.office_one", slug=physician.slug), 303)
    return page("physicians/office_identity.html", form=form, physician=None)


@bp.get(OFFICE)
@requires(Permission.OFFICE)
def office_one(slug: str) -> Answer:
    desk = office_desk(slug)
    return _one(desk, StandingForm(desk.physician.standing))


@bp.get(f"{OFFICE}/preview")
@requires(Permission.OFFICE)
def office_preview(slug: str) -> Answer:
    return show(office_desk(slug).physician, preview=True)


@bp.route(f"{OFFICE}/identity", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_identity(slug: str) -> Answer:
    desk = office_desk(slug)
    form = IdentityForm(desk.physician, _email(desk.physician))
    if form.validate_on_submit():
        with refusals_on(form):
            actions.edit_identity(desk.physician.id, form.asked(), desk.actor, now())
            return desk.back()
    return page("physicians/office_identity.html", form=form, physician=desk.physician)


@bp.post(f"{OFFICE}/standing")
@requires(Permission.OFFICE)
def office_standing(slug: str) -> Answer:
    desk = office_desk(slug)
    form = StandingForm(desk.physician.standing)
    if memberships.of(desk.physician.id) is not None:  # a member moves by the table of memberships alone
        flash(_("The standing of a member is changed on the page of the membership."), "warning")
        return redirect(url_for("membership.office_member", number=desk.physician.id), 303)
    if form.validate_on_submit():
        with refusals_on(form):
            standing, reason = Standing(form.standing.data), StandingReason(form.reason.data)
            note = form.note.data or ""
            actions.set_standing(desk.physician.id, standing, desk.actor, now(), reason=reason, note=note)
            flash(_("The standing is changed."), "success")
            return desk.back()
    return _one(desk, form)


@bp.post(f"{OFFICE}/pause")
@requires(Permission.OFFICE)
def office_pause(slug: str) -> Answer:
    desk = office_desk(slug)
    actions.pause_booking(desk.physician.id, desk.actor, now())
    flash(_("Booking is paused. Consultations already booked stay as they are."), "success")
    return desk.back()


@bp.post(f"{OFFICE}/resume")
@requires(Permission.OFFICE)
def office_resume(slug: str) -> Answer:
    desk = office_desk(slug)
    actions.resume_booking(desk.physician.id, desk.actor, now())
    flash(_("Booking is open again."), "success")
    return desk.back()


@bp.route(f"{OFFICE}/credentials/new", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_new_credential(slug: str) -> Answer:
    desk = office_desk(slug)
    form = CredentialForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.save_credential(desk.physician.id, None, form.asked(), desk.actor, now())
            return desk.back()
    return page("physicians/office_credential.html", form=form, desk=desk, credential=None)


@bp.route(f"{OFFICE}/credentials/<int:credential_id>", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_credential(slug: str, credential_id: int) -> Answer:
    desk = office_desk(slug)
    row = queries.credential_or_404(desk.physician.id, credential_id)
    form = CredentialForm(row)
    if form.validate_on_submit():
        with refusals_on(form):
            actions.save_credential(desk.physician.id, credential_id, form.asked(), desk.actor, now())
            return desk.back()
    return page("physicians/office_credential.html", form=form, desk=desk, credential=row)


@bp.route(f"{OFFICE}/credentials/<int:credential_id>/verify", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_verify(slug: str, credential_id: int) -> Answer:
    desk = office_desk(slug)
    row = queries.credential_or_404(desk.physician.id, credential_id)
    form = VerifyForm(data={"by": _("Coalition office")})
    if form.validate_on_submit():
        with refusals_on(form):
            actions.verify_credential(desk.physician.id, credential_id, form.by.data or "", desk.actor, now())
            return desk.back()
    return page("physicians/office_verify.html", form=form, desk=desk, credential=row)


@bp.post(f"{OFFICE}/credentials/<int:credential_id>/remove")
@requires(Permission.OFFICE)
def office_remove_credential(slug: str, credential_id: int) -> Answer:
    desk = office_desk(slug)
    actions.remove_credential(desk.physician.id, credential_id, desk.actor, now())
    return desk.back()


def _one(desk: Desk, form: StandingForm) -> Answer:
    return page(
        "physicians/office_one.html",
        desk=desk,
        form=form,
        profile=queries.profile(desk.physician, now()),
        changes=queries.standing_changes(desk.physician.id),
        email=_email(desk.physician),
        coming=consultations.coming(desk.physician.id, now()),
    )


def _email(physician: Physician) -> str:
    person = people.by_id(physician.person_id) if physician.person_id else None
    return person.email if person else ""


def _list_address(asked: OfficeAsked) -> str:
    return url_for(
        "physicians.office_list",
        q=asked.q or None,
        standing=asked.standing or None,
        sort=asked.sort if asked.sort is not Sort.NAME else None,
        page=asked.page if asked.page > 1 else None,
    )
