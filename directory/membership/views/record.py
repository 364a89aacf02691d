"""The record of a decision: a coordinator makes the editions without votes, a chair every one."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core import transaction
from directory.core.clock import now
from directory.core.policy import principal, requires
from directory.core.refusals import NotThere, Refusal
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import record as actions
from directory.membership.forms.application import PressForm
from directory.membership.forms.record import RecordForm
from directory.membership.models import Application
from directory.membership.queries import record as queries
from directory.membership.queries import rounds
from directory.membership.rules.record import BY_CHAIR, BY_OFFICE, WORDS, Redaction, check
from directory.membership.views.blueprint import bp


@dataclass(frozen=True, slots=True)
class Side:
    """On whose page it is made: how the file is found there, and which editions there are."""

    name: str
    load: Callable[[str, int], Application]
    editions: frozenset[Redaction]


OFFICE = Side("office_record", queries.for_office_or_404, BY_OFFICE)
CHAIR = Side("chair_record", queries.for_chair_or_404, BY_CHAIR)


@bp.route("/office/membership/<reference>/record", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_record(reference: str) -> Answer:
    return _page(OFFICE, reference)


@bp.post("/office/membership/<reference>/record/<int:number>")
@requires(Permission.OFFICE)
def office_record_open(reference: str, number: int) -> Response:
    return _opened(OFFICE, reference, number)


@bp.route("/review/chair/records/<reference>", methods=["GET", "POST"])
@requires(Permission.DECIDE)
def chair_record(reference: str) -> Answer:
    return _page(CHAIR, reference)


@bp.post("/review/chair/records/<reference>/<int:number>")
@requires(Permission.DECIDE)
def chair_record_open(reference: str, number: int) -> Response:
    return _opened(CHAIR, reference, number)


def _page(side: Side, reference: str) -> Answer:
    found, form = side.load(reference, _reader()), RecordForm()
    form.offer(side.editions)
    if form.validate_on_submit():
        with refusals_on(form):
            _made(side, reference, form.asked())
            flash(_("The record is made. You can download it below."), "success")
            return redirect(url_for(f".{side.name}", reference=reference), 303)
    values = {"application": found, "made": queries.made_of(found.id, side.editions), "words": WORDS, "side": side}
    return confidential(page("membership/record/record.html", form=form, against=_against(found), **values))


def _made(side: Side, reference: str, redaction: Redaction) -> None:
    """Built before anything is written, so that nobody waits for it; who may have it made is asked again then."""
    reader = _reader()
    with transaction.reading():
        application_id = side.load(reference, reader).id
    built = actions.build(application_id, redaction)
    actions.keep(side.load(reference, reader), built, person_id=reader, now=now())


def _against(application: Application) -> Refusal | None:
    """Why none can be made now."""
    try:
        check(application.state, [round_.state for round_ in rounds.of_application(application.id)])
    except Refusal as refusal:
        return refusal
    return None


def _opened(side: Side, reference: str, number: int) -> Response:
    """By POST: who had it is recorded."""
    if not PressForm().validate_on_submit():
        raise NotThere
    found = side.load(reference, _reader())
    row = queries.made_or_404(found.id, number, side.editions)
    answer = Response(actions.open_(found, row, person_id=_reader(), now=now()), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="record-{row.redaction}.zip"'
    return confidential(answer)


def _reader() -> int:
    person = principal()
    if person is None:  # the guard has made sure
        raise NotThere
    return person.id
