"""The block document: what every format is made from, so that no two can differ.

Blocks hold raw numbers and finished sentences. Renderers format numbers with
`omsyn.language` and never compute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from attrs import field, frozen

from omsyn.facts import Provenance, Status
from omsyn.language import WrittenStandard

ChartSpec: TypeAlias = Mapping[str, Any]
"""A Vega-Lite specification with its data inside."""

Cell: TypeAlias = float | int | str | Status | None
"""A raw number, a text, or the reason why there is no number."""


def run_of(items: Iterable[Any]) -> tuple[Any, ...]:
    """Any run of blocks as a tuple: the converter of fields that hold several.

    mypy cannot see through `tuple` itself as a converter; the fields keep their own types.
    """
    return tuple(items)


class ColumnKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    YEAR = "year"
    CHANGE = "change"
    """A number shown with its sign."""


@frozen(kw_only=True)
class Column:
    label: str
    kind: ColumnKind = ColumnKind.NUMBER
    unit: str = ""
    decimals: int = 0


@frozen(kw_only=True)
class Table:
    """Raw cells in rows; the first column heads its row."""

    id: str
    caption: str
    columns: tuple[Column, ...] = field(converter=run_of)
    rows: tuple[tuple[Cell, ...], ...] = field(converter=run_of)
    notes: tuple[str, ...] = field(default=(), converter=run_of)
    provenance: tuple[Provenance, ...] = field(default=(), converter=run_of)


@frozen(kw_only=True)
class Figure:
    """A chart with its message, its words and the table it is drawn from."""

    id: str
    title: str
    """The message: what the reader should see."""
    subtitle: str
    """What, where, when, and the unit."""
    summary: str
    """Two or three sentences made from the data, read in place of the picture."""
    chart: ChartSpec
    table: Table

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        return self.table.provenance


@frozen(kw_only=True)
class Message:
    """One of the things that matter most here, with the figures that it rests on."""

    id: str
    text: str
    explanation: str
    """How it is computed, in words that a councillor can follow."""
    value: str = ""
    """The figure itself, short enough to stand large beside the text: "+640"."""
    see: str = ""
    """Id of the figure or table that shows it."""


@frozen(kw_only=True)
class Messages:
    items: tuple[Message, ...] = field(converter=run_of)


@frozen(kw_only=True)
class Paragraph:
    text: str


@frozen(kw_only=True)
class Bullets:
    items: tuple[str, ...] = field(converter=run_of)


class Tone(StrEnum):
    NOTE = "note"
    CAUTION = "caution"
    FICTIONAL = "fictional"


@frozen(kw_only=True)
class Callout:
    """Something the reader must know: a reservation, or that the figures are fictional."""

    text: str
    title: str = ""
    tone: Tone = Tone.NOTE


@frozen(kw_only=True)
class Definitions:
    """Terms and what they mean."""

    items: tuple[tuple[str, str], ...] = field(converter=run_of)


@frozen(kw_only=True)
class Sources:
    """The list of sources at the end; renderers format each `Provenance`."""

    items: tuple[Provenance, ...] = field(converter=run_of)


Block: TypeAlias = Messages | Paragraph | Bullets | Callout | Figure | Table | Definitions | Sources


@frozen(kw_only=True)
class Section:
    id: str
    title: str
    blocks: tuple[Block, ...] = field(converter=run_of)
    sections: tuple[Section, ...] = field(default=(), converter=run_of)


@frozen(kw_only=True)
class Document:
    """A whole document in one written standard."""

    id: str
    """File-name-safe: "kunnskapsgrunnlag-4204-2050-nb"."""
    title: str
    subtitle: str
    place: str
    standard: WrittenStandard
    made: dt.date
    data_status: str
    """One sentence: which data, how new."""
    fictional: bool
    sections: tuple[Section, ...] = field(converter=run_of)
    brief: bool = False
    """One page for the council, whatever the length of the names."""
