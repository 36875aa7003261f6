"""Both written standards, whole, on every page."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import omsyn
from workspace_support import MORE_PAGES, PAGES, TOWN

ROOMS = sorted(Path(omsyn.__file__).parent.glob("*/locale/nn.po"))
NOT_FOUND = {"no such page": "finnes-ikke/", "no such place": "kommune/0000/"}


def different_sentences():
    """Bokmål texts whose nynorsk differs, long enough to be no part of another text."""
    found = set()
    for path in ROOMS:
        for message in read_po(io.BytesIO(path.read_bytes())):
            texts = message.id if isinstance(message.id, str) else ""
            plain = texts and not re.search(r"[{%]", texts)
            if plain and len(texts) > 12 and message.string and message.string != texts:
                found.add((texts, message.string))
    return found


def visible(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(text).split())


@pytest.mark.parametrize("path", [*PAGES.values(), *MORE_PAGES.values(), *NOT_FOUND.values()])
def test_a_nynorsk_page_has_no_bokmaal_sentence(browser, path):
    answer = browser.get(f"/nn/{path}")
    if answer.content.startswith(b"<!doctype"):
        assert b'<html lang="nn">' in answer.content
    text = visible(answer)
    left = [nb for nb, nn in different_sentences() if nb in text and nb not in nn]
    assert left == []


@pytest.mark.parametrize("path", [*PAGES.values(), *MORE_PAGES.values()])
def test_the_switch_leads_to_the_same_page(browser, path):
    page = browser.get(f"/nb/{path}").content.decode()
    if "<html" not in page:
        return
    link = re.search(r'<a href="([^"]+)" hreflang="nn" lang="nn"', page)
    address = html.unescape(link[1])
    assert address == f"/nn/{path}"
    assert browser.get(address).status_code == 200
    assert f'<link rel="alternate" hreflang="nn" href="{html.escape(address)}">' in page


@pytest.mark.parametrize(
    ("wanted", "got"),
    [("nn", "/nn/"), ("nb", "/nb/"), ("en", "/nb/"), ("nn;q=0.4,nb;q=0.3", "/nn/")],
)
def test_the_first_visit_follows_the_reader(browser, wanted, got):
    answer = browser.get("/", headers={"accept-language": wanted})
    assert answer.headers["Location"] == got
    assert "Accept-Language" in answer.headers["Vary"]


def test_an_address_without_a_standard_finds_its_page(browser):
    answer = browser.get(f"/kommune/{TOWN}/", headers={"accept-language": "nn"})
    assert answer.headers["Location"] == f"/nn/kommune/{TOWN}/"


def test_two_requests_do_not_disturb_each_other(browser):
    assert "Kva kommune?" in visible(browser.get("/nn/"))
    assert "Hvilken kommune?" in visible(browser.get("/nb/"))
    assert "Kva kommune?" in visible(browser.get("/nn/"))
