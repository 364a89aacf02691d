"""What reviewers say to one another, blocks with their rulings, and conflicts the site's own data suggest."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.membership.models.ballot import VOTER
from directory.membership.rules.blocks import Finding, Ground
from directory.membership.rules.conflicts import Because


@append_only
class Remark(Model):
    """One contribution to the discussion of a criterion (0: of the whole), sealed as "round/<reference>/remark"."""

    __tablename__ = "remarks"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(index=True)
    person_id: Mapped[int]
    submission: Mapped[str] = mapped_column(sa.String(32), unique=True)  # the page: sent twice, it is one remark
    criterion: Mapped[int]
    at: Mapped[datetime]
    words: Mapped[bytes]
    __table_args__ = (
        sa.ForeignKeyConstraint(VOTER, ["electors.round_id", "electors.person_id"], name="fk_remarks_elector"),
        sa.CheckConstraint("criterion >= 0", name="criterion"),
    )


class Block(Model):
    """A hard stop or a danger to patients exists, says a reviewer. One a reviewer and round."""

    __tablename__ = "blocks"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int]
    person_id: Mapped[int]
    ground: Mapped[Ground] = mapped_column(StringEnum(Ground))
    words: Mapped[bytes]  # reason and evidence as JSON, sealed as "round/<reference>/block"
    raised: Mapped[datetime]
    due: Mapped[datetime]  # when the ruling is due
    finding: Mapped[Finding | None] = mapped_column(StringEnum(Finding))
    ruled: Mapped[datetime | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(VOTER, ["electors.round_id", "electors.person_id"], name="fk_blocks_elector"),
        sa.UniqueConstraint("round_id", "person_id"),
        one_of("ground", Ground),
        one_of("finding", Finding),
        sa.CheckConstraint("(finding IS NULL) = (ruled IS NULL)", name="ruled"),
        sa.CheckConstraint("due > raised", name="due"),
    )


@append_only
class BlockRuling(Model):
    """What the chair, and what the deputy, found, in writing: sealed as "round/<reference>/ruling"."""

    __tablename__ = "block_rulings"
    block_id: Mapped[int] = mapped_column(sa.ForeignKey("blocks.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    finding: Mapped[Finding] = mapped_column(StringEnum(Finding))
    words: Mapped[bytes]
    at: Mapped[datetime]
    __table_args__ = (one_of("finding", Finding),)


@append_only
class ConflictSuggestion(Model):
    """As computed when the round opened. `detail` says what fits, sealed as "round/<reference>/because"."""

    __tablename__ = "conflict_suggestions"
    round_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    because: Mapped[Because] = mapped_column(StringEnum(Because), primary_key=True)
    detail: Mapped[bytes]
    __table_args__ = (
        sa.ForeignKeyConstraint(
            VOTER, ["electors.round_id", "electors.person_id"], name="fk_conflict_suggestions_elector"
        ),
        one_of("because", Because),
    )
