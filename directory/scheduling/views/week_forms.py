"""What the week editor sends: each form has its own address, and a failed one is shown again with the page."""

from dataclasses import replace

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.web import Answer, refusals_on
from directory.scheduling import actions
from directory.scheduling.forms import ExceptionForm, OffForm, RuleForm
from directory.scheduling.queries import own_rule_or_404
from directory.scheduling.views.blueprint import bp
from directory.scheduling.views.week import fresh, own, settings_form, show


@bp.post("/practice/times/rules")
@requires(Permission.PRACTICE)
def add_rule() -> Answer:
    physician, form = own(), RuleForm(prefix="rule-")
    if form.validate_on_submit():
        with refusals_on(form):
            actions.add_rule(physician.id, form.asked(), now())
        if not form.failed:
            return _saved(_("The hours were added."), "hours")
    return show(physician, replace(fresh(physician), rule=form))


@bp.post("/practice/times/rules/<int(max=2147483647):rule_id>")
@requires(Permission.PRACTICE)
def change_rule(rule_id: int) -> Answer:
    physician, form = own(), RuleForm(prefix="rule-")
    own_rule_or_404(physician.id, rule_id)  # of hours that are not there no form is shown again
    if form.validate_on_submit():
        with refusals_on(form):
            actions.change_rule(physician.id, rule_id, form.asked(), now())
        if not form.failed:
            return _saved(_("The hours were changed."), "hours")
    return show(physician, replace(fresh(physician), rule=form, changed=rule_id))


@bp.post("/practice/times/rules/<int(max=2147483647):rule_id>/delete")
@requires(Permission.PRACTICE)
def remove_rule(rule_id: int) -> Answer:
    actions.remove_rule(own().id, rule_id, now())
    return _saved(_("The hours were deleted."), "hours")


@bp.post("/practice/times/days")
@requires(Permission.PRACTICE)
def add_exception() -> Answer:
    physician, form = own(), ExceptionForm(prefix="day-")
    if form.validate_on_submit():
        with refusals_on(form):
            actions.add_exception(physician.id, form.asked(), now())
        if not form.failed:
            return _saved(_("The change was added."), "changes")
    return show(physician, replace(fresh(physician), exception=form))


@bp.post("/practice/times/days/<int(max=2147483647):exception_id>/delete")
@requires(Permission.PRACTICE)
def remove_exception(exception_id: int) -> Answer:
    actions.remove_exception(own().id, exception_id, now())
    return _saved(_("The change was deleted."), "changes")


@bp.post("/practice/times/off")
@requires(Permission.PRACTICE)
def add_time_off() -> Answer:
    physician, form = own(), OffForm(prefix="off-")
    if form.validate_on_submit():
        inside = 0
        with refusals_on(form):
            inside = len(actions.add_time_off(physician.id, form.asked(physician.zone), now()))
        if not form.failed:
            return _saved(_time_off_said(inside), "off")
    return show(physician, replace(fresh(physician), off=form))


def _time_off_said(inside: int) -> str:
    if not inside:
        return _("The time off was added. No bookings lie inside it.")
    return ngettext(
        "The time off was added. One booking lies inside it: it stands until you move or cancel it.",
        "The time off was added. %(num)d bookings lie inside it: they stand until you move or cancel them.",
        inside,
    )


@bp.post("/practice/times/off/<int(max=2147483647):time_off_id>/delete")
@requires(Permission.PRACTICE)
def remove_time_off(time_off_id: int) -> Answer:
    actions.remove_time_off(own().id, time_off_id, now())
    return _saved(_("The time off was deleted."), "off")


@bp.post("/practice/times/off/<int(max=2147483647):time_off_id>/keep/<int(max=2147483647):claim_id>")
@requires(Permission.PRACTICE)
def keep_booking(time_off_id: int, claim_id: int) -> Answer:
    actions.keep_booking(own().id, time_off_id, claim_id, now())
    return _saved(_("Kept: this booking takes place although it lies inside your time off."), f"off-{time_off_id}")


@bp.post("/practice/times/settings")
@requires(Permission.PRACTICE)
def change_settings() -> Answer:
    physician = own()
    form = settings_form(physician, sent=True)
    if form.validate_on_submit():
        with refusals_on(form):
            actions.change_settings(physician.id, form.asked(), now())
        if not form.failed:
            return _saved(_("The settings were saved."), "settings")
    return show(physician, replace(fresh(physician), settings=form))


def _saved(sentence: str, part: str) -> Answer:
    flash(sentence, "success")
    return redirect(url_for(".week", _anchor=part), 303)
