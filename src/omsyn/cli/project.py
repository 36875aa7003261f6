"""`omsyn project`: the projected population of a place, or of every municipality, as a file."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from omsyn.language import _, number

if TYPE_CHECKING:
    import polars as pl

    from omsyn.demography import Addition, NationalPath, PathSettings, Projection, RegionSeries
    from omsyn.demography.population import FloatArray
    from omsyn.warehouse import Store

FORMATS = ("csv", "parquet", "json")
ALTERNATIVES = ("main", "high", "low", "zero_migration")
LEVELS = ("low", "medium", "high")
SHOWN_EVERY = 5


class Yearly(click.ParamType[tuple[int, float]]):
    """`2028=120`: so many persons in that year."""

    name = "år=antall"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, float]:
        """Year and persons."""
        year, _sign, persons = str(value).partition("=")
        try:
            return int(year), float(persons)
        except ValueError:
            self.fail(_("Skriv år og antall, for eksempel 2028=120."), param, ctx)


@click.command("project", help=_("Framskriv folketallet for et sted eller alle kommuner."))
@click.argument("place", required=False, metavar=_("STED"))
@click.option("--all", "every", is_flag=True, help=_("Alle kommuner."))
@click.option("--to", "horizon", default=2050, show_default=True, help=_("Siste år."))
@click.option(
    "--alternative",
    type=click.Choice(ALTERNATIVES),
    default="main",
    show_default=True,
    help=_("Hovedalternativ, høy eller lav nasjonal vekst, eller ingen flytting."),
)
@click.option(
    "--fertility",
    type=click.Choice(LEVELS),
    help=_("Fruktbarhet, hvis en annen enn alternativets."),
)
@click.option(
    "--mortality",
    type=click.Choice(LEVELS),
    help=_("Dødelighet, hvis en annen enn alternativets."),
)
@click.option(
    "--immigration",
    type=click.Choice(LEVELS),
    help=_("Innvandring, hvis en annen enn alternativets."),
)
@click.option(
    "--national-path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("CSV med year, sex, age og persons for landet, som kommunene skal summere til."),
)
@click.option(
    "--housing",
    type=Yearly(),
    multiple=True,
    help=_("Innflyttere til nye boliger på stedet, som 2028=120. Kan gis flere ganger."),
)
@click.option(
    "--refugees",
    type=Yearly(),
    multiple=True,
    help=_("Flyktninger som bosettes på stedet, som 2027=30. Kan gis flere ganger."),
)
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Fil å skrive, .csv, .parquet eller .json. Kan gis flere ganger."),
)
def command(  # noqa: PLR0913, PLR0917 - one for each option
    place: str | None,
    every: bool,
    horizon: int,
    alternative: str,
    fertility: str | None,
    mortality: str | None,
    immigration: str | None,
    national_path: Path | None,
    housing: tuple[tuple[int, float], ...],
    refugees: tuple[tuple[int, float], ...],
    outs: tuple[Path, ...],
) -> int:
    """Parse, project, tell."""
    _check_usage(place, outs, every=every, local=bool(housing or refugees))
    from omsyn.cli.data import progress_bar
    from omsyn.demography import Alternative, Level, PathSettings, project, region_series
    from omsyn.warehouse import open_store

    store = open_store()
    region = None if place is None else store.registry().find(place)
    settings = PathSettings(
        alternative=Alternative(alternative),
        fertility=Level(fertility) if fertility else None,
        mortality=Level(mortality) if mortality else None,
        immigration=Level(immigration) if immigration else None,
        national=_read_path(national_path) if national_path else None,
        additions=_additions(region.code if region else "", housing, refugees),
    )
    with progress_bar() as progress:
        progress(0, 2, _("Framskriver alle kommuner"))
        made = project(store, horizon, settings)
        progress(1, 2, _("Setter sammen tallene"))
        series = region_series(store, region.id, horizon, settings) if region else None
        table = _every_table(store, made) if series is None else _series_table(series)
    for each in made.warnings:
        click.echo(each, err=True)
    for path in outs:
        _write(path, table, made, settings)
        click.echo(_("Skrev {path}").format(path=path))
    if series is not None and not outs:
        _tell(series)
    return 0


def _check_usage(place: str | None, outs: tuple[Path, ...], *, every: bool, local: bool) -> None:
    if (place is None) != every:
        raise click.UsageError(_("Skriv ett sted, eller --all."))
    if every and not outs:
        raise click.UsageError(_("--all trenger --out og en fil."))
    if every and local:
        raise click.UsageError(_("--housing og --refugees gjelder ett sted, ikke --all."))
    for path in outs:
        if path.suffix.lower().removeprefix(".") not in FORMATS:
            raise click.UsageError(
                _("Filen {path} må ende på .csv, .parquet eller .json.").format(path=path)
            )


def _read_path(path: Path) -> NationalPath:
    import polars as pl

    from omsyn.demography import national_path
    from omsyn.errors import UnreadableFile

    try:
        table = pl.read_csv(path)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as fault:
        raise UnreadableFile(
            _("Filen {path} kan ikke leses som CSV med komma mellom kolonnene.").format(path=path)
        ) from fault
    return national_path(table)


def _additions(
    municipality: str,
    housing: tuple[tuple[int, float], ...],
    refugees: tuple[tuple[int, float], ...],
) -> tuple[Addition, ...]:
    from omsyn.demography import Addition, AdditionKind

    return tuple(
        Addition(region=municipality, year=year, persons=persons, kind=kind)
        for kind, given in ((AdditionKind.HOUSING, housing), (AdditionKind.REFUGEES, refugees))
        for year, persons in given
    )


def _series_table(series: RegionSeries) -> pl.DataFrame:
    """One row for each year from today, sex and age."""
    first = series.years.index(series.last_observed_year)
    places = {series.region.code: series.region.name}
    return _table(places, series.years[first:], series.persons[first:, None])


def _every_table(store: Store, made: Projection) -> pl.DataFrame:
    registry = store.registry()
    places = {code: registry.get(code).name for code in made.population.regions}
    return _table(places, made.population.years, made.population.persons)


def _table(places: dict[str, str], years: tuple[int, ...], persons: FloatArray) -> pl.DataFrame:
    """Persons (year, place, sex, age) as one row a number."""
    import polars as pl

    from omsyn.demography import AGES, SEXES
    from omsyn.demography.frames import tidy

    table = tidy(
        {"year": years, "region": tuple(places), "sex": SEXES, "age": range(AGES)},
        persons=persons,
    )
    return table.with_columns(name=pl.col("region").replace_strict(places))


def _write(path: Path, table: pl.DataFrame, made: Projection, settings: PathSettings) -> None:
    """Put the file in place whole; raises `DocumentError` where it cannot be written."""
    from omsyn.warehouse.durable import write_for_user

    match path.suffix.lower():
        case ".csv":
            content = table.write_csv(float_precision=3).encode()
        case ".parquet":
            made_in_memory = io.BytesIO()
            table.write_parquet(made_in_memory)
            content = made_in_memory.getvalue()
        case _:
            about = {
                "settings": _settings(settings),
                "method": made.method,
                "warnings": list(made.warnings),
                "rows": table.to_dicts(),
            }
            content = (json.dumps(about, ensure_ascii=False) + "\n").encode()
    write_for_user(path, content)


def _settings(settings: PathSettings) -> dict[str, Any]:
    """What was chosen, so that the file says it itself."""
    from attrs import asdict

    fertility, mortality, immigration = settings.levels()
    return {
        "alternative": settings.alternative.value,
        "fertility": fertility.value,
        "mortality": mortality.value,
        "immigration": immigration.value,
        "national_path_years": list(settings.national.years) if settings.national else [],
        "additions": [{**asdict(each), "kind": each.kind.value} for each in settings.additions],
    }


def _tell(series: RegionSeries) -> None:
    """Some years by band."""
    from omsyn.demography import BANDS

    click.echo(_("{region}, innbyggere 1. januar").format(region=series.region.name))
    click.echo("".join(f"{head:>11}" for head in ["", *(each.label for each in BANDS), _("Alle")]))
    last = series.years[-1]
    for year in series.years:
        ahead = year - series.last_observed_year
        if ahead == 0 or year == last or (ahead > 0 and year % SHOWN_EVERY == 0):
            row = series.position(year)
            numbers = [series.band(each.low, each.high)[row] for each in BANDS]
            cells = [str(year), *(number(each) for each in [*numbers, series.total()[row]])]
            click.echo("".join(f"{cell:>11}" for cell in cells))
