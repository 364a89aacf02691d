"""The physician asks for something more; the patient sends it. The clock of the opinion stands still meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from directory.consultations.actions import announcing, outcomes
from directory.consultations.actions.drafting import save_answers
from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation
from directory.consultations.queries import access, preparing
from directory.consultations.queries.pages import case_of
from directory.consultations.queries.preparing import Ask
from directory.consultations.queries.staff import check_to_ask, is_shared
from directory.consultations.rules.asking import CLOCK_RUNS, Asking, ListAsked, NothingSaid
from directory.consultations.rules.intake import Closed
from directory.consultations.rules.states import CONSULTATIONS, State
from directory.consultations.rules.tasks import Task
from directory.core.refusals import N_, Conflict
from directory.photos import queries as photos


class NotShared(Conflict):
    message = N_("The patient has withdrawn consent, so nothing more can be asked for.")


def ask(consultation_id: int, asked: Asking, actor: str, now: datetime) -> Consultation:
    """Before a call it is an addition to what may be prepared; afterwards the opinion waits for the answer.

    Raises MayNotAsk, AskedOften, ListAsked or NotShared.
    """
    consultation = access.locked(consultation_id)
    earlier = preparing.asks_of(consultation)
    check_to_ask(consultation, now)
    if asked.surgical and any(each.surgical for each in earlier):
        raise ListAsked
    if not is_shared(consultation):
        raise NotShared
    left = _stop_clock(consultation, now) if consultation.state in CLOCK_RUNS else 0
    _keep(consultation, [*earlier, Ask(now, asked.views, asked.words, left, "", None, asked.surgical)], now)
    happened(consultation, "more_asked", actor, now, photos=len(asked.views))
    announcing.more_asked(consultation, len(earlier) + 1, now)
    return consultation


def answer(consultation_id: int, words: str, now: datetime) -> bool:
    """What was asked for is sent: the clock goes on with the days that were left. False: nothing was open.

    Raises NothingSaid, or Closed when nothing can be sent any more.
    """
    consultation = access.locked(consultation_id)
    asks = preparing.asks_of(consultation)
    waiting = [each for each in asks if each.answered is None]
    if not waiting:
        return False
    if not preparing.may_add(consultation, now):
        raise Closed
    listed = any(each.surgical for each in waiting) and Task.SURGICAL in consultation.tasks_done
    if not words and not listed and not _photo_since(consultation, waiting[0].at):
        raise NothingSaid
    _answered(consultation, asks, words, now)
    return True


def list_filled(consultation: Consultation, now: datetime) -> None:
    """Somebody went through the surgical list: where nothing else was asked for, that is the answer."""
    asks = preparing.asks_of(consultation)
    waiting = [each for each in asks if each.answered is None]
    if waiting and Task.SURGICAL in consultation.tasks_done and all(_only_list(each) for each in waiting):
        _answered(consultation, asks, "", now)


def _only_list(ask: Ask) -> bool:
    return ask.surgical and not ask.views and not ask.words


def _answered(consultation: Consultation, asks: Sequence[Ask], words: str, now: datetime) -> None:
    waiting = [each for each in asks if each.answered is None]
    done = [replace(each, answer=words, answered=now) if each.answered is None else each for each in asks]
    _keep(consultation, done, now)
    if consultation.state is State.MORE_ASKED:
        consultation.state = CONSULTATIONS.target("answered", consultation.state, case_of(consultation, now))
        outcomes.set_due(consultation, max(each.left for each in waiting) or 1, now)
    happened(consultation, "answered", f"patient:{consultation.patient_id}", now)
    announcing.answered(consultation, len(asks), now)


def _stop_clock(consultation: Consultation, now: datetime) -> int:
    """Returns the clinic days that were left."""
    left = outcomes.days_left(consultation, now)
    consultation.state = CONSULTATIONS.target("ask_more", consultation.state, case_of(consultation, now))
    consultation.opinion_due = None
    return left


def _keep(consultation: Consultation, asks: list[Ask], now: datetime) -> None:
    save_answers(consultation, preparing.ASKED, {"list": [preparing.kept(each) for each in asks]}, now)


def _photo_since(consultation: Consultation, at: datetime) -> bool:
    return any(card.created >= at and not card.failed for card in photos.of_owner(preparing.owner_of(consultation)))
