"""A knowledge base as a page: its parts made once, its links made for each reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeAlias

from attrs import asdict, evolve, frozen
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from markupsafe import Markup

from omsyn.documents import Format
from omsyn.documents.blocks import Block, Document, Figure, Messages, Section
from omsyn.documents.html import Setting, render_fragment
from omsyn.language import using
from omsyn.workspace.insight import library
from omsyn.workspace.insight.asked import Asked
from omsyn.workspace.insight.facts import PlaceFacts, place_facts
from omsyn.workspace.insight.figure_files import figure_file, known_size
from omsyn.workspace.insight.files import Download, FigureFormat, size_text
from omsyn.workspace.insight.keeping import Memory
from omsyn.workspace.insight.parts import Takeable, takeable, title_of
from omsyn.workspace.insight.steered import Steered, steered

FORMAT_NAMES = {
    Format.DOCX: "Word",
    Format.PDF: "PDF",
    Format.XLSX: "Excel",
    Format.HTML: "HTML",
    Format.JSON: "JSON",
}

BUTTON = Markup("<!-- the reader's own button -->")
"""Marks the place where a page differs between its readers."""


@frozen(kw_only=True)
class Part:
    """A block as HTML; with id and title where it can be taken along."""

    html: str
    tail: str = ""
    """What follows the reader's own button "ta med i saken"; empty where there is none."""
    id: str = ""
    title: str = ""


@frozen(kw_only=True)
class Chapter:
    id: str
    title: str
    level: int
    parts: tuple[Part, ...]


@frozen(kw_only=True)
class Page:
    """What a page shows that is the same for all its readers."""

    title: str
    subtitle: str
    data_status: str
    facts: PlaceFacts | None
    chapters: tuple[Chapter, ...]
    steered: Steered | None
    """What the place steers by; None for a comparison of several."""

    @property
    def rail(self) -> tuple[Chapter, ...]:
        return tuple(chapter for chapter in self.chapters if chapter.level == 2)


Downloads: TypeAlias = tuple[tuple[Download, ...], tuple[Download, ...], bool]
"""Of the whole document, of the one page for the council, and whether one is not made yet."""

_pages: Memory[Page] = Memory(most=200)


def page(asked: Asked) -> Page:
    """The page, made once for each edition of the data."""
    version = library.edition().version
    key = f"page {asked.standard} {asked.address}"
    return _pages.get(
        f"{version} {key}",
        lambda: _from_json(library.cupboard().get(version, key, lambda: _to_json(_make(asked)))),
    )


def figure_page(asked: Asked, figure_id: str) -> Part:
    """One figure as a part; raises `Http404` where there is none."""
    document = library.document(asked)
    block = takeable(document, figure_id)
    with using(asked.standard):
        return _Setter(asked, document).taken(block, level=1)


def downloads(asked: Asked) -> Downloads:
    """Links to the whole document, to the one page for the council, and whether one is unmade."""
    whole = tuple(
        _download(asked, format_, "kunnskapsgrunnlag", short=False) for format_ in FORMAT_NAMES
    )
    short = tuple(
        _download(asked, format_, "notat", short=True)
        for format_ in (Format.DOCX, Format.PDF)
        if not asked.compared
    )
    return whole, short, not all(each.size for each in (*whole, *short))


def names(ids: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Ids with the names that readers know."""
    registry = library.edition().registry
    return tuple((id_, registry.get(id_).name) for id_ in ids)


def place_stem(asked: Asked) -> str:
    """What names the place in a file name: "Kristiansand 4204"."""
    found = names(asked.regions)
    if asked.compared:
        return " ".join(name for _id, name in found)
    id_, name = found[0]
    return f"{name} {id_}"


def stem(asked: Asked) -> str:
    return f"{'sammenlikning' if asked.compared else 'kunnskapsgrunnlag'} {place_stem(asked)}"


def _download(asked: Asked, format_: Format, file: str, *, short: bool) -> Download:
    return Download(
        label=FORMAT_NAMES[format_],
        address=asked.link_to(f"last-ned/{file}.{format_.value}"),
        size=size_text(library.file_size(asked, format_, short=short)),
    )


def _make(asked: Asked) -> Page:
    document = library.document(asked)
    with using(asked.standard), override(asked.standard.value):
        return Page(
            title=document.place,
            subtitle=document.subtitle,
            data_status=document.data_status,
            facts=None if asked.compared else place_facts(library.edition(), asked.regions[0]),
            chapters=tuple(_Setter(asked, document).chapters(document.sections, level=2)),
            steered=None if asked.compared else steered(library.edition().store, asked.regions[0]),
        )


@frozen
class _Setter:
    """Sets the blocks of a document as the parts of a page."""

    asked: Asked
    document: Document

    def chapters(self, sections: tuple[Section, ...], level: int) -> Iterator[Chapter]:
        for section in sections:
            parts = tuple(self.part(block, level + 1) for block in section.blocks)
            yield Chapter(id=section.id, title=section.title, level=level, parts=parts)
            yield from self.chapters(section.sections, level + 1)

    def part(self, block: Block, level: int) -> Part:
        if isinstance(block, Takeable):
            return self.taken(block, level)
        if isinstance(block, Messages):
            # A message and the figure that shows it may have one name; on a page ids are unique.
            block = evolve(
                block, items=tuple(evolve(each, id=f"melding-{each.id}") for each in block.items)
            )
        return Part(html=render_fragment(block, self._setting(level)))

    def taken(self, block: Takeable, level: int) -> Part:
        """A figure or table as documents show it, parted where the reader's button goes."""
        html = render_fragment(block, self._setting(level))
        before, _mark, after = html.partition(BUTTON)
        return Part(html=before, tail=after, id=block.id, title=title_of(block))

    def _setting(self, level: int) -> Setting:
        return Setting(level=level, fictional=self.document.fictional, actions=self._actions)

    def _actions(self, block: Takeable) -> Markup:
        context = {
            "title": title_of(block),
            "address": self.asked.link_to(f"tall/{block.id}/"),
            "files": tuple(_figure_downloads(self.asked, block)),
        }
        return Markup(render_to_string("insight/_tools.html", context)) + BUTTON  # noqa: S704 - our own template


def _figure_downloads(asked: Asked, block: Takeable) -> Iterator[Download]:
    labels = {
        FigureFormat.CSV: _("Tabellen som CSV"),
        FigureFormat.XLSX: _("Tabellen som Excel"),
        FigureFormat.SVG: _("Figuren som SVG"),
        FigureFormat.PNG: _("Figuren som PNG"),
    }
    for format_, label in labels.items():
        picture = format_ in {FigureFormat.SVG, FigureFormat.PNG}
        if picture and not isinstance(block, Figure):
            continue
        # Pictures take a moment each: they are drawn when somebody asks for one.
        size = known_size(asked, block.id, format_) if picture else _size(asked, block, format_)
        address = asked.link_to(f"tall/{block.id}.{format_.value}")
        yield Download(label=label, address=address, size=size_text(size))


def _size(asked: Asked, block: Takeable, format_: FigureFormat) -> int:
    return len(figure_file(asked, block, format_))


def _to_json(made: Page) -> bytes:
    return json.dumps(asdict(made), ensure_ascii=False).encode()


def _from_json(stored: bytes) -> Page:
    kept: dict[str, Any] = json.loads(stored)
    facts, told = kept.pop("facts"), kept.pop("steered")
    chapters = tuple(
        Chapter(**{**chapter, "parts": tuple(Part(**part) for part in chapter["parts"])})
        for chapter in kept.pop("chapters")
    )
    return Page(
        **kept,
        facts=PlaceFacts.of(facts) if facts else None,
        chapters=chapters,
        steered=Steered(**told) if told else None,
    )


def forget() -> None:
    """Let the next page be looked up anew: for tests that change the store."""
    _pages.clear()
