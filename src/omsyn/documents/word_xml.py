"""The pieces of WordprocessingML that a document is put together from.

Every function returns escaped markup; texts go in as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen
from docx.oxml.ns import nsdecls
from markupsafe import Markup

NAMESPACES = nsdecls("w", "r", "wp", "a", "pic")
EMU_PER_CM = 360_000
LETTER, MARGINS = 112, 150
"""A digit in a table's cell, and what stands around its text: twentieths of a point."""


def root(tag: str, content: Markup) -> Markup:
    """An element with the namespaces that the pieces below need."""
    namespaces = Markup(NAMESPACES)  # noqa: S704 - python-docx's own
    return Markup("<{tag} {namespaces}>{content}</{tag}>").format(
        tag=tag, namespaces=namespaces, content=content
    )


@frozen
class Alt:
    """What a picture or a table is, for those who do not see it."""

    title: str
    description: str


def run(text: str, style: str = "") -> Markup:
    """A run of text, in a character style where one is named."""
    look = Markup('<w:rPr><w:rStyle w:val="{}"/></w:rPr>').format(style) if style else Markup()
    return Markup('<w:r>{}<w:t xml:space="preserve">{}</w:t></w:r>').format(look, text)


def styled_run(text: str, *, size: float = 0, colour: str = "") -> Markup:
    """A bold run, larger and in a colour where these are given."""
    look = Markup("<w:b/>")
    if colour:
        look += Markup('<w:color w:val="{}"/>').format(colour.removeprefix("#"))
    if size:
        look += Markup('<w:sz w:val="{}"/>').format(round(2 * size))
    return Markup('<w:r><w:rPr>{}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r>').format(
        look, text
    )


def tab() -> Markup:
    return Markup("<w:r><w:tab/></w:r>")


def paragraph(style: str, *content: Markup) -> Markup:
    """A paragraph in the style with this id."""
    return Markup('<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr>{}</w:p>').format(
        style, Markup().join(content)
    )


def field(instruction: str, shown: str) -> Markup:
    """A field with the result that it has until Word renews it."""
    return Markup(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> {} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        "<w:r><w:t>{}</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ).format(instruction, shown)


def bookmarked(name: str, number: int, content: Markup) -> Markup:
    """The content with a name that links and fields can point to."""
    return Markup(
        '<w:bookmarkStart w:id="{n}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{n}"/>'
    ).format(n=number, name=name, content=content)


def link(bookmark: str, text: str) -> Markup:
    """A link to a place in the same document."""
    return Markup('<w:hyperlink w:anchor="{}" w:history="1">{}</w:hyperlink>').format(
        bookmark, run(text)
    )


def contents(entries: Sequence[tuple[str, str, str]]) -> Markup:
    """A table of contents: style, bookmark and text of each entry.

    The entries stand there already, so that Word need not ask to renew fields when it opens
    the file; page numbers come when the reader presses F9.
    """
    begin = Markup(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = Markup('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    last = len(entries) - 1
    return Markup().join(
        paragraph(
            style,
            begin if i == 0 else Markup(),
            link(bookmark, text),
            end if i == last else Markup(),
        )
        for i, (style, bookmark, text) in enumerate(entries)
    )


def picture(relation: str, number: int, width_cm: float, height_cm: float, alt: Alt) -> Markup:
    """An inline picture; `relation` is the id of its part."""
    return Markup(
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        '<wp:extent cx="{cx}" cy="{cy}"/>'
        '<wp:docPr id="{n}" name="{name}" title="{title}" descr="{descr}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic><pic:nvPicPr><pic:cNvPr id="{n}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
        '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        "</pic:blipFill><pic:spPr>"
        '<a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    ).format(
        cx=round(width_cm * EMU_PER_CM), cy=round(height_cm * EMU_PER_CM), n=number,
        name=f"Figur {number}", title=alt.title, descr=alt.description, relation=relation,
    )  # fmt: skip


@frozen
class Grid:
    """A table's texts; the first row heads the columns, the first column heads the rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    to_right: tuple[bool, ...]
    """Which columns are set to the right."""
    whole: bool
    """Kept on one page."""


def table(grid: Grid, style: str, cell_style: str, alt: Alt, width_cm: float) -> Markup:
    """A table whose head is repeated on each page, and whose rows are never parted."""
    widths = _widths(grid, width_cm)
    columns = Markup().join(Markup('<w:gridCol w:w="{}"/>').format(w) for w in widths)
    body = Markup().join(
        _row(row, grid.to_right, widths, cell_style, with_next=grid.whole) for row in grid.rows
    )
    return Markup(
        '<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{total}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
        'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        '<w:tblCaption w:val="{title}"/><w:tblDescription w:val="{description}"/></w:tblPr>'
        "<w:tblGrid>{columns}</w:tblGrid>{head}{body}</w:tbl>"
    ).format(
        style=style, total=sum(widths), title=alt.title, description=alt.description,
        columns=columns, head=_row(grid.head, grid.to_right, widths, cell_style, is_head=True),
        body=body,
    )  # fmt: skip


def page_break() -> Markup:
    return Markup('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')


def _row(  # noqa: PLR0913 - a row is all of these
    texts: Iterable[str],
    to_right: Sequence[bool],
    widths: Sequence[int],
    style: str,
    *,
    is_head: bool = False,
    with_next: bool = False,
) -> Markup:
    head = Markup("<w:tblHeader/>") if is_head else Markup()
    cells = Markup().join(
        Markup(
            '<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/>{}</w:tcPr>'
            '<w:p><w:pPr><w:pStyle w:val="{}"/>{}<w:jc w:val="{}"/></w:pPr>{}</w:p></w:tc>'
        ).format(
            width, Markup('<w:vAlign w:val="bottom"/>') if is_head else "", style,
            Markup("<w:keepNext/>") if with_next or is_head else "",
            "right" if right else "left", run(text),
        )
        for text, right, width in zip(texts, to_right, widths, strict=True)
    )  # fmt: skip
    return Markup("<w:tr><w:trPr><w:cantSplit/>{}</w:trPr>{}</w:tr>").format(head, cells)


def _widths(grid: Grid, width_cm: float) -> list[int]:
    """Twentieths of a point for each column, shared by what its texts need."""
    wanted = []
    for i, label in enumerate(grid.head):
        longest_word = max((len(word) for word in label.split()), default=1)
        cells = max((len(row[i]) for row in grid.rows), default=1)
        needed = max(longest_word, cells, min(len(label), 14)) + 3
        wanted.append(min(max(needed, 7), 34))
    total = round(width_cm * 567)
    natural = sum(wanted) * 110
    scale = min(total, natural) / sum(wanted) if natural < 0.7 * total else total / sum(wanted)
    return [round(w) for w in _unbroken([w * scale for w in wanted], _least(grid))]


def _least(grid: Grid) -> list[int]:
    """How narrow each column may be before a number or a word in its cells is broken in two."""
    columns = zip(*grid.rows, strict=True) if grid.rows else [()] * len(grid.head)
    return [
        MARGINS + LETTER * max((len(word) for text in texts for word in text.split(" ")), default=1)
        for texts in columns
    ]


def _unbroken(widths: Sequence[float], least: Sequence[int]) -> list[float]:
    """The same total, with what the narrow columns lack taken from what the others can spare."""
    lacking = sum(max(low - width, 0) for width, low in zip(widths, least, strict=True))
    spare = sum(max(width - low, 0) for width, low in zip(widths, least, strict=True))
    if lacking > spare:
        return list(widths)
    share = lacking / spare if spare else 0
    return [
        max(width, low) - share * max(width - low, 0)
        for width, low in zip(widths, least, strict=True)
    ]
