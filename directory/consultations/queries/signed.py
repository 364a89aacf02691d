"""Whether an opinion was signed, and how often something was added."""

import sqlalchemy as sa

from directory.consultations.models import SignedOpinion
from directory.core.db import session


def is_signed(consultation_id: int) -> bool:
    return session().get(SignedOpinion, (consultation_id, 1)) is not None


def versions(consultation_id: int) -> int:
    """How many: the opinion and its addenda."""
    own = SignedOpinion.consultation_id == consultation_id
    return session().scalar(sa.select(sa.func.count()).select_from(SignedOpinion).where(own)) or 0
