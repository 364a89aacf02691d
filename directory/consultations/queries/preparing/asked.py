"""What the physician asked for later, and what the patient answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from directory.consultations.models import Consultation
from directory.consultations.queries import sealed
from directory.consultations.rules.tasks import ALWAYS, Task
from directory.core import vault
from directory.photos.rules import VIEWS

ASKED = "asked"  # the part of the sealed answers that holds it


@dataclass(frozen=True, slots=True)
class Ask:
    """`views` are keys of views; `left`: clinic days that were left of the clock, 0 where it did not run.

    `surgical`: the surgical list was asked for, which is a task of its own in Prepare.
    """

    at: datetime
    views: tuple[str, ...]
    words: str
    left: int
    answer: str
    answered: datetime | None
    surgical: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """Phrases to translate."""
        return tuple(VIEWS[key].label for key in self.views)


def asks_of(consultation: Consultation) -> tuple[Ask, ...]:
    """Oldest first; none after erasure."""
    try:
        return asks_in(sealed.answers_of(consultation))
    except vault.Erased:
        return ()


def asks_in(every: Mapping[str, Mapping[str, Any]]) -> tuple[Ask, ...]:
    return tuple(_ask(row) for row in every.get(ASKED, {}).get("list", ()))


def tasks_of(consultation: Consultation) -> tuple[Task, ...]:
    """The tasks of this Prepare; the usual ones after erasure."""
    return _with_list(asks_of(consultation))


def tasks_in(every: Mapping[str, Mapping[str, Any]]) -> tuple[Task, ...]:
    return _with_list(asks_in(every))


def open_asks(consultation: Consultation) -> tuple[Ask, ...]:
    """Those the patient has not answered."""
    return tuple(ask for ask in asks_of(consultation) if ask.answered is None)


def kept(ask: Ask) -> dict[str, object]:
    """As it stands among the sealed answers."""
    answered = ask.answered.isoformat() if ask.answered else None
    views, left = list(ask.views), ask.left
    return {"at": ask.at.isoformat(), "views": views, "words": ask.words, "left": left} | {
        "answer": ask.answer,
        "answered": answered,
        "surgical": ask.surgical,
    }


def _with_list(asks: Iterable[Ask]) -> tuple[Task, ...]:
    """The surgical list stands there once it was asked for, and stays."""
    return (*ALWAYS, Task.SURGICAL) if any(ask.surgical for ask in asks) else ALWAYS


def _ask(row: Mapping[str, Any]) -> Ask:
    answered = row.get("answered")
    return Ask(
        at=datetime.fromisoformat(row["at"]),
        views=tuple(key for key in row["views"] if key in VIEWS),
        words=row["words"],
        left=row["left"],
        answer=row.get("answer") or "",
        answered=datetime.fromisoformat(answered) if answered else None,
        surgical=bool(row.get("surgical")),
    )
