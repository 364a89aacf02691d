"""Available times of a physician: the page, and the same as JSON."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _

from directory.core import clock, formats
from directory.core.clock import now
from directory.core.forms import translated
from directory.core.policy import public
from directory.core.refusals import N_, Refusal
from directory.core.web import Answer, page
from directory.physicians import queries as physicians
from directory.physicians.models import Physician
from directory.physicians.rules import NOT_LICENSED_THERE, Jurisdiction, VisitKind
from directory.places import queries as places
from directory.scheduling import queries
from directory.scheduling.forms import BadQuery, HoldForm, TimesAsked, read_times
from directory.scheduling.forms.choose import PAGE_DAYS
from directory.scheduling.queries.days import DayOfTimes, by_day, generic_zone
from directory.scheduling.rules import OpenTime, Sheet, at_minute, minute_from, open_starts, open_times
from directory.scheduling.views import instants, zones
from directory.scheduling.views.blueprint import bp

KINDS = {
    VisitKind.VIDEO: N_("Video call"),
    VisitKind.TELEPHONE: N_("Telephone call"),
    VisitKind.WRITTEN: N_("Written opinion"),
}
_FAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    address: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class TimesPage:
    """All the template shows; `next_day` leads to the first day with times after an empty stretch."""

    kind: VisitKind | None
    kinds: list[Link]
    days: list[DayOfTimes]
    nearest: list[DayOfTimes]
    bookable: bool
    length: int
    window: int
    stretch: str
    zone: str
    zone_label: str
    zone_name: str
    asks_zone: bool
    first: date
    earlier: Link | None
    later: Link | None
    next_day: Link | None


@bp.get("/physicians/<slug>/times")
@public
def times(slug: str) -> Answer:
    physician = physicians.listed_or_404(slug)
    at = now()
    try:
        asked = read_times(request.args.to_dict(flat=False), zone=zones.chosen() or physician.zone, now=at)
    except BadQuery as refusal:
        usual = read_times({}, zone=zones.chosen() or physician.zone, now=at)
        answer = show(physician, usual, HoldForm(formdata=None), problem=translated(refusal))
        return current_app.make_response(answer), refusal.status
    if request.args.get("zone"):
        zones.keep(asked.zone)
    return show(physician, asked, HoldForm(formdata=None))


def show(
    physician: Physician,
    asked: TimesAsked,
    form: HoldForm,
    *,
    problem: str = "",
    nearest: list[OpenTime] | None = None,
) -> Answer:
    at = now()
    first = min(at, _midnight(asked.first, asked.zone))
    licences = physicians.licences(physician.id, at)
    sheet = queries.sheet(physician.id, first, at + _FAR, at)
    if form.start.data is None:
        form.start.data = request.args.get("start", "")
    return page(
        "scheduling/times.html",
        form=form,
        physician=physician,
        problem=problem,
        shown=_page(physician, sheet, asked, nearest or []),
        settings_of=sheet.settings,
        zone_options=zones.options(at),
        licences=licences,
        licence_notice=_licence_notice(physician, asked.zone, licences),
    )


@bp.get("/physicians/<slug>/times.json")
@public
def times_json(slug: str) -> Answer:
    try:
        physician = physicians.listed_or_404(slug)
        asked = read_times(request.args.to_dict(flat=False), zone=physician.zone, now=now())
    except Refusal as refusal:
        body = {"error": type(refusal).__name__, "message": translated(refusal), **refusal.values}
        return current_app.json.response(body), refusal.status
    return Response(_json(physician, asked, now()), mimetype="application/json")


def _json(physician: Physician, asked: TimesAsked, at: datetime) -> str:
    first, until = _stretch(asked, asked.days)
    sheet = queries.sheet(physician.id, first, until, at)
    rows = instants.rows(sheet, first, until, at, visit=asked.kind, zone=asked.zone)
    head = {"physician": physician.slug, "zone": asked.zone, "from": asked.first.isoformat(), "days": asked.days}
    # The rows are hundreds of dates without a character to escape: joined, not serialised one by one.
    return f'{current_app.json.dumps(head)[:-1].rstrip()}, "times": [{rows}]}}\n'


def _page(physician: Physician, sheet: Sheet, asked: TimesAsked, nearest: list[OpenTime]) -> TimesPage:
    kinds = sheet.kinds  # a video call without a room is none
    kind = asked.kind if asked.kind in kinds else next(iter(kinds), None)
    days = min(asked.days, PAGE_DAYS)
    first, until = _stretch(asked, days)
    at = now()
    shown = open_times(sheet, first, until, at, visit=kind) if kind else []
    ahead = _after(sheet, kind, until, at) if kind else None
    today = clock.today(asked.zone, at)
    step = timedelta(days=days)
    return TimesPage(
        kind=kind,
        kinds=[_link(physician, asked, _(KINDS[each]), kind=each, current=each is kind) for each in kinds],
        days=by_day(shown, asked.zone),
        nearest=by_day(nearest, asked.zone),
        bookable=sheet.bookable and bool(kinds),
        length=sheet.settings.length(kind) if kind else 0,
        window=sheet.settings.window,
        stretch=f"{formats.short_day(asked.first)} – {formats.short_day(asked.first + step - timedelta(days=1))}",
        zone=asked.zone,
        zone_label=_zone_label(asked.zone, first),
        zone_name=generic_zone(asked.zone),
        asks_zone=zones.chosen() is None and "zone" not in request.args,
        first=asked.first,
        earlier=_link(physician, asked, _("Earlier days"), first=max(today, asked.first - step))
        if asked.first > today
        else None,
        later=_link(physician, asked, _("Later days"), first=asked.first + step) if ahead and shown else None,
        next_day=_next_day(physician, asked, ahead) if not shown else None,
    )


def _after(sheet: Sheet, kind: VisitKind, until: datetime, at: datetime) -> datetime | None:
    """The first available time after the days shown."""
    starts = open_starts(sheet, kind, minute_from(until), minute_from(at + _FAR), now=at)
    return at_minute(starts[0]) if starts else None


def _next_day(physician: Physician, asked: TimesAsked, ahead: datetime | None) -> Link | None:
    if ahead is None:
        return None
    day = clock.today(asked.zone, ahead)
    return _link(physician, asked, formats.day(day), first=day)


def _link(
    physician: Physician,
    asked: TimesAsked,
    text: str,
    *,
    first: date | None = None,
    kind: VisitKind | None = None,
    current: bool = False,
) -> Link:
    given: dict[str, Any] = {"from": (first or asked.first).isoformat(), "kind": kind or asked.kind}
    if "zone" in request.values:
        given["zone"] = asked.zone
    if asked.days != PAGE_DAYS:
        given["days"] = str(asked.days)
    address = url_for(".times", slug=physician.slug, **{name: each for name, each in given.items() if each})
    return Link(text, address, current)


def _stretch(asked: TimesAsked, days: int) -> tuple[datetime, datetime]:
    return _midnight(asked.first, asked.zone), _midnight(asked.first + timedelta(days=days), asked.zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), clock.zone(zone)).astimezone(UTC)


def _zone_label(zone: str, at: datetime) -> str:
    return f"{generic_zone(zone)} ({formats.offset(at.astimezone(clock.zone(zone)))})"


def _licence_notice(physician: Physician, zone: str, licences: list[Jurisdiction]) -> str:
    """The reader's country is a guess from the zone; the Book pages ask. Said here only where no licence can fit."""
    country = places.zone_country(zone)
    if country is None or country in {each.country for each in licences}:
        return ""
    return _(NOT_LICENSED_THERE, name=physician.name)
