"""Finding a place, reading about it, comparing it."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client

from workspace_support import COUNTY, FIGURE, MORE_PAGES, NEIGHBOUR, PAGES, TABLE, TOWN, TOWN_NAME


def page_of(browser, path, status=200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        (TOWN_NAME, f"kommune/{TOWN}/"),
        (TOWN_NAME.upper(), f"kommune/{TOWN}/"),
        (TOWN, f"kommune/{TOWN}/"),
        (COUNTY, f"fylke/{COUNTY}/"),
        ("Fiktivfylket", f"fylke/{COUNTY}/"),
        ("Fiktivlandet", "land/NO/"),
    ],
)
def test_a_clear_question_leads_straight_there(browser, asked, place):
    answer = browser.get("/nb/finn/", {"q": asked})
    assert answer.headers["Location"] == f"/nb/{place}"


@pytest.mark.parametrize("asked", ["Eikholt", "9931", "vi", "Lindhamn", "zzzzzz", ""])
def test_an_unclear_question_gets_a_sentence(browser, asked):
    page = page_of(browser, f"/nb/finn/?q={asked}")
    assert re.search(r'<p class="lead" role="status">[^<]{10,}</p>', page)
    assert f'value="{asked}"' in page


def test_an_old_name_leads_to_what_became_of_it(browser):
    page = page_of(browser, "/nb/finn/?q=Eikholt")
    assert '<a href="/nb/kommune/99' in page


def test_a_slip_of_the_finger_gets_suggestions(browser):
    page = page_of(browser, "/nb/finn/?q=Lindhamn")
    assert f'<a href="/nb/kommune/{TOWN}/">{TOWN_NAME}</a>' in page


def test_suggestions_as_options(browser):
    options = page_of(browser, "/nb/finn/forslag/?q=lind")
    assert f'data-href="/nb/kommune/{TOWN}/"' in options
    assert "<html" not in options
    assert "Ingen forslag" in page_of(browser, "/nb/finn/forslag/?q=zzzzzz")
    assert page_of(browser, "/nb/finn/forslag/?q=").strip() == ""


def test_the_map_leads_to_every_municipality(browser):
    assert f'href="/nb/kart/{COUNTY}/"' in page_of(browser, "/nb/")
    page = page_of(browser, f"/nb/kart/{COUNTY}/")
    assert len(re.findall(r'href="/nb/kommune/99\d\d/"', page)) == 12
    assert f'href="/nb/fylke/{COUNTY}/"' in page


def test_a_region_page_has_what_a_planner_looks_for(browser):
    page = page_of(browser, f"/nb/kommune/{TOWN}/")
    assert f"<h1>{TOWN_NAME} kommune</h1>" in page
    assert f'href="/nb/fylke/{COUNTY}/"' in page
    assert "Fiktiv KOSTRA-gruppe" in page
    assert re.search(r"[\d\u202f]+ innbyggere i 2026", page)
    assert "Det viktigste" in page
    assert "Slik er det regnet" in page
    assert "Om dette tallet" in page
    assert "Vis tallene i tabell" in page
    for chapter in re.findall(r'<nav class="rail".*?</nav>', page, re.DOTALL)[0].split('href="#')[
        1:
    ]:
        assert f'id="{chapter.split(chr(34))[0]}"' in page


@pytest.mark.parametrize("path", [*PAGES.values(), *MORE_PAGES.values()])
def test_ids_are_unique_and_links_within_the_page_lead_somewhere(browser, path):
    page = page_of(browser, f"/nb/{path}")
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    if "<html" in page:
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
        assert len(re.findall(r"<h1", page)) == 1


@pytest.mark.parametrize("path", [*PAGES.values(), *MORE_PAGES.values()])
def test_every_page_says_that_the_figures_are_fictional(browser, path):
    page = page_of(browser, f"/nb/{path}")
    if "<html" in page:
        assert '<aside class="fictional"' in page


def test_links_of_a_page_lead_to_pages(browser):
    seen = {}
    for path in (*PAGES.values(), f"fylke/{COUNTY}/"):
        page = page_of(browser, f"/nb/{path}")
        for address in re.findall(r'href="(/n[bn]/[^"#]*)', page):
            if "/last-ned/" not in address and not re.search(r"\.\w+$", address):
                seen.setdefault(address.replace("&amp;", "&"), path)
    bad = {address: at for address, at in seen.items() if browser.get(address).status_code != 200}
    assert len(seen) > 60
    assert bad == {}


def test_a_figure_has_a_page_of_its_own(browser):
    page = page_of(browser, f"/nb/kommune/{TOWN}/tall/{FIGURE}/")
    assert f'href="/nb/kommune/{TOWN}/#{FIGURE}"' in page
    assert page.count("<figure") == 1
    page = page_of(browser, f"/nb/kommune/{TOWN}/tall/{TABLE}/")
    assert "<table" in page


def test_the_readers_choices_change_the_page_and_stay_in_its_links(browser):
    path = f"/nb/kommune/{TOWN}/?mot={NEIGHBOUR}&til=2040&arsverk=400,5&plasser=90&aar=2025"
    page = page_of(browser, path)
    assert f'name="mot" value="{NEIGHBOUR}" checked' in page
    assert 'value="2040" checked' in page
    assert 'value="400,5"' in page
    assert f"mot={NEIGHBOUR}&amp;til=2040&amp;arsverk=400.5&amp;plasser=90&amp;aar=2025" in page
    assert "Granstad" in page
    assert "2050" not in re.sub(
        r'value="2050"> 2050|<nav.*?</nav>', "", page.split("Om tallene</h2>")[0]
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("mot=Atlantis", "Fant ikke noe område som heter «Atlantis»"),
        ("til=1999", "«1999» er ikke blant dem"),
        ("plasser=mange", "Plasser: «mange» er ikke et tall over null"),
        ("arsverk=-4", "Årsverk: «-4» er ikke et tall over null"),
        ("arsverk=nan", "«nan» er ikke et tall"),
    ],
)
def test_choices_that_are_not_understood_are_said(browser, query, said):
    page = page_of(browser, f"/nb/kommune/{TOWN}/?{query}")
    assert said in page
    assert 'role="alert"' in page


def test_names_are_as_good_as_numbers_in_forms(browser):
    page = page_of(browser, f"/nb/kommune/{TOWN}/?mot=Granstad")
    assert f'name="mot" value="{NEIGHBOUR}" checked' in page


def test_comparison_is_chosen_by_name_and_kept_by_number(browser):
    answer = browser.get("/nb/sammenlikn/velg/?r=Lindhavn, granstad")
    assert answer.headers["Location"] == f"/nb/sammenlikn/?r={TOWN},{NEIGHBOUR}"
    page = page_of(browser, answer.headers["Location"])
    assert TOWN_NAME in page
    assert "Granstad" in page


@pytest.mark.parametrize(
    "path", ["sammenlikn/", "sammenlikn/?r=9901", "sammenlikn/velg/?r=Atlantis,9901"]
)
def test_a_comparison_of_one_asks_for_more(browser, path):
    page = page_of(browser, f"/nb/{path}")
    assert "Sammenlikn steder" in page


def test_every_data_set_is_accounted_for(browser):
    page = page_of(browser, "/nb/om-tallene/")
    from omsyn.warehouse import open_store

    assert page.count('<section class="dataset"') == len(open_store().names())


def test_unchanged_pages_are_not_sent_again(browser):
    path = f"/nb/kommune/{TOWN}/"
    browser.get(path)
    first = browser.get(path)
    again = browser.get(path, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert "Content-Security-Policy" in again.headers
    other = browser.get(f"{path}?til=2040", headers={"if-none-match": first.headers["ETag"]})
    assert other.status_code == 200


def test_new_data_make_a_new_page(browser, tmp_path, monkeypatch):
    from omsyn.workspace.insight import library
    from workspace_support import make_store

    store = make_store(tmp_path / "store")
    monkeypatch.setenv("OMSYN_STORE", str(store.folder))
    library.forget()
    path = f"/nb/kommune/{TOWN}/"
    browser.get(path)
    first = browser.get(path).headers["ETag"]
    store.replace(
        store.info("gp_capacity"), store.facts("gp_capacity").collect().head(3), allow_shorter=True
    )
    library.forget()
    assert browser.get(path, headers={"if-none-match": first}).status_code == 200


@pytest.mark.parametrize("path", [*PAGES.values(), *MORE_PAGES.values()])
def test_pages_ask_the_database_little(browser, django_assert_max_num_queries, path):
    browser.post("/nb/saken/endre/", {"add": f"kommune/{TOWN}/#{FIGURE}"})
    with django_assert_max_num_queries(15):
        browser.get(f"/nb/{path}")


def test_readers_without_a_list_get_the_very_same_bytes(browser):
    path = f"/nb/kommune/{TOWN}/"
    packed = browser.get(path, headers={"accept-encoding": "gzip"})
    plain = browser.get(path)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert {"Cookie", "Accept-Encoding"} <= set(plain.headers["Vary"].split(", "))
    assert plain.cookies == {}
    assert b"csrfmiddlewaretoken" not in plain.content


def test_a_readers_own_list_shows_to_nobody_else(browser):
    path = f"/nb/kommune/{TOWN}/"
    browser.get(path)
    browser.post("/nb/saken/endre/", {"add": f"kommune/{TOWN}/#{FIGURE}"})
    assert b"Er med i saken" in browser.get(path).content
    stranger = Client(headers={"host": "localhost"})
    assert b"Er med i saken" not in stranger.get(path).content
