"""The referee's own pages behind the link. Opening it changes nothing: mail scanners do that; the button begins."""

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from directory.core import vault
from directory.core.clock import now
from directory.core.forms import translated
from directory.core.limits import client_network, limiter
from directory.core.policy import public
from directory.core.web import Answer, confidential, page, refusals_on, wants_json
from directory.membership.actions import referee as actions
from directory.membership.forms.referee import AnswersForm, DeclineForm, PressForm, answers_form
from directory.membership.models.application import Application
from directory.membership.models.referee import Referee
from directory.membership.queries import application as applications
from directory.membership.queries import referees as queries
from directory.membership.queries.referee_answers import lines
from directory.membership.rules import referee_questions as questions
from directory.membership.rules.referees import Group, LinkOver, Mode, StaleAnswers, State
from directory.membership.views.blueprint import bp

LOOKS = limiter.shared_limit("120 per minute", scope="referee looks", methods=["GET"])
WRITES = limiter.shared_limit("600 per hour", scope="referee writes", methods=["POST"])
Found = tuple[Referee, Application]


def found(token: str) -> Found:
    """Raises LinkOver, the same for every link that does not open."""
    return queries.by_link(token, now())


def network() -> str:
    """As sign-ins keep it."""
    return vault.blind(client_network(), "network")


@bp.route("/referee/<token>", methods=["GET", "POST"])
@public
@LOOKS
@WRITES
def referee(token: str) -> Answer:
    row, application = found(token)
    if row.state in {State.SENT, State.NOT_NOW}:
        if request.method == "POST":
            raise LinkOver
        return _intro(token, row, application, DeclineForm())
    if not _writable(row):
        return _done(row, application)
    form = answers_form(row.group, queries.answers_of(application, row), row.revision)
    if form.is_submitted():
        answer = _written(token, row, form) if form.validate() else _refused(form)
        if answer is not None:
            return confidential(answer)
    return _asked(token, form)


def _writable(row: Referee) -> bool:
    """While it is begun; and what was taken down on the telephone, for fourteen days."""
    if row.state is State.STARTED:
        return True
    corrected = row.state in {State.SUBMITTED, State.CONFIRMED} and row.mode is Mode.TELEPHONE
    return corrected and row.corrected_until is not None and now() < row.corrected_until


def _written(token: str, row: Referee, form: AnswersForm) -> Answer | None:
    """None: to be shown again."""
    back = redirect(url_for(".referee", token=token), 303)
    if "stored" in request.form:  # after comparing: what the other window saved stands
        return back
    with refusals_on(form):
        if row.mode is Mode.TELEPHONE:
            return _corrected(token, row, form)
        lacks = questions.open_questions(row.group, questions.cleaned(row.group, form.asked()))
        if "send" in request.form and not lacks:
            actions.submit(row.id, form.asked(), revision=form.seen(), network=network(), now=now())
            return back
        revision = actions.save(row.id, form.asked(), revision=form.seen(), now=now())
        if wants_json():
            return jsonify(revision=revision)
        if "send" in request.form:
            return redirect(url_for(".referee", token=token, open=1), 303)
        flash(_("Saved. You can close this page and come back by the link in our e-mail."), "success")
        return back
    return _refused(form)


def _corrected(token: str, row: Referee, form: AnswersForm) -> Answer:
    if wants_json():  # a correction is sent by the button only
        return jsonify(revision=form.seen())
    actions.correct(row.id, form.asked(), revision=form.seen(), now=now())
    flash(_("Your correction is saved."), "success")
    return redirect(url_for(".referee", token=token), 303)


def _refused(form: AnswersForm) -> Answer | None:
    """For the script that saves while one writes: it stops and leaves the rest to the page."""
    if not wants_json():
        return None
    refusal = next((each for each in form.form_errors if each), "")
    stale = refusal == translated(StaleAnswers())
    return jsonify(error="Stale" if stale else "Refused", message=refusal), 409 if stale else 422


def _asked(token: str, form: AnswersForm) -> Answer:
    row, application = found(token)
    if not _writable(row):  # another window has sent it meanwhile
        return _done(row, application)
    stored, theirs = queries.answers_of(application, row), {}
    if form.is_submitted() and form.seen() != row.revision:
        theirs = questions.differing(row.group, stored, form.asked())
        form.revision.data = form.revision.raw_data = None
        form.revision.process_data(str(row.revision))
    lacks = questions.open_questions(row.group, stored) if "open" in request.args and not form.is_submitted() else []
    values = {
        **_values(token, row, application),
        "controls": form.controls(),
        "theirs": theirs,
        "lacks": {each.key for each in lacks},
        "choices": {each.key: dict(each.choices) for each in questions.QUESTIONS[row.group]},
        "by_telephone": row.mode is Mode.TELEPHONE,
    }
    return confidential(page("membership/referees/answer.html", form=form, **values))


def _values(token: str, row: Referee, application: Application) -> dict[str, object]:
    return {
        "token": token,
        "referee": row,
        "patient": row.group is Group.PATIENT,
        "name": applications.name_of(application),
        "press": PressForm(),
    }


def _intro(token: str, row: Referee, application: Application, form: DeclineForm) -> Answer:
    values = _values(token, row, application)
    return confidential(page("membership/referees/intro.html", form=form, **values))


def _done(row: Referee, application: Application) -> Answer:
    """It says that answers were sent, and none of them."""
    values = _values("", row, application)
    return confidential(page("membership/referees/done.html", sent=row.submitted is not None, **values))


@bp.post("/referee/<token>/start")
@public
@WRITES
def referee_start(token: str) -> Answer:
    row, _application = found(token)
    if PressForm().validate_on_submit() and row.state in {State.SENT, State.NOT_NOW}:
        actions.start(row.id, now())
    return confidential(redirect(url_for(".referee", token=token), 303))


@bp.post("/referee/<token>/later")
@public
@WRITES
def referee_later(token: str) -> Answer:
    row, _application = found(token)
    if PressForm().validate_on_submit() and row.state in {State.SENT, State.STARTED}:
        actions.later(row.id, now())
        flash(_("That is all right. The link stays, and we remind you before it ends."), "success")
    return confidential(redirect(url_for(".referee", token=token), 303))


@bp.route("/referee/<token>/decline", methods=["GET", "POST"])
@public
@LOOKS
@WRITES
def referee_decline(token: str) -> Answer:
    row, application = found(token)
    form = DeclineForm()
    if row.state not in {State.SENT, State.NOT_NOW, State.STARTED}:
        return _done(row, application)
    if form.validate_on_submit():
        with refusals_on(form):
            actions.decline(row.id, form.asked(), now())
            return confidential(redirect(url_for(".referee_declined"), 303))
    row, application = found(token)
    values = _values(token, row, application)
    return confidential(page("membership/referees/decline.html", form=form, **values))


@bp.get("/referee/declined")
@public
def referee_declined() -> Answer:
    return confidential(page("membership/referees/declined.html"))


@bp.get("/referee/<token>/print")
@public
@LOOKS
def referee_print(token: str) -> Answer:
    """What is written so far, on paper."""
    row, application = found(token)
    if not _writable(row):
        return _done(row, application)
    said = lines(row.group, queries.answers_of(application, row))
    values = _values(token, row, application)
    return confidential(page("membership/referees/print.html", said=said, **values))
