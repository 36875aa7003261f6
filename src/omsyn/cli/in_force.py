"""`omsyn scenario adopt`, `in-force` and `withdraw`: the scenario that a place steers by."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from omsyn.language import _, date_text

if TYPE_CHECKING:
    from omsyn.needs.scenario.in_force import InForce

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    "adopt",
    help=_("Ta i bruk et scenario: kunnskapsgrunnlaget for stedet viser det fra nå av."),
)
@click.argument("file", type=FILE, metavar=_("FIL"))
def adopt(file: Path) -> None:
    """Read, run, keep, tell."""
    from omsyn.cli.telling import tell_drawing
    from omsyn.needs.scenario import read_scenario
    from omsyn.needs.scenario.in_force import adopt as take
    from omsyn.needs.scenario.in_force import with_draws
    from omsyn.warehouse import open_store

    scenario, store = read_scenario(file), open_store()
    region = store.registry().get(scenario.region)
    tell_drawing(store, [with_draws(scenario)])
    taken = take(store, scenario, _today())
    click.echo(
        _("«{name}» gjelder for {place} fra {day}. Kjøring {id}.").format(
            name=taken.scenario.name or file.name,
            place=region.name,
            day=date_text(taken.adopted),
            id=taken.run_id,
        )
    )


@click.command("in-force", help=_("Vis scenarioet som gjelder for et sted, eller alle steder."))
@click.argument("place", required=False, metavar="[" + _("STED") + "]")
def show(place: str | None) -> int:
    """Each place with its scenario; 1 where one cannot be used any more."""
    from omsyn.errors import OmsynError
    from omsyn.needs.scenario.in_force import in_force, none_in_force
    from omsyn.needs.steering import steered_places
    from omsyn.warehouse import open_store

    store = open_store()
    places = [store.registry().find(place).id] if place else list(steered_places(store))
    faults = 0
    said = 0
    for region_id in places:
        try:
            name = store.registry().get(region_id).name
            found = in_force(store, region_id)
        except OmsynError as fault:
            click.echo(_("Feil: {message}").format(message=fault.message), err=True)
            faults += 1
            continue
        if found is not None:
            said += 1
            _tell(name, found)
        elif place:
            said += 1
            click.echo(none_in_force(store, region_id))
    if not said and not faults:
        click.echo(_("Ingen steder har et scenario som gjelder."))
    return 1 if faults else 0


@click.command("withdraw", help=_("La scenarioet for et sted ikke gjelde lenger."))
@click.argument("place", metavar=_("STED"))
def withdraw(place: str) -> None:
    """Keep what was, and let none hold."""
    from omsyn.needs.scenario.in_force import withdraw as take_back
    from omsyn.warehouse import open_store

    store = open_store()
    region = store.registry().find(place)
    take_back(store, region.id, _today())
    told = _("{place} har ikke lenger noe scenario som gjelder. Det som gjaldt, er tatt vare på.")
    click.echo(told.format(place=region.name))


COMMANDS = (adopt, show, withdraw)


def _tell(place: str, found: InForce) -> None:
    from omsyn.cli.scenario import parameter_lines

    click.echo(
        _("{place}: «{name}», tatt i bruk {day}, kjøring {id}").format(
            place=place,
            name=found.scenario.name or _("uten navn"),
            day=date_text(found.adopted),
            id=found.run_id,
        )
    )
    for line in parameter_lines(found.scenario):
        click.echo(f"  {line}")


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()
