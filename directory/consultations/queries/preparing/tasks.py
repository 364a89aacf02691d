"""The task list: what is done, what is left, until when, and who acts next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from directory.consultations.models import Consultation
from directory.consultations.queries import sealed
from directory.consultations.queries.access import by_id
from directory.consultations.queries.preparing.asked import tasks_in
from directory.consultations.queries.preparing.intake import facts_of
from directory.consultations.rules.intake import (
    PER_DAY,
    Advice,
    Answers,
    advice,
    complete,
    is_open,
    missing_views,
    steps_of,
    unseen,
)
from directory.consultations.rules.states import State, state_words
from directory.consultations.rules.tasks import ASKED, TITLES, Task
from directory.core import formats
from directory.core.clock import zone
from directory.core.db import session
from directory.photos import queries as photos
from directory.photos.models import Photo
from directory.photos.queries import PhotoCard
from directory.physicians import queries as physicians
from directory.physicians.rules import VisitKind

Every = Mapping[str, Answers]


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One line of the list, as `components/page.html: task_list` shows it."""

    title: str
    address: str | None
    state: str
    kind: str
    hint: str


@dataclass(frozen=True, slots=True)
class Preparation:
    open: bool
    written: bool
    tasks: tuple[TaskCard, ...]
    left: int
    until: str
    next: str
    advice: tuple[str, ...]


def owner_of(consultation: Consultation) -> str:
    """The owner string of a consultation's photos."""
    return f"consultation:{consultation.id}"


def consultation_of_photo(photo_id: str) -> int | None:
    """The consultation a photo was sent for; None for a photo of something else, or one that is gone."""
    photo = session().get(Photo, photo_id)
    kind, _colon, number = photo.owner.partition(":") if photo else ("", "", "")
    return int(number) if kind == "consultation" and number.isdecimal() and by_id(int(number)) else None


def may_add(consultation: Consultation, now: datetime) -> bool:
    c = consultation
    return is_open(c.visit, c.state, c.appointment, c.starts, now)


def done(consultation: Consultation, every: Every, sent: set[str]) -> list[Task]:
    """The tasks that are complete as things stand now."""
    return [task for task in tasks_in(every) if complete(task, every.get(task, {}), consultation.visit, sent)]


def waits_for_proof(consultation: Consultation) -> bool:
    """A written request is not sent before its address is proved."""
    c = consultation
    return c.visit is VisitKind.WRITTEN and c.ready is None and c.confirmed is None


def preparation(consultation: Consultation, base: str, now: datetime) -> Preparation:
    """`base` is the address of the task list."""
    every, cards = sealed.answers_of(consultation), photos.of_owner(owner_of(consultation))
    finished = done(consultation, every, sent_of(cards))
    left = [task for task in ASKED if task not in finished]
    name = physicians.by_id(consultation.physician_id).display_name
    opened = may_add(consultation, now)
    return Preparation(
        open=opened,
        written=consultation.visit is VisitKind.WRITTEN,
        tasks=tuple(_card(task, consultation, every, cards, finished, base) for task in tasks_in(every)),
        left=len(left),
        until=_until(consultation, opened=opened),
        next=_next(consultation, name, len(left), opened=opened),
        advice=tuple(_(each.sentence) for each in _shown(every, consultation, cards, now)) if opened else (),
    )


def sent_of(cards: list[PhotoCard]) -> set[str]:
    """The views that need not be asked again."""
    return {card.view for card in cards if not card.failed}


def _shown(every: Every, consultation: Consultation, cards: list[PhotoCard], now: datetime) -> list[Advice]:
    """A scar photo that was sent is not asked for; a strength is asked about on its own page."""
    found = [each for each in advice(every, facts_of(consultation, now)) if each.sentence != PER_DAY]
    scar = "scar_ruler" in sent_of(cards)
    return [each for each in found if not (scar and each.task is Task.PHOTOS)]


def _card(
    task: Task, consultation: Consultation, every: Every, cards: list[PhotoCard], finished: list[Task], base: str
) -> TaskCard:
    ready = task in finished
    answers = every.get(task, {})
    begun = bool(answers) or (task is Task.PHOTOS and bool(cards))
    state = _("Done") if ready else _("Begun") if begun else _("To do") if task in ASKED else _("If you like")
    kind = "success" if ready else "warm" if begun else "plain"
    hint = _photos_hint(consultation, answers, cards) if task is Task.PHOTOS else _hint(task, answers)
    return TaskCard(_(TITLES[task]), f"{base}/{task.value.replace('_', '-')}", state, kind, hint)


def _hint(task: Task, answers: Answers) -> str:
    if task is Task.QUESTIONS:
        return str(_("Up to five; the physician goes through them with you."))
    total, left = len(steps_of(task)), len(unseen(task, answers))
    return str(_("%(done)s of %(total)s questions done", done=total - left, total=total))


def _photos_hint(consultation: Consultation, answers: Answers, cards: list[PhotoCard]) -> str:
    failed = len({card.view for card in cards if card.failed} - sent_of(cards))
    if failed:
        return str(ngettext("%(num)d photo could not be used", "%(num)d photos could not be used", failed))
    missing = missing_views(consultation.visit, answers, sent_of(cards))
    if missing:
        return str(ngettext("%(num)d view is missing", "%(num)d views are missing", len(missing)))
    if not cards:
        return (
            str(_("Three views help; none is required for a call."))
            if consultation.visit is not VisitKind.WRITTEN
            else ""
        )
    return str(ngettext("%(num)d photo sent", "%(num)d photos sent", sum(not card.failed for card in cards)))


def _until(consultation: Consultation, *, opened: bool) -> str:
    if not opened:
        return ""
    if consultation.starts is None or consultation.state is State.MORE_ASKED:
        return str(_("You can add and change answers until the opinion is signed."))
    when = formats.moment(consultation.starts, consultation.zone)
    return str(_("You can add and change answers until your consultation starts: %(when)s.", when=when))


def _next(consultation: Consultation, name: str, left: int, *, opened: bool) -> str:
    """Who acts next."""
    if not opened:
        return str(_("What you sent can be read here, but no longer changed."))
    if consultation.state is State.MORE_ASKED:
        return str(_("%(physician)s asks for something more.", physician=name))
    if not left and waits_for_proof(consultation):
        return str(
            _("Open the e-mail we sent and press the button: then your request goes to %(physician)s.", physician=name)
        )
    if not left or consultation.opinion_due is not None:
        return _sent(consultation, name, left)
    if consultation.visit is VisitKind.WRITTEN:
        return str(
            ngettext(
                "%(num)d thing left to do. Your request is sent to %(physician)s when it is done.",
                "%(num)d things left to do. Your request is sent to %(physician)s when they are done.",
                left,
                physician=name,
            )
        )
    return str(
        _(
            "Your call takes place also when something is missing here; it helps %(physician)s to prepare.",
            physician=name,
        )
    )


def _sent(consultation: Consultation, name: str, left: int) -> str:
    """Nothing is missing, or it is missing again after a written request was sent."""
    if consultation.opinion_due is None:
        return str(_("%(physician)s has what is needed. There is nothing more you must do.", physician=name))
    place = zone(physicians.by_id(consultation.physician_id).zone)
    due = formats.weekday(consultation.opinion_due.astimezone(place).date())
    if consultation.state is State.OVERDUE:
        return str(_(state_words(State.OVERDUE, missing=left), physician=name, due=due))
    if left:
        return str(
            _("Your request has been sent. Something is missing again: adding it helps %(physician)s.", physician=name)
        )
    return str(_("Your request has been sent. %(physician)s writes to you by %(due)s.", physician=name, due=due))
