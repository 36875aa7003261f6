"""`omsyn data`: load, fetch, bundle and look at what the store holds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from omsyn.cli.own import own
from omsyn.cli.show import show
from omsyn.language import _, date_text, number, percent

if TYPE_CHECKING:
    from rich.table import Table

    from omsyn.sources.base import Progress
    from omsyn.warehouse import DatasetStatus, LoadReport, Outcome

COUNTS_FROM = 6
"""Columns from this one hold numbers."""

WIDE = 140
"""Characters that the table of data sets needs; a narrower terminal gets a list."""

SHOWN_FILES = 20
"""So many unknown files are named; a wrong folder can hold thousands."""


@click.group("data", help=_("Hent, last inn og vis tallene som Omsyn bruker."))
def command() -> None:
    """What the store holds, and how it comes there."""


@command.command(help=_("Last inn tall fra en mappe med tabeller, eller fra en pakke."))
@click.argument("path", type=click.Path(exists=True, path_type=Path), metavar=_("MAPPE|PAKKE"))
@click.option(
    "--allow-shorter",
    is_flag=True,
    help=_("Bytt ut tall også når de nye er færre enn de som er lagret."),
)
def load(path: Path, *, allow_shorter: bool) -> int:
    """Each data set whole or not at all; a fault in one does not stop the others."""
    from omsyn.warehouse import load_path, open_store

    with progress_bar() as progress:
        report = load_path(open_store(), path, progress, allow_shorter=allow_shorter)
    _tell_load(report)
    return 1 if report.faults or not report.loaded else 0


@command.command(
    help=_(
        "Hent tall fra Statistisk sentralbyrå. Uten navn hentes alt som Omsyn bruker.\n\n"
        "Kan avbrytes når som helst: det som er lastet ned, hentes ikke på nytt."
    )
)
@click.argument("names", nargs=-1, metavar=_("[NAVN]..."))
@click.option(
    "--allow-shorter",
    is_flag=True,
    help=_("Bytt ut tall også når de nye er færre enn de som er lagret."),
)
def pull(names: tuple[str, ...], *, allow_shorter: bool) -> int:
    """From Statistics Norway, within its limits."""
    from omsyn.sources.klass.client import KlassClient
    from omsyn.sources.pull import Pull
    from omsyn.sources.ssb.client import PxWebClient
    from omsyn.warehouse import open_store, pull_into
    from omsyn.warehouse.pulling import DOWNLOADS, last_good

    store = open_store()
    with PxWebClient() as ssb, KlassClient() as klass, progress_bar() as progress:
        sources = Pull(
            ssb,
            klass,
            today=dt.datetime.now(dt.UTC).date(),
            stored=last_good(store),
            cache_dir=store.folder / DOWNLOADS,
            progress=progress,
        )
        report = pull_into(store, sources, names, allow_shorter=allow_shorter)
    _tell_load(report)
    return 1 if report.faults or not report.loaded else 0


@command.command(
    help=_("Skriv alt som er lastet inn, til én fil som kan lastes inn på en annen maskin.")
)
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path), metavar=_("FIL"))
def bundle(path: Path) -> None:
    """The whole store as one file."""
    from omsyn.warehouse import open_store, write_bundle

    tables = write_bundle(open_store(), path)
    click.echo(
        _("Skrevet til {file}: {count} tabeller, {size} MB.").format(
            count=number(tables), file=path, size=number(path.stat().st_size / 1e6, 1)
        )
    )


@command.command(help=_("Vis hvilke tall som er lastet inn, hvor de er fra, og hvor nye de er."))
@click.option("--json", "as_json", is_flag=True, help=_("Skriv tabellen som JSON."))
def status(*, as_json: bool) -> int:
    """One line for each data set; exits 1 where something is damaged."""
    from omsyn.warehouse import open_store

    store = open_store()
    lines = store.status()
    if as_json:
        click.echo(json.dumps([_as_json(each) for each in lines], ensure_ascii=False, indent=1))
    elif not lines:
        click.echo(
            _(
                "Ingen tall er lastet inn: hent dem med `omsyn data pull`, eller les dem fra en "
                "mappe med `omsyn data load`."
            )
        )
    else:
        _print_status(store.folder, lines)
    return 1 if any(each.fault for each in lines) else 0


@command.command(
    help=_("Ta tilbake den forrige utgaven av et datasett, når den nye er skadet eller feil.")
)
@click.argument("name", metavar=_("NAVN"))
def restore(name: str) -> None:
    """The version before the one in force."""
    from omsyn.warehouse import open_store, translated

    restored = open_store().restore(name)
    if restored is None:
        click.echo(_("«{title}» er tilbake slik tabellen var før.").format(title=name))
        return
    info = translated(restored)
    click.echo(
        _("«{title}» er tilbake slik det ble hentet {day}.").format(
            title=info.title, day=date_text(info.retrieved.date())
        )
    )


command.add_command(own)
command.add_command(show)


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
    for (folder, reason), files in _by_reason(report.skipped).items():
        click.echo(
            _("Utelatt fra {folder}: {files} ({reason}).").format(
                folder=folder, files=", ".join(files), reason=_(reason)
            )
        )
    for path in report.unknown[:SHOWN_FILES]:
        click.echo(_("Ukjent fil: {file}.").format(file=path))
    hidden = len(report.unknown) - SHOWN_FILES
    if hidden > 0:
        click.echo(_("Ukjente filer til: {count}.").format(count=number(hidden)))
    for note in report.notes:
        click.echo(_("Merk: {message}").format(message=note))
    for message in dict.fromkeys(fault.message for fault in report.faults):
        click.echo(_("Feil: {message}").format(message=message), err=True)
    if not report.loaded:
        click.echo(_("Ingen tall ble lastet inn."), err=True)


def _by_reason(skipped: list[tuple[Path, str]]) -> dict[tuple[Path, str], list[str]]:
    grouped: dict[tuple[Path, str], list[str]] = {}
    for path, reason in skipped:
        grouped.setdefault((path.parent, reason), []).append(path.name)
    return grouped


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


def _print_status(folder: Path, lines: list[DatasetStatus]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    title = _("Tallene i {folder}").format(folder=folder)
    if console.width >= WIDE:
        console.print(_status_table(title, lines))
    else:
        console.print(Text(title))
        for each in lines:
            console.print(Text(_status_entry(each)))
    for each in lines:
        for note in _notes(each):
            console.print(Text(f"{each.info.name}: {note}"))


def _headings() -> tuple[str, ...]:
    return (
        _("Navn"), _("Innhold"), _("Kilde"), _("Hentet"), _("Oppdatert"), _("Periode"), _("Rader"),
        _("Mangler"),
    )  # fmt: skip


def _status_table(title: str, lines: list[DatasetStatus]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left")
    for place, heading in enumerate(_headings()):
        table.add_column(heading, justify="right" if place >= COUNTS_FROM else "left")
    for each in lines:
        table.add_row(*(Text(cell) for cell in _cells(each)))
    return table


def _status_entry(each: DatasetStatus) -> str:
    """One data set as lines: its name, and under it each heading with its value."""
    name, *rest = zip(_headings(), _cells(each), strict=True)
    return "\n".join([name[1], *(f"  {heading}: {cell}" for heading, cell in rest)])


def _cells(each: DatasetStatus) -> tuple[str, ...]:
    from omsyn.warehouse import translated

    info = translated(each.info)
    title = _("{title} (fiktive tall)").format(title=info.title) if info.fictional else info.title
    return (
        info.name,
        title,
        _("{source}, tabell {table}").format(source=info.source, table=info.table),
        info.retrieved.date().isoformat(),
        info.updated.date().isoformat() if info.updated else number(None),
        each.periods,
        number(each.rows),
        percent(100 * each.missing_share),
    )


def _notes(each: DatasetStatus) -> tuple[str, ...]:
    from omsyn.warehouse import translated

    return (each.fault,) if each.fault else translated(each.info).notes


def _as_json(each: DatasetStatus) -> dict[str, Any]:
    from omsyn.warehouse import translated

    info = translated(each.info)
    return {
        "name": info.name,
        "title": info.title,
        "source": info.source,
        "table": info.table,
        "definition": info.definition,
        "unit": info.unit,
        "licence": info.licence,
        "url": info.url,
        "retrieved": info.retrieved.isoformat(),
        "updated": info.updated.isoformat() if info.updated else None,
        "border_year": info.border_year,
        "periods": each.periods,
        "rows": each.rows,
        "missing_share": each.missing_share,
        "fictional": info.fictional,
        "notes": list(info.notes),
        "fault": each.fault or None,
    }
