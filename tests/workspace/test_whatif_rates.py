"""Own rates on the what-if page: pasted or uploaded, what is wrong with them, and the address."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from openpyxl import Workbook

from omsyn.needs.scenario import read_own_rates
from omsyn.workspace.insight import whatif_rates
from omsyn.workspace.insight.whatif_form import read_form
from workspace_support import TOWN

PAGE = f"/nb/kommune/{TOWN}/hva-hvis/"
RATES = f"{PAGE}satser/"
ROWS = (
    "tjeneste\tkjønn\talder\tprosent\n"
    "hjemmesykepleie\tbegge\t0–66\t0,5\n"
    "hjemmesykepleie\tmenn\t67+\t10\n"
    "hjemmesykepleie\tkvinner\t67+\t12\n"
)
KEPT = "rt=nbp~0:66:0.5&rt=nmp~67::10&rt=nfp~67::12"


def shown(answer) -> str:
    return re.search(r"<textarea[^>]*>([^<]*)</textarea>", answer.content.decode())[1]


def test_pasted_rows_end_in_the_address_with_the_rest_of_the_scenario(browser):
    answer = browser.post(f"{RATES}?wt=10", {"satser": ROWS, "bruk": "1"})
    assert answer.status_code == 302
    path, _question, query = answer.headers["Location"].partition("?")
    assert path == PAGE
    assert QueryDict(query) == QueryDict(f"{KEPT}&wt=10")
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "3 rader er lagt inn." in page
    assert 'value="hjemmesykepleie"> Hjemmesykepleie' in page


def test_rates_give_an_answer_for_their_own_service(browser):
    page = browser.get(f"{PAGE}?{KEPT}&tjeneste=hjemmesykepleie").content.decode()
    assert re.search(r"Om lag [\d\u202f]+ innbyggere bruker tjenesten i 2040, i åtte av ti", page)
    assert "{service}" not in page


def test_own_rates_of_all_ages_are_not_said_to_be_of_the_old(browser):
    page = browser.get(f"{PAGE}?rt=hbp~0::3&tjeneste=hjemmetjenester").content.decode()
    assert re.search(r"innbyggere bruker tjenesten i 2040.*: hjemmetjenester\.</h2>", page)
    assert "over 80 år bruker hjemmetjenester" not in page


def test_the_rates_that_are_in_use_stand_in_the_field(browser):
    field = shown(browser.get(f"{RATES}?{KEPT}"))
    assert read_own_rates(field) == read_own_rates(ROWS)
    assert shown(browser.get(RATES)) == ""


def test_no_rows_are_no_rates(browser):
    answer = browser.post(f"{RATES}?{KEPT}&un=5", {"satser": " ", "bruk": "1"})
    assert answer.headers["Location"] == f"{PAGE}?un=5"


def test_every_fault_is_said_and_the_text_is_kept(browser):
    wrong = ROWS.replace("0,5", "500").replace("\tmenn", "\tfisker")
    answer = browser.post(RATES, {"satser": wrong, "bruk": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert shown(answer) == wrong
    assert "linje 2" in page
    assert "linje 3" in page


def workbook() -> bytes:
    book = Workbook()
    book.active.append(["Teneste", "Kjønn", "Alder", "Per 100"])
    book.active.append(["heimesjukepleie", "begge", "0+", 3])
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("satser.csv", ROWS.replace("\t", ";").encode()), ("Satser.XLSX", workbook())],
)
def test_a_file_fills_the_field(browser, name, content):
    sent = {"satser": "", "les": "1", "fil": SimpleUploadedFile(name, content)}
    answer = browser.post(RATES, sent)
    assert answer.status_code == 200
    assert shown(answer).startswith("tjeneste\tkjønn\talder\tprosent\nhjemmesykepleie\tbegge")
    assert "Se over" in answer.content.decode()


def test_a_file_that_is_no_table_is_told(browser):
    sent = {"satser": "", "bruk": "1", "fil": SimpleUploadedFile("satser.xlsx", b"PK\x03\x04no")}
    answer = browser.post(RATES, sent)
    assert answer.status_code == 422
    assert "Dette gikk ikke:" in answer.content.decode()


def test_rows_that_the_address_has_no_room_for_are_refused(browser, monkeypatch):
    monkeypatch.setattr("omsyn.workspace.insight.views.whatif_rates.LONGEST_QUERY", 20)
    answer = browser.post(RATES, {"satser": ROWS, "bruk": "1"})
    assert "for mange til å få plass i adressen" in answer.content.decode()
    assert shown(answer) == ROWS


def test_a_large_file_is_refused(browser, monkeypatch):
    monkeypatch.setattr(whatif_rates, "LARGEST_FILE", 10)
    answer = browser.post(RATES, {"fil": SimpleUploadedFile("a.csv", ROWS.encode()), "les": "1"})
    assert "last opp bare tabellen" in answer.content.decode()


def test_a_form_with_a_fault_is_sent_back_to_its_page(browser):
    answer = browser.get(f"{RATES}?ha=9")
    assert answer.headers["Location"] == f"{PAGE}?ha=9"


def test_counts_and_shares_stand_in_columns_of_their_own():
    rates = read_form(QueryDict("rt=nbp~0::3&rt=kbu~0::12"), TOWN, 2026).scenario.local.rates
    text = whatif_rates.rates_text(rates)
    assert text.splitlines()[0] == "tjeneste\tkjønn\talder\tprosent\tbrukere"
    assert read_own_rates(text) == rates
