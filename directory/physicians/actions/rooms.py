"""Whether a video call has somewhere to take place, kept for search by whoever knows the room."""

import sqlalchemy as sa

from directory.core.db import session
from directory.physicians.models import Physician


def set_own_room(physician_id: int, *, there: bool) -> None:
    """Running it twice is harmless."""
    session().execute(sa.update(Physician).where(Physician.id == physician_id).values(own_room=there))
