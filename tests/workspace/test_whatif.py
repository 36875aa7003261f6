"""The what-if page: an address in, an answer in words, figures and files out."""

from __future__ import annotations

import json
import re

import pytest
from django.http import QueryDict

from omsyn.language import WrittenStandard, using
from omsyn.needs.scenario import Scenario, parse_scenario
from omsyn.workspace.insight import whatif_draws
from omsyn.workspace.insight.whatif_form import address_query, read_against, read_form
from omsyn.workspace.insight.whatif_words import record_sentence, tiny_sentence
from workspace_support import COUNTY, TOWN

PAGE = f"/nb/kommune/{TOWN}/hva-hvis/"
HTMX = {"HX-Request": "true"}


def html(browser, address=PAGE, status=200, **headers) -> str:
    answer = browser.get(address, headers=headers)
    assert answer.status_code == status, answer.headers.get("Location")
    return answer.content.decode()


def first(page: str) -> str:
    return re.search(r'id="svar-tittel">([^<]*)<', page)[1]


def form_of(query: str):
    return read_form(QueryDict(query), TOWN, 2026)


def test_the_answer_comes_first_with_its_interval(browser):
    found = re.fullmatch(
        r"Det trengs om lag ([\d\u202f]+) plasser i 2040, i åtte av ti framtider mellom "
        r"([\d\u202f]+) og ([\d\u202f]+)\.",
        first(html(browser)),
    )
    count, low, high = (int(each.replace("\u202f", "")) for each in found.groups())
    assert low < count < high


def test_the_answer_in_nynorsk(browser):
    said = first(html(browser, f"/nn/kommune/{TOWN}/hva-hvis/"))
    assert said.startswith("Det trengst om lag ")
    assert " plassar i 2040, i åtte av ti framtider mellom " in said


@pytest.mark.parametrize(
    "place", [f"fylke/{COUNTY}", "land/NO", "helseforetak/lindhavn", "kostragruppe/EKGF1"]
)
def test_every_kind_of_place_has_the_page(browser, place):
    assert "plasser i 2040" in first(html(browser, f"/nb/{place}/hva-hvis/"))


@pytest.mark.parametrize(
    ("word", "said"),
    [("hjemmetjenester", "bruker hjemmetjenester"), ("demens", "har demens"),
     ("arsverk", "årsverk i 2040")],
)  # fmt: skip
def test_the_service_is_chosen_in_the_address(browser, word, said):
    assert said in first(html(browser, f"{PAGE}?tjeneste={word}"))


def test_a_capacity_gets_its_probability_and_its_line(browser):
    page = html(browser, f"{PAGE}?cp=5000")
    assert "Sannsynligheten for at kapasiteten på 5\u202f000 plasser ikke holder i 2040, er" in page
    assert "er under 1\u00a0%." in page
    assert ">Det dere vil ha:" in page
    assert "over 99\u00a0%" in html(browser, f"{PAGE}?cp=1")


def test_a_lever_moves_the_answer_and_stands_in_the_waterfall(browser):
    page = html(browser, f"{PAGE}?wt=10")
    assert re.search(r"Valgene dine gir om lag [\d\u202f]+ færre enn uten dem\.", page)
    assert "Velferdsteknologi og forebygging: \u2212" in page
    assert "<td>10\u00a0%; passer for" in page.split('<table id="satt">')[1]
    assert "passer for" not in html(browser)


def test_what_is_not_set_is_tried(browser):
    tried = html(browser).split("Hva ville endret tallet for 2040?")[-1]
    for name in ("Friskere aldring", "Udekket behov", "Fra institusjon til hjemmet"):
        assert name in tried
    rest = html(browser, f"{PAGE}?ha=0.5").split("Hva ville endret tallet for 2040?")[-1]
    assert "Friskere aldring" not in rest.split("Alle tjenestene")[0]


def test_a_form_as_it_stands_leads_to_the_short_address(browser):
    sent = "?tjeneste=plasser&t=2040&cp=&lp=&ha=0%2C5&ha.s=2030&ha.p=&ha.lav=&ha.hoy=&un=0&n="
    answer = browser.get(PAGE + sent)
    assert answer.headers["Location"] == f"{PAGE}?ha=0.5~s2030"
    assert browser.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["", "cp=120", "ha=0.5~s2030~p5~un0.2:0.8", "t=2035&st=1&pr=0.5&tjeneste=arsverk&lpy=400.5",
     "n=L%C3%B8sning+1", "wt=10~r60~o50", "mot=ha%3D0.5", "mot=-"],
)  # fmt: skip
def test_the_address_is_the_scenario(browser, query):
    form = form_of(query)
    again = address_query(form.scenario, form.service, form.against)
    assert QueryDict(again) == QueryDict(query)
    assert form_of(again).scenario == form.scenario


def test_the_neutral_scenario_has_the_bare_address():
    form = form_of("")
    assert form.scenario == Scenario(region=TOWN, draws=whatif_draws.DRAWS)
    assert address_query(form.scenario, form.service) == ""


@pytest.mark.parametrize(
    ("query", "field"),
    [("ha=7", "felt-ha"), ("t=1999", "felt-t"), ("t=2040.5", "felt-t"), ("cp=mange", "felt-cp"),
     ("wt=nan", "felt-wt"), ("ha=0.5&ha.s=2051", "felt-ha-s"), ("ha=0.5&ha.lav=0.6&ha.hoy=0.9",
     "felt-ha-lav"), ("ha=0.5&ha.lav=0.6", "felt-ha-lav"), ("cp=-3", "felt-cp")],
)  # fmt: skip
def test_a_bad_value_gets_a_sentence_at_its_field(browser, query, field):
    page = html(browser, f"{PAGE}?{query}")
    assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-feil" aria-invalid="true"', page)
    assert re.search(rf'id="{field}-feil">[^<]{{10,}}<', page)
    assert "plasser i 2040" in first(page)


def test_the_last_valid_answer_stays_beside_a_bad_value(browser):
    page = html(browser, f"{PAGE}?wt=10&ha=7", Referer=f"http://localhost{PAGE}?wt=10")
    assert first(page) == first(html(browser, f"{PAGE}?wt=10"))
    assert first(page) != first(html(browser))


def test_htmx_gets_only_the_answer_and_the_address_to_push(browser):
    answer = browser.get(f"{PAGE}?ha=0.5&un=0&tjeneste=plasser", headers=HTMX)
    page = answer.content.decode()
    assert "<html" not in page
    assert 'id="svar-tittel"' in page
    assert 'id="svar-status"' in page
    assert answer.headers["HX-Push-Url"] == f"{PAGE}?ha=0.5"
    assert "HX-Request" in answer.headers["Vary"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_htmx_gets_only_the_faults_of_a_bad_value(browser):
    answer = browser.get(f"{PAGE}?ha=7", headers=HTMX)
    page = answer.content.decode()
    assert 'data-error="felt-ha"' in page
    assert 'id="svar-tittel"' not in page
    assert answer.headers["HX-Push-Url"] == "false"
    assert answer.headers["HX-Reswap"] == "none"


def test_the_last_change_can_be_undone(browser):
    page = html(browser, f"{PAGE}?wt=20", Referer=f"http://localhost{PAGE}?wt=10")
    assert f'href="{PAGE}?wt=10">Angre siste endring' in page
    assert "Angre siste endring" not in html(browser, f"{PAGE}?wt=20")
    elsewhere = html(browser, f"{PAGE}?wt=20", Referer=f"http://evil.example{PAGE}?wt=10")
    assert "Angre siste endring" not in elsewhere


def test_two_scenarios_side_by_side_on_the_same_futures(browser):
    page = html(browser, f"{PAGE}?wt=20&n=Ny&mot=wt%3D10%26n%3DGammel")
    assert "færre enn i sammenlikningen." in page
    assert "Begge er regnet på de samme framtidene." in page
    assert re.search(r"Gammel: [\d\u202f]+", page)
    assert "Avslutt sammenlikningen" in page
    assert f'href="{PAGE}?wt=10&amp;n=Gammel&amp;mot=n%3DNy%26wt%3D20"' in page


def test_a_comparison_that_cannot_be_read_is_left_out():
    assert read_against(form_of("mot=ha%3D99")) is None
    assert read_against(form_of("mot=-")) == Scenario(region=TOWN, draws=whatif_draws.DRAWS)


def test_seed_and_number_of_futures_are_not_the_readers():
    scenario = form_of("seed=70000&d=10000").scenario
    assert scenario.draws == whatif_draws.DRAWS
    assert scenario.seed == Scenario(region=TOWN).seed


def test_the_scenario_comes_down_as_a_document(browser):
    answer = browser.get(f"{PAGE}scenario.json?ha=0.5&cp=120")
    assert "attachment" in answer.headers["Content-Disposition"]
    scenario = parse_scenario(answer.content)
    assert scenario == form_of("ha=0.5&cp=120").scenario


def test_the_result_comes_down_in_every_form(browser):
    made = browser.get(f"{PAGE}resultat.json?ha=0.5&cp=120")
    document = json.loads(made.content)
    assert document["drawn_population"] is True
    assert document["services"]["places"]["limit"]["value"] == 120
    table = browser.get(f"{PAGE}resultat.csv?ha=0.5").content.decode("utf-8-sig")
    assert "Friskere aldring" in table
    assert "service,year,value" in table
    for form, start in (("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF")):
        assert browser.get(f"{PAGE}resultat.{form}?ha=0.5").content.startswith(start)
    assert browser.get(f"{PAGE}resultat.json?ha=9").status_code == 404


def test_without_futures_the_page_claims_no_interval(browser, monkeypatch):
    monkeypatch.setattr("omsyn.workspace.insight.whatif.drawn", lambda _region: (None, True))
    page = html(browser)
    assert "framtider mellom" not in page
    assert "Usikkerheten er ikke regnet ut, så tallet står uten intervall." in page
    assert "Usikkerheten regnes ut for første gang" in page


def test_a_place_of_few_says_so(browser):
    assert "én familie betyr mye" in tiny_sentence(49)
    assert tiny_sentence(50) == ""
    assert "én familie betyr mye" not in html(browser)


def test_names_are_text_and_no_code(browser):
    page = html(browser, f"{PAGE}?n=%3Cscript%3Ealert(1)%3C%2Fscript%3E&wt=10")
    assert "<script>alert" not in page
    assert "style=" not in page


def test_the_knowledge_base_leads_to_the_page(browser):
    page = html(browser, f"/nb/kommune/{TOWN}/")
    assert page.count(f'href="{PAGE}"') == 2
    assert f'href="{PAGE}?tjeneste=arsverk"' in page


def test_the_form_is_in_both_standards(browser):
    with using(WrittenStandard.NYNORSK):
        page = html(browser, f"/nn/kommune/{TOWN}/hva-hvis/?ha=9")
    assert "går ikkje. Skriv eit tal frå 0 til 1." in page


def test_today_is_as_it_is_whatever_is_chosen(browser):
    now = re.search(r"Fra ([\d\u202f]+) i dag til", html(browser))[1]
    assert re.search(r"Fra ([\d\u202f]+) i dag til", html(browser, f"{PAGE}?wt=50"))[1] == now


def test_how_far_off_the_method_would_have_been(browser):
    assert "med 1,5\u00a0% etter fem år og 3,0\u00a0% etter ti år" in record_sentence(1.5, 3.0)
    assert record_sentence(None, 3.0) == ""
    assert "Slik ville metoden ha truffet" in html(browser)
