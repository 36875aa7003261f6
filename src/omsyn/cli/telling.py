"""Lines on the screen, broken between words where somebody reads them at a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from omsyn.language import _

if TYPE_CHECKING:
    from omsyn.needs.scenario import Scenario
    from omsyn.warehouse import Store

DEEPER = "  "
"""What a line that goes on is set in by, beyond where it begins."""


def tell(lines: Iterable[str]) -> None:
    """Print lines: whole to a file or another program, folded to the width of a terminal."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in lines:
        click.echo(line if width is None else folded(line, width))


def tell_drawing(store: Store, scenarios: Iterable[Scenario]) -> None:
    """Say that it takes a while, where the country must be drawn first."""
    from omsyn.needs.scenario import draws_ready

    if not all(draws_ready(store, each) for each in scenarios):
        click.echo(
            _(
                "Trekker framtider; første gang for nye tall eller et annet folketall tar det "
                "opptil ett minutt."
            ),
            err=True,
        )


def folded(line: str, width: int) -> str:
    """One line as several of at most a width; no-break spaces and thin spaces hold."""
    indent = line[: len(line) - len(line.lstrip(" "))]
    return textwrap.fill(
        line,
        max(width, 20),
        subsequent_indent=indent + DEEPER,
        break_long_words=False,
        break_on_hyphens=False,
    )
