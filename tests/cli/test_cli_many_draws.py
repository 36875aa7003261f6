"""Ten thousand futures on a small machine: refused in one sentence, or made in parts."""

from __future__ import annotations

import json

import pytest

from omsyn.cli.main import main
from omsyn.demography.draws import kept, memory, region
from omsyn.sources import fictional
from omsyn.warehouse import Store, load_fetched


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    folder = tmp_path_factory.mktemp("county")
    load_fetched(Store(folder), *fictional.make())
    return folder


@pytest.fixture
def omsyn(county, tmp_path, monkeypatch, capsys):
    """Run a command in an empty folder, as in a new process: exit code, output, error output."""
    monkeypatch.setenv("OMSYN_STORE", str(county))
    monkeypatch.chdir(tmp_path)

    def run(*args):
        kept._in_memory.clear()
        region._in_memory.clear()
        with pytest.raises(SystemExit) as ended:
            main(list(args))
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return run


@pytest.mark.parametrize(
    "more", [(), ("--to", "2050"), ("--lever", "standard=1"), ("--out", "answer.json")]
)
def test_more_futures_than_the_machine_holds_are_refused(omsyn, monkeypatch, more):
    monkeypatch.setattr(memory, "available", lambda: 60_000_000)
    code, out, err = omsyn("need", "Lindhavn", "--draws", "10000", *more)
    assert code != 0
    assert out == ""
    assert "10\u202f000 trekninger krever om lag" in err
    assert "færre" in err
    assert "Traceback" not in err


def test_many_futures_are_made_in_parts_with_the_same_answer(omsyn, monkeypatch, tmp_path):
    asked = ("need", "Lindhavn", "--draws", "50", "--to", "2032", "--out")
    code, _out, err = omsyn(*asked, "whole.json")
    assert code == 0
    assert "Trekker framtider" in err
    monkeypatch.setattr(region, "MOST_KEPT", 20)
    monkeypatch.setattr(kept, "_load", lambda *_args: pytest.fail("what is kept"))
    monkeypatch.setattr(kept, "BLOCK", 16)
    assert omsyn(*asked, "parts.json")[0] == 0
    whole, parts = (
        json.loads((tmp_path / name).read_text()) for name in ("whole.json", "parts.json")
    )
    assert whole["services"] == parts["services"]


def test_nothing_is_said_of_waiting_where_the_futures_are_kept(omsyn):
    asked = ("need", "Lindhavn", "--draws", "10", "--to", "2032")
    omsyn(*asked)
    code, _out, err = omsyn(*asked)
    assert code == 0
    assert "Trekker framtider" not in err
