import pytest

from omsyn.charts.theme import (
    DARK_TOKENS,
    FONTS,
    MARK_TOKENS,
    TEXT_TOKENS,
    TOKENS,
    contrast,
)

WHITE = "#FFFFFF"
"""Word and PDF have white paper, the page its own."""


def test_black_on_white_is_the_known_contrast():
    assert contrast("#000000", WHITE) == pytest.approx(21)


@pytest.mark.parametrize("name", TEXT_TOKENS)
def test_every_text_colour_can_be_read(name):
    assert contrast(TOKENS[name], TOKENS["paper"]) >= 4.5
    assert contrast(TOKENS[name], WHITE) >= 4.5
    assert contrast(DARK_TOKENS[name], DARK_TOKENS["paper"]) >= 4.5


@pytest.mark.parametrize("name", MARK_TOKENS)
def test_every_mark_colour_can_be_seen(name):
    assert contrast(TOKENS[name], TOKENS["paper"]) >= 3
    assert contrast(TOKENS[name], WHITE) >= 3
    assert contrast(DARK_TOKENS[name], DARK_TOKENS["paper"]) >= 3


def test_the_outline_of_then_is_seen_on_the_filled_shape_of_now():
    assert contrast(TOKENS["fjord"], TOKENS["mist"]) >= 3
    assert contrast(DARK_TOKENS["fjord"], DARK_TOKENS["mist"]) >= 3


def test_light_and_dark_have_the_same_colours():
    assert TOKENS.keys() == DARK_TOKENS.keys()


def test_the_typeface_is_shipped_with_its_licence_and_is_small():
    cuts = ("Regular", "SemiBold", "Bold", "Italic")
    for cut in cuts:
        assert 20_000 < (FONTS / f"Inter-{cut}.otf").stat().st_size < 150_000
        assert 10_000 < (FONTS / f"Inter-{cut}.woff2").stat().st_size < 60_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "letter", [*"æøåÆØÅáčđŋšŧžÁČĐŊŠŦŽïäöǩǯʒ", "\u202f", "\u00a0", "−", "–", "—", "«", "»", "≈"]
)
def test_the_typeface_holds_norwegian_sami_and_kven(letter):
    covered = set()
    for line in (FONTS / "coverage.txt").read_text(encoding="ascii").split():
        first, _dash, last = line.partition("-")
        covered.update(range(int(first, 16), int(last or first, 16) + 1))
    assert ord(letter) in covered
