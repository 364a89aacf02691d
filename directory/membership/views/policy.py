"""The office's pages about the policy: versions, differences, and adopting the next one after a preview."""

import json

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import principal, requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import policy as actions
from directory.membership.forms.policy import AdoptForm, PolicyForm, editing, editing_again
from directory.membership.queries import assessors
from directory.membership.queries import policy as queries
from directory.membership.rules.policy import Policy
from directory.membership.rules.policy_checks import NothingChanged, problems
from directory.membership.rules.policy_json import as_json, from_json
from directory.membership.rules.policy_lines import KINDS, Line, difference, lines
from directory.membership.views.blueprint import bp


@bp.get("/office/membership/policy")
@requires(Permission.OFFICE)
def policy_versions() -> Answer:
    found = queries.versions()
    return confidential(page("membership/office/policy_versions.html", versions=found, names=queries.names(found)))


@bp.get("/office/membership/policy/<int:number>")
@requires(Permission.OFFICE)
def policy_version(number: int) -> Answer:
    version = queries.version_or_404(number)
    shown = {"version": version, "lines": list(lines(queries.of(number))), "names": queries.names([version])}
    return confidential(page("membership/office/policy_version.html", label=label, **shown))


@bp.get("/office/membership/policy/<int:number>/difference")
@requires(Permission.OFFICE)
def policy_difference(number: int) -> Answer:
    """`?from=`: another version; without it the one before."""
    version = queries.version_or_404(number)
    former = _former(number)
    changes = difference(queries.of(former), queries.of(number)) if former else ()
    shown = {"version": version, "former": former, "changes": changes, "label": label}
    return confidential(page("membership/office/policy_difference.html", versions=queries.versions(), **shown))


def _former(number: int) -> int:
    """0 where there is nothing to compare with."""
    text = request.args.get("from", "")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return number - 1
    return queries.version_or_404(int(text)).number


@bp.route("/office/membership/policy/edit", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def policy_edit() -> Answer:
    number, policy = queries.current()
    form = editing(policy, number, assessors.possible())
    if form.validate_on_submit():
        asked = form.asked()
        if _usable(form, asked, policy):
            return _preview(AdoptForm(formdata=None, data={"base": form.base.data, "body": _text(asked)}), asked)
    return _edited(form)


def _usable(form: PolicyForm, asked: Policy, before: Policy) -> bool:
    faults = problems(asked)
    for fault in faults or ([NothingChanged()] if asked == before else []):
        form.refuse(fault)
    return not form.failed


@bp.post("/office/membership/policy/edit/again")
@requires(Permission.OFFICE)
def policy_edit_again() -> Answer:
    """Back from the preview, with what was changed. The version it began from stays, so nobody's work is lost."""
    asked = _policy(request.form.get("body", ""))
    base = request.form.get("base", "")
    return _edited(editing_again(asked, _number(base), assessors.possible()))


@bp.post("/office/membership/policy/adopt")
@requires(Permission.OFFICE)
def policy_adopt() -> Answer:
    form = AdoptForm()
    asked = _policy(form.body.data or "")
    if form.validate_on_submit():
        with refusals_on(form):
            number = actions.adopt(
                asked, base=_number(form.base.data), why=form.why.data or "", person_id=_me(), now=now()
            ).number
            flash(_("Version %(number)s is adopted.", number=number), "success")
            return redirect(url_for(".policy_version", number=number), 303)
    return _preview(form, asked)


def _edited(form: PolicyForm) -> Answer:
    return confidential(page("membership/office/policy_edit.html", form=form, policy=form.policy, kinds=KINDS))


def _preview(form: AdoptForm, asked: Policy) -> Answer:
    number, policy = queries.current()
    shown = {"changes": difference(policy, asked), "number": number, "label": label}
    return confidential(page("membership/office/policy_preview.html", form=form, **shown))


def _number(text: str | None) -> int:
    """0 is no version."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _text(policy: Policy) -> str:
    return json.dumps(as_json(policy), ensure_ascii=False)


def _policy(text: str) -> Policy:
    """What the preview sent back. Somebody who changes it by hand to no policy at all gets no page."""
    try:
        return from_json(json.loads(text))
    except (ValueError, RecursionError):
        raise NotThere from None


def _me() -> int:
    person = principal()
    if person is None:  # the guard has made sure
        raise NotThere
    return person.id


def label(line: Line) -> str:
    """A line's label in the reader's language."""
    values = {name: _(value) for name, value in line.values}
    return _(line.label, **values) if values else _(line.label)
