"""Policy versions: the criteria, anchors, weights, quorum and limits as they stood. Rows are added, never changed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model


@append_only
class PolicyVersion(Model):
    """`body` is `rules.policy.Policy` as JSON; `digest` the SHA-256 of its canonical form.

    Two versions may be alike: going back to an earlier policy is a new version.
    """

    __tablename__ = "policy_versions"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    adopted: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(80))
    why: Mapped[str] = mapped_column(sa.String(1000), default="")
    body: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    __table_args__ = (sa.CheckConstraint("number > 0", name="number"),)
