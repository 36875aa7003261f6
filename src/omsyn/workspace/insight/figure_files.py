"""The files of one figure; pictures are kept once made."""

from __future__ import annotations

from typing import assert_never

from omsyn.charts import WIDE, render_png, render_svg
from omsyn.documents import Format, render
from omsyn.documents.blocks import Document, Figure, Section
from omsyn.language import using
from omsyn.workspace.insight import library
from omsyn.workspace.insight.asked import Asked
from omsyn.workspace.insight.files import FigureFormat
from omsyn.workspace.insight.parts import Takeable, sources_of, table_of, title_of
from omsyn.workspace.insight.tables import table_csv


def figure_file(asked: Asked, block: Takeable, format_: FigureFormat) -> bytes:
    """The file; a table has no SVG and no PNG."""
    if format_ in {FigureFormat.CSV, FigureFormat.XLSX}:
        # Made faster than it is found on a full disk.
        return _make(asked, block, format_)
    return library.cupboard().get(
        library.edition().version,
        _key(asked, block.id, format_),
        lambda: _make(asked, block, format_),
    )


def known_size(asked: Asked, id_: str, format_: FigureFormat) -> int | None:
    """How large the file is; None while it is not made."""
    return library.cupboard().size(library.edition().version, _key(asked, id_, format_))


def _key(asked: Asked, id_: str, format_: FigureFormat) -> str:
    return f"figure {format_} {id_} {asked.standard} {asked.address}"


def _make(asked: Asked, block: Takeable, format_: FigureFormat) -> bytes:
    with using(asked.standard):
        match format_:
            case FigureFormat.CSV:
                return table_csv(table_of(block))
            case FigureFormat.XLSX:
                return render(_alone(asked, block), Format.XLSX)
            case FigureFormat.SVG:
                assert isinstance(block, Figure)
                return _svg(asked, block)
            case FigureFormat.PNG:
                assert isinstance(block, Figure)
                return render_png(block.chart, WIDE, fictional=library.document(asked).fictional)
    assert_never(format_)


def _svg(asked: Asked, figure: Figure) -> bytes:
    return render_svg(
        figure.chart,
        WIDE,
        title=figure.title,
        description=figure.summary,
        id=figure.id,
        fictional=library.document(asked).fictional,
    ).encode()


def _alone(asked: Asked, block: Takeable) -> Document:
    """A document of the one figure."""
    whole = library.document(asked)
    sources = sources_of((block,))
    section = Section(id="tall", title=title_of(block), blocks=(block, sources))
    return Document(
        id=block.id,
        title=title_of(block),
        subtitle=whole.title,
        place=whole.place,
        standard=whole.standard,
        made=whole.made,
        data_status=whole.data_status,
        fictional=whole.fictional,
        sections=(section,),
    )
