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
from omsyn.errors import OmsynError, ProjectionError, UnreadableFile


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
    told = result.output.splitlines()
    assert told[1].startswith("Fiktive tall: ")
    years = [line.split()[0] for line in told[3:]]
    assert years == ["2026", "2030", "2035", "2040"]
    assert max(map(len, told[2:])) <= 80


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


# --- rates and totals of one's own ---


def death_table(rate: float = 0.01, year: int = 2026) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"year": year, "sex": sex, "age": age, "rate": rate}
            for sex in ("male", "female")
            for age in range(AGES)
        ]
    )


def birth_table(rate: float = 0.02, year: int = 2026) -> pl.DataFrame:
    return pl.DataFrame([{"year": year, "age": age, "rate": rate} for age in range(15, 50)])


def test_given_rates_are_followed_and_told_in_the_file(run, tmp_path):
    deaths, births, out = (tmp_path / name for name in ("deaths.csv", "births.csv", "out.json"))
    death_table(rate=0.3).write_csv(deaths)
    birth_table().write_csv(births)
    words = ["--to", 2030, "--out", out]
    assert run(project, "9901", *words).exit_code == 0
    plain = json.loads(out.read_text())
    words += ["--mortality", deaths, "--fertility", births, "--after", "trend"]
    assert run(project, "9901", *words).exit_code == 0
    made = json.loads(out.read_text())
    assert sum(row["persons"] for row in made["rows"] if row["year"] == 2030) < 0.5 * sum(
        row["persons"] for row in plain["rows"] if row["year"] == 2030
    )
    assert plain["settings"]["mortality_rates"] is None
    assert made["settings"]["mortality_rates"]["years"] == [2026]
    assert made["settings"]["fertility_rates"]["after"] == "trend"
    assert made["run_id"] != plain["run_id"]


def test_what_was_chosen_is_told_with_the_figures(run, tmp_path):
    table, out = tmp_path / "deaths.csv", tmp_path / "out.parquet"
    death_table().write_csv(table)
    words = ["9901", "--to", 2030, "--mortality", table, "--housing", "2028=120"]
    shown = run(project, *words, "--immigration", "high").output
    assert "Valgt: hovedalternativet. Fruktbarhet: middels. Dødelighet: fra fil. " in shown
    assert "Innvandring: høy." in shown
    assert "Dødsrater fra fil for 2026." in shown
    assert "120 flere flytter inn i nye boliger i 2028." in shown
    assert "Valgt" not in run(project, "9901", "--to", 2030).output
    run(project, *words, "--out", out)
    about = json.loads(pl.read_parquet_metadata(out)["omsyn"])
    assert about["settings"]["mortality_rates"]["years"] == [2026]
    assert about["settings"]["additions"][0]["persons"] == 120


def test_the_run_id_changes_with_a_single_rate(run, tmp_path):
    ids = []
    for rate in (0.01, 0.01, 0.0101):
        table, out = tmp_path / "deaths.csv", tmp_path / "out.json"
        death_table(rate).write_csv(table)
        run(project, "9901", "--to", 2028, "--mortality", table, "--out", out)
        ids.append(json.loads(out.read_text())["run_id"])
    assert ids[0] == ids[1] != ids[2]


def test_municipal_totals_are_met(run, tmp_path):
    table, out = tmp_path / "totals.csv", tmp_path / "all.parquet"
    pl.DataFrame(
        {"kommunenr": ["9901", "9902"], "år": [2028, 2028], "personer": [121500, 20000]}
    ).write_csv(table)
    assert (
        run(project, "--all", "--to", 2028, "--municipal-totals", table, "--out", out).exit_code
        == 0
    )
    sums = (
        pl.read_parquet(out)
        .filter(pl.col("year") == 2028)
        .group_by("region")
        .agg(pl.col("persons").sum())
    )
    found = dict(sums.iter_rows())
    assert found["9901"] == pytest.approx(121500, abs=1e-6)
    assert found["9902"] == pytest.approx(20000, abs=1e-6)


def a_path() -> pl.DataFrame:
    return death_table(year=2027).rename({"rate": "persons"}).with_columns(persons=pl.lit(900.0))


BAD = {
    "a rate above one": (
        "--mortality", death_table(rate=1.5), "dødsraten for menn på 0 år i 2026 er 1,5",
    ),
    "a negative rate": (
        "--fertility", birth_table(rate=-0.1), "fødselsraten for kvinner på 15 år i 2026 er −0,1",
    ),
    "not a number": (
        "--mortality", death_table().with_columns(rate=pl.lit("nan")), "er ikke et tall",
    ),
    "a missing sex": (
        "--mortality", death_table().filter(pl.col("sex") == "male"), "mangler kvinner",
    ),
    "a missing age": (
        "--mortality", death_table().filter(pl.col("age") != 80),
        "mangler dødsraten for menn på 80 år i 2026",
    ),
    "a missing age of the mother": (
        "--fertility", birth_table().filter(pl.col("age") != 30), "kvinner på 30 år i 2026",
    ),
    "cells twice": (
        "--mortality", pl.concat([death_table(), death_table()[:1]]),
        "Rad 214 og rad 2 har begge dødsraten for menn på 0 år i 2026",
    ),
    "a path without a sex": (
        "--national-path", a_path().filter(pl.col("sex") == "male"), "mangler tall for kvinner",
    ),
    "a path with a cell twice": (
        "--national-path", pl.concat([a_path(), a_path()[:1]]),
        "to tall for menn på 0 år i 2027",
    ),
    "a path that asks more to leave than there are": (
        "--national-path",
        a_path().with_columns(persons=pl.when(pl.col("age") == 40).then(0.0).otherwise("persons")),
        "for menn på 40 år i 2027: 0 personer krever at flere flytter ut enn det er igjen",
    ),
    "totals that do not meet the country": (
        "--municipal-totals",
        pl.DataFrame({"municipality": ["9901"], "year": [2028], "persons": [900_000]}),
        r"summerer til 900.000, men landet har .* for mange",
    ),
    "totals twice": (
        "--municipal-totals",
        pl.DataFrame({"municipality": ["9901"] * 2, "year": [2028] * 2, "persons": [5, 6]}),
        "Rad 3 og 2 gir begge folketallet for 9901 i 2028",
    ),
    "rates from after the horizon": (
        "--mortality", death_table(year=2060), "gjelder 2060–2060, men framskrivingen",
    ),
    "a path from after the horizon": (
        "--national-path", a_path().with_columns(year=pl.lit(2060)),
        "ingen av årene som framskrives, 2027–2030",
    ),
    "totals from after the horizon": (
        "--municipal-totals",
        pl.DataFrame({"municipality": ["9901"], "year": [2060], "persons": [5]}),
        "gjelder 2060–2060",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("option", "table", "told"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_refused_with_a_sentence(run, tmp_path, option, table, told):
    file = tmp_path / "given.csv"
    table.write_csv(file)
    with pytest.raises((ProjectionError, UnreadableFile), match=told):
        run(project, "9901", "--to", 2030, option, file)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--to", 2020], "2020 ligger utenfor"),
        (["--to", 2030, "--housing", "2040=10"], "gjelder 2040, men framskrivingen går"),
        (["--to", 2030, "--refugees", "2020=10"], "gjelder 2020, men framskrivingen går"),
        (["--to", 2030, "--housing", "2028=9000000"], "flere enn de andre kommunene kan avgi"),
        (["--to", 2030, "--housing", "2028=-5"], "ikke et antall personer på null eller mer"),
    ],
)
def test_a_year_or_a_number_that_cannot_be_is_refused(run, words, told):
    with pytest.raises(OmsynError, match=told):
        run(project, "9901", *words)


def test_a_municipality_without_births_for_ten_years_gets_its_peers(tmp_path, monkeypatch):
    folder = tmp_path / "childless"
    store = fictional_store(folder)
    child = (pl.col("region") == "9912") & pl.col("age").is_in([str(age) for age in range(11)])
    facts = store.facts("population").collect()
    none = pl.when(child).then(0.0).otherwise("value").alias("value")
    store.replace(store.info("population"), facts.with_columns(none))
    monkeypatch.setenv("OMSYN_STORE", str(folder))
    out = tmp_path / "out.csv"
    words = ["9912", "--to", "2030", "--out", str(out)]
    assert CliRunner().invoke(project, words, catch_exceptions=False).exit_code == 0
    made = pl.read_csv(out)
    assert made["persons"].is_finite().all()
    assert made["persons"].min() >= 0
    infants = made.filter((pl.col("age") == 0) & (pl.col("year") == 2030))["persons"].sum()
    assert infants > 0


def test_a_level_that_is_no_file_either_is_wrong_usage(run):
    assert run(project, "9901", "--mortality", "ingen.csv").exit_code == 2


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
    assert "| Alder | etter 1 år | etter 3 år | etter 5 år |" in result.output


def test_the_backtest_of_one_place_has_the_years_that_were_asked_for(run):
    shown = run(backtest, "--region", "9901", "--origins", "2016", "--horizons", "5").output
    assert "| Alder | etter 5 år |" in shown
    assert [line[:13] for line in shown.splitlines() if line.startswith("| 20")] == [
        "| 2016 | 2021",
    ] * 3
    refused = run(backtest, "--region", "9901", "--origins", "2030")
    assert refused.exit_code == 2
    assert "Ingen av årene kan prøves. Startår som er prøvd: 2011, 2012" in refused.output


def test_housing_takes_a_comma(run):
    words = ["9901", "--to", 2030, "--housing"]
    assert "121 flere" in run(project, *words, "2028=120,6").output


def test_a_column_that_is_missing_is_named_in_norwegian(run, tmp_path):
    file = tmp_path / "deaths.csv"
    death_table().drop("sex").write_csv(file)
    with pytest.raises(UnreadableFile, match="mangler kolonnen «kjønn»"):
        run(project, "9901", "--mortality", file)


@pytest.mark.parametrize(
    "words", [["--origins", "nå"], ["--horizons", "0"], ["--out", "report.docx"], ["--draws", "-1"]]
)
def test_wrong_usage_of_the_backtest_is_refused(run, words):
    assert run(backtest, *words).exit_code == 2
