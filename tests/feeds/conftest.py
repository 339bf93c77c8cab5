from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from briefbot.feeds.fetch import Fetcher
from briefbot.feeds.http import FetchRules
from tests.feeds.loopback import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def fetcher_for(site: Site) -> Callable[..., Fetcher]:
    """Makes fetchers that find the site at public addresses, and wait only where a test says so."""

    def make(**changes: object) -> Fetcher:
        hasty = {"delay_seconds": 0, "backoff_seconds": 0.01, "read_seconds": 1, "total_seconds": 5}
        return Fetcher(FetchRules.model_validate(hasty | changes), site.network())

    return make


@pytest.fixture
def fetcher(fetcher_for: Callable[..., Fetcher]) -> Fetcher:
    return fetcher_for()
