"""The physician's inbox and consultation page. Only own consultations: the loaders find no others."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.consultations.actions import ending, joining, looking, outcomes, suggesting
from directory.consultations.forms.manage import PressForm, TimeForm
from directory.consultations.forms.practice import LateForm, StaffCancelForm
from directory.consultations.models import Consultation
from directory.consultations.queries import practice, staff
from directory.consultations.queries.grid import Grid, times_page
from directory.consultations.rules import staff as rules
from directory.consultations.rules.staff import Order, Queue
from directory.consultations.views.blueprint import bp
from directory.consultations.views.staff import (
    actor,
    asked_date,
    asked_for,
    asked_page,
    asked_photos,
    asked_text,
    person,
    reader,
)
from directory.core.clock import now, today
from directory.core.forms import Form
from directory.core.policy import requires
from directory.core.refusals import N_, Conflict, NotThere, Refusal
from directory.core.web import Answer, confidential, page, refusals_on
from directory.physicians import queries as physicians
from directory.physicians.models import Physician
from directory.scheduling.queries.days import clock_label

CANCEL = "cancel_by_physician"
MARKED = {
    "attend": (outcomes.attended, N_("Marked: it took place. The patient gets a follow-up e-mail.")),
    "miss": (outcomes.missed, N_("Marked: missed by the patient. An offer to book again goes out.")),
    "absent": (outcomes.absent, N_("Marked: you could not attend. The patient gets an apology and a new time first.")),
}


class NotShared(Conflict):
    message = N_("The patient has withdrawn consent, so answers and photos are closed.")


@bp.get("/practice")
@requires(Permission.PRACTICE)
def practice_inbox() -> Answer:
    physician = _physician()
    if physician is None:
        return confidential(page("consultations/practice/no_profile.html"))
    at = now()
    queue, order = asked_for("queue", Queue), asked_for("sort", Order)
    asked = practice.Asked(queue or Queue.UPCOMING, order or Order.START, asked_text("q", 20), asked_page())
    found = practice.inbox(physician.id, asked, at)
    pages = max(1, -(-found.total // practice.PAGE))
    values = {"physician": physician, "asked": asked, "found": found, "pages": pages, "rules": rules, "now": at}
    return confidential(page("consultations/practice/inbox.html", **values))


def _physician() -> Physician | None:
    """An account may be made before its profile."""
    try:
        return physicians.own_or_404(person().id)
    except NotThere:
        return None


def _own(reference: str) -> Consultation:
    return practice.own_or_404(reference, person().id)


@bp.get("/practice/consultations/<reference>")
@requires(Permission.PRACTICE)
def practice_consultation(reference: str) -> Answer:
    return show_own(_own(reference), PressForm())


def show_own(consultation: Consultation, form: Form, late: LateForm | None = None) -> Answer:
    at = now()
    patient = staff.patient_of(consultation, at)
    values = {
        "page": staff.staff_page(consultation, CANCEL, at),
        "patient": patient,
        "viewer": staff.viewer_of(consultation, actor(), at, **asked_photos()) if patient.shared else None,
        "late": late or LateForm(),
        "rules": rules,
        "now": at,
    }
    return confidential(page("consultations/practice/consultation.html", form=form, **values))


def _back(reference: str) -> Answer:
    return redirect(url_for(".practice_consultation", reference=reference), 303)


def _photos(reference: str, opening: str) -> Answer:
    return redirect(url_for(".practice_consultation", reference=reference, opening=opening, _anchor="photos"), 303)


@bp.post("/practice/consultations/<reference>/mark/<move>")
@requires(Permission.PRACTICE)
def practice_mark(reference: str, move: str) -> Answer:
    """ "Did it take place?"; said wrongly, it is simply said again."""
    if move not in MARKED:
        raise NotThere
    consultation, form = _own(reference), PressForm()
    if form.validate_on_submit():
        act, told = MARKED[move]
        with refusals_on(form):
            act(consultation.id, actor(), now())
            flash(_(told), "success")
            return _back(reference)
    return show_own(_own(reference), form)


@bp.post("/practice/consultations/<reference>/late")
@requires(Permission.PRACTICE)
def practice_late(reference: str) -> Answer:
    consultation, form = _own(reference), LateForm()
    if form.validate_on_submit():
        with refusals_on(form):
            joining.running_late(consultation.id, form.asked(), actor(), now())
            flash(_("The patient is told by e-mail, and on the page of the call."), "success")
            return _back(reference)
    return show_own(_own(reference), form, late=form)


@bp.post("/practice/consultations/<reference>/photos")
@requires(Permission.PRACTICE)
def practice_open_photos(reference: str) -> Answer:
    """ "Open photos": recorded, and readable by the patient; the addresses on the page end in ten minutes."""
    consultation, form, who = _own(reference), PressForm(), reader()
    if form.validate_on_submit():
        with refusals_on(form):
            if not staff.photos_shared(consultation):
                raise NotShared
            opening = looking.open_photos(consultation, who, now())
            return _photos(reference, opening.id)
    return show_own(_own(reference), form)


@bp.route("/practice/consultations/<reference>/cancel", methods=["GET", "POST"])
@requires(Permission.PRACTICE)
def practice_cancel(reference: str) -> Answer:
    consultation, form, at = _own(reference), StaffCancelForm(), now()
    _refuse(staff.problems(consultation, CANCEL, at))
    if form.validate_on_submit():
        with refusals_on(form):
            reason, words = form.asked()
            ending.cancel(consultation.id, CANCEL, reason, actor(), at, words=words)
            flash(_("Cancelled. The patient is told by e-mail, and the time is available again."), "success")
            return _back(reference)
    values = {"page": staff.staff_page(consultation, CANCEL, at), "name": practice.name_of(consultation)}
    return confidential(page("consultations/practice/cancel.html", form=form, **values))


@bp.route("/practice/consultations/<reference>/propose", methods=["GET", "POST"])
@requires(Permission.PRACTICE)
def practice_propose(reference: str) -> Answer:
    """Another time, among those that are available; the booked one stands until the patient answers."""
    consultation, form, at = _own(reference), TimeForm(), now()
    _refuse(staff.problems(consultation, "propose", at))
    rules.check_may_propose(consultation.starts, at)
    if form.validate_on_submit():
        with refusals_on(form):
            suggesting.suggest(consultation.id, form.asked(), actor(), at)
            flash(_("Suggested. The patient is asked by e-mail; the booked time stands until the answer."), "success")
            return _back(reference)
    shown = staff.staff_page(consultation, CANCEL, at)
    grid = _grid(consultation, shown.physician.zone, asked_date("from") or today(shown.physician.zone, at))
    values = {"page": shown, "grid": grid, "name": practice.name_of(consultation)}
    return confidential(page("consultations/practice/propose.html", form=form, **values))


def _refuse(reasons: list[Refusal]) -> None:
    for reason in reasons:
        raise reason


def _grid(consultation: Consultation, zone: str, first: date) -> Grid:
    """A week on the physician's wall, with the patient's clock beside each time where it differs."""
    at = now()
    grid = times_page(consultation, min(first, at.date() + timedelta(days=365)), at, zone)
    if zone == consultation.zone:
        return grid
    return replace(grid, days=[replace(day, times=_both(day.times, consultation.zone)) for day in grid.days])


def _both(times: list[tuple[str, str]], zone: str) -> list[tuple[str, str]]:
    return [(value, f"{label} ({clock_label(datetime.fromisoformat(value), zone)})") for value, label in times]
