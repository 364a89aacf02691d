"""Envelope encryption: one data key a vault (a patient, a case set), wrapped by a master key from the settings.

Destroying a vault's key erases everything sealed with it, in backups too. The name of what is sealed (and the vault's
id) is bound to it, so that nothing can be read under another name or from another vault.
"""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias, cast

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, keep, session
from directory.core.refusals import N_, Gone
from directory.core.settings import current

NONCE = 12
WRAPPING = "wrapped key"
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


class Vault(Model):
    """Lose `wrapped` and all that was sealed with it is noise."""

    __tablename__ = "vaults"
    __table_args__ = (sa.CheckConstraint("(wrapped IS NULL) = (destroyed IS NOT NULL)", name="wrapped_or_destroyed"),)
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    wrapped: Mapped[bytes | None]
    created: Mapped[datetime]
    destroyed: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Key:
    """An opened vault, for work outside a transaction: holds no row, says nothing when printed."""

    id: str
    secret: bytes = field(repr=False)


class Erased(Gone):
    """The vault's key was destroyed."""

    message = N_("What was here has been erased.")


class Unreadable(Exception):
    """Not sealed by this vault under this name, or changed since: a defect or an attack, never a visitor's fault."""


def create(now: datetime) -> Vault:
    """A new vault with a fresh data key."""
    return create_named(secrets.token_hex(16), now)


def create_named(vault_id: str, now: datetime) -> Vault:
    """As `create`, under an id of one's own (32 hex digits, used once): for generated data that must come out alike."""
    wrapped = _encrypt(current().master_keys[0], _bound(vault_id, WRAPPING), AESGCM.generate_key(256))
    vault = Vault(id=vault_id, wrapped=wrapped, created=now, destroyed=None)
    session().add(vault)
    session().flush()
    return vault


def by_id(vault_id: str) -> Vault | None:
    found = session().get(Vault, vault_id)
    return None if found is None else keep(found)


def destroy(vault: Vault, now: datetime) -> None:
    """Nothing sealed in the vault can be read again, by anybody; doing it twice changes nothing."""
    if vault.destroyed is None:
        vault.wrapped, vault.destroyed = None, now


def opened(vault: Vault) -> Key:
    """The vault's data key. Raises Erased after its destruction, Unreadable when no master key fits."""
    if vault.wrapped is None:
        raise Erased
    for master in current().master_keys:
        try:
            return Key(vault.id, _decrypt(master, _bound(vault.id, WRAPPING), vault.wrapped))
        except Unreadable:
            continue
    raise Unreadable(f"no master key opens vault {vault.id}")


def seal(vault: Vault | Key, name: str, plain: bytes) -> bytes:
    """`name` says what this is and where it belongs ("photo/<id>/full", "patient/7/phone"); it opens under it only."""
    key = _key(vault)
    return _encrypt(key.secret, _bound(key.id, name), plain)


def open_(vault: Vault | Key, name: str, sealed: bytes) -> bytes:
    """Raises Erased or Unreadable."""
    key = _key(vault)
    return _decrypt(key.secret, _bound(key.id, name), sealed)


def seal_json(vault: Vault | Key, name: str, value: object) -> bytes:
    return seal(vault, name, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def open_json(vault: Vault | Key, name: str, sealed: bytes) -> Json:
    """Raises Erased or Unreadable. The caller narrows: what it sealed itself it knows."""
    return cast(Json, json.loads(open_(vault, name, sealed)))


def blind(value: str, purpose: str) -> str:
    """A keyed hash to look a value up by (64 hex digits); the caller normalises. Purposes never match each other."""
    return hmac.new(_blinding(current().link_key, purpose), value.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=64)
def _blinding(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"blind:{purpose}".encode()).derive(secret)


def seal_once(name: str, plain: bytes) -> tuple[bytes, bytes]:
    """(one-time key, sealed): for bytes that must be sealed before their vault is known; seal the key in it then."""
    key = AESGCM.generate_key(256)
    return key, _encrypt(key, name.encode(), plain)


def open_once(key: bytes, name: str, sealed: bytes) -> bytes:
    """Raises Unreadable."""
    return _decrypt(key, name.encode(), sealed)


def _key(vault: Vault | Key) -> Key:
    return vault if isinstance(vault, Key) else opened(vault)


def _bound(vault_id: str, name: str) -> bytes:
    return f"{vault_id}\x00{name}".encode()


def _encrypt(key: bytes, bound: bytes, plain: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _decrypt(key: bytes, bound: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound)
    except (InvalidTag, ValueError):
        raise Unreadable("wrong key, wrong name, or changed bytes") from None
