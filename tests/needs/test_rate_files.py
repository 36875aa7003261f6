"""The planner's own rates from files and pasted text; every fault with its row and column."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsyn.errors import ScenarioError, UnreadableFile
from omsyn.language import using
from omsyn.needs.scenario import Scenario, run_scenario
from omsyn.needs.scenario.model import Local
from omsyn.needs.scenario.own import OwnRate
from omsyn.needs.scenario.rate_files import read_own_rates
from omsyn.needs.scenario.rate_table import rate_csv, rate_table
from omsyn.needs.services import Service

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "own-rates-example.csv"
NURSING = (
    OwnRate(service="home_nursing", sex="female", low=0, high=66, per_100=0.4),
    OwnRate(service="home_nursing", sex="female", low=67, per_100=12),
    OwnRate(service="home_nursing", sex="male", low=0, per_100=1.5),
)
HEAD = "tjeneste;kjønn;alder;prosent;brukere\n"


@pytest.mark.parametrize(
    "lines",
    [
        (
            "tjeneste;kjønn;alder;prosent",
            "hjemmesykepleie;kvinner;0–66 år;0,4",
            "Hjemmesykepleie;Kvinne;67 år og eldre;12",
            "hjemmesykepleie;menn;0+;1,5",
        ),
        (
            "Alder\tKjønn\tTeneste\tBrukarar per 100 innbyggjarar\tMerknad",
            "0-66\tkvinner\theimesjukepleie\t0,4\tx",
            "67+\tkvinner\theimesjukepleie\t12\t",
            "",
            "0 og over\tmenn\theimesjukepleie\t1,5 %",
        ),
        (
            "# what it is",
            "service,sex,from,to,users per 100",
            "home_nursing,female,0,66,0.4",
            "home_nursing,f,67,,12",
            "home nursing,men,0,,1.5",
        ),
    ],
)
def test_a_table_in_three_languages_pasted_or_as_a_file(lines, tmp_path):
    text = "\n".join(lines)
    assert read_own_rates(text) == NURSING
    (tmp_path / "rates.csv").write_text(text, encoding="utf-8")
    assert read_own_rates(tmp_path / "rates.csv") == NURSING


def workbook(tmp_path, rows, *, hidden=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if hidden:
        book.active.row_dimensions[hidden].hidden = True
    book.save(tmp_path / "rates.xlsx")
    return tmp_path / "rates.xlsx"


def test_a_workbook_with_numbers_of_users(tmp_path):
    rows = [
        ["Dagtilbud i kommunen"],
        ["Tjeneste", "Kjønn", "Alder", "Antall brukere"],
        ["Dagtilbud", "Begge kjønn", "0-66 år", 3],
        ["Dagtilbud", "Begge kjønn", "67+", 12.5],
    ]
    assert read_own_rates(workbook(tmp_path, rows)) == (
        OwnRate(service="day_care", sex="both", low=0, high=66, users=3),
        OwnRate(service="day_care", sex="both", low=67, users=12.5),
    )
    with pytest.raises(ScenarioError, match=r"rates.xlsx, rad 3: raden er skjult"):
        read_own_rates(workbook(tmp_path, rows, hidden=3))
    rows[3][3] = "=1/0"
    with pytest.raises(ScenarioError, match=r"celle D4: cellen har ingen verdi"):
        read_own_rates(workbook(tmp_path, rows))


def test_percents_that_the_sheet_holds_as_shares_are_not_read_as_percents(tmp_path):
    head = ["Tjeneste", "Kjønn", "Alder", "Prosent"]
    shares = [["Hjemmesykepleie", "begge", "67-79", 0.06], ["Hjemmesykepleie", "begge", "80+", 0.3]]
    with pytest.raises(ScenarioError, match="er 1 eller lavere; er cellene formatert som prosent"):
        read_own_rates(workbook(tmp_path, [head, *shares]))
    few = [["BPA", "begge", "0-66", 0.06], ["BPA", "begge", "67+", 0.02]]
    assert len(read_own_rates(workbook(tmp_path, [head, *few]))) == 2


@given(text=st.text(alphabet="tjeneskøalrpo;,\t\n0123456789-+%:. «»#\"'", max_size=300))
def test_any_text_gives_rates_or_a_sentence(text):
    try:
        rates = read_own_rates("tjeneste;kjønn;alder;prosent\n" + text)
    except (ScenarioError, UnreadableFile):
        return
    assert rates


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "hjemmsykepleie;menn;0+;1;",
            "Teksten, linje 2, kolonne 1: «hjemmsykepleie» er ikke en kj",
        ),
        ("hjemmsykepleie;menn;0+;1;", "mente du «hjemmesykepleie»?"),
        ("tannlege;menn;0+;1;", "«tannlege» er ikke en kjent tjeneste; velg blant: hjemmetjen"),
        ("årsverk;menn;0+;1;", "«årsverk» er ikke en kjent tjeneste"),
        (";menn;0+;1;", "linje 2, kolonne 1: tjenesten mangler"),
        ("bpa;hen;0+;1;", "linje 2, kolonne 2: «hen» er ikke et kjønn; skriv menn, kvinner"),
        ("bpa;;0+;1;", "linje 2, kolonne 2: «» er ikke et kjønn"),
        ("bpa;begge;gamle;1;", "linje 2, kolonne 3: «gamle» er ikke en alder; skriv for eksempel"),
        ("bpa;begge;;1;", "linje 2, kolonne 3: «» er ikke en alder"),
        ("bpa;begge;0-120;1;", "linje 2, kolonne 3: «0-120» er over den høyeste alderen, som er"),
        ("bpa;begge;0+;nan;", "linje 2, kolonne 4: «nan» er ikke et tall"),
        ("bpa;begge;0+;:;", "eller slå gruppen sammen med en annen hvis tallet er skjermet"),
        ("bpa;begge;0+;-1;", "linje 2, kolonne 4: tallet er -1, men kan ikke være under 0"),
        ("bpa;begge;0+;101;", "kolonne 4: tallet er 101 av 100 innbyggere, men kan ikke være over"),
        ("bpa;begge;0+;;2000000", "kolonne 5: tallet er 2000000; det er flere enn noen kommune"),
        ("bpa;begge;0+;;", "linje 2, kolonne 4: det mangler et tall; skriv 0"),
        ("bpa;begge;0+;1;1", "linje 2, kolonne 5: både prosent og brukere er fylt ut"),
        ("bpa;begge;0+;1;\nbpa;begge;0+;1;", "Teksten: rad 3 gjelder samme tjeneste, kjønn og ald"),
        ("bpa;begge;0-66;1;\nbpa;begge;60+;1;", "rad 3 og rad 2 gjelder begge 60 år"),
        ("bpa;begge;0-66;1;\nbpa;begge;80+;1;", "mangler tall for menn 67–79 år"),
        ("bpa;menn;0+;1;", "mangler tall for kvinner; legg dem til"),
    ],
)
def test_a_fault_names_the_row_and_the_column_and_what_to_do(row, sentence):
    with pytest.raises(ScenarioError) as fault:
        read_own_rates(HEAD + row)
    assert sentence in fault.value.message


def test_every_fault_is_told_at_once():
    with pytest.raises(ScenarioError) as fault:
        read_own_rates(HEAD + "x;y;z;w;\nbpa;begge;0+;-1;")
    assert len(fault.value.problems) == 5


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("tjeneste;alder\nbpa;0+", "Teksten mangler kolonnen «kjønn»; den har: tjeneste, alder."),
        ("tjeneste;kjønn;prosent\nbpa;begge;1", "mangler kolonnen «alder»"),
        ("kjønn;alder;prosent\nbegge;0+;1", "mangler kolonnen «tjeneste»"),
        ("tjeneste;kjønn;alder\nbpa;begge;0+", "mangler kolonnen «prosent» eller «brukere»"),
        (HEAD, "Teksten har ingen rader under overskriftene"),
        (
            "tjeneste;kjønn;fra;til;prosent\nbpa;begge;x;;1",
            "linje 2, kolonne 3: «x» er ikke en ald",
        ),
        (HEAD + "bpa;begge;0+;1;\n" * 2001, "har 2\u202f001 rader, og grensen er 2\u202f000"),
    ],
)
def test_a_table_that_lacks_something(text, sentence):
    with pytest.raises(ScenarioError) as fault:
        read_own_rates(text)
    assert any(sentence in each for each in fault.value.problems)


@pytest.mark.parametrize("text", ["", "bare tekst", "x" * 200_001])
def test_what_is_no_table(text):
    with pytest.raises(UnreadableFile, match="Teksten"):
        read_own_rates(text)


def test_faults_in_nynorsk():
    with using("nn"), pytest.raises(ScenarioError, match="manglar kolonnen «tenest"):
        read_own_rates("kjønn;alder;prosent\nbegge;0+;1")


def test_every_rate_can_be_seen_with_where_it_is_from(county):
    scenario = Scenario(
        region="9901",
        local=Local(
            rates=(
                OwnRate(service="home_nursing", sex="male", low=80, per_100=20),
                OwnRate(service="home_nursing", sex="female", low=80, high=80, per_100=30),
                OwnRate(service="home_nursing", sex="female", low=81, per_100=35),
            )
        ),
    )
    result = run_scenario(county, scenario)
    table = rate_table(result)
    nursing = table.filter(pl.col("service") == "home_nursing")
    assert nursing.height == 52
    first = nursing.row(0, named=True)
    assert (first["sex"], first["age"], first["per_100"]) == ("male", 80, 20)
    assert (first["origin"], first["level"], first["own_weight"]) == ("imputed", "own", None)
    observed = nursing.filter(pl.col("origin") == "observed")
    assert observed.select("sex", "age", "per_100").rows() == [("female", 80, 30)]
    # An index has no level, and so no rates.
    indexed = {key.value for key, each in result.services.items() if each.made_with.index}
    assert not indexed & set(table["service"])
    text = rate_csv(result)
    assert f"# run_id: {result.run_id}" in text
    assert "# Brukere av hjemmesykepleie: Bruken etter kjønn og alder er lagt inn" in text
    # What was written is read as it is: every single age is a cell of its own.
    kept = [line for line in text.splitlines() if not line.startswith("person_years")]
    again = [
        each for each in read_own_rates("\n".join(kept)) if each.service is Service.HOME_NURSING
    ]
    assert len(again) == 52


def test_the_countrys_own_rate_is_not_borrowed_by_the_country(county):
    table = rate_table(run_scenario(county, Scenario(region="country-NO")))
    origins = {
        service: set(rows["origin"])
        for (service,), rows in table.partition_by("service", as_dict=True).items()
    }
    assert origins["home_services"] == {"imputed"}
    assert origins["dementia"] == {"borrowed"}


def test_the_example_of_the_manual_can_be_read(county):
    rates = read_own_rates(EXAMPLE)
    assert len(rates) == 10
    result = run_scenario(county, Scenario(region="9901", local=Local(rates=rates)))
    assert result.services[Service.DAY_CARE].at(2026) == pytest.approx(22)
