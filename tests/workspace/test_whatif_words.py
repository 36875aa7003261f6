"""What stops a reader of the what-if page: numbers that do not add up, words that say nothing."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.utils import translation

from omsyn.errors import ScenarioError
from omsyn.needs.rate import Level
from omsyn.needs.scenario import make_scenario
from omsyn.needs.scenario.in_force import InForce
from omsyn.needs.services import Service
from omsyn.needs.waterfall import Step, Waterfall
from omsyn.profile.words import rounded_within
from omsyn.workspace.insight import whatif_in_force
from omsyn.workspace.insight.whatif_figures import _bars
from omsyn.workspace.insight.whatif_sureness import futures_sentence, record_sentence
from omsyn.workspace.insight.whatif_words import cause_sentences, headline
from workspace_support import TOWN

PAGE = f"/nb/kommune/{TOWN}/hva-hvis/"


def html(browser, address=PAGE) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def whole(text: str) -> int:
    return int(text.replace("\u202f", ""))


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [(1_518, 1_421, 1_605, "1520"), (1_542, 1_421, 1_605, "1540"), (8_423, 7_800, 9_000, "8400"),
     (23.8, 20, 31, "24")],
)  # fmt: skip
def test_a_number_is_as_coarse_as_its_interval(value, low, high, said):
    assert rounded_within(value, low, high).replace("\u202f", "") == said


def test_need_today_and_the_change_add_up_to_the_first_sentence(browser):
    page = html(browser)
    then = whole(re.search(r"Det trengs om lag ([\d\u202f]+) plasser", page)[1])
    now = whole(re.search(r"er behovet i dag om lag ([\d\u202f]+) plasser", page)[1])
    more = whole(re.search(r"gir om lag ([\d\u202f]+) flere fram til 2040", page)[1])
    assert abs(now + more - then) <= 15
    assert f"i dag til {then}" in page.replace("\u202f", "")


def test_the_coverage_behind_the_need_today_is_told_with_its_year(browser):
    page = html(browser)
    year = re.search(r"for hver innbygger over 80 år som i (\d{4}) er behovet i dag", page)[1]
    assert f"Har dere ikke like mange plasser nå som i {year}?" in page
    assert "Har dere ikke like mange plasser" not in html(browser, f"{PAGE}?cp=100")


def test_what_eight_of_ten_futures_means_is_said_with_the_same_interval(browser):
    page = html(browser)
    low, high = re.search(r"framtider mellom ([\d\u202f]+) og ([\d\u202f]+)\.", page).groups()
    assert "Omsyn har regnet ut 1\u202f000 mulige framtider for folketallet" in page
    assert f"I åtte av ti ligger tallet mellom {low} og {high}, i de andre utenfor." in page


def test_steps_of_a_tiny_place_are_whole_and_add_up():
    fall = Waterfall(
        from_year=2026,
        to_year=2040,
        start=15.0,
        end=23.8,
        steps=(
            Step(key="80", lever=False, label="Flere 80–89 år", before=15.0, after=23.4),
            Step(key="90", lever=False, label="Flere 90 år og eldre", before=23.4, after=23.8),
        ),
    )
    with translation.override("nb"):
        bars = _bars(fall)
    assert [bar.after - bar.before for bar in bars] == [15, 8, 1, 24]
    assert [bar.before for bar in bars] == [0, 15, 23, 0]


@pytest.mark.parametrize(("error", "said"), [(0.6, "0,6\u00a0%"), (12.8, "13\u00a0%")])
def test_large_errors_of_the_method_have_no_decimals(error, said):
    with translation.override("nb"):
        assert f"med {said} etter fem år" in record_sentence(error, 1.0)


def steers_by(monkeypatch, **given):
    scenario = make_scenario(region=TOWN, horizon=2040, **given)
    found = InForce(scenario=scenario, adopted=dt.date(2026, 5, 3), run_id="0")
    monkeypatch.setattr(whatif_in_force, "in_force", lambda _store, _region: found)


LEVERS = ({"kind": "unmet_need", "value": 5},)


def test_the_scenario_in_force_is_where_the_page_can_begin(browser, monkeypatch):
    steers_by(monkeypatch, name="Plan", levers=LEVERS)
    page = html(browser)
    assert "Her gjelder scenarioet «Plan», tatt i bruk 3. mai 2026." in page
    assert f'id="begynn" href="{PAGE}?n=Plan&amp;un=5"' in page
    begun = html(browser, f"{PAGE}?n=Plan&un=5")
    assert "Dette er scenarioet som gjelder her: «Plan»" in begun
    assert 'id="begynn"' not in begun
    assert 'id="mot-gjeldende"' not in begun


def test_what_is_chosen_can_be_compared_with_the_scenario_in_force(browser, monkeypatch):
    steers_by(monkeypatch, name="Plan", levers=LEVERS)
    against = re.search(r'id="mot-gjeldende" href="([^"]*)"', html(browser, f"{PAGE}?wt=10"))[1]
    page = html(browser, against.replace("&amp;", "&"))
    assert "A er «Plan», som du sammenlikner med. B er det du ser nå." in page
    assert 'id="mot-gjeldende"' not in page


def test_a_scenario_in_force_that_cannot_be_used_is_told_and_the_page_stands(browser, monkeypatch):
    def unusable(_store, _region):
        raise ScenarioError("Scenarioet kan ikke brukes lenger.")

    monkeypatch.setattr(whatif_in_force, "in_force", unusable)
    page = html(browser)
    assert "Scenarioet kan ikke brukes lenger." in page
    assert 'id="begynn"' not in page


def test_a_place_without_a_scenario_is_not_told_of_one(browser):
    assert "tatt i bruk" not in html(browser)


def test_what_the_chosen_population_does_to_the_need_is_told(browser):
    page = html(browser, f"{PAGE}?alt=high")
    count = re.search(r"du har valgt, gir om lag ([\d\u202f]+) flere enn framskrivingen", page)[1]
    assert 0 < whole(count) < 1_000
    assert "Folketallet du har valgt" not in html(browser)
    few = html(browser, f"{PAGE}?ad=2028~1~h")
    assert "Folketallet du har valgt, endrer nesten ikke dette tallet." in few


def stub(*, index: bool, start: float = 100, people: float = 59) -> SimpleNamespace:
    """So much of a result as the sentences of it ask for."""
    fall = SimpleNamespace(start=start, from_people=people, to_year=2040)
    return SimpleNamespace(
        service=Service.PERSON_YEARS if index else Service.DEMENTIA,
        made_with=SimpleNamespace(index=index, stock=None),
        rate=SimpleNamespace(level=Level.COUNTRY),
        waterfall=fall,
        at=lambda _year: start + people,
        interval=lambda _year: (132.0, 203.0),
    )


def test_few_add_up_as_whole_numbers():
    with translation.override("nb"):
        said = cause_sentences(stub(index=False, start=5.6, people=3.5), with_levers=False)
    assert "om lag 6 personer" in said[0]  # and 9.1 is the need in 2040
    assert "om lag 3 flere" in said[1]


def test_growth_of_staff_is_said_in_percent_only():
    each = stub(index=True)
    with translation.override("nb"):
        first, meant = headline(each, 2040), futures_sentence(each, 2040, 1_000)
    assert first == (
        "I 2040 er behovet for årsverk 59 prosent større enn i dag, i åtte av ti framtider mellom "
        "32 og 103 prosent større."
    )
    assert meant.endswith("Åtte av ti ligger mellom de to tallene øverst, de andre utenfor.")
