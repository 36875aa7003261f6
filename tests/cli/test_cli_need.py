"""`omsyn need` and `omsyn scenario`: answers on the screen and in files, faults as sentences."""

from __future__ import annotations

import json

import pytest

from omsyn.cli.main import main
from omsyn.needs.scenario import Scenario, parse_scenario, ssb_2019_reference
from omsyn.needs.scenario.choices import Standard, Technology
from omsyn.needs.scenario.model import Capacity, Local, schema_text
from omsyn.sources import fictional
from omsyn.warehouse import Store, load_fetched


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    folder = tmp_path_factory.mktemp("county")
    load_fetched(Store(folder), *fictional.make())
    return folder


@pytest.fixture
def omsyn(county, tmp_path, monkeypatch, capsys):
    """Run a command in an empty folder: exit code, output, error output."""
    monkeypatch.setenv("OMSYN_STORE", str(county))
    monkeypatch.chdir(tmp_path)

    def run(*args):
        with pytest.raises(SystemExit) as ended:
            main(list(args))
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return run


def test_the_answer_tells_what_was_set_each_cause_and_the_reservations(omsyn):
    code, out, _err = omsyn(
        "need", "Lindhavn", "--to", "2035", "--lever", "technology=10", "--lever", "st=0,5",
        "--places", "40",
    )  # fmt: skip
    assert code == 0
    for part in (
        "Lindhavn (9901)",
        "Målår: 2035",
        "Kapasitet: plasser: 40 (uten endring: ikke oppgitt)",
        "Standard: 0,5\u00a0% i året",
        "Flere 80–89 år: +",
        "Velferdsteknologi og forebygging: −",
        "Det som er, 40, holder ikke fra 2026",
        "ikke en anbefaling",
        "Kjøring ",
    ):
        assert part in out


@pytest.mark.parametrize(
    ("method", "sentence", "last"),
    [
        ("sequential", "etter dem som står over", "Velferdsteknologi"),
        ("shapley", "et snitt over alle rekkefølger", "Velferdsteknologi"),
        ("isolated", "når de virker samtidig", "Valgene virker på hverandre"),
    ],
)
def test_the_change_is_divided_as_asked(omsyn, method, sentence, last):
    code, out, _err = omsyn(
        "need", "9901", "--lever", "technology=20", "--lever", "un=30", "--waterfall", method
    )
    assert code == 0
    assert sentence in out
    lines = out.splitlines()
    end = next(place for place, line in enumerate(lines) if line.startswith("  2040: "))
    assert lines[end - 1].strip().startswith(last)


def test_without_levers_nothing_is_said_of_how_they_are_divided(omsyn):
    assert "etter dem som står over" not in omsyn("need", "9901")[1]


def test_intervals_on_the_screen(omsyn):
    code, out, _err = omsyn(
        "need", "9901", "--lever", "wt=10~uu0:20", "--draws", "100", "--places", "1"
    )
    assert code == 0
    assert "I åtte av ti framtider mellom" in out
    assert "Sannsynligheten for at 1 ikke holder i 2040: over 99\u00a0%" in out
    assert "Midt i framtidene: " in out
    assert "19 av 20 mellom " in out


def test_a_published_stock_is_told_with_its_year(omsyn):
    _code, out, err = omsyn("need", "Lindhavn")
    assert "Det som var i 2025 (" in out
    assert "Legg til --draws 1000." in err
    _code, out, err = omsyn("need", "Lindhavn", "--draws", "50")
    assert "Sannsynligheten for at det som var i 2025 (" in out
    assert "--draws" not in err


def test_the_numbers_of_a_service_have_the_same_decimals(omsyn):
    """A small one can be added up by hand; an index is told in whole percent."""
    out = omsyn("need", "Lindhavn", "--set", "lp=15")[1]
    rows = out.partition("Plasser i institusjon (plasser)")[2].splitlines()[1:5]
    start, *changes, end = (row.split(": ")[1] for row in rows)
    assert all(row[-2] == "," for row in (start, *changes, end))
    numbers = [float(row.replace(",", ".")) for row in (start, *changes)]
    assert sum(numbers) == pytest.approx(float(end.replace(",", ".")), abs=0.11)
    index = omsyn("need", "Lindhavn", "--to", "2035", "--set", "lpy=15")[1]
    assert "  2026: 15,0\n" in index


def test_fictional_figures_say_so_on_the_screen_and_in_files(omsyn, tmp_path):
    said = "Fiktive tall: stedet finnes ikke"
    assert said in omsyn("need", "Lindhavn")[1]
    omsyn("need", "Lindhavn", "--out", "a.csv")
    omsyn("need", "Lindhavn", "--out", "a.json")
    assert said in (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["fictional"] is True


def test_a_choice_that_is_the_neutral_one_is_told_once(omsyn):
    out = omsyn("need", "Lindhavn")[1]
    assert "  Målår: 2040\n" in out
    assert "Målår: 2035 (uten endring: 2040)" in omsyn("need", "Lindhavn", "--to", "2035")[1]


def test_own_person_years_give_numbers_and_what_is_missing(omsyn):
    code, out, _err = omsyn("need", "9901", "--person-years", "300", "--lever", "re=1")
    assert code == 0
    assert "Egne årsverk, nyeste år med folketall: 300" in out
    assert "Årsverk som mangler i 2040: " in out


def test_files_of_both_kinds(omsyn, tmp_path):
    assert omsyn("need", "9901", "--lever", "st=1", "--out", "a.json")[:2] == (0, "Skrev a.json\n")
    assert omsyn("need", "9901", "--lever", "st=1", "--out", "a.csv")[0] == 0
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert document["scenario"]["levers"][0]["kind"] == "standard"
    staff = document["services"]["person_years"]
    ways = [staff[name] for name in ("waterfall", "waterfall_shapley", "waterfall_isolated")]
    assert len({(way["start"], way["end"]) for way in ways}) == 1
    assert ways[0]["steps"] != ways[1]["steps"]
    assert f"# run_id: {document['run_id']}" in (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_numbers_are_written_as_planners_write_them(omsyn):
    assert "Kapasitet: plasser: 12,5 (" in omsyn("need", "9901", "--places", "12,5")[1]
    assert "Kapasitet: plasser: 12,5 (" in omsyn("need", "9901", "--places", "12.5")[1]
    assert omsyn("need", "9901", "--places", "1,2,3")[0] == 2


def test_a_scenario_may_be_an_address_or_a_name(omsyn):
    code, out, _err = omsyn("need", "--scenario", "r=9901&st=1", "--to", "2035")
    assert code == 0
    assert "Standard: 1\u00a0% i året" in out
    code, _out, err = omsyn("need", "9901", "--scenario", "finnes-ikke.json")
    assert code == 1
    assert "Skriv en fil, en adresse i anførselstegn" in err
    assert "ssb_2019_reference" in err


def test_a_scenario_of_a_file_with_more_on_top(omsyn, tmp_path):
    made = Scenario(region="9901", horizon=2035, levers=(Standard(value=1),))
    (tmp_path / "s.json").write_text(made.canonical(), encoding="utf-8")
    code, _out, _err = omsyn(
        "need", "--scenario", "s.json", "--lever", "technology=5", "--places", "9",
        "--person-years", "30", "--out", "a.json",
    )  # fmt: skip
    assert code == 0
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert parse_scenario(json.dumps(document["scenario"])) == Scenario(
        region="9901",
        horizon=2035,
        levers=(Standard(value=1), Technology(value=5)),
        capacity=Capacity(places=9),
        local=Local(person_years=30),
    )


def test_one_places_own_figures_on_another_are_told(omsyn, tmp_path):
    made = Scenario(region="9901", levers=(Standard(value=1),))
    (tmp_path / "s.json").write_text(made.canonical(), encoding="utf-8")
    assert "Merk" not in omsyn("need", "9912", "--scenario", "s.json")[2]
    own = made.model_copy(update={"capacity": Capacity(places=40)})
    (tmp_path / "s.json").write_text(own.canonical(), encoding="utf-8")
    assert "Merk" not in omsyn("need", "9901", "--scenario", "s.json")[2]
    code, out, err = omsyn("need", "9912", "--scenario", "s.json")
    assert code == 0
    assert "laget for 9901" in err
    assert "for 9912" in err
    assert "(9912)" in out


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        ([], 2, "Skriv et sted"),
        (["9901", "--out", "a.xyz"], 2, ".json eller .csv"),
        (["9901", "--lever", "x=1"], 2, "unmet_need, dementia_trend"),
        (["9901", "--lever", "standard"], 2, "med = og en verdi"),
        (["9901", "--lever", "standard=9"], 1, "levers[0].value er «9»"),
        (["9901", "--lever", "standard=1~s2041"], 1, "levers[0].start er 2041"),
        (["9901", "--to", "2020"], 1, "2020"),
        (["9901", "--places", "0"], 1, "capacity.places er «0.0»"),
        (["Ingensteds"], 1, "Ingensteds"),
        (["9901", "--out", "nowhere/a.json"], 1, "kan ikke skrives"),
    ],
)
def test_faults_are_sentences(omsyn, words, status, sentence):
    code, out, err = omsyn("need", *words)
    assert (code, out) == (status, "")
    assert sentence in err


def test_a_new_scenario_is_neutral_and_can_be_checked(omsyn, tmp_path):
    assert omsyn("scenario", "new", "Lindhavn", "--to", "2035", "--out", "s.json")[0] == 0
    text = (tmp_path / "s.json").read_text(encoding="utf-8")
    assert parse_scenario(text) == Scenario.neutral("9901", 2035)
    code, out, _err = omsyn("scenario", "check", "s.json")
    assert code == 0
    assert out.splitlines() == ["Målår: 2035 (uten endring: 2040)", "Adresse: ?r=9901&t=2035"]


def test_a_named_scenario_on_the_screen(omsyn):
    code, out, _err = omsyn("scenario", "new", "--named", "ssb_2019_reference")
    assert code == 0
    assert parse_scenario(out) == ssb_2019_reference()


@pytest.mark.parametrize("words", [[], ["9901", "--named", "x"]])
def test_either_a_place_or_a_name(omsyn, words):
    code, _out, err = omsyn("scenario", "new", *words)
    assert code == 2
    assert "--named" in err


def test_every_fault_of_a_scenario_on_its_own_line(omsyn, tmp_path):
    faulty = {"region": "9901", "horizont": 2040, "draws": -1}
    (tmp_path / "s.json").write_text(json.dumps(faulty), encoding="utf-8")
    code, _out, err = omsyn("scenario", "check", "s.json")
    assert code == 1
    assert len(err.splitlines()) == 2
    assert "mente du horizon?" in err


def test_the_schema_on_the_screen(omsyn):
    assert omsyn("scenario", "schema")[:2] == (0, schema_text())


def test_an_old_draft_is_written_anew(omsyn, tmp_path):
    (tmp_path / "old.json").write_text('{"version": 0, "place": "9901", "standard": 1}')
    code, out, _err = omsyn("scenario", "upgrade", "old.json")
    assert code == 0
    assert parse_scenario(out) == Scenario(region="9901", levers=(Standard(value=1),))
    assert json.loads(out)["schema_version"] == 2


RATES = "tjeneste;kjønn;alder;prosent\nHjemmesykepleie;begge;0-79;2\nHjemmesykepleie;begge;80+;30\n"


def test_own_rates_of_a_file_and_every_rate_in_another(omsyn, tmp_path):
    (tmp_path / "rates.csv").write_text(RATES, encoding="utf-8")
    code, out, _err = omsyn(
        "need", "9901", "--rates", "rates.csv", "--rates-out", "all.csv", "--set", "cc=2030~p~20"
    )
    assert code == 0
    assert "Skrev all.csv" in out
    assert "Brukere av hjemmesykepleie (personer)" in out
    assert "0–79 år: 2 av 100; 80 år og eldre: 30 av 100 (uten endring: ikke oppgitt)" in out
    assert "Planlagt i 2030: plasser: 20 flere" in out
    written = (tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()
    [cell] = [line for line in written if line.startswith("home_nursing,male,90,")]
    assert cell.endswith(",imputed,,own,Lindhavn,2026")


def test_rates_that_cannot_be_used_stop_before_anything_is_written(omsyn, tmp_path):
    (tmp_path / "rates.csv").write_text(RATES.replace("30", "130"), encoding="utf-8")
    code, out, err = omsyn("need", "9901", "--rates", "rates.csv", "--rates-out", "all.csv")
    assert (code, out) == (1, "")
    assert "rates.csv, linje 3, kolonne 4: tallet er 130 av 100 innbyggere" in err
    assert not (tmp_path / "all.csv").exists()


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [("cc", "--set cc må være et navn fra adressen"), ("zz=1", "ukjent felt, zz")],
)
def test_a_setting_that_is_none(omsyn, setting, sentence):
    code, _out, err = omsyn("need", "9901", "--set", setting)
    assert code in {1, 2}
    assert sentence in err


def test_what_the_need_takes_is_told_where_it_was_given(omsyn):
    code, out, _err = omsyn(
        "need", "9901", "--person-years", "300", "--places", "90", "--lever", "re=0~l10~h20",
        "--lever", "pr=0.5~uu0:1", "--draws", "40", "--set", "cc=2030~p~20",
        "--set", "rs=h~t3.5~u0.2~c12000", "--set", "rs=p~o95", "--set", "sk=n~30~l8~h5",
        "--set", "rc=800000", "--set", "rg=1",
    )  # fmt: skip
    assert code == 0
    for part in (
        "Sannsynligheten for at 110 ikke holder i 2040",
        "  Timer (timer i uken): ",
        "  Brukere på plassene (personer): ",
        "  Årsverk: ",
        "  Kostnad uten lønn (kroner i året, dagens priser): ",
        "(i åtte av ti framtider ",
        "Årsverk som mangler i 2040: ",
        "Sannsynligheten for at det mangler årsverk i 2040: ",
        "Årsverk, sykepleiere: 90 i 2026, ",
        " mangler i 2040 (sannsynlighet for mangel ",
        "Kostnad (kroner i året, dagens priser): ",
        " mill. i 2026",
        "Med 1,0\u00a0% realvekst i kostnadene hvert år: ",
    ):
        assert part in out
    assert "Årsverk (årsverk)" not in out


def test_more_staff_than_needed_are_not_told_as_lacking(omsyn):
    _code, out, _err = omsyn(
        "need", "9901", "--person-years", "300", "--lever", "re=9", "--set", "sk=n~30~h90"
    )
    assert "Årsverk flere enn det trengs i 2040: " in out
    assert " flere enn det trengs i 2040\n" in out
    assert "mangler" not in out


def test_a_plan_is_told_with_what_there_is_now_and_then(omsyn):
    _code, out, _err = omsyn("need", "9901", "--places", "40", "--set", "cc=2030~p~20")
    assert "Det som er og er planlagt, 40 nå og 60 i 2040, holder ikke i 2026" in out
    _code, out, _err = omsyn("need", "9901", "--places", "4000", "--set", "cc=2030~p~20")
    assert "4\u202f000 nå og 4\u202f020 i 2040, holder alle årene" in out
