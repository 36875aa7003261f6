"""`omsyn scenario compare`: two scenarios of one place on the same futures."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from omsyn.language import _, signed

if TYPE_CHECKING:
    from omsyn.demography.population import FloatArray
    from omsyn.needs.scenario import Comparison, Scenario
    from omsyn.needs.scenario.choices_apart import Changed
    from omsyn.needs.scenario.compare import Apart
    from omsyn.needs.scenario.compare_words import Names

SUFFIXES = (".json", ".csv", ".xlsx")
DRAWS = 1_000
"""Futures drawn where neither scenario says how many."""
LONGEST_WORD = len("hjemmetjenester")
"""The narrowest that the column of services can be."""
LONG_AGO = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""When every workbook says it was made, so that the same runs give the same bytes."""
SMALL = 20
"""Numbers below this are shown with one decimal."""


@click.command(
    "compare",
    help=_(
        "Sammenlikn to scenarioer for samme sted, på de samme framtidene.\n\n"
        "En FIL kan også være en adresse i anførselstegn, eller et navn fra «list»."
    ),
)
@click.argument("one", metavar=_("FIL"))
@click.argument("other", metavar=_("FIL"))
@click.option("--year", type=int, help=_("Året som vises; ellers målåret."))
@click.option(
    "--draws",
    type=int,
    help=_(
        "Antall framtider å trekke for begge; ellers det de selv sier, og 1000 der de ikke sier "
        "noe. 0 gir ingen intervaller."
    ),
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Fil å skrive, .json, .csv eller .xlsx; ellers vises svaret på skjermen."),
)
def compare(one: str, other: str, year: int | None, draws: int | None, out: Path | None) -> None:
    """Read both, compute both, tell."""
    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise click.UsageError(_("--out må ende på .json, .csv eller .xlsx."))
    from omsyn.cli.scenario_source import read_source
    from omsyn.cli.telling import tell_drawing
    from omsyn.needs.scenario import run_comparison
    from omsyn.needs.scenario.comparable import check_comparable
    from omsyn.needs.scenario.compare_words import named
    from omsyn.warehouse import open_store

    sources = [read_source(text) for text in (one, other)]
    scenarios = _on_the_same_draws([each.scenario for each in sources], draws)
    check_comparable(*scenarios)
    store = open_store()
    tell_drawing(store, scenarios)
    found = run_comparison(store, *scenarios)
    if out is not None:
        _write(found, out)
        return
    shown = found.years[-1] if year is None else _known(year, found)
    names = named(*(each.label for each in sources))
    if not names.given:
        for name, text in ((names.one, one), (names.other, other)):
            click.echo(f"{name}: {text}")
    _show(found, shown, names)


def _on_the_same_draws(scenarios: Sequence[Scenario], draws: int | None) -> list[Scenario]:
    """With the number of futures that was asked for, or one where neither says any."""
    from omsyn.needs.scenario.reading import make_scenario

    if draws is None and not any(each.draws for each in scenarios):
        draws = DRAWS
    if draws is None:
        return list(scenarios)
    return [make_scenario(**{**each.model_dump(), "draws": draws}) for each in scenarios]


def _known(year: int, found: Comparison) -> int:
    if year not in found.years:
        raise click.UsageError(
            _("--year må være fra {first} til {last}.").format(
                first=found.years[0], last=found.years[-1]
            )
        )
    return year


def _write(found: Comparison, out: Path) -> None:
    from omsyn.cli.saving import write_file

    match out.suffix.lower():
        case ".json":
            content = found.to_json()
        case ".csv":
            content = found.to_csv().encode()
        case _:
            content = _xlsx(found)
    write_file(out, content)


def _show(found: Comparison, year: int, names: Names) -> None:
    from rich.console import Console
    from rich.text import Text

    from omsyn.needs.scenario.compare_words import cost_sentences, sentences
    from omsyn.needs.scenario.phrases import fictional_lines

    console = Console()
    say = [f"{found.region.name} ({found.region.id})"]
    say += fictional_lines(fictional=found.one.fictional)
    both = _("{label}: {value} i begge")
    alike = (each for each in found.settings if each.one == each.other)
    say += [both.format(label=each.label, value=each.one) for each in alike]
    say += changed_lines(found.changed, names.one, names.other) or [_("De to setter det samme.")]
    for line in say:
        console.print(Text(line))
    console.print(_table(found, year, names))
    for each in found.differences.values():
        console.print(Text(f"{each.name}: {' '.join(sentences(each, year, names))}"))
    if "cost" in found.amounts:
        console.print(Text(" ".join(cost_sentences(found.amounts["cost"], year, names))))
    for line in found.notes():
        console.print(Text(line))
    runs = _("Kjøring {id}")
    console.print(Text("; ".join(runs.format(id=each.run_id) for each in (found.one, found.other))))


def changed_lines(changes: Iterable[Changed], one: str = "", other: str = "") -> list[str]:
    """What was set differently, a line each: in the one, and in the other."""
    text = (
        _("{label}: {one} har {first}; {other} har {second}")
        if one
        else _("{label}: {first} → {second}")
    )
    return [
        text.format(label=each.label, first=each.one, second=each.other, one=one, other=other)
        for each in changes
    ]


def _table(found: Comparison, year: int, names: Names) -> object:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=_("Behovet i {year}").format(year=year),
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        caption=_("Fra og til: åtte av ti framtider.") if found.draws else None,
        caption_justify="left",
    )
    table.add_column(_("Tjeneste"), min_width=LONGEST_WORD)
    heads = [names.one, names.other, _("Forskjell")]
    if found.draws:
        heads += [_("Fra"), _("Til")]
    for head in heads:
        table.add_column(Text(head), justify="right")
    for each in found.differences.values():
        name = _("{name} (i dag er 100)") if each.index else "{name}"
        table.add_row(
            Text(name.format(name=each.name)),
            *_cells(each, (each.one.value, each.other.value), year, uncertain=bool(found.draws)),
        )
    for taken in found.amounts.values():
        named = Text(_("{name} ({unit})").format(name=taken.name, unit=taken.unit))
        sides = (taken.one, taken.other)
        table.add_row(named, *_cells(taken, sides, year, uncertain=bool(found.draws)))
    return table


def _cells(each: Apart, sides: Sequence[FloatArray], year: int, *, uncertain: bool) -> list[str]:
    from omsyn.cli.need_amounts import MILLION, amount

    place = each.years.index(year)
    values = [float(side[place]) for side in sides]
    changes = [each.at(year), *((each.interval(year) or ()) if uncertain else ())]
    largest = max(map(abs, changes))
    if largest >= MILLION:
        return [*map(amount, values), *(_plus(change) + amount(change) for change in changes)]
    decimals = 0 if largest >= SMALL else 1
    return [*map(amount, values), *(signed(change, decimals) for change in changes)]


def _plus(change: float) -> str:
    return "+" if change > 0 else ""


def _xlsx(found: Comparison) -> bytes:
    """Every service and year on one sheet, what was set on another; text is never a formula."""
    import xlsxwriter

    frame, target = found.to_frame(), io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": LONG_AGO})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(_("Tall"))
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, frame.columns, bold)
        for place, row in enumerate(frame.iter_rows(), start=1):
            sheet.write_row(place, 0, ["" if value is None else value for value in row])
        about = book.add_worksheet(_("Det som er satt"))
        about.write_row(0, 0, [_("Hva"), "one", "other"], bold)
        rows = [(each.label, each.one, each.other) for each in found.settings]
        rows += [(_("Kjøring"), found.one.run_id, found.other.run_id)]
        rows += [(line, "", "") for line in found.notes()]
        for place, row in enumerate(rows, start=1):
            about.write_row(place, 0, row)
    return target.getvalue()
