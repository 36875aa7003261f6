import re
import struct
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from omsyn.charts import NARROW, WIDE, bars, dots, lines, pyramid, render_png, render_svg, sparkline
from omsyn.charts.theme import DARK_TOKENS, TOKENS
from omsyn.language import using

HOSTILE = "<script>alert(1)</script> & \"='"
SVG = "{http://www.w3.org/2000/svg}"


def series(*, name="Fjordvik"):
    return pl.DataFrame(
        {"year": [2024, 2025, 2026, 2027], "value": [10, 1_200, 3_400, 12_345], "series": name}
    )


def made_of(text):
    """Every kind of chart with this text wherever a text can stand."""
    frame = pl.DataFrame({"name": [text, "Langnes"], "value": [3.5, 1.0]})
    ages = pl.DataFrame(
        {"age": [0, 1, 0, 1], "sex": ["male", "male", "female", "female"], "now": 5, "then": 7}
    )
    return {
        "lines": lines(series(name=text), series="series", last_observed=2026),
        "bars": bars(frame, category="name", us=text),
        "pairs": bars(
            pl.DataFrame({"category": ["a", "a"], "value": [1, 2], "when": ["2026", text]}),
            series="when",
        ),
        "dots": dots(frame, us=text, references={text: 2.0}),
        "pyramid": pyramid(ages, now_label=text, then_label="2050"),
        "sparkline": sparkline(series(), last_observed=2026),
    }


KINDS = sorted(made_of("a"))


def drawn(spec, width=WIDE, **more):
    return ET.fromstring(render_svg(spec, width, **{"title": "T", "description": "D", **more}))


def texts(svg):
    return [element.text for element in svg.iter(f"{SVG}text")] + [
        element.text for element in svg.iter(f"{SVG}tspan")
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_strict_content_policy_lets_every_chart_through(kind, width):
    svg = drawn(made_of("Fjordvik")[kind], width)
    for element in svg.iter():
        assert element.tag.removeprefix(SVG) in {
            "svg", "title", "desc", "g", "path", "line", "rect", "text", "tspan", "circle",
            "defs", "clipPath",
        }  # fmt: skip
        for name, value in element.attrib.items():
            assert name != "style"
            assert not name.startswith("on")
            assert "http" not in value
            assert "javascript" not in value


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_text_stays_a_text(kind):
    chart = made_of(HOSTILE)[kind]
    for width in (WIDE, NARROW):
        svg = render_svg(chart, width, title=HOSTILE, description=HOSTILE, id="a")
        assert "<script" not in svg
        assert ET.fromstring(svg).find(f"{SVG}title").text == HOSTILE
    if kind in {"lines", "dots"}:
        assert any("alert(1)" in (text or "") for text in texts(ET.fromstring(svg)))


def test_a_reader_hears_title_and_description_and_no_marks():
    svg = drawn(made_of("Fjordvik")["lines"], title="Flere eldre", description="Fra 10 til 12.")
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "chart-title chart-desc"
    title, desc, marks = list(svg)
    assert (title.text, title.get("id")) == ("Flere eldre", "chart-title")
    assert (desc.text, desc.get("id")) == ("Fra 10 til 12.", "chart-desc")
    assert marks.get("aria-hidden") == "true"
    assert not [
        e for e in marks.iter() if any(n.startswith(("aria-label", "role")) for n in e.attrib)
    ]


def test_figures_on_one_page_share_no_id():
    spec = made_of("Fjordvik")["lines"]
    page = render_svg(spec, id="a", title="T") + render_svg(spec, id="b", title="T")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) > 0
    for reference in re.findall(r"url\(#([^)]+)\)", page):
        assert reference in ids


def test_the_picture_shrinks_with_its_place_and_has_a_narrow_form():
    wide, narrow = (drawn(made_of("Fjordvik")["bars"], width) for width in (WIDE, NARROW))
    assert wide.get("viewBox").startswith(f"0 0 {WIDE} ")
    assert narrow.get("viewBox").startswith(f"0 0 {NARROW} ")
    assert (wide.get("class"), narrow.get("class")) == ("chart", "chart chart-narrow")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "sparkline"])
def test_letters_are_large_enough_on_a_phone(kind):
    svg = drawn(made_of("Fjordvik")[kind], NARROW, fictional=True)
    sizes = [float(e.get("font-size")[:-2]) for e in svg.iter(f"{SVG}text")]
    assert min(sizes) * 350 / NARROW >= 11


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_colour_is_one_of_the_theme(kind, width):
    svg = render_svg(made_of("Fjordvik")[kind], width, fictional=True)
    colours = {c.upper() for c in re.findall(r'(?:fill|stroke)="(#\w+)"', svg)}
    assert colours <= set(TOKENS.values())
    assert len(DARK_TOKENS) == len(TOKENS)


def test_axes_are_written_in_norwegian():
    found = texts(drawn(lines(series(), last_observed=2026)))
    assert "12\u202f500" in found
    assert "2026" in found
    assert "2\u202f026" not in found
    percent = texts(drawn(lines(series().with_columns(pl.col("value") / 1000), in_percent=True)))
    assert "2,5\u00a0%" in percent


def test_the_names_in_a_chart_follow_the_written_standard():
    with using("nb"):
        assert "i dag" in texts(drawn(lines(series(), last_observed=2026)))


def test_what_is_hidden_is_drawn_as_hidden_not_as_zero():
    frame = pl.DataFrame(
        {"category": ["A", "B", "C"], "value": [None, None, 0.0], "status": [":", "..", ""]}
    )
    found = texts(drawn(bars(frame, status="status")))
    assert ": skjult" in found
    assert ".. mangler" in found
    assert found.count("0") == 1


def test_invented_figures_say_so_in_the_picture():
    spec = made_of("Fjordvik")["dots"]
    assert "Fiktive tall" in texts(drawn(spec, fictional=True))
    assert "Fiktive tall" not in texts(drawn(spec))


def test_the_past_is_solid_and_the_future_dashed():
    svg = drawn(lines(series(), last_observed=2026))
    paths = [e for e in svg.iter(f"{SVG}path") if e.get("stroke") == TOKENS["fjord"]]
    assert [bool(e.get("stroke-dasharray")) for e in paths[:2]] == [False, True]


def test_png_is_on_white_at_the_asked_size_and_the_same_every_time():
    spec = made_of("Fjordvik")["bars"]
    png = render_png(spec, WIDE, scale=2)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", png[16:20])[0] == 2 * WIDE
    assert render_png(spec, WIDE, scale=2) == png
    assert render_png(spec, WIDE, scale=2, fictional=True) != png


def test_charts_drawn_at_once_are_as_those_drawn_alone():
    specs = [lines(series(name=str(i)), series="series") for i in range(8)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(render_svg, specs))
    assert together == [render_svg(spec) for spec in specs]


def test_a_specification_is_not_changed_by_being_drawn():
    spec = made_of("Fjordvik")["lines"]
    before = repr(spec)
    render_svg(spec, NARROW)
    assert repr(spec) == before
