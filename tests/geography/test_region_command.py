from __future__ import annotations

import pytest
from click.testing import CliRunner

from omsyn.cli import region as command
from omsyn.errors import ExpiredRegion


@pytest.fixture
def run(registry, monkeypatch):
    monkeypatch.setattr(command, "_registry", lambda: registry)

    def call(*args):
        result = CliRunner().invoke(command.command, args, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return call


def test_search_lists_id_name_and_note(run):
    assert run("search", "søgne") == (
        "4204\tKristiansand\ttidligere Søgne, fra 2020 del av Kristiansand\n"
    )


def test_search_keeps_to_the_limit(run):
    assert len(run("search", "s", "--limit", "2").splitlines()) == 2


def test_search_without_hits_says_so(run):
    assert "qqqqqqxyz" in run("search", "qqqqqqxyz")


def test_show_tells_names_belonging_and_history(run):
    text = run("show", "Deatnu", "Tana")
    assert text.splitlines()[:3] == [
        "Tana (5628), kommune",
        "Andre navn: Deatnu - Tana, Deatnu",
        "Gjelder fra 1. januar 2024",
    ]
    assert "Finnmark (county-56)" in text
    assert "1. januar 1993: Tana fikk navnet Deatnu - Tana." in text


def test_show_tells_how_a_region_was_on_a_day(run):
    text = run("show", "Halden", "--on", "2021-06-01")
    assert "Halden (3001), kommune" in text
    assert "Gjaldt fra 1. januar 2020 til og med 31. desember 2023" in text
    assert "Viken (county-30)" in text
    assert "3101" not in text


def test_show_tells_what_a_larger_region_consists_of(run):
    text = run("show", "Sykehuset sør")
    assert "  0301 Oslo, bydel 030101: anslagsvis 25,0\u00a0% av innbyggerne" in text
    assert "  4204 Kristiansand\n" in text


def test_show_of_an_expired_region_is_the_rooms_error(registry, monkeypatch):
    monkeypatch.setattr(command, "_registry", lambda: registry)
    with pytest.raises(ExpiredRegion):
        CliRunner().invoke(command.command, ["show", "1018"], catch_exceptions=False)


def test_list_gives_the_regions_of_a_kind_and_a_day(run):
    assert "county-30\tViken\n" in run("list", "--kind", "county", "--on", "2021-06-01")
    assert "Viken" not in run("list", "--kind", "county")
    assert "4204\tKristiansand\n" in run("list")


def test_every_kind_can_be_listed(run):
    from omsyn.geography import RegionKind

    assert set(command.KINDS) == {each.value for each in RegionKind}
