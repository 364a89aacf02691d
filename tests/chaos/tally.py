"""What was booked against what the mail server took: pure counting, so that a test can see it count wrong."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Taken:
    """A message the mail server has accepted."""

    to: str
    id: str


@dataclass(frozen=True, slots=True)
class Owed:
    """The e-mail a booking must have led to."""

    to: str
    id: str


@dataclass(frozen=True, slots=True)
class Result:
    lost: tuple[Owed, ...]
    copies: int  # sent more than once under the same Message-ID, which mail programs show once
    twins: tuple[str, ...]  # addresses that got two different messages: two e-mails in a person's inbox


def count(owed: Iterable[Owed], taken: Iterable[Taken]) -> Result:
    """A patient of these tests is owed one e-mail, so a second Message-ID to an address is one too many."""
    times = Counter((each.to, each.id) for each in taken)
    ids = defaultdict(set)
    for to, message_id in times:
        ids[to].add(message_id)
    wanted = tuple(owed)
    patients = {each.to for each in wanted}
    return Result(
        lost=tuple(each for each in wanted if (each.to, each.id) not in times),
        copies=sum(number - 1 for number in times.values()),
        twins=tuple(sorted(to for to, different in ids.items() if to in patients and len(different) > 1)),
    )


def read(record: Path, what: str = "taken") -> list[Taken]:
    """A last line without its end was being written when the server was killed: it was never answered."""
    if not record.exists():
        return []
    whole = record.read_text().rpartition("\n")[0].splitlines()
    lines = [json.loads(line) for line in whole]
    return [Taken(line["to"], line["id"]) for line in lines if line["what"] == what]
