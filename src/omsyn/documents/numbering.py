"""Figure 1, Table 1: one count through a whole document, whatever its format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from omsyn.documents.blocks import Block, Document, Figure, Section, Sources, Table

LONG_TABLE = 8
"""A figure's table with more rows stands at the end of a document on paper."""


@frozen
class Numbering:
    """The number of each figure and table by its id; empty where nothing is numbered."""

    figures: Mapping[str, int] = field(factory=dict)
    tables: Mapping[str, int] = field(factory=dict)

    @classmethod
    def of(cls, document: Document) -> Numbering:
        """Numbers as the figures and tables come on paper.

        Raises `ValueError` where two share an id.
        """
        figures = [block.id for block in blocks(document) if isinstance(block, Figure)]
        return cls(_counted(figures), _counted(table.id for table in tables(document)))


def blocks(document: Document) -> Iterator[Block]:
    """Every block in reading order."""
    for section in sections(document.sections):
        yield from section.blocks


def sections(these: Iterable[Section]) -> Iterator[Section]:
    """Every section in reading order, each before those inside it."""
    for section in these:
        yield section
        yield from sections(section.sections)


def tables(document: Document) -> list[Table]:
    """Every table: those in the text, then those at the end."""
    inline: list[Table] = []
    for block in blocks(document):
        if isinstance(block, Table):
            inline.append(block)
        elif isinstance(block, Figure) and not stands_last(block.table):
            inline.append(block.table)
    return inline + tables_at_the_end(document)


def tables_at_the_end(document: Document) -> list[Table]:
    """The figures' long tables, which would part the text if they stood in it."""
    return [
        block.table
        for block in blocks(document)
        if isinstance(block, Figure) and stands_last(block.table)
    ]


def lists_sources(document: Document) -> bool:
    """Whether the document has a list of its sources, with what their figures mean."""
    return any(isinstance(block, Sources) for block in blocks(document))


def stands_last(table: Table) -> bool:
    return len(table.rows) > LONG_TABLE


def _counted(ids: Iterable[str]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for each in ids:
        if each in numbers:
            raise ValueError(f"Two figures or tables have the id {each!r}.")
        numbers[each] = len(numbers) + 1
    return numbers
