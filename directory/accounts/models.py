"""People, their sessions and codes, counted attempts, consents, and how they wish to get e-mails."""

from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.accounts.rules import Role
from directory.accounts.rules.attempts import Kind
from directory.accounts.rules.texts import Purpose
from directory.core import vault as _vault  # noqa: F401 (its table must be known for the foreign key)
from directory.core.db import Model, StringEnum, one_of
from directory.core.outbox import Way


class Person(Model):
    """Somebody who signs in. Patients have no account."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    # So that a request for a reset names nobody. A function of `email`: unique as it is, one constraint says so.
    email_digest: Mapped[str] = mapped_column(sa.String(64), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    created: Mapped[datetime]
    closed: Mapped[datetime | None]  # may not sign in any more
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))  # None: invited, has not chosen one yet
    password_changed: Mapped[datetime | None]
    vault_id: Mapped[str | None] = mapped_column(sa.ForeignKey("vaults.id"))
    totp: Mapped[bytes | None]  # the authenticator's secret, sealed with the vault's key
    totp_step: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # the last 30-second step whose code was used
    totp_generation: Mapped[int] = mapped_column(default=0)  # how often a secret was set or reset
    __table_args__ = (
        sa.CheckConstraint("email = lower(email) AND email <> ''", name="email"),
        sa.CheckConstraint("totp IS NULL OR vault_id IS NOT NULL", name="totp"),
    )


class PersonRole(Model):
    __tablename__ = "person_roles"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(StringEnum(Role), primary_key=True)
    given: Mapped[datetime]
    __table_args__ = (one_of("role", Role),)


class SignInSession(Model):
    """One device. The cookie holds the token, the row its hash: a stolen database signs nobody in."""

    __tablename__ = "sign_in_sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    revoked: Mapped[datetime | None]
    network: Mapped[str] = mapped_column(sa.String(64))  # keyed hash of the network it was opened from
    agent: Mapped[str] = mapped_column(sa.String(80))


class RecoveryCode(Model):
    """For the day the telephone is lost; each works once."""

    __tablename__ = "recovery_codes"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    created: Mapped[datetime]
    used: Mapped[datetime | None]


class EmailSignIn(Model):
    """Somebody asked for a link to sign in with. The address may be nobody's yet: a person begins when it is used."""

    __tablename__ = "email_sign_ins"
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)  # random: the link's subject
    email: Mapped[str] = mapped_column(sa.String(254))
    onward: Mapped[str] = mapped_column(sa.String(200), default="")  # the page on this site that was asked for
    asked: Mapped[datetime] = mapped_column(index=True)
    used: Mapped[datetime | None]
    __table_args__ = (sa.CheckConstraint("email = lower(email) AND email <> ''", name="email"),)


class Attempt(Model):
    """A try that counts until it is forgiven or old. Keyed hashes only: whose address it was cannot be read off."""

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(StringEnum(Kind))
    target: Mapped[str] = mapped_column(sa.String(64))
    network: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (
        one_of("kind", Kind),
        sa.Index("ix_attempts_kind_target_at", "kind", "target", "at"),
        sa.Index("ix_attempts_kind_network_at", "kind", "network", "at"),
    )


class Consent(Model):
    """What somebody agreed to: which text, in what words, when, and until when. Rows are never reused."""

    __tablename__ = "consents"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(80))
    purpose: Mapped[Purpose] = mapped_column(StringEnum(Purpose))
    about: Mapped[str] = mapped_column(sa.String(80))  # "physician:12", or empty
    text_version: Mapped[int]
    text_hash: Mapped[str] = mapped_column(sa.String(64))  # of the words as shown, names filled in
    text_values: Mapped[dict[str, Any]]  # what was filled in, so that the words can be shown again
    language: Mapped[str] = mapped_column(sa.String(12))
    given: Mapped[datetime]
    withdrawn: Mapped[datetime | None]
    __table_args__ = (
        one_of("purpose", Purpose),
        sa.CheckConstraint("withdrawn IS NULL OR withdrawn >= given", name="withdrawn"),
        sa.CheckConstraint("length(text_hash) = 64", name="text_hash"),
        sa.Index(
            "uq_consents_subject_purpose_about",
            "subject",
            "purpose",
            "about",
            unique=True,
            sqlite_where=sa.text("withdrawn IS NULL"),
            postgresql_where=sa.text("withdrawn IS NULL"),
        ),
    )


class LetterHours(Model):
    """When e-mails that may wait come, on the clock of the person's own wall. No row: nothing chosen, all at once."""

    __tablename__ = "letter_hours"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    zone: Mapped[str] = mapped_column(sa.String(64))
    quiet: Mapped[bool]
    starts: Mapped[time]
    ends: Mapped[time]
    digest: Mapped[time]
    chosen: Mapped[datetime]
    __table_args__ = (sa.CheckConstraint("NOT quiet OR starts <> ends", name="night"),)


class LetterWay(Model):
    """One choice for one topic of e-mails."""

    __tablename__ = "letter_ways"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    way: Mapped[Way] = mapped_column(StringEnum(Way))
    __table_args__ = (one_of("way", Way),)
