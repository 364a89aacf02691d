"""Who may read a consultation on which device: links prove little, a code sent to the address proves it."""

import hmac
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.consultations import letters
from directory.consultations.actions.booking import confirm
from directory.consultations.actions.history import happened
from directory.consultations.models import Code, Consultation, Device
from directory.consultations.queries import access, codes
from directory.consultations.rules.booking import CODE_MINUTES, CODE_TRIES, CODES_A_DAY, DEVICE_DAYS, VISIT_HOURS
from directory.core import links
from directory.core.db import session
from directory.core.outbox import post
from directory.core.refusals import N_, NotThere, Refusal, TooMany


class WrongCode(Refusal):
    field = "code"
    message = N_("This is not the code we sent. Check the newest e-mail, or ask for another code.")


class CodeEnded(Refusal):
    field = "code"
    message = N_("This code has ended. Ask for another one; it comes within a minute.")


def send_code(consultation: Consultation, now: datetime) -> None:
    """Six digits to the address; at most five codes in ten minutes."""
    access.locked(consultation.id)  # or twenty presses at once would all count none so far
    recent = sa.select(sa.func.count()).where(
        Code.consultation_id == consultation.id, Code.created > now - timedelta(minutes=CODE_MINUTES)
    )
    today = sa.select(sa.func.count()).where(
        Code.consultation_id == consultation.id, Code.created > now - timedelta(days=1)
    )
    if (session().scalar(today) or 0) >= CODES_A_DAY:
        raise TooMany(
            N_("We have sent many codes today. Ask again tomorrow, or write to the office."), retry_after=3600
        )
    if (session().scalar(recent) or 0) >= CODE_TRIES:
        raise TooMany(N_("We have sent several codes already. Wait ten minutes, then ask again."), retry_after=600)
    nonce = secrets.token_hex(16)
    code = Code(
        consultation_id=consultation.id,
        nonce=nonce,
        digest=codes.hashed(consultation.id, codes.digits(consultation.id, nonce)),
        created=now,
        expires=now + timedelta(minutes=CODE_MINUTES),
    )
    session().add(code)
    session().flush()
    post(letters.CODE, code.id, due=now)


def enter_code(
    consultation_id: int, text: str, visitor: str, now: datetime, *, counted: bool, remember: bool
) -> Consultation:
    """Right: this device may read. `counted` says that `count_try` had a try left."""
    consultation = access.locked(consultation_id)
    code = access.last_code(consultation_id)
    if not counted or code is None or code.used is not None or code.expires <= now:
        raise CodeEnded
    if not hmac.compare_digest(code.digest, codes.hashed(consultation_id, text)):
        raise WrongCode
    code.used = now
    trust(consultation, visitor, now, proven=True, remember=remember)
    happened(consultation, "code_entered", f"patient:{consultation.patient_id}", now)
    return consultation


def count_try(consultation_id: int) -> bool:
    """Before comparing, in a transaction of its own: thirty requests at once have five tries, not thirty."""
    code = access.last_code(consultation_id)
    if code is None:
        return False
    more = sa.and_(Code.id == code.id, Code.tries < CODE_TRIES)
    counted = sa.update(Code).where(more).values(tries=Code.tries + 1).returning(Code.id)
    return session().scalar(counted.execution_options(synchronize_session=False)) is not None


def trust(consultation: Consultation, visitor: str, now: datetime, *, proven: bool, remember: bool = False) -> None:
    """Let this browser read and add, for a visit or for thirty days."""
    until = now + (timedelta(days=DEVICE_DAYS) if remember else timedelta(hours=VISIT_HOURS))
    digest = access.visitor_digest(visitor)
    session().merge(Device(visitor=digest, consultation_id=consultation.id, until=until, proven=proven))


def keep(consultation_id: int, now: datetime, *, replace: bool = False) -> Consultation:
    """The button behind the link in the e-mail: the address is proved, the time is kept."""
    consultation = access.locked(consultation_id)
    links.mark_opened(access.LETTER, str(consultation.id), now)
    confirm(consultation, replace=replace, now=now)
    return consultation


def phone_link(consultation: Consultation, visitor: str, now: datetime) -> str:
    """The QR code's own token: fifteen minutes, and no code is asked on the telephone."""
    if not access.known(consultation, visitor, now).reads:
        raise NotThere
    subject = f"{consultation.id}:{secrets.token_hex(8)}"
    return links.issue(access.PHONE_LINK, subject, expires=now + timedelta(minutes=15))


def open_on_phone(token: str, visitor: str, now: datetime) -> Consultation:
    """The button behind the QR code; the token is used up."""
    subject = links.subject_of(access.PHONE_LINK, token, now)
    consultation = access.by_id(int(subject.partition(":")[0])) if subject else None
    if subject is None or consultation is None:
        raise NotThere
    links.revoke(access.PHONE_LINK, subject)
    trust(consultation, visitor, now, proven=False)
    return consultation
