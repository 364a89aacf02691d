"""The physician's week: hours, changes, time off and settings on one page, with what patients will see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core import clock, formats, policy
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, page
from directory.physicians import queries as physicians
from directory.physicians.models import Physician
from directory.physicians.rules import language_name
from directory.scheduling import queries
from directory.scheduling.forms import ExceptionForm, OffForm, RuleForm, SettingsForm
from directory.scheduling.forms.week import WEEKDAYS
from directory.scheduling.models import DayException, WeeklyRule
from directory.scheduling.rules import BookingSettings, first_open, open_times
from directory.scheduling.views.away import away_of
from directory.scheduling.views.blueprint import bp

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of the page; the one that was sent is the one with errors."""

    rule: RuleForm
    exception: ExceptionForm
    off: OffForm
    settings: SettingsForm
    changed: int | None = None  # the rule being changed

    @property
    def sent(self) -> RuleForm | ExceptionForm | OffForm | SettingsForm:
        return next((form for form in (self.rule, self.exception, self.off, self.settings) if form.failed), self.rule)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page: its words and the id its buttons need."""

    id: int
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class WeekDay:
    name: str
    date: str
    hours: list[Row]
    changes: list[Row]
    booked: list[str]
    seen: list[str]


@bp.get("/practice/times")
@requires(Permission.PRACTICE)
def week() -> Answer:
    physician = own()
    return show(physician, fresh(physician))


def own() -> Physician:
    """The signed-in physician."""
    person = policy.principal()
    if person is None:
        raise NotThere
    return physicians.own_or_404(person.id)


def fresh(physician: Physician) -> Forms:
    """Nothing sent yet. Each form has a prefix, so that ids and names differ on the one page."""
    rule, changed = _rule_form(physician)
    return Forms(
        rule=rule,
        exception=ExceptionForm(formdata=None, prefix="day-"),
        off=OffForm(formdata=None, prefix="off-"),
        settings=settings_form(physician),
        changed=changed,
    )


def settings_form(physician: Physician, *, sent: bool = False) -> SettingsForm:
    rules = queries.booking_rules(physician.id)
    data = {
        **{name: getattr(rules, name) for name in BookingSettings.__dataclass_fields__},
        "notice_hours": rules.notice // 60,
        "reasons": list(rules.accepts_reasons),
        "countries": ", ".join(rules.accepts_countries),
        "languages": list(rules.accepts_languages),
    }
    form = SettingsForm(prefix="set-", data=data) if sent else SettingsForm(formdata=None, prefix="set-", data=data)
    spoken = list(dict.fromkeys([*physician.languages, *rules.accepts_languages]))
    form.languages.choices = [(tag, language_name(tag, formats.locale())) for tag in spoken]
    return form


def _rule_form(physician: Physician) -> tuple[RuleForm, int | None]:
    text = request.args.get("change", "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        return RuleForm(formdata=None, prefix="rule-"), None
    rule = queries.own_rule_or_404(physician.id, int(text))
    data = {
        "weekday": rule.weekday,
        "starts": clock_text(rule.starts),
        "ends": clock_text(rule.ends),
        "effective_from": rule.effective_from,
        "effective_until": rule.effective_until,
    }
    return RuleForm(formdata=None, prefix="rule-", data=data), rule.id


def show(physician: Physician, forms: Forms) -> Answer:
    at = now()
    monday = _monday(physician, at)
    return page(
        "scheduling/week.html",
        form=forms.sent,
        forms=forms,
        physician=physician,
        zone_label=formats.zone_label(physician.zone, at),
        days=_days(physician, monday, at),
        rules=[_rule_row(rule) for rule in queries.weekly_rules(physician.id)],
        changes=[_change_row(each) for each in queries.exceptions(physician.id, clock.today(physician.zone, at))],
        away=away_of(physician, at),
        next_seen=_next_seen(physician, at),
        week_of=formats.day(monday),
        earlier=_week_address(monday - _WEEK),
        later=_week_address(monday + _WEEK),
    )


def _monday(physician: Physician, at: datetime) -> date:
    """The week asked for, within two years; else this one."""
    today = clock.today(physician.zone, at)
    try:
        asked = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        asked = today
    if abs(asked - today) > timedelta(days=730):
        asked = today
    return asked - timedelta(days=asked.weekday())


def _week_address(monday: date) -> str:
    return url_for(".week", week=monday.isoformat())


def _days(physician: Physician, monday: date, at: datetime) -> list[WeekDay]:
    first, until = (_midnight(day, physician.zone) for day in (monday, monday + _WEEK))
    sheet = queries.sheet(physician.id, first, until, at)
    seen = _by_day(((each.starts, each.starts) for each in open_times(sheet, first, until, at)), physician.zone)
    claims = queries.claims_within(physician.id, first, until, at)
    booked = _by_day(((claim.visit_starts, claim.visit_ends) for claim in claims), physician.zone)
    rules, changes = queries.weekly_rules(physician.id), queries.exceptions(physician.id, monday)
    found = []
    for number, name in WEEKDAYS:
        day = monday + timedelta(days=number)
        found.append(
            WeekDay(
                name=str(name),
                date=formats.short_day(day),
                hours=[_rule_row(rule) for rule in rules if rule.weekday == number and _in_force(rule, day)],
                changes=[_change_row(change) for change in changes if change.day == day],
                booked=[_span(begins, ends, physician.zone) for begins, ends in booked.get(day, [])],
                seen=list(dict.fromkeys(formats.clock_time(starts, physician.zone) for starts, _ in seen.get(day, []))),
            )
        )
    return found


def _by_day(spans: Iterable[tuple[datetime, datetime]], zone: str) -> dict[date, list[tuple[datetime, datetime]]]:
    found: dict[date, list[tuple[datetime, datetime]]] = {}
    for starts, ends in spans:
        found.setdefault(clock.today(zone, starts), []).append((starts, ends))
    return found


def _in_force(rule: WeeklyRule, day: date) -> bool:
    first, last = rule.effective_from, rule.effective_until
    return (first is None or first <= day) and (last is None or day <= last)


def _rule_row(rule: WeeklyRule) -> Row:
    parts = []
    if rule.effective_from:
        parts.append(_("from %(day)s", day=formats.short_day(rule.effective_from)))
    if rule.effective_until:
        parts.append(_("until %(day)s", day=formats.short_day(rule.effective_until)))
    day = str(WEEKDAYS[rule.weekday][1])
    return Row(rule.id, f"{day} {clock_text(rule.starts)}–{clock_text(rule.ends)}", " ".join(parts))


def _change_row(change: DayException) -> Row:
    kind = _("Extra hours") if change.opens else _("Closed")
    whole = (change.starts, change.ends) == (0, 24 * 60)
    hours = _("the whole day") if whole else f"{clock_text(change.starts)}–{clock_text(change.ends)}"
    return Row(change.id, f"{formats.day(change.day)}: {kind}, {hours}")


def _span(starts: datetime, ends: datetime, zone: str) -> str:
    return f"{formats.clock_time(starts, zone)} – {formats.clock_time(ends, zone)}"


def _next_seen(physician: Physician, at: datetime) -> list[str]:
    """The first times anybody can book, whatever the week shown."""
    sheet = queries.whole_sheet(physician.id, at)
    found = sorted(each.starts for kind in sheet.kinds for each in first_open(sheet, kind, at, limit=3))
    return [formats.moment(starts, physician.zone) for starts in dict.fromkeys(found)][:3]


def clock_text(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), clock.zone(zone)).astimezone(UTC)
