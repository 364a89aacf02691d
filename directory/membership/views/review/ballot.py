"""Casting: what is missing, what was not opened, who will see this vote and when."""

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.refusals import NotThere, Refusal
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import ballots as actions
from directory.membership.actions import secret
from directory.membership.forms.review import BallotForm
from directory.membership.queries import ballots, casefile, standing
from directory.membership.rules import rounds as rules
from directory.membership.rules.ballots import BallotAsked, TooEarly, contradicts, values_of
from directory.membership.rules.criteria import SCALE_NAMES
from directory.membership.rules.rounds import State
from directory.membership.views.blueprint import bp
from directory.membership.views.review.guard import File, file_or_404, locked_or_404


@bp.route("/review/<reference>/cast", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def review_cast(reference: str) -> Answer:
    file_or_404(reference)
    form = BallotForm()
    if form.validate_on_submit():
        with refusals_on(form):
            return _keep(locked_or_404(reference), form)
    return confidential(_shown(file_or_404(reference), form))


def _keep(file: File, form: BallotForm) -> Answer:
    """The script saves the vote as a draft; the button casts."""
    if "draft" in request.form and not file.secret:
        actions.save_vote(file.seat, _asked(file, form).vote, form.reason.data or "", now())
        return jsonify(saved=True)
    asked = _asked(file, form)
    for problem in _problems(file, asked):
        form.refuse(problem)
    if form.failed:
        return confidential(_shown(file, form))
    if file.secret:
        secret.cast_secret(file.seat, asked, now())
        flash(_("Your secret ballot is in the pool. It is final."), "success")
    else:
        actions.cast(file.seat, asked, now())
        flash(_("Your ballot is cast."), "success")
    return redirect(_next(file), 303)


def _problems(file: File, asked: BallotAsked) -> list[Refusal]:
    """All at once; an open round and a declaration are asked for by the action."""
    if file.round.state is not State.OPEN or (file.has_cast() and file.secret):
        return []
    return actions.reasons_against(file.seat, asked)


def _next(file: File) -> str:
    if file.secret:
        return url_for(".review_case", reference=file.round.reference)
    return url_for(".review_panel", reference=file.round.reference)


def _asked(file: File, form: BallotForm) -> BallotAsked:
    """Scores of a confidential ballot were given on the criterion pages; a secret one is a single page."""
    sent = form.asked(request.form, file.numbers)
    if file.secret:
        return sent
    draft = ballots.draft_of(file.round, ballots.own(file.round, file.elector.person_id))
    return BallotAsked(sent.vote, draft.scores, sent.reason)


def _shown(file: File, form: BallotForm) -> Answer:
    if file.round.state is not State.OPEN:
        raise NotThere
    draft = ballots.draft_of(file.round, ballots.own(file.round, file.elector.person_id))
    if request.method == "GET":
        form.vote.data, form.reason.data = draft.vote.value if draft.vote else None, draft.reason
    asked = form.asked(request.form, file.numbers) if file.secret else draft
    parts = file.parts()
    items, opened = {n: part.items for n, part in parts.items()}, file.opened()
    values = {
        "scores": asked.scores,
        "unopened": casefile.unopened(items, opened),
        "untouched": casefile.untouched(items, opened),
        "against": {v.value for v in rules.Vote if contradicts(v, values_of(asked), file.policy.floor)},
        "cast": file.has_cast(),
        "early": _early(file),
        "waits": standing.waits(file.round),
        "seats": standing.electorate(file.round.id).eligible,
    }
    return page("membership/review/cast.html", form=form, file=file, rules=rules, scale=SCALE_NAMES, **values)


def _early(file: File) -> TooEarly | None:
    begins = file.round.comments_until
    return TooEarly(file.round.kind, begins) if begins is not None and now() < begins else None
