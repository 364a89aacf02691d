"""Tables of privacy, one file a noun."""

from directory.privacy.models.hold import HoldStep, LegalHold
from directory.privacy.models.retention import DoomedFile, Erasure, RetentionRun

__all__ = ["DoomedFile", "Erasure", "HoldStep", "LegalHold", "RetentionRun"]
