"""The photos page: which views are asked, what was sent, what stands above the button, and who looked."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from directory.accounts.rules.texts import Purpose, current_text
from directory.consultations.drawings import DRAWINGS
from directory.consultations.models import Consultation
from directory.consultations.queries import sealed
from directory.consultations.queries.preparing.asked import asks_in
from directory.consultations.queries.preparing.tasks import may_add, owner_of
from directory.consultations.rules.intake import Answers, had_strip, reasons
from directory.consultations.rules.notes import WISH
from directory.consultations.rules.tasks import Task
from directory.core.settings import current
from directory.photos import queries as photos
from directory.photos.queries import OpeningRow, PhotoCard
from directory.photos.rules import Asked, Need, suggested
from directory.physicians import queries as physicians
from directory.physicians.rules import VisitKind


@dataclass(frozen=True, slots=True)
class PhotosPage:
    asked: list[Asked]
    cards: list[PhotoCard]
    openings: list[OpeningRow]
    words: str
    intro: str
    open: bool
    waiting: bool
    reasons: dict[str, str]
    underneath: str


def photos_page(consultation: Consultation, now: datetime) -> PhotosPage:
    every, owner = sealed.answers_of(consultation), owner_of(consultation)
    answers = every.get(Task.PHOTOS, {})
    cards = photos.of_owner(owner)
    return PhotosPage(
        asked=asked_views(consultation),
        cards=cards,
        openings=photos.openings_of(owner),
        words=consent_words(consultation),
        intro=_intro(consultation.visit),
        open=may_add(consultation, now),
        waiting=any(card.waiting for card in cards),
        reasons=reasons(answers),
        underneath=str(answers.get("underneath") or ""),
    )


def asked_views(consultation: Consultation) -> list[Asked]:
    """By visit, reason, chosen drawing and earlier operations; and what the physician asked for."""
    every = sealed.answers_of(consultation)
    wish: Answers = every.get(WISH, {})
    drawing = DRAWINGS.get(str(every.get(Task.HAIR_LOSS, {}).get("drawing")))
    reason, row = str(wish.get("reason") or ""), drawing.row if drawing else ""
    found = suggested(consultation.visit.value, reason, row, had_strip(every))
    wanted = {key for ask in asks_in(every) if ask.answered is None for key in ask.views}
    raised = (replace(each, need=Need.SUGGESTED) if each.optional and each.key in wanted else each for each in found)
    return sorted(raised, key=lambda each: (not each.required, each.optional))


def consent_values(consultation: Consultation) -> dict[str, str]:
    """What fills the photos sentence: shown and kept from the same values. No staff until there are delegates."""
    name = physicians.by_id(consultation.physician_id).display_name
    return {"physician": name, "staff": "", "days": str(current().backup_days)}


def consent_words(consultation: Consultation) -> str:
    return current_text(Purpose.PHOTOS, language_of(consultation)).shown(consent_values(consultation))


def language_of(consultation: Consultation) -> str:
    return consultation.locale.partition("_")[0]


def _intro(visit: VisitKind) -> str:
    if visit is VisitKind.WRITTEN:
        return str(_("A written opinion needs five views. If you cannot take one, say why: that counts as well."))
    return str(_("Three views help the physician most. None is required: your call takes place without them too."))
