"""click's own words are ours, in both written standards."""

from __future__ import annotations

import inspect

import pytest

from omsyn.cli import click_words
from omsyn.cli.main import main


def told(capsys, *arguments: str) -> str:
    with pytest.raises(SystemExit):
        main(arguments)
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_every_text_is_one_that_click_says():
    source = "".join(inspect.getsource(module) for module in click_words.SPEAKING)
    # `File`, `Directory` and `Path` are made from the small letters.
    for text in set(click_words.WORDS) - {"File", "Directory", "Path"}:
        assert text in source, text


@pytest.mark.parametrize(
    ("arguments", "bokmaal", "nynorsk"),
    [
        (["--help"], "fra åpne tall", "frå opne tal"),
        (["data", "lod"], "Kommandoen 'lod' finnes ikke.", "Kommandoen 'lod' finst ikkje."),
        (["data", "load"], "Feil: Mangler 'MAPPE|PAKKE'.", "Feil: Manglar 'MAPPE|PAKKE'."),
        (["serve", "--port", "0"], "0 er utenfor", "0 er utanfor"),
    ],
)
def test_help_and_faults_follow_the_written_standard(
    capsys, monkeypatch, arguments, bokmaal, nynorsk
):
    monkeypatch.setenv("OMSYN_LANGUAGE", "nb")
    assert bokmaal in told(capsys, *arguments)
    monkeypatch.setenv("OMSYN_LANGUAGE", "nn")
    assert nynorsk in told(capsys, *arguments)


@pytest.mark.parametrize(
    ("standard", "usage", "value"),
    [
        ("nb", "Bruk: omsyn need [VALG] [", "--to HELTALL"),
        ("nn", "Bruk: omsyn need [VAL] [", "--to HEILTAL"),
    ],
)
def test_what_stands_for_options_and_values_follows_the_written_standard(
    capsys, monkeypatch, standard, usage, value
):
    monkeypatch.setenv("OMSYN_LANGUAGE", standard)
    shown = told(capsys, "need", "--help")
    assert usage in shown
    assert value in shown
    assert "KOMMANDO ..." in told(capsys, "data", "--help")
