"""Pages in a real browser: narrow, without scripts, clicked twice, on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from workspace_support import FIGURE, MORE_PAGES, PAGES, TOWN, TOWN_NAME

WHOLE_PAGES = {name: path for name, path in PAGES.items() if name != "suggestions"}
KINDS = {**WHOLE_PAGES, "comparison": MORE_PAGES["comparison"]}
KNOWLEDGE_BASE = f"/nb/kommune/{TOWN}/"


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_nothing_is_wider_than_the_screen(open_page, path, width):
    page = open_page(f"/nb/{path}", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_unfolded_tables_scroll_in_their_own_frame(open_page):
    page = open_page(KNOWLEDGE_BASE, width=320)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/nb/", KNOWLEDGE_BASE, "/nb/saken/"])
def test_what_is_pressed_is_large_enough(open_page, path):
    page = open_page(path, width=390)
    # WCAG 2.5.8 excepts links in running text.
    small = page.evaluate(
        """() => [...document.querySelectorAll(
                "button, input, summary, nav a, .tiles a, .files a, .downloads a")]
            .filter(each => each.checkVisibility() && each.type !== "hidden")
            .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
            .filter(([_, box]) => box.width > 0 && (box.height < 24 || box.width < 24))
            .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
    )
    assert small == []


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_pages_without_scripts(open_page, path):
    page = open_page(f"/nb/{path}", java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_main_job_without_scripts(open_page, address):
    page = open_page("/nb/", java_script_enabled=False)
    page.get_by_role("searchbox").fill(TOWN_NAME)
    page.get_by_role("button", name="Finn").click()
    page.wait_for_url(f"{address}{KNOWLEDGE_BASE}")
    page.locator(f"#{FIGURE} details").first.locator("summary").click()
    expect(page.locator(f"#{FIGURE} table")).to_be_visible()
    page.locator(f"#velg-{FIGURE}").click()
    page.get_by_role("button", name="Ta med i saken").click()
    page.wait_for_url(f"{address}{KNOWLEDGE_BASE}")
    expect(page.locator(f"#velg-{FIGURE}")).to_contain_text("Er med i saken")
    page.get_by_role("link", name="Saken").first.click()
    page.get_by_role("button", name="Ta ut").click()
    expect(page.get_by_text("Listen er tom")).to_be_visible()
    page.get_by_role("button", name="Angre").click()
    expect(page.get_by_text("1 figur,")).to_be_visible()
    page.get_by_role("link", name="Nynorsk").click()
    expect(page.locator("html")).to_have_attribute("lang", "nn")


def test_a_double_click_takes_one_figure_and_keeps_the_focus(open_page):
    page = open_page(KNOWLEDGE_BASE)
    button = page.locator(f"#velg-{FIGURE}")
    button.dblclick()
    taken = page.locator(f"a#velg-{FIGURE}")
    expect(taken).to_contain_text("Er med i saken")
    expect(page.locator("#saken-antall")).to_contain_text("1")
    assert page.url.endswith(KNOWLEDGE_BASE)
    page.locator("#velg-demens").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#saken-antall")).to_contain_text("2")
    expect(page.locator("#velg-demens")).to_be_focused()


def test_a_double_click_moves_a_figure_once(open_page, address):
    page = open_page(KNOWLEDGE_BASE)
    for count, name in enumerate((FIGURE, "demens", "plasser"), start=1):
        page.locator(f"#velg-{name}").click()
        expect(page.locator("#saken-antall")).to_contain_text(str(count))
    page.goto(f"{address}/nb/saken/")
    page.get_by_role("button", name="Ned").first.dblclick()
    expect(page.locator(".undo")).to_be_visible()
    links = page.locator(".case-text a").evaluate_all("all => all.map(each => each.pathname)")
    assert [link.split("/")[-2] for link in links] == ["demens", FIGURE, "plasser"]


def test_files_come_down(open_page):
    page = open_page(f"/nb/kommune/{TOWN}/tall/{FIGURE}/")
    page.locator("details.tool summary").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Tabellen som CSV").click()
    assert coming.value.suggested_filename == "over-80-lindhavn-9901-nb.csv"


def test_on_paper_only_the_text_is_left(open_page):
    page = open_page(KNOWLEDGE_BASE)
    page.emulate_media(media="print")
    expect(page.locator(".rail")).to_be_hidden()
    expect(page.locator(".downloads")).to_be_hidden()
    expect(page.locator(f"#velg-{FIGURE}")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("aside.fictional")).to_be_visible()


def test_the_first_stop_leads_past_the_menu(open_page):
    page = open_page(KNOWLEDGE_BASE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_the_browser_has_nothing_to_complain_of(open_page, path):
    page = open_page(f"/nn/{path}")
    page.wait_for_load_state("networkidle")
