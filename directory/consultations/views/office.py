"""The coordinators' pages of consultations: no health answer; photos and contact details only with a reason."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.consultations import letters
from directory.consultations.actions import ending, looking, outcomes
from directory.consultations.actions import office as actions
from directory.consultations.forms.manage import PressForm
from directory.consultations.forms.practice import LookForm, StaffCancelForm
from directory.consultations.models import Consultation
from directory.consultations.queries import office, staff
from directory.consultations.rules import staff as rules
from directory.consultations.rules.booking import Contact
from directory.consultations.rules.states import ENDED, Appointment, State
from directory.consultations.views.blueprint import bp
from directory.consultations.views.staff import (
    actor,
    asked_date,
    asked_for,
    asked_page,
    asked_photos,
    asked_text,
    reader,
)
from directory.core.clock import now
from directory.core.forms import Form
from directory.core.policy import requires
from directory.core.refusals import N_, Conflict, NotThere, Refusal
from directory.core.web import Answer, confidential, page, refusals_on
from directory.photos.rules import Why
from directory.physicians.rules import VisitKind

CANCEL = "cancel_by_office"
MARKED = {
    "attend": (outcomes.attended, N_("Marked: it took place.")),
    "miss": (outcomes.missed, N_("Marked: missed by the patient. An offer to book again goes out.")),
    "absent": (outcomes.absent, N_("Marked: the physician could not attend. An apology and a new time go out.")),
}
KINDS = (
    letters.CONFIRMATION, letters.PREPARE, letters.REMINDER, letters.CHANGED, letters.CANCELLED, letters.RELEASED,
    letters.PROPOSED, letters.RESUME, letters.RUNNING_LATE, letters.FOLLOW_UP, letters.MISSED,
    letters.PHYSICIAN_ABSENT, letters.TOOK_PLACE, letters.PHYSICIAN_BOOKED, letters.PHYSICIAN_CHANGED,
    letters.PHYSICIAN_CANCELLED, letters.PHYSICIAN_REQUEST, letters.MORE_ASKED, letters.PHYSICIAN_ANSWERED,
    letters.DECLINED, letters.CLOSED, letters.TOOK_PLACE_PHYSICIAN, letters.PATIENT_LATE,
    letters.NOBODY_CAME,
)  # fmt: skip


class NotShared(Conflict):
    message = N_("The patient has withdrawn consent. Photos open only where safety or the law requires it.")


@bp.get("/office/consultations")
@requires(Permission.OFFICE)
def office_consultations() -> Answer:
    at, asked = now(), _filters()
    rows, total = office.page(asked, at)
    pages = max(1, -(-total // office.PAGE))
    choices = {"states": [each for each in State if each is not State.DRAFT], "appointments": _shown_appointments()}
    values = {"asked": asked, "rows": rows, "total": total, "pages": pages, "rules": rules, "now": at, **choices}
    return confidential(page("consultations/office/list.html", **values))


def _shown_appointments() -> list[Appointment]:
    return [each for each in Appointment if each is not Appointment.HELD]


def _filters() -> office.Filters:
    return office.Filters(
        state=asked_for("state", State),
        appointment=asked_for("appointment", Appointment),
        physician=asked_text("physician"),
        since=asked_date("since"),
        until=asked_date("until"),
        search=asked_text("q", 20),
        attention=asked_text("show") == "attention",
        page=asked_page(),
    )


@bp.get("/office/consultations/<reference>")
@requires(Permission.OFFICE)
def office_consultation(reference: str) -> Answer:
    return _show(office.by_reference_or_404(reference), LookForm())


def _show(consultation: Consultation, form: Form, contact: Contact | None = None) -> Answer:
    at = now()
    shown = staff.staff_page(consultation, CANCEL, at, words=True)
    written = consultation.visit is VisitKind.WRITTEN and consultation.state not in ENDED
    values = {
        "page": shown,
        "may_cancel": shown.moves.cancel or written,
        "viewer": staff.viewer_of(consultation, actor(), at, **asked_photos()),
        "look": form if isinstance(form, LookForm) else LookForm(formdata=None),
        "contact": contact,
        "unconfirmed": office.unconfirmed(consultation),
        "letters": office.letters_of(consultation.id, KINDS),
        "rules": rules,
        "now": at,
    }
    return confidential(page("consultations/office/consultation.html", form=form, **values))


def _back(reference: str) -> Answer:
    return redirect(url_for(".office_consultation", reference=reference), 303)


def _photos(reference: str, opening: str) -> Answer:
    return redirect(url_for(".office_consultation", reference=reference, opening=opening, _anchor="photos"), 303)


@bp.post("/office/consultations/<reference>/photos")
@requires(Permission.OFFICE)
def office_open_photos(reference: str) -> Answer:
    consultation, form, who = office.by_reference_or_404(reference), LookForm(), reader()
    if form.validate_on_submit():
        with refusals_on(form):
            asked = form.asked()
            if asked.why is Why.HELP and not staff.photos_shared(consultation):
                raise NotShared
            opening = looking.open_photos_for(consultation, who, asked, now())
            return _photos(reference, opening.id)
    return _show(office.by_reference_or_404(reference), form)


@bp.post("/office/consultations/<reference>/contact")
@requires(Permission.OFFICE)
def office_open_contact(reference: str) -> Answer:
    """Shown in this answer only: leaving the page closes it, and looking again is recorded again."""
    consultation, form, who = office.by_reference_or_404(reference), LookForm(), reader()
    contact = None
    if form.validate_on_submit():
        with refusals_on(form):
            contact = looking.open_contact_for(consultation, who, form.asked(), now())
    return _show(office.by_reference_or_404(reference), form, contact=contact)


@bp.post("/office/consultations/<reference>/mark/<move>")
@requires(Permission.OFFICE)
def office_mark(reference: str, move: str) -> Answer:
    if move not in MARKED:
        raise NotThere
    consultation, form = office.by_reference_or_404(reference), PressForm()
    if form.validate_on_submit():
        act, told = MARKED[move]
        with refusals_on(form):
            act(consultation.id, actor(), now())
            flash(_(told), "success")
            return _back(reference)
    return _show(office.by_reference_or_404(reference), form)


@bp.post("/office/consultations/<reference>/link")
@requires(Permission.OFFICE)
def office_send_link(reference: str) -> Answer:
    consultation, form = office.by_reference_or_404(reference), PressForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.send_link(consultation.id, actor(), now())
            flash(_("The link is sent again, to the address of the booking."), "success")
            return _back(reference)
    return _show(office.by_reference_or_404(reference), form)


@bp.route("/office/consultations/<reference>/cancel", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_cancel(reference: str) -> Answer:
    consultation, form, at = office.by_reference_or_404(reference), StaffCancelForm(), now()
    _refuse(consultation)
    if form.validate_on_submit():
        with refusals_on(form):
            reason, words = form.asked()
            ending.cancel(consultation.id, CANCEL, reason, actor(), at, words=words)
            flash(_("Cancelled. Both sides are told by e-mail."), "success")
            return _back(reference)
    shown = staff.staff_page(consultation, CANCEL, at)
    return confidential(page("consultations/office/cancel.html", form=form, page=shown))


def _refuse(consultation: Consultation) -> None:
    """A written request has no appointment to move; its own state refuses where it has ended."""
    reasons: list[Refusal] = []
    if consultation.visit is not VisitKind.WRITTEN:
        reasons = staff.problems(consultation, CANCEL, now())
    for reason in reasons:
        raise reason
