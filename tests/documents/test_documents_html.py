import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import attrs
import pytest
from markupsafe import Markup

from documents.sample_document import bands_figure, sample
from omsyn.charts import TOKENS
from omsyn.documents import Format, html
from omsyn.documents.html import Setting, render_fragment, render_html


@pytest.fixture(scope="module")
def page(files):
    return files[Format.HTML].decode()


def without_styles(page):
    return re.sub(r"(?s)<style>.*?</style>", "", page)


def test_the_file_needs_nothing_beside_it(page):
    assert not re.findall(r'(?:src|href)="(?!#)[^"]*"', page)
    assert not re.findall(r"url\((?!data:font|#)", page)
    assert "@import" not in page


def test_it_has_no_inline_style_and_no_script(page):
    assert " style=" not in without_styles(page)
    assert "<script" not in page
    assert not re.search(r"\son\w+=", without_styles(page))


def test_no_two_elements_share_an_id(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) > 20
    for target in re.findall(r'href="#([^"]+)"', page):
        assert target in ids
    for names in re.findall(r'aria-labelledby="([^"]+)"', page):
        assert set(names.split()) <= set(ids)


def test_headings_go_down_one_level_at_a_time(page):
    levels = [int(n) for n in re.findall(r"<h(\d)", page)]
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_the_first_link_skips_to_the_content(page):
    assert re.search(r'<body>\s*<a class="skip-link" href="#innhold">', page)
    assert '<main id="innhold" tabindex="-1">' in page


def test_every_figure_has_its_words_its_table_and_what_stands_behind_it():
    figure = render_fragment(bands_figure())
    assert figure.count("<svg") == 2
    for part in ("figure-summary", "figure-subtitle", "<details><summary>Vis tallene i tabell",
                 "Om dette tallet", "Kilde: Den fiktive fylkesbanken, tabell F-001"):  # fmt: skip
        assert part in figure
    for term in ("Definisjon", "Kilde", "Perioder", "Hentet", "Grenser", "Mangler", "Forbehold"):
        assert f"<dt>{term}</dt>" in figure


def test_a_table_tells_what_heads_what():
    figure = render_fragment(bands_figure())
    table = ET.fromstring(re.search(r"(?s)<table.*?</table>", figure).group())
    assert table.find("caption").text
    assert {th.get("scope") for th in table.iter("th")} == {"col", "row"}
    assert all(row[0].tag == "th" for row in table.find("tbody"))


def test_a_wide_table_can_be_scrolled_from_the_keyboard():
    assert re.search(r'<div class="table-scroll" tabindex="0" role="region" aria-label="\w',
                     render_fragment(bands_figure()))  # fmt: skip


def test_a_part_is_the_same_on_a_page_and_in_the_file():
    document = sample()
    setting = Setting(level=3, numbering=html.Numbering.of(document), fictional=True)
    assert str(render_fragment(bands_figure(), setting)) in render_html(document).decode()


def test_a_page_can_prefix_ids_choose_levels_and_add_actions():
    setting = Setting(
        level=4, prefix="en-", actions=lambda part: Markup("<a>Last ned {}</a>").format(part.id)
    )
    part = render_fragment(bands_figure(), setting)
    assert '<figure class="figure" id="en-aldersgrupper">' in part
    assert "<h4 " in part
    assert "<a>Last ned aldersgrupper</a></figure>" in part
    assert 'id="en-aldersgrupper-wide-title"' in part


def test_parts_without_numbers_have_no_numbers():
    assert "Figur 1" not in render_fragment(bands_figure())
    assert '<h2 class="figure-title">Bare de eldste' in render_fragment(bands_figure())


def test_messages_show_how_they_are_computed_and_where():
    section = sample().sections[0]
    setting = Setting(numbering=html.Numbering.of(sample()))
    part = render_fragment(section, setting)
    assert "Slik er det regnet" in part
    assert '<a href="#de-eldste">Se figur 2.</a>' in part


def test_the_files_of_style_hold_the_colours_of_the_charts():
    assert (html.ASSETS / "tokens.css").read_text(encoding="utf-8") == html.tokens_css()
    for value in TOKENS.values():
        assert value in html.stylesheet()


def test_print_shows_the_tables_and_dark_is_for_screens_only(page):
    assert "@media screen and (prefers-color-scheme: dark)" in page
    assert "::details-content" in page


def test_a_brief_has_no_contents():
    page = render_html(attrs.evolve(sample(), brief=True)).decode()
    assert '<nav class="contents"' not in page
    assert '<body class="brief">' in page
