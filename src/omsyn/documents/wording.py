"""The words around figures and tables, the same in every format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from omsyn.documents.blocks import Cell, Column, ColumnKind, Document, Figure, Message, Table
from omsyn.documents.numbering import Numbering
from omsyn.facts import Provenance, Status
from omsyn.language import _, date_digits, date_text, number, percent, signed

_LETTERS = re.compile(r"\(([A-ZÆØÅ]{2,5})\)$")


def cell_text(cell: Cell, column: Column) -> str:  # noqa: PLR0911 - one line for each kind
    """A cell as people read it: a formatted number, a text, or the symbol of its absence."""
    if cell is None:
        return Status.NOT_AVAILABLE.value
    if isinstance(cell, Status):
        return _("beregnet") if cell is Status.ESTIMATED else cell.value
    if isinstance(cell, str):
        return cell
    match column.kind:
        case ColumnKind.PERCENT:
            return percent(cell, column.decimals)
        case ColumnKind.CHANGE:
            return _with_unit(signed(cell, column.decimals), column.unit)
        case ColumnKind.YEAR:
            return str(int(cell))
        case ColumnKind.NUMBER | ColumnKind.TEXT:
            return number(cell, column.decimals)


def is_numeric(column: Column) -> bool:
    """Whether the column is set to the right, as figures are."""
    return column.kind not in {ColumnKind.TEXT, ColumnKind.YEAR}


def column_label(column: Column) -> str:
    """The heading of a column, with its unit where that is more than a sign in the cells."""
    if not column.unit or column.unit == "%":
        return column.label
    return f"{column.label} ({column.unit})"


def symbol_notes(table: Table) -> list[str]:
    """What the symbols mean that stand in the table's cells."""
    meanings = {
        Status.NOT_APPLICABLE: _(". betyr at tallet ikke kan forekomme."),
        Status.NOT_AVAILABLE: _(".. betyr at tallet mangler."),
        Status.CONFIDENTIAL: _(": betyr at tallet er skjult av hensyn til personvernet."),
        Status.ZERO: _("– betyr null."),
        Status.ESTIMATED: _("«beregnet» betyr at tallet er beregnet, ikke publisert."),
    }
    cells = [cell for row in table.rows for cell in row]
    present = {cell for cell in cells if isinstance(cell, Status)}
    if any(cell is None for cell in cells):
        present.add(Status.NOT_AVAILABLE)
    return [text for status, text in meanings.items() if status in present]


def notes(table: Table, said: str = "") -> list[str]:
    """The table's own notes, but for what the words beside it have said, and its symbols."""
    return [*(note for note in table.notes if note not in said), *symbol_notes(table)]


def source_line(items: Iterable[Provenance]) -> str:
    """Where figures are from, on one line: `Kilde: SSB, tabell 07459 (hentet 3.3.2026).`.

    The full names, and all else that is known, stand in the list of sources.
    """
    items = list(items)
    # Borders that one source has told of are the same for what is computed from it.
    told = {item.border_year for item in items if not item.computed}
    sources = list(
        dict.fromkeys(
            _one_source(item, borders=not (item.computed and item.border_year in told))
            for item in items
        )
    )
    if not sources:
        return ""
    if len(sources) == 1:
        return _("Kilde: {source}.").format(source=sources[0])
    return _("Kilder: {sources}.").format(sources="; ".join(sources))


def about_terms(item: Provenance) -> list[tuple[str, str]]:
    """What stands under "Om dette tallet": terms and texts."""
    missing = (
        _("{share} av grunnlaget mangler verdi.").format(share=percent(100 * item.missing_share))
        if item.missing_share
        else _("Ingen verdier mangler.")
    )
    terms = [
        (_("Definisjon"), item.definition),
        (_("Kilde"), _source_and_table(item)),
        (_("Perioder"), item.periods),
        (_("Beregnet") if item.computed else _("Hentet"), date_text(item.retrieved)),
        (_("Oppdatert hos kilden"), date_text(item.updated) if item.updated else ""),
        (_("Grenser"), _borders_in_full(item)),
        (_("Mangler"), "" if item.computed else missing),
        (_("Anslått"), _("Tallet er delvis beregnet.") if _partly(item) else ""),
        (_("Forbehold"), " ".join(item.notes)),
        (_("Lisens"), item.licence),
        (_("Adresse"), item.url),
    ]
    return [(term, text) for term, text in terms if text]


def small_print(items: Sequence[Provenance], *, defined_last: bool) -> str:
    """The source in small letters; with what the figures mean, unless that stands last."""
    definitions = dict.fromkeys(item.definition for item in items if item.definition)
    meanings = () if defined_last else definitions
    return " ".join(text for text in (source_line(items), *meanings) if text)


@frozen
class SourceEntry:
    """A source as it stands in the list at the end of a printed document."""

    name: str
    definition: str
    details: str


def source_entry(item: Provenance) -> SourceEntry:
    named = {_("Definisjon"), _("Kilde")}
    rest = [f"{term}: {text}" for term, text in about_terms(item) if term not in named]
    return SourceEntry(_source_and_table(item), item.definition, " · ".join(rest))


def how_text(message: Message, numbering: Numbering) -> str:
    """How a message is computed, and where it is shown."""
    return " ".join(t for t in (message.explanation, shown_in(message.see, numbering)) if t)


def shown_in(see: str, numbering: Numbering) -> str:
    """`Se figur 3.`; nothing where the figure has no number."""
    if see in numbering.figures:
        return _("Se figur {n}.").format(n=numbering.figures[see])
    if see in numbering.tables:
        return _("Se tabell {n}.").format(n=numbering.tables[see])
    return ""


def alt_text(figure: Figure) -> str:
    """What stands in for the picture."""
    return " ".join(f"{figure.title.rstrip('.')}. {figure.summary or figure.subtitle}".split())


def where_the_table_is(n: int) -> str:
    return _("Tallene står i tabell {n}.").format(n=n)


def row_texts(table: Table) -> list[list[str]]:
    """The table's cells as people read them."""
    return [
        [cell_text(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]


def fictional_text() -> str:
    """The banner that stands on every page where figures are invented."""
    return _("Fiktive tall")


def fictional_sentence() -> str:
    return _("Tallene i dette dokumentet er fiktive og gjelder ingen virkelig kommune.")


def caption(kind: str, n: int | None, text: str) -> str:
    """`Figur 3. Teksten`; only the text where figures have no numbers."""
    return text if n is None else f"{kind} {n}. {text}"


def cover_lines(document: Document) -> list[str]:
    """What stands below the title on the cover."""
    return [
        document.place,
        _("Laget {date}").format(date=date_text(document.made)),
        document.data_status,
    ]


def language_tag(document: Document) -> str:
    """The document's language as files name it: `nb-NO`."""
    return f"{document.standard.value}-NO"


def distinct(items: Sequence[Provenance]) -> list[Provenance]:
    """Each source once, in the order in which it first stands."""
    return list(dict.fromkeys(items))


def _one_source(item: Provenance, *, borders: bool) -> str:
    when = _("beregnet {date}") if item.computed else _("hentet {date}")
    details = [when.format(date=date_digits(item.retrieved))]
    if item.updated and not item.computed:
        details.append(_("oppdatert {date}").format(date=date_digits(item.updated)))
    if item.border_year and borders:
        details.append(_borders(item))
    if item.missing_share:
        share = percent(100 * item.missing_share)
        details.append(_("mangler for {share} av grunnlaget").format(share=share))
    if _partly(item):
        details.append(_("delvis beregnet"))
    # "Statistisk sentralbyrå (SSB)" is known by its letters.
    letters = _LETTERS.search(item.source)
    short = evolve(item, source=letters[1]) if letters else item
    name = _source_and_table(short)
    # "Omsyn (fiktive tall)" has its brackets already.
    head = f"{name[:-1]}, " if name.endswith(")") else f"{name} ("
    return f"{head}{', '.join(details)})"


def _partly(item: Provenance) -> bool:
    """Whether some figures of a source of counted figures are estimates."""
    return item.estimated and not item.computed


def _source_and_table(item: Provenance) -> str:
    if not item.table:
        return item.source
    if " " in item.table:  # a name rather than a number
        return f"{item.source}: {item.table}"
    return _("{source}, tabell {table}").format(source=item.source, table=item.table)


def _borders(item: Provenance) -> str:
    return _("grenser per {year}").format(year=item.border_year) if item.border_year else ""


def _borders_in_full(item: Provenance) -> str:
    if not item.border_year:
        return ""
    return _("Kommunegrensene i {year}.").format(year=item.border_year)


def _with_unit(text: str, unit: str) -> str:
    return f"{text}\u00a0%" if unit == "%" and any(c.isdigit() for c in text) else text
