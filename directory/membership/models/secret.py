"""Secret ballots: who voted, and what was voted, share no key and no time.

While a round is open its ballots are envelopes in a pool, sealed with the key of the round; the whole pool is written
anew in random order at each cast. At closing the envelopes are opened, shuffled and kept as opened ballots.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.membership.models.ballot import VOTER
from directory.membership.rules.rounds import Vote


@append_only
class Attendance(Model):
    """This person has voted. No time, on purpose. The primary key refuses the second vote."""

    __tablename__ = "attendances"
    round_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    __table_args__ = (
        sa.ForeignKeyConstraint(VOTER, ["electors.round_id", "electors.person_id"], name="fk_attendances_elector"),
    )


class Envelope(Model):
    """One ballot of the pool. `id` is random and new each time the pool is written."""

    __tablename__ = "envelopes"
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"), index=True)
    sealed: Mapped[bytes]  # of one length whatever was voted, named "round/<reference>/envelope"


@append_only
class OpenedBallot(Model):
    """One ballot after closing. Votes, the scores of each criterion and the words were shuffled apart before they were
    numbered, so that the one ballot that scores two criteria only does not tell the lay reviewer's vote."""

    __tablename__ = "opened_ballots"
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    vote: Mapped[Vote] = mapped_column(StringEnum(Vote))
    scores: Mapped[dict[str, Any]]
    words: Mapped[bytes]  # sealed as "round/<reference>/opened/<number>"
    digest: Mapped[str] = mapped_column(sa.String(64))
    __table_args__ = (
        one_of("vote", Vote),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("length(digest) = 64", name="digest"),
    )
