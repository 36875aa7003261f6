"""`omsyn profile`: the knowledge base of a place, or of every municipality, as files."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from omsyn.cli.click_words import NUMBER
from omsyn.config import setting
from omsyn.language import _, ngettext, number

if TYPE_CHECKING:
    from omsyn.documents import Format
    from omsyn.needs.scenario import Scenario
    from omsyn.profile import LocalFigures
    from omsyn.profile.files import Order
    from omsyn.warehouse import Store

FORMATS = ("docx", "pdf", "html", "xlsx", "json")


@click.command("profile", help=_("Lag kunnskapsgrunnlaget for en kommune eller et annet område."))
@click.argument("place", required=False, metavar="[" + _("STED") + "]")
@click.option("--to", "horizon", default=2050, show_default=True, help=_("Siste år."))
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Fil å skrive; endelsen gir formatet. Kan gis flere ganger."),
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help=_("Format for --all, eller når --out ikke er gitt. Kan gis flere ganger."),
)
@click.option(
    "--language",
    type=click.Choice(["nb", "nn"]),
    help=_("Målform: bokmål (nb) eller nynorsk (nn)."),
)
@click.option("--brief", is_flag=True, help=_("Én side til kommunestyret."))
@click.option("--peers", default="", help=_("Steder å sammenlikne med, skilt med komma."))
@click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Word-mal som dokumentet skal følge."),
)
@click.option("--person-years", type=NUMBER, help=_("Kommunens egne årsverk i omsorgstjenesten."))
@click.option("--places", type=NUMBER, help=_("Kommunens egne plasser i institusjon."))
@click.option("--local-year", type=int, help=_("Året som de egne tallene gjelder."))
@click.option(
    "--scenario",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Scenario å vise ved siden av, i stedet for det som gjelder for stedet."),
)
@click.option(
    "--all",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Lag filer for alle kommuner i denne mappen; det som er ferdig, lages ikke på nytt."),
)
def command(  # noqa: PLR0913, PLR0917 - one for each option
    place: str | None,
    horizon: int,
    outs: tuple[Path, ...],
    formats: tuple[str, ...],
    language: str | None,
    brief: bool,
    peers: str,
    template: Path | None,
    person_years: float | None,
    places: float | None,
    local_year: int | None,
    file: Path | None,
    folder: Path | None,
) -> int:
    """Parse, make, tell."""
    if (place is None) == (folder is None):
        raise click.UsageError(_("Skriv ett sted, eller --all og en mappe."))
    if folder is not None and (outs or person_years or places or file):
        raise click.UsageError(
            _("--out, --scenario og kommunens egne tall gjelder ett sted, ikke --all.")
        )
    if brief and file is not None:
        raise click.UsageError(_("--scenario gjelder hele kunnskapsgrunnlaget, ikke --brief."))
    from omsyn.language import WrittenStandard, using
    from omsyn.profile.files import Order
    from omsyn.warehouse import open_store

    targets = [(path, _format_of(path)) for path in outs]
    store = open_store()
    standard = WrittenStandard(language or setting("OMSYN_LANGUAGE"))
    with using(standard):
        order = Order(
            horizon=horizon,
            standard=standard,
            brief=brief,
            made=dt.datetime.now(tz=dt.UTC).date(),
            peers=tuple(store.registry().find(each).id for each in _names(peers)),
            template=template,
            local=_local(store, person_years, places, local_year),
            scenario=_scenario(file),
        )
        _draw_futures(store, horizon)
        if folder is not None:
            return _every(store, folder, formats, order)
        _one(store, place or "", targets, formats, order)
    return 0


def _scenario(file: Path | None) -> Scenario | None:
    if file is None:
        return None
    from omsyn.needs.scenario import read_scenario

    return read_scenario(file)


def _draw_futures(store: Store, horizon: int) -> None:
    """Make the intervals and the record where they are not kept, and tell how far it has come."""
    from omsyn.cli.data import progress_bar
    from omsyn.demography.backtest.kept import backtest_is_kept, region_backtest
    from omsyn.geography import COUNTRY_ID
    from omsyn.needs.intervals import people_fans, people_fans_are_kept

    if not people_fans_are_kept(store, horizon):
        with progress_bar() as progress:
            people_fans(store, COUNTRY_ID, horizon, progress)
    if not backtest_is_kept(store):
        with progress_bar() as progress:
            region_backtest(store, COUNTRY_ID, progress)


def _names(peers: str) -> list[str]:
    return [name for each in peers.split(",") if (name := each.strip())]


def _format_of(path: Path) -> Format:
    from omsyn.documents import Format
    from omsyn.errors import DocumentError

    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise DocumentError(
            _("Filen {path} har ikke en endelse Omsyn kan skrive: bruk {formats}.").format(
                path=path, formats=", ".join(f".{each}" for each in FORMATS)
            )
        )
    return Format(suffix)


def _local(
    store: Store, person_years: float | None, places: float | None, year: int | None
) -> LocalFigures | None:
    from omsyn.profile import LocalFigures

    if person_years is None and places is None:
        return None
    # Asked this way round because nothing is true of a number that is none.
    if any(value is not None and not 0 < value < math.inf for value in (person_years, places)):
        raise click.UsageError(_("Kommunens egne tall må være større enn null."))
    newest = store.persons()[1][-1]
    return LocalFigures(year=year or newest, person_years=person_years, places=places)


def _one(
    store: Store,
    place: str,
    targets: Sequence[tuple[Path, Format]],
    formats: Sequence[str],
    order: Order,
) -> None:
    from omsyn.documents import Format
    from omsyn.profile.files import make_document, write_document

    region = store.registry().find(place)
    document = make_document(store, region.id, order)
    chosen = dict(targets)
    chosen |= {Path(f"{document.id}.{each}"): Format(each) for each in formats}
    if not chosen:
        chosen = {Path(f"{document.id}.docx"): Format("docx")}
    write_document(document, chosen, order)
    for path in chosen:
        click.echo(_("Skrev {path}").format(path=path))


def _every(store: Store, folder: Path, formats: Sequence[str], order: Order) -> int:
    from omsyn.cli.data import progress_bar
    from omsyn.documents import Format
    from omsyn.profile.files import make_all

    chosen = [Format(each) for each in formats or ("docx",)]
    with progress_bar() as progress:
        outcome = make_all(store, folder, chosen, order, progress=progress)
    click.echo(
        ngettext(
            "{count} kommune er laget i {folder}; {before} var ferdige fra før.",
            "{count} kommuner er laget i {folder}; {before} var ferdige fra før.",
            outcome.made,
        ).format(count=number(outcome.made), folder=folder, before=number(outcome.finished_before))
    )
    for name, sentence in outcome.faults.items():
        click.echo(_("{name} ble ikke laget: {sentence}").format(name=name, sentence=sentence))
    return 1 if outcome.faults else 0
