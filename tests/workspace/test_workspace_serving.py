"""`omsyn serve` says plainly why it cannot."""

from __future__ import annotations

import socket
import stat

import pytest
from click.testing import CliRunner

from omsyn.cli.serve import command
from omsyn.errors import MissingDataset, OmsynError
from omsyn.workspace.config import serving


@pytest.fixture
def taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_is_taken(taken_port):
    ran = CliRunner().invoke(command, ["--port", str(taken_port)])
    assert isinstance(ran.exception, OmsynError)
    assert f"Port {taken_port} på 127.0.0.1 er opptatt" in ran.exception.message
    assert not serving.free("127.0.0.1", taken_port)


def test_a_store_without_figures(empty_store):
    ran = CliRunner().invoke(command, [])
    assert isinstance(ran.exception, MissingDataset)
    assert "omsyn data load" in ran.exception.message


def test_the_machines_own_key_is_made_once_and_kept_from_others(tmp_path):
    path = tmp_path / "secret-key"
    first = serving.own_key(path)
    assert len(first) >= 50
    assert serving.own_key(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_readers_are_told_when_the_address_answers(monkeypatch):
    served = {}
    monkeypatch.setattr(serving, "prepare", lambda: None)
    monkeypatch.setattr(
        serving, "serve", lambda host, port, workers, ready: served.update(at=port) or ready()
    )
    monkeypatch.setattr(serving, "free", lambda _host, _port: True)
    ran = CliRunner().invoke(command, ["--port", "8111"])
    assert served == {"at": 8111}
    assert "Omsyn svarer på http://127.0.0.1:8111/" in ran.output
