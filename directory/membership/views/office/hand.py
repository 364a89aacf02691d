"""What a coordinator does with a file: take it, note, stand aside, take a colleague's conflict back, waive."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import desk as actions
from directory.membership.forms.desk import ConflictForm, NoteForm, PressForm, WaiverForm
from directory.membership.queries import application as applications
from directory.membership.queries import desk as queries
from directory.membership.queries import policy as policies
from directory.membership.rules import desk as rules
from directory.membership.rules.desk import Waivable
from directory.membership.views.blueprint import bp
from directory.membership.views.office.desk import shown
from directory.membership.views.office.guard import file, locked, me, to


@bp.post("/office/membership/<reference>/take")
@requires(Permission.OFFICE)
def desk_take(reference: str) -> Answer:
    found, form = locked(reference), PressForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.take(found, me(), now())
            flash(_("You have taken this application into screening."), "success")
            return redirect(to("desk_screening", reference), 303)
    return shown(file(reference), form)


@bp.post("/office/membership/<reference>/notes")
@requires(Permission.OFFICE)
def desk_note(reference: str) -> Answer:
    found, form = locked(reference), NoteForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.note(found, form.words.data or "", me(), now())
            return redirect(to("desk_file", reference, "notes"), 303)
    return shown(file(reference), form)


@bp.route("/office/membership/<reference>/conflict", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def desk_conflict(reference: str) -> Answer:
    """Whoever declares one goes back to the queue, where the file is not any more."""
    found, form = file(reference), ConflictForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.declare_conflict(locked(reference), me(), form.reason.data or "", now())
            flash(_("Thank you. The application is no longer there for you."), "success")
            return redirect(url_for(".desk_queue"), 303)
    found = file(reference)
    return confidential(
        page("membership/office/conflict.html", application=found, name=applications.name_of(found), form=form)
    )


@bp.post("/office/membership/<reference>/conflict/<int:number>/undo")
@requires(Permission.OFFICE)
def desk_conflict_undo(reference: str, number: int) -> Answer:
    """`number`: the account of the colleague who declared it by mistake."""
    found, form = locked(reference), PressForm()
    if queries.standing_conflict(found.id, number) is None:
        raise NotThere
    if form.validate_on_submit():
        with refusals_on(form):
            actions.take_back_conflict(found, number, me(), now())
            flash(_("The conflict is taken back."), "success")
            return redirect(to("desk_file", reference), 303)
    return shown(file(reference), form)


@bp.route("/office/membership/<reference>/waivers", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def desk_waivers(reference: str) -> Answer:
    found, form = file(reference), WaiverForm()
    if form.validate_on_submit():
        with refusals_on(form):
            what, least, reason = form.asked()
            actions.waive(locked(reference), what, least, reason, person_id=me(), now=now())
            flash(_("The waiver is documented."), "success")
            return redirect(to("desk_waivers", reference), 303)
    found = file(reference)
    values = {"asked": rules.needed(policies.current()[1], {}), "words": rules.WAIVABLE_WORDS}
    values |= {"waivers": queries.waivers_of(found), "name": applications.name_of(found)}
    return confidential(page("membership/office/waivers.html", application=found, form=form, **values))


@bp.post("/office/membership/<reference>/waivers/<what>/end")
@requires(Permission.OFFICE)
def desk_waiver_end(reference: str, what: str) -> Answer:
    found = locked(reference)
    if what not in set(Waivable):
        raise NotThere
    if PressForm().validate_on_submit():
        actions.end_waiver(found, Waivable(what), me(), now())
    return redirect(to("desk_waivers", reference), 303)
