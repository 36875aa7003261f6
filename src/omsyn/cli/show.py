"""`omsyn data show`: the figures of a data set, as published or within the borders of a year."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from omsyn.language import _, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from omsyn.facts import DatasetInfo
    from omsyn.geography import Registry
    from omsyn.warehouse import Store

PUBLISHED = "published"
SHOWN_ROWS = 40
FORMATS = (".csv", ".xlsx")
MUNICIPALITY = r"^\d{4}$"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class Borders(click.ParamType[str | int]):
    """A year, or "published"."""

    name = "borders"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002
        return _("ÅR|published")

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | int:
        if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}|published", value):
            self.fail(_("«{text}» er verken et år eller published.").format(text=value), param, ctx)
        return value if value == PUBLISHED else int(value)


@click.command(
    "show",
    help=_(
        "Vis tallene i et datasett, slik de er publisert eller regnet om til grensene et år.\n\n"
        "Med --out skrives alle radene til en fil som Excel kan åpne."
    ),
)
@click.argument("name", metavar=_("NAVN"))
@click.option("--region", default="", help=_("Bare tallene for ett sted: navn eller nummer."))
@click.option(
    "--borders",
    type=Borders(),
    default=PUBLISHED,
    show_default=True,
    help=_("Året med grensene som tallene skal regnes om til, eller published."),
)
@click.option("--period", default="", help=_("Bare tallene for ett år eller en annen periode."))
@click.option("--measure", default="", help=_("Bare ett av målene i datasettet."))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Fil å skrive: .csv eller .xlsx."),
)
def show(  # noqa: PLR0913, PLR0917 - one for each option
    name: str, region: str, borders: str | int, period: str, measure: str, out: Path | None
) -> None:
    """On the screen, or to a file with the same rows and where they come from."""
    from omsyn.warehouse import open_store, translated
    from omsyn.warehouse.durable import write_for_user

    if out is not None and out.suffix.lower() not in FORMATS:
        raise click.UsageError(_("Filen {file} må ende på .csv eller .xlsx.").format(file=out.name))
    store = open_store()
    info = translated(store.info(name))
    wanted = {"period": period, "measure": measure}
    facts = _for_people(_chosen(store, info, region, borders, wanted))
    about = _about(info, borders)
    if out is None:
        _print(facts, about)
        return
    write_for_user(out, _csv(facts) if out.suffix.lower() == ".csv" else _xlsx(facts, about))
    click.echo(_("Skrev {rows} rader til {file}.").format(rows=number(facts.height), file=out))
    for line in about:
        click.echo(line)


def _chosen(
    store: Store, info: DatasetInfo, region: str, borders: str | int, wanted: Mapping[str, str]
) -> pl.DataFrame:
    """The rows asked for. Raises `OutsideData` where there are none."""
    import polars as pl

    from omsyn.errors import OutsideData

    facts = store.facts(info.name)
    for column, text in wanted.items():
        there = facts.select(pl.col(column).unique()).collect()[column] if text else ()
        if text and text not in there:
            raise OutsideData(
                _("«{name}» har ikke tall for {wanted}: velg blant {there}.").format(
                    name=info.name, wanted=text, there=", ".join(sorted(there))
                )
            )
        facts = facts.filter(pl.col(column) == text) if text else facts
    frame = facts.collect()
    if isinstance(borders, int):
        return _converted(frame, borders, info, store.registry(), region)
    return _of_region(frame, info, region, store.registry()) if region else frame


def _converted(
    facts: pl.DataFrame, year: int, info: DatasetInfo, registry: Registry, region: str
) -> pl.DataFrame:
    """Municipalities within the borders of a year; the country is as published."""
    import polars as pl

    from omsyn.errors import OutsideData
    from omsyn.geography import COUNTRY_ID, convert

    first = min(each.valid_from.year for each in registry.all_regions)
    if not first <= year <= dt.datetime.now(dt.UTC).year + 1:
        raise OutsideData(
            _("Grensene i {year} er ikke kjent: velg et år fra {first} til {last}.").format(
                year=year, first=first, last=registry.border_year
            )
        )
    facts = facts.filter(
        pl.col("region").str.contains(MUNICIPALITY) | (pl.col("region") == COUNTRY_ID)
    )
    if not facts.height:
        raise OutsideData(
            _(
                "«{name}» har ikke tall for kommuner, og kan ikke regnes om til andre grenser."
            ).format(name=info.name)
        )
    only = registry.find(region, dt.date(year, 6, 1)).id if region else None
    found = convert(facts, year, registry, border_year=info.border_year, only=only)
    return _there(found, info, region)


def _of_region(
    facts: pl.DataFrame, info: DatasetInfo, text: str, registry: Registry
) -> pl.DataFrame:
    """The rows of one region, whose number may be one that was in force in the period alone."""
    import polars as pl

    region = text.zfill(4) if text.isdigit() else text
    if region not in facts["region"]:
        region = registry.find(text).id
    return _there(facts.filter(pl.col("region") == region), info, text)


def _there(facts: pl.DataFrame, info: DatasetInfo, region: str) -> pl.DataFrame:
    from omsyn.errors import OutsideData

    if facts.height:
        return facts
    sentence = (
        _(
            "«{name}» har ikke tall for {region} med grensene de er publisert i: prøv med "
            "--borders og et år, eller velg et annet sted."
        )
        if info.border_year is None
        else _("«{name}» har ikke tall for {region}: velg et annet sted.")
    )
    raise OutsideData(sentence.format(name=info.name, region=region))


def _for_people(facts: pl.DataFrame) -> pl.DataFrame:
    """With the headings and words that `omsyn data own` understands too."""
    import polars as pl

    from omsyn.facts import Status

    headings = {
        "region": _("Region"), "period": _("Periode"), "sex": _("Kjønn"), "age": _("Alder"),
        "measure": _("Mål"), "value": _("Verdi"), "status": _("Merknad"),
    }  # fmt: skip
    sexes = {"male": _("menn"), "female": _("kvinner"), "both": _("begge")}
    return facts.with_columns(
        pl.col("sex").replace(sexes),
        pl.col("age").replace({"all": _("alle")}),
        pl.col("status").replace({Status.ESTIMATED.value: _("anslått")}),
    ).rename(headings)


def _about(info: DatasetInfo, borders: str | int) -> list[str]:
    """Where the figures come from, and within which borders they are."""
    source = _("Kilde: {source}, tabell {table}, hentet {day}.").format(
        source=info.source, table=info.table, day=info.retrieved.date().isoformat()
    )
    if isinstance(borders, int):
        within = _(
            "Regnet om til grensene i {year}. Der en kommune er delt, er tallene anslag og merket "
            "«anslått»."
        ).format(year=borders)
    elif info.border_year is None:
        within = _("Som publisert: kommunenumrene er de som gjaldt hvert år.")
    else:
        within = _("Som publisert, i grensene fra {year}.").format(year=info.border_year)
    lines = [info.title, f"{info.definition} ({info.unit})", source, within, *info.notes]
    return [*lines, _("Fiktive tall.")] if info.fictional else lines


def _print(facts: pl.DataFrame, about: list[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=about[0], title_justify="left")
    for column in facts.columns:
        table.add_column(
            column, justify="right" if column == facts.columns[-2] else "left", no_wrap=True
        )
    for row in facts.head(SHOWN_ROWS).iter_rows():
        table.add_row(*(Text(_seen(cell)) for cell in row))
    console = Console()
    console.print(table)
    hidden = facts.height - SHOWN_ROWS
    if hidden > 0:
        console.print(
            _(
                "{rows} rader til: velg med --region, --period og --measure, eller bruk --out."
            ).format(rows=number(hidden))
        )
    for line in about[1:]:
        console.print(Text(line))


def _seen(value: str | float | None) -> str:
    if isinstance(value, str):
        return value
    return number(value, 0 if value is None or value.is_integer() else 1)


def _csv(facts: pl.DataFrame) -> bytes:
    """Semicolons, decimal commas and a byte mark: as Excel opens it in Norway."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(facts.columns)
    for row in facts.iter_rows():
        writer.writerow([_cell(value) for value in row])
    return target.getvalue().encode("utf-8-sig")


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_SIGNS) else value
    return (str(int(value)) if value.is_integer() else repr(value)).replace(".", ",")


def _xlsx(facts: pl.DataFrame, about: list[str]) -> bytes:
    """The rows on one sheet, where they come from on another; text is never a formula."""
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(_("Tall"))
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, facts.columns, book.add_format({"bold": True}))
        for place, row in enumerate(facts.iter_rows(), start=1):
            sheet.write_row(place, 0, ["" if value is None else value for value in row])
        about_sheet = book.add_worksheet(_("Om tallene"))
        about_sheet.write_column(0, 0, about)
    return target.getvalue()
