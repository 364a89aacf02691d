"""What proved something for a while and no longer does is not kept."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.consultations.models import Code, Device
from directory.consultations.queries.access import PHONE_LINK
from directory.core.db import session
from directory.core.links import Link

KEPT = timedelta(days=1)  # as long as codes are counted


def forget_old_proofs(now: datetime) -> int:
    """Devices, codes and the links of QR codes a day after their end. Returns how many went."""
    before = now - KEPT
    devices = sa.delete(Device).where(Device.until < before).returning(Device.consultation_id)
    codes = sa.delete(Code).where(Code.expires < before).returning(Code.consultation_id)
    qr = sa.delete(Link).where(Link.purpose == PHONE_LINK, Link.expires < before).returning(Link.generation)
    plain = {"synchronize_session": False}  # nobody in this transaction holds one
    return sum(len(session().scalars(each, execution_options=plain).all()) for each in (devices, codes, qr))
