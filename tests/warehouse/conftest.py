"""Little data sets and stores for the tests of the warehouse."""

from __future__ import annotations

import pytest

from omsyn.warehouse import Store


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "store")
