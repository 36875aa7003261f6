"""A document as the parts of a page, and what is inside it."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve
from django.http import Http404
from django.utils.translation import gettext as _

from omsyn.documents.blocks import Block, Document, Figure, Section, Sources, Table
from omsyn.facts import Provenance

Takeable = Figure | Table
"""What a reader can take along, download and link to."""


def walk(sections: tuple[Section, ...]) -> Iterator[Block]:
    """Every block, in reading order."""
    for section in sections:
        yield from section.blocks
        yield from walk(section.sections)


def takeables(document: Document) -> dict[str, Takeable]:
    """The figures and tables of a document by their ids."""
    return {block.id: block for block in walk(document.sections) if isinstance(block, Takeable)}


def takeable(document: Document, id_: str) -> Takeable:
    """The figure or table with an id; raises `Http404` where the document has none."""
    found = takeables(document).get(id_)
    if found is None:
        raise Http404(_("Denne figuren finnes ikke i kunnskapsgrunnlaget."))
    return found


def table_of(block: Takeable) -> Table:
    return block.table if isinstance(block, Figure) else block


def title_of(block: Takeable) -> str:
    return block.title if isinstance(block, Figure) else block.caption


def with_prefix(block: Takeable, prefix: str) -> Takeable:
    """The block under an id that no other place's block has."""
    if isinstance(block, Table):
        return evolve(block, id=f"{prefix}-{block.id}")
    table = evolve(block.table, id=f"{prefix}-{block.table.id}")
    return evolve(block, id=f"{prefix}-{block.id}", table=table)


def sources_of(blocks: tuple[Block, ...]) -> Sources:
    """What the figures and tables rest on, each source once."""
    found: dict[Provenance, None] = {}
    for block in blocks:
        if isinstance(block, Takeable):
            found.update(dict.fromkeys(block.provenance))
    return Sources(items=tuple(found))
