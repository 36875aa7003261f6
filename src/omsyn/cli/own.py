"""`omsyn data own`: a table of the user's own, as a data set beside the published ones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from omsyn.language import _, number

if TYPE_CHECKING:
    from omsyn.facts import DatasetInfo
    from omsyn.geography import Registry
    from omsyn.sources.files import ColumnMapping, Suggestion
    from omsyn.warehouse import Store

PREFIX = "own_"
"""How the name of every such data set begins, so that none takes the place of a published one."""
PARTS = ("region", "period", "value", "sex", "age")
SAMPLE = 5


@click.command(
    "own",
    help=_(
        "Last inn en egen tabell, fra Excel eller CSV.\n\n"
        "Uten --map gjetter Omsyn hvilken kolonne som har hva. Se først hva det blir, med "
        "--suggest."
    ),
)
@click.argument(
    "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar=_("FIL")
)
@click.option(
    "--suggest", is_flag=True, help=_("Vis hva filen ser ut til å ha, og lagre ingenting.")
)
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar=_("DEL=KOLONNE"),
    help=_(
        "Hvilken kolonne som har hva: region, period, value, sex eller age. Kan gis flere ganger."
    ),
)
@click.option(
    "--year-column",
    "years",
    multiple=True,
    metavar=_("KOLONNE"),
    help=_("Overskrift som er et år, når hvert år har sin kolonne. Kan gis flere ganger."),
)
@click.option("--year", default="", help=_("Året alle tallene gjelder, når ingen kolonne har det."))
@click.option("--sheet", default="", help=_("Arket i Excel-filen; ellers det første som vises."))
@click.option("--decimal", type=click.Choice([",", "."]), help=_("Desimaltegnet i filen."))
@click.option("--name", default="", help=_("Navnet på datasettet: små bokstaver a–z, sifre, _."))
@click.option("--measure", default="", help=_("Hva som er målt, for eksempel home_service_users."))
@click.option("--title", default="", help=_("Tittel for mennesker; ellers filens navn."))
@click.option("--unit", default="", help=_("Måleenhet, for eksempel personer."))
@click.option(
    "--source", default="", help=_("Hvem tallene er fra, for eksempel kommunens fagsystem.")
)
@click.option("--definition", default="", help=_("Hva tallene betyr."))
@click.option(
    "--old-codes",
    is_flag=True,
    help=_("Kommunenumrene er de som gjaldt hvert år, ikke dagens."),
)
@click.option(
    "--allow-shorter",
    is_flag=True,
    help=_("Bytt ut tall også når de nye er færre enn de som er lagret."),
)
def own(  # noqa: PLR0913, PLR0917 - one for each option
    path: Path,
    suggest: bool,
    pairs: tuple[str, ...],
    years: tuple[str, ...],
    year: str,
    sheet: str,
    decimal: str | None,
    name: str,
    measure: str,
    title: str,
    unit: str,
    source: str,
    definition: str,
    old_codes: bool,
    allow_shorter: bool,
) -> None:
    """Read with the mapping given or guessed, and keep it under a name of its own."""
    from attrs import evolve

    from omsyn.sources.base import Fetched
    from omsyn.sources.files import read_user_table, suggest_mapping
    from omsyn.warehouse import open_store
    from omsyn.warehouse.loading import keep_dataset

    chosen = _pairs(pairs)
    found = suggest_mapping(path, sheet)
    mapping = _mapping(found, chosen, years)
    mapping = mapping and evolve(
        mapping,
        fixed_period=year,
        period="" if year else mapping.period,
        decimal=decimal or "",
        measure=measure or mapping.measure,
    )
    if suggest:
        _tell_suggestion(path, found, mapping)
        return
    if mapping is None:
        raise click.UsageError(
            _(
                "Omsyn fant ikke ut hvilke kolonner som har sted og tall i {file}. Si det med "
                "--map region=… og --map value=…; kolonnene er: {headings}."
            ).format(file=path.name, headings=_joined(found.headings))
        )
    store = open_store()
    registry = None if old_codes else _registry(store)
    facts = read_user_table(path, mapping, registry=registry)
    info = _described(path, name or path.stem, title=title, unit=unit, source=source,
                      definition=definition,
                      border_year=registry.border_year if registry else None,
                      fictional=store.fictional)  # fmt: skip
    kept = keep_dataset(store, Fetched(info, facts), allow_shorter=allow_shorter)
    click.echo(_mapping_line(mapping))
    click.echo(
        _(
            "{rows} rader er lagret som «{name}» ({added} nye, {changed} endret, {removed} borte). "
            "Se dem med `omsyn data show {name}`."
        ).format(
            rows=number(kept.replaced.rows),
            name=info.name,
            added=number(kept.replaced.added),
            changed=number(kept.replaced.changed),
            removed=number(kept.replaced.removed),
        )
    )


def _pairs(pairs: Sequence[str]) -> dict[str, str]:
    chosen = {}
    for pair in pairs:
        part, equals, heading = pair.partition("=")
        if not equals or part not in PARTS or not heading:
            raise click.UsageError(
                _("«{pair}» er ikke en del og en kolonne: skriv for eksempel --map {example}, der "
                  "delen er en av {parts}.").format(
                    pair=pair, example="region=Kommunenr", parts=", ".join(PARTS)
                )
            )  # fmt: skip
        chosen[part] = heading
    return chosen


def _mapping(
    found: Suggestion, chosen: dict[str, str], years: tuple[str, ...]
) -> ColumnMapping | None:
    """What was given, and for the rest what was guessed."""
    from attrs import evolve

    from omsyn.sources.files import ColumnMapping

    guess = found.mapping
    if guess is None:
        if "region" not in chosen or not (years or "value" in chosen):
            return None
        guess = ColumnMapping(region=chosen["region"], measure="value", sheet=found.sheet)
    if years:
        chosen = {**chosen, "value": "", "period": ""}
        return evolve(guess, year_columns=years, **chosen)
    if "value" in chosen:
        return evolve(guess, **chosen, year_columns=())
    return evolve(guess, **chosen)


def _registry(store: Store) -> Registry | None:
    """The regions, where some are loaded; without them numbers are taken as they are."""
    from omsyn.errors import MissingDataset

    try:
        return store.registry()
    except MissingDataset:
        return None


def _described(  # noqa: PLR0913 - one for each thing that is said
    path: Path, name: str, *, title: str, unit: str, source: str, definition: str,
    border_year: int | None, fictional: bool,
) -> DatasetInfo:  # fmt: skip
    from omsyn.facts import DatasetInfo
    from omsyn.sources.base import N_

    return DatasetInfo(
        name=_own_name(name),
        title=title or path.stem,
        source=source or N_("Egen fil"),
        table=path.name,
        definition=definition or N_("Ikke oppgitt; tallene er lest fra en egen fil."),
        unit=unit or N_("ikke oppgitt"),
        licence=N_("Egne tall"),
        retrieved=dt.datetime.now(dt.UTC),
        border_year=border_year,
        # Beside fictional figures a table is about fictional places, whoever made it.
        fictional=fictional,
        notes=(N_("Tallene er fra en egen fil, ikke fra publisert statistikk."),),
    )


def _own_name(text: str) -> str:
    """A name that the store takes: "Brukere 2024" -> "own_brukere_2024"."""
    letters = text.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    return PREFIX + re.sub(r"[^a-z0-9]+", "_", letters).strip("_").removeprefix(PREFIX)[:80]


def _tell_suggestion(path: Path, found: Suggestion, mapping: ColumnMapping | None) -> None:
    if len(found.sheets) > 1:
        click.echo(
            _("Ark: {sheets}. Leser «{sheet}».").format(
                sheets=_joined(found.sheets), sheet=found.sheet
            )
        )
    click.echo(
        _("Kolonner i {file}: {headings}.").format(file=path.name, headings=_joined(found.headings))
    )
    for row in found.sample[:SAMPLE]:
        click.echo("  " + " | ".join(row))
    if mapping is None:
        click.echo(_("Fant ikke kolonnene med sted og tall: si dem med --map."))
    else:
        click.echo(_mapping_line(mapping))


def _mapping_line(mapping: ColumnMapping) -> str:
    chosen = [f"{part}={heading}" for part in PARTS if (heading := getattr(mapping, part))]
    if mapping.year_columns:
        chosen.append(_("år i kolonnene {years}").format(years=_joined(mapping.year_columns)))
    if mapping.fixed_period:
        chosen.append(_("året er {year}").format(year=mapping.fixed_period))
    return _("Leser {parts}; målet er {measure}.").format(
        parts=", ".join(chosen), measure=mapping.measure
    )


def _joined(texts: Sequence[str]) -> str:
    return ", ".join(each for each in texts if each)
