"""The sweeps would find nothing if the world did not notice what a request wrote, or did not put it back."""

import pytest
import sqlalchemy as sa

from directory.core import transaction
from directory.core.db import session
from directory.physicians.models import Physician
from tests.hostile.world import World

pytestmark = pytest.mark.both


def test_a_written_row_is_noticed_and_put_back(world: World) -> None:
    assert world.changed() == set()
    with world.app.app_context(), transaction.unit():
        session().execute(sa.update(Physician).values(name="Somebody Else"))
    assert world.changed() == {Physician.__tablename__}
    with world.app.app_context(), transaction.reading():
        assert "Somebody Else" not in session().scalars(sa.select(Physician.name)).all()
    assert world.changed() == set()
