"""`omsyn scenario adopt`, `in-force` and `withdraw`."""

from __future__ import annotations

import json

import pytest

from demography_support import fictional_store
from omsyn.cli.main import main


@pytest.fixture
def world(tmp_path, monkeypatch):
    fictional_store(tmp_path / "store")
    monkeypatch.setenv("OMSYN_STORE", str(tmp_path / "store"))
    file = tmp_path / "valg.json"
    document = {
        "schema_version": 1, "name": "Mer hjelp", "region": "9901", "horizon": 2035, "draws": 20,
        "levers": [{"kind": "standard", "value": 1}],
    }  # fmt: skip
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def run(capsys, *args):
    with pytest.raises(SystemExit) as left:
        main(args)
    said = capsys.readouterr()
    return left.value.code, said.out, said.err


def test_a_scenario_is_taken_into_use_shown_and_withdrawn(world, capsys):
    code, out, _err = run(capsys, "scenario", "in-force")
    assert (code, "Ingen steder" in out) == (0, True)
    code, out, _err = run(capsys, "scenario", "adopt", str(world))
    assert code == 0
    assert "«Mer hjelp» gjelder for" in out
    id_ = out.split("Kjøring ")[1].strip().rstrip(".")
    for place in ([], ["9901"]):
        code, out, _err = run(capsys, "scenario", "in-force", *place)
        assert code == 0
        assert id_ in out
        assert "Standard" in out
    code, out, _err = run(capsys, "scenario", "in-force", "9902")
    assert (code, "ikke noe scenario" in out) == (0, True)
    assert run(capsys, "scenario", "withdraw", "9901")[0] == 0
    code, out, _err = run(capsys, "scenario", "in-force", "9901")
    assert (code, "ikke noe scenario" in out) == (0, True)
    code, _out, err = run(capsys, "scenario", "withdraw", "9901")
    assert (code, "ikke noe scenario" in err) == (1, True)


def test_a_file_with_faults_is_not_taken_into_use(world, capsys):
    world.write_text('{"schema_version": 1, "region": "9901", "horizon": 3}', encoding="utf-8")
    code, _out, err = run(capsys, "scenario", "adopt", str(world))
    assert code == 1
    assert "horizon" in err


def test_one_that_cannot_be_used_any_more_is_told_of_and_the_rest_are_shown(
    world, capsys, tmp_path
):
    run(capsys, "scenario", "adopt", str(world))
    folder = tmp_path / "store" / "papers" / "scenarios" / "9902"
    folder.mkdir()
    (folder / "0001.json").write_text("{")
    (tmp_path / "store" / "papers" / "scenarios" / "0000").mkdir()
    code, out, err = run(capsys, "scenario", "in-force")
    assert code == 1
    assert "Mer hjelp" in out
    assert "0000" in err
    assert "skadet" in err
