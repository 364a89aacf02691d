"""Reports: the office's on applications, the chair's on scores and workload; each as a page and as tables to keep."""

from flask import Response, request
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page
from directory.membership.queries import chair, policy
from directory.membership.queries import reports as queries
from directory.membership.rules import reports as rules
from directory.membership.rules.application import State
from directory.membership.rules.criteria import SCALE
from directory.membership.views.blueprint import bp
from directory.membership.views.review.guard import reader


@bp.get("/office/membership/reports")
@requires(Permission.OFFICE)
def office_reports() -> Answer:
    year = _year()
    ways = queries.ways(reader(), year)
    values = {"stages": rules.funnel(ways), "stays": rules.stays(ways), "states": rules.STATE_WORDS}
    return confidential(page("membership/reports/office.html", year=year, years=queries.years(reader()), **values))


@bp.get("/office/membership/reports/applications.csv")
@requires(Permission.OFFICE)
def office_reports_applications() -> Answer:
    states = list(State)
    headings = [_("Reference"), _("Begun"), _("State"), _("Outcome"), *(_days(state) for state in states)]
    rows = []
    for way in queries.ways(reader(), _year()):
        days = rules.days_by_state(way)
        head = [way.reference, f"{way.created:%Y-%m-%d}", way.state.value, way.outcome.value if way.outcome else ""]
        rows.append([*head, *(days.get(state, "") for state in states)])
    return _csv("applications.csv", rules.table(headings, rows))


@bp.get("/office/membership/reports/times.csv")
@requires(Permission.OFFICE)
def office_reports_times() -> Answer:
    headings = [_("State"), _("Have left it"), _("Days, median"), _("Days, longest"), _("In it now")]
    stays = rules.stays(queries.ways(reader(), _year()))
    rows = [(_(rules.STATE_WORDS[each.state]), each.left, each.median, each.longest, each.inside) for each in stays]
    return _csv("times.csv", rules.table(headings, rows))


@bp.get("/review/chair/reports")
@requires(Permission.DECIDE)
def chair_reports() -> Answer:
    values = {"scores": queries.scores(reader()), "policy": policy.current()[1]}
    return confidential(page("membership/reports/chair.html", **values))


@bp.get("/review/chair/reports/scores.csv")
@requires(Permission.DECIDE)
def chair_reports_scores() -> Answer:
    headings = [_("Criterion"), *(str(score) for score in SCALE), "N"]
    rows = [(each.number, *each.counts, each.not_judged) for each in queries.scores(reader()).spreads]
    return _csv("scores.csv", rules.table(headings, rows))


@bp.get("/review/chair/reports/workload.csv")
@requires(Permission.DECIDE)
def chair_reports_workload() -> Answer:
    headings = [_("Reviewer"), _("Open rounds"), _("Ballots missing"), _("Ballots in all"), _("Days, median")]
    rows = [(each.name, each.open, each.waiting, each.voted, each.days) for each in chair.workload(reader())]
    return _csv("workload.csv", rules.table(headings, rows))


def _days(state: State) -> str:
    return _("Days: %(state)s", state=_(rules.STATE_WORDS[state]))


def _year() -> int | None:
    """Anything that is no year means all of them."""
    text = request.args.get("year", "")
    return int(text) if len(text) == len("2026") and text.isascii() and text.isdigit() else None


def _csv(name: str, text: str) -> Answer:
    answer = Response(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return confidential(answer)
