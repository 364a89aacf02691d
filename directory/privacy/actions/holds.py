"""Legal holds. The application's row is locked first, so that nothing is erased between the asking and the freezing."""

from datetime import datetime

from directory.core import audit, vault
from directory.core.db import session
from directory.core.outbox import post
from directory.core.refusals import NotThere
from directory.membership.actions import retention as membership
from directory.membership.models import Application
from directory.membership.queries import application as applications
from directory.membership.queries import desk
from directory.membership.queries import retention as endings
from directory.membership.rules.retention import OVER
from directory.privacy import letters
from directory.privacy.models import HoldStep, LegalHold
from directory.privacy.queries import holds as queries
from directory.privacy.rules import holds as rules
from directory.privacy.rules.holds import HoldAsked, State, Step


def ask(asked: HoldAsked, *, person_id: int, now: datetime) -> LegalHold:
    """The first signature: frozen from now on. Raises UnknownCase, also for a case this coordinator may not know of;
    HeldAlready, NothingKept, and what `check_asked` raises."""
    rules.check_asked(asked, now.date())
    application = _application(asked.reference, person_id)
    subject = endings.subject_of(application.id)
    if queries.standing(subject) is not None:
        raise rules.HeldAlready
    if application.state in OVER and endings.ended_now(application.id) is None:
        raise rules.NothingKept
    hold = _new(subject, asked, person_id, now)
    membership.freeze(application, actor=_actor(person_id), now=now)
    _add_step(hold, rules.ASK, asked.words, person_id=person_id, now=now)
    post(letters.ASKED, hold.id, due=now)
    return hold


def _application(reference: str, person_id: int) -> Application:
    try:
        return desk.locked_or_404(reference, person_id)
    except NotThere:
        raise rules.UnknownCase from None


def _new(subject: str, asked: HoldAsked, person_id: int, now: datetime) -> LegalHold:
    box = vault.create(now)
    court = asked.court.strip() if asked.silent else ""
    hold = LegalHold(
        subject=subject,
        state=State.REQUESTED,
        vault_id=box.id,
        court=vault.seal(box, queries.COURT, court.encode()) if court else None,
        review_on=asked.review_on,
        asked_by=person_id,
        asked=now,
    )
    session().add(hold)
    session().flush()
    return hold


def move(number: int, name: str, step: Step, now: datetime) -> LegalHold:
    """One move of the table by this coordinator. Raises NotThere, WrongState, SecondPerson and the other guards."""
    hold, application = _locked(number, step.person_id)
    step = _with_first(hold, step)
    hold.state = rules.MOVES.target(name, hold.state, step)
    _signed(hold, name, step, now)
    session().flush()
    _add_step(hold, name, step.words, person_id=step.person_id, now=now)
    _after(hold, application, step.person_id, now)
    return hold


def _locked(number: int, person_id: int) -> tuple[LegalHold, Application]:
    """The application, then the hold as it is now."""
    subject = queries.hold_or_404(number, person_id).subject
    application_id = endings.id_of(subject)
    if application_id is None:
        raise NotThere
    application = applications.locked(application_id)
    return queries.hold_or_404(number, person_id), application


def _with_first(hold: LegalHold, step: Step) -> Step:
    first = hold.end_asked_by if hold.state is State.ENDING else hold.asked_by
    return Step(step.person_id, step.words, step.today, first, step.review_on)


def _signed(hold: LegalHold, name: str, step: Step, now: datetime) -> None:
    if name == rules.SIGN:
        hold.signed_by, hold.signed = step.person_id, now
    elif name == rules.ASK_END:
        hold.end_asked_by = step.person_id
    elif name == rules.KEEP:
        hold.end_asked_by = None
    elif name == rules.REVIEWED and step.review_on is not None:
        hold.review_on = step.review_on
    if hold.state not in rules.STANDING:
        hold.ended_by, hold.ended = step.person_id, now


def _after(hold: LegalHold, application: Application, person_id: int, now: datetime) -> None:
    """What follows from where it is now; each letter is posted once, however often this runs."""
    if hold.state is State.ACTIVE:
        letters.post_reminders(hold, now)
        if hold.court is None and hold.told is None:
            _tell(hold, now)
    elif hold.state is State.ENDING:
        post(letters.END_ASKED, hold.id, due=now, revision=queries.next_step(hold.id))
    else:
        membership.thaw(application, actor=_actor(person_id), now=now)
        if hold.told is not None:
            post(letters.ENDED, hold.id, due=now)


def tell(number: int, words: str, *, person_id: int, now: datetime) -> LegalHold:
    """The court's order is over: the person is told, of a hold that has ended meanwhile as well."""
    hold, _application_row = _locked(number, person_id)
    rules.check_tell(hold.state, words, silenced=hold.court is not None and hold.told is None)
    _tell(hold, now)
    _add_step(hold, rules.TELL, words, person_id=person_id, now=now)
    if hold.state is State.RELEASED:
        post(letters.ENDED, hold.id, due=now)
    return hold


def _tell(hold: LegalHold, now: datetime) -> None:
    hold.told = now
    session().flush()
    post(letters.TOLD, hold.id, due=now)


def forget(subject: str, now: datetime) -> None:
    """The case is erased: so are the reasons of its holds, all of which have ended. Who signed and when stays."""
    for hold in queries.of_subject(subject):
        box = vault.by_id(hold.vault_id)
        if box is not None:
            vault.destroy(box, now)
    session().flush()


def _add_step(hold: LegalHold, name: str, words: str, *, person_id: int, now: datetime) -> None:
    number, box = queries.next_step(hold.id), vault.by_id(hold.vault_id)
    if box is None:  # the foreign key forbids it
        raise NotThere
    sealed = vault.seal(box, queries.words_name(number), words.encode()) if words else None
    row = HoldStep(
        hold_id=hold.id, number=number, move=name, person_id=person_id, at=now, review_on=hold.review_on, words=sealed
    )
    session().add(row)
    session().flush()
    _record(hold, f"hold.{name}", person_id, now)


def _record(hold: LegalHold, action: str, person_id: int, now: datetime) -> None:
    review = hold.review_on.isoformat()
    audit.record(
        hold.subject,
        action,
        actor=_actor(person_id),
        subject=hold.subject,
        now=now,
        hold=hold.id,
        state=str(hold.state),
        review_on=review,
    )


def _actor(person_id: int) -> str:
    return f"person:{person_id}"
