"""What search reads besides the profile: the next open times and the words to be found by."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.physicians.rules import VisitKind


class NextTime(Model):
    """The next open time of each kind, written by scheduling through `actions.set_next_times`."""

    __tablename__ = "next_times"
    __table_args__ = (one_of("visit", VisitKind),)

    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), primary_key=True)
    visit: Mapped[VisitKind] = mapped_column(StringEnum(VisitKind), primary_key=True)
    starts: Mapped[datetime] = mapped_column(index=True)


class SearchWord(Model):
    """A folded word of a physician's name, clinics or procedures, derived by `actions.index`."""

    __tablename__ = "search_words"
    __table_args__ = (sa.CheckConstraint("word <> ''", name="word"),)

    # Compared byte by byte on both databases, so that a beginning of a word is a range of the index.
    word: Mapped[str] = mapped_column(
        sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql"), primary_key=True
    )
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), primary_key=True, index=True)
