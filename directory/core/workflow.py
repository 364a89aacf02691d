"""Workflows are tables: a move has a name, where it starts and ends, and guards that are reasons or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from directory.core.refusals import N_, Conflict, Refusal

S = TypeVar("S", bound=StrEnum)
C = TypeVar("C")
Guard = Callable[[C], Refusal | None]


class WrongState(Conflict):
    message = N_("This has changed in the meantime, so the step is no longer possible. Please look again.")


@dataclass(frozen=True, slots=True)
class Move(Generic[S, C]):
    """`guards` look at the case as it is and return a reason against the move, or None."""

    name: str
    sources: frozenset[S]
    to: S
    guards: tuple[Guard[C], ...] = ()


class Workflow(Generic[S, C]):
    """The table of moves of one kind of case. A move that is not in it is a defect and raises KeyError."""

    def __init__(self, moves: Iterable[Move[S, C]]) -> None:
        self.moves = {move.name: move for move in moves}

    def problems(self, name: str, state: S, case: C) -> list[Refusal]:
        """Reasons against the move; empty means allowed. The same list drives buttons, forms and the server."""
        move = self.moves[name]
        if state not in move.sources:
            return [WrongState()]
        return [reason for guard in move.guards if (reason := guard(case)) is not None]

    def allows(self, name: str, state: S, case: C) -> bool:
        return not self.problems(name, state, case)

    def target(self, name: str, state: S, case: C) -> S:
        """The next state; raises the first reason against it."""
        for problem in self.problems(name, state, case):
            raise problem
        return self.moves[name].to
