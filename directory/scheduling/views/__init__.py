"""Available times, the choice of one, and the physician's week editor."""

from directory.scheduling.views import hold, times, week, week_forms  # noqa: F401 (their routes register on import)
from directory.scheduling.views.blueprint import bp

__all__ = ["bp"]
