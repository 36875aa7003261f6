"""`omsyn project`: the projected population of a place, or of every municipality, as a file."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from omsyn.cli.chosen_paths import as_sentences, as_values
from omsyn.language import _, number

if TYPE_CHECKING:
    import polars as pl

    from omsyn.demography import (
        Addition,
        NationalPath,
        PathSettings,
        Projection,
        RegionSeries,
    )
    from omsyn.demography.population import FloatArray
    from omsyn.warehouse import Store

FORMATS = ("csv", "parquet", "json")
ALTERNATIVES = ("main", "high", "low", "zero_migration")
LEVELS = ("low", "medium", "high")
AFTER = ("hold", "trend")
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
            return int(year), float(persons.replace(",", "."))
        except ValueError:
            self.fail(_("Skriv år og antall, for eksempel 2028=120."), param, ctx)


class LevelOrFile(click.ParamType[str | Path]):
    """`low`, `medium`, `high`, or a file with rates."""

    name = "level or file"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        """As it is to be written: the levels are in small letters."""
        return f"[{'|'.join((*LEVELS, _('FIL')))}]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | Path:
        """The level, or the path of a file that is there."""
        if value in LEVELS:
            return str(value)
        path = Path(str(value))
        if not path.is_file():
            self.fail(
                _("Skriv low, medium eller high, eller navnet på en fil som finnes."), param, ctx
            )
        return path


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("project", help=_("Framskriv folketallet for et sted eller alle kommuner."))
@click.argument("place", required=False, metavar="[" + _("STED") + "]")
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
    type=LevelOrFile(),
    help=_(
        "Fruktbarhet, hvis en annen enn alternativets, eller .csv eller .xlsx med år, morens alder "
        "(15–49) og fødselsrate i landet."
    ),
)
@click.option(
    "--mortality",
    type=LevelOrFile(),
    help=_(
        "Dødelighet, hvis en annen enn alternativets, eller .csv eller .xlsx med år, kjønn, alder "
        "(0–105) og dødsrate i landet."
    ),
)
@click.option(
    "--immigration",
    type=click.Choice(LEVELS),
    help=_("Innvandring, hvis en annen enn alternativets."),
)
@click.option(
    "--after",
    type=click.Choice(AFTER),
    default=AFTER[0],
    show_default=True,
    help=_("Etter siste år i en fil med rater: hold nivået, eller følg Omsyns egen endring."),
)
@click.option(
    "--national-path",
    type=FILE,
    help=_(
        ".csv eller .xlsx med år, kjønn, alder og personer for landet, som kommunene skal summere "
        "til."
    ),
)
@click.option(
    "--municipal-totals",
    type=FILE,
    help=_(
        ".csv eller .xlsx med kommunenummer, år og personer, som kommunene skal ha. Kommuner som "
        "ikke er med, deler resten av landet."
    ),
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
def command(
    place: str | None,
    every: bool,
    horizon: int,
    outs: tuple[Path, ...],
    **chosen: Any,
) -> int:
    """Parse, project, tell."""
    _check_usage(place, outs, every=every, local=bool(chosen["housing"] or chosen["refugees"]))
    from omsyn.cli.data import progress_bar
    from omsyn.demography import project, region_series
    from omsyn.warehouse import open_store

    store = open_store()
    region = None if place is None else store.registry().find(place)
    settings = _chosen(region.code if region else "", **chosen)
    with progress_bar() as progress:
        progress(0, 2, _("Framskriver alle kommuner"))
        made = project(store, horizon, settings)
        progress(1, 2, _("Setter sammen tallene"))
        series = region_series(store, region.id, horizon, settings) if region else None
        table = _every_table(store, made) if series is None else _series_table(series)
    for each in made.warnings:
        click.echo(each, err=True)
    for path in outs:
        about = {
            "run_id": _run_id(store, horizon, settings),
            "fictional": store.fictional,
            "settings": as_values(settings),
            "method": made.method,
            "warnings": list(made.warnings),
        }
        _write(path, table, about)
        click.echo(_("Skrev {path}").format(path=path))
    if series is not None and not outs:
        _tell(series, fictional=store.fictional)
        for sentence in as_sentences(settings):
            click.echo(sentence)
    return 0


def _chosen(  # noqa: PLR0913 - one for each option
    municipality: str,
    *,
    alternative: str,
    fertility: str | Path | None,
    mortality: str | Path | None,
    immigration: str | None,
    after: str,
    national_path: Path | None,
    municipal_totals: Path | None,
    housing: tuple[tuple[int, float], ...],
    refugees: tuple[tuple[int, float], ...],
) -> PathSettings:
    """What the options ask for, files read."""
    from omsyn.demography import (
        Alternative,
        GivenFertility,
        GivenMortality,
        Level,
        PathSettings,
    )
    from omsyn.demography import municipal_totals as read_totals

    def level(value: str | Path | None) -> Level | None:
        return Level(value) if isinstance(value, str) else None

    return PathSettings(
        alternative=Alternative(alternative),
        fertility=level(fertility),
        mortality=level(mortality),
        immigration=level(immigration),
        fertility_rates=(
            GivenFertility.read(fertility, after) if isinstance(fertility, Path) else None
        ),
        mortality_rates=(
            GivenMortality.read(mortality, after) if isinstance(mortality, Path) else None
        ),
        national=_read_path(national_path) if national_path else None,
        totals=read_totals(municipal_totals) if municipal_totals else None,
        additions=_additions(municipality, housing, refugees),
    )


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
    from omsyn.demography import national_path
    from omsyn.demography.national_path import COLUMNS
    from omsyn.demography.user_tables import from_file, read_columns

    with from_file(path):
        return national_path(read_columns(path, COLUMNS))


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


def _write(path: Path, table: pl.DataFrame, about: dict[str, Any]) -> None:
    """Put the file in place whole; raises `DocumentError` where it cannot be written."""
    from omsyn.warehouse.durable import write_for_user

    match path.suffix.lower():
        case ".csv":
            content = table.write_csv(float_precision=3).encode()
        case ".parquet":
            made = io.BytesIO()
            table.write_parquet(made, metadata={"omsyn": json.dumps(about, ensure_ascii=False)})
            content = made.getvalue()
        case _:
            whole = {**about, "rows": table.to_dicts()}
            content = (json.dumps(whole, ensure_ascii=False) + "\n").encode()
    write_for_user(path, content)


def _run_id(store: Store, horizon: int, settings: PathSettings) -> str:
    from omsyn.demography.kept import run_id

    return run_id(store.version, horizon, settings)


def _tell(series: RegionSeries, *, fictional: bool) -> None:
    """Some years by band."""
    from omsyn.demography import BANDS
    from omsyn.needs.scenario.phrases import fictional_lines

    click.echo(_("{region}, innbyggere 1. januar").format(region=series.region.name))
    for line in fictional_lines(fictional=fictional):
        click.echo(line)
    click.echo(_row(["", *(each.label for each in BANDS), _("Alle")]))
    last = series.years[-1]
    for year in series.years:
        ahead = year - series.last_observed_year
        if ahead == 0 or year == last or (ahead > 0 and year % SHOWN_EVERY == 0):
            row = series.position(year)
            numbers = [series.band(each.low, each.high)[row] for each in BANDS]
            cells = [str(year), *(number(each) for each in [*numbers, series.total()[row]])]
            click.echo(_row(cells))


def _row(cells: Sequence[str]) -> str:
    """The year and its numbers, within 80 columns."""
    year, *numbers = cells
    return f"{year:>6}" + "".join(f"{each:>10}" for each in numbers)
