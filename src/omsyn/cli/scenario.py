"""`omsyn scenario`: make, see, check, share and compare the documents of what somebody chose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from omsyn.cli import in_force
from omsyn.cli.lever_names import levers_help
from omsyn.cli.saving import save_document
from omsyn.cli.scenario_compare import compare
from omsyn.language import _

if TYPE_CHECKING:
    from omsyn.needs.scenario import Scenario

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
SOURCE_HELP = _("En FIL kan også være en adresse i anførselstegn, eller et navn fra «list».")

out_option = click.option(
    "--out", type=NEW_FILE, help=_("Fil å skrive; ellers skrives det på skjermen.")
)
overwrite_option = click.option(
    "--overwrite", is_flag=True, help=_("Erstatt filen om den finnes fra før.")
)


@click.group("scenario", help=_("Lag, vis, kontroller, del og sammenlikn scenarioer."))
def command() -> None:
    """Scenarios as files."""


command.add_command(compare)
for _each in in_force.COMMANDS:
    command.add_command(_each)


@command.command(
    "new",
    help=_(
        "Lag et scenario: for et sted der ingenting er endret, fra et ferdig scenario, eller fra "
        "adressen til et som noen har delt."
    ),
    epilog=levers_help(),
)
@click.argument("place", required=False, metavar="[" + _("STED") + "]")
@click.option("--to", "horizon", type=int, help=_("Målår. Uten noe annet er det 2040."))
@click.option("--named", help=_("Et ferdig scenario, for eksempel ssb_2019_reference."))
@click.option("--link", help=_("Adressen til et scenario, i anførselstegn."))
@click.option("--name", help=_("Hva scenarioet skal hete."))
@click.option(
    "--lever",
    "levers",
    multiple=True,
    help=_(
        "Virkemiddel med verdi, for eksempel standard=1; navnene står nederst. Kan gis flere "
        "ganger."
    ),
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    help=_(
        "Et valg slik det står i adressen, for eksempel cp=120 (plasser) eller alt=high. Kan gis "
        "flere ganger."
    ),
)
@out_option
@overwrite_option
def new(  # noqa: PLR0913, PLR0917 - one for each option
    place: str | None,
    horizon: int | None,
    named: str | None,
    link: str | None,
    name: str | None,
    levers: tuple[str, ...],
    settings: tuple[str, ...],
    out: Path | None,
    overwrite: bool,
) -> None:
    """Parse, make, write."""
    from omsyn.needs.scenario import scenario_text
    from omsyn.needs.scenario.reading import check_scenario

    if [place, named, link].count(None) != 2:
        raise click.UsageError(
            _("Skriv ett sted, eller --named og navnet på et scenario, eller --link og en adresse.")
        )
    document: dict[str, Any] = _beginning(place, named, link)
    document["levers"] = [*document.get("levers", []), *(lever_of(each) for each in levers)]
    set_fields(document, settings)
    changes = {"horizon": horizon, "name": name}
    document |= {field: value for field, value in changes.items() if value is not None}
    _write(scenario_text(check_scenario(document)), out, overwrite=overwrite)


def _beginning(place: str | None, named: str | None, link: str | None) -> dict[str, Any]:
    """The document that a new scenario begins as."""
    from omsyn.cli.scenario_source import from_link
    from omsyn.needs.scenario import named_scenario

    if named is not None:
        return named_scenario(named).model_dump(mode="json")
    if link is not None:
        return from_link(link).model_dump(mode="json")
    from omsyn.warehouse import open_store

    return {"region": open_store().registry().find(place or "").id}


def lever_of(text: str) -> dict[str, Any]:
    """`standard=1`, or with details as in an address: `standard=1~s2030~p5`."""
    from omsyn.needs.scenario.address import LEVER_CODES, lever_document

    name, equals, value = text.partition("=")
    kind = LEVER_CODES.get(name, name)
    if not equals or kind not in LEVER_CODES.values():
        raise click.UsageError(
            _("--lever {text} må være et av disse, med = og en verdi: {names}.").format(
                text=text, names=", ".join(LEVER_CODES.values())
            )
        )
    return lever_document(kind, value)


def set_fields(document: dict[str, Any], settings: tuple[str, ...]) -> None:
    """Put choices into a document, each written as in an address: `cp=120`."""
    from omsyn.needs.scenario.address import put

    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise click.UsageError(
                _("--set {text} må være et navn fra adressen, = og en verdi.").format(text=setting)
            )
        put(document, name, value)


@command.command("list", help=_("Vis de ferdige scenarioene."))
def list_named() -> None:
    """Names with the place, the years and what each sets."""
    from omsyn.needs.scenario import named_scenario
    from omsyn.needs.scenario.named import NAMED

    for name in NAMED:
        click.echo(name)
        for line in scenario_lines(named_scenario(name)):
            click.echo(f"  {line}")


@command.command("show", help=_("Vis hva et scenario setter.") + "\n\n" + SOURCE_HELP)
@click.argument("source", metavar=_("FIL"))
def show(source: str) -> None:
    """What it is called, what was set, and the address."""
    from omsyn.cli.scenario_source import read_source

    found = read_source(source)
    if found.scenario.name:
        click.echo(found.scenario.name)
    for line in scenario_lines(found.scenario):
        click.echo(line)
    _tell_address(found.scenario)


@command.command("check", help=_("Kontroller ett eller flere scenarioer, og vis hva de endrer."))
@click.argument("files", type=FILE, nargs=-1, required=True, metavar=_("FIL..."))
def check(files: tuple[Path, ...]) -> int:
    """Every fault on a line of its own; else what was set, and the address."""
    from omsyn.errors import OmsynError, ScenarioError
    from omsyn.needs.scenario import read_scenario

    faulty = False
    for file in files:
        if len(files) > 1:
            click.echo(f"{file}:")
        try:
            scenario = read_scenario(file)
        except OmsynError as fault:
            faulty = True
            problems = fault.problems if isinstance(fault, ScenarioError) else (str(fault),)
            for sentence in problems:
                click.echo(_("Feil: {message}").format(message=sentence), err=True)
            continue
        for line in parameter_lines(scenario):
            click.echo(line)
        _tell_address(scenario)
    return int(faulty)


@command.command("diff", help=_("Vis hva to scenarioer setter forskjellig.") + "\n\n" + SOURCE_HELP)
@click.argument("one", metavar=_("FIL"))
@click.argument("other", metavar=_("FIL"))
def diff(one: str, other: str) -> None:
    """What was set otherwise; nothing is computed."""
    from omsyn.cli.scenario_compare import changed_lines
    from omsyn.cli.scenario_source import read_source
    from omsyn.needs.scenario.choices_apart import changed

    first, second = read_source(one).scenario, read_source(other).scenario
    lines = changed_lines(changed(first, second))
    if first.region != second.region:
        lines.insert(0, _("Sted: {one} → {other}").format(one=_place(first), other=_place(second)))
    for line in lines or [_("De to setter det samme.")]:
        click.echo(line)


@command.command(
    "link",
    help=_("Vis adressen til siden som viser et scenario, til å dele.") + "\n\n" + SOURCE_HELP,
)
@click.argument("source", metavar=_("FIL"))
@click.option(
    "--host", default="", help=_("Der Omsyn står, for eksempel https://omsyn.example.no.")
)
def link(source: str, host: str) -> None:
    """The address is the scenario: it is never changed, and never taken by another."""
    from omsyn.cli.scenario_source import read_source, to_link

    click.echo(to_link(read_source(source).scenario, host))


@command.command("schema", help=_("Vis JSON-skjemaet som scenarioer følger."))
@out_option
@overwrite_option
def schema(out: Path | None, overwrite: bool) -> None:
    """The schema of the present version."""
    from omsyn.needs.scenario.model import schema_text

    _write(schema_text(), out, overwrite=overwrite)


@command.command(
    "upgrade",
    help=_(
        "Skriv et eldre scenario om til dagens utgave av skjemaet. Med --out kan det være den "
        "samme filen."
    ),
)
@click.argument("file", type=FILE, metavar=_("FIL"))
@out_option
@overwrite_option
def upgrade(file: Path, out: Path | None, overwrite: bool) -> None:
    """Read any version, write the present one."""
    from omsyn.cli.scenario_source import read_file
    from omsyn.needs.scenario import scenario_text

    found = read_file(file)
    same = out is not None and out.exists() and out.samefile(file)
    read = found.content if same else None
    _write(scenario_text(found.scenario), out, read=read, overwrite=overwrite)


def scenario_lines(scenario: Scenario) -> list[str]:
    """The place, and what was set."""
    return [_("Sted: {region}").format(region=_place(scenario)), *parameter_lines(scenario)]


def _place(scenario: Scenario) -> str:
    """The name of the place with its number; the number alone where no data tell the name."""
    from omsyn.errors import OmsynError
    from omsyn.warehouse import open_store

    try:
        name = open_store().registry().get(scenario.region).name
    except OmsynError:
        return scenario.region
    return _("{name} ({number})").format(name=name, number=scenario.region)


def parameter_lines(scenario: Scenario) -> list[str]:
    """What was set, a line each, with the neutral value after it where that is another."""
    from omsyn.needs.scenario import explain

    return [
        (
            f"{each.label}: {each.value}"
            if each.value == each.neutral
            else _("{label}: {value} (uten endring: {neutral})").format(
                label=each.label, value=each.value, neutral=each.neutral
            )
        )
        for each in explain(scenario)
    ]


def _tell_address(scenario: Scenario) -> None:
    from omsyn.needs.scenario import to_query

    click.echo(_("Adresse: ?{query}").format(query=to_query(scenario)))


def _write(
    text: str, out: Path | None, *, read: bytes | None = None, overwrite: bool = False
) -> None:
    if out is None:
        click.echo(text, nl=False)
        return
    save_document(out, text.encode(), read=read, overwrite=overwrite)
