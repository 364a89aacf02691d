"""Ballots whose voter is known. A ballot is the reviewer's place; its versions are added, never changed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.ballots import State
from directory.membership.rules.rounds import Vote

VOTER = ("round_id", "person_id")


class Ballot(Model):
    """One a seat: the primary key is what makes a second vote impossible. `version` counts what was cast.

    `draft` is what the page saved by itself, sealed as "round/<reference>/draft/<person>"; secret rounds keep none.
    """

    __tablename__ = "ballots"
    round_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(StringEnum(State), default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=0)
    draft: Mapped[bytes | None]
    filled: Mapped[int] = mapped_column(default=0)  # criteria with a score, for one's own queue
    touched: Mapped[datetime]
    __table_args__ = (
        sa.ForeignKeyConstraint(VOTER, ["electors.round_id", "electors.person_id"], name="fk_ballots_elector"),
        one_of("state", State),
        sa.CheckConstraint("(state = 'draft') = (version = 0)", name="version"),
        sa.CheckConstraint("state <> 'cast' OR version = 1", name="cast_once"),
        sa.CheckConstraint("state <> 'changed' OR version > 1", name="changed"),
        sa.CheckConstraint("filled >= 0", name="filled"),
    )


@append_only
class BallotVersion(Model):
    """One cast. `words` holds notes, reasons and the sentences that were answered, sealed as
    "round/<reference>/ballot/<person>/<number>"; `digest` binds all of it and stands in the round's audit stream."""

    __tablename__ = "ballot_versions"
    round_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    policy: Mapped[int] = mapped_column(sa.ForeignKey("policy_versions.number"))
    vote: Mapped[Vote] = mapped_column(StringEnum(Vote))
    scores: Mapped[dict[str, Any]]  # criterion -> 0..5, or None where the reviewer cannot judge
    words: Mapped[bytes]
    digest: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
    __table_args__ = (
        sa.ForeignKeyConstraint(VOTER, ["ballots.round_id", "ballots.person_id"], name="fk_ballot_versions_ballot"),
        one_of("vote", Vote),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("length(digest) = 64", name="digest"),
    )


@append_only
class ItemOpening(Model):
    """A reviewer has opened an item of the file, by a POST. The first time counts."""

    __tablename__ = "item_openings"
    round_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    criterion: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    at: Mapped[datetime]
    __table_args__ = (
        sa.ForeignKeyConstraint(VOTER, ["electors.round_id", "electors.person_id"], name="fk_item_openings_elector"),
    )
