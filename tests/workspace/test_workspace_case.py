"""The figures that a reader takes along."""

from __future__ import annotations

import io

import pytest
from docx import Document as WordFile

from omsyn.workspace.insight.case import MOST_ITEMS, Case, Item
from workspace_support import FIGURE, NEIGHBOUR, TABLE, TOWN, TOWN_NAME

A, B, C = (Item("kommune/9901/", name) for name in "abc")


def letters(case: Case) -> str:
    return "".join(item.figure for item in case.items)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (lambda case: case.add(Item("kommune/9901/", "d")), "abcd"),
        (lambda case: case.add(A), "abc"),
        (lambda case: case.remove(B), "ac"),
        (lambda case: case.move(C, 0), "cab"),
        (lambda case: case.move(A, 1), "bac"),
        (lambda case: case.move(A, 99), "bca"),
        (lambda case: case.move(A, -5), "abc"),
        (lambda case: case.empty(), ""),
        (lambda case: case.remove(B).undo(), "abc"),
        (lambda case: case.remove(B).undo().undo(), "ac"),
        (lambda case: case.undo(), "abc"),
    ],
)
def test_changes_to_the_list(change, after):
    assert letters(change(Case(items=(A, B, C)))) == after


@pytest.mark.parametrize(
    "change",
    [lambda case: case.add(A), lambda case: case.remove(B), lambda case: case.move(C, 0)],
)
def test_asking_twice_changes_nothing_more(change):
    once = change(Case(items=(A, B, C)))
    assert letters(change(once)) == letters(once)


def test_the_list_has_an_end():
    full = Case(items=tuple(Item("kommune/9901/", str(n)) for n in range(MOST_ITEMS)))
    assert full.add(A) == full


@pytest.mark.parametrize("stored", [None, [], {}, {"items": ["no mark"]}, {"items": 3}, "text"])
def test_what_cannot_be_read_is_an_empty_list(stored):
    assert Case.from_session(stored) == Case()


def test_a_list_survives_the_session():
    case = Case(items=(A, B)).remove(A).call("  Sak   12/26 ")
    assert Case.from_session(case.to_session()) == case
    assert case.title == "Sak 12/26"


@pytest.mark.parametrize(
    "key", ["", "#", "kommune/9901/", "#a", "kommune/9901/#", "x" * 401 + "#a"]
)
def test_keys_that_are_none(key):
    with pytest.raises(ValueError, match=r".*"):
        Item.of(key)


def take(browser, figure, place=f"kommune/{TOWN}/", **more):
    return browser.post("/nb/saken/endre/", {"add": f"{place}#{figure}", **more})


def listed(browser, standard="nb") -> str:
    return browser.get(f"/{standard}/saken/").content.decode()


def test_taken_once_though_clicked_twice(browser):
    take(browser, FIGURE)
    take(browser, FIGURE)
    page = listed(browser)
    assert page.count(f'href="/nb/kommune/{TOWN}/tall/{FIGURE}/"') == 1
    assert "1 figur," in page
    assert 'class="count">1<' in page


def test_the_reader_comes_back_to_where_she_was(browser):
    answer = take(browser, FIGURE, back=f"/nb/kommune/{TOWN}/")
    assert answer.headers["Location"] == f"/nb/kommune/{TOWN}/"
    answer = take(browser, FIGURE, back="https://evil.example/")
    assert answer.headers["Location"] == "/nb/saken/"


def test_the_page_shows_what_is_taken(browser):
    before = browser.get(f"/nb/kommune/{TOWN}/").content.decode()
    take(browser, FIGURE)
    after = browser.get(f"/nb/kommune/{TOWN}/").content.decode()
    assert "Er med i saken" not in before
    assert after.count("Er med i saken") == 1


def test_moved_removed_undone(browser):
    for figure in (FIGURE, "demens"):
        take(browser, figure)
    key = f"kommune/{TOWN}/#demens"
    browser.post("/nb/saken/endre/", {"move": f"0 {key}"})
    page = listed(browser)
    assert page.index("tall/demens/") < page.index(f"tall/{FIGURE}/")
    browser.post("/nb/saken/endre/", {"remove": key})
    assert "tall/demens/" not in listed(browser)
    browser.post("/nb/saken/endre/", {"undo": "1"})
    assert "tall/demens/" in listed(browser)


def test_titles_follow_the_written_standard(browser):
    take(browser, FIGURE)
    assert f"/nn/kommune/{TOWN}/tall/{FIGURE}/" in listed(browser, "nn")


@pytest.mark.parametrize("wish", [{"add": "nonsense"}, {"move": "x y"}, {"other": "1"}, {}])
def test_nonsense_changes_nothing(browser, wish):
    take(browser, FIGURE)
    browser.post("/nb/saken/endre/", wish)
    assert "1 figur," in listed(browser)


def test_a_figure_that_is_no_more_can_be_removed(browser):
    take(browser, FIGURE)
    take(browser, "borte")
    take(browser, FIGURE, place="kommune/0000/")
    take(browser, FIGURE, place="../../etc/")
    page = listed(browser)
    assert page.count('<div class="case-text">Figuren finnes ikke lenger i tallene</div>') == 3
    browser.post("/nb/saken/endre/", {"remove": f"kommune/{TOWN}/#borte"})
    assert listed(browser).count('<div class="case-text">Figuren finnes ikke lenger') == 2


def test_the_word_file_has_the_figures_in_the_readers_order(browser):
    take(browser, "demens")
    take(browser, FIGURE, place=f"kommune/{NEIGHBOUR}/")
    take(browser, TABLE)
    browser.post("/nb/saken/endre/", {"title": "Sak 12/26"})
    answer = browser.get("/nb/saken/saken.docx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sak-1226-nb.docx"'
    word = WordFile(io.BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    headings = [each.text for each in word.paragraphs if each.style.name == "Heading 1"]
    assert "Sak 12/26" in text
    assert "Fiktive tall" in text
    assert headings[0].endswith(f"{TOWN_NAME} kommune")
    assert len(word.inline_shapes) >= 2


def test_figures_that_are_no_more_are_said_to_be_left_out(browser):
    take(browser, FIGURE)
    take(browser, "borte")
    content = browser.get("/nb/saken/saken.html").content.decode()
    assert "finnes ikke lenger i tallene, og er utelatt" in content


def test_an_empty_list_has_no_file(browser):
    assert browser.get("/nb/saken/saken.docx").status_code == 404


def test_htmx_gets_the_new_button_and_the_new_count(browser):
    answer = browser.post(
        "/nb/saken/endre/", {"add": f"kommune/{TOWN}/#{FIGURE}"}, headers={"HX-Request": "true"}
    )
    content = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in content
    assert "Er med i saken" in content
    assert 'hx-swap-oob="true"' in content
