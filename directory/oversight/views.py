"""Raising a concern, and the office's pages about concerns."""

from flask import Blueprint, redirect, request, session, url_for

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.policy import principal, public, requires
from directory.core.refusals import NotThere, Refusal
from directory.core.web import Answer, confidential, page, refusals_on
from directory.oversight import actions, queries, rules
from directory.oversight.forms import ConcernForm, StepForm
from directory.oversight.models import Concern
from directory.oversight.rules import Kind, State
from directory.physicians import queries as physicians
from directory.physicians.models import Physician

bp = Blueprint("oversight", __name__)
LAST = "concern"  # the reference of this visitor's last concern, for the page after sending


@bp.route("/concerns/new", methods=["GET", "POST"])
@public
@limiter.limit("10 per hour", methods=["POST"])
def raise_concern() -> Answer:
    form = ConcernForm()
    about = _physician(form)
    form.new_submission()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.raise_concern(form.asked(about.id if about else None), now())
        reference = queries.reference_of(form.submission.data or "")
        if reference is not None:  # also when another click was first
            session[LAST] = reference
            return redirect(url_for(".sent"), 303)
    return confidential(page("oversight/new.html", form=form, physician=about))


def _physician(form: ConcernForm) -> Physician | None:
    """The physician a link named; a name that is not listed is simply not filled in."""
    if request.method == "GET":
        form.physician.data = request.args.get("physician", "")[:120]
        form.kind.data = request.args.get("kind") if request.args.get("kind") in set(Kind) else None
    try:
        return physicians.listed_or_404(form.physician.data) if form.physician.data else None
    except Refusal:
        form.physician.data = ""
        return None


@bp.get("/concerns/sent")
@public
def sent() -> Answer:
    reference = session.get(LAST)
    if not isinstance(reference, str):
        return redirect(url_for(".raise_concern"))
    return confidential(page("oversight/sent.html", reference=reference))


@bp.get("/office/concerns")
@requires(Permission.OFFICE)
def concerns() -> Answer:
    chosen = request.args.get("state")
    state = State(chosen) if chosen in set(State) else None
    number = _page_number()
    rows, total = queries.page(state, number)
    pages = max(1, -(-total // queries.PAGE))
    values = {"rows": rows, "total": total, "state": state, "number": number, "pages": pages, "rules": rules}
    return confidential(page("oversight/concerns.html", **values))


@bp.get("/office/concerns/<reference>")
@requires(Permission.OFFICE)
def concern(reference: str) -> Answer:
    return _shown(queries.concern_or_404(reference), StepForm())


@bp.post("/office/concerns/<reference>/notes")
@requires(Permission.OFFICE)
def note(reference: str) -> Answer:
    found, form = queries.locked_or_404(reference), StepForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.note(found, form.asked(), person_id=_person_id(), now=now())
            return redirect(url_for(".concern", reference=reference), 303)
    return _shown(queries.concern_or_404(reference), form)


@bp.post("/office/concerns/<reference>/<name>")
@requires(Permission.OFFICE)
def move(reference: str, name: str) -> Answer:
    if name not in rules.MOVES.moves:
        raise NotThere
    found, form = queries.locked_or_404(reference), StepForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.move(found, name, form.asked(), person_id=_person_id(), now=now())
            return redirect(url_for(".concern", reference=reference), 303)
    return _shown(queries.concern_or_404(reference), form)


def _shown(found: Concern, form: StepForm) -> Answer:
    values = {
        "concern": found,
        "told": queries.told(found),
        "history": queries.history(found),
        "physician": queries.physician_name(found),
        "moves": [name for name, each in rules.MOVES.moves.items() if found.state in each.sources],
    }
    return confidential(page("oversight/concern.html", form=form, rules=rules, **values))


def _person_id() -> int:
    person = principal()
    if person is None:  # the guard has made sure
        raise NotThere
    return person.id


def _page_number() -> int:
    text = request.args.get("page", "1")
    return min(10_000, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1
