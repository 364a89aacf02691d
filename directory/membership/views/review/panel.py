"""After the own ballot: how the criteria were scored, the discussion, and blocks."""

import secrets

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import talk as actions
from directory.membership.forms.review import BlockForm, RemarkForm
from directory.membership.queries import ballots, rounds, talk
from directory.membership.rules import blocks
from directory.membership.rules import rounds as rules
from directory.membership.rules.result import Result
from directory.membership.rules.rounds import State
from directory.membership.views.blueprint import bp
from directory.membership.views.review.guard import File, file_or_404, locked_or_404


@bp.get("/review/<reference>/panel")
@requires(Permission.REVIEW)
def review_panel(reference: str) -> Answer:
    return confidential(_shown(_opened(file_or_404(reference)), RemarkForm()))


def _opened(file: File) -> File:
    """Sealed first: 404 until the own ballot is in, or the round is closed."""
    if not ballots.shown_since(file.round, file.elector.person_id, now()):
        raise NotThere
    return file


def _shown(file: File, form: RemarkForm) -> Answer:
    if not form.submission.data:
        form.submission.data = secrets.token_hex(16)
    result = file.round.result
    values = {
        "spread": None if file.secret else ballots.distribution(file.round, file.policy),
        "result": Result.from_json(result) if result is not None else None,
        "remarks": talk.remarks(file.round, file.elector.person_id),
        "blocks": talk.blocks(file.round),
        "numbers": rounds.judged(file.round, file.policy),
        "open": file.round.state is State.OPEN,
        "words": blocks,
    }
    return page("membership/review/panel.html", form=form, file=file, rules=rules, **values)


@bp.post("/review/<reference>/remarks")
@requires(Permission.REVIEW)
def review_remark(reference: str) -> Answer:
    file, form = _opened(locked_or_404(reference)), RemarkForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.remark(file.seat, form.number(), form.words.data or "", form.submission_id(), now())
            anchor = f"criterion-{form.number()}"
            return redirect(url_for(".review_panel", reference=reference, _anchor=anchor), 303)
    return confidential(_shown(_opened(file_or_404(reference)), form))


@bp.route("/review/<reference>/block", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def review_block(reference: str) -> Answer:
    """A hard stop, or a danger to patients."""
    file, form = file_or_404(reference), BlockForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.raise_block(locked_or_404(reference).seat, form.asked(), now())
            flash(_("Your block is raised. The chair and the deputy rule on it in writing."), "success")
            return redirect(url_for(".review_case", reference=reference), 303)
    return confidential(page("membership/review/block.html", form=form, file=file))
