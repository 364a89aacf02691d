"""Patients, consultations, and what proves that a browser may read one."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.consultations.rules.states import Appointment, State
from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.physicians.rules import VisitKind


class Patient(Model):
    """One row a normalised address, found by a keyed hash; everything readable is sealed with the patient's key."""

    __tablename__ = "patients"
    id: Mapped[int] = mapped_column(primary_key=True)
    email_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    vault_id: Mapped[str] = mapped_column(sa.ForeignKey("vaults.id"), unique=True)
    sealed_email: Mapped[bytes]
    created: Mapped[datetime]


class Consultation(Model):
    """From the first saved page (draft) to the end. Identity and answers are sealed, the rest is scheduling."""

    __tablename__ = "consultations"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(9), unique=True)
    patient_id: Mapped[int | None] = mapped_column(sa.ForeignKey("patients.id"), index=True)
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"))
    vault_id: Mapped[str] = mapped_column(sa.ForeignKey("vaults.id"))
    visit: Mapped[VisitKind] = mapped_column(StringEnum(VisitKind))
    state: Mapped[State] = mapped_column(StringEnum(State))
    appointment: Mapped[Appointment | None] = mapped_column(StringEnum(Appointment))
    claim_id: Mapped[int | None] = mapped_column(sa.Integer, unique=True)
    starts: Mapped[datetime | None]
    ends: Mapped[datetime | None]
    proposed: Mapped[datetime | None]
    uid: Mapped[str] = mapped_column(sa.String(64), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    zone: Mapped[str] = mapped_column(sa.String(60))
    locale: Mapped[str] = mapped_column(sa.String(12))
    private: Mapped[bool] = mapped_column(default=False)
    fewer_reminders: Mapped[bool] = mapped_column(default=False)
    about: Mapped[str] = mapped_column(sa.String(60), default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    region: Mapped[str] = mapped_column(sa.String(10), default="")
    sealed_contact: Mapped[bytes | None]
    sealed_answers: Mapped[bytes | None]
    intake_version: Mapped[int] = mapped_column(default=1)
    tasks_done: Mapped[list[str]] = mapped_column(default=list)
    # A draft belongs to one browser; a booked one of a confirmed address is the only one of that person with Dr X.
    draft_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    active_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    person_digest: Mapped[str] = mapped_column(sa.String(64), default="", index=True)
    created: Mapped[datetime]
    updated: Mapped[datetime]
    booked: Mapped[datetime | None]
    confirmed: Mapped[datetime | None]
    ready: Mapped[datetime | None]
    opinion_due: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(sa.String(20), default="")
    sealed_cancel_words: Mapped[bytes | None]
    patient_says: Mapped[bool | None]
    physician_says: Mapped[bool | None]
    late_minutes: Mapped[int | None]
    patient_late: Mapped[bool] = mapped_column(default=False)
    call_instead: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        one_of("visit", VisitKind),
        one_of("state", State),
        one_of("appointment", Appointment),
        sa.CheckConstraint("state = 'draft' OR patient_id IS NOT NULL", name="has_patient"),
        sa.CheckConstraint("state = 'draft' OR draft_key IS NULL", name="draft_key"),
        sa.CheckConstraint("visit = 'written' OR state = 'draft' OR starts IS NOT NULL", name="has_time"),
        sa.CheckConstraint("visit <> 'written' OR appointment IS NULL", name="written_has_no_time"),
        sa.Index("ix_consultations_physician_id_state_starts", "physician_id", "state", "starts"),
        sa.Index("ix_consultations_state_starts", "state", "starts"),
    )


class Device(Model):
    """A browser that may read and add health answers of one consultation, until a time."""

    __tablename__ = "devices"
    visitor: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultations.id"), primary_key=True)
    until: Mapped[datetime]
    proven: Mapped[bool]  # by a code sent to the address, not only by having booked here


class Code(Model):
    """Six digits sent to the address; the digits are a function of the row, the database holds their hash."""

    __tablename__ = "codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultations.id"), index=True)
    nonce: Mapped[str] = mapped_column(sa.String(32))
    digest: Mapped[str] = mapped_column(sa.String(64))
    created: Mapped[datetime]
    expires: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used: Mapped[datetime | None]
    __table_args__ = (sa.CheckConstraint("tries BETWEEN 0 AND 5", name="tries"),)


class Event(Model):
    """What happened in a consultation, for the people in it: append-only, without health words."""

    __tablename__ = "consultation_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultations.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(80))
    what: Mapped[str] = mapped_column(sa.String(40))
    detail: Mapped[dict[str, Any]]


class OpinionDraft(Model):
    """What the physician has written so far, sealed as "opinion/draft"; gone when it is signed."""

    __tablename__ = "opinion_drafts"
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultations.id"), primary_key=True)
    revision: Mapped[int]
    sealed: Mapped[bytes]
    saved: Mapped[datetime]
    saved_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    __table_args__ = (sa.CheckConstraint("revision > 0", name="revision"),)


@append_only
class SignedOpinion(Model):
    """Version 1 is the opinion, later ones are its addenda. Sealed as "opinion/<version>" and erased with the key.

    `digest` is the SHA-256 of the bytes that were signed; a random value among them keeps it from being guessed.
    """

    __tablename__ = "opinions"
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultations.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes]
    digest: Mapped[str] = mapped_column(sa.String(64))
    signed: Mapped[datetime]
    signed_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    __table_args__ = (
        sa.CheckConstraint("version > 0", name="version"),
        sa.CheckConstraint("length(digest) = 64", name="digest"),
    )
