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
    expect(page.locator("#svar-status")).to_contain_text(answer(page).inner_text())
    expect(slider).to_have_attribute("aria-valuetext", "20 prosent mindre behov")


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
    page.get_by_role("link", name="Angre").click()
    expect(answer(page)).to_have_text(before)
    expect(page.locator("#felt-wt")).to_have_value("0")
    page.get_by_role("link", name="Gjør om").click()
    expect(page.locator("#felt-wt")).to_have_value("40")
    page.go_back()
    expect(page.locator("#felt-wt")).to_have_value("0")


def test_several_steps_are_undone_and_one_lever_is_reset(whatif):
    page = whatif()
    for value in ("10", "20"):
        before = answer(page).inner_text()
        page.locator("#felt-wt").fill(value)
        page.keyboard.press("Enter")
        expect(answer(page)).not_to_have_text(before)
    expect(page.get_by_role("link", name="Gjør om")).to_be_hidden()
    for value in ("10", "0"):
        page.get_by_role("link", name="Angre").click()
        expect(page.locator("#felt-wt")).to_have_value(value)
    expect(page.get_by_role("link", name="Angre")).to_be_hidden()
    for value in ("10", "20"):
        page.get_by_role("link", name="Gjør om").click()
        expect(page.locator("#felt-wt")).to_have_value(value)
    page.get_by_role("button", name="Nullstill Velferdsteknologi").click()
    expect(page.locator("#felt-wt")).to_have_value("0")
    expect(page.locator("#felt-wt")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/hva-hvis/$"))


def test_the_rest_of_a_lever_is_folded_away_until_asked_for(whatif):
    page = whatif("?wt=20")
    expect(page.locator("#felt-wt-r")).to_be_hidden()
    page.get_by_text("Mer om dette virkemidlet: Velferdsteknologi").click()
    before = page.locator("#svar").inner_text()
    page.locator("#felt-wt-r").fill("50")
    page.keyboard.press("Enter")
    expect(page.locator("#svar")).not_to_have_text(before)
    expect(page).to_have_url(re.compile(r"\?wt=20~r50$"))


def test_rows_grow_as_they_are_written(whatif):
    page = whatif()
    page.get_by_text("Hvordan folketallet går").click()
    page.locator("#felt-ad-1-ar").fill("2030")
    page.locator("#felt-ad-1-personer").fill("400")
    expect(page).to_have_url(re.compile(r"\?ad=2030~400~h$"))
    page.locator("#felt-ad-2-ar").fill("2031")
    page.keyboard.press("Enter")
    expect(page.locator("#felt-ad-2-personer-feil")).to_have_text("Skriv hvor mange.")
    page.locator("#felt-ad-2-personer").fill("50")
    page.locator("#felt-ad-2-kilde").select_option("r")
    expect(page).to_have_url(re.compile(r"\?ad=2030~400~h&ad=2031~50~r$"))
    expect(page.locator("#felt-ad-2-personer-feil")).to_be_empty()


def test_own_rates_are_pasted_and_give_an_answer(whatif):
    page = whatif("?wt=10")
    page.get_by_text("Egne satser etter alder og kjønn").click()
    page.get_by_role("button", name="Legg inn egne satser").click()
    page.get_by_label("Radene").fill(
        "tjeneste\tkjønn\talder\tprosent\nhjemmesykepleie\tbegge\t0+\t3\n"
    )
    page.get_by_role("button", name="Bruk satsene").click()
    page.get_by_label("Hjemmesykepleie", exact=True).check()
    expect(answer(page)).to_contain_text("bruker tjenesten i 2040")
    expect(page).to_have_url(re.compile("rt=nbp~0::3"))


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
    page.get_by_role("link", name="Angre").click()
    page.wait_for_url(f"{address}{PAGE}?angret=wt%3D25")
    expect(answer(page)).to_have_text(before)
    page.get_by_role("link", name="Gjør om").click()
    page.wait_for_url(f"{address}{PAGE}?wt=25")
    page.get_by_role("button", name="Nullstill Velferdsteknologi").click()
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
    expect(page.locator(".beside").get_by_text("færre plasser enn A i 2040")).to_be_visible()
    page.get_by_role("link", name="Avslutt sammenlikningen").click()
    expect(page).to_have_url(re.compile(r"\?wt=30$"))
