"""`omsyn profile`: files of one place and of all, whole or not at all; sentences for faults."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from attrs import evolve

from omsyn.cli.main import main
from omsyn.documents import Format
from omsyn.errors import DocumentError
from omsyn.geography import Region, RegionKind
from omsyn.language import WrittenStandard
from omsyn.profile import files
from omsyn.sources import fictional
from omsyn.warehouse import Store, load_fetched

DAY = dt.date(2026, 11, 22)
ORDER = files.Order(horizon=2050, standard=WrittenStandard.BOKMAAL, brief=False, made=DAY)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    folder = tmp_path_factory.mktemp("county")
    load_fetched(Store(folder), *fictional.make())
    return folder


@pytest.fixture
def omsyn(county, tmp_path, monkeypatch, capsys):
    """Run the command in an empty folder: exit code, output, error output."""
    monkeypatch.setenv("OMSYN_STORE", str(county))
    monkeypatch.chdir(tmp_path)

    def run(*args):
        with pytest.raises(SystemExit) as ended:
            main(["profile", *args])
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return run


def test_each_suffix_gives_its_format(omsyn, tmp_path):
    code, out, _err = omsyn("Lindhavn", "--out", "a.html", "--out", "a.json", "--out", "a.xlsx")
    assert code == 0
    assert out.splitlines() == ["Skrev a.html", "Skrev a.json", "Skrev a.xlsx"]
    assert "Fiktive tall" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")


def test_without_a_file_name_the_document_names_itself(omsyn, tmp_path):
    assert omsyn("9901", "--format", "json", "--language", "nn", "--to", "2040")[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["kunnskapsgrunnlag-9901-2040-nn.json"]


def test_peers_and_own_figures_reach_the_document(omsyn, tmp_path):
    own = ("--person-years", "640", "--places", "120", "--local-year", "2025")
    assert omsyn("9901", "--peers", "9902, Eikstrand", *own, "--out", "a.html")[0] == 0
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "I tillegg er disse valgt: Granstad, Eikstrand." in text
    assert "Det var 120 plasser i institusjon i 2025." in text
    assert "kommunens egne i 2025" in text


def test_a_brief_is_a_brief(omsyn, tmp_path):
    assert omsyn("9901", "--brief", "--out", "a.html")[0] == 0
    assert "Dette bør kommunestyret tenke gjennom" in (tmp_path / "a.html").read_text("utf-8")


FAULTS = [
    (("Nergård", "--out", "a.html"), 1, "Nergård"),
    (("9901", "--out", "a.odt"), 1, ".docx, .pdf, .html, .xlsx, .json"),
    (("9901", "--out", "missing/a.html"), 1, "kan ikke skrives (mappen finnes ikke)"),
    (("9901", "--to", "1900", "--out", "a.html"), 1, "1900"),
    (("9901", "--to", "2300", "--out", "a.html"), 1, "2300"),
    (("9901", "--peers", "Nergård", "--out", "a.html"), 1, "Nergård"),
    ((), 2, "Skriv ett sted"),
    (("9901", "--all", "folder"), 2, "Skriv ett sted"),
    (("--all", "folder", "--places", "12"), 2, "--all"),
    (("9901", "--places", "-3", "--out", "a.html"), 2, "større enn null"),
    (("9901", "--places", "nan", "--out", "a.html"), 2, "større enn null"),
    (("9901", "--person-years", "inf", "--out", "a.html"), 2, "større enn null"),
]


@pytest.mark.parametrize(("args", "code", "said"), FAULTS)
def test_faults_are_told_and_leave_nothing(omsyn, tmp_path, args, code, said):
    ended, _out, err = omsyn(*args)
    assert ended == code
    assert said in err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "a.html"
    path.write_text("the old one")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DocumentError, match="disken er full"):
        files.write_for_user(path, b"half of the new one")
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def all_of(county, folder, formats=(Format.JSON,), order=ORDER):
    told = []
    outcome = files.make_all(
        Store(county),
        folder,
        formats,
        order,
        progress=lambda done, total, text: told.append((done, total)),
    )
    return outcome, told


def test_all_municipalities_are_made_once_and_only_what_is_missing_is_made_again(county, tmp_path):
    outcome, told = all_of(county, tmp_path)
    assert (outcome.made, outcome.finished_before, dict(outcome.faults)) == (12, 0, {})
    assert told[-1] == (12, 12)
    made = sorted(path.name for path in tmp_path.glob("*.json"))
    assert made[0] == "9901-lindhavn.json"
    assert len(made) == 12

    (tmp_path / "9903-eikstrand.json").unlink()
    with (tmp_path / files.MANIFEST).open("a") as file:
        file.write('{"file": "9901-lindh')
    before = (tmp_path / "9901-lindhavn.json").stat().st_mtime_ns
    outcome, _told = all_of(county, tmp_path)
    assert (outcome.made, outcome.finished_before) == (1, 11)
    assert (tmp_path / "9901-lindhavn.json").stat().st_mtime_ns == before
    assert all_of(county, tmp_path)[0].finished_before == 12


def test_another_order_makes_the_files_anew(county):
    store = Store(county)
    keys = {
        files._key(store, order)
        for order in (
            ORDER,
            evolve(ORDER, horizon=2040),
            evolve(ORDER, brief=True),
            evolve(ORDER, standard=WrittenStandard.NYNORSK),
            evolve(ORDER, peers=("9902",)),
        )
    }
    assert len(keys) == 5
    tomorrow = evolve(ORDER, made=dt.date(2026, 11, 23))
    assert files._key(store, tomorrow) == files._key(store, ORDER)


def test_interrupted_it_leaves_whole_files_and_goes_on_from_there(county, tmp_path):
    code = "from omsyn.cli.main import main; main()"
    run = subprocess.Popen(
        [sys.executable, "-c", code, "profile", "--all", str(tmp_path), "--format", "json"],
        env={**os.environ, "OMSYN_STORE": str(county)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    while not list(tmp_path.glob("*.json")) and run.poll() is None:
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    _out, err = run.communicate(timeout=120)
    left = sorted(tmp_path.glob("*.json"))
    for path in left:
        assert json.loads(path.read_text(encoding="utf-8"))
    assert not list(tmp_path.glob("*.tmp"))
    assert not list(tmp_path.glob(".*.tmp"))
    if run.returncode:
        assert "Avbrutt" in err
    outcome, _told = all_of(county, tmp_path)
    assert outcome.finished_before == len(left)
    assert outcome.made == 12 - len(left)


def test_file_names_suit_every_file_system():
    region = Region("5610", RegionKind.MUNICIPALITY, "5610", "Kárášjohka – Karasjok", DAY)
    assert files.file_stem(region) == "5610-karasjohka-karasjok"
    region = Region("1515", RegionKind.MUNICIPALITY, "1515", "Herøy (Møre)", DAY)
    assert files.file_stem(region) == "1515-heroy-more"


@pytest.fixture
def scenario(tmp_path):
    file = tmp_path / "valg.json"
    levers = [{"kind": "standard", "value": 1}]
    document = {"region": "9901", "name": "Mer tid", "horizon": 2035, "draws": 20, "levers": levers}
    file.write_text(json.dumps({"schema_version": 1, **document}), encoding="utf-8")
    return file


def test_a_scenario_can_be_chosen_for_one_document(omsyn, tmp_path, scenario):
    code, _out, _err = omsyn("9901", "--scenario", str(scenario), "--out", "a.json")
    assert code == 0
    assert "«Mer tid» er valgt" in (tmp_path / "a.json").read_text(encoding="utf-8")
    code, _out, err = omsyn("9902", "--scenario", str(scenario), "--out", "b.json")
    assert (code, "Scenarioet gjelder" in err) == (1, True)
    assert not (tmp_path / "b.json").exists()


def test_a_scenario_is_for_the_whole_document_of_one_place(omsyn, scenario):
    assert omsyn("9901", "--brief", "--scenario", str(scenario))[0] == 2
    assert omsyn("--all", "her", "--scenario", str(scenario))[0] == 2


def test_a_document_does_not_wake_the_compiler_when_the_futures_are_kept(omsyn, county, tmp_path):
    assert omsyn("9901", "--out", "a.json")[0] == 0
    program = """
import sys
from omsyn.cli.main import main
try:
    main(["profile", "9901", "--out", "b.json"])
except SystemExit as ended:
    print(ended.code, "numba" in sys.modules, "pydantic" in sys.modules)
"""
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path,
        env={**os.environ, "OMSYN_STORE": str(county)},
    )  # fmt: skip
    assert answer.stdout.splitlines()[-1] == "0 False False"
    assert (tmp_path / "b.json").read_bytes() == (tmp_path / "a.json").read_bytes()
