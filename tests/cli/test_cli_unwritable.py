"""Files that cannot be written: a sentence, and what stood there before stands there still."""

from __future__ import annotations

import errno
import os

import pytest

from demography_support import fictional_store
from omsyn.cli.main import main
from omsyn.warehouse import durable

COMMANDS = [
    (["project", "9901", "--to", "2028"], "csv"),
    (["project", "9901", "--to", "2028"], "parquet"),
    (["project", "9901", "--to", "2028"], "json"),
    (["backtest", "--region", "9901"], "md"),
    (["need", "9901", "--to", "2030"], "json"),
    (["need", "9901", "--to", "2030"], "csv"),
    (["scenario", "new", "9901", "--overwrite"], "json"),
    (["scenario", "schema", "--overwrite"], "json"),
]
NAMES = [f"{words[0]} {words[1]} .{suffix}" for words, suffix in COMMANDS]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unwritable")
    fictional_store(folder)
    return folder


@pytest.fixture
def omsyn(filled, monkeypatch, capsys):
    monkeypatch.setenv("OMSYN_STORE", str(filled))

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in words])
        return ended.value.code, capsys.readouterr().err

    return run


@pytest.mark.parametrize(("words", "suffix"), COMMANDS, ids=NAMES)
def test_a_folder_that_is_not_there(omsyn, tmp_path, words, suffix):
    code, err = omsyn(*words, "--out", tmp_path / "nowhere" / f"a.{suffix}")
    assert code == 1
    assert "kan ikke skrives (mappen finnes ikke)" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("words", "suffix"), COMMANDS, ids=NAMES)
def test_a_disk_that_fills_up_leaves_the_old_file(omsyn, tmp_path, monkeypatch, words, suffix):
    before = tmp_path / f"a.{suffix}"
    before.write_bytes(b"as it was")

    def full(path, _content):
        path.write_bytes(b"half of")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(durable, "write_file", full)
        code, err = omsyn(*words, "--out", before)
    assert code == 1
    assert "kan ikke skrives (disken er full), og er som før" in err
    assert [path.name for path in tmp_path.iterdir()] == [before.name]
    assert before.read_bytes() == b"as it was"
