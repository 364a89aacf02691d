"""Which questions a version of the intake asks. A published version stays: old answers are read with theirs."""

from directory.consultations.rules.intake import hair_loss, health, own, surgical
from directory.consultations.rules.intake.schema import Question, Step
from directory.consultations.rules.tasks import Task

INTAKE_VERSION = 1

_VERSIONS: dict[int, dict[Task, tuple[Step, ...]]] = {
    1: {
        Task.HAIR_LOSS: hair_loss.STEPS,
        Task.HEALTH: health.STEPS,
        Task.PHOTOS: own.PHOTOS,
        Task.QUESTIONS: own.QUESTIONS,
        Task.SURGICAL: surgical.STEPS,
    }
}


def steps_of(task: Task, version: int = INTAKE_VERSION) -> tuple[Step, ...]:
    """Raises KeyError for a version that was never published."""
    return _VERSIONS[version][task]


def step_of(task: Task, key: str, version: int = INTAKE_VERSION) -> Step | None:
    return next((step for step in steps_of(task, version) if step.key == key), None)


def question_of(task: Task, key: str, version: int = INTAKE_VERSION) -> Question | None:
    return next((q for step in steps_of(task, version) for q in step.questions if q.key == key), None)
