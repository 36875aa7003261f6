"""`omsyn project` and `omsyn backtest` as a person types them."""

from __future__ import annotations

import json

import polars as pl
import pytest
from click.testing import CliRunner

from demography_support import fictional_store
from omsyn.cli.backtest import command as backtest
from omsyn.cli.project import command as project
from omsyn.demography import AGES
from omsyn.errors import ProjectionError, UnreadableFile


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("projecting")
    fictional_store(folder)
    return folder


@pytest.fixture
def run(filled, monkeypatch):
    monkeypatch.setenv("OMSYN_STORE", str(filled))

    def invoke(command, *words):
        return CliRunner().invoke(command, [str(each) for each in words], catch_exceptions=False)

    return invoke


def test_a_place_is_shown_by_band(run):
    result = run(project, "9901", "--to", 2040)
    assert result.exit_code == 0
    years = [line.split()[0] for line in result.output.splitlines()[2:]]
    assert years == ["2026", "2030", "2035", "2040"]


def test_three_formats_hold_the_same(run, tmp_path):
    files = [tmp_path / f"out.{suffix}" for suffix in ("csv", "parquet", "json")]
    words = [word for file in files for word in ("--out", file)]
    assert run(project, "9901", "--to", 2030, "--alternative", "low", *words).exit_code == 0
    csv, parquet = pl.read_csv(files[0]), pl.read_parquet(files[1])
    about = json.loads(files[2].read_text())
    assert csv.height == parquet.height == len(about["rows"]) == 5 * 2 * AGES
    assert csv["persons"].sum() == pytest.approx(parquet["persons"].sum(), abs=1)
    assert about["settings"]["alternative"] == "low"
    assert about["settings"]["fertility"] == "low"


def test_all_municipalities_go_to_a_file(run, tmp_path):
    file = tmp_path / "all.parquet"
    assert run(project, "--all", "--to", 2028, "--out", file).exit_code == 0
    assert pl.read_parquet(file).height == 12 * 3 * 2 * AGES


def test_people_who_are_added_are_there_the_year_after(run, tmp_path):
    sums = []
    for words in ([], ["--housing", "2027=100"]):
        file = tmp_path / f"{len(words)}.csv"
        run(project, "9901", "--to", 2028, "--out", file, *words)
        sums.append(pl.read_csv(file).filter(pl.col("year") == 2028)["persons"].sum())
    assert 90 < sums[1] - sums[0] < 105


def test_the_national_path_is_reached(run, tmp_path):
    plain, path, raked = (
        tmp_path / name for name in ("plain.parquet", "path.csv", "raked.parquet")
    )
    run(project, "--all", "--to", 2028, "--out", plain)
    country = pl.read_parquet(plain).group_by("year", "sex", "age").agg(pl.col("persons").sum())
    country.filter(pl.col("year") > 2026).with_columns(pl.col("persons") * 1.1).write_csv(path)
    result = run(project, "--all", "--to", 2028, "--national-path", path, "--out", raked)
    assert "5 prosent" in result.output
    wanted, made = pl.read_csv(path)["persons"].sum(), pl.read_parquet(raked)
    assert made.filter(pl.col("year") > 2026)["persons"].sum() == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["9901", "--all"],
        ["--all"],
        ["--all", "--out", "x.csv", "--housing", "2028=1"],
        ["9901", "--out", "x.xlsx"],
        ["9901", "--housing", "mange"],
    ],
)
def test_wrong_usage_is_refused(run, words):
    assert run(project, *words).exit_code == 2


def test_faults_in_the_path_are_told(run, tmp_path):
    file = tmp_path / "path.csv"
    file.write_text("year,sex,age,persons\n2027,male,0,-4\n")
    with pytest.raises(ProjectionError, match="mangler"):
        run(project, "9901", "--national-path", file)
    file.write_bytes(b"\xff\xfe\x00,\n")
    with pytest.raises((UnreadableFile, ProjectionError)):
        run(project, "9901", "--national-path", file)


def test_the_backtest_writes_both_files_and_tells_the_bars(run, tmp_path):
    words = ["--origins", "2016,2018", "--horizons", "1,5", "--draws", 0]
    files = [tmp_path / "report.md", tmp_path / "report.json"]
    assert run(backtest, *words, "--out", files[0], "--out", files[1]).exit_code == 0
    assert files[0].read_text().startswith("# ")
    assert json.loads(files[1].read_text())["origins"] == [2016, 2018]
    assert "2 startår" in run(backtest, *words).output


def test_the_backtest_of_one_place(run):
    result = run(backtest, "--region", "9901")
    assert result.exit_code == 0
    assert "| 2021 | 2026 |" in result.output


@pytest.mark.parametrize(
    "words", [["--origins", "nå"], ["--horizons", "0"], ["--out", "report.docx"], ["--draws", "-1"]]
)
def test_wrong_usage_of_the_backtest_is_refused(run, words):
    assert run(backtest, *words).exit_code == 2
