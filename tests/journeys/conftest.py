"""One site and one browser for all journeys: starting them takes longer than most of the journeys."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests import once_more
from tests.journeys import site as sites
from tests.journeys import tab as tabs
from tests.journeys.site import Site
from tests.journeys.tab import Tab

Visitor = Callable[..., Tab]


@pytest.fixture(scope="session")
def _sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[pytest.FixtureRequest], Site]]:
    with once_more.renewed(lambda: sites.running(tmp_path_factory.mktemp("site"))) as get:
        yield get


@pytest.fixture
def site(_sites: Callable[[pytest.FixtureRequest], Site], request: pytest.FixtureRequest) -> Site:
    return _sites(request)


@pytest.fixture
def visitor(chromium: Browser, site: Site) -> Iterator[Visitor]:
    """Opens a browser of its own for each caller; none may have had a problem at the end."""
    with ExitStack() as stack:
        yield lambda **values: stack.enter_context(tabs.opened(chromium, site.base, **values))
