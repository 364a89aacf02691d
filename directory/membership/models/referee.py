"""Requests to referees, cards of former patients, and their proofs. Who and what is sealed in the referees' vault."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.referees import RECEIVED, Group, Mode, State

_RECEIVED_SQL = "state IN ({})".format(", ".join(f"'{state}'" for state in sorted(RECEIVED)))


class Card(Model):
    """An invitation for a former patient: no name, nothing but a link, and a code to type in."""

    __tablename__ = "referee_cards"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(64), unique=True)  # keyed hash
    made: Mapped[datetime]
    expires: Mapped[datetime]
    used: Mapped[datetime | None]


class Referee(Model):
    """`details` and `answers` are JSON, sealed as "application/<reference>/referee/<number>/<part>"."""

    __tablename__ = "referees"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"))
    number: Mapped[int]
    group: Mapped[Group] = mapped_column("referee_group", StringEnum(Group))
    state: Mapped[State] = mapped_column(StringEnum(State))
    entered: Mapped[datetime]  # the present state
    card_id: Mapped[int | None] = mapped_column(sa.ForeignKey("referee_cards.id"), unique=True)
    details: Mapped[bytes]
    email_digest: Mapped[str | None] = mapped_column(sa.String(64))  # the keyed hash accounts have as well
    outside: Mapped[bool] = mapped_column(default=False)  # a colleague of another clinic
    from_period: Mapped[bool | None]  # operated in the drawn period, by the month the patient gave
    created: Mapped[datetime]
    sent: Mapped[datetime | None]
    expires: Mapped[datetime | None]
    letter: Mapped[int] = mapped_column(default=0)  # how many letters with a link; the last one's revision
    reminded: Mapped[int | None]  # days left at the last reminder
    answers: Mapped[bytes | None]
    revision: Mapped[int] = mapped_column(default=0)
    touched: Mapped[datetime | None]  # last saved
    adverse: Mapped[bool] = mapped_column(default=False)  # the choices weigh against: ballots wait for a summary
    same_network: Mapped[bool] = mapped_column(default=False)
    mode: Mapped[Mode | None] = mapped_column(StringEnum(Mode))
    submitted: Mapped[datetime | None]
    taken_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # who filled it in on the telephone
    corrected_until: Mapped[datetime | None]
    corrected: Mapped[datetime | None]
    reason: Mapped[bytes | None]  # declined, or not relied on
    __table_args__ = (
        one_of("referee_group", Group),
        one_of("state", State),
        one_of("mode", Mode),
        sa.UniqueConstraint("application_id", "number"),
        sa.CheckConstraint("number > 0 AND revision >= 0", name="numbers"),
        sa.CheckConstraint("(referee_group = 'patient') = (card_id IS NOT NULL)", name="patient_by_card"),
        sa.CheckConstraint("(submitted IS NULL) = (mode IS NULL)", name="submitted_mode"),
        sa.CheckConstraint("(taken_by IS NOT NULL) = (mode IS NOT NULL AND mode = 'telephone')", name="taken_by"),
        sa.CheckConstraint(
            f"NOT ({_RECEIVED_SQL}) OR (submitted IS NOT NULL AND answers IS NOT NULL)", name="received"
        ),
        sa.CheckConstraint("state <> 'named' OR sent IS NULL", name="named"),
        sa.CheckConstraint("state NOT IN ('declined', 'not_relied_on') OR reason IS NOT NULL", name="reason"),
        sa.Index(
            "uq_referees_colleague",
            "application_id",
            "email_digest",
            unique=True,
            sqlite_where=sa.text("referee_group = 'colleague' AND state <> 'cancelled'"),
            postgresql_where=sa.text("referee_group = 'colleague' AND state <> 'cancelled'"),
        ),
        sa.Index("ix_referees_state_expires", "state", "expires"),
        sa.Index("ix_referees_email_digest", "email_digest"),
    )


class RefereeProof(Model):
    """A document of a former patient that only the office sees: in the store as "referee-proofs/<id>"."""

    __tablename__ = "referee_proofs"
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    referee_id: Mapped[int] = mapped_column(sa.ForeignKey("referees.id"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    stored: Mapped[datetime]
    __table_args__ = (sa.CheckConstraint("size > 0", name="size"),)
