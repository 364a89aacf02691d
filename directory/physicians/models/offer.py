"""Procedures offered, and who performs each step."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.core.db import Model, StringEnum, one_of
from directory.physicians.rules import Performer, Price, PriceModel, Step, Technique


class Procedure(Model):
    """Prices are in the currency's smallest unit; all of the price or none of it."""

    __tablename__ = "procedures"
    __table_args__ = (
        one_of("technique", Technique),
        one_of("price_model", PriceModel),
        sa.UniqueConstraint("physician_id", "technique", "variant"),
        sa.CheckConstraint(
            "(price_model IS NULL AND currency IS NULL AND price_low IS NULL AND price_high IS NULL"
            " AND price_as_of IS NULL) OR (price_model IS NOT NULL AND currency IS NOT NULL"
            " AND price_low IS NOT NULL AND price_high IS NOT NULL AND price_as_of IS NOT NULL)",
            name="price",
        ),
        sa.CheckConstraint("price_low >= 0 AND price_high >= price_low", name="price_range"),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name="currency"),
        sa.Index("ix_procedures_technique_physician_id", "technique", "physician_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), index=True)
    technique: Mapped[Technique] = mapped_column(StringEnum(Technique))
    variant: Mapped[str] = mapped_column(sa.String(60), default="")
    price_model: Mapped[PriceModel | None] = mapped_column(StringEnum(PriceModel))
    currency: Mapped[str | None] = mapped_column(sa.String(3))
    price_low: Mapped[int | None]
    price_high: Mapped[int | None]
    price_as_of: Mapped[date | None]

    steps: Mapped[list["ProcedureStep"]] = relationship(cascade="all, delete-orphan")

    @property
    def price(self) -> Price | None:
        if self.price_model is None or self.currency is None or self.price_as_of is None:
            return None
        return Price(self.price_model, self.currency, self.price_low or 0, self.price_high or 0, self.price_as_of)


class ProcedureStep(Model):
    """`named` is the other physician; `trained_by` and `trained_on` tell who trained whoever performs it."""

    __tablename__ = "procedure_steps"
    __table_args__ = (
        one_of("step", Step),
        one_of("performer", Performer),
        sa.CheckConstraint("performer <> 'named_physician' OR named <> ''", name="named"),
    )

    procedure_id: Mapped[int] = mapped_column(sa.ForeignKey("procedures.id"), primary_key=True)
    step: Mapped[Step] = mapped_column(StringEnum(Step), primary_key=True)
    performer: Mapped[Performer] = mapped_column(StringEnum(Performer))
    named: Mapped[str] = mapped_column(sa.String(120), default="")
    trained_by: Mapped[str] = mapped_column(sa.String(120), default="")
    trained_on: Mapped[date | None]
