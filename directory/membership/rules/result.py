"""The outcome of a round as it is kept: integers and codes, nobody's name. `rules.tally` makes it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from directory.membership.rules.rounds import Kind


class Verdict(StrEnum):
    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    TIE = "tie"
    DEFERRED = "deferred"
    INCOMPLETE = "incomplete"
    NO_QUORUM = "no_quorum"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two integers; 0 over 0 where nothing was judged."""

    numerator: int
    denominator: int

    def hundredths(self) -> int | None:
        """For a reader: rounded to the nearest hundredth."""
        if not self.denominator:
            return None
        return (200 * self.numerator + self.denominator) // (2 * self.denominator)


@dataclass(frozen=True, slots=True)
class CriterionResult:
    number: int
    counts: tuple[int, ...]  # how many gave 0, 1, 2, 3, 4, 5
    not_judged: int  # how many answered that they cannot judge
    median: int | None  # the lower one
    enough: bool  # judged by as many as the policy asks
    met: bool
    wide: bool  # the scores lie so far apart that a second ballot may be ordered


@dataclass(frozen=True, slots=True)
class Result:
    """`named` are the criteria a deferral or an incomplete outcome names, `blocks` those that stand against it."""

    kind: Kind
    verdict: Verdict
    eligible: int
    quorum: int
    ballots: int
    yes: int
    no: int
    abstained: int
    criteria: tuple[CriterionResult, ...]
    named: tuple[int, ...]
    blocks: tuple[int, ...]
    mean: Ratio  # orders the agenda, shows trends to the chair; never an argument, on no letter
    coverage: Ratio

    @property
    def unanimous(self) -> bool:
        """All voted alike: the result itself then tells how everyone voted."""
        return self.ballots > 0 and self.ballots in (self.yes, self.no, self.abstained)

    @property
    def wide(self) -> tuple[int, ...]:
        return tuple(each.number for each in self.criteria if each.wide)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(body: Mapping[str, Any]) -> "Result":
        values = dict(body)
        values["kind"], values["verdict"] = Kind(body["kind"]), Verdict(body["verdict"])
        values["criteria"] = tuple(
            CriterionResult(**{**each, "counts": tuple(each["counts"])}) for each in body["criteria"]
        )
        values["named"], values["blocks"] = tuple(body["named"]), tuple(body["blocks"])
        values["mean"], values["coverage"] = Ratio(**body["mean"]), Ratio(**body["coverage"])
        return Result(**values)
