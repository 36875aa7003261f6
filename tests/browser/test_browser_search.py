"""The field that finds a place, by keyboard and by mouse."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from workspace_support import TOWN, TOWN_NAME


def test_found_with_the_keyboard_alone(open_page, address):
    page = open_page("/nb/")
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    field = page.get_by_role("combobox", name="Hvilken kommune?")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("lind")
    option = page.get_by_role("option", name=re.compile(TOWN_NAME)).first
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#forslag-status")).to_contain_text("forslag")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/nb/kommune/{TOWN}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{TOWN_NAME} kommune")


def test_escape_closes_and_enter_then_searches(open_page, address):
    page = open_page("/nn/")
    field = page.get_by_role("combobox", name="Kva kommune?")
    field.press_sequentially("lind")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/nn/(finn/\?q=lind|kommune/)"))


def test_arrow_up_begins_at_the_end_and_goes_round(open_page):
    page = open_page("/nb/")
    page.get_by_role("combobox").press_sequentially("fiktiv")
    options = page.get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")


def test_found_with_the_mouse(open_page, address):
    page = open_page("/nb/")
    page.get_by_role("combobox").press_sequentially("lind")
    page.get_by_role("option", name=re.compile(TOWN_NAME)).first.click()
    page.wait_for_url(f"{address}/nb/kommune/{TOWN}/")


def test_nothing_found_is_said(open_page):
    page = open_page("/nb/")
    page.get_by_role("combobox").press_sequentially("zzzz")
    expect(page.locator("#forslag-status")).to_contain_text("Ingen forslag")


def test_found_on_the_map_with_the_keyboard(open_page, address):
    page = open_page("/nb/")
    page.get_by_role("link", name="Fiktivfylket").press("Enter")
    page.wait_for_url(f"{address}/nb/kart/99/")
    page.get_by_role("link", name=TOWN_NAME, exact=True).press("Enter")
    page.wait_for_url(f"{address}/nb/kommune/{TOWN}/")
