"""What the public may know of an admission: which criterion was met, by what evidence, when, under which policy.

There is no column for a vote, a score, a count or a reviewer, so none can be shown by mistake.
"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model
from directory.membership.rules.criteria import EvidenceKind

NO_KIND = ""
_KINDS = ", ".join(f"'{kind}'" for kind in (NO_KIND, *EvidenceKind))


class StandardMet(Model):
    """One kind of evidence by which one criterion was met on one day. A re-review adds rows; the newest day counts.

    A criterion that was met although evidence of no kind was given has one row with NO_KIND.
    """

    __tablename__ = "standards_met"
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    criterion: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    evidence_kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    policy: Mapped[int] = mapped_column(sa.ForeignKey("policy_versions.number"))
    __table_args__ = (
        sa.CheckConstraint(f"evidence_kind IN ({_KINDS})", name="evidence_kind"),
        sa.CheckConstraint("criterion BETWEEN 1 AND 8", name="criterion"),
    )
