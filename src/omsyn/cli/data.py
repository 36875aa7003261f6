"""`omsyn data`: load, fetch, bundle and look at what the store holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from omsyn.language import _, number

if TYPE_CHECKING:
    from omsyn.sources.base import Progress
    from omsyn.warehouse import LoadReport, Outcome

SHOWN_FILES = 20
"""So many unknown files are named; a wrong folder can hold thousands."""


@click.group()
def command() -> None:
    """Hent, last inn og vis tallene som Omsyn bruker."""


@command.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="MAPPE|PAKKE")
@click.option(
    "--allow-shorter",
    is_flag=True,
    help="Bytt ut tall også når de nye er færre enn de som er lagret.",
)
def load(path: Path, *, allow_shorter: bool) -> int:
    """Last inn tall fra en mappe med tabeller, eller fra en pakke."""
    from omsyn.warehouse import load_path, open_store

    with progress_bar() as progress:
        report = load_path(open_store(), path, progress, allow_shorter=allow_shorter)
    _tell_load(report)
    return 1 if report.faults or not report.loaded else 0


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on the terminal, and silence where the output is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def progress(done: int, total: int, text: str) -> None:
            bar.update(task, completed=done, total=total, description=text)

        yield progress


def _tell_load(report: LoadReport) -> None:
    for outcome in report.loaded:
        click.echo(_outcome_line(outcome))
    for path, reason in report.skipped:
        click.echo(_("Utelatt: {file} ({reason}).").format(file=path.name, reason=_(reason)))
    for path in report.unknown[:SHOWN_FILES]:
        click.echo(_("Ukjent fil: {file}.").format(file=path))
    hidden = len(report.unknown) - SHOWN_FILES
    if hidden > 0:
        click.echo(_("… og {count} ukjente filer til.").format(count=number(hidden)))
    for fault in report.faults:
        click.echo(_("Feil: {message}").format(message=fault.message), err=True)
    if not report.loaded:
        click.echo(_("Ingen tall ble lastet inn."), err=True)


def _outcome_line(outcome: Outcome) -> str:
    replaced = outcome.replaced
    if replaced.unchanged:
        return _("{title}: {rows} rader, uendret.").format(
            title=outcome.title, rows=number(replaced.rows)
        )
    return _("{title}: {rows} rader ({added} nye, {changed} endret, {removed} borte).").format(
        title=outcome.title,
        rows=number(replaced.rows),
        added=number(replaced.added),
        changed=number(replaced.changed),
        removed=number(replaced.removed),
    )
