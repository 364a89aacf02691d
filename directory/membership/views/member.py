"""A member's own membership: state, term, papers, dues, leaving. Behind the second factor, as all of the practice."""

from functools import partial

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.forms import Form
from directory.core.policy import principal, requires
from directory.core.refusals import NotThere
from directory.core.settings import current
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import membership as actions
from directory.membership.forms.member import ResignForm
from directory.membership.letters.invoice import money, pdf
from directory.membership.queries import decision as decisions
from directory.membership.queries import dues
from directory.membership.queries import matter as matters
from directory.membership.queries import membership as queries
from directory.membership.rules.decision import CONDITION_WORDS
from directory.membership.rules.dues import STATE_WORDS as INVOICE_WORDS
from directory.membership.rules.dues import number_words, payment_address
from directory.membership.rules.membership import STATE_WORDS
from directory.membership.rules.rounds import KIND_WORDS
from directory.membership.views.blueprint import bp
from directory.physicians import queries as physicians
from directory.physicians.rules import FORMER

HERE = "/practice/membership"


def reader() -> int:
    person = principal()
    if person is None:  # the guard has made sure
        raise NotThere
    return person.id


@bp.get(HERE)
@requires(Permission.PRACTICE)
def own_membership() -> Answer:
    return _shown(ResignForm(formdata=None))


@bp.route(f"{HERE}/resign", methods=["GET", "POST"])
@requires(Permission.PRACTICE)
def own_resign() -> Answer:
    row, form = queries.own_or_404(reader()), ResignForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.ask_to_resign(row.physician_id, actor=f"person:{reader()}", now=now())
            flash(_("Your resignation takes effect in a few minutes. Until then you can take it back."), "warning")
            return redirect(url_for(".own_membership"), 303)
    return confidential(page("membership/member/resign.html", form=form, row=row))


@bp.post(f"{HERE}/stay")
@requires(Permission.PRACTICE)
def own_stay() -> Answer:
    row, form = queries.own_or_404(reader()), ResignForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.take_back_resignation(row.physician_id, actor=f"person:{reader()}", now=now())
            flash(_("Your resignation is taken back. Nothing has changed."), "success")
            return redirect(url_for(".own_membership"), 303)
    return _shown(form)


@bp.get(f"{HERE}/invoices/<int:number>.pdf")
@requires(Permission.PRACTICE)
def own_invoice(number: int) -> Answer:
    return invoice_file(dues.own_or_404(number, reader()).number)


def invoice_file(number: int) -> Response:
    """Offered for saving; kept by no cache."""
    name = f"{number_words(number)}.pdf"
    answer = Response(pdf(dues.or_404(number)), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return confidential(answer)


def _shown(form: Form) -> Answer:
    row = queries.own_or_404(reader())
    values = {
        "row": row,
        "physician": physicians.by_id(row.physician_id),
        "conditions": [each for each in decisions.conditions_of(row.physician_id) if each.met is None],
        "papers": [each for each in physicians.credentials(row.physician_id) if each.expires is not None],
        "matters": matters.own(reader()),
        "kinds_of_matters": KIND_WORDS,
        "entries": dues.statement(row.physician_id),
        "former": row.state in FORMER,
        "states": STATE_WORDS,
        "kinds": CONDITION_WORDS,
        "invoices": INVOICE_WORDS,
        "money": money,
        "number_words": number_words,
        "pay": partial(payment_address, current().dues_payment_url),
    }
    return confidential(page("membership/member/own.html", form=form, **values))
