"""Styles, language, headers and footers of the Word file."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from attrs import frozen
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from markupsafe import Markup

from omsyn.charts import TOKENS
from omsyn.documents import wording
from omsyn.documents.blocks import Document
from omsyn.documents.brief import Step, value_width
from omsyn.documents.word_template import Base
from omsyn.documents.word_xml import NAMESPACES, field, root, run
from omsyn.language import _

FONT = "Calibri"
"""On every machine that has Word; our own typeface is in the figures."""


@frozen(kw_only=True)
class Look:
    """How a paragraph style looks in our own document, and in a template that lacks it."""

    size: float
    bold: bool = False
    italic: bool = False
    colour: str = "ink"
    before: float = 0
    after: float = 6
    line: float = 1.25
    with_next: bool = False
    outline: int | None = None
    left_cm: float = 0
    bar: str = ""
    """The colour of a bar along the left side."""
    hanging_cm: float = 0
    """How far the first line stands to the left of the others."""


STYLES = {
    "Normal": Look(size=11, after=7, line=1.3),
    "Title": Look(size=30, bold=True, before=4, after=8, line=1.05, with_next=True),
    "Subtitle": Look(size=14, colour="stone", after=16, line=1.2),
    "Heading 1": Look(size=20, bold=True, before=30, after=8, line=1.1, with_next=True, outline=0),
    "Heading 2": Look(size=14, bold=True, before=18, after=4, line=1.15, with_next=True, outline=1),
    "Heading 3": Look(size=12, bold=True, before=12, after=3, line=1.15, with_next=True, outline=2),
    "Caption": Look(size=11, bold=True, before=16, after=2, line=1.2, with_next=True),
    "List Bullet": Look(size=11, after=4, line=1.3),
    "toc 1": Look(size=11, after=3, line=1.2),
    "toc 2": Look(size=10.5, colour="stone", after=2, line=1.15, left_cm=0.6),
    "Header": Look(size=9, colour="stone", after=0, line=1.1),
    "Footer": Look(size=9, colour="stone", after=0, line=1.1),
    "Omsyn sted": Look(size=12, bold=True, colour="fjord", before=150, after=2, with_next=True),
    "Omsyn forside": Look(size=10.5, colour="stone", after=2),
    "Omsyn overskrift": Look(size=13, bold=True, before=22, after=6, with_next=True),
    "Omsyn undertittel": Look(size=10, colour="stone", after=6, line=1.2, with_next=True),
    "Omsyn figur": Look(size=11, after=4, line=1.0, with_next=True),
    "Omsyn figurtekst": Look(size=11, after=3, line=1.3, with_next=True),
    "Omsyn kilde": Look(size=8.5, colour="stone", before=4, after=3, line=1.2),
    "Omsyn verdi": Look(size=17, bold=True, colour="fjord", before=14, after=0, line=1.1,
                        with_next=True),
    "Omsyn budskap": Look(size=12, after=2, line=1.25, with_next=True),
    "Omsyn forklaring": Look(size=9.5, colour="stone", after=4, line=1.25),
    "Omsyn merknad": Look(size=11, after=8, before=10, line=1.25, left_cm=0.4, bar="cloudberry"),
    "Omsyn fiktivt": Look(size=10, bold=True, colour="lingon", after=2, line=1.1),
    "Omsyn celle": Look(size=9.5, after=0, line=1.1),
}  # fmt: skip
TABLE_STYLE = "Omsyn tabell"
POINTS_PER_CM = 28.35
AFTER_BORDER = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc",
    "w:outlineLvl",
)  # fmt: skip
"""What may come after a border among a paragraph's properties, in the schema's order."""
_BAR_XML = '<w:pBdr {ns}><w:left w:val="single" w:sz="18" w:space="8" w:color="{colour}"/></w:pBdr>'
_TABLE_STYLE_XML = (
    '<w:style {ns} w:type="table" w:customStyle="1" w:styleId="OmsynTabell">'
    '<w:name w:val="Omsyn tabell"/><w:uiPriority w:val="99"/><w:qFormat/>'
    '<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>'
    '<w:bottom w:val="single" w:sz="4" w:color="{stone}"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="{mist}"/></w:tblBorders>'
    '<w:tblCellMar><w:top w:w="45" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
    '<w:bottom w:w="45" w:type="dxa"/><w:right w:w="120" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
    '<w:bottom w:val="single" w:sz="8" w:color="{ink}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
    "</w:style>"
)


def brief_styles(step: Step, value_width: float) -> dict[str, Look]:
    """The styles at a step of the brief; a little tighter than in the PDF that was measured."""
    size, gap = step.size, step.gap
    small = size * 0.8
    words_at = (value_width * size + 10) / POINTS_PER_CM
    changed = {
        "Normal": Look(size=size, after=5 * gap, line=1.05),
        "Title": Look(size=size * 1.9, bold=True, after=4 * gap, line=1.0, with_next=True),
        "Subtitle": Look(size=size, colour="stone", after=3 * gap, line=1.05),
        "Heading 1": Look(
            size=size * 1.2, bold=True, before=9 * gap, after=3 * gap, line=1.0, with_next=True,
            outline=0,
        ),
        "Heading 2": Look(
            size=size * 1.1, bold=True, before=7 * gap, after=2 * gap, line=1.0, with_next=True,
            outline=1,
        ),
        "Caption": Look(size=size, bold=True, before=7 * gap, after=1, line=1.0, with_next=True),
        "List Bullet": Look(size=size, after=2 * gap, line=1.05),
        "Omsyn sted": Look(size=size, bold=True, colour="fjord", after=2 * gap, line=1.0),
        "Omsyn forside": Look(size=small, colour="stone", after=3 * gap, line=1.05),
        "Omsyn undertittel": Look(size=small, colour="stone", after=3 * gap, line=1.0),
        "Omsyn figur": Look(size=size, after=2 * gap, line=1.0),
        "Omsyn kilde": Look(size=size * 0.75, colour="stone", after=2 * gap, line=1.05),
        "Omsyn budskap": Look(
            size=size, before=4 * gap, after=1, line=1.05,
            left_cm=words_at, hanging_cm=words_at,
        ),
        "Omsyn forklaring": Look(
            size=small, colour="stone", after=2 * gap, line=1.05, left_cm=words_at
        ),
        "Omsyn merknad": Look(size=size, before=3 * gap, after=3 * gap, line=1.05, left_cm=0.4,
                              bar="cloudberry"),
        "Omsyn celle": Look(size=8.5, after=0, line=1.0),
    }  # fmt: skip
    return STYLES | changed


def prepare(base: Base, document: Document, step: Step | None) -> dict[str, str]:
    """Make the file ready for content; the id of each style by its name."""
    word = base.word
    if base.own_look:
        _page(word, brief=document.brief)
    looks = brief_styles(step, value_width(document)) if step else STYLES
    there = {each.name: each for each in word.styles if each.name}
    ids = {
        name: _style(word, there.get(name), name, look, ours=base.own_look)
        for name, look in looks.items()
    }
    ids[TABLE_STYLE] = _table_style(word)
    _language(word, wording.language_tag(document))
    if base.own_look and not document.brief:
        _header_and_footer(word, document)
    if document.fictional:
        _fictional_headers(word, ids["Omsyn fiktivt"])
    _properties(word, document)
    return ids


def _page(word: WordDocument, *, brief: bool) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2) if brief else Cm(2.5)
    section.top_margin, section.bottom_margin = (Cm(1.9), Cm(1.5)) if brief else (Cm(2.3), Cm(2.0))
    section.header_distance = section.footer_distance = Cm(0.9) if brief else Cm(1.2)
    for rel in list(word.part.package.rels.values()):
        if rel.reltype.endswith("/thumbnail"):  # a picture of python-docx's own example
            del word.part.package.rels[rel.rId]


def _style(
    word: WordDocument, style: BaseStyle | None, name: str, look: Look, *, ours: bool
) -> str:
    """The id of a style that is there, changed where the look is ours, or of a new one."""
    if style is not None and not ours:
        return str(style.style_id)
    if style is None:
        added = word.styles.add_style(
            name, WD_STYLE_TYPE.PARAGRAPH, builtin=not name.startswith("Omsyn")
        )
        added.base_style = word.styles["Normal"] if name != "Normal" else None
        style = added
    assert isinstance(style, ParagraphStyle)
    _apply(style, look, ours=ours)
    return str(style.style_id)


def _apply(style: ParagraphStyle, look: Look, *, ours: bool) -> None:
    font, paragraph = style.font, style.paragraph_format
    font.size, font.bold, font.italic = Pt(look.size), look.bold, look.italic
    font.color.rgb = RGBColor.from_string(TOKENS[look.colour][1:])
    if ours:
        _typeface(style)
    paragraph.space_before, paragraph.space_after = Pt(look.before), Pt(look.after)
    paragraph.line_spacing = look.line
    paragraph.keep_with_next = look.with_next
    if look.left_cm:
        paragraph.left_indent = Cm(look.left_cm)
    if look.hanging_cm:
        paragraph.first_line_indent = Cm(-look.hanging_cm)
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
    if look.bar:
        properties.insert_element_before(
            parse_xml(_BAR_XML.format(ns=NAMESPACES, colour=TOKENS[look.bar][1:])), *AFTER_BORDER
        )
    if look.outline is not None and properties.find(qn("w:outlineLvl")) is None:
        level = properties.makeelement(qn("w:outlineLvl"), {qn("w:val"): str(look.outline)})
        properties.append(level)


def _typeface(style: ParagraphStyle) -> None:
    """One typeface, also where the theme would choose another."""
    style.font.name = FONT
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:cs"), FONT)
    for spacing in style.element.rPr.findall(qn("w:spacing")) + style.element.rPr.findall(
        qn("w:kern")
    ):
        style.element.rPr.remove(spacing)


def _table_style(word: WordDocument) -> str:
    for style in word.styles:
        if style.name == TABLE_STYLE:
            return str(style.style_id)
    colours = {name: value[1:] for name, value in TOKENS.items()}
    word.styles.element.append(parse_xml(_TABLE_STYLE_XML.format(ns=NAMESPACES, **colours)))
    return "OmsynTabell"


def _language(word: WordDocument, tag: str) -> None:
    """Set the proofing language, for screen readers and spelling alike."""
    for properties in word.styles.element.iter(qn("w:rPr")):
        language = properties.find(qn("w:lang"))
        if language is not None:
            language.set(qn("w:val"), tag)
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None and defaults.find(qn("w:lang")) is None:
        defaults.append(defaults.makeelement(qn("w:lang"), {qn("w:val"): tag}))


def _header_and_footer(word: WordDocument, document: Document) -> None:
    section = word.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = f"{document.place} · {document.title}"
    _fill(
        section.footer.paragraphs[0],
        _("Side {page} av {pages}"),
        page=field("PAGE", "1"),
        pages=field("NUMPAGES", "1"),
    )
    section.first_page_header.is_linked_to_previous = False


def _fill(paragraph: Any, text: str, **fields: Markup) -> None:
    """Write a text into a paragraph with fields in place of its named placeholders."""
    for piece in re.split(r"(\{\w+\})", text):
        name = piece[1:-1]
        content = fields[name] if piece.startswith("{") else run(piece)
        holder = parse_xml(root("w:p", content))
        for element in list(holder):
            paragraph._p.append(element)  # noqa: SLF001 - python-docx has no other way to runs


def _fictional_headers(word: WordDocument, style_id: str) -> None:
    """Write the banner first in every header that some page shows."""
    for i, section in enumerate(word.sections):
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if word.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
        for header in headers:
            if i and header.is_linked_to_previous:
                continue
            first = header.paragraphs[0]
            first.insert_paragraph_before(wording.fictional_text())
            header.paragraphs[0]._p.style = style_id  # noqa: SLF001 - the id, whatever its name


def _properties(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    made = dt.datetime(document.made.year, document.made.month, document.made.day)  # noqa: DTZ001 - a date
    properties.title, properties.subject = document.title, document.place
    properties.author, properties.last_modified_by = "Omsyn", "Omsyn"
    properties.comments, properties.keywords = document.data_status, ""
    properties.identifier, properties.language = document.id, wording.language_tag(document)
    properties.created = properties.modified = made
    properties.revision = 1
