"""The planner's own figures in a scenario: faults as sentences, the address, and words."""

from __future__ import annotations

import json

import pytest

from omsyn.errors import ScenarioError
from omsyn.language import using
from omsyn.needs.scenario import Scenario, explain, from_query, parse_scenario, to_query
from omsyn.needs.scenario.choices import Recruitment
from omsyn.needs.scenario.model import Capacity, Local, Resources
from omsyn.needs.scenario.own import Change, OwnRate, ServiceResources, Skill, SkillGroup


def rate(**fields):
    return {"service": "home_nursing", "sex": "both", "low": 0, "per_100": 5} | fields


def with_rates(*rates):
    return {"local": {"rates": list(rates)}}


def with_services(*services):
    return {"resources": {"services": list(services)}}


def with_skills(*skills):
    return {"resources": {"skills": list(skills)}}


NURSES = {"skill": "nurse", "share_percent": 60}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (with_rates(rate(per_100=120)), "local.rates[0].per_100 er «120», men må være et tall fra"),
        (with_rates(rate(per_100=-1)), "local.rates[0].per_100 er «-1», men må være et tall fra 0"),
        (with_rates(rate(per_100=float("nan"))), "local.rates[0].per_100 er «nan», men må være"),
        (with_rates(rate(users=-1, per_100=None)), "local.rates[0].users er «-1», men må være"),
        (with_rates(rate(users=3)), "local.rates[0]: skriv enten per_100 (av 100 innbyggere)"),
        (with_rates(rate(per_100=None)), "local.rates[0]: skriv enten per_100"),
        (with_rates({"service": "day_care", "low": 0, "users": 1}), "local.rates[0].sex mangler"),
        (with_rates({"service": "day_care", "sex": "both", "users": 1}), "[0].low mangler"),
        (with_rates(rate(sex="x")), "local.rates[0].sex er «x», men må være en av: male, female"),
        (with_rates(rate(service="tannlege")), "local.rates[0].service er «tannlege», men må"),
        (with_rates(rate(service="person_years")), "local.rates[0].service er «person_years»"),
        (with_rates(rate(age=5)), "noe felt som heter local.rates[0].age"),
        (with_rates(rate(low=90, high=80)), "local.rates[0]: alderen går fra 90 til 80"),
        (
            with_rates(rate(), rate()),
            "local.rates[1] gjelder samme tjeneste, kjønn og alder som local.rates[0]; stryk",
        ),
        (
            with_rates(rate(high=80), rate(low=80)),
            "local.rates[1] og local.rates[0] gjelder begge 80 år",
        ),
        (
            with_rates(rate(high=66), rate(low=80)),
            "Hjemmesykepleie mangler tall for menn 67–79 år; legg til en rad, med 0",
        ),
        (with_rates(rate(high=79)), "Hjemmesykepleie mangler tall for menn 80 år og eldre"),
        (with_rates(rate(sex="female")), "Hjemmesykepleie mangler tall for menn; legg dem til"),
        (
            with_rates(rate(sex="female", low=60), rate(sex="male", low=67)),
            "Hjemmesykepleie mangler tall for menn 60–66 år",
        ),
        (
            with_services({"service": "places"}, {"service": "places"}),
            "resources.services[1] gjelder en tjeneste som alt står der",
        ),
        (
            with_services({"service": "home_nursing", "occupancy_percent": 90}),
            "resources.services[0]: occupancy_percent og person_years_per_place gjelder bare",
        ),
        (
            with_services(
                {"service": "places", "person_years_per_user": 1, "person_years_per_place": 1}
            ),
            "resources.services[0]: skriv person_years_per_user eller person_years_per_place",
        ),
        (
            with_services({"service": "places", "occupancy_percent": 120}),
            "resources.services[0].occupancy_percent er «120», men må være et tall større enn 0",
        ),
        (
            with_services({"service": "places", "hours_per_wek": 1}),
            "resources.services[0].hours_per_wek; mente du hours_per_week?",
        ),
        (with_services({"service": "person_years"}), "resources.services[0].service er «person_"),
        (with_skills(NURSES, NURSES), "resources.skills[1] gjelder en gruppe som alt står der"),
        (
            with_skills(NURSES, NURSES | {"skill": "untrained"}),
            "Andelene i resources.skills er til sammen 120,0 prosent",
        ),
        (
            with_skills(NURSES | {"share_percent_at_horizon": 90},
                        {"skill": "untrained", "share_percent": 20}),
            "er til sammen 110,0 prosent",
        ),
        ({"capacity": {"planned": [{"year": 2030, "service": "dementia", "amount": 1}]}},
         "capacity.planned[0].service er «dementia», men må være en av"),
        ({"levers": [{"kind": "recruitment", "value": 0, "absence_target_percent": 5}]},
         "absence_target_percent krever absence_percent"),
    ],
)  # fmt: skip
def test_a_fault_in_own_figures_says_what_and_where(fields, sentence):
    with pytest.raises(ScenarioError) as fault:
        parse_scenario(json.dumps({"region": "4204", **fields}))
    assert sentence in fault.value.message


OWN = Scenario(
    region="4204",
    local=Local(
        year=2025,
        rates=(
            OwnRate(service="home_nursing", sex="female", low=0, high=66, per_100=0.4),
            OwnRate(service="home_nursing", sex="female", low=67, per_100=12),
            OwnRate(service="home_nursing", sex="male", low=0, users=34),
        ),
        shrink_to_group=True,
    ),
    capacity=Capacity(
        housing_24h=30,
        planned=(
            Change(year=2030, service="places", amount=20),
            Change(year=2032, service="home_services", amount=-2.5),
        ),
    ),
    resources=Resources(
        services=(
            ServiceResources(
                service="places", occupancy_percent=95, person_years_per_place=1.1,
                hours_per_week=30, cost_per_unit=50_000,
            ),
            ServiceResources(service="home_nursing", person_years_per_user=0.15),
            ServiceResources(service="day_care"),
        ),
        skills=(
            SkillGroup(
                skill="nurse", share_percent=30, share_percent_at_horizon=35,
                cost_per_person_year=1e6, leaving_percent=8, hired_each_year=12.5,
            ),
        ),
        cost_per_person_year=850_000,
        price_growth_percent=0.5,
    ),
    levers=(
        Recruitment(
            leaving_percent=9, hired_each_year=20, absence_percent=10, absence_target_percent=8.5
        ),
        Recruitment(absence_percent=10),
    ),
)  # fmt: skip
QUERY = (
    "r=4204&ly=2025&co=30&lg=1&rc=850000&rg=0.5&cc=2030~p~20&cc=2032~h~-2.5"
    "&rt=nfp~0:66:0.4~67::12&rt=nmu~0::34&rs=p~t30~o95~v1.1~c50000&rs=n~u0.15&rs=g"
    "&sk=n~30~z35~c1000000~l8~h12.5&re=0~l9~h20~b10~t8.5&re=0~b10"
)


def test_own_figures_in_the_address():
    assert to_query(OWN) == QUERY
    assert from_query(QUERY) == OWN


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("cc=2030~20", "uleselig i cc: «2030~20»"),
        ("cc=2030~d~20", "capacity.planned[0].service er «dementia»"),
        ("rt=nfp", "uleselig i rt: «nfp»"),
        ("rt=nxp~0::1", "uleselig i rt: «nxp»"),
        ("rt=nbp~0:1", "uleselig i rt: «0:1»"),
        ("rt=nbp~0::101", "local.rates[0].per_100 er «101»"),
        ("rs=x", "uleselig i rs: «x»"),
        ("rs=p~o90~o80", "uleselig i rs: «o80»"),
        ("sk=n", "uleselig i sk: «n»"),
        ("sk=n~30~q1", "uleselig i sk: «q1»"),
        ("lg=2", "local.shrink_to_group er «2»"),
    ],
)
def test_a_list_in_the_address_that_cannot_be_read(query, sentence):
    with pytest.raises(ScenarioError) as fault:
        from_query("r=4204&" + query)
    assert sentence in fault.value.message


def test_every_own_figure_is_explained():
    said = {each.label: each.value for each in explain(OWN)}
    assert said["Egne tall for hjemmesykepleie, kvinner, 2025"] == (
        "0–66 år: 0,4 av 100; 67 år og eldre: 12 av 100"
    )
    assert said["Egne tall for hjemmesykepleie, menn, 2025"] == "0 år og eldre: 34 brukere"
    assert said["Egen dekning trukket mot KOSTRA-gruppens"] == "ja"
    assert said["Kapasitet: plasser, bolig med heldøgns omsorg"] == "30"
    assert said["Planlagt i 2030: plasser"] == "20 flere"
    assert said["Planlagt i 2032: brukere av hjemmetjenester"] == "2,5 færre"
    assert said["Ressurser: plasser i institusjon"] == (
        "30 timer i uken per bruker; belegg 95 prosent; 1,1 årsverk per plass; "
        "50\u202f000 kroner i året per enhet, uten lønn"
    )
    assert "Ressurser: dagtilbud" not in said
    assert said["Ansatte: sykepleiere"] == (
        "30\u00a0% av årsverkene; 35\u00a0% i målåret; 1\u202f000\u202f000 kroner per årsverk; "
        "8\u00a0% slutter hvert år; 12,5 årsverk ansettes hvert år"
    )
    assert said["Kostnad per årsverk"] == "850\u202f000 kroner"
    assert said["Realvekst i kostnadene"] == "0,5\u00a0% i året"
    staff = explain(OWN)[-2].value
    assert "9\u00a0% slutter hvert år; 20 årsverk ansettes hvert år" in staff
    assert "fravær fra 10\u00a0% til 8,5\u00a0%" in staff


def test_own_figures_are_explained_in_nynorsk():
    with using("nn"):
        said = {each.label: each.value for each in explain(OWN)}
    assert said["Eigne tal for heimesjukepleie, kvinner, 2025"].endswith("12 av 100")
    assert said["Tilsette: sjukepleiarar"].startswith("30\u00a0% av årsverka")


def test_a_scenario_of_one_skill_names_them_all():
    groups = tuple(SkillGroup(skill=each, share_percent=10) for each in Skill)
    labels = [
        each.label for each in explain(Scenario(region="1", resources=Resources(skills=groups)))
    ]
    assert len(set(labels)) == len(Skill) + 1


@pytest.mark.parametrize(
    ("lever", "neutral"),
    [
        (Recruitment(absence_percent=10), True),
        (Recruitment(absence_percent=10, absence_target_percent=10), True),
        (Recruitment(absence_percent=10, absence_target_percent=8), False),
        (Recruitment(leaving_percent=1), False),
        (Recruitment(hired_each_year=1), False),
    ],
)
def test_recruitment_that_moves_nothing(lever, neutral):
    assert lever.changes_nothing is neutral
