"""From an empty store to a finished document over the network, and what is left without it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from omsyn.cli.main import main
from omsyn.sources import fictional
from omsyn.sources.klass.client import KlassClient
from omsyn.sources.ssb.client import PxWebClient
from omsyn.warehouse import Store
from sources.network import World, fictional_world, published_world, serve_world
from sources.server import FakeSsb

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def source() -> Iterator[FakeSsb]:
    with FakeSsb() as fake:
        yield fake


@pytest.fixture
def store(tmp_path: Path, source: FakeSsb, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty store, and settings that lead every call to the local server."""
    settings = {
        "OMSYN_STORE": str(tmp_path / "store"),
        "OMSYN_SSB_URL": source.url,
        "OMSYN_KLASS_URL": source.klass_url,
        # Proxies of the machine's environment must not come between a test and its own server.
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "COLUMNS": "200",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    # A service that is down is asked again after a while; here nobody waits.
    for client in (PxWebClient, KlassClient):
        monkeypatch.setitem(client.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
    return Store(tmp_path / "store")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return int(stop.value.code or 0), captured.out, captured.err

    return run


def words_of(document: Path) -> str:
    with zipfile.ZipFile(BytesIO(document.read_bytes())) as package:
        return package.read("word/document.xml").decode()


def pulled(source: FakeSsb, world: World, run: Run) -> tuple[int, str, str]:
    serve_world(source, world)
    return run("data", "pull")


def test_from_an_empty_store_to_a_word_document_and_on_without_network(
    store: Store, source: FakeSsb, run: Run, tmp_path: Path
):
    code, out, err = pulled(source, fictional_world(), run)
    assert (code, err) == (0, "")
    assert "Dødsrater i landet etter kjønn og alder" in out

    # The borders of earlier years are worked out from what the sources say.
    (expected,) = (e for e in fictional.make()[0] if e.info.name == "population")
    found = store.facts("population").collect()
    assert store.info("population").border_year == 2024
    key = ["region", "period"]
    totals = [
        frame.group_by(key).agg(pl.col("value").sum()).sort(key)
        for frame in (found, expected.facts)
    ]
    assert (
        totals[0]
        .filter(pl.col("region") == "9903")
        .equals(totals[1].filter(pl.col("region") == "9903"))
    )
    assert found["value"].sum() == pytest.approx(expected.facts["value"].sum())

    code, out, _err = run("data", "status")
    assert code == 0
    for name in ("population", "death_rates_country", "deaths_country", "life_table_country"):
        assert name in out

    document = tmp_path / "kunnskapsgrunnlag.docx"
    code, _out, err = run("profile", "9903", "--out", document)
    assert (code, err) == (0, "")
    assert "Fødselsrater etter mors alder er ikke lastet inn" in words_of(document)

    # Unchanged tables: their descriptions are asked for, their figures are not.
    source.requests.clear()
    version = store.version
    code, out, err = run("data", "pull")
    assert (code, err) == (0, "")
    assert source.data_calls == []
    assert "uendret" in out
    assert " endret" not in out.replace("uendret", "")
    assert Store(store.folder).version == version

    # Down: everything stays, with its date.
    source.stop()
    code, _out, err = run("data", "pull")
    assert code == 1
    assert "Tallene for «population_original_codes» som ble hentet" in err
    assert "er fortsatt i bruk" in err
    assert Store(store.folder).version == version
    assert run("profile", "9903", "--out", tmp_path / "again.docx")[0] == 0
    assert words_of(tmp_path / "again.docx") == words_of(document)


@pytest.mark.real_data
def test_published_figures_over_the_network_make_a_document(
    store: Store, source: FakeSsb, run: Run, tmp_path: Path, real_data: Path
):
    code, _out, err = pulled(source, published_world(real_data), run)
    # Only the tables that the folder does not hold are missing, and each says so.
    assert code == 1
    faults = err.splitlines()
    assert all("er tomt" in each or "kjenner ikke" in each for each in faults)
    assert all("ingen eldre tall å bruke" in each for each in faults)
    for name in ("population", "deaths_country", "death_rates_country", "home_services_80plus"):
        assert store.has(name)
    names = {"4204": "Kristiansand", "0301": "Oslo"}
    for place, name in names.items():
        document = tmp_path / f"{place}.docx"
        assert run("profile", place, "--out", document)[0] == 0
        assert name in words_of(document)
