"""The same run id gives the same bytes, whatever was computed before and whoever asks at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from omsyn.language import using
from omsyn.needs import mortality_path as mortality_module
from omsyn.needs.scenario import Scenario, draws_for, from_query, run_scenario, to_query
from omsyn.needs.scenario import futures as futures_module
from omsyn.needs.scenario import rates as rates_module
from omsyn.needs.scenario.choices import Technology
from omsyn.needs.scenario.drawn import DrawnPeople

OWN_RATES = "r=9901&d=200&ha=1&rt=nbp~0:66:0.4~67:79:5~80::30"


def test_what_was_asked_for_before_changes_no_bytes(county, monkeypatch):
    scenario = from_query(OWN_RATES)
    made = []
    for asked_before in ((), (Scenario(region="9901", draws=200),)):
        monkeypatch.setattr(futures_module, "_sums", type(futures_module._sums)())
        for each in asked_before:
            run_scenario(county, each, draws_for(county, each))
        made.append(run_scenario(county, scenario, draws_for(county, scenario)))
    one, other = made
    assert one.run_id == other.run_id
    assert one.to_json() == other.to_json()


def test_kept_draws_change_no_bytes(county):
    scenario = from_query(OWN_RATES)
    people = draws_for(county, scenario)
    kept = run_scenario(county, scenario, people, keep_draws=True)
    assert kept.to_json() == run_scenario(county, scenario, people).to_json()


def test_a_sum_of_people_is_the_plain_sum_alone_or_among_others():
    generator = np.random.default_rng(3)
    persons = generator.gamma(1, 40, (7, 3, 2, 106)).astype(np.float32)
    weights = {place: generator.random((2, 106)) for place in range(4)}

    def people():
        return DrawnPeople(
            years=(2026, 2027, 2028, 2029), past=persons[0, :1].astype(float), persons=persons,
            death=np.zeros((7, 0, 2, 106), np.float32), expected_death=np.zeros((0, 2, 106)),
        )  # fmt: skip

    together = people()._all(weights)
    for place, each in weights.items():
        np.testing.assert_array_equal(together[place], people().weighted(each))
        naive = [
            sum(float(persons[4, 2, sex, age]) * each[sex, age] for age in range(106))
            for sex in (0, 1)
        ]
        assert together[place][4, 3] == pytest.approx(sum(naive), rel=1e-13)
        assert together[place][4, 0] == pytest.approx((persons[0, 0] * each).sum(), rel=1e-6)


def test_services_of_a_lever_are_each_named_once_in_one_order():
    one, other = (
        Scenario(region="9901", levers=(Technology(value=20, services=services),))
        for services in (("places", "home_services", "places"), ("home_services", "places"))
    )
    assert one == other == from_query(to_query(one))
    assert one.digest() == other.digest()


class Forgetful(dict):
    """What is put in is gone at once, as when another thread drops it."""

    def __setitem__(self, key, value):
        pass


@pytest.mark.parametrize("module", [rates_module, mortality_module])
def test_what_another_thread_drops_is_still_answered(county, monkeypatch, module):
    scenario = from_query("r=9901&t=2032&ha=1")
    expected = run_scenario(county, scenario).to_json()
    monkeypatch.setattr(module, "_kept", Forgetful())
    assert run_scenario(county, scenario).to_json() == expected


def test_many_who_ask_at_once_get_their_own_answer_in_their_own_words(county, monkeypatch):
    monkeypatch.setattr(rates_module, "KEPT", 1)
    scenarios = [from_query(f"r=9901&t=2032&lp={places}") for places in (10, 20, 30)]

    def one(place):
        with using(("nb", "nn")[place % 2]):
            found = run_scenario(county, scenarios[place % 3]).services["places"]
            return found.at(2026), found.name

    with ThreadPoolExecutor(4) as executor:
        answers = list(executor.map(one, range(24)))
    for place, (need, name) in enumerate(answers):
        assert need == pytest.approx((10, 20, 30)[place % 3])
        assert name == ("Plasser i institusjon", "Plassar i institusjon")[place % 2]
