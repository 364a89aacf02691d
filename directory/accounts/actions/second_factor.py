"""The authenticator app and the recovery codes."""

import hashlib
import hmac
from datetime import datetime

import sqlalchemy as sa

from directory.accounts import letters
from directory.accounts.actions.attempts import forgive
from directory.accounts.actions.sessions import end_all
from directory.accounts.models import Person, RecoveryCode
from directory.accounts.rules import WrongCode, WrongSetUp, recovery, totp
from directory.accounts.rules.attempts import Kind
from directory.core import audit, outbox, vault
from directory.core.db import session
from directory.core.settings import current

CODES = "recovery code"  # what the keyed hash of a code is for


def offered_secret(person_id: int, session_id: int, generation: int) -> bytes:
    """The secret a set-up page offers: the same on every reload, kept nowhere until its code was typed."""
    text = f"totp\x00{person_id}\x00{session_id}\x00{generation}"
    return hmac.new(current().master_keys[0], text.encode(), hashlib.sha256).digest()[: totp.SECRET_BYTES]


def enrol(person_id: int, session_id: int, typed: str, now: datetime) -> list[str]:
    """Keep the offered secret once the app shows its code. Returns fresh recovery codes, readable this once."""
    person = _locked(person_id)
    secret = offered_secret(person_id, session_id, person.totp_generation)
    step = totp.matching_step(secret, recovery.normal(typed), now, after=0)
    if step is None:
        raise WrongSetUp
    _keep(person, secret, now)
    person.totp_step = step
    forgive(Kind.CODE, person.email_digest)
    _note("second_factor_set", person, f"person:{person_id}", now)
    return _codes(person_id, now)


def give_secret(person_id: int, secret: bytes, now: datetime) -> None:
    """An authenticator app whose secret is known beforehand: for demo accounts and tests."""
    _keep(_locked(person_id), secret, now)


def _keep(person: Person, secret: bytes, now: datetime) -> None:
    box = (vault.by_id(person.vault_id) if person.vault_id else None) or vault.create(now)
    person.vault_id = box.id
    person.totp = vault.seal(box, _name(person), secret)
    person.totp_generation += 1


def check_code(person_id: int, typed: str, now: datetime) -> None:
    """A code of the app, or a recovery code; each works once. Raises WrongCode."""
    person = _locked(person_id)
    text = recovery.normal(typed)
    if not (_is_current(person, text, now) if totp.is_code(text) else _spend(person, text, now)):
        raise WrongCode
    forgive(Kind.CODE, person.email_digest)
    audit.record("site", "second_factor_given", actor=f"person:{person_id}", subject=f"person:{person_id}", now=now)


def new_codes(person_id: int, now: datetime) -> list[str]:
    """Ten others; the earlier ones end."""
    person = _locked(person_id)
    _note("recovery_codes_made", person, f"person:{person_id}", now)
    return _codes(person_id, now)


def reset(person_id: int, *, actor: str, now: datetime) -> bool:
    """The app and the codes are lost: set up again at the next sign-in. False if there was none."""
    person = _locked(person_id)
    if person.totp is None:
        return False
    person.totp = None
    person.totp_generation += 1
    session().execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    end_all(person_id, actor=actor, now=now)
    _note("second_factor_reset", person, actor, now)
    return True


def _locked(person_id: int) -> Person:
    """Of two tries at once with one code the second sees the first."""
    query = sa.select(Person).where(Person.id == person_id).with_for_update()
    return session().scalars(query.execution_options(populate_existing=True)).one()


def _is_current(person: Person, typed: str, now: datetime) -> bool:
    box = vault.by_id(person.vault_id) if person.vault_id else None
    if person.totp is None or box is None:
        return False
    step = totp.matching_step(vault.open_(box, _name(person), person.totp), typed, now, after=person.totp_step)
    person.totp_step = step or person.totp_step
    return step is not None


def _spend(person: Person, typed: str, now: datetime) -> bool:
    mine = sa.and_(RecoveryCode.person_id == person.id, RecoveryCode.digest == _digest(person.id, typed))
    spend = sa.update(RecoveryCode).where(mine, RecoveryCode.used.is_(None)).values(used=now)
    spent = session().scalars(spend.returning(RecoveryCode.digest)).all()
    if spent:
        _note("recovery_code_used", person, f"person:{person.id}", now)
    return bool(spent)


def _codes(person_id: int, now: datetime) -> list[str]:
    session().execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    made = recovery.fresh()
    digests = [_digest(person_id, recovery.normal(code)) for code in made]
    session().add_all(RecoveryCode(person_id=person_id, digest=one, created=now, used=None) for one in digests)
    session().flush()
    return made


def _digest(person_id: int, text: str) -> str:
    return vault.blind(f"{person_id}:{text}", CODES)


def _name(person: Person) -> str:
    return f"person/{person.id}/totp"


def _note(action: str, person: Person, actor: str, now: datetime) -> None:
    """Into the log, and to the owner: whoever did not do it should know at once."""
    audit.record("site", action, actor=actor, subject=f"person:{person.id}", now=now)
    outbox.post(letters.SECOND_FACTOR_CHANGED, person.id, due=now, revision=letters.minute(now))
