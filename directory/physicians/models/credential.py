"""Licences, cover, boards, training and honours: never without an issuer."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.physicians.rules import CredentialKind, CredentialState, is_current


class Credential(Model):
    __tablename__ = "credentials"
    __table_args__ = (
        one_of("kind", CredentialKind),
        sa.UniqueConstraint("physician_id", "kind", "issuer", "number", "title"),
        sa.CheckConstraint("issuer <> '' AND title <> ''", name="issuer"),
        sa.CheckConstraint("kind <> 'licence' OR (country IS NOT NULL AND number <> '')", name="licence"),
        sa.CheckConstraint("kind NOT IN ('licence', 'malpractice') OR expires IS NOT NULL", name="expires"),
        sa.CheckConstraint("(verified_on IS NULL) = (verified_by = '')", name="verified"),
        sa.CheckConstraint("expires >= issued", name="dates"),
        sa.CheckConstraint("region IS NULL OR country IS NOT NULL", name="region"),
        sa.CheckConstraint("length(country) = 2 AND country = upper(country)", name="country"),
        # Decides "bookable" from the index alone.
        sa.Index(
            "ix_credentials_physician_id_kind_expires_verified_on", "physician_id", "kind", "expires", "verified_on"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"))
    kind: Mapped[CredentialKind] = mapped_column(StringEnum(CredentialKind))
    title: Mapped[str] = mapped_column(sa.String(160))
    issuer: Mapped[str] = mapped_column(sa.String(160))
    country: Mapped[str | None] = mapped_column(sa.String(2))
    region: Mapped[str | None] = mapped_column(sa.String(10))
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    issued: Mapped[date | None]
    expires: Mapped[date | None]
    verified_on: Mapped[date | None]
    verified_by: Mapped[str] = mapped_column(sa.String(120), default="")

    @property
    def state(self) -> CredentialState:
        return CredentialState(self.kind, self.expires, self.verified_on is not None)

    def is_current(self, now: datetime) -> bool:
        return is_current(self.state, now)
