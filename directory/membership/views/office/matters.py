"""The office opens a removal or a re-review: seats with what our data suggest, a preview, the opening; then the member
is heard. Nobody finds these pages about themselves."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.forms import Form
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import matter as actions
from directory.membership.forms.appeal import HearingForm
from directory.membership.forms.desk import PanelForm
from directory.membership.forms.matter import KeptForm, RemovalForm, ReReviewForm
from directory.membership.models import Matter
from directory.membership.queries import matter as queries
from directory.membership.queries import membership as members
from directory.membership.queries import opening
from directory.membership.queries import policy as policies
from directory.membership.queries.conflicts import Candidate
from directory.membership.rules import matter as rules
from directory.membership.rules.appeal import HEARING_WORDS
from directory.membership.rules.conflicts import BECAUSE_WORDS
from directory.membership.rules.rounds import KIND_WORDS, SEAT_WORDS, Kind, LayMissing
from directory.membership.views.blueprint import bp
from directory.membership.views.office.guard import me
from directory.physicians import queries as physicians

ALL = "/office/membership/members"
ONE = f"{ALL}/<int:number>"


@bp.get(f"{ALL}/re-reviews")
@requires(Permission.OFFICE)
def office_re_reviews() -> Answer:
    return confidential(page("membership/office/re_reviews.html", rows=queries.re_reviews_due(now().date())))


@bp.route(f"{ONE}/removal", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_member_removal(number: int) -> Answer:
    """First sent without `seen`: the preview. With it: the opening."""
    people, form = _people(number, Kind.REMOVAL), RemovalForm()
    form.offer(people)
    sitting: list[opening.Sitting] = []
    if form.validate_on_submit():
        with refusals_on(form):
            sitting = opening.preview(form.panel(), people, policies.current()[1])
            rules.check_seats(len(sitting), policies.current()[1].of_kind(Kind.REMOVAL).quorum_minimum)
            if form.seen.data:
                actions.propose_removal(number, form.asked(), form.panel(), person_id=me(), now=now())
                return _opened(number, Kind.REMOVAL)
    return _shown(number, Kind.REMOVAL, form, people, sitting)


@bp.route(f"{ONE}/re-review", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_member_re_review(number: int) -> Answer:
    people, form = _people(number, Kind.RE_REVIEW), ReReviewForm()
    form.offer(people)
    sitting: list[opening.Sitting] = []
    if form.validate_on_submit():
        with refusals_on(form):
            if form.panel().lay is None:
                raise LayMissing
            sitting = opening.preview(form.panel(), people, policies.current()[1])
            if form.seen.data:
                actions.open_re_review(number, form.panel(), person_id=me(), now=now())
                return _opened(number, Kind.RE_REVIEW)
    return _shown(number, Kind.RE_REVIEW, form, people, sitting)


@bp.post(f"{ONE}/hearing")
@requires(Permission.OFFICE)
def office_member_hearing(number: int) -> Answer:
    people, form = _people(number, Kind.REMOVAL), HearingForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.set_hearing(number, form.moment(), person_id=me(), now=now())
            flash(_("The day is set. The member is told."), "success")
            return redirect(_address(number, Kind.REMOVAL), 303)
    return _shown(number, Kind.REMOVAL, form, people, [])


@bp.post(f"{ONE}/minutes")
@requires(Permission.OFFICE)
def office_member_minutes(number: int) -> Answer:
    people, form = _people(number, Kind.REMOVAL), KeptForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.keep_minutes(number, form.minutes.data or "", person_id=me(), now=now())
            flash(_("The minutes are kept."), "success")
            return redirect(_address(number, Kind.REMOVAL), 303)
    return _shown(number, Kind.REMOVAL, form, people, [])


def _people(number: int, kind: Kind) -> list[Candidate]:
    members.or_404(number)
    if physicians.by_id(number).person_id == me():
        raise NotThere
    return [] if queries.under_way(number) else queries.candidates(number, kind)


def _opened(number: int, kind: Kind) -> Answer:
    flash(_("The round is open. The member and the panel are told by e-mail."), "success")
    return redirect(_address(number, kind), 303)


def _address(number: int, kind: Kind) -> str:
    return url_for(".office_member_removal" if kind is Kind.REMOVAL else ".office_member_re_review", number=number)


def _shown(number: int, kind: Kind, form: Form, people: list[Candidate], sitting: list[opening.Sitting]) -> Answer:
    row, (version, policy) = members.or_404(number), policies.current()
    running = queries.running(number)
    values = {
        "row": row,
        "name": physicians.by_id(number).display_name,
        "kind": kind,
        "kinds": KIND_WORDS,
        "under_way": queries.under_way(number),
        "matter": running if running is not None and running.kind is kind else None,
        "too_early": kind is Kind.RE_REVIEW and now().date() < row.re_review_opens,
        "asking": form if isinstance(form, PanelForm) else None,
        "people": people,
        "sitting": [] if form.failed else sitting,
        "policy": policy,
        "version": version,
        "rounds_rules": policy.of_kind(kind),
        "because": BECAUSE_WORDS,
        "seats": SEAT_WORDS,
        "rules": rules,
    }
    return confidential(page("membership/office/matter.html", form=form, **values, **_heard(running, form)))


def _heard(matter: object, form: Form) -> dict[str, object]:
    """The notice, the answer, and the forms of a hearing."""
    if not isinstance(matter, Matter):
        return {}
    return {
        "said": queries.said(matter),
        "round": queries.last_round(matter),
        "hearings": HEARING_WORDS,
        "day": form if isinstance(form, HearingForm) else HearingForm(formdata=None),
        "keeping": form if isinstance(form, KeptForm) else KeptForm(formdata=None),
    }
