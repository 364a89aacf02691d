"""Devices, codes and QR links are not kept when they prove nothing any more."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.consultations.actions import access, tidying
from directory.consultations.models import Code, Consultation, Device
from directory.consultations.queries.access import PHONE_LINK, visitor_digest
from directory.core import links
from directory.core.db import session
from directory.core.links import Link
from directory.core.transaction import unit
from tasks import housekeeping
from tests.conftest import NOW
from tests.consultations.desk import Desk, set_up

pytestmark = pytest.mark.both
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(app: Flask) -> Desk:
    desk = set_up(app)

    def fill(row: Consultation) -> None:
        access.trust(row, "short", NOW, proven=False)
        access.trust(row, "long", NOW, proven=True, remember=True)
        access.send_code(row, NOW)
        links.issue(PHONE_LINK, f"{row.id}:ab", expires=NOW + timedelta(minutes=15))

    desk.write(fill)
    return desk


def left(desk: Desk) -> tuple[set[str], int, int]:
    """Of two devices; codes; QR links. The links of e-mails stay in any case."""
    names = {visitor_digest(name): name for name in ("short", "long")}
    with desk.app.app_context():
        devices = {names[each] for each in session().scalars(sa.select(Device.visitor)) if each in names}
        codes = session().scalar(sa.select(sa.func.count()).select_from(Code)) or 0
        qr = session().scalar(sa.select(sa.func.count()).where(Link.purpose == PHONE_LINK)) or 0
        assert session().scalar(sa.select(sa.func.count()).where(Link.purpose != PHONE_LINK)) == 2
    return devices, codes, qr


def test_they_stay_for_a_day_after_their_end_and_then_go(desk: Desk) -> None:
    def sweep(hours: float) -> int:
        with desk.app.app_context(), unit():
            return tidying.forget_old_proofs(NOW + hours * HOUR)

    assert sweep(24) == 0
    assert left(desk) == ({"short", "long"}, 1, 1)
    assert sweep(24.5) == 2
    assert left(desk) == ({"short", "long"}, 0, 0)
    assert sweep(24 * 3) >= 1
    assert left(desk) == ({"long"}, 0, 0)
    assert sweep(24 * 31 + 1) == 1
    assert sweep(24 * 31 + 1) == 0
    assert left(desk) == (set(), 0, 0)


def test_the_task_runs_and_running_it_twice_is_harmless(desk: Desk) -> None:
    desk.at(NOW + timedelta(days=40))
    with desk.app.app_context():
        assert housekeeping.proofs() >= 4
        assert housekeeping.proofs() == 0
