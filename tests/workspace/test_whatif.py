"""The what-if page: an address in, an answer in words, figures and files out."""

from __future__ import annotations

import json
import re

import pytest
from django.http import QueryDict
from django.utils import translation

from omsyn.language import WrittenStandard, using
from omsyn.needs.scenario import Scenario, parse_scenario
from omsyn.workspace.insight import whatif_draws
from omsyn.workspace.insight.whatif_form import address_query, read_against, read_form
from omsyn.workspace.insight.whatif_sureness import record_sentence, tiny_sentence
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
    assert ">Det dere har:" in page
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


def step(page: str, name: str) -> str | None:
    """Where a step leads; None where it is not offered."""
    found = re.search(rf'<li( hidden)?><a id="{name}" href="([^"]*)"', page)
    return None if found[1] else found[2].replace("&amp;", "&")


def test_the_last_change_can_be_undone_and_done_again(browser):
    page = html(browser, f"{PAGE}?wt=20", Referer=f"http://localhost{PAGE}?wt=10")
    assert step(page, "angre") == f"{PAGE}?wt=10&angret=wt%3D20"
    assert step(page, "gjor-om") is None
    back = html(browser, step(page, "angre"), Referer=f"http://localhost{PAGE}?wt=20")
    assert first(back) == first(html(browser, f"{PAGE}?wt=10"))
    assert step(back, "gjor-om") == f"{PAGE}?wt=20"
    assert step(back, "angre") is None


def test_the_first_change_is_undone_to_the_neutral_scenario_and_done_again(browser):
    page = html(browser, f"{PAGE}?wt=20", Referer=f"http://localhost{PAGE}")
    assert step(page, "angre") == f"{PAGE}?angret=wt%3D20"
    reset = html(browser, PAGE, Referer=f"http://localhost{PAGE}?wt=20")
    assert step(reset, "angre") == f"{PAGE}?wt=20&angret=-"
    assert step(html(browser, step(reset, "angre")), "gjor-om") == PAGE


def test_nothing_is_undone_for_who_comes_from_elsewhere(browser):
    assert step(html(browser, f"{PAGE}?wt=20"), "angre") is None
    elsewhere = html(browser, f"{PAGE}?wt=20", Referer=f"http://evil.example{PAGE}?wt=10")
    assert step(elsewhere, "angre") is None


EVERYTHING = (
    "alt=high&mo=low&ad=2030~50~r&ad=2032~120~h&lp=80&cp=90&cc=2031~p~-12.5&ls=0.7&ly=2025&b=2025"
    "&lpy=400&rc=900000&rg=1.5&rs=p~o95~v1.1&sk=n~30~l8&sk=h~60"
    "&rt=nbp~0:66:0.4~67::12&lg=1"
    "&ha=0.5~s2030~p5~fo~kp~a67:~un0.2:0.8~dm~g60&ic=29~wx~c-1&wt=10~u0:20~r60~o50~ew&wt=5~s2035"
    "&sp=10~qo~zn~x2&re=1~m2~l8~h30~b9~t7&st=0~s2031&tjeneste=arsverk"
)


def fields_of(query: str) -> dict[str, str]:
    """The fields of the form with what stands in them, as a browser sends them."""
    form = form_of(query)
    sent = {each.field.name: each.text for each in form.shown if each.text}
    more = {f"{each.field.name}.flere": " ".join(each.more) for each in form.shown if each.more}
    return {**sent, **more, "rt": form.rates, "lg": "1" * form.shrink,
            "tjeneste": form.service_word}  # fmt: skip


def test_everything_that_a_scenario_holds_has_a_field():
    form = form_of(EVERYTHING)
    assert not form.problems
    again = address_query(form.scenario, form.service)
    assert form_of(again).scenario == form.scenario
    assert {*QueryDict(again)} == {*QueryDict(EVERYTHING)}
    document = form.scenario.model_dump(exclude={"draws", "seed", "region", "name", "horizon"})
    neutral = Scenario(region=TOWN).model_dump()
    assert [key for key, value in document.items() if value == neutral[key]] == ["schema_version"]


def test_the_fields_of_a_form_make_the_same_scenario_as_the_short_address():
    sent = QueryDict(mutable=True)
    sent.update({name: text for name, text in fields_of(EVERYTHING).items() if text})
    assert form_of(sent.urlencode()).scenario == form_of(EVERYTHING).scenario


@pytest.mark.parametrize(
    ("query", "field"),
    [("ad.1.ar=2030", "ad.1.personer"), ("ad.2.personer=5", "ad.2.ar"),
     ("t=2035&ad.1.ar=2035&ad.1.personer=5", "ad.1.ar"), ("cc.1.antall=5", "cc.1.ar"),
     ("cc.1.ar=2030", "cc.1.antall"), ("sk.n.l=8", "sk.n.andel"), ("re=1&re.t=5", "re.b"),
     ("sp=10&sp.z=p", "sp.z"), ("b=2026&t=2026", "t"), ("ha=1&ha.fra=80&ha.til=70", "ha.til"),
     ("t=2035&wt=1&wt.s=2036", "wt.s"), ("alt=enorm", "alt"), ("rs.p.o=120", "rs.p.o")],
)  # fmt: skip
def test_what_does_not_go_together_is_said_at_one_field(query, field):
    form = form_of(query)
    assert [each.field.name for each in form.errors] == [field]
    assert form.scenario is None


def test_all_that_is_wrong_is_said_at_once():
    form = form_of("t=1999&wt=900&wt.lav=5&wt.hoy=9&ad.1.ar=2030&un.s=2049&sk.n.l=8")
    found = [each.field.name for each in form.errors]
    assert found == ["t", "wt", "ad.1.personer", "sk.n.andel"]


def test_there_is_one_row_more_than_is_filled_in():
    assert len(form_of("").newcomers) == 1
    assert len(form_of("ad=2030~50~h&ad=2031~5~r").newcomers) == 3
    assert [each.text for each in form_of("ad=2030~50~r").newcomers[0]] == ["2030", "50", "r"]
    assert read_form(QueryDict(""), "county-99", 2026).newcomers == ()


def test_newcomers_and_alternatives_move_the_answer(browser):
    assert first(html(browser, f"{PAGE}?mo=low")) != first(html(browser))
    made = [json.loads(browser.get(f"{PAGE}resultat.json?ad=2030~{count}~h").content)
            for count in (0, 500)]  # fmt: skip
    for path in (["value"], ["quantiles", "0.1"], ["quantiles", "0.9"]):
        less, more = (document["services"]["dementia"] for document in made)
        for key in path:
            less, more = less[key], more[key]
        assert less[-1] < more[-1]


def test_what_opens_and_closes_is_held_against_the_need_year_by_year(browser):
    page = html(browser, f"{PAGE}?cp=900&cc=2030~p~400&cc=2035~p~-100&n=Bygg")
    assert "for at kapasiteten på 1\u202f200 plasser ikke holder i 2040" in page
    assert ">Det dere har og" in page
    years = page.split('<table id="vifte-tabell">')[1].split("</table>")[0]
    shown = dict(
        re.findall(r'scope="row">(20\d\d)</th>.*?([\d\u202f]+)</td><td[^>]*>[^<]*%', years)
    )
    assert (shown["2029"], shown["2030"], shown["2035"]) == ("900", "1\u202f300", "1\u202f200")


def test_what_the_need_takes_is_shown_only_when_it_is_given(browser):
    assert '<table id="ressurser">' not in html(browser)
    page = html(browser, f"{PAGE}?rs=p~o95~v1.1~c50000&rc=900000&rg=2")
    assert "Årsverk" in page.split('<table id="ressurser">')[1].split("</table>")[0]
    costs = page.split('<table id="kostnader">')[1].split("</table>")[0]
    assert re.findall(r'scope="row">([^<]+)<', costs) == [
        "Lønn", "Plasser i institusjon, uten lønn", "I alt", "I alt, med realvekst"
    ]  # fmt: skip


def test_staff_by_training_have_a_table(browser):
    page = html(browser, f"{PAGE}?lpy=400&tjeneste=arsverk&sk=n~30~l8~h5&sk=h~70&re=1")
    staff = page.split('<table id="ansatte">')[1].split("</table>")[0]
    assert re.findall(r'scope="row">([^<]+)<', staff)[0].lower().startswith("sykepleier")
    assert "Mangler" in staff


def test_what_cannot_be_computed_is_said_and_nothing_is_lost(browser):
    page = html(browser, f"{PAGE}?ad=2030~90000~h&wt=5")
    assert "Dette gikk ikke:" in page
    assert re.search(r'id="felt-ad-1-personer"[^>]*value="90000"', page)
    assert first(page) == first(html(browser))


def test_a_second_lever_of_the_same_kind_is_put_beside_the_first(browser):
    sent = f"{PAGE}?wt=20&wt.r=60&flytt=wt"
    assert browser.get(sent).headers["Location"] == f"{PAGE}?wt=20~r60"
    both = form_of("wt=0&wt.flere=20~r60&wt.s=2031").scenario
    assert [(each.value, each.start) for each in both.levers] == [(0, 2031), (20, None)]


def test_the_change_is_divided_as_the_reader_chooses(browser):
    page = html(browser, f"{PAGE}?ha=0.5&wt=20&metode=isolated")
    assert "Hvert virkemiddel er regnet alene" in page
    assert f'href="{PAGE}?ha=0.5&amp;wt=20&amp;metode=shapley"' in page
    assert "metode" not in html(browser)


def test_what_was_tried_can_be_chosen(browser):
    page = html(browser, f"{PAGE}?un=5")
    tried = re.findall(
        r'id="prov-\d" href="([^"]*)">Om lag [\d\u202f]+ (flere|færre) hvis ([^<]*)<', page
    )
    said = "velferdsteknologi og forebygging gir 10 prosent mindre behov"
    assert (f"{PAGE}?un=5&amp;wt=10", "færre", said) in tried


def test_one_lever_is_reset_with_all_that_belongs_to_it(browser):
    sent = f"{PAGE}?wt=20&wt.r=60&wt.lav=10&wt.hoy=30&un=5&nullstill=wt"
    assert browser.get(sent).headers["Location"] == f"{PAGE}?un=5"


def test_two_scenarios_side_by_side_on_the_same_futures(browser):
    page = html(browser, f"{PAGE}?wt=20&n=Ny&mot=wt%3D10%26n%3DGammel")
    assert re.search(r"«Ny» trenger [\d\u202f]+ færre plasser enn «Gammel» i 2040\.", page)
    assert re.search(
        r"I åtte av ti framtider er det mellom [\d\u202f,]+ og [\d\u202f,]+ færre", page
    )
    assert "Sannsynligheten for at «Ny» gir det minste behovet, er over 99" in page
    assert "Begge er regnet på de samme framtidene." in page
    assert re.search(r"«Gammel»: [\d\u202f]+", page)
    differs = page.split('<table id="forskjeller">')[1].split("</table>")[0]
    assert re.findall(r"<td>([^<;]*)", differs) == ["10\u00a0%", "20\u00a0%"]
    assert "Avslutt sammenlikningen" in page
    assert f'href="{PAGE}?wt=10&amp;n=Gammel&amp;mot=n%3DNy%26wt%3D20"' in page


def test_what_two_scenarios_take_is_compared_where_both_tell(browser):
    given = "rs=p~v1.1&rc=900000"
    mot = "mot=rs%3Dp~v1.1%26rc%3D900000%26wt%3D10"
    page = html(browser, f"{PAGE}?wt=20&{given}&{mot}")
    table = page.split('<table id="sammenlikning-ressurser">')[1].split("</table>")[0]
    assert "Kostnad i alt" in table
    assert "sammenlikning-ressurser" not in html(browser, f"{PAGE}?wt=20&{given}&mot=wt%3D10")


def test_scenarios_without_names_are_told_apart(browser):
    page = html(browser, f"{PAGE}?wt=20&mot=-")
    assert "A er det du holdt fast. B er det du ser nå." in page
    assert '<figure class="figure" id="forskjell-places">' in page
    assert re.search(r"B trenger [\d\u202f]+ færre plasser enn A i 2040\.", page)


def test_scenarios_that_cannot_be_compared_say_why(browser):
    page = html(browser, f"{PAGE}?b=2020&mot=-")
    assert "De to scenarioene kan ikke sammenliknes." in page
    assert "har demens i 2040" in first(page)
    assert "satsen gjelder fra" in page


def test_what_was_held_fast_may_not_reach_the_new_year(browser):
    page = html(browser, f"{PAGE}?t=2030&mot=wt%3D10~s2035")
    assert "Det du holdt fast, kan ikke regnes ut fram til 2030." in page
    assert "Avslutt sammenlikningen</a>" in page


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


@pytest.mark.parametrize(
    ("waits", "said"),
    [(True, "Usikkerheten regnes ut for første gang"),
     (False, "Usikkerheten er ikke regnet ut, så tallet står uten intervall.")],
)  # fmt: skip
def test_without_futures_the_page_claims_no_interval(browser, monkeypatch, waits, said):
    monkeypatch.setattr("omsyn.workspace.insight.whatif.drawn", lambda _scenario: (None, waits))
    page = html(browser)
    assert "framtider mellom" not in page
    assert said in page


def test_a_place_of_few_says_so(browser):
    with translation.override("nb"):
        assert "én familie betyr mye" in tiny_sentence(49)
        assert tiny_sentence(50) == ""
    assert "én familie betyr mye" not in html(browser)


def test_names_are_text_and_no_code(browser):
    page = html(browser, f"{PAGE}?n=%3Cscript%3Ealert(1)%3C%2Fscript%3E&wt=10")
    assert "<script>alert" not in page
    assert "style=" not in page


def test_the_knowledge_base_leads_to_the_page(browser):
    page = html(browser, f"/nb/kommune/{TOWN}/")
    assert page.count(f'href="{PAGE}"') >= 2
    assert f'href="{PAGE}?tjeneste=arsverk"' in page


def test_the_form_is_in_both_standards(browser):
    with using(WrittenStandard.NYNORSK):
        page = html(browser, f"/nn/kommune/{TOWN}/hva-hvis/?ha=9")
    assert "går ikkje. Skriv eit tal frå 0 til 1." in page


def test_today_is_as_it_is_whatever_is_chosen(browser):
    now = re.search(r"Fra ([\d\u202f]+) i dag til", html(browser))[1]
    assert re.search(r"Fra ([\d\u202f]+) i dag til", html(browser, f"{PAGE}?wt=50"))[1] == now


def test_how_far_off_the_method_would_have_been(browser):
    with translation.override("nb"):
        said = record_sentence(1.5, 3.0)
        assert record_sentence(None, 3.0) == ""
    assert "med 1,5\u00a0% etter fem år og 3,0\u00a0% etter ti år" in said
    assert "Metoden er prøvd på de siste femten årene" in html(browser)
