"""Pages of the directory: public, the member's editor, the office."""

from directory.physicians.views import about, editor, office, profile, search  # noqa: F401 (their routes register on import)
from directory.physicians.views.blueprint import bp

__all__ = ["bp"]
