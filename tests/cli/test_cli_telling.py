"""Lines folded to a terminal, and left whole to everything else."""

from __future__ import annotations

import io

from omsyn.cli import telling


def test_a_long_line_goes_on_set_in_and_is_never_broken_at_a_no_break_space():
    line = "    Sannsynligheten er over 99\u00a0% i 2040"
    assert telling.folded(line, 30).splitlines() == [
        "    Sannsynligheten er over",
        "      99\u00a0% i 2040",
    ]
    assert telling.folded("", 30) == ""


def test_only_a_terminal_gets_folded_lines(capsys, monkeypatch):
    line = " ".join(["behov"] * 40)
    telling.tell([line])
    assert capsys.readouterr().out == line + "\n"
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", "40")
    telling.tell([line])
    assert max(map(len, screen.getvalue().splitlines())) <= 40
