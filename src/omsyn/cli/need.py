"""`omsyn need`: what a place needs in a year, under levers, with what it depends on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from omsyn.cli.click_words import NUMBER
from omsyn.cli.lever_names import levers_help
from omsyn.language import _

if TYPE_CHECKING:
    from omsyn.needs.scenario import Scenario

SUFFIXES = (".json", ".csv")
METHODS = ("sequential", "shapley", "isolated")
"""The values of `WaterfallMethod`, which is read only when a need is computed."""


@click.command(
    "need",
    help=_("Regn ut behovet et sted har, med eller uten virkemidler."),
    epilog=levers_help(),
)
@click.argument("place", required=False, metavar="[" + _("STED") + "]")
@click.option("--to", "horizon", type=int, help=_("Målår. Uten scenario er det 2040."))
@click.option(
    "--scenario",
    "source",
    metavar=_("FIL"),
    help=_(
        "Scenario å begynne med: en fil laget med «omsyn scenario new», en adresse i "
        "anførselstegn, eller et navn fra «omsyn scenario list»."
    ),
)
@click.option(
    "--lever",
    "levers",
    multiple=True,
    help=_(
        "Virkemiddel med verdi, for eksempel standard=1; navnene står nederst. Kan gis flere "
        "ganger."
    ),
)
@click.option("--places", type=NUMBER, help=_("Plassene som er eller blir, å holde behovet mot."))
@click.option("--person-years", type=NUMBER, help=_("Egne årsverk i nyeste år."))
@click.option(
    "--rates",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_(
        "Egen bruk etter tjeneste, kjønn og alder, .csv eller .xlsx med kolonnene tjeneste, kjønn, "
        "alder og prosent (eller brukere)."
    ),
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    help=_(
        "Et valg slik det står i adressen, for eksempel cc=2030~p~20 (20 plasser i 2030) eller "
        "rs=h~t4.5 (4,5 timer i uken). Kan gis flere ganger."
    ),
)
@click.option("--draws", type=int, help=_("Antall framtider å trekke; 0 gir ingen intervaller."))
@click.option(
    "--waterfall",
    "method",
    type=click.Choice(METHODS),
    default=METHODS[0],
    show_default=True,
    help=_(
        "Hvordan endringen deles på leddene: i rekkefølge, som snitt over alle rekkefølger, eller "
        "hvert ledd alene. En .json-fil har alle tre."
    ),
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Fil å skrive, .json eller .csv; ellers vises svaret på skjermen."),
)
@click.option(
    "--rates-out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("CSV-fil med hver sats etter kjønn og alder, og hvor den er fra."),
)
def command(  # noqa: PLR0913, PLR0917 - one for each option
    place: str | None,
    horizon: int | None,
    source: str | None,
    levers: tuple[str, ...],
    places: float | None,
    person_years: float | None,
    rates: Path | None,
    settings: tuple[str, ...],
    draws: int | None,
    method: str,
    out: Path | None,
    rates_out: Path | None,
) -> None:
    """Parse, compute, tell."""
    if place is None and source is None:
        raise click.UsageError(_("Skriv et sted, eller --scenario og et scenario."))
    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise click.UsageError(_("--out må ende på .json eller .csv."))
    from omsyn.cli.telling import tell, tell_drawing
    from omsyn.needs.scenario import draws_for, run_scenario
    from omsyn.warehouse import open_store

    store = open_store()
    changes: dict[str, Any] = {"horizon": horizon, "draws": draws}
    if place is not None:
        changes["region"] = store.registry().find(place).id
    scenario = _scenario(
        source,
        changes,
        levers,
        rates,
        (*_short("cp", places), *_short("lpy", person_years), *settings),
    )
    tell_drawing(store, [scenario])
    result = run_scenario(store, scenario, draws_for(store, scenario))
    if rates_out is not None:
        from omsyn.cli.saving import write_file
        from omsyn.needs.scenario.rate_table import rate_csv

        write_file(rates_out, rate_csv(result).encode())
    if out is None:
        from omsyn.cli.need_lines import lines
        from omsyn.needs.waterfall import WaterfallMethod

        tell(lines(result, WaterfallMethod(method)))
        if not scenario.draws:
            click.echo(_("Hvor sikkert er det? Legg til --draws 1000."), err=True)
        return
    from omsyn.cli.saving import write_file

    as_json = out.suffix.lower() == ".json"
    write_file(out, result.to_json() if as_json else result.to_csv().encode())


def _scenario(
    source: str | None,
    changes: dict[str, Any],
    levers: tuple[str, ...],
    rates: Path | None,
    settings: tuple[str, ...],
) -> Scenario:
    """The given scenario, or a neutral one, with what the command line says on top."""
    from omsyn.cli.scenario import lever_of, set_fields
    from omsyn.cli.scenario_source import read_source
    from omsyn.needs.scenario.rate_files import read_own_rates
    from omsyn.needs.scenario.reading import check_scenario

    begun = None if source is None else read_source(source).scenario
    if begun is not None:
        _tell_moved(begun, changes.get("region", begun.region))
    document: dict[str, Any] = {} if begun is None else begun.model_dump(mode="json")
    document |= {name: value for name, value in changes.items() if value is not None}
    document["levers"] = [*document.get("levers", []), *(lever_of(each) for each in levers)]
    if rates is not None:
        given = [each.model_dump(mode="json") for each in read_own_rates(rates)]
        document["local"] = {**document.get("local", {}), "rates": given}
    set_fields(document, settings)
    return check_scenario(document)


def _tell_moved(scenario: Scenario, region: str) -> None:
    """Say so where one place's own figures are put on another."""
    from omsyn.needs.scenario.words_own import own_figures

    if region != scenario.region and (own_figures(scenario) or scenario.population.newcomers):
        click.echo(
            _(
                "Merk: Scenarioet er laget for {one}, og tallene som er lagt inn for stedet, "
                "brukes her for {other}."
            ).format(one=scenario.region, other=region),
            err=True,
        )


def _short(name: str, value: float | None) -> tuple[str, ...]:
    """An option that the address has a name for, as it stands there."""
    return () if value is None else (f"{name}={value!r}",)
