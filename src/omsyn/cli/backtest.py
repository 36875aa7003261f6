"""`omsyn backtest`: how well the projection would have done from earlier years."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from omsyn.language import _, ngettext, number

if TYPE_CHECKING:
    from omsyn.demography.backtest import Report
    from omsyn.warehouse import Store

SUFFIXES = (".md", ".json")
DRAWS = 200


class Years(click.ParamType[tuple[int, ...]]):
    """Whole numbers divided by commas."""

    name = "tall"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """The numbers, rising and each once."""
        if isinstance(value, tuple):
            return value
        try:
            numbers = sorted({int(each) for each in str(value).split(",")})
        except ValueError:
            self.fail(_("Skriv hele tall med komma mellom."), param, ctx)
        if not numbers or numbers[0] < 1:
            self.fail(_("Skriv hele tall fra 1 og oppover."), param, ctx)
        return tuple(numbers)


@click.command("backtest", help=_("Prøv framskrivingen fra tidligere år mot det som kom."))
@click.option(
    "--origins",
    type=Years(),
    default=",".join(str(year) for year in range(2011, 2022)),
    show_default="2011–2021",
    help=_("Startår, med komma mellom."),
)
@click.option(
    "--horizons",
    type=Years(),
    default="1,3,5,10,15",
    show_default=True,
    help=_("Antall år fram, med komma mellom."),
)
@click.option("--region", "place", help=_("Bare ett sted, uten intervaller: navn eller nummer."))
@click.option(
    "--draws",
    type=click.IntRange(0, 2000),
    default=DRAWS,
    show_default=True,
    help=_("Trekninger bak intervallene; 0 lar dem være."),
)
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Fil å skrive, .md eller .json. Kan gis flere ganger."),
)
def command(
    origins: tuple[int, ...],
    horizons: tuple[int, ...],
    place: str | None,
    draws: int,
    outs: tuple[Path, ...],
) -> int:
    """Parse, try, tell."""
    for path in outs:
        if path.suffix.lower() not in SUFFIXES:
            raise click.UsageError(_("Filen {path} må ende på .md eller .json.").format(path=path))
    from omsyn.warehouse import open_store
    from omsyn.warehouse.durable import write_for_user

    store = open_store()
    if place is not None:
        texts = _region(store, place, origins, horizons)
    else:
        texts = _whole(store, origins, horizons, draws, shown=not outs)
    for path in outs:
        write_for_user(path, texts[path.suffix.lower()].encode())
        click.echo(_("Skrev {path}").format(path=path))
    if place is not None and not outs:
        click.echo(texts[".md"])
    return 0


def _region(
    store: Store, place: str, origins: tuple[int, ...], horizons: tuple[int, ...]
) -> dict[str, str]:
    """The years that were asked for, of all that have been tried for the place."""
    from attrs import asdict, evolve

    from omsyn.cli.data import progress_bar
    from omsyn.demography.backtest import region_backtest
    from omsyn.demography.backtest.page import region_markdown

    region = store.registry().find(place)
    with progress_bar() as progress:
        whole = region_backtest(store, region.id, progress)
    found = evolve(
        whole,
        errors=tuple(
            each for each in whole.errors if each.origin in origins and each.years_ahead in horizons
        ),
    )
    if not found.errors:
        raise click.UsageError(
            _(
                "Ingen av årene kan prøves. Startår som er prøvd: {origins}. Antall år fram: "
                "{horizons}."
            ).format(
                origins=_listed(each.origin for each in whole.errors),
                horizons=_listed(each.years_ahead for each in whole.errors),
            )
        )
    return {
        ".md": region_markdown(region.name, found) + "\n",
        ".json": json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n",
    }


def _listed(years: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(set(years))))


def _whole(
    store: Store, origins: tuple[int, ...], horizons: tuple[int, ...], draws: int, *, shown: bool
) -> dict[str, str]:
    from omsyn.cli.data import progress_bar
    from omsyn.demography.backtest import make_report
    from omsyn.demography.backtest.page import markdown
    from omsyn.demography.inputs import read_inputs

    with progress_bar() as progress:
        report = make_report(
            read_inputs(store), origins=origins, horizons=horizons, draws=draws, progress=progress
        )
    if shown:
        _tell(report)
    return {
        ".md": markdown(report),
        ".json": json.dumps(report.as_dict(), ensure_ascii=False) + "\n",
    }


def _tell(report: Report) -> None:
    """The bars in some lines; the whole stands in the file."""
    from omsyn.demography.backtest.page import bars_rows, interval_rows

    for what, wanted, reached, held in [
        *bars_rows(report.bars),
        *interval_rows(report.intervals),
    ]:
        click.echo(
            _("{what}: {reached} (krav {wanted}, nådd: {held})").format(
                what=what, reached=reached, wanted=wanted, held=held
            )
        )
    click.echo(
        ngettext(
            "{count} startår er prøvd. Hele rapporten: «omsyn backtest --out rapport.md».",
            "{count} startår er prøvd. Hele rapporten: «omsyn backtest --out rapport.md».",
            len(report.origins),
        ).format(count=number(len(report.origins)))
    )
