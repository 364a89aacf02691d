"""The treasurer's pages: invoices, payments, the bank's list, totals."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.forms import Form
from directory.core.policy import principal, requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import bank
from directory.membership.actions import dues as actions
from directory.membership.forms.dues import ImportForm, MatchForm, NoteForm, PaymentForm
from directory.membership.letters.invoice import money
from directory.membership.queries import dues as queries
from directory.membership.queries import membership as members
from directory.membership.rules.dues import STATE_WORDS, State, number_words, read_csv, to_minor
from directory.membership.views.blueprint import bp
from directory.membership.views.member import invoice_file
from directory.physicians import queries as physicians

HERE = "/office/dues"
ONE = f"{HERE}/<int:number>"


def _actor() -> str:
    person = principal()
    if person is None:  # the guard has made sure
        raise NotThere
    return f"person:{person.id}"


def _words() -> dict[str, object]:
    return {"states": STATE_WORDS, "money": money, "number_words": number_words}


@bp.get(HERE)
@requires(Permission.DUES)
def dues_list() -> Answer:
    text, chosen = request.args.get("page", "1"), request.args.get("state", "")
    number = min(10_000, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    state = State(chosen) if chosen in set(State) else None
    entries, total = queries.page(state, number)
    values = {"entries": entries, "totals": queries.totals(), "state": state, "number": number}
    pages = max(1, -(-total // queries.PAGE))
    waiting = len(queries.waiting_lines())
    return confidential(page("membership/dues/list.html", pages=pages, waiting=waiting, **values, **_words()))


@bp.get(ONE)
@requires(Permission.DUES)
def dues_one(number: int) -> Answer:
    return _shown(number, PaymentForm(formdata=None))


@bp.get(f"{ONE}.pdf")
@requires(Permission.DUES)
def dues_file(number: int) -> Answer:
    return invoice_file(queries.or_404(number).number)


@bp.post(f"{ONE}/pay")
@requires(Permission.DUES)
def dues_pay(number: int) -> Answer:
    form, invoice = PaymentForm(), queries.or_404(number)
    if form.validate_on_submit():
        with refusals_on(form):
            cents = to_minor(form.amount.data or "", invoice.currency)
            actions.pay(number, cents, form.day(), actor=_actor(), now=now(), note=form.note.data or "")
            return _done(number, _("The payment is entered."))
    return _shown(number, form)


@bp.post(f"{ONE}/refund")
@requires(Permission.DUES)
def dues_refund(number: int) -> Answer:
    form, invoice = PaymentForm(), queries.or_404(number)
    if form.validate_on_submit():
        with refusals_on(form):
            cents = to_minor(form.amount.data or "", invoice.currency)
            actions.refund(number, cents, form.day(), form.note.data or "", actor=_actor(), now=now())
            return _done(number, _("The refund is entered."))
    return _shown(number, form)


@bp.post(f"{ONE}/waive")
@requires(Permission.DUES)
def dues_waive(number: int) -> Answer:
    form = NoteForm()
    queries.or_404(number)
    if form.validate_on_submit():
        with refusals_on(form):
            actions.waive(number, form.note.data or "", actor=_actor(), now=now())
            return _done(number, _("The invoice is waived."))
    return _shown(number, form)


@bp.get(f"{HERE}/members/<int:number>")
@requires(Permission.DUES)
def dues_statement(number: int) -> Answer:
    """All invoices of one member."""
    row = members.or_404(number)
    name = physicians.by_id(number).display_name
    entries = queries.statement(row.physician_id)
    return confidential(page("membership/dues/statement.html", row=row, name=name, entries=entries, **_words()))


@bp.post(f"{HERE}/members/<int:number>/issue")
@requires(Permission.DUES)
def dues_issue(number: int) -> Answer:
    members.or_404(number)
    invoice = actions.issue(number, actor=_actor(), now=now())
    return _done(invoice.number, _("The invoice is issued and on its way."))


@bp.route(f"{HERE}/import", methods=["GET", "POST"])
@requires(Permission.DUES)
def dues_import() -> Answer:
    form = ImportForm()
    if form.validate_on_submit():
        with refusals_on(form):
            new = bank.import_lines(read_csv(form.file.data.read()), actor=_actor(), now=now())
            flash(_("%(number)d new lines were read.", number=new), "success")
            return redirect(url_for(".dues_import"), 303)
    return _matching(form)


@bp.post(f"{HERE}/import/<int:number>")
@requires(Permission.DUES)
def dues_match(number: int) -> Answer:
    """`number` is the line's. With "aside" it belongs to no invoice."""
    form = MatchForm()
    if form.validate_on_submit():
        with refusals_on(form):
            if "aside" in request.form:
                bank.set_aside(number, actor=_actor(), now=now())
                flash(_("The line is set aside."), "success")
            else:
                bank.match(number, form.invoice(), actor=_actor(), now=now())
                flash(_("The line is matched, and the payment is entered."), "success")
            return redirect(url_for(".dues_import"), 303)
    return _matching(form)


def _matching(form: Form) -> Answer:
    upload = form if isinstance(form, ImportForm) else ImportForm(formdata=None)
    lines = queries.waiting_lines()
    return confidential(page("membership/dues/import.html", form=form, upload=upload, lines=lines, **_words()))


def _done(number: int, words: str) -> Answer:
    flash(words, "success")
    return redirect(url_for(".dues_one", number=number), 303)


def _shown(number: int, form: Form) -> Answer:
    values = {
        "entry": queries.entry(queries.or_404(number)),
        "paying": form if isinstance(form, PaymentForm) else PaymentForm(formdata=None),
        "waiving": form if isinstance(form, NoteForm) else NoteForm(formdata=None),
    }
    return confidential(page("membership/dues/one.html", form=form, **values, **_words()))
