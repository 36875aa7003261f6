"""The scenario document: faults as sentences, one canonical text, addresses, upgrades, schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsyn.errors import ScenarioError, UnreadableFile
from omsyn.language import using
from omsyn.needs.scenario import (
    Scenario,
    explain,
    from_query,
    make_scenario,
    named_scenario,
    parse_scenario,
    read_scenario,
    scenario_text,
    to_query,
)
from omsyn.needs.scenario.choices import (
    LEVERS,
    Ages,
    DementiaTrend,
    HealthyAgeing,
    InformalCare,
    Normal,
    Productivity,
    Recruitment,
    ServiceProfile,
    Standard,
    Technology,
    Triangular,
    Uniform,
    UnmetNeed,
)
from omsyn.needs.scenario.model import (
    Capacity,
    Local,
    Newcomers,
    Population,
    schema,
    schema_text,
)
from omsyn.needs.scenario.own import (
    Change,
    OwnRate,
    Resources,
    ServiceResources,
    Skill,
    SkillGroup,
)
from omsyn.needs.services import Service

ROOT = Path(__file__).resolve().parent.parent.parent
PUBLISHED = ROOT / "docs" / "reference" / "scenario-schema" / "omsyn-scenario-2.json"


def document(**fields):
    return json.dumps({"region": "4204", **fields})


def lever(**fields):
    return document(levers=[{"kind": "standard", **fields}])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (document(horizont=2040), "noe felt som heter horizont; mente du horizon?"),
        (document(xyz=1), "noe felt som heter xyz; stryk det"),
        (lever(valu=1), "noe felt som heter levers[0].valu; mente du value?"),
        (lever(value=9), "levers[0].value er «9», men må være et tall fra −5 til 5"),
        (lever(value=float("nan")), "levers[0].value er «nan», men må være et tall fra −5 til 5"),
        (lever(value=float("inf")), "levers[0].value er «inf», men må være et tall fra −5 til 5"),
        (lever(value="1"), "levers[0].value er «1», men må være et tall fra −5 til 5"),
        (lever(start=2040), "levers[0].start er 2040, men må være før horizon, som er 2040"),
        (lever(start=1900), "levers[0].start er «1900», men må være et tall fra 2006 til 2100"),
        (lever(phase_form="x"), "levers[0].phase_form er «x», men må være en av: linear, logistic"),
        (document(levers=[{"kind": "x"}]), "levers[0].kind må være en av: unmet_need, dementia_"),
        (document(levers=[{"value": 1}]), "levers[0].kind må være en av: unmet_need, dementia_"),
        (document(horizon=2300), "horizon er «2300», men må være et tall fra 2007 til 2100"),
        (document(base_year=2041), "base_year er 2041, men må være før horizon, som er 2040"),
        (document(draws=20_000), "draws er «20000», men må være et tall fra 0 til 10\u202f000"),
        (document(draws=1.5), "draws er «1.5», men må være et tall fra 0 til 10\u202f000"),
        (document(capacity={"places": 0}), "capacity.places er «0», men må være et tall større"),
        (document(name="a\nb"), "name er «a\nb», men det kan feltet ikke være"),
        (document(region=""), "region er for kort eller for lang"),
        ("{}", "Feltet region mangler"),
        ("[]", "Et scenario er et JSON-objekt"),
        ("{", "ikke gyldig JSON"),
        ("[" * 100_000, "ikke gyldig JSON"),
        ('{"region": "1", "region": "2"}', "Feltet region står to ganger"),
        (document(schema_version=3), "utgave 3 av skjemaet"),
        (document(schema_version="x"), "schema_version er «x»"),
        (
            document(levers=[{"kind": "service_profile", "value": 1, "to_service": "places"}]),
            "from_service og to_service er den samme",
        ),
        (
            document(levers=[{"kind": "recruitment", "value": 1, "services": ["places"]}]),
            "levers[0].services kan ikke velges her",
        ),
        (lever(value=1, ages={"low": 90, "high": 80}), "ages.high er 80, men må være minst"),
        (
            lever(value=3, uncertainty={"kind": "uniform", "low": 0, "high": 2}),
            "uncertainty går fra 0,00 til 2,00, men value er 3,00",
        ),
    ],
)
def test_a_fault_is_a_sentence_that_names_the_field_and_its_range(text, sentence):
    with pytest.raises(ScenarioError) as fault:
        parse_scenario(text)
    assert sentence in fault.value.message


def test_every_fault_is_told_at_once():
    with pytest.raises(ScenarioError) as fault:
        parse_scenario(document(horizon="x", levers=[{"kind": "standard", "value": 99}]))
    assert len(fault.value.problems) == 2


def test_faults_in_nynorsk():
    with using("nn"), pytest.raises(ScenarioError, match="noko felt"):
        parse_scenario(document(xyz=1))


def test_a_scenario_made_in_python_has_the_same_sentences():
    with pytest.raises(ScenarioError, match="horizon er «9»"):
        make_scenario(region="4204", horizon=9)


def test_a_file_that_cannot_be_read_or_is_far_too_large(tmp_path):
    with pytest.raises(UnreadableFile, match=r"nowhere\.json"):
        read_scenario(tmp_path / "nowhere.json")
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableFile):
        read_scenario(tmp_path / "binary.json")
    (tmp_path / "large.json").write_text("x" * 1_000_001)
    with pytest.raises(ScenarioError, match="for stort"):
        read_scenario(tmp_path / "large.json")


def test_the_published_schema_is_the_models():
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), (
        "run .venv/bin/omsyn scenario schema --out " + PUBLISHED.relative_to(ROOT).as_posix()
    )


def test_the_schema_is_closed_and_names_every_lever():
    made = schema()
    assert made["additionalProperties"] is False
    assert set(made["properties"]["levers"]["items"]["discriminator"]["mapping"]) == {
        each.model_fields["kind"].default for each in LEVERS
    }
    for name, part in made["$defs"].items():
        if part["type"] == "object":
            assert part["additionalProperties"] is False, name


@pytest.mark.parametrize("model", LEVERS, ids=lambda model: model.__name__)
def test_a_lever_nobody_has_moved_changes_nothing(model):
    assert model().changes_nothing
    assert Scenario(region="4204", levers=(model(),)).ordered() == ()


def test_family_care_in_step_with_the_need_is_neutral_however_large():
    assert InformalCare(value=50, rule="proportional").changes_nothing
    assert not InformalCare(value=50).changes_nothing


def test_the_canonical_text_is_one_for_the_same_choices():
    one = parse_scenario('{"region": "4204", "levers": [{"kind": "standard", "value": 1}]}')
    other = parse_scenario(
        '{"levers": [{"value": 1.0, "phase_years": 0, "kind": "standard"}], "region": " 4204 "}'
    )
    assert one.canonical() == other.canonical()
    assert one.digest() == other.digest()
    minus = parse_scenario(document(levers=[{"kind": "standard", "value": -0.0}]))
    zero = parse_scenario(document(levers=[{"kind": "standard", "value": 0}]))
    assert minus.digest() == zero.digest()
    composed, apart = Scenario(region="1", name="\u00e5"), Scenario(region="1", name="a\u030a")
    assert composed.digest() == apart.digest()
    assert one.digest() != zero.digest()


def test_levers_of_one_kind_are_told_apart_by_number():
    scenario = Scenario(
        region="1",
        levers=(Technology(value=1), Standard(value=1), Technology(value=2), UnmetNeed(value=1)),
    )
    assert [key for key, _lever in scenario.ordered()] == [
        "unmet_need-1", "technology-1", "technology-2", "standard-1",
    ]  # fmt: skip


DRAFT = {
    "version": 0, "title": "Utkast", "place": "4204", "to": 2035, "places": 120, "staff": 300,
    "healthy_ageing": 0.5, "standard": 1, "productivity": 0.5,
}  # fmt: skip


def test_a_draft_of_version_0_is_upgraded():
    assert parse_scenario(json.dumps(DRAFT)) == Scenario(
        name="Utkast",
        region="4204",
        horizon=2035,
        capacity=Capacity(places=120),
        local=Local(person_years=300),
        levers=(HealthyAgeing(value=0.5), Standard(value=1), Productivity(value=0.5)),
    )


VERSION_1 = {
    "schema_version": 1, "name": "Vedtatt", "region": "4204", "base_year": 2026, "horizon": 2035,
    "population": {"alternative": "high", "newcomers": [{"year": 2030, "persons": 40}]},
    "local": {"year": 2025, "person_years": 300, "places": 90, "share_following_80plus": 0.5},
    "capacity": {"places": 120, "home_services": 900, "person_years": 310},
    "levers": [
        {"kind": "healthy_ageing", "value": 0.5, "uncertainty":
            {"kind": "uniform", "low": 0, "high": 1}},
        {"kind": "recruitment", "value": 1, "more_each_year": 2},
    ],
    "draws": 100, "seed": 70000,
}  # fmt: skip


def test_a_scenario_of_version_1_is_upgraded_with_all_it_held_and_nothing_more():
    scenario = parse_scenario(json.dumps(VERSION_1))
    assert scenario.schema_version == 2
    assert json.loads(scenario_text(scenario)) == VERSION_1 | {"schema_version": 2}
    assert scenario.resources == Resources()
    assert (scenario.local.rates, scenario.capacity.planned) == ((), ())
    assert from_query("v=1&r=4204&st=1") == from_query("r=4204&st=1")


def test_a_field_of_version_2_was_never_in_version_1_but_is_not_lost():
    document = VERSION_1 | {"resources": {"cost_per_person_year": 900_000}}
    assert parse_scenario(json.dumps(document)).resources.cost_per_person_year == 900_000


def test_what_the_draft_never_had_is_told_and_not_lost():
    with pytest.raises(ScenarioError, match="colour"):
        parse_scenario(json.dumps(DRAFT | {"colour": "blue"}))


@pytest.mark.parametrize(
    ("scenario", "query"),
    [
        (Scenario(region="4204"), "r=4204"),
        (
            Scenario(region="4204", horizon=2050, levers=(Standard(value=1),), draws=1000),
            "r=4204&t=2050&d=1000&st=1",
        ),
        (
            Scenario(
                region="county-42",
                name="Vi prøver",
                capacity=Capacity(places=120.5),
                levers=(
                    Technology(
                        value=10,
                        reach=60,
                        start=2030,
                        phase_years=5,
                        services=(Service.HOME_SERVICES,),
                        ages=Ages(low=80, high=89),
                        uncertainty=Triangular(low=0, high=20),
                    ),
                    HealthyAgeing(value=0.5, definition="mortality_ratio"),
                ),
            ),
            ("r=county-42&n=Vi+pr%C3%B8ver&cp=120.5&wt=10~s2030~p5~kh~a80:89~ut0:20~r60&ha=0.5~dm"),
        ),
    ],
)
def test_the_address_is_the_scenario(scenario, query):
    assert to_query(scenario) == query
    assert from_query(query) == scenario


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("r=4204&zz=1", "ukjent felt, zz"),
        ("r=4204&st=x", "levers[0].value er «x»"),
        ("r=4204&st=nan", "levers[0].value er «nan»"),
        ("r=4204&st=1~q", "uleselig i standard: «q»"),
        ("r=4204&st=1~%C3%B8", "uleselig i standard"),
        ("r=4204&st=1~kzz", "uleselig i standard: «kzz»"),
        ("r=4204&st=1~s2030~s2031", "uleselig i standard: «s2031»"),
        ("r=4204&st=1~dm", "noe felt som heter levers[0].definition"),
        ("st=1", "Feltet region mangler"),
        (
            "r=4204&alt=x",
            "population.alternative er «x», men må være en av: main, high, low, zero_",
        ),
        ("r=4204&fe=x", "population.fertility er «x», men må være en av: low, medium, high"),
        ("r=4204&ad=2030", "uleselig i ad: «2030»"),
        ("r=4204&ad=2030~5~z", "uleselig i ad"),
        ("r=4204&ad=2030~-5", "population.newcomers[0].persons er «-5», men må være et tall fra 0"),
        ("r=4204&ad=2040~5", "population.newcomers[0].year er 2040, men må være før horizon"),
        ("r=" + "x" * 41_000, "for lang"),
    ],
)
def test_an_address_that_cannot_be_read_says_where(query, sentence):
    with pytest.raises(ScenarioError) as fault:
        from_query(query)
    assert sentence in fault.value.message


def test_a_form_can_be_sent_as_it_stands():
    form = {"r": ["4204"], "t": "2035", "st": ["0,5"], "pr": "", "wt": ["10", "20"], "cp": " "}
    assert from_query(form) == Scenario(
        region="4204",
        horizon=2035,
        levers=(Standard(value=0.5), Technology(value=10), Technology(value=20)),
    )


def within(low, high):
    return st.floats(low, high).map(lambda value: value + 0.0)


SPREADS = st.one_of(
    st.none(),
    *(
        st.builds(kind, low=st.just(-1000.0), high=within(1000, 2000))
        for kind in (Uniform, Normal, Triangular)
    ),
)
AGES = st.none() | st.builds(Ages, low=st.integers(0, 80), high=st.none() | st.integers(81, 105))
COMMON = {
    "start": st.none() | st.integers(2027, 2039),
    "phase_years": st.integers(0, 50),
    "phase_form": st.sampled_from(["linear", "logistic"]),
    "uncertainty": SPREADS,
}
SOME_SERVICES = st.none() | st.just((Service.HOME_SERVICES, Service.DEMENTIA))
ANY_LEVER = st.one_of(
    st.builds(UnmetNeed, value=within(-50, 200), ages=AGES, services=SOME_SERVICES, **COMMON),
    st.builds(DementiaTrend, value=within(-5, 5), ages=AGES, **COMMON),
    st.builds(
        HealthyAgeing,
        value=within(-1, 2),
        definition=st.sampled_from(["mortality_ratio", "age_shift"]),
        from_age=st.integers(0, 105),
        **COMMON,
    ),
    st.builds(
        InformalCare,
        value=within(0, 500),
        rule=st.sampled_from(["constant", "proportional", "percent_per_year", "carer_ratio"]),
        percent_per_year=within(-10, 10),
        **COMMON,
    ),
    st.builds(
        Technology,
        value=within(-100, 100),
        reach=within(0, 100),
        adoption=within(0, 100),
        evidence=st.sampled_from(["assumed", "weak", "moderate", "strong"]),
        **COMMON,
    ),
    st.builds(ServiceProfile, value=within(0, 100), exchange=within(0, 20), **COMMON),
    st.builds(
        ServiceProfile,
        value=within(0, 100),
        from_service=st.just("home_services"),
        to_service=st.just("places"),
    ),
    st.builds(Productivity, value=within(-5, 5), **COMMON),
    st.builds(
        Recruitment,
        value=within(-10, 10),
        more_each_year=within(-1e4, 1e4),
        leaving_percent=within(0, 60),
        hired_each_year=within(0, 1e5),
        absence_percent=within(0, 60),
        absence_target_percent=st.none() | within(0, 60),
        **COMMON,
    ),
)
LEVELS = st.none() | st.sampled_from(["low", "medium", "high"])
POPULATIONS = st.builds(
    Population,
    alternative=st.sampled_from(["main", "high", "low", "zero_migration"]),
    fertility=LEVELS,
    mortality=LEVELS,
    immigration=LEVELS,
    newcomers=st.lists(
        st.builds(
            Newcomers,
            year=st.integers(2027, 2039),
            persons=within(0, 1e5),
            source=st.sampled_from(["housing", "refugees"]),
        ),
        max_size=3,
    ).map(tuple),
)
PERHAPS = st.none() | within(0.5, 50)
SOME_RATES = st.sampled_from(
    [
        (),
        (
            OwnRate(service="home_nursing", sex="both", low=18, high=66, per_100=0.123456789),
            OwnRate(service="home_nursing", sex="male", low=67, users=41.5),
            OwnRate(service="home_nursing", sex="female", low=67, high=104, users=41.5),
            OwnRate(service="home_nursing", sex="female", low=105, high=105, per_100=0),
            OwnRate(service="day_care", sex="both", low=0, per_100=100),
        ),
    ]
)
RESOURCES = st.builds(
    Resources,
    services=st.builds(
        ServiceResources,
        service=st.just("places"),
        hours_per_week=PERHAPS,
        occupancy_percent=PERHAPS,
        person_years_per_place=st.none() | within(0.5, 20),
        cost_per_unit=PERHAPS,
    ).map(lambda each: (each,)),
    skills=st.builds(
        SkillGroup,
        skill=st.sampled_from(list(Skill)),
        share_percent=within(0, 100),
        share_percent_at_horizon=PERHAPS,
        cost_per_person_year=PERHAPS,
        leaving_percent=PERHAPS,
        hired_each_year=PERHAPS,
    ).map(lambda each: (each,)),
    cost_per_person_year=PERHAPS,
    price_growth_percent=within(-10, 10),
)
PLANNED = st.lists(
    st.builds(
        Change,
        year=st.integers(2020, 2040),
        service=st.sampled_from(["places", "person_years", "housing_24h"]),
        amount=within(-1e6, 1e6),
    ),
    max_size=3,
).map(tuple)
SCENARIOS = st.builds(
    Scenario,
    population=POPULATIONS,
    region=st.sampled_from(["4204", "county-42", "country-NO"]),
    name=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=30),
    base_year=st.none() | st.integers(2007, 2026),
    horizon=st.integers(2040, 2100),
    levers=st.lists(ANY_LEVER, max_size=4).map(tuple),
    capacity=st.builds(
        Capacity, places=st.none() | st.floats(1, 1e6), housing_24h=PERHAPS, planned=PLANNED
    ),
    local=st.builds(
        Local, share_following_80plus=within(0, 1), rates=SOME_RATES, shrink_to_group=st.booleans()
    ),
    resources=RESOURCES,
    draws=st.integers(0, 10_000),
    seed=st.integers(2**16, 2**53 - 1),
)


@settings(deadline=None)
@given(scenario=SCENARIOS)
def test_every_way_out_is_a_way_back(scenario):
    assert from_query(to_query(scenario)) == scenario
    assert parse_scenario(scenario_text(scenario)) == scenario
    assert parse_scenario(scenario.canonical()).canonical() == scenario.canonical()


def test_every_choice_is_explained_with_its_neutral_value():
    scenario = Scenario(
        region="4204",
        base_year=2020,
        capacity=Capacity(places=120),
        local=Local(year=2024, person_years=300, share_following_80plus=0.5),
        draws=1000,
        seed=70_000,
        population=Population(
            alternative="low",
            fertility="high",
            newcomers=(Newcomers(year=2030, persons=40, source="refugees"),),
        ),
        levers=(
            Technology(
                value=10,
                reach=60,
                start=2030,
                phase_years=5,
                ages=Ages(low=80, high=89),
                services=(Service.PLACES,),
                evidence="weak",
                uncertainty=Normal(low=5, high=15),
            ),
            Recruitment(value=0, more_each_year=5),
        ),
    )
    said = {each.label: each for each in explain(scenario)}
    assert said["Sammenliknet med"].value == "2020"
    assert said["Alternativ for folketallet"].value == "lav vekst"
    assert (said["Fruktbarhet"].value, said["Fruktbarhet"].neutral) == ("høy", "som alternativet")
    assert said["Tillegg i 2030"].value == "40 flyktninger bosatt"
    assert said["Kapasitet: plasser"].value == "120"
    assert said["Egne årsverk, 2024"].value == "300"
    assert said["Antall trukne framtider"].value == "1\u202f000"
    assert said["Startall for trekningen"].value == "70000"
    technology = said["Velferdsteknologi og forebygging"]
    for part in (
        "10\u00a0%", "60\u00a0%", "100\u00a0%", "fra 2030", "over 5 år", "80–89 år",
        "plasser i institusjon", "svak kunnskap", "mellom 5 og 15",
    ):  # fmt: skip
        assert part in technology.value
    assert technology.neutral == "0\u00a0%"
    assert "5 årsverk flere hvert år" in said["Rekruttering"].value


def test_the_explanation_in_nynorsk():
    with using("nn"):
        said = explain(Scenario(region="1", levers=(Standard(value=1, phase_years=3),)))
    assert "1\u00a0% i året; innført jamt over 3 år" in said[-1].value


def test_a_scenario_with_a_name_of_its_own():
    assert named_scenario("ssb_2019_reference").base_year == 2017
    with pytest.raises(ScenarioError, match="ssb_2019_reference"):
        named_scenario("x")


@pytest.mark.parametrize(
    ("lever", "part"),
    [
        (HealthyAgeing(value=1, definition="mortality_ratio"), "over 55 år følger nedgangen"),
        (HealthyAgeing(value=0.25), "0,25; behovet forskyves med økningen i gjenstående leveår"),
        (InformalCare(value=10), "10\u00a0% av den offentlige omsorgen; like mye hvert år"),
        (InformalCare(value=10, rule="proportional"), "følger behovet"),
        (
            InformalCare(value=10, rule="percent_per_year", percent_per_year=-1.5),
            "endres −1,5\u00a0% i året",
        ),
        (InformalCare(value=10, rule="carer_ratio"), "50–66 år for hver innbygger 80 år"),
        (
            ServiceProfile(value=10, exchange=1.5),
            "fra plasser i institusjon til hjemmetjenester, 1,5",
        ),
        (Technology(value=10, evidence="moderate"), "middels god kunnskap"),
        (Technology(value=10, evidence="strong"), "; god kunnskap"),
        (DementiaTrend(value=-1, ages=Ages(low=80)), "80 år og eldre"),
        (Standard(value=1, phase_years=5, phase_form="logistic"), "langsomt over 5 år"),
        (UnmetNeed(value=5, uncertainty=Uniform(low=0, high=9.5)), "mellom 0 og 9,5"),
        (UnmetNeed(value=5, uncertainty=Triangular(low=0, high=9)), "mest sannsynlig verdien selv"),
    ],
)
def test_each_part_of_a_lever_is_told(lever, part):
    assert part in explain(Scenario(region="1", levers=(lever,)))[-1].value
