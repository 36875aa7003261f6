"""The fictional county and, where they are at hand, the published statistics, loaded once."""

from __future__ import annotations

import pytest

from demography_support import fictional_store, published_store
from omsyn.warehouse import Store


@pytest.fixture(scope="session")
def county(tmp_path_factory) -> Store:
    return fictional_store(tmp_path_factory.mktemp("fictional"))


@pytest.fixture(scope="session")
def norway(tmp_path_factory, real_data) -> Store:
    return published_store(tmp_path_factory.mktemp("published"), real_data)
