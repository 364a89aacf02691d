"""The tasks of Prepare, and which of them a consultation still lacks. Pure."""

from collections.abc import Collection
from enum import StrEnum

from directory.core.refusals import N_
from directory.physicians.rules import VisitKind


class Task(StrEnum):
    HAIR_LOSS = "hair_loss"
    HEALTH = "health"
    PHOTOS = "photos"
    QUESTIONS = "questions"
    SURGICAL = "surgical"  # only where the physician asks for the surgical list


TITLES = {
    Task.HAIR_LOSS: N_("Your hair loss"),
    Task.HEALTH: N_("Your health"),
    Task.PHOTOS: N_("Photos"),
    Task.QUESTIONS: N_("Your questions"),
    Task.SURGICAL: N_("A few more questions"),
}
# In letters no health word may stand: the same tasks, said discreetly.
DISCREET = {
    Task.HAIR_LOSS: N_("first page of questions"),
    Task.HEALTH: N_("second page of questions"),
    Task.PHOTOS: N_("pictures"),
    Task.QUESTIONS: N_("what you would like to ask"),
    Task.SURGICAL: N_("a few more questions"),
}
ALWAYS = (Task.HAIR_LOSS, Task.HEALTH, Task.PHOTOS, Task.QUESTIONS)
ASKED = (Task.HAIR_LOSS, Task.HEALTH, Task.PHOTOS)  # questions of one's own are welcome, never missing


def missing(done: Collection[str]) -> list[Task]:
    """What is left to prepare; a call goes on without it, a written opinion waits for it."""
    return [task for task in ASKED if task not in done]


def blocks(visit: VisitKind, done: Collection[str]) -> bool:
    """Only a written opinion waits for its tasks: a call is never lost because one is missing."""
    return visit is VisitKind.WRITTEN and bool(missing(done))
