"""`omsyn scenario`: make, check and upgrade the documents that say what somebody chose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from omsyn.language import _

if TYPE_CHECKING:
    from omsyn.needs.scenario import Scenario

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("scenario", help=_("Lag, kontroller og oppgrader scenarioer."))
def command() -> None:
    """Scenarios as files."""


@command.command("new", help=_("Lag et scenario for et sted, der ingenting er endret."))
@click.argument("place", required=False, metavar=_("STED"))
@click.option("--to", "horizon", default=2040, show_default=True, help=_("Målår."))
@click.option("--named", help=_("Et ferdig scenario, for eksempel ssb_2019_reference."))
@click.option("--out", type=NEW_FILE, help=_("Fil å skrive; ellers skrives det på skjermen."))
def new(place: str | None, horizon: int, named: str | None, out: Path | None) -> None:
    """Parse, make, write."""
    from omsyn.needs.scenario import make_scenario, named_scenario, scenario_text

    if (place is None) == (named is None):
        raise click.UsageError(_("Skriv ett sted, eller --named og navnet på et scenario."))
    if named is not None:
        scenario = named_scenario(named)
    else:
        from omsyn.warehouse import open_store

        region = open_store().registry().find(place or "")
        scenario = make_scenario(region=region.id, horizon=horizon)
    _write(scenario_text(scenario), out)


@command.command("check", help=_("Kontroller et scenario, og vis hva det endrer."))
@click.argument("file", type=FILE, metavar=_("FIL"))
def check(file: Path) -> int:
    """Every fault on a line of its own; else what was set, and the address."""
    from omsyn.errors import ScenarioError
    from omsyn.needs.scenario import read_scenario, to_query

    try:
        scenario = read_scenario(file)
    except ScenarioError as fault:
        for sentence in fault.problems:
            click.echo(_("Feil: {message}").format(message=sentence), err=True)
        return 1
    for line in parameter_lines(scenario):
        click.echo(line)
    click.echo(_("Adresse: ?{query}").format(query=to_query(scenario)))
    return 0


@command.command("schema", help=_("Vis JSON-skjemaet som scenarioer følger."))
@click.option("--out", type=NEW_FILE, help=_("Fil å skrive; ellers skrives det på skjermen."))
def schema(out: Path | None) -> None:
    """The schema of the present version."""
    from omsyn.needs.scenario.model import schema_text

    _write(schema_text(), out)


@command.command("upgrade", help=_("Skriv et eldre scenario om til dagens utgave av skjemaet."))
@click.argument("file", type=FILE, metavar=_("FIL"))
@click.option("--out", type=NEW_FILE, help=_("Fil å skrive; ellers skrives det på skjermen."))
def upgrade(file: Path, out: Path | None) -> None:
    """Read any version, write the present one."""
    from omsyn.needs.scenario import read_scenario, scenario_text

    _write(scenario_text(read_scenario(file)), out)


def parameter_lines(scenario: Scenario) -> list[str]:
    """What was set, a line each, with the neutral value after it."""
    from omsyn.needs.scenario import explain

    return [
        _("{label}: {value} (uten endring: {neutral})").format(
            label=each.label, value=each.value, neutral=each.neutral
        )
        for each in explain(scenario)
    ]


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
        return
    write_file(out, text.encode())


def write_file(path: Path, content: bytes) -> None:
    """Put a file in place whole; raises `DocumentError` where it cannot be written."""
    from omsyn.warehouse.durable import write_for_user

    write_for_user(path, content)
    click.echo(_("Skrev {path}").format(path=path))
