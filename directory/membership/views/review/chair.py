"""The chair's pages: rounds with attendance, and the workload of reviewers. What the chair does is in `steps`."""

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.forms import translated
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page
from directory.membership.forms.review import LeaveForm, RulingForm, StepForm
from directory.membership.models import Round
from directory.membership.queries import ballots, conflicts, rounds, standing, talk
from directory.membership.queries import chair as queries
from directory.membership.rules import blocks
from directory.membership.rules import rounds as rules
from directory.membership.rules.result import Result
from directory.membership.rules.rounds import MOVES, Secrecy, State
from directory.membership.views.blueprint import bp
from directory.membership.views.review.guard import page_number, reader

STEPS = ("close", "extend", "second_ballot", "void")


@bp.get("/review/chair")
@requires(Permission.DECIDE)
def chair_rounds() -> Answer:
    number = page_number()
    found, total = queries.page(reader(), number)
    pages = max(1, -(-total // queries.PAGE))
    values = {"rounds": found, "number": number, "pages": pages, "rules": rules}
    return confidential(page("membership/chair/rounds.html", **values))


@bp.get("/review/chair/workload")
@requires(Permission.DECIDE)
def chair_workload() -> Answer:
    return confidential(page("membership/chair/workload.html", rows=queries.workload(reader())))


@bp.get("/review/chair/<reference>")
@requires(Permission.DECIDE)
def chair_round(reference: str) -> Answer:
    return confidential(shown(queries.round_or_404(reference, reader()), StepForm()))


def shown(round_: Round, form: StepForm | RulingForm | LeaveForm) -> Answer:
    """What the chair may see of it now: attendance while it is open, ballots by name once it is closed."""
    looks = queries.may_look(round_, reader())
    closed = round_.state in {State.CLOSED, State.CONFIRMED}
    confidential_ = round_.secrecy is Secrecy.CONFIDENTIAL
    seats = queries.seats(round_, reader())
    values = {
        "round": round_,
        "name": rounds.subject_name(round_),
        "looks": looks,
        "seats": seats,
        "steps": _steps(round_, looks),
        "blocks": talk.blocks(round_) if looks else [],
        "may_rule": {b.id for b in talk.open_blocks(round_) if reader() in talk.rulers(round_, b)},
        "ruling": form if isinstance(form, RulingForm) else RulingForm(formdata=None),
        "typed": _typed(form),
        "result": Result.from_json(round_.result) if round_.result is not None else None,
        "ballots": _by_name(round_) if closed and confidential_ else [],
        "drift": ballots.drift(round_) if closed and confidential_ else [],
        "spare": _spare(round_, {seat.person_id for seat in seats}),
        "sits": rounds.elector(round_.id, reader()) is not None,
    }
    return page("membership/chair/round.html", form=form, rules=rules, words=blocks, **values)


def _typed(form: StepForm | RulingForm | LeaveForm) -> dict[str, str]:
    """The reason, shown again in the form that was refused; both forms call it so."""
    words = form.reason.data or ""
    return {"step": words if isinstance(form, StepForm) else "", "aside": words if isinstance(form, LeaveForm) else ""}


def _steps(round_: Round, looks: bool) -> dict[str, str]:
    """Steps by name with the sentence against them, "" where allowed; those of other states are left out.

    A chair whose own ballot is missing learns nothing from buttons either.
    """
    case = standing.case(round_, now(), early=True, reason="-")
    found: dict[str, str] = {}
    for name in STEPS if looks else ("void",):
        if round_.state in MOVES.moves[name].sources:
            problems = MOVES.problems(name, round_.state, case)
            found[name] = translated(problems[0]) if problems else ""
    return found


def _by_name(round_: Round) -> list[tuple[str, object]]:
    """Known to the chair after closing: who voted how."""
    kept = standing.last_versions(round_.id)
    names = talk.names_of(row.person_id for row, _ in kept)
    return [(names.get(row.person_id, ""), row) for row, _ in kept]


def _spare(round_: Round, seated: set[int]) -> list[conflicts.Candidate]:
    if round_.state is not State.OPEN:
        return []
    return [c for c in conflicts.candidates(round_) if c.person_id not in seated and c.excluded is None]
