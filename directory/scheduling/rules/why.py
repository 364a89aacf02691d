"""The sentence for a time that is not listed: what is wrong with it, told by the same decision."""

from datetime import datetime, timedelta

from directory.core.refusals import N_, Refusal
from directory.physicians.rules import VisitKind
from directory.scheduling.rules.open import is_open, nearest
from directory.scheduling.rules.refusals import NotBookable, NotOffered, SlotTaken
from directory.scheduling.rules.sheet import Sheet, at_minute, minute_of, without_claims


def why_not(sheet: Sheet, starts: datetime, visit: VisitKind, now: datetime) -> Refusal | None:
    """None when the time is available."""
    if is_open(sheet, starts, visit, now):
        return None
    if not sheet.bookable:
        return NotBookable()
    if is_open(without_claims(sheet), starts, visit, now):
        return SlotTaken(nearest=nearest(sheet, starts, visit, now))
    return NotOffered(_reason(sheet, starts, visit, now))


def _reason(sheet: Sheet, starts: datetime, visit: VisitKind, now: datetime) -> str:
    if visit not in sheet.kinds or visit is VisitKind.WRITTEN:
        return N_("This physician does not offer this kind of consultation at a set time.")
    if starts <= now:
        return N_("This time is in the past. Please choose a later one.")
    if at_minute(minute_of(starts)) != starts:
        return N_("A time has whole minutes, without seconds. Please choose one of the times shown.")
    if starts - now < timedelta(minutes=sheet.settings.notice):
        return N_("This time is too soon to book online. Please choose a later one.")
    if starts - now > timedelta(days=sheet.settings.window):
        return N_("This time is too far ahead to book online. Please choose an earlier one.")
    return NotOffered.message
