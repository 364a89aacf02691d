"""Who reads a reviewer's page, and what every page of a round needs."""

from dataclasses import dataclass

from flask import request

from directory.core.policy import principal
from directory.core.refusals import NotThere
from directory.membership.models import Elector, Round
from directory.membership.queries import ballots, casefile, rounds
from directory.membership.queries.rounds import Seated
from directory.membership.rules.ballots import criteria_of
from directory.membership.rules.conflicts import DeclareFirst
from directory.membership.rules.policy import Policy
from directory.membership.rules.rounds import Secrecy


@dataclass(frozen=True, slots=True)
class File:
    """A round as its reviewer sees it."""

    seat: Seated
    policy: Policy
    numbers: tuple[int, ...]  # the criteria this seat scores
    name: str

    @property
    def round(self) -> Round:
        return self.seat.round

    @property
    def elector(self) -> Elector:
        return self.seat.elector

    @property
    def secret(self) -> bool:
        return self.round.secrecy is Secrecy.SECRET

    def parts(self) -> dict[int, casefile.Part]:
        """The criteria of this seat only."""
        return {n: part for n, part in casefile.parts(self.round, self.policy).items() if n in self.numbers}

    def opened(self) -> dict[int, set[str]]:
        return ballots.opened(self.round, self.elector.person_id)

    def has_cast(self) -> bool:
        return ballots.has_cast(self.round, self.elector.person_id)


def reader() -> int:
    person = principal()
    if person is None:  # the guard has made sure
        raise NotThere
    return person.id


def reader_name() -> str:
    return str(getattr(principal(), "name", ""))


def file_or_404(reference: str) -> File:
    """404 for everybody without a seat, the recused among them; 409 before the declaration."""
    return _file(rounds.seat_or_404(reference, reader()))


def locked_or_404(reference: str) -> File:
    return _file(rounds.locked_seat_or_404(reference, reader()))


def _file(seat: Seated) -> File:
    if seat.elector.declared is None:
        raise DeclareFirst
    policy = rounds.policy_of(seat.round)
    numbers = criteria_of(seat.elector.seat, rounds.judged(seat.round, policy), policy)
    return File(seat, policy, numbers, rounds.subject_name(seat.round))


def number_or_404(file: File, number: int) -> int:
    if number not in file.numbers:
        raise NotThere
    return number


def page_number() -> int:
    text = request.args.get("page", "1")
    return min(10_000, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1
