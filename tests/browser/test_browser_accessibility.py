"""axe on every kind of page, in both written standards, wide, narrow and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from workspace_support import MORE_PAGES, PAGES

WHOLE_PAGES = {name: path for name, path in PAGES.items() if name != "suggestions"}
KINDS = {**WHOLE_PAGES, "comparison": MORE_PAGES["comparison"], "own": MORE_PAGES["own figures"]}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def faults(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['impact']} {each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in found
        if each["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("standard", ["nb", "nn"])
@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_wide(open_page, standard, path):
    assert faults(open_page(f"/{standard}/{path}")) == []


@pytest.mark.parametrize("standard", ["nb", "nn"])
@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_on_a_phone(open_page, standard, path):
    assert faults(open_page(f"/{standard}/{path}", width=390)) == []


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_in_the_dark(open_page, path):
    assert faults(open_page(f"/nb/{path}", color_scheme="dark")) == []


@pytest.mark.parametrize("path", ["/nb/finnes-ikke/", "/nn/kommune/0000/", "/nb/kommune/9931/"])
def test_pages_about_faults(open_page, address, chromium, path):
    page = chromium.new_page()
    page.goto(address + path)
    assert faults(page) == []
    page.close()


def test_with_everything_unfolded(open_page):
    page = open_page(f"/nb/{PAGES['page']}")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert faults(page) == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("query", ["", "?wt=20&wt=5&cp=90&rt=nbp~0::3&mot=-", "?wt=900&ad.1.ar=1"])
def test_what_if_with_everything_unfolded(open_page, query, width):
    page = open_page(f"/nb/{PAGES['whatif']}{query}", width=width)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert faults(page) == []


def test_with_the_suggestions_open(open_page):
    page = open_page("/nb/")
    page.get_by_role("combobox").press_sequentially("lin")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert faults(page) == []
