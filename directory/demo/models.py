"""That demo data is loaded, and from what it was made."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model


class DemoLoad(Model):
    """One row at most. `finished` stays empty when a load was interrupted: the next one begins anew."""

    __tablename__ = "demo_loads"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seed: Mapped[int]
    today: Mapped[date]
    physicians: Mapped[int]
    begun: Mapped[datetime]
    finished: Mapped[datetime | None]
