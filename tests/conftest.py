"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is; `make bench` measures speed. Where all
# tests must pass before a change lands, the examples are the same each time.
settings.register_profile(
    "omsyn",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("omsyn")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of published statistics; the test is skipped where it is not at hand."""
    folder = os.environ.get("OMSYN_TEST_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("OMSYN_TEST_DATA does not point to a folder of published statistics")
    return Path(folder)


@pytest.fixture(autouse=True)
def own_store(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of its own for every test that names none: a user's own is never read or written."""
    folder = tmp_path_factory.getbasetemp() / "nobody's store"
    monkeypatch.setenv("OMSYN_STORE", str(folder))
    return folder
