"""The queue, the declaration of conflicts, and leaving a round later."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import recusals
from directory.membership.forms.review import DeclareForm, LeaveForm
from directory.membership.queries import conflicts, queue, rounds
from directory.membership.queries.queue import Part
from directory.membership.rules import rounds as rules
from directory.membership.rules.conflicts import BECAUSE_WORDS
from directory.membership.views.blueprint import bp
from directory.membership.views.review.guard import file_or_404, page_number, reader


@bp.get("/review")
@requires(Permission.REVIEW)
def review_queue() -> Answer:
    chosen = request.args.get("part", "")
    part = Part(chosen) if chosen in set(Part) else Part.MINE
    number = page_number()
    found = queue.page(reader(), part, number)
    pages = max(1, -(-found.counts[part] // queue.PAGE))
    values = {"rows": found.rows, "counts": found.counts, "part": part, "number": number, "pages": pages}
    return confidential(page("membership/review/queue.html", Part=Part, rules=rules, **values))


@bp.route("/review/<reference>/declare", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def review_declare(reference: str) -> Answer:
    """First of all. Somebody with a conflict never sees the file."""
    seat, form = rounds.seat_or_404(reference, reader()), DeclareForm()
    if seat.elector.declared is not None:
        return redirect(url_for(".review_case", reference=reference))
    if form.validate_on_submit():
        with refusals_on(form):
            return _declared(reference, form)
    seat = rounds.seat_or_404(reference, reader())
    values = {"round": seat.round, "seat": seat.elector, "name": rounds.subject_name(seat.round)}
    close = conflicts.kept(seat.round, seat.elector.person_id)
    return confidential(
        page("membership/review/declare.html", form=form, close=close, because=BECAUSE_WORDS, rules=rules, **values)
    )


def _declared(reference: str, form: DeclareForm) -> Answer:
    seat = rounds.locked_seat_or_404(reference, reader())
    if form.recuses:
        recusals.recuse(seat, form.reason.data or "", now())
        flash(_("Thank you. You take no part in this round; it is not in your queue any more."), "success")
        return redirect(url_for(".review_queue"), 303)
    recusals.declare_none(seat, now())
    return redirect(url_for(".review_case", reference=reference), 303)


@bp.route("/review/<reference>/leave", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def review_leave(reference: str) -> Answer:
    """A conflict that came up since."""
    file, form = file_or_404(reference), LeaveForm()
    if form.validate_on_submit():
        with refusals_on(form):
            recusals.recuse(rounds.locked_seat_or_404(reference, reader()), form.reason.data or "", now())
            flash(_("Thank you. You take no part in this round; it is not in your queue any more."), "success")
            return redirect(url_for(".review_queue"), 303)
    return confidential(page("membership/review/leave.html", form=form, file=file))


@bp.get("/review/keys")
@requires(Permission.REVIEW)
def review_keys() -> Answer:
    return page("membership/review/keys.html")
