"""Blocks: a hard stop or a danger to patients, ruled on by the chair and the deputy within seven days."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal

RULINGS = 2  # chair and deputy; one where only one of them has no conflict
REASON_MOST = 4000


class Ground(StrEnum):
    HARD_STOP = "hard_stop"
    DANGER = "danger"


class Finding(StrEnum):
    UPHELD = "upheld"
    DISMISSED = "dismissed"


GROUND_WORDS = {
    Ground.HARD_STOP: N_(
        "A hard stop: no valid licence, an undisclosed board action, missing photo consent, or refusal "
        "of inspection or of the complaint rule"
    ),
    Ground.DANGER: N_("A danger to patients"),
}
FINDING_WORDS = {Finding.UPHELD: N_("Upheld"), Finding.DISMISSED: N_("Dismissed")}


class ReasonMissing(Refusal):
    message = N_("Say what the reason is.")
    field = "reason"


class EvidenceMissing(Refusal):
    message = N_("Name the evidence: which document, case or statement shows it.")
    field = "evidence"


class RaisedBefore(Conflict):
    message = N_("You have raised a block in this round already. Both reasons can stand in the discussion.")
    constraint = "uq_blocks_round_id_person_id"


class RuledBefore(Conflict):
    message = N_("You have ruled on this block already.")
    constraint = "pk_block_rulings"


class RuledAlready(Conflict):
    message = N_("This block has been ruled on already.")


class RulingTooLate(Conflict):
    message = N_("The seven days for a ruling have passed. The block stands unresolved in the result.")


class OwnBlock(Refusal):
    status = 403
    message = N_("You raised this block: somebody else rules on it.")


@dataclass(frozen=True, slots=True)
class BlockAsked:
    """The form, read."""

    ground: Ground
    reason: str
    evidence: str


@dataclass(frozen=True, slots=True)
class RulingAsked:
    finding: Finding
    reason: str


def check_block(asked: BlockAsked) -> None:
    if not asked.reason:
        raise ReasonMissing
    if not asked.evidence:
        raise EvidenceMissing


def check_ruling(asked: RulingAsked) -> None:
    if not asked.reason:
        raise ReasonMissing


def found(findings: Collection[Finding], able: int) -> Finding | None:
    """What the rulings come to: all needed ones say the same. Two that differ leave the block unresolved."""
    enough = len(findings) >= max(1, min(RULINGS, able))
    return next(iter(findings)) if enough and len(set(findings)) == 1 else None
