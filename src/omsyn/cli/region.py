"""`omsyn region`: find a region, and see what it holds and what it was."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from omsyn.language import _, date_text, percent

if TYPE_CHECKING:
    from omsyn.geography import Region, Registry

KINDS = (
    "country",
    "county",
    "municipality",
    "county_governor",
    "health_authority",
    "hospital_trust",
    "kostra_group",
    "centrality",
)


@click.group("region", help=_("Finn kommuner, fylker og andre områder, slik de er og har vært."))
def command() -> None:
    """The regions of the store's reference tables."""


@command.command(
    "search", help=_("Søk etter områder på nummer, navn, samisk navn eller tidligere navn.")
)
@click.argument("text", nargs=-1, required=True, metavar=_("TEKST..."))
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=8,
    show_default=True,
    help=_("Høyeste antall treff."),
)
def search(text: tuple[str, ...], limit: int) -> None:
    """One line for each hit: id, name and what the name was before."""
    asked = " ".join(text)
    hits = _registry().search(asked, limit)
    if not hits:
        click.echo(_("Ingen områder ligner på «{text}».").format(text=asked))
    for hit in hits:
        click.echo(f"{hit.region.id}\t{hit.region.name}\t{hit.note}")


@command.command(
    "show",
    help=_("Vis navn, gyldighet, hva området hører til, hva det består av, og grenseendringer."),
)
@click.argument("region", nargs=-1, required=True, metavar=_("STED"))
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help=_("Vis området slik det var en dag.")
)
def show(region: tuple[str, ...], day: dt.datetime | None) -> None:
    """Everything that the registry knows of one region."""
    registry = _registry()
    when = day.date() if day else None
    found = registry.find(" ".join(region), when)
    for line in (*_identity(found), *_belonging(registry, found, when)):
        click.echo(line)


@command.command("list", help=_("List områdene av en type, med id og navn."))
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="municipality",
    show_default=True,
    help=_("Type område."),
)
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help=_("Områdene slik de var en dag.")
)
def list_regions(kind: str, day: dt.datetime | None) -> None:
    """One line for each region."""
    from omsyn.geography import RegionKind

    for each in _registry().regions(RegionKind(kind), day.date() if day else None):
        click.echo(f"{each.id}\t{each.name}")


def _registry() -> Registry:
    from omsyn.warehouse import open_store

    return open_store().registry()


def _identity(region: Region) -> list[str]:
    from omsyn.geography import kind_name

    lines = [f"{region.name} ({region.id}), {kind_name(region.kind)}"]
    if region.other_names:
        names = ", ".join(region.other_names)
        lines.append(_("Andre navn: {names}").format(names=names))
    start = date_text(region.valid_from)
    if region.valid_to is None:
        lines.append(_("Gjelder fra {start}").format(start=start))
    else:
        end = date_text(region.valid_to - dt.timedelta(days=1))
        lines.append(_("Gjaldt fra {start} til og med {end}").format(start=start, end=end))
    return lines


def _belonging(registry: Registry, region: Region, day: dt.date | None) -> list[str]:
    from omsyn.geography import RegionKind, history_sentences

    if region.kind is not RegionKind.MUNICIPALITY:
        return _members(registry, region, day)
    above = [
        each
        for kind in RegionKind
        if kind is not RegionKind.MUNICIPALITY
        for each in registry.belongs_to(region.code, kind, day)
    ]
    lines = [_("Hører til:"), *(f"  {each.name} ({each.id})" for each in above)]
    history = history_sentences(
        each for each in registry.history(region.code) if day is None or each.date <= day
    )
    return [*lines, _("Endringer:"), *(f"  {each}" for each in history)] if history else lines


def _members(registry: Registry, region: Region, day: dt.date | None) -> list[str]:
    lines = [_("Består av:")]
    for member in registry.members(region.id, day):
        name = registry.get(member.municipality, day).name
        line = f"  {member.municipality} {name}"
        if member.ward is not None:
            line = _("{place}, bydel {ward}: anslagsvis {share} av innbyggerne").format(
                place=line, ward=member.ward, share=percent(100 * member.share)
            )
        lines.append(line)
    return lines
