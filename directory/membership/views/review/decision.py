"""The chair's page of a decision: the computed outcome, the letter before it is sent, two signatures, ten minutes."""

from collections.abc import Mapping

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.forms import Form
from directory.core.policy import requires
from directory.core.refusals import Refusal
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import decision as actions
from directory.membership.actions import making
from directory.membership.forms.decision import DecisionForm, LetterForm, conditions_from, reasons_from
from directory.membership.forms.review import StepForm
from directory.membership.letters.decision import template_reason
from directory.membership.models import Decision, Round
from directory.membership.queries import chair as rounds_of_chair
from directory.membership.queries import decision as queries
from directory.membership.queries import rounds
from directory.membership.rules import decision as rules
from directory.membership.rules.application import Outcome
from directory.membership.rules.result import Result
from directory.membership.rules.rounds import Kind
from directory.membership.rules.status import OUTCOME_WORDS
from directory.membership.rules.verdict import OUTCOME_WORDS as OUTCOME_WORDS_OF_MEMBERS
from directory.membership.rules.verdict import follows
from directory.membership.views.blueprint import bp
from directory.membership.views.review.guard import reader

HERE = "/review/chair/<reference>/decision"


@bp.get(HERE)
@requires(Permission.DECIDE)
def chair_decision(reference: str) -> Answer:
    round_ = rounds_of_chair.round_or_404(reference, reader())
    return _shown(round_, DecisionForm(formdata=None), _begun(round_))


@bp.post(HERE)
@requires(Permission.DECIDE)
def chair_decide(reference: str) -> Answer:
    """`preview` shows the letter and keeps nothing."""
    form = DecisionForm()
    round_ = rounds_of_chair.round_or_404(reference, reader())
    asked = form.asked(request.form, _numbers(round_)) if form.validate_on_submit() else None
    if asked is not None and "preview" not in request.form:
        with refusals_on(form):
            chosen = actions.choose(round_, asked, person_id=reader(), now=now())
            flash(_("It is chosen. It can be taken back until it is made.") if chosen.due is not None
                  else _("It waits for the second signature now."), "success")  # fmt: skip
            return _back(reference)
    round_ = rounds_of_chair.round_or_404(reference, reader())
    return _shown(round_, form, request.form, _preview(round_, asked, form))


def _preview(round_: Round, asked: rules.DecisionAsked | None, form: DecisionForm) -> tuple[str, ...]:
    if asked is None or form.failed or round_.result is None:
        return ()
    try:
        return actions.preview(round_, asked, actions.checked(round_, asked, now()))
    except Refusal as refusal:
        form.refuse(refusal)
        return ()


@bp.post(f"{HERE}/sign")
@requires(Permission.DECIDE)
def chair_sign(reference: str) -> Answer:
    form = StepForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.sign(rounds_of_chair.round_or_404(reference, reader()), person_id=reader(), now=now())
            flash(_("You have signed. It can be taken back until it is made."), "success")
            return _back(reference)
    return _again(reference, form)


@bp.post(f"{HERE}/undo")
@requires(Permission.DECIDE)
def chair_undo(reference: str) -> Answer:
    form = StepForm()
    if form.validate_on_submit():
        with refusals_on(form):
            round_ = rounds_of_chair.round_or_404(reference, reader())
            actions.undo(round_, actor=f"person:{reader()}", now=now())
            flash(_("It is taken back. Nothing was sent."), "success")
            return _back(reference)
    return _again(reference, form)


@bp.post(f"{HERE}/letter")
@requires(Permission.DECIDE)
def chair_letter(reference: str) -> Answer:
    """A corrected letter takes the place of the one that was sent; the decision stays."""
    form = LetterForm()
    if form.validate_on_submit():
        with refusals_on(form):
            round_ = rounds_of_chair.round_or_404(reference, reader())
            decision = queries.of_round(round_.id)
            if decision is None or decision.made is None or decision.letter is None:
                raise rules.NothingToSign
            making.supersede(decision, form.lines(), person_id=reader(), now=now())
            flash(_("The corrected letter is sent."), "success")
            return _back(reference)
    return _again(reference, form)


def _back(reference: str) -> Answer:
    return redirect(url_for(".chair_decision", reference=reference), 303)


def _again(reference: str, form: Form) -> Answer:
    round_ = rounds_of_chair.round_or_404(reference, reader())
    return _shown(round_, form, _begun(round_))


def _numbers(round_: Round) -> tuple[int, ...]:
    return rounds.judged(round_, rounds.policy_of(round_))


def _begun(round_: Round) -> dict[str, str]:
    """What the form begins with: a sentence for each criterion that was not met."""
    favourable = queries.computed(round_) in {Outcome.APPROVED, None}
    if round_.result is None or favourable or (round_.application_id is None and round_.kind is not Kind.RE_REVIEW):
        return {}
    policy = rounds.policy_of(round_)
    return {f"reason_{n}": template_reason(n, policy) for n in rules.unmet(Result.from_json(round_.result))}


def _shown(round_: Round, form: Form, sent: Mapping[str, str], preview: tuple[str, ...] = ()) -> Answer:
    decision = queries.of_round(round_.id)
    computed = queries.computed(round_)
    result = Result.from_json(round_.result) if round_.result is not None else None
    values = {
        "round": round_,
        "name": rounds.subject_name(round_),
        "policy": rounds.policy_of(round_),
        "numbers": _numbers(round_),
        "result": result,
        "unmet": rules.unmet(result) if result is not None else (),
        "computed": computed,
        "follows": follows(round_.kind, round_.verdict) if round_.verdict is not None else None,
        "about_member": round_.application_id is None,
        "member_words": OUTCOME_WORDS_OF_MEMBERS,
        "decision": decision,
        "open": decision is None and actions.is_open(round_),
        "asking": form if isinstance(form, DecisionForm) else DecisionForm(formdata=None),
        "reasons": reasons_from(sent, _numbers(round_)),
        "conditions": conditions_from(sent),
        "preview": preview,
        "mine": decision is not None and decision.signed_by == reader(),
    }
    answer = page("membership/decision/chair.html", form=form, rules=rules, outcomes=OUTCOME_WORDS, **values,
                  **(_of(decision) if decision is not None else {}))  # fmt: skip
    return confidential(answer)


def _of(decision: Decision) -> dict[str, object]:
    letters = queries.letters_of(decision)
    words = "\n\n".join(letters[0].lines) if letters else ""
    return {
        "chosen": queries.asked_of(decision),
        "lines": queries.draft_lines(decision),
        "letters": letters,
        "signed": actions.name_of(decision.signed_by),
        "second": actions.name_of(decision.second),
        "correcting": LetterForm(formdata=None, data={"words": words}),
    }
