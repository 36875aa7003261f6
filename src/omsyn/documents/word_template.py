"""The Word file to write into: our own look, or the organisation's template to the letter."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
from attrs import frozen
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section as WordSection

from omsyn.documents import wording
from omsyn.documents.archive import read_parts, write_parts
from omsyn.documents.blocks import Document
from omsyn.errors import DocumentError
from omsyn.language import _, date_text

MARKER = "omsyn-innhold-settes-inn-her"
"""What `{{ omsyn }}` has become when the template's other names are filled in."""
CONTENT_TYPES = "[Content_Types].xml"
TEMPLATE_TYPE = b"wordprocessingml.template.main+xml"
DOCUMENT_TYPE = b"wordprocessingml.document.main+xml"
_TAGS = re.compile(rb"<[^>]+>")
_TEXT_PART = re.compile(r"word/(document|header\d*|footer\d*)\.xml")


@frozen
class Base:
    """An open Word document and what is to be known of it."""

    word: WordDocument
    own_look: bool
    """Ours, not a template's."""
    has_title: bool
    """The template writes the title itself."""


def open_base(document: Document, template: Path | None) -> Base:
    """The file to write into. Raises `DocumentError` for a template that cannot be used."""
    if template is None:
        return Base(docx.Document(), own_look=True, has_title=False)
    try:
        data = template.read_bytes()
    except OSError as fault:
        raise DocumentError(
            _("Malen {path} kan ikke leses. Sjekk at filen finnes.").format(path=template)
        ) from fault
    parts = read_parts(data, template.name)
    if CONTENT_TYPES not in parts or "word/document.xml" not in parts:
        raise DocumentError(
            _("Malen {name} er ikke en Word-fil. Lagre den som .docx eller .dotx.").format(
                name=template.name
            )
        )
    if b"macroEnabled" in parts[CONTENT_TYPES]:
        raise DocumentError(
            _("Malen {name} har makroer. Lagre den som .docx eller .dotx.").format(
                name=template.name
            )
        )
    parts[CONTENT_TYPES] = parts[CONTENT_TYPES].replace(TEMPLATE_TYPE, DOCUMENT_TYPE)
    names = _placeholders(parts)
    word = _open(write_parts(parts), document, template.name, filled=bool(names))
    return Base(word, own_look=False, has_title=b"tittel" in names)


def text_width_cm(base: Base) -> float:
    """The width of the column where the content goes."""
    section = _section_at_marker(base.word)
    page, left, right = section.page_width, section.left_margin, section.right_margin
    if page is None or left is None or right is None:
        return 16.0
    return float(page.cm - left.cm - right.cm)


def place(base: Base, content: list[BaseOxmlElement]) -> None:
    """Put the elements at the marker, or last."""
    marker = _marker(base.word)
    if marker is None:
        body = base.word.element.body
        last = body[-1] if len(body) and body[-1].tag == qn("w:sectPr") else None
        for element in content:
            body.append(element) if last is None else last.addprevious(element)
        return
    for element in content:
        marker.addprevious(element)
    if marker.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
        marker.getparent().remove(marker)
    else:  # the paragraph ends a section and must stay
        for run in marker.findall(qn("w:r")):
            marker.remove(run)


def _placeholders(parts: dict[str, bytes]) -> bytes:
    """The text between double braces in the template's own texts."""
    texts = (_TAGS.sub(b"", data) for name, data in parts.items() if _TEXT_PART.fullmatch(name))
    return b" ".join(
        b" ".join(re.findall(rb"\{[{%].*?[}%]\}", text, re.DOTALL)) for text in texts
    ).strip()


def _open(data: bytes, document: Document, name: str, *, filled: bool) -> WordDocument:
    try:
        if filled:
            data = _filled(data, document, name)
        return docx.Document(io.BytesIO(data))
    except (SyntaxError, PackageNotFoundError, KeyError, ValueError, AttributeError) as fault:
        raise DocumentError(
            _("Malen {name} er skadet. Åpne den i Word og lagre den på nytt.").format(name=name)
        ) from fault


def _filled(data: bytes, document: Document, name: str) -> bytes:
    """The template with its names filled in, in a sandbox; values are never read as code."""
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    values = {
        "omsyn": MARKER,
        "tittel": document.title,
        "undertittel": document.subtitle,
        "sted": document.place,
        "dato": date_text(document.made),
        "datastatus": document.data_status,
        "fiktivt": wording.fictional_text() if document.fictional else "",
    }
    template = DocxTemplate(io.BytesIO(data))
    try:
        environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
        template.render(values, jinja_env=environment, autoescape=True)
    except Exception as fault:  # the template's own code can fail in any way
        raise DocumentError(
            _("Malen {name} har et felt som ikke kan fylles ut: {reason}.").format(
                name=name, reason=str(fault).rstrip(".")
            )
        ) from fault
    stream = io.BytesIO()
    template.save(stream)
    return stream.getvalue()


def _marker(word: WordDocument) -> BaseOxmlElement | None:
    paragraph: BaseOxmlElement
    for paragraph in word.element.body.iter(qn("w:p")):
        text = "".join(each.text or "" for each in paragraph.iter(qn("w:t")))
        if MARKER in text:
            if text.strip() != MARKER:
                raise DocumentError(_("I malen må {{ omsyn }} stå alene i et avsnitt."))
            return paragraph
    return None


def _section_at_marker(word: WordDocument) -> WordSection:
    """The section that the marker stands in; the last where there is none."""
    marker = _marker(word)
    sections = list(word.sections)
    if marker is None:
        return sections[-1]
    ends = 0
    for element in word.element.body.iter(qn("w:p")):
        if element is marker:
            break
        ends += element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    return sections[min(ends, len(sections) - 1)]
