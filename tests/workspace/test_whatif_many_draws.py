"""The what-if page on a machine without the memory for its futures, and when asked for too many."""

from __future__ import annotations

import re

import pytest

from omsyn.demography.draws import kept, memory, region
from omsyn.workspace.insight import whatif, whatif_draws
from workspace_support import TOWN

PAGE = f"/nb/kommune/{TOWN}/hva-hvis/"


@pytest.fixture
def _nothing_kept(monkeypatch):
    """As the first page after new data, and again for those who come after."""

    def forget():
        kept._in_memory.clear()
        region._in_memory.clear()
        whatif.forget()
        whatif_draws.forget()

    forget()
    monkeypatch.setattr(kept, "_load", lambda *_args: None)
    yield
    forget()


def first(page: str) -> str:
    return re.search(r'id="svar-tittel">([^<]*)<', page)[1]


@pytest.mark.usefixtures("_nothing_kept")
@pytest.mark.parametrize("query", ["", "?d=10000", "?d=10000&al=high"])
def test_a_machine_too_small_for_the_futures_gets_the_answer_without_them(
    browser, monkeypatch, query
):
    monkeypatch.setattr(memory, "available", lambda: 40_000_000)
    answer = browser.get(PAGE + query, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Det trengs om lag" in first(page)
    assert "framtider mellom" not in first(page)
    assert "Usikkerheten er ikke regnet ut" in page


def test_the_page_draws_as_many_as_it_always_does(browser, monkeypatch):
    whatif.forget()
    asked = []
    draws_for = whatif_draws.draws_for
    monkeypatch.setattr(
        whatif_draws,
        "draws_for",
        lambda store, scenario: asked.append(scenario.draws) or draws_for(store, scenario),
    )
    assert browser.get(f"{PAGE}?d=10000&st=1", follow=True).status_code == 200
    assert set(asked) == {whatif_draws.DRAWS}
