"""Decisions: chosen, and made ten minutes later unless they are taken back. The database refuses a turned result."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.application import Outcome
from directory.membership.rules.decision import ConditionKind, Kind
from directory.membership.rules.result import Verdict

# `earlier` is the outcome an appeal is against: it may stand. COALESCE, because a CHECK that is NULL passes.
_STANDS = "outcome = COALESCE(earlier, '')"
_NOT_TURNED = (
    "kind <> 'confirm' OR outcome IS NULL"
    f" OR (outcome IN ('approved', 'approved_conditional') AND (computed = 'carried' OR {_STANDS}))"
    f" OR (outcome = 'declined' AND computed <> 'carried' AND (computed = 'not_carried' OR {_STANDS}))"
    f" OR (outcome = 'deferred' AND computed <> 'carried' AND (computed = 'deferred' OR {_STANDS}))"
)


class Decision(Model):
    """Of one round. `computed` is bound to the round's own verdict by a foreign key, so it cannot be misread."""

    __tablename__ = "decisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int]
    computed: Mapped[Verdict] = mapped_column(StringEnum(Verdict))
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    kind: Mapped[Kind] = mapped_column(StringEnum(Kind))
    outcome: Mapped[Outcome | None] = mapped_column(StringEnum(Outcome))
    earlier: Mapped[Outcome | None] = mapped_column(StringEnum(Outcome))
    reasons: Mapped[bytes]  # DecisionAsked as JSON, sealed as "round/<reference>/decision"
    letter: Mapped[bytes | None]  # the letter's paragraphs as JSON, sealed as "round/<reference>/letter"
    signed_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    second: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    second_at: Mapped[datetime | None]
    chosen: Mapped[datetime]
    due: Mapped[datetime | None]  # None while a second signature is waited for
    undone: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(sa.String(80), default="")
    made: Mapped[datetime | None]
    root: Mapped[str | None] = mapped_column(sa.String(64))  # over all heads of the audit, as the letter carries it
    __table_args__ = (
        sa.ForeignKeyConstraint(["round_id", "computed"], ["rounds.id", "rounds.verdict"], name="fk_decisions_verdict"),
        one_of("computed", Verdict),
        one_of("kind", Kind),
        one_of("outcome", Outcome),
        one_of("earlier", Outcome),
        sa.CheckConstraint(_NOT_TURNED, name="not_turned"),
        sa.CheckConstraint("kind <> 'defer' OR COALESCE(outcome, '') = 'deferred'", name="defer"),
        sa.CheckConstraint("kind <> 'new_round' OR outcome IS NULL", name="new_round"),
        sa.CheckConstraint("application_id IS NULL OR kind = 'new_round' OR outcome IS NOT NULL", name="has_outcome"),
        sa.CheckConstraint("second <> signed_by", name="two_people"),
        sa.CheckConstraint("(second IS NULL) = (second_at IS NULL)", name="second"),
        sa.CheckConstraint(
            "due IS NULL OR second IS NOT NULL"
            " OR (kind = 'confirm' AND COALESCE(outcome, '') <> 'approved_conditional')"
            " OR (kind = 'confirm' AND COALESCE(earlier, '') = outcome)",
            name="second_signature",
        ),
        sa.CheckConstraint("made IS NULL OR (undone IS NULL AND COALESCE(due <= made, false))", name="made"),
        sa.CheckConstraint("(made IS NULL) = (root IS NULL)", name="root"),
        sa.Index(
            "uq_decisions_round_id",
            "round_id",
            unique=True,
            sqlite_where=sa.text("undone IS NULL"),
            postgresql_where=sa.text("undone IS NULL"),
        ),
        sa.Index("ix_decisions_made_due", "made", "due"),
    )


@append_only
class DecisionLetter(Model):
    """What was sent. A later number supersedes the earlier ones; the words change, the outcome never does."""

    __tablename__ = "decision_letters"
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decisions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[bytes]  # paragraphs as JSON, sealed as "round/<reference>/letter/<number>"
    root: Mapped[str] = mapped_column(sa.String(64))
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]
    __table_args__ = (sa.CheckConstraint("number > 0", name="number"),)


class Condition(Model):
    """Of a conditional approval: a thing to be done by a day. `public`: the policy says that patients read it."""

    __tablename__ = "conditions"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decisions.id"), index=True)
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), index=True)
    kind: Mapped[ConditionKind] = mapped_column(StringEnum(ConditionKind))
    words: Mapped[str] = mapped_column(sa.String(1000))
    public: Mapped[bool]
    due: Mapped[date]
    met: Mapped[datetime | None]
    met_by: Mapped[str] = mapped_column(sa.String(80), default="")
    lifted: Mapped[datetime | None]  # an appeal found that it was not needed
    __table_args__ = (
        one_of("kind", ConditionKind),
        sa.CheckConstraint("words <> ''", name="words"),
        sa.CheckConstraint("(met IS NULL) = (met_by = '')", name="met"),
    )
