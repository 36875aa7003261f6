"""The figures that a reader takes along, as rows of a page and as one document."""

from __future__ import annotations

from attrs import frozen
from django.http import Http404
from django.utils.translation import gettext as _

from omsyn.documents import Format, render
from omsyn.documents.blocks import Block, Callout, Document, Section, Tone
from omsyn.errors import OmsynError
from omsyn.language import using
from omsyn.workspace.core.context import written_standard
from omsyn.workspace.insight import library
from omsyn.workspace.insight.case import Case, Item
from omsyn.workspace.insight.parts import Takeable, sources_of, takeable, title_of, with_prefix
from omsyn.workspace.insight.requests import asked_again


@frozen(kw_only=True)
class Row:
    """One figure of the list as the page shows it."""

    item: Item
    title: str
    place: str
    address: str
    """Where the figure stands; empty where the figure is no more."""
    up: str
    """What a button sends to move it one place up; empty for the first."""
    down: str


def listed(case: Case) -> tuple[Row, ...]:
    """The rows of the list; a figure that is no more keeps its row, so that it can be removed."""
    last = len(case.items) - 1
    return tuple(
        _row(item, place=place, last=place == last) for place, item in enumerate(case.items)
    )


def row_of(item: Item) -> Row:
    """One figure as the page that asks whether to take it along shows it."""
    return _row(item, place=0, last=True)


def _row(item: Item, *, place: int, last: bool) -> Row:
    up = f"{place - 1} {item.key}" if place else ""
    down = "" if last else f"{place + 1} {item.key}"
    found = _find(item)
    if found is None:
        title = _("Figuren finnes ikke lenger i tallene")
        return Row(item=item, title=title, place="", address="", up=up, down=down)
    document, block = found
    return Row(
        item=item,
        title=title_of(block),
        place=document.place,
        address=asked_again(item.address).link_to(f"tall/{item.figure}/"),
        up=up,
        down=down,
    )


def _find(item: Item) -> tuple[Document, Takeable] | None:
    try:
        document = library.document(asked_again(item.address))
        return document, takeable(document, item.figure)
    except (OmsynError, Http404, KeyError, ValueError):
        return None


def case_file(case: Case, format_: Format) -> bytes:
    """The document of the figures; those that are no more are left out and said to be so."""
    made = case_document(case)
    with using(made.standard):
        return render(made, format_)


def case_document(case: Case) -> Document:
    """One section for each figure's place, in the reader's own order."""
    found = [(item, _find(item)) for item in case.items]
    sections: list[Section] = []
    blocks: list[Block] = []
    places: dict[str, None] = {}
    statuses: dict[str, None] = {}
    for number, (_item, there) in enumerate(found, start=1):
        if there is None:
            continue
        document, block = there
        places[document.place] = None
        statuses[document.data_status] = None
        block = with_prefix(block, f"f{number}")
        blocks.append(block)
        if sections and sections[-1].title == document.place:
            last = sections[-1]
            sections[-1] = Section(id=last.id, title=last.title, blocks=(*last.blocks, block))
        else:
            sections.append(Section(id=f"del-{number}", title=document.place, blocks=(block,)))
    gone = sum(1 for _item, there in found if there is None)
    if gone:
        text = _("Noen av figurene i saken finnes ikke lenger i tallene, og er utelatt.")
        missing = Callout(text=text, tone=Tone.CAUTION)
        sections.insert(0, Section(id="utelatt", title=_("Utelatt"), blocks=(missing,)))
    sections.append(Section(id="kilder", title=_("Kilder"), blocks=(sources_of(tuple(blocks)),)))
    return Document(
        id="saken",
        title=case.title or _("Figurer til saken"),
        subtitle=_("Figurer og tabeller fra kunnskapsgrunnlaget"),
        place=", ".join(places),
        standard=written_standard(),
        made=library.today(),
        data_status=" ".join(statuses),
        fictional=library.edition().fictional,
        sections=tuple(sections),
    )
