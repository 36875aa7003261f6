"""The workspace over the fictional county."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from omsyn.workspace.config.serving import collect_static
from omsyn.workspace.insight import intervals, library, pages, served, whatif, whatif_draws
from workspace_support import make_store


@pytest.fixture(scope="session")
def county(tmp_path_factory) -> Path:
    return make_store(tmp_path_factory.mktemp("workspace") / "store").folder


@pytest.fixture(scope="session")
def static_folder(tmp_path_factory, django_db_setup) -> Path:
    from django.test.utils import override_settings

    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder):
        collect_static()
    return folder


@pytest.fixture(autouse=True)
def world(county, static_folder, settings, monkeypatch, db):
    """Every test sees the fictional county, and its own user's folders are left alone."""
    monkeypatch.setenv("OMSYN_STORE", str(county))
    monkeypatch.delenv("OMSYN_WORKSPACE", raising=False)
    settings.STATIC_ROOT = static_folder
    # Pages wait for their intervals here, so that every test sees the finished answer.
    monkeypatch.setattr(whatif_draws, "PATIENCE_SECONDS", 300)
    monkeypatch.setattr(intervals, "PATIENCE_SECONDS", 300)
    library.forget()
    yield
    library.forget()
    pages.forget()
    served.forget()
    whatif.forget()


@pytest.fixture
def browser() -> Client:
    """A client that answers for the host that the settings name, and shows error pages."""
    return Client(raise_request_exception=False, headers={"host": "localhost"})


@pytest.fixture
def empty_store(tmp_path, monkeypatch):
    monkeypatch.setenv("OMSYN_STORE", str(tmp_path / "empty"))
    library.forget()
