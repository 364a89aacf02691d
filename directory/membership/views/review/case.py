"""The file, criterion by criterion: evidence beside score and note."""

from flask import jsonify, redirect, request, url_for

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import ballots as actions
from directory.membership.forms.review import StepForm, scores_from
from directory.membership.queries import adverse, ballots, casefile, rounds, snapshots
from directory.membership.queries import appeal as appeals
from directory.membership.queries import matter as matters
from directory.membership.queries.referee_answers import Said, Statement, by_criterion
from directory.membership.rules import rounds as rules
from directory.membership.rules.criteria import SCALE_NAMES
from directory.membership.rules.matter import GROUND_WORDS
from directory.membership.rules.rounds import State
from directory.membership.rules.sections import Difference
from directory.membership.views.blueprint import bp
from directory.membership.views.review.guard import File, file_or_404, locked_or_404, number_or_404, reader


@bp.get("/review/<reference>")
@requires(Permission.REVIEW)
def review_case(reference: str) -> Answer:
    """Where the reviewer stands in this round, and what comes next."""
    seat = rounds.seat_or_404(reference, reader())
    if seat.elector.declared is None:
        return redirect(url_for(".review_declare", reference=reference))
    file = file_or_404(reference)
    parts, opened = file.parts(), file.opened()
    draft = ballots.draft_of(file.round, ballots.own(file.round, file.elector.person_id))
    scored = {n for n, score in draft.scores.items() if score.given}
    values = {
        "parts": parts,
        "unopened": casefile.unopened({n: part.items for n, part in parts.items()}, opened),
        "scored": scored,
        "next": next((n for n in file.numbers if n not in scored), None),
        "minutes": casefile.minutes_left(parts, opened, set(file.numbers) if file.secret else scored),
        "cast": file.has_cast(),
        "shown": ballots.shown_since(file.round, file.elector.person_id, now()),
        "news": _news(file),
        "adverse": _adverse(file),
        "appeal": _appeal(file),
        "matter": _matter(file),
    }
    words = {"rules": rules, "grounds": GROUND_WORDS, "State": State}
    return confidential(page("membership/review/case.html", file=file, **words, **values))


def _adverse(file: File) -> list[adverse.Summary]:
    """What weighs against the applicant, with the answer beside it."""
    application = rounds.application_of(file.round)
    return adverse.of_application(application) if application is not None else []


def _appeal(file: File) -> dict[str, str]:
    """What the panel of an appeal reads first: the grounds, and the minutes of the hearing."""
    found = appeals.of_round(file.round.id)
    return {} if found is None else {"grounds": appeals.grounds(found), "minutes": appeals.minutes(found)}


def _matter(file: File) -> dict[str, object]:
    """What a round about a member judges: the grounds, the member's answer, the minutes of the hearing."""
    found = matters.of_round(file.round)
    return {} if found is None else {"row": found, "said": matters.said(found)}


def _news(file: File) -> object:
    """What the applicant has answered since the own ballot, unless it was confirmed since."""
    application = rounds.application_of(file.round)
    kept = ballots.versions(file.round, file.elector.person_id)
    found = casefile.news(application, kept[-1].at) if application is not None and kept else None
    if found is None or f"snapshot:{found[0]}" in file.opened().get(0, set()):
        return None
    return found


@bp.post("/review/<reference>/confirm")
@requires(Permission.REVIEW)
def review_confirm(reference: str) -> Answer:
    """The ballot stands, after what the applicant has answered."""
    file, form = locked_or_404(reference), StepForm()
    found = _news(file)
    if form.validate_on_submit() and isinstance(found, tuple):
        actions.check_open(file.seat)
        actions.open_item(file.seat, 0, f"snapshot:{found[0]}", now())
    return redirect(url_for(".review_case", reference=reference), 303)


@bp.route("/review/<reference>/<int:number>", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def review_criterion(reference: str, number: int) -> Answer:
    file, form = file_or_404(reference), StepForm()
    number_or_404(file, number)
    if form.validate_on_submit():
        with refusals_on(form):
            _save(reference, number)
            return _saved(file, number)
    return confidential(_shown(file_or_404(reference), number, form))


def _save(reference: str, number: int) -> None:
    score = scores_from(request.form, (number,)).get(number)
    actions.save_score(locked_or_404(reference).seat, number, score, now())


def _saved(file: File, number: int) -> Answer:
    """The script saves and stays; the button goes on to the next criterion."""
    if "draft" in request.form:
        return jsonify(saved=True)
    after = file.numbers[file.numbers.index(number) + 1 :]
    reference = file.round.reference
    if not after:
        return redirect(url_for(".review_cast", reference=reference), 303)
    return redirect(url_for(".review_criterion", reference=reference, number=after[0]), 303)


def _told(file: File, number: int) -> list[tuple[Statement, Said]]:
    """What referees say about this criterion: confirmed by the office, and without their names."""
    application = rounds.application_of(file.round)
    return by_criterion(application).get(number, []) if application is not None else []


def _since(file: File, number: int) -> tuple[Difference, ...]:
    """Of somebody who applies again: what is written differently."""
    application = rounds.application_of(file.round)
    return snapshots.new_in(application, number) if application is not None else ()


def _shown(file: File, number: int, form: StepForm) -> Answer:
    parts, opened = file.parts(), file.opened()
    draft = ballots.draft_of(file.round, ballots.own(file.round, file.elector.person_id))
    scored = {n for n, score in draft.scores.items() if score.given}
    place = file.numbers.index(number)
    values = {
        "number": number,
        "criterion": file.policy.criterion(number),
        "part": parts[number],
        "told": _told(file, number),
        "since": _since(file, number),
        "opened": opened.get(number, set()),
        "score": draft.scores.get(number),
        "scored": scored,
        "blind": number in file.policy.blind_criteria,
        "minutes": casefile.minutes_left(parts, opened, set(file.numbers) if file.secret else scored),
        "before": file.numbers[place - 1] if place else None,
        "after": file.numbers[place + 1] if place + 1 < len(file.numbers) else None,
        "open": file.round.state is State.OPEN and not file.secret,
    }
    return page("membership/review/criterion.html", form=form, file=file, scale=SCALE_NAMES, **values)
