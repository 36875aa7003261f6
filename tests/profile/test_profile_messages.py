"""Messages: the numbers of a place on the left, the exact sentence on the right."""

import datetime as dt

import pytest
from attrs import evolve

from omsyn.geography.region import Region, RegionKind
from omsyn.language import using
from omsyn.profile.messages import (
    Outlook,
    PlacesNeed,
    Share80,
    StaffNeed,
    balance,
    choose,
    need,
    oldest,
    people,
)
from omsyn.profile.place import place_of
from omsyn.profile.words import Pair

THIN = "\u202f"
REGION = Region("9001", RegionKind.MUNICIPALITY, "9001", "Prøvevik", dt.date(2020, 1, 1))

PLAIN = Outlook(
    place=place_of(REGION),
    now=2026,
    then=2040,
    first=2006,
    total=Pair(10_000, 10_100),
    under18=Pair(2_000, 1_950),
    under20=Pair(2_300, 2_250),
    working=Pair(6_000, 6_000),
    over65=Pair(2_100, 2_150),
    over67=Pair(1_900, 1_950),
    over80=Pair(500, 505),
    over90=Pair(80, 85),
    become_80=1_500,
)
"""A place where next to nothing happens."""


def said(template, standard="nb", **numbers):
    with using(standard):
        draft = template(evolve(PLAIN, **numbers))
    return draft.message.text.replace(THIN, " ") if draft else None


OVER_80 = [
    (
        3_000,
        6_100,
        (
            "I 2040 er det om lag 3 100 flere innbyggere over 80 år enn i dag. "
            "Det er om lag en dobling."
        ),
    ),
    (
        3_000,
        6_400,
        (
            "I 2040 er det om lag 3 400 flere innbyggere over 80 år enn i dag. "
            "Det er mer enn en dobling."
        ),
    ),
    (
        1_000,
        1_900,
        (
            "I 2040 er det om lag 900 flere innbyggere over 80 år enn i dag. "
            "Det er nesten en dobling."
        ),
    ),
    (
        1_000,
        3_000,
        (
            "I 2040 er det om lag 2 000 flere innbyggere over 80 år enn i dag. "
            "Det er om lag en tredobling."
        ),
    ),
    (
        1_000,
        4_000,
        (
            "I 2040 er det om lag 3 000 flere innbyggere over 80 år enn i dag. "
            "Det er mer enn en tredobling."
        ),
    ),
    (
        1_000,
        1_453,
        (
            "I 2040 er det om lag 450 flere innbyggere over 80 år enn i dag. "
            "Det er en økning på 45 prosent."
        ),
    ),
    (
        1_000,
        900,
        (
            "I 2040 er det om lag 100 færre innbyggere over 80 år enn i dag. "
            "Det er en nedgang på 10 prosent."
        ),
    ),
    (1_000, 1_010, "I 2040 er det om lag like mange innbyggere over 80 år som i dag."),
    (11, 19, "I dag er 11 av innbyggerne over 80 år. I 2040 kan det være om lag 19."),
    (1, 4, "I dag er én av innbyggerne over 80 år. I 2040 kan det være om lag 4."),
    (0, 4, "I dag er ingen av innbyggerne over 80 år. I 2040 kan det være om lag 4."),
    (12, 12.4, None),
    (12, 1, None),
]


@pytest.mark.parametrize(("now", "then", "sentence"), OVER_80)
def test_over_80(now, then, sentence):
    assert said(oldest.more_over_80, over80=Pair(now, then)) == sentence


WORKERS = [
    (
        6_000,
        6_000,
        400,
        857,
        (
            "I dag er det 15 innbyggere i yrkesaktiv alder for hver innbygger "
            "over 80 år. I 2040 er det 7."
        ),
    ),
    (
        5_400,
        4_600,
        1_000,
        1_000,
        (
            "I dag er det 5,4 innbyggere i yrkesaktiv alder for hver "
            "innbygger over 80 år. I 2040 er det 4,6."
        ),
    ),
    (6_000, 6_000, 500, 505, None),
    (120, 100, 9, 14, None),
]


@pytest.mark.parametrize(("w_now", "w_then", "o_now", "o_then", "sentence"), WORKERS)
def test_workers_for_each_over_80(w_now, w_then, o_now, o_then, sentence):
    numbers = {"working": Pair(w_now, w_then), "over80": Pair(o_now, o_then)}
    assert said(balance.workers_per_over_80, **numbers) == sentence


CROSSOVER = [
    (2033, "Fra 2033 er det flere innbyggere over 65 år enn under 20 år."),
    (
        2016,
        (
            "Siden 2016 har flere innbyggere vært over 65 år enn under 20 år. "
            "I 2040 er det 150 over 65 for hver 100 under 20."
        ),
    ),
    (2006, None),
    (2045, None),
    (None, None),
]


@pytest.mark.parametrize(("year", "sentence"), CROSSOVER)
def test_crossover(year, sentence):
    ages = {"over65": Pair(2_400, 3_000), "under20": Pair(2_300, 2_000)}
    assert said(balance.crossover, crossover=year, **ages) == sentence


TOTAL = [
    (10_000, 11_000, 1_900, 2_000, "Folketallet øker fra om lag 10 000 til 11 000 i 2040."),
    (
        10_000,
        11_000,
        1_900,
        2_600,
        (
            "Folketallet øker fra om lag 10 000 til 11 000 i 2040. Det "
            "meste av økningen kommer blant innbyggere over 67 år."
        ),
    ),
    (
        10_000,
        11_000,
        1_900,
        2_950,
        (
            "Folketallet øker fra om lag 10 000 til 11 000 i 2040. Hele "
            "økningen kommer blant innbyggere over 67 år."
        ),
    ),
    (
        2_000,
        1_700,
        400,
        520,
        (
            "Folketallet går ned fra om lag 2 000 til 1 700 i 2040. Samtidig "
            "blir det om lag 120 flere over 67 år."
        ),
    ),
    (2_000, 1_700, 400, 350, "Folketallet går ned fra om lag 2 000 til 1 700 i 2040."),
    (
        10_000,
        10_100,
        1_900,
        2_500,
        (
            "Folketallet blir om lag som i dag fram til 2040, men alderen "
            "endrer seg: om lag 600 flere over 67 år og 500 færre under."
        ),
    ),
    (10_000, 10_100, 1_900, 1_950, None),
]


@pytest.mark.parametrize(("now", "then", "old_now", "old_then", "sentence"), TOTAL)
def test_total(now, then, old_now, old_then, sentence):
    numbers = {"total": Pair(now, then), "over67": Pair(old_now, old_then)}
    assert said(people.total, **numbers) == sentence


def test_staff_need_stands_beside_those_who_could_do_the_work():
    wanted = StaffNeed(pair=Pair(640, 780), year=2025, low=655)
    first = (
        "Uten endringer kan det bli behov for opptil 140 flere årsverk i omsorgstjenesten i 2040 "
        "enn i 2025."
    )
    table = [
        (
            Pair(6_000, 5_700),
            f"{first} Samtidig blir det om lag 300 færre innbyggere mellom 18 og 66 år.",
        ),
        (
            Pair(6_000, 6_050),
            f"{first} Tallet på innbyggere mellom 18 og 66 år blir om lag som i dag.",
        ),
        (Pair(6_000, 7_000), first),
    ]
    for working, sentence in table:
        assert said(need.staff, staff=wanted, working=working) == sentence
    assert said(need.staff, staff=StaffNeed(pair=Pair(640, 600), year=2025, low=600)) is None


def test_dementia_is_told_only_where_it_grows_and_is_more_than_a_few():
    assert said(need.dementia, dementia=Pair(180, 350)) == (
        "Om lag 180 innbyggere kan ha demens i dag. I 2040 kan det være om lag 350. "
        "Det er nesten en dobling."
    )
    assert said(need.dementia, dementia=Pair(4, 7)) is None
    assert said(need.dementia, dementia=Pair(180, 181)) is None


def test_home_services_are_told_only_by_the_places_own_use():
    home = {"home_users": Pair(150, 300)}
    assert said(need.home_services, **home) is None
    assert said(need.home_services, **home, home_rate_own=True) == (
        "Om lag 150 innbyggere over 80 år får hjemmetjenester i dag. Får like stor andel det i "
        "2040, blir det om lag 300."
    )


def test_places_are_told_from_the_year_in_which_they_were_counted():
    stock = PlacesNeed(pair=Pair(736, 1_526), year=2024)
    assert said(need.places, places=stock) == (
        "I 2024 var det 736 plasser i institusjon. Skal dekningen være den samme i 2040, trengs "
        "det om lag 1 500."
    )
    assert said(need.places, places=PlacesNeed(pair=Pair(8, 20), year=2024)) is None


def test_an_old_count_of_places_weighs_less_than_a_fresh_one():
    with using("nb"):
        fresh, old = (
            need.places(evolve(PLAIN, places=PlacesNeed(pair=Pair(100, 200), year=year)))
            for year in (2024, 2018)
        )
    assert fresh.weight > old.weight


def test_every_third_is_said_only_when_it_becomes_true():
    ages = {"total": Pair(5_000, 4_800)}
    assert said(oldest.every_third, over65=Pair(1_250, 1_700), **ages) == (
        "I 2040 er mer enn hver tredje innbygger over 65 år. I dag er det 25 prosent."
    )
    assert said(oldest.every_third, over65=Pair(1_700, 1_800), **ages) is None
    assert said(oldest.every_third, over65=Pair(1_250, 1_500), **ages) is None


def test_the_share_over_80_is_compared_only_when_it_differs_much():
    country = Share80(name="Norge", percent=5.0)
    assert said(oldest.compared_with_country, compared=country, over80=Pair(800, 900)) == (
        "I dag er 8,0\u00a0% av innbyggerne over 80 år. I landet er det 5,0\u00a0%."
    )
    assert said(oldest.compared_with_country, compared=country) is None


NYNORSK = [
    (
        oldest.more_over_80,
        {"over80": Pair(3_000, 6_400)},
        (
            "I 2040 er det om lag 3 400 fleire innbyggjarar over 80 år enn i dag. "
            "Det er meir enn ei dobling."
        ),
    ),
    (
        oldest.more_over_80,
        {"over80": Pair(11, 19)},
        "I dag er 11 av innbyggjarane over 80 år. I 2040 kan det vere om lag 19.",
    ),
    (
        balance.workers_per_over_80,
        {"over80": Pair(400, 857)},
        (
            "I dag er det 15 innbyggjarar i yrkesaktiv alder for kvar innbyggjar over 80 år. "
            "I 2040 er det 7."
        ),
    ),
    (
        people.total,
        {"total": Pair(2_000, 1_700), "over67": Pair(400, 520)},
        (
            "Folketalet går ned frå om lag 2 000 til 1 700 i 2040. Samstundes blir det om lag 120 "
            "fleire over 67 år."
        ),
    ),
    (
        need.staff,
        {
            "staff": StaffNeed(pair=Pair(640, 780), year=2025, low=655),
            "working": Pair(6_000, 5_700),
        },
        (
            "Utan endringar kan det bli behov for opptil 140 fleire årsverk i omsorgstenesta i "
            "2040 enn i 2025. "
            "Samstundes "
            "blir det om lag 300 færre innbyggjarar mellom 18 og 66 år."
        ),
    ),
]


@pytest.mark.parametrize(("template", "numbers", "sentence"), NYNORSK)
def test_nynorsk(template, numbers, sentence):
    assert said(template, "nn", **numbers) == sentence


def test_the_weightiest_come_first_and_no_theme_fills_the_page():
    outlook = evolve(
        PLAIN,
        over80=Pair(400, 900),
        over65=Pair(1_800, 3_500),
        over67=Pair(1_600, 3_100),
        total=Pair(10_000, 9_000),
        under18=Pair(2_000, 1_500),
        working=Pair(6_000, 5_000),
        crossover=2028,
        dementia=Pair(180, 350),
        home_users=Pair(150, 300),
        home_rate_own=True,
        staff=StaffNeed(pair=Pair(640, 1_280), year=2025, low=700),
    )
    chosen = [message.id for message in choose(outlook)]
    assert chosen[0] == "budskap-over80"
    assert len(chosen) == 5
    needs = {f"budskap-{name}" for name in ("arsverk", "demens", "hjemmetjenester")}
    assert len(needs & set(chosen)) == 2


def test_a_quiet_place_gets_few_messages_rather_than_banal_ones():
    assert [message.id for message in choose(PLAIN)] == ["budskap-kjent", "budskap-over80"]
