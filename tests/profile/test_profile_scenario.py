"""The scenario that a place steers by, beside the needs without changes."""

import datetime as dt
import json

import pytest

from demography_support import fictional_store
from omsyn.documents import Format, render
from omsyn.errors import ScenarioError
from omsyn.needs.scenario import explain, make_scenario
from omsyn.needs.scenario.in_force import adopt, withdraw
from omsyn.needs.steering import KIND
from omsyn.profile import Futures, build, build_brief
from omsyn.profile.files import Order, _key
from omsyn.warehouse.papers import add_paper, papers
from profile_support import faults, figures, sections, tables, texts

DAY, EARLIER = dt.date(2026, 11, 22), dt.date(2026, 3, 1)
TOWN = "9901"
LEVERS = (
    {"kind": "standard", "value": 1.0},
    {"kind": "technology", "value": 20.0, "reach": 60.0, "adoption": 50.0},
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return fictional_store(tmp_path_factory.mktemp("steered"))


@pytest.fixture(scope="module")
def chosen():
    return make_scenario(
        region=TOWN, horizon=2040, name="Tettere oppfølging", levers=LEVERS, draws=200,
        capacity={"places": 40.0},
    )  # fmt: skip


@pytest.fixture
def steered(store, chosen):
    taken = adopt(store, chosen, EARLIER)
    yield taken
    withdraw(store, TOWN, DAY)


def section(document):
    return next(each for each in sections(document) if each.id == "scenario")


def table(document, id_):
    return next(each for each in tables(document) if each.id == id_)


@pytest.mark.parametrize("standard", ["nb", "nn"])
def test_a_place_without_a_scenario_says_so(store, standard):
    document = build(store, "9902", made=DAY, standard=standard)
    said = section(document).blocks[0].text
    assert ("uten endringer" if standard == "nb" else "utan endringar") in said
    assert len(section(document).blocks) == 1
    assert faults(document) == []


@pytest.mark.parametrize("standard", ["nb", "nn"])
def test_the_one_in_force_is_shown_with_name_date_run_and_all_that_was_set(
    store, steered, chosen, standard
):
    document = build(store, TOWN, made=DAY, standard=standard)
    assert faults(document) == []
    opening = section(document).blocks[0].text
    assert "Tettere oppfølging" in opening
    assert "1. mars 2026" in opening
    assert steered.run_id in opening
    rows = table(document, "scenario-satt").rows
    assert len(rows) == len(explain(chosen))
    assert any("20" in row[1] for row in rows)


def test_both_needs_stand_beside_each_other(store, steered):
    document = build(store, TOWN, made=DAY)
    rows = {row[0]: row[1:] for row in table(document, "scenario-tjenester").rows}
    now, neutral, changed, low, high = rows["Plasser i institusjon"]
    own = next(each for each in tables(document) if each.id == "plasser-tabell")
    by_year = {row[0]: row[1] for row in own.rows}
    assert neutral == pytest.approx(by_year[2040], rel=1e-6)
    assert now == pytest.approx(by_year[2026], rel=1e-6)
    assert low < changed < high
    assert changed != pytest.approx(neutral, rel=0.01)
    figure = next(each for each in figures(document) if each.id == "scenario-behov")
    assert "Sannsynligheten" in figure.summary
    assert "I åtte av ti framtider" in figure.summary


def test_every_format_holds_what_was_set(store, steered):
    document = build(store, TOWN, made=DAY)
    for format_ in (Format.HTML, Format.JSON):
        assert steered.run_id in render(document, format_).decode()
    assert render(document, Format.JSON) == render(build(store, TOWN, made=DAY), Format.JSON)


def test_another_can_be_chosen_for_one_document(store, steered):
    other = make_scenario(region=TOWN, horizon=2035, name="Et annet", draws=50, levers=LEVERS[:1])
    document = build(store, TOWN, made=DAY, scenario=other)
    opening = section(document).blocks[0].text
    assert "«Et annet» er valgt for dette dokumentet" in opening
    assert "Tettere oppfølging" not in " ".join(text for _where, text in texts(document))


def test_a_scenario_of_another_place_is_refused(store):
    other = make_scenario(region="9902", horizon=2035)
    with pytest.raises(ScenarioError, match="ikke"):
        build(store, TOWN, made=DAY, scenario=other)


def test_one_that_cannot_be_used_any_more_is_told_of_and_the_document_is_made(store, steered):
    noted = json.loads(papers(store, KIND, TOWN)[-1])
    noted["scenario"]["levers"][0]["kind"] = "forgotten"
    add_paper(store, KIND, TOWN, json.dumps(noted).encode())
    document = build(store, TOWN, made=DAY)
    assert "kan ikke brukes lenger" in section(document).blocks[0].text
    assert "uten endringer" in section(document).blocks[1].text
    assert faults(document) == []


def test_numbers_of_newer_data_are_told_of(store, steered):
    noted = json.loads(papers(store, KIND, TOWN)[-1])
    noted["run_id"] = "0123456789abcdef01234567"
    add_paper(store, KIND, TOWN, json.dumps(noted).encode())
    opening = section(build(store, TOWN, made=DAY)).blocks[0].text
    assert "0123456789abcdef01234567" in opening
    assert "regnet på nytt" in opening


def test_while_the_futures_are_drawn_there_are_no_intervals(store, steered):
    document = build(store, TOWN, made=DAY, futures=Futures.ON_THEIR_WAY)
    assert len(table(document, "scenario-tjenester").columns) == 4
    assert faults(document) == []


def test_the_one_page_has_no_scenario(store, steered):
    page = " ".join(text for _where, text in texts(build_brief(store, TOWN, made=DAY)))
    assert "Tettere oppfølging" not in page


def test_files_of_many_are_made_again_when_a_scenario_is_taken_into_use(store, chosen):
    order = Order(horizon=2050, standard="nb", brief=False, made=DAY)
    before = _key(store, order)
    assert _key(store, order) == before
    adopt(store, chosen, DAY)
    assert _key(store, order) != before
    withdraw(store, TOWN, DAY)
