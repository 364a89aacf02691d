"""The applicant's own pages: begin, see where it stands, submit, answer, withdraw. One's own application only."""

from datetime import datetime

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission, SignedIn
from directory.core import formats
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.outbox import post
from directory.core.policy import principal, requires, signed_in
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import application as applications
from directory.membership.actions import information, starting, submitting
from directory.membership.forms.application import NameForm, PressForm, ReplyForm, WithdrawForm
from directory.membership.letters import application as letters
from directory.membership.models.application import Application
from directory.membership.queries import adverse, caselog, problems, sections, snapshots, status
from directory.membership.queries import application as queries
from directory.membership.queries import decision as decisions
from directory.membership.queries import information as asked
from directory.membership.queries import policy as policies
from directory.membership.rules import sections as words
from directory.membership.rules.application import LIVE, MOVES, Incomplete, Problem, State
from directory.membership.rules.evidence import SHAPE_WORDS
from directory.membership.rules.status import OUTCOME_WORDS, STATUS, WHO_WORDS
from directory.membership.views.blueprint import bp
from directory.physicians.rules import language_name
from directory.places.queries.countries import country_name

WRITES = limiter.shared_limit("1200 per hour", scope="application", methods=["POST"])
HOME = ".application_home"
OFFERED = ("withdraw", "undo_withdraw")


def person() -> SignedIn:
    found = principal()
    if not isinstance(found, SignedIn):  # the guard has made sure
        raise NotThere
    return found


def own() -> Application:
    return queries.own_or_404(person().id)


def actor() -> str:
    return f"person:{person().id}"


@bp.route("/membership/apply", methods=["GET", "POST"])
@signed_in
@WRITES
def apply() -> Answer:
    earlier = queries.latest_of(person().id)
    if earlier is not None and earlier.state in LIVE:
        return redirect(url_for(HOME), 303)
    earlier = None if earlier is None or queries.is_erased(earlier) else earlier
    form = NameForm(name=queries.name_of(earlier) if earlier else "")
    if form.validate_on_submit():
        with refusals_on(form):
            starting.apply(person().id, form.asked(), now())
            return redirect(url_for(HOME), 303)
    return confidential(page("membership/application/apply.html", form=form, earlier=earlier))


@bp.get("/membership/application")
@requires(Permission.APPLY, second_factor=False)
def application_home() -> Answer:
    found = queries.latest_of(person().id)
    if found is None or queries.is_erased(found):
        helps = caselog.applications_of(person().id)
        return redirect(url_for(".cases_home") if helps else url_for(".apply"), 303)
    return confidential(_home(found, ReplyForm()))


def _home(found: Application, form: ReplyForm) -> Answer:
    at = now()
    lacking = problems.problems(found, at) if found.state is State.DRAFT else []
    values = {
        "application": found,
        "name": queries.name_of(found),
        "earlier": queries.earlier_of(found),
        "status": STATUS[found.state],
        "who": WHO_WORDS[STATUS[found.state].who],
        "outcome": OUTCOME_WORDS.get(found.outcome) if found.outcome else None,
        "rows": status.rows(found, lacking),
        "titles": words.TITLES,
        "requests": asked.requests_of(found),
        "summaries": adverse.of_application(found),
        "steps": queries.steps(found.id),
        "typical": status.days_in(found.state),
        "decision": status.days_to_decision(),
        "policy": policies.of(found.policy),
        "moves": _moves(found, at),
        "live": found.state in LIVE,
        "letter": decisions.last_made(found.id) is not None,
    }
    return page("membership/application/home.html", form=form, press=PressForm(), **values)


def _moves(found: Application, at: datetime) -> list[str]:
    """Those this page offers, as the server would let them through now."""
    return [name for name in OFFERED if not applications.reasons_against(found, name, actor=actor(), now=at)]


@bp.post("/membership/application/link")
@requires(Permission.APPLY, second_factor=False)
@limiter.limit("10 per hour")
def application_link() -> Answer:
    """The way back, in the mailbox of the device one goes on with."""
    found = own()
    if not PressForm().validate_on_submit() or found.state is not State.DRAFT:
        return redirect(url_for(HOME), 303)
    post(letters.STARTED, found.id, due=now(), revision=int(now().timestamp()) // 600)
    flash(_("An e-mail with the way back to this page is on its way to you."), "success")
    return redirect(url_for(HOME), 303)


@bp.route("/membership/application/submit", methods=["GET", "POST"])
@requires(Permission.APPLY, second_factor=False)
@WRITES
def application_submit() -> Answer:
    form, found = PressForm(), own()
    if found.state is not State.DRAFT:
        return redirect(url_for(HOME), 303)
    if form.validate_on_submit():
        with refusals_on(form):
            submitting.submit(found, actor=actor(), now=now())
            flash(_("Your application is submitted. An e-mail with its reference is on its way."), "success")
            return redirect(url_for(HOME), 303)
    return confidential(_review(own(), form))


def _review(found: Application, form: PressForm) -> Answer:
    """Everything that will be submitted, and everything that is missing."""
    if found.state is not State.DRAFT:  # another window was first
        return redirect(url_for(HOME), 303)
    lacking = problems.problems(found, now())
    values = {
        "application": found,
        "problems": lacking,
        "rows": status.rows(found, lacking),
        "texts": sections.texts_of(found),
        "pieces": sections.evidence_of(found),
        "titles": words.TITLES,
        "fields": words.FIELDS,
        "shapes": SHAPE_WORDS,
        "incomplete": Incomplete.message,
    }
    return page("membership/application/submit.html", form=form, **values)


@bp.post("/membership/application/answer")
@requires(Permission.APPLY, second_factor=False)
@WRITES
def application_answer() -> Answer:
    form, found = ReplyForm(), own()
    if form.validate_on_submit():
        with refusals_on(form):
            information.answer(found, form.asked(), actor=actor(), now=now())
            flash(_("Your answer is sent to the office. What you changed is marked as new."), "success")
            return redirect(url_for(HOME), 303)
    return confidential(_home(own(), form))


@bp.route("/membership/application/withdraw", methods=["GET", "POST"])
@requires(Permission.APPLY, second_factor=False)
@WRITES
def application_withdraw() -> Answer:
    form, found = WithdrawForm(), own()
    if found.state not in MOVES.moves["withdraw"].sources:
        return redirect(url_for(HOME), 303)
    if form.validate_on_submit():
        with refusals_on(form):
            submitting.withdraw(found, form.asked(), actor=actor(), now=now())
            flash(_("Your application is withdrawn."), "success")
            return redirect(url_for(HOME), 303)
    days = policies.of(found.policy).withdrawal_undo_days
    return confidential(page("membership/application/withdraw.html", form=form, application=found, days=days))


@bp.post("/membership/application/withdraw/undo")
@requires(Permission.APPLY, second_factor=False)
@WRITES
def application_undo_withdraw() -> Answer:
    if PressForm().validate_on_submit():
        submitting.undo_withdraw(own(), actor=actor(), now=now())
        flash(_("Your application goes on where it was."), "success")
    return redirect(url_for(HOME), 303)


@bp.get("/membership/application/changes")
@requires(Permission.APPLY, second_factor=False)
def application_changes() -> Answer:
    """What differs from what was submitted the last time."""
    found = own()
    earlier = queries.earlier_of(found)
    if earlier is None:
        raise NotThere
    rows = snapshots.against_earlier(found, earlier)
    values = {"application": found, "earlier": earlier, "rows": rows, "titles": words.TITLES}
    return confidential(page("membership/application/changes.html", **values))


@bp.app_template_filter("problem_words")
def problem_words(problem: Problem) -> str:
    """The sentence in the reader's language; what fills its places may itself be words of ours."""
    values = {key: _(value) if isinstance(value, str) and key == "what" else value for key, value in problem.values}
    return _(problem.message, **values) if values else _(problem.message)


@bp.app_template_filter("answer_words")
def answer_words(value: str | bool, field: words.Field) -> str:
    """An answer as a person reads it: countries and days by name. Empty for none."""
    if field.input is words.Input.TICK:
        return _("Yes") if value in {True, words.YES} else _("No")
    if not value:
        return ""
    if field.input is words.Input.YES_NO:
        return _("Yes") if value == words.YES else _("No")
    if field.input is words.Input.LANGUAGES:
        return ", ".join(language_name(tag, formats.locale()) for tag in str(value).split())
    if field.input is words.Input.COUNTRY:
        return country_name(str(value), formats.locale())
    return formats.short_day(words.as_date(value)) if field.input is words.Input.DATE else str(value)
