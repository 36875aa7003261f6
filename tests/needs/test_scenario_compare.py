"""Two scenarios side by side: differences on common draws, what was set, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from attrs import evolve, frozen

from omsyn.demography import region_series
from omsyn.errors import ScenarioError
from omsyn.language import using
from omsyn.needs.scenario import Scenario, run_comparison, run_scenario
from omsyn.needs.scenario.choices import HealthyAgeing, Technology, Uniform, UnmetNeed
from omsyn.needs.scenario.choices_apart import changed
from omsyn.needs.scenario.compare import AmountDifference, Difference, Side, compare
from omsyn.needs.scenario.compare_words import Names, cost_sentences, names_of, sentences
from omsyn.needs.scenario.model import Capacity, Local, Resources
from omsyn.needs.scenario.own import ServiceResources
from omsyn.needs.services import Service

PLACES, STAFF, HOME = Service.PLACES, Service.PERSON_YEARS, Service.HOME_SERVICES


@frozen
class Futures:
    """Drawn people as the demography gives them."""

    years: tuple[int, ...]
    persons: np.ndarray


@pytest.fixture(scope="module")
def futures(county):
    """The main path times a factor for each of a hundred draws, ever more apart."""
    series = region_series(county, "9901", 2040)
    first = series.position(series.last_observed_year)
    main = series.persons[first:].astype(np.float32)
    factors = np.linspace(0.5, 1.5, 101, dtype=np.float32)[:, None, None, None]
    return Futures(
        series.years[first:], np.concatenate([main[:1] + 0 * factors, main[1:] * factors], axis=1)
    )


@pytest.fixture
def run(county, futures):
    def run(*levers, keep_draws=True, **fields):
        scenario = Scenario(**{"region": "9901", "levers": levers, "draws": 101, **fields})
        return run_scenario(county, scenario, futures, keep_draws=keep_draws)

    return run


def test_a_tenth_less_is_a_tenth_less_in_every_draw(run):
    one = run()
    found = compare(one, run(Technology(value=10))).differences[PLACES]
    need = one.services[PLACES].at(2040)
    assert found.at(2040) == pytest.approx(-0.1 * need)
    # The draws' factors are 0.5, 0.51 … 1.5: eight in ten lie between 0.6 and 1.4.
    assert found.median(2040) == pytest.approx(-0.1 * need, rel=1e-5)
    assert found.interval(2040) == pytest.approx((-0.14 * need, -0.06 * need), rel=1e-5)
    assert found.interval(2040, 0.5) == pytest.approx((-0.125 * need, -0.075 * need), rel=1e-5)
    assert found.probability(2040) == 0
    assert found.less[-1] == 1


def test_the_difference_is_far_surer_than_either(run):
    one, other = run(), run(Technology(value=10))
    found = compare(one, other).differences[PLACES]
    width = np.diff(found.interval(2040))[0]
    assert width < 0.2 * np.diff(one.services[PLACES].interval(2040))[0]


def test_a_scenario_is_no_different_from_itself(run):
    found = compare(run(Technology(value=10)), run(Technology(value=10)))
    assert found.changed == ()
    for each in found.differences.values():
        assert not each.value.any()
        assert each.interval(2040) == (0, 0)
        assert (each.greater[-1], each.less[-1]) == (0, 0)


def test_the_other_way_round_has_the_signs_turned(run):
    one, other = run(UnmetNeed(value=10)), run(HealthyAgeing(value=1))
    there, back = compare(one, other).differences, compare(other, one).differences
    for service, each in there.items():
        assert np.array_equal(each.value, -back[service].value)
        low, high = each.interval(2040)
        assert back[service].interval(2040) == pytest.approx((-high, -low), rel=1e-6)
        assert np.array_equal(each.greater, back[service].less)


def test_a_lever_that_is_uncertain_in_one_of_them_only(run):
    spread = Technology(value=0, uncertainty=Uniform(low=-10, high=10))
    found = compare(run(), run(spread)).differences[PLACES]
    assert 0.3 < found.probability(2040) < 0.7
    low, high = found.interval(2040)
    assert low < 0 < high


def test_the_capacity_of_each(run):
    one = run(capacity=Capacity(places=1))
    found = compare(one, run(capacity=Capacity(places=1e6))).differences[PLACES]
    assert (found.one.exceeding[-1], found.other.exceeding[-1]) == (1, 0)
    assert sentences(found, 2040, Names())[-1] == (
        "Sannsynligheten for at kapasiteten ikke holder i 2040, er over 99\u00a0% i A og under "
        "1\u00a0% i B."
    )


def test_without_draws_there_is_only_the_main_path(county):
    one, other = (
        Scenario(region="9901", levers=levers) for levers in ((), (Technology(value=10),))
    )
    found = run_comparison(county, one, other)
    each = found.differences[PLACES]
    assert (found.draws, each.interval(2040), each.median(2040)) == (0, None, None)
    assert each.probability(2040) is None
    assert len(sentences(each, 2040, Names())) == 1


def test_what_was_set_differently(run):
    one = Scenario(region="9901", levers=(Technology(value=10), Technology(value=5, start=2030)))
    other = Scenario(region="9901", levers=(Technology(value=10),), capacity=Capacity(places=40))
    found = {each.label: (each.one, each.other) for each in changed(one, other)}
    assert found.pop("Kapasitet: plasser") == ("ikke oppgitt", "40")
    (label, (value, neutral)), *more = found.items()
    assert (label, neutral, more) == ("Velferdsteknologi og forebygging", "0\u00a0%", [])
    assert value.startswith("5\u00a0%; passer for")
    assert value.endswith("; fra 2030")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"region": "9902"}, "Det ene gjelder Lindhavn og det andre"),
        ({"horizon": 2035}, "Målåret (horizon) er 2040 i det ene og 2035 i det andre"),
        ({"base_year": 2020}, "Det ene regnes fra 2026 og det andre fra 2020"),
        ({"draws": 50}, "(draws) er 0 i det ene og 50 i det andre"),
        ({"seed": 70_000}, "og 70000 i det andre, så framtidene er ikke de samme"),
    ],
)
def test_what_cannot_be_compared_is_refused(county, fields, sentence):
    one = run_scenario(county, Scenario(region="9901"))
    other = run_scenario(county, Scenario(**{"region": "9901", **fields}))
    with pytest.raises(ScenarioError, match="kan ikke sammenliknes") as refused:
        compare(one, other)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("store_version", "other", "forskjellige tall i lageret"),
        ("engine", "other", "forskjellige utgaver av Omsyn"),
        ("drawn_population", True, "trukket i det ene og ikke i det andre"),
    ],
)
def test_results_of_other_data_or_code_are_refused(county, field, value, sentence):
    one = run_scenario(county, Scenario(region="9901"))
    with pytest.raises(ScenarioError, match=sentence):
        compare(one, evolve(one, **{field: value}))


def test_every_hindrance_is_told_before_anything_is_computed():
    with pytest.raises(ScenarioError) as refused:
        run_comparison(None, Scenario(region="9901"), Scenario(region="9902", horizon=2035))
    assert len(refused.value.problems) == 2


def test_the_base_year_may_be_left_to_the_data_in_one_of_them(county):
    found = run_comparison(county, Scenario(region="9901"), Scenario(region="9901", base_year=2026))
    assert not found.differences[PLACES].value.any()


def test_draws_that_were_not_kept_are_a_fault_of_the_caller(run):
    with pytest.raises(ValueError, match="keep_draws"):
        compare(run(keep_draws=False), run())


def test_a_service_that_only_one_has_is_named(run):
    one, other = run(), run()
    without = {key: each for key, each in one.services.items() if key is not PLACES}
    found = compare(evolve(one, services=without), other)
    assert PLACES not in found.differences
    assert "bare med i scenarioet" in found.lacking[PLACES]
    assert PLACES in compare(other, evolve(one, services=without)).lacking


def test_a_number_and_an_index_are_not_compared(run):
    one, other = run(), run(local=Local(person_years=300))
    staff = one.services[STAFF]
    grown = evolve(staff, made_with=evolve(staff.made_with, index=True))
    found = compare(evolve(one, services={**one.services, STAFF: grown}), other)
    assert "gi begge dagens antall" in found.lacking[STAFF]


def test_the_files_hold_both_runs(run):
    found = compare(run(), run(Technology(value=10)))
    document = json.loads(found.to_json())
    assert document["one"]["run_id"] == found.one.run_id
    assert document["other"]["scenario"]["levers"][0]["kind"] == "technology"
    places = document["services"]["places"]
    assert places["difference"][-1] == pytest.approx(found.differences[PLACES].at(2040))
    assert set(places["quantiles"]) == {"0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975"}
    frame = found.to_frame()
    assert frame.filter(service="places", year=2040)["difference_q500"].item() == pytest.approx(
        places["quantiles"]["0.5"][-1]
    )
    text = found.to_csv()
    assert "# Velferdsteknologi og forebygging: 0\u00a0% | 10\u00a0%" in text
    assert "# Målår: 2040 | 2040" in text
    assert text.count("\n") - text.count("#") >= frame.height
    with using("nn"):
        assert compare(run(), run(Technology(value=10))).to_json() == found.to_json()


def difference(value, low=None, high=None, *, service=PLACES, index=False) -> Difference:
    """One year, in which every draw below the median is `low` and every one above is `high`."""
    side = Side(value=np.array([0.0]), limit=None, exceeding=None)
    levels = (
        {} if low is None else {0.1: np.array([low]), 0.5: np.array([value]), 0.9: np.array([high])}
    )
    return Difference(
        service=service, name="", unit="", index=index, years=(2040,), one=side, other=side,
        value=np.array([value]), quantiles=levels,
        greater=None if low is None else np.array([0.3 if low < 0 < high else float(high > 0)]),
        less=None if low is None else np.array([0.7 if low < 0 < high else float(low < 0)]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("each", "nb", "nn"),
    [
        (
            difference(-12.2, -15.1, -8.4),
            ["B trenger 12 færre plasser enn A i 2040.",
             "I åtte av ti framtider er det mellom 8 og 15 færre.",
             "Sannsynligheten for at B gir det minste behovet, er over 99\u00a0%."],
            ["B treng 12 færre plassar enn A i 2040.",
             "I åtte av ti framtider er det mellom 8 og 15 færre.",
             "Sannsynet for at B gir det minste behovet, er over 99\u00a0%."],
        ),
        (
            difference(30, 20, 40, service=STAFF),
            ["B trenger 30 flere årsverk enn A i 2040.",
             "I åtte av ti framtider er det mellom 20 og 40 flere.",
             "Sannsynligheten for at B gir det største behovet, er over 99\u00a0%."],
            ["B treng 30 fleire årsverk enn A i 2040.",
             "I åtte av ti framtider er det mellom 20 og 40 fleire.",
             "Sannsynet for at B gir det største behovet, er over 99\u00a0%."],
        ),
        (
            difference(-3, -11, 5, service=HOME),
            ["B gir 3 færre brukere enn A i 2040.",
             "I åtte av ti framtider er det fra 11 færre til 5 flere.",
             "Sannsynligheten for at B gir det minste behovet, er 70\u00a0%."],
            ["B gir 3 færre brukarar enn A i 2040.",
             "I åtte av ti framtider er det frå 11 færre til 5 fleire.",
             "Sannsynet for at B gir det minste behovet, er 70\u00a0%."],
        ),
        (
            difference(0.01, 0.0, 0.0),
            ["B og A gir det samme i 2040.", "I åtte av ti framtider er det ingen forskjell."],
            ["B og A gir det same i 2040.", "I åtte av ti framtider er det ingen skilnad."],
        ),
        (
            difference(-4.4, -6, -2, service=STAFF, index=True),
            ["B trenger færre årsverk enn A i 2040; forskjellen svarer til 4,4 prosent av dagens.",
             "I åtte av ti framtider er det mellom 2 og 6 prosent mindre.",
             "Sannsynligheten for at B gir det minste behovet, er over 99\u00a0%."],
            ["B treng færre årsverk enn A i 2040; skilnaden svarer til 4,4 prosent av dei i dag.",
             "I åtte av ti framtider er det mellom 2 og 6 prosent mindre.",
             "Sannsynet for at B gir det minste behovet, er over 99\u00a0%."],
        ),
        (
            difference(2, 2, 2, service=Service.DEMENTIA),
            ["B gir 2 flere personer med demens enn A i 2040.",
             "I åtte av ti framtider er det 2 flere.",
             "Sannsynligheten for at B gir det største behovet, er over 99\u00a0%."],
            ["B gir 2 fleire personar med demens enn A i 2040.",
             "I åtte av ti framtider er det 2 fleire.",
             "Sannsynet for at B gir det største behovet, er over 99\u00a0%."],
        ),
    ],
)  # fmt: skip
def test_in_words(each, nb, nn):
    assert [one for one in sentences(each, 2040, Names()) if one] == nb
    with using("nn"):
        assert [one for one in sentences(each, 2040, Names()) if one] == nn


def test_their_own_names_where_they_have_two(run):
    one, other = run(name="Som i dag"), run(Technology(value=10), name="Med teknologi")
    assert names_of(compare(one, other)) == Names(one="«Som i dag»", other="«Med teknologi»")
    assert names_of(compare(one, run(name="Som i dag"))) == Names()
    assert names_of(compare(one, run())) == Names()


def taking(**fields) -> Resources:
    each = ServiceResources(service=PLACES, person_years_per_place=1.5, **fields)
    return Resources(services=(each,), cost_per_person_year=800_000)


def test_hours_staff_and_money_are_compared_draw_by_draw(run):
    local = Local(places=100)
    one = run(local=local, resources=taking(cost_per_unit=100_000))
    other = run(Technology(value=10), local=local, resources=taking(cost_per_unit=100_000))
    found = compare(one, other)
    assert list(found.amounts) == ["places:person_years", "places:cost", "cost"]
    need = found.differences[PLACES]
    units = found.amounts["places:cost"]
    assert units.value == pytest.approx(100_000 * need.value)
    assert units.interval(2040) == pytest.approx(
        tuple(100_000 * end for end in need.interval(2040)), rel=1e-6
    )
    assert units.less[-1] == 1
    whole = found.amounts["cost"]
    assert whole.at(2040) == pytest.approx(other.cost.fixed[-1] - one.cost.fixed[-1])
    assert json.loads(found.to_json())["amounts"]["cost"]["difference"][-1] == pytest.approx(
        whole.at(2040)
    )
    rows = found.to_frame().filter(service="cost", year=2040)
    assert rows["difference_q500"].item() == pytest.approx(whole.median(2040))
    said = cost_sentences(whole, 2040, Names())
    assert said[0].startswith("B koster ")
    assert said[0].endswith(" mindre i året enn A i 2040.")
    assert said[1].startswith("I åtte av ti framtider er det mellom ")


def test_what_only_one_of_them_takes_is_not_compared(run):
    found = compare(run(), run(resources=taking()))
    assert found.amounts == {}


BETWEEN_MILLIONS = (
    "I åtte av ti framtider er det mellom 10,0 millioner kroner og 15,0 millioner kroner mindre."
)


def costs(value, low=None, high=None) -> AmountDifference:
    levels = (
        {} if low is None else {0.1: np.array([low]), 0.5: np.array([value]), 0.9: np.array([high])}
    )
    return AmountDifference(
        name="", unit="", years=(2040,), one=np.zeros(1), other=np.zeros(1),
        value=np.array([value]), quantiles=levels,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("each", "said"),
    [
        (costs(0.2), ["B og A koster det samme i 2040."]),
        (costs(500_000), ["B koster 500\u202f000 kroner mer i året enn A i 2040."]),
        (
            costs(-12.3e6, -15e6, -10e6),
            ["B koster 12,3 millioner kroner mindre i året enn A i 2040.",
             BETWEEN_MILLIONS],
        ),
        (
            costs(9, 8, 10),
            ["B koster 9 kroner mer i året enn A i 2040.",
             "I åtte av ti framtider er det mellom 8 kroner og 10 kroner mer."],
        ),
        (
            costs(3, -8, 10),
            ["B koster 3 kroner mer i året enn A i 2040.",
             "I åtte av ti framtider er det fra 8 kroner mindre til 10 kroner mer."],
        ),
    ],
)  # fmt: skip
def test_money_in_words(each, said):
    assert cost_sentences(each, 2040, Names()) == said


def test_every_reservation_is_told_once(run):
    found = compare(run(), run(HealthyAgeing(value=1)))
    notes = found.notes()
    for service in (PLACES, HOME):
        for result in (found.one, found.other):
            each = result.services[service]
            told = [note for note in notes if note.startswith(f"{each.name}: ")]
            assert sum(each.rate.reservation in note for note in told) == 1


def test_levers_that_are_taken_as_sure_are_said_to_be(run):
    sentence = "er regnet som sikre"
    spread = Technology(value=5, uncertainty=Uniform(low=0, high=10))

    def told(one, other) -> bool:
        return any(sentence in note for note in compare(one, other).notes())

    assert told(run(), run(Technology(value=10)))
    assert told(run(UnmetNeed(value=5), spread), run(UnmetNeed(value=6), spread))
    assert not told(run(), run(spread))
    assert not told(run(UnmetNeed(value=5)), run(UnmetNeed(value=5), spread))
    assert not told(run(draws=0), run(Technology(value=10), draws=0))
