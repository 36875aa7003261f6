"""The client against a server that behaves, and against one that does not."""

from __future__ import annotations

import errno
from pathlib import Path

import httpx
import pytest

from omsyn.errors import SourceChanged, SourceError, SourceUnavailable, StoreFull
from omsyn.sources.http import RateLimit
from omsyn.sources.ssb.client import Limits, PxWebClient, PxWebV0Client
from omsyn.sources.ssb.query import Query, Selection, resolve, split
from omsyn.sources.ssb.reader import read_jsonstat, read_metadata
from omsyn.sources.ssb.tables import CONTENTS, HOME_SERVICES, POPULATION, STAFF, Table
from sources.server import FakeSsb, FakeTable, FakeTime, Fault

AGES = {f"{age:03}": f"{age} år" for age in range(3)} | {"105+": "105 år eller eldre"}


def population_table(regions: int = 2, years: range = range(2020, 2024), **more) -> FakeTable:
    """Region 0101 has left after 2021; the others have their age and year as figure."""
    codes = {"0": "Hele landet", "0101": "Nedlagt"} | {
        str(9001 + place): f"Oppdiktet {place}" for place in range(regions)
    }

    def value(cell: dict[str, str]) -> float:
        if cell["Region"] == "0101" and cell["Tid"] > "2021":
            return 0
        return int(cell["Alder"].strip("+F")) + int(cell["Tid"]) - 2000

    return FakeTable(
        id="07459",
        dimensions={
            "Region": codes,
            "Kjonn": {"2": "Kvinner", "1": "Menn"},
            "Alder": dict(AGES),
            "ContentsCode": {"Personer1": "Personer"},
            "Tid": {str(year): str(year) for year in years},
        },
        value=value,
        **more,
    )


@pytest.fixture
def population(server: FakeSsb) -> FakeTable:
    server.tables["07459"] = population_table()
    return server.tables["07459"]


def cells(facts, **where):
    for column, wanted in where.items():
        facts = facts.filter(facts[column] == wanted)
    return facts


def test_the_population_becomes_tidy_facts(client: PxWebClient, population: FakeTable):
    fetched = client.fetch(POPULATION)
    one = cells(fetched.facts, region="9001", period="2022", sex="female", age="2")
    assert one["value"].to_list() == [24]
    assert one["measure"].to_list() == ["persons"]
    assert set(fetched.facts["age"]) == {"0", "1", "2", "105+"}
    # The country is not a municipality, and 0101 has nobody after 2021.
    assert set(fetched.facts["region"]) == {"0101", "9001", "9002"}
    assert set(cells(fetched.facts, region="0101")["period"]) == {"2020", "2021"}


def test_the_description_says_where_it_comes_from(client: PxWebClient, population: FakeTable):
    info = client.fetch(POPULATION).info
    assert (info.source, info.table, info.licence) == (
        "Statistisk sentralbyrå (SSB)", "07459", "CC BY 4.0",
    )  # fmt: skip
    assert info.updated
    assert info.updated.isoformat() == "2026-02-25T07:00:00+00:00"
    assert info.retrieved.isoformat() == "2026-11-22T12:00:00+00:00"
    assert "Tallene er oppdiktet." in info.notes


def test_limits_come_from_the_service(client: PxWebClient, server: FakeSsb, population: FakeTable):
    # 3 municipalities x 2 sexes x 4 ages = 24 cells a year: two years in each call of 50.
    server.config = {"maxDataCells": 50, "maxCallsPerTimeWindow": 9, "timeWindow": 10}
    fetched = client.fetch(POPULATION)
    assert len(server.data_calls) == 2
    assert fetched.facts.height == 3 * 2 * 4 * 4 - 2 * 2 * 4
    assert client.service.limit.calls == 9


def test_a_year_too_large_for_one_call_is_parted_by_the_longest_dimension(
    client: PxWebClient, server: FakeSsb, population: FakeTable
):
    server.config = {**server.config, "maxDataCells": 12}
    cube = client.fetch_cube(POPULATION.query)
    # 24 cells a year, 4 ages the longest: 2 ages at a time, 2 calls in each of 4 years.
    assert len(server.data_calls) == 8
    assert cube.size == (3, 2, 4, 1, 4)
    values = cube.values.reshape(cube.size)
    assert values[1, 0, 2, 0, 3] == 2 + 23
    assert values[2, 1, 3, 0, 0] == 105 + 20


def test_limits_that_make_no_sense_are_not_taken():
    assert Limits.read({"maxDataCells": -1, "timeWindow": "60", "maxCallsPerTimeWindow": True}) == (
        Limits()
    )


def test_the_whole_population_of_twenty_years_is_parted_by_year():
    table = population_table()
    table.dimensions["Region"] = {f"{code:04}": "" for code in range(357)}
    table.dimensions["Alder"] = {f"{age:03}": "" for age in range(105)} | {"105+": ""}
    table.dimensions["Tid"] = {str(year): str(year) for year in range(2006, 2026)}
    metadata = read_metadata(table.metadata())
    codes = resolve(POPULATION.query, metadata, {})
    parts = split(codes, metadata, 800_000, POPULATION.query)
    # 357 x 2 x 106 = 75 684 cells a year: ten years fit in a call.
    assert [part.cells for part in parts] == [756_840, 756_840]
    assert [part.codes["Tid"][0] for part in parts] == ["2006", "2016"]


def test_a_long_selection_is_posted(client: PxWebClient, server: FakeSsb):
    server.tables["07459"] = population_table(regions=600, years=range(2020, 2021))
    facts = client.fetch(POPULATION).facts
    assert [call.method for call in server.data_calls] == ["POST"]
    assert facts["region"].n_unique() == 601


def test_everything_in_a_dimension_is_asked_for_by_a_star(client: PxWebClient, server: FakeSsb):
    table = kostra_table()
    server.tables["12209"] = table
    client.fetch(HOME_SERVICES)
    (call,) = server.data_calls
    assert call.method == "GET"
    assert call.params["valueCodes[KOKkommuneregion0000]"] == "*"


def kostra_table() -> FakeTable:
    symbols = {"9002": ".", "9003": "..", "9004": ":", "9005": "-"}
    regions = {"9001": "Oppdiktet", "9002": "Nedlagt (-2020)", "9003": "C", "9004": "D"}
    regions |= {"9005": "E", "EAK": "Landet", "EKA42": "Agder", "EKG10": "KOSTRA-gruppe 10"}
    return FakeTable(
        id="12209",
        dimensions={
            "KOKkommuneregion0000": regions,
            "ContentsCode": {"KOShjtj80aarover0001": "Andel 80 år og over (prosent)"},
            "Tid": {"2020": "2020", "2021": "2021"},
        },
        value=lambda cell: None if cell["KOKkommuneregion0000"] in symbols else 26.9,
        status=lambda cell: symbols.get(cell["KOKkommuneregion0000"]),
    )


def test_the_four_symbols_stay_four(client: PxWebClient, server: FakeSsb):
    server.tables["12209"] = kostra_table()
    facts = client.fetch(HOME_SERVICES).facts
    of_2021 = dict(cells(facts, period="2021").select("region", "status").iter_rows())
    assert of_2021 == {
        # 9002 was not in force in 2021, as its label says: it is not there at all.
        "9001": "", "9003": "..", "9004": ":", "9005": "–",
        "country-NO": "", "county-42": "", "kostra_group-EKG10": "",
    }  # fmt: skip
    assert cells(facts, region="9002")["status"].to_list() == ["."]
    assert cells(facts, region="9005")["value"].to_list() == [0, 0]
    assert set(facts["age"]) == {"80+"}


def test_a_dimension_without_a_column_goes_into_the_measure(client: PxWebClient, server: FakeSsb):
    server.tables["14533"] = FakeTable(
        id="14533",
        dimensions={
            "KOKkommuneregion0000": {"9001": "Oppdiktet"},
            "KOKyrker0000": {"TOT": "Alle yrker", "01": "Sykepleiere"},
            "ContentsCode": {"KOSARBAARSVERKST0000": "Årsverk"},
            "Tid": {"2024": "2024"},
        },
    )
    fetched = client.fetch(STAFF)
    assert fetched.facts["measure"].to_list() == ["person_years", "person_years_01"]
    assert "…_01: Sykepleiere" in fetched.info.notes


def test_a_grouping_is_asked_for_by_its_own_codes(client: PxWebClient, server: FakeSsb):
    table = population_table()
    table.code_lists = {"Region": ["agg_Grupper"]}
    table.dimensions["Region"] |= {}
    server.tables["07459"] = table
    server.code_lists["agg_Grupper"] = ["K-9001"]
    region = Selection(dimension="Region", code_list="agg_Grupper")
    query = Query(table="07459", selections=(region, *POPULATION.query.selections[1:]))
    cube = client.fetch_cube(query)
    assert cube.dimension("Region").codes == ("K-9001",)
    assert server.data_calls[0].params["codelist[Region]"] == "agg_Grupper"


# --- resuming and caching -------------------------------------------------------------------


def yearly(server: FakeSsb) -> None:
    """One call for each of the four years."""
    server.config = {**server.config, "maxDataCells": 24}


def test_an_unchanged_table_is_not_asked_for_figures_again(
    client: PxWebClient, server: FakeSsb, population: FakeTable, tmp_path: Path
):
    first = client.fetch(POPULATION, cache_dir=tmp_path)
    calls = len(server.data_calls)
    again = client.fetch(POPULATION, cache_dir=tmp_path)
    assert len(server.data_calls) == calls == 1
    assert again.facts.equals(first.facts)
    assert again.info == first.info


def test_an_updated_table_is_fetched_anew_and_the_old_answers_go(
    client: PxWebClient, server: FakeSsb, population: FakeTable, tmp_path: Path
):
    client.fetch(POPULATION, cache_dir=tmp_path)
    population.updated = "2026-03-01T07:00:00Z"
    population.value = lambda _codes: 7
    assert set(client.fetch(POPULATION, cache_dir=tmp_path).facts["value"]) == {7}
    assert len(server.data_calls) == 2
    assert len(list((tmp_path / "07459").iterdir())) == 1


def test_an_interrupted_download_makes_only_the_missing_calls(
    client: PxWebClient, server: FakeSsb, population: FakeTable, tmp_path: Path
):
    yearly(server)

    def stop_after_two(done: int, total: int, text: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client.fetch(POPULATION, stop_after_two, tmp_path)
    assert len(server.data_calls) == 2
    told: list[tuple[int, int]] = []
    client.fetch(POPULATION, lambda done, total, _text: told.append((done, total)), tmp_path)
    asked = [call.params["valueCodes[Tid]"] for call in server.data_calls]
    assert asked == ["2020", "2021", "2022", "2023"]
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_damaged_answer_on_disk_is_asked_for_again(
    client: PxWebClient, server: FakeSsb, population: FakeTable, tmp_path: Path
):
    yearly(server)
    good = client.fetch(POPULATION, cache_dir=tmp_path)
    stored = sorted(tmp_path.rglob("*.json.gz"))
    stored[0].write_bytes(stored[0].read_bytes()[:-20])
    stored[1].write_bytes(b"not gzip at all")
    assert client.fetch(POPULATION, cache_dir=tmp_path).facts.equals(good.facts)
    assert len(server.data_calls) == 4 + 2


def test_a_full_disk_leaves_nothing_half_written(
    client: PxWebClient,
    server: FakeSsb,
    population: FakeTable,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    yearly(server)
    room = iter([None, None])

    def fsync(_handle: int) -> None:
        if next(room, "full") == "full":
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", fsync)
    with pytest.raises(StoreFull, match="Disken er full"):
        client.fetch(POPULATION, cache_dir=tmp_path)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
    monkeypatch.undo()
    assert client.fetch(POPULATION, cache_dir=tmp_path).facts.height
    # Two were stored before the disk was full; the third was asked for twice.
    assert len(server.data_calls) == 3 + 2


def test_a_table_that_changes_underway_is_fetched_once_more(
    client: PxWebClient, server: FakeSsb, population: FakeTable, tmp_path: Path
):
    yearly(server)
    server.faults = [Fault.UPDATED_MEANWHILE]
    client.fetch(POPULATION, cache_dir=tmp_path)
    assert len(server.data_calls) == 1 + 4
    server.faults = [Fault.UPDATED_MEANWHILE] * 2
    population.updated = "2026-03-01T07:00:00Z"
    with pytest.raises(SourceChanged, match="oppdatert mens den ble hentet"):
        client.fetch(POPULATION, cache_dir=tmp_path)


def test_without_a_time_of_update_answers_last_for_a_day(
    client_v0: PxWebV0Client, server: FakeSsb, population: FakeTable, tmp_path: Path
):
    first = client_v0.fetch(POPULATION, cache_dir=tmp_path)
    client_v0.fetch(POPULATION, cache_dir=tmp_path)
    (call,) = server.data_calls
    assert call.method == "POST"
    assert call.body["response"] == {"format": "json-stat2"}
    assert first.facts["region"].n_unique() == 3


# --- limits and patience --------------------------------------------------------------------


def test_no_window_ever_holds_more_calls_than_allowed():
    time = FakeTime()
    limit = RateLimit(3, 60, time.clock, time.sleep)
    made = []
    for _call in range(10):
        limit.wait()
        made.append(time.now)
        time.now += 5
    for start in made:
        assert sum(start <= moment < start + 60 for moment in made) <= 3


def test_the_service_says_how_long_to_wait(
    client: PxWebClient, server: FakeSsb, population: FakeTable, fake_time: FakeTime
):
    server.faults = [Fault.TOO_MANY]
    client.fetch(POPULATION)
    assert fake_time.slept == [7]


def test_waiting_has_an_end(
    client: PxWebClient, server: FakeSsb, population: FakeTable, fake_time: FakeTime
):
    server.faults = [Fault.TOO_MANY_FOR_LONG]
    with pytest.raises(SourceUnavailable, match="60 minutter"):
        client.fetch(POPULATION)
    assert fake_time.slept == []


def test_passing_faults_are_tried_again_after_longer_and_longer(
    client: PxWebClient, server: FakeSsb, population: FakeTable, fake_time: FakeTime
):
    server.faults = [Fault.SERVER_ERROR, Fault.DROPPED, Fault.HTML, Fault.TRUNCATED]
    assert client.fetch(POPULATION).facts.height
    assert fake_time.slept == [1, 2, 4, 8]


LASTING = {
    Fault.TOO_MANY: (SourceUnavailable, "tar ikke imot flere spørringer"),
    Fault.SERVER_ERROR: (SourceUnavailable, "har en feil hos seg"),
    Fault.SLOW: (SourceUnavailable, "svarte ikke innen tidsfristen"),
    Fault.DROPPED: (SourceUnavailable, "får ikke kontakt"),
    Fault.HTML: (SourceUnavailable, "nettside i stedet for tall"),
    Fault.TRUNCATED: (SourceUnavailable, "avkortet"),
    Fault.HTML_404: (SourceUnavailable, "nettside i stedet for tall"),
    Fault.REDIRECT: (SourceUnavailable, "viste videre"),
    Fault.BODY_SAYS_429: (SourceUnavailable, "tar ikke imot flere spørringer"),
    Fault.WRONG_SIZE: (SourceChanged, "verdier"),
    Fault.NEW_CATEGORY: (SourceChanged, "«Helt ny» i «region» er ny"),
    Fault.REMOVED_YEAR: (SourceChanged, "«2023» i «tid» er borte"),
    Fault.EMPTY_OBJECT: (SourceChanged, "ikke noe datasett"),
    Fault.EMPTY_VALUES: (SourceChanged, "0 verdier"),
    Fault.ALL_MISSING: (SourceChanged, "er tomt"),
    Fault.NOT_AN_OBJECT: (SourceChanged, "ukjent form"),
    Fault.BODY_SAYS_400: (SourceChanged, "en av kategoriene finnes ikke, HTTP 400"),
    Fault.BODY_SAYS_404_HTTP_400: (SourceChanged, "tabellen finnes ikke, HTTP 404"),
}


def test_every_fault_is_tried():
    assert set(LASTING) | {Fault.TOO_MANY_FOR_LONG, Fault.UPDATED_MEANWHILE} == set(Fault)


@pytest.mark.parametrize("fault", LASTING, ids=str)
def test_a_lasting_fault_is_a_sentence_and_harms_nothing(
    fault: Fault, client: PxWebClient, server: FakeSsb, population: FakeTable, tmp_path: Path
):
    good = client.fetch(POPULATION, cache_dir=tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    population.updated = "2026-03-01T07:00:00Z"
    kind, words = LASTING[fault]
    server.faults = [fault] * 10
    with pytest.raises(kind) as caught:
        client.fetch(POPULATION, cache_dir=tmp_path)
    assert words in caught.value.message
    assert "De siste gode tallene er fortsatt i bruk" in caught.value.message
    # What was there is there, byte for byte, and the service that recovers is heard again.
    assert (
        before.items()
        <= {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}.items()
    )
    server.faults = []
    assert client.fetch(POPULATION, cache_dir=tmp_path).facts.equals(good.facts)


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.SERVER_ERROR, Fault.EMPTY_OBJECT], ids=str)
def test_faults_before_the_figures_are_sentences_too(
    fault: Fault, client: PxWebClient, server: FakeSsb, population: FakeTable
):
    client.config()
    server.faults_anywhere = [fault] * 10
    with pytest.raises(SourceError, match="fortsatt i bruk"):
        client.fetch(POPULATION)


def test_a_source_that_is_not_there(http: httpx.Client, fake_time: FakeTime):
    with FakeSsb() as gone:
        url = gone.url
    client = PxWebClient(url, http=http, clock=fake_time.clock, sleep=fake_time.sleep)
    with pytest.raises(SourceUnavailable, match="får ikke kontakt"):
        client.config()


def test_an_answer_that_drips_is_given_up(
    client: PxWebClient, server: FakeSsb, fake_time: FakeTime
):
    ticks = iter(range(0, 100_000, 400))
    client.service.limit.clock = lambda: float(next(ticks))
    with pytest.raises(SourceUnavailable, match="tidsfristen"):
        client.config()


# --- tables that have changed ---------------------------------------------------------------


def test_a_category_that_is_gone_from_the_table(
    client: PxWebClient, server: FakeSsb, population: FakeTable
):
    del population.dimensions["Kjonn"]["1"]
    with pytest.raises(SourceChanged, match="ikke lenger kategorien 1 i dimensjonen «Kjonn»"):
        client.fetch(POPULATION)
    assert not server.data_calls


def test_a_dimension_that_is_new(client: PxWebClient, population: FakeTable):
    population.dimensions = {"Sivilstand": {"1": "Ugift"}} | population.dimensions
    with pytest.raises(SourceChanged, match="har fått dimensjonen «Sivilstand»"):
        client.fetch(POPULATION)
    population.optional = frozenset({"Sivilstand"})
    assert client.fetch(POPULATION).facts.height


def test_a_dimension_that_is_gone(client: PxWebClient, population: FakeTable):
    del population.dimensions["Alder"]
    with pytest.raises(SourceChanged, match="ikke lenger dimensjonen «Alder»"):
        client.fetch(POPULATION)


def test_a_new_kind_of_age_is_named(client: PxWebClient, population: FakeTable):
    population.dimensions["Alder"]["F80"] = "Fylte 80"
    anything = Selection(dimension="Alder")
    selections = (*POPULATION.query.selections[:2], anything, *POPULATION.query.selections[3:])
    query = Query(table="07459", selections=selections)
    table = Table(
        name="n", title="t", query=query, measures={"Personer1": "p"}, definition="", unit=""
    )
    with pytest.raises(SourceChanged, match="«Fylte 80»"):
        client.fetch(table)


def test_an_unknown_table(client: PxWebClient):
    with pytest.raises(SourceChanged, match="tabellen finnes ikke"):
        client.metadata("99999")


@pytest.mark.parametrize("id_", ["../config", "a/b", "", "a?b", "http://x"])
def test_an_id_cannot_lead_elsewhere(client: PxWebClient, id_: str):
    with pytest.raises(ValueError, match="not an id"):
        client.metadata(id_)


def test_the_same_query_has_the_same_name_and_another_has_not():
    query = POPULATION.query
    other = Query(table="07459", selections=query.selections[:-1])
    assert query.digest() == Query(table="07459", selections=query.selections).digest()
    assert query.digest() != other.digest()
    assert CONTENTS in {each.dimension for each in query.selections}


# --- recorded answers -----------------------------------------------------------------------


@pytest.mark.real_data
def test_a_recorded_answer_of_the_older_interface(
    client_v0: PxWebV0Client, server: FakeSsb, real_data: Path
):
    recorded = real_data / "fixtures/pxweb/v0_jsonstat2_12209_kostra_all_regions_2019_2023.json"
    cube = read_jsonstat(recorded.read_bytes())
    server.tables["12209"] = FakeTable(
        id="12209",
        dimensions={
            each.id: {code: each.label_of(code) for code in each.codes} for each in cube.dimensions
        },
        recorded=recorded.read_bytes(),
    )
    facts = client_v0.fetch(HOME_SERVICES).facts
    country = cells(facts, region="country-NO", period="2023")
    assert country["value"].to_list() == [26.9]
    assert cells(facts, status="..").height == 10
