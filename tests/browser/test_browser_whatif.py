"""The what-if page in a real browser: sliders, keyboard, history, faults, no scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from workspace_support import TOWN

PAGE = f"/nb/kommune/{TOWN}/hva-hvis/"
PATIENCE_MS = 120_000
"""The first draws of a new store are made while the page waits."""


@pytest.fixture
def whatif(open_page):
    """The page with its intervals."""

    def open_(query: str = "", **choices) -> Page:
        page = open_page(PAGE + query, **choices)
        for _attempt in range(40):
            if page.get_by_text("Usikkerheten regnes ut for første gang").count() == 0:
                break
            page.wait_for_timeout(PATIENCE_MS / 40)
            page.reload()
        return page

    return open_


def answer(page: Page):
    return page.locator("#svar-tittel")


def test_a_slider_moves_the_answer_and_the_address_and_keeps_the_focus(whatif):
    page = whatif()
    before = answer(page).inner_text()
    slider = page.locator('[data-slider="felt-wt"]')
    slider.focus()
    for _press in range(20):
        page.keyboard.press("ArrowRight")
    expect(answer(page)).not_to_have_text(before)
    expect(page).to_have_url(re.compile(r"\?wt=20$"))
    expect(slider).to_be_focused()
    expect(page.locator("#felt-wt")).to_have_value("20")
    expect(page.locator("#svar-status")).to_have_text(answer(page).inner_text())


def test_back_and_undo_lead_to_what_was(whatif):
    page = whatif()
    before = answer(page).inner_text()
    page.locator("#felt-wt").fill("30")
    page.keyboard.press("Enter")
    expect(answer(page)).not_to_have_text(before)
    page.go_back()
    expect(answer(page)).to_have_text(before)
    expect(page.locator("#felt-wt")).to_have_value("0")
    page.locator("#felt-wt").fill("40")
    page.keyboard.press("Enter")
    expect(answer(page)).not_to_have_text(before)
    page.get_by_role("link", name="Angre siste endring").click()
    expect(answer(page)).to_have_text(before)


def test_a_bad_value_is_said_at_its_field_and_the_answer_stays(whatif):
    page = whatif("?wt=10")
    before = answer(page).inner_text()
    field = page.locator("#felt-wt")
    field.fill("900")
    page.keyboard.press("Enter")
    expect(page.locator("#felt-wt-feil")).to_contain_text("Skriv et tall fra 0 til 50")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(answer(page)).to_have_text(before)
    expect(page).to_have_url(re.compile(r"\?wt=10$"))
    field.fill("20")
    page.keyboard.press("Enter")
    expect(page.locator("#felt-wt-feil")).to_be_empty()
    expect(answer(page)).not_to_have_text(before)


def test_only_the_levers_of_the_service_are_shown(whatif):
    page = whatif()
    expect(page.locator("#felt-cp")).to_be_visible()
    expect(page.locator("#felt-st")).to_be_hidden()
    page.locator("#tjeneste-arsverk").check()
    expect(page.locator("#felt-st")).to_be_visible()
    expect(page.locator("#felt-cp")).to_be_hidden()
    expect(answer(page)).to_contain_text("årsverk")


def test_the_answer_without_scripts(whatif, address):
    page = whatif(java_script_enabled=False)
    before = answer(page).inner_text()
    expect(page.locator('[data-slider="felt-wt"]')).to_be_hidden()
    page.locator("#felt-wt").fill("25")
    page.get_by_role("button", name="Vis svaret").click()
    page.wait_for_url(f"{address}{PAGE}?wt=25")
    expect(answer(page)).not_to_have_text(before)
    page.get_by_role("link", name="Angre siste endring").click()
    page.wait_for_url(f"{address}{PAGE}")
    expect(answer(page)).to_have_text(before)
    page.locator("#felt-wt").fill("99")
    page.get_by_role("button", name="Vis svaret").click()
    expect(page.locator("#felt-wt-feil")).to_contain_text("Skriv et tall fra 0 til 50")
    expect(answer(page)).to_have_text(before)


def test_two_scenarios_are_held_beside_each_other(whatif):
    page = whatif("?wt=10")
    page.get_by_role("link", name="Hold dette fast og sammenlikn").click()
    page.locator("#felt-wt").fill("30")
    page.keyboard.press("Enter")
    expect(page.get_by_text("færre enn i sammenlikningen").first).to_be_visible()
    page.get_by_role("link", name="Avslutt sammenlikningen").click()
    expect(page).to_have_url(re.compile(r"\?wt=30$"))
