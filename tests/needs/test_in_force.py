"""Which scenario a place steers by: taken into use, shown, withdrawn, and never lost."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from demography_support import fictional_store
from omsyn.errors import DamagedStore, ScenarioError, UnknownRegion
from omsyn.needs.scenario import make_scenario
from omsyn.needs.scenario.in_force import (
    adopt,
    all_ready,
    history,
    in_force,
    withdraw,
)
from omsyn.needs.steering import KIND, is_in_force, steered_places
from omsyn.warehouse.papers import add_paper, papers

DAY, LATER = dt.date(2026, 11, 22), dt.date(2027, 1, 15)
TOWN = "9901"
LEVERS = ({"kind": "standard", "value": 1.0},)


@pytest.fixture
def store(tmp_path):
    return fictional_store(tmp_path)


def scenario(**given):
    return make_scenario(region=TOWN, horizon=2035, **{"draws": 20, "levers": LEVERS, **given})


def test_what_is_taken_into_use_is_found_again_with_everything_that_was_set(store):
    chosen = scenario(name="Som i dag, men bedre")
    taken = adopt(store, chosen, DAY)
    assert in_force(store, TOWN) == taken
    assert (taken.scenario, taken.adopted) == (chosen, DAY)
    assert len(taken.run_id) == 24
    assert in_force(store, "9902") is None
    assert steered_places(store) == (TOWN,)


def test_the_newest_holds_and_the_earlier_ones_are_kept(store):
    adopt(store, scenario(name="Første"), DAY)
    adopt(store, scenario(name="Andre"), LATER)
    assert in_force(store, TOWN).scenario.name == "Andre"
    withdraw(store, TOWN, LATER)
    assert in_force(store, TOWN) is None
    assert not is_in_force(store, TOWN)
    assert history(store, TOWN) == ((DAY, "Første"), (LATER, "Andre"), (LATER, None))
    with pytest.raises(ScenarioError, match="ikke noe scenario som gjelder"):
        withdraw(store, TOWN, LATER)
    assert len(papers(store, KIND, TOWN)) == 3


def test_one_without_futures_gets_them(store):
    taken = adopt(store, scenario(draws=0), DAY)
    assert taken.scenario.draws == 1_000
    assert all_ready(store)


def test_one_that_cannot_be_computed_is_not_taken_into_use(store):
    with pytest.raises(UnknownRegion):
        adopt(store, make_scenario(region="0000", draws=20), DAY)
    assert steered_places(store) == ()


def rewrite(store, change):
    noted = json.loads(papers(store, KIND, TOWN)[-1])
    change(noted)
    add_paper(store, KIND, TOWN, json.dumps(noted).encode())


def test_one_of_an_earlier_schema_is_upgraded(store):
    adopt(store, scenario(), DAY)

    def as_draft(noted):
        noted["scenario"] = {"version": 0, "title": "Utkast", "place": TOWN, "standard": 1}

    rewrite(store, as_draft)
    found = in_force(store, TOWN).scenario
    assert (found.name, found.levers[0].kind, found.levers[0].value) == ("Utkast", "standard", 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda noted: noted["scenario"].update(horizon=12),
        lambda noted: noted["scenario"].update(unheard_of=1),
        lambda noted: noted["scenario"].update(schema_version=999),
    ],
)
def test_one_that_no_longer_validates_is_refused_with_a_sentence(store, change):
    adopt(store, scenario(), DAY)
    rewrite(store, change)
    with pytest.raises(ScenarioError, match=r"tatt i bruk 22\. november 2026, kan ikke brukes"):
        in_force(store, TOWN)
    assert all_ready(store)


@pytest.mark.parametrize("text", [b"{", b"[]", b'{"scenario": {}}', b"\xff"])
def test_a_damaged_paper_is_told_of(store, text):
    add_paper(store, KIND, TOWN, text)
    with pytest.raises(DamagedStore, match="omsyn scenario adopt"):
        in_force(store, TOWN)
    adopt(store, scenario(), DAY)
    assert in_force(store, TOWN).adopted == DAY
