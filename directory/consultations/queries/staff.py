"""What a physician's and a coordinator's page of one consultation show. Health answers are for the physician only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from directory.accounts import queries as accounts
from directory.accounts.rules.texts import Purpose
from directory.consultations.models import Consultation
from directory.consultations.queries import consents, joining, practice, preparing, sealed
from directory.consultations.queries.history import HistoryLine, history_of
from directory.consultations.queries.pages import VISITS, case_of
from directory.consultations.queries.preparing import Ask, NoteLine, Section
from directory.consultations.queries.signed import is_signed
from directory.consultations.rules import staff
from directory.consultations.rules.asking import check_may_ask, check_may_decline
from directory.consultations.rules.booking import Contact
from directory.consultations.rules.joining import Phase
from directory.consultations.rules.staff import Next
from directory.consultations.rules.states import APPOINTMENTS, CONSULTATIONS, ENDED, Appointment, NotYet
from directory.consultations.rules.tasks import Task, missing
from directory.core import formats, vault
from directory.core.refusals import Refusal
from directory.photos import queries as photos
from directory.photos.models import Opening
from directory.photos.queries import OpeningRow, PhotoCard
from directory.physicians import queries as physicians
from directory.physicians.models import Physician
from directory.physicians.rules import Jurisdiction, covers

MARKS = ("attend", "miss", "absent")


@dataclass(frozen=True, slots=True)
class Moves:
    """Which buttons a page shows, from the same table that the server asks; `not_yet` says why marks are missing."""

    marks: tuple[str, ...]
    not_yet: bool
    cancel: bool
    propose: bool
    late: bool
    ask: bool
    ask_list: bool
    decline: bool


@dataclass(frozen=True, slots=True)
class StaffPage:
    """What both kinds of reader see."""

    consultation: Consultation
    physician: Physician
    visit: str
    appointment: str
    badge: str
    state: str
    when: str
    when_patient: str
    next: Next
    missing: tuple[str, ...]
    moves: Moves
    history: list[HistoryLine]
    opinion: str  # signed, or to be written, or neither
    join: str  # the phase of the Join page; empty for a written request


@dataclass(frozen=True, slots=True)
class Patient:
    """What the physician reads; `shared` False: consent was withdrawn or the data erased, and all of it is closed."""

    shared: bool
    photos: bool
    name: str
    contact: Contact
    sections: tuple[Section, ...]
    notes: tuple[NoteLine, ...]
    unlicensed: str  # the place without a licence; empty where there is one
    earlier: list[Consultation]
    cancel_words: str
    number: str
    asks: tuple[Ask, ...]


def staff_page(consultation: Consultation, move: str, now: datetime, *, words: bool = False) -> StaffPage:
    """`move` is the reader's own cancellation in the table of moves."""
    physician = physicians.by_id(consultation.physician_id)
    state = consultation.appointment
    return StaffPage(
        consultation=consultation,
        physician=physician,
        visit=_(VISITS[consultation.visit]),
        appointment=_(staff.APPOINTMENTS[state]) if state else "",
        badge=staff.BADGES.get(state, "") if state else "",
        state=_(staff.STATES[consultation.state]),
        when=_when(consultation, physician.zone),
        when_patient=_when(consultation, consultation.zone) if consultation.zone != physician.zone else "",
        next=staff.next_step(practice.standing_of(consultation), now),
        missing=tuple(_(staff.TASKS[task]) for task in missing(consultation.tasks_done)),
        moves=_moves(consultation, move, now),
        history=history_of(consultation, physician.zone, words=words),
        opinion=_opinion(consultation),
        join=str(joining.phase_of(consultation, now) or ""),
    )


def patient_of(consultation: Consultation, now: datetime) -> Patient:
    """Opened for the consultation's own physician."""
    try:
        contact, shared = sealed.contact_of(consultation), is_shared(consultation)
    except vault.Erased:
        contact, shared = sealed.EMPTY, False
    return Patient(
        shared=shared,
        photos=shared and photos_shared(consultation),
        name=contact.name,
        contact=contact,
        sections=tuple(preparing.intake_view(consultation)) if shared else (),
        notes=tuple(preparing.notes_view(consultation, now)) if shared else (),
        unlicensed=_unlicensed(consultation, now),
        earlier=practice.earlier_of(consultation),
        cancel_words=words_of_ending(consultation) if shared else "",
        number=joining.number_of(consultation, now) if consultation.starts else "",
        asks=preparing.asks_of(consultation) if shared else (),
    )


def is_shared(consultation: Consultation) -> bool:
    """Asked in every view: a withdrawn consent and an erasure take effect at once."""
    key, about = vault.by_id(consultation.vault_id), f"consultation:{consultation.id}"
    return (
        key is not None
        and key.destroyed is None
        and accounts.has_consent(f"patient:{consultation.patient_id}", Purpose.SHARE, about)
    )


def photos_shared(consultation: Consultation) -> bool:
    """The words on the photos page are a consent of their own."""
    about = preparing.owner_of(consultation)
    return is_shared(consultation) and accounts.has_consent(f"patient:{consultation.patient_id}", Purpose.PHOTOS, about)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The photos: how many there are, and the opening that shows them, if there is a live one of this reader."""

    cards: list[PhotoCard]
    openings: list[OpeningRow]
    opening: Opening | None
    ended: bool
    pair: tuple[PhotoCard, PhotoCard] | None


def viewer_of(
    consultation: Consultation, actor: str, now: datetime, *, opening: str = "", left: str = "", right: str = ""
) -> Viewer:
    """`opening` names one made by a POST; of somebody else, of another patient or ended, it shows nothing."""
    owner = preparing.owner_of(consultation)
    cards = photos.of_owner(owner)
    live = _live(opening, owner, actor, now) if opening else None
    ready = {card.id: card for card in cards if card.ready}
    both = (ready[left], ready[right]) if live and left in ready and right in ready else None
    return Viewer(cards, photos.openings_of(owner), live, bool(opening) and live is None, both)


def _opinion(consultation: Consultation) -> str:
    if is_signed(consultation.id):
        return "signed"
    return "open" if consultation.state not in ENDED and is_shared(consultation) else ""


def problems(consultation: Consultation, move: str, now: datetime) -> list[Refusal]:
    """Against a move in the table; what the pages hide, the server refuses with the same reason."""
    return APPOINTMENTS.problems(move, consultation.appointment or Appointment.HELD, case_of(consultation, now))


def _moves(consultation: Consultation, cancel: str, now: datetime) -> Moves:
    against = {move: problems(consultation, move, now) for move in (*MARKS, cancel, "propose")}
    asks = _may(check_to_ask, consultation, now) and is_shared(consultation)
    begun = consultation.starts is not None and now >= consultation.starts
    return Moves(
        marks=tuple(move for move in MARKS if not against[move]),
        not_yet=any(isinstance(reason, NotYet) for move in MARKS for reason in against[move]),
        cancel=not against[cancel],
        propose=not against["propose"] and not begun,
        late=joining.phase_of(consultation, now) is Phase.OPEN,
        ask=asks,
        ask_list=asks and Task.SURGICAL not in preparing.tasks_of(consultation),
        decline=_may(check_to_decline, consultation, now),
    )


def check_to_ask(consultation: Consultation, now: datetime) -> None:
    """Raises what the server would say: MayNotAsk or AskedOften."""
    c = consultation
    check_may_ask(c.state, c.appointment, c.starts, now, asked=len(preparing.asks_of(c)))


def check_to_decline(consultation: Consultation, now: datetime) -> None:
    """Raises MarkFirst, or what the table says."""
    check_may_decline(consultation.appointment, consultation.starts, now)
    CONSULTATIONS.target("decline", consultation.state, case_of(consultation, now))


def _may(check: Callable[[Consultation, datetime], None], consultation: Consultation, now: datetime) -> bool:
    try:
        check(consultation, now)
    except Refusal:
        return False
    return True


def _live(opening: str, owner: str, actor: str, now: datetime) -> Opening | None:
    try:
        found = photos.opening_or_404(opening, actor, now)
    except Refusal:
        return None
    return found if found.owner == owner else None


def _when(consultation: Consultation, zone: str) -> str:
    return formats.moment(consultation.starts, zone) if consultation.starts else ""


def _unlicensed(consultation: Consultation, now: datetime) -> str:
    here = Jurisdiction(consultation.country, consultation.region or None)
    if not here.country or covers(physicians.licences(consultation.physician_id, now), here.country, here.region):
        return ""
    return consents.place_names([here])


def words_of_ending(consultation: Consultation) -> str:
    """What somebody wrote when it was cancelled or declined. Raises vault.Erased."""
    if consultation.sealed_cancel_words is None:
        return ""
    name = sealed.name_of(consultation, "cancel")
    return vault.open_(sealed.key_of(consultation), name, consultation.sealed_cancel_words).decode()
