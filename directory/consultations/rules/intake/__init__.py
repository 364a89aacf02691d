"""The intake: what is asked in Prepare, as a typed and versioned schema. `validate` and `complete` decide."""

from directory.consultations.rules.intake.across import PER_DAY, SCAR_PHOTO, Advice, advice, far_outside, had_strip
from directory.consultations.rules.intake.checks import (
    Facts,
    complete,
    is_empty,
    matters,
    missing_views,
    reasons,
    rows_of,
    unseen,
    validate,
    validate_row,
    validate_step,
    view_problems,
    without_faults,
)
from directory.consultations.rules.intake.hair_loss import AFFECTED
from directory.consultations.rules.intake.health import LISTED, SAFETY_CHECK
from directory.consultations.rules.intake.own import (
    CANNOT,
    LONGEST_QUESTION,
    LONGEST_REASON,
    MOST_QUESTIONS,
    UNDERNEATH,
)
from directory.consultations.rules.intake.rows import BY_KEY, MEDICINES
from directory.consultations.rules.intake.schema import (
    IN_CALL,
    IN_CALL_WRITTEN,
    SEEN,
    Answers,
    Kind,
    Option,
    Problem,
    Question,
    Step,
)
from directory.consultations.rules.intake.versions import INTAKE_VERSION, question_of, step_of, steps_of
from directory.consultations.rules.intake.windows import Closed, is_open

__all__ = [
    "AFFECTED",
    "BY_KEY",
    "CANNOT",
    "INTAKE_VERSION",
    "IN_CALL",
    "IN_CALL_WRITTEN",
    "LISTED",
    "LONGEST_QUESTION",
    "LONGEST_REASON",
    "MEDICINES",
    "MOST_QUESTIONS",
    "PER_DAY",
    "SAFETY_CHECK",
    "SCAR_PHOTO",
    "SEEN",
    "UNDERNEATH",
    "Advice",
    "Answers",
    "Closed",
    "Facts",
    "Kind",
    "Option",
    "Problem",
    "Question",
    "Step",
    "advice",
    "complete",
    "far_outside",
    "had_strip",
    "is_empty",
    "is_open",
    "matters",
    "missing_views",
    "question_of",
    "reasons",
    "rows_of",
    "step_of",
    "steps_of",
    "unseen",
    "validate",
    "validate_row",
    "validate_step",
    "view_problems",
    "without_faults",
]
