"""The office's pages of members: how each stands, its history, and the moves made by hand."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.forms import Form, translated
from directory.core.policy import principal, requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import conditions
from directory.membership.actions import membership as actions
from directory.membership.forms.member import MoveForm
from directory.membership.models import Membership
from directory.membership.queries import decision as decisions
from directory.membership.queries import members as lists
from directory.membership.queries import membership as queries
from directory.membership.rules.decision import CONDITION_WORDS
from directory.membership.rules.membership import BY_HAND, MOVE_WORDS, MOVES, STATE_WORDS
from directory.membership.views.blueprint import bp
from directory.physicians import queries as physicians
from directory.physicians.rules import Standing

ALL = "/office/membership/members"
ONE = f"{ALL}/<int:number>"


def _actor() -> str:
    person = principal()
    if person is None:  # the guard has made sure
        raise NotThere
    return f"person:{person.id}"


@bp.get(ALL)
@requires(Permission.OFFICE)
def office_members() -> Answer:
    text, chosen = request.args.get("page", "1"), request.args.get("state", "")
    number = min(10_000, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    state = Standing(chosen) if chosen in set(Standing) else None
    found, total = lists.page(state, number)
    values = {"rows": found, "counts": lists.counts(), "state": state, "number": number, "words": STATE_WORDS}
    pages = max(1, -(-total // lists.PAGE))
    return confidential(page("membership/member/office_list.html", pages=pages, **values))


@bp.get(ONE)
@requires(Permission.OFFICE)
def office_member(number: int) -> Answer:
    return _shown(number, _form(queries.or_404(number), fresh=True))


def _form(row: Membership, *, fresh: bool = False) -> MoveForm:
    offered = [each for each in BY_HAND if row.state in MOVES.moves[each].sources]
    return (MoveForm(formdata=None) if fresh else MoveForm()).offer(offered)


@bp.post(f"{ONE}/move")
@requires(Permission.OFFICE)
def office_member_move(number: int) -> Answer:
    form = _form(queries.or_404(number))
    if form.validate_on_submit():
        with refusals_on(form):
            actions.fire(number, form.move.data, actor=_actor(), now=now(), reason=form.reason.data or "")
            flash(_("It is done. Listing, search and booking have changed with it."), "success")
            return redirect(url_for(".office_member", number=number), 303)
    return _shown(number, form)


@bp.post(f"{ONE}/conditions/<int:condition>")
@requires(Permission.OFFICE)
def office_condition_met(number: int, condition: int) -> Answer:
    form = _form(queries.or_404(number))
    with refusals_on(form):
        conditions.met(number, condition, actor=_actor(), now=now())
        flash(_("The condition is met."), "success")
        return redirect(url_for(".office_member", number=number), 303)
    return _shown(number, form)


def _shown(number: int, form: Form) -> Answer:
    row = queries.or_404(number)
    case = actions.case(row, actor=_actor(), now=now(), reason="-")
    against = {
        each: MOVES.problems(each, row.state, case) for each in BY_HAND if row.state in MOVES.moves[each].sources
    }
    values = {
        "row": row,
        "physician": physicians.by_id(number),
        "steps": queries.steps(number),
        "conditions": decisions.conditions_of(number),
        "against": {name: translated(problems[0]) for name, problems in against.items() if problems},
        "confirmed": queries.is_confirmed(number, now()),
        "states": STATE_WORDS,
        "moves": MOVE_WORDS,
        "kinds": CONDITION_WORDS,
    }
    return confidential(page("membership/member/office_one.html", form=form, **values))
