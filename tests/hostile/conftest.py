"""The world of the hostile tests: made once for each kind of database, put back after each change."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.hostile import stores
from tests.hostile.world import World


@pytest.fixture(scope="session")
def _worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], World]]:
    made: list[World] = []

    @cache
    def get(kind: str) -> World:
        made.append(World(stores.store(kind, tmp_path_factory.mktemp("world"))))
        return made[-1]

    yield get
    for each in made:
        each.store.end()


@pytest.fixture
def world(_worlds: Callable[[str], World], kind_of_database: str) -> World:
    """As it was made: before the consultation."""
    found = _worlds(kind_of_database)
    found.enter("before")
    return found
