"""What the public may know of an admission: which criterion was met, by what evidence, when, under which policy.

There is no column for a vote, a score, a count or a reviewer, so none can be shown by mistake.
"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.criteria import EvidenceKind


class StandardMet(Model):
    """One kind of evidence by which one criterion was met on one day. A re-review adds rows; the newest day counts."""

    __tablename__ = "standards_met"
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    criterion: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    evidence_kind: Mapped[EvidenceKind] = mapped_column(StringEnum(EvidenceKind), primary_key=True)
    policy: Mapped[int] = mapped_column(sa.ForeignKey("policy_versions.number"))
    __table_args__ = (
        one_of("evidence_kind", EvidenceKind),
        sa.CheckConstraint("criterion BETWEEN 1 AND 8", name="criterion"),
    )
