"""`omsyn scenario`: scenarios as files, addresses and names, seen, shared and compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from omsyn.cli.main import main
from omsyn.cli.saving import save_document
from omsyn.cli.scenario_source import from_link, to_link
from omsyn.errors import DocumentError
from omsyn.language import using
from omsyn.needs.scenario import Scenario, parse_scenario, ssb_2019_reference
from omsyn.needs.scenario.choices import Standard, Technology
from omsyn.needs.scenario.model import Capacity
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
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def run(*args):
        with pytest.raises(SystemExit) as ended:
            main(["scenario", *args])
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return run


@pytest.fixture
def two(omsyn):
    """A scenario without changes, and one with technology."""
    assert omsyn("new", "Lindhavn", "--name", "Som i dag", "--out", "a.json")[0] == 0
    made = omsyn("new", "9901", "--name", "Teknologi", "--lever", "wt=10", "--out", "b.json")
    assert made[0] == 0


LINK = "/nb/kommune/9901/hva-hvis/?n=Teknologi&wt=10"


TECHNOLOGY = (
    "Velferdsteknologi og forebygging: 10\u00a0%; passer for 100\u00a0%, tatt i bruk av "
    "100\u00a0% av dem; virkningen er antatt (uten endring: 0\u00a0%)"
)


def test_a_new_one_from_the_address_that_somebody_shared(omsyn):
    code, out, _err = omsyn(
        "new", "--link", "https://omsyn.example.no" + LINK, "--lever", "st=1", "--set", "cp=40",
        "--to", "2035",
    )  # fmt: skip
    assert code == 0
    assert parse_scenario(out) == Scenario(
        region="9901",
        horizon=2035,
        name="Teknologi",
        capacity=Capacity(places=40),
        levers=(Technology(value=10), Standard(value=1)),
    )


def test_there_and_back(omsyn, two):
    assert omsyn("link", "b.json")[1] == LINK + "\n"
    assert omsyn("link", "b.json", "--host", "https://omsyn.example.no/")[1] == (
        f"https://omsyn.example.no{LINK}\n"
    )
    made = parse_scenario(Path("b.json").read_text(encoding="utf-8"))
    assert from_link(to_link(made)) == made
    with using("nn"):
        assert to_link(made).startswith("/nn/kommune/9901/hva-hvis/?")


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("?r=9901&st=1", "9901"),
        ("r=9901&st=1", "9901"),
        ("/nb/fylke/99/hva-hvis/?tjeneste=plasser&mot=t%3D2035&st=1", "county-99"),
        ("/nb/land/NO/hva-hvis/?st=1", "country-NO"),
    ],
)
def test_addresses_in_every_form(address, region):
    assert from_link(address) == Scenario(region=region, levers=(Standard(value=1),))


def test_what_is_set_and_where(omsyn, two):
    assert omsyn("show", "b.json")[1].splitlines() == [
        "Teknologi",
        "Sted: Lindhavn (9901)",
        "Målår: 2040",
        TECHNOLOGY,
        "Adresse: ?r=9901&n=Teknologi&wt=10",
    ]
    assert omsyn("show", "r=5555&st=1")[1].splitlines()[0] == "Sted: 5555"


def test_the_ones_that_have_names(omsyn):
    code, out, _err = omsyn("list")
    assert code == 0
    assert out.startswith("ssb_2019_reference\n  Sted: ")
    assert omsyn("show", "ssb_2019_reference")[0] == 0
    assert parse_scenario(omsyn("new", "--named", "ssb_2019_reference")[1]) == ssb_2019_reference()


def test_several_are_checked_and_all_faults_told(omsyn, two, tmp_path):
    Path("c.json").write_text('{"region": "9901", "horizont": 2040, "draws": -1}')
    Path("d.json").write_bytes(b"\xff\xfe\xfd")
    code, out, err = omsyn("check", "a.json", "c.json", "d.json", "b.json")
    assert code == 1
    assert [line for line in out.splitlines() if line.endswith(".json:")] == [
        "a.json:", "c.json:", "d.json:", "b.json:",
    ]  # fmt: skip
    assert len(err.splitlines()) == 3
    assert "mente du horizon?" in err
    assert omsyn("check", "a.json", "b.json")[0] == 0


def test_the_difference_of_two_in_what_they_set(omsyn, two):
    assert (
        "Velferdsteknologi og forebygging: 0\u00a0% → 10\u00a0%;"
        in omsyn("diff", "a.json", "b.json")[1]
    )
    assert omsyn("diff", "b.json", LINK)[1] == "De to setter det samme.\n"
    assert "Sted: Lindhavn (9901) → Granstad (9902)" in omsyn("diff", "a.json", "r=9902")[1]


def test_the_address_of_a_place_where_nothing_is_changed(omsyn, tmp_path):
    (tmp_path / "plain.json").write_text('{"region": "9901"}', encoding="utf-8")
    address = omsyn("link", "plain.json", "--host", "https://omsyn.example.no")[1].strip()
    assert "?" not in address
    code, out, _err = omsyn("new", "--link", address)
    assert (code, json.loads(out)["region"]) == (0, "9901")
    assert omsyn("diff", "plain.json", address)[1] == "De to setter det samme.\n"


@pytest.mark.parametrize("text", ["teknologi", "https://omsyn.example.no/nb/"])
def test_what_is_no_address_of_a_scenario_is_told_as_that(omsyn, text):
    code, _out, err = omsyn("new", "--link", text)
    assert code == 1
    assert "er ikke adressen til et scenario" in err


def test_the_whole_table_is_shown_in_a_narrow_terminal(omsyn, two, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    out = omsyn("compare", "a.json", "b.json", "--draws", "100")[1]
    head = next(line for line in out.splitlines() if "Forskjell" in line)
    assert head.split()[-2:] == ["Fra", "Til"]
    assert max(map(len, out.splitlines())) <= 80


def test_two_are_compared_on_the_screen(omsyn, two, monkeypatch):
    monkeypatch.setattr("omsyn.needs.scenario.draws_ready", lambda *_args: False)
    code, out, err = omsyn("compare", "a.json", "b.json", "--draws", "50", "--year", "2035")
    assert code == 0
    assert "Trekker framtider" in err
    said = " ".join(out.split())
    for part in (
        "Velferdsteknologi og forebygging: «Som i dag» har 0 %; «Teknologi» har 10 %;",
        "Målår: 2040 i begge",
        "Behovet i 2035",
        "«Teknologi» trenger ",
        "færre plasser enn «Som i dag» i 2035. I åtte av ti framtider er det mellom ",
        "Sannsynligheten for at «Teknologi» gir det minste behovet, er over 99 %.",
        "Fra og til: åtte av ti framtider.",
        "Fiktive tall: ",
    ):
        assert part in said


def test_without_draws_there_are_no_intervals(omsyn, two):
    code, out, err = omsyn("compare", "a.json", "r=9901&st=1", "--draws", "0")
    assert (code, err) == (0, "")
    assert "Fra og til" not in out
    assert out.startswith("A: a.json\nB: r=9901&st=1\n")
    assert "B og A gir det samme i 2040." in out


def test_files_of_every_kind(omsyn, two):
    words = ["compare", "a.json", "b.json", "--draws", "50", "--out"]
    for name in ("x.json", "x.csv", "x.xlsx"):
        assert omsyn(*words, name)[:2] == (0, f"Skrev {name}\n")
    document = json.loads(Path("x.json").read_text(encoding="utf-8"))
    assert document["draws"] == 50
    assert "# Velferdsteknologi" in Path("x.csv").read_text(encoding="utf-8")
    book = load_workbook("x.xlsx")
    assert book.sheetnames == ["Tall", "Det som er satt"]
    heads = [cell.value for cell in book["Tall"][1]]
    assert heads[:5] == ["service", "year", "one", "other", "difference"]
    last = next(row for row in book["Tall"].values if row[:2] == ("places", 2040))
    assert last[4] == pytest.approx(document["services"]["places"]["difference"][-1])
    assert "Velferdsteknologi og forebygging" in [row[0] for row in book["Det som er satt"].values]
    # The day that it was written is not in it, so that the same runs give the same bytes.
    assert book.properties.created.year == 1980


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["compare", "a.json", "r=9902"], 1, "Det ene gjelder 9901 og det andre 9902"),
        (["compare", "a.json", "r=9901&t=2035"], 1, "Målåret (horizon) er 2040"),
        (["compare", "a.json", "r=9901&d=50"], 1, "(draws) er 0 i det ene og 50"),
        (["compare", "a.json", "b.json", "--out", "x.docx"], 2, ".json, .csv eller .xlsx"),
        (["compare", "a.json", "b.json", "--draws", "0", "--year", "2099"], 2, "fra 2026 til 2040"),
        (["compare", "a.json", "b.json", "--draws", "-1"], 1, "draws"),
        (["show", "nowhere.json"], 1, "er ikke et scenario. Skriv en fil"),
        (["show", "x" * 5000], 1, "er ikke et scenario"),
        (["show", "r=9901&zz=1"], 1, "ukjent felt, zz"),
        (["new", "9901", "--link", "r=9901"], 2, "--link"),
        (["new", "9901", "--lever", "x=1"], 2, "unmet_need"),
        (["new", "9901", "--lever", "st=99"], 1, "levers[0].value"),
        (["new", "9901", "--set", "cp"], 2, "--set cp"),
        (["new", "9901", "--out", "nowhere/a.json"], 1, "kan ikke skrives"),
    ],
)
def test_faults_are_sentences(omsyn, two, words, status, sentence):
    code, _out, err = omsyn(*words)
    assert code == status
    assert sentence in err


def test_a_file_that_is_there_is_not_written_over(omsyn, two):
    before = Path("a.json").read_bytes()
    code, _out, err = omsyn("new", "9902", "--out", "a.json")
    assert code == 1
    assert "finnes fra før" in err
    assert Path("a.json").read_bytes() == before
    assert omsyn("new", "9902", "--out", "a.json", "--overwrite")[0] == 0
    assert Path("a.json").read_bytes() != before


def test_the_same_again_is_no_fault(omsyn, two):
    words = ["new", "Lindhavn", "--name", "Som i dag", "--out", "a.json"]
    assert omsyn(*words)[0] == 0


def test_an_old_draft_is_upgraded_in_its_place(omsyn):
    Path("old.json").write_text('{"version": 0, "place": "9901", "standard": 1}')
    assert omsyn("upgrade", "old.json", "--out", "old.json")[0] == 0
    made = parse_scenario(Path("old.json").read_text(encoding="utf-8"))
    assert made == Scenario(region="9901", levers=(Standard(value=1),))


def test_what_another_changed_after_it_was_read_is_kept(omsyn, monkeypatch):
    path = Path("old.json")
    path.write_text('{"version": 0, "place": "9901", "standard": 1}')
    theirs = '{"version": 0, "place": "9901", "standard": 2}'

    def changed_meanwhile(*args, **fields):
        path.write_text(theirs)
        save_document(*args, **fields)

    monkeypatch.setattr("omsyn.cli.scenario.save_document", changed_meanwhile)
    code, _out, err = omsyn("upgrade", "old.json", "--out", "old.json")
    assert code == 1
    assert "endret av noen andre siden den ble lest" in err
    assert path.read_text() == theirs
    assert not [each for each in Path().iterdir() if each.name.startswith(".")]


def test_two_who_write_at_once_are_told_apart(tmp_path):
    path = tmp_path / "a.json"
    other = tmp_path / ".a.json.saving"
    other.write_bytes(b"")
    with pytest.raises(DocumentError, match="akkurat nå"):
        save_document(path, b"mine")
    assert other.exists()
    assert not path.exists()


def test_two_people_who_move_the_same_shared_scenario_get_an_address_each(omsyn, two):
    one = omsyn("new", "--link", LINK, "--lever", "st=1", "--out", "one.json")
    other = omsyn("new", "--link", LINK, "--lever", "pr=1", "--out", "other.json")
    assert (one[0], other[0]) == (0, 0)
    addresses = {omsyn("link", name)[1].strip() for name in ("one.json", "other.json")}
    assert addresses == {LINK + "&st=1", LINK + "&pr=1"}
    assert from_link(LINK) == Scenario(
        region="9901", name="Teknologi", levers=(Technology(value=10),)
    )
