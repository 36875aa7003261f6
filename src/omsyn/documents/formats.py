"""The formats that a document can have, and the way to each."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import assert_never

from omsyn.documents.blocks import Document


class Format(StrEnum):
    """The value is the ending of the file's name."""

    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """What a server calls the file."""
        office = "application/vnd.openxmlformats-officedocument"
        return {
            Format.HTML: "text/html; charset=utf-8",
            Format.DOCX: f"{office}.wordprocessingml.document",
            Format.PDF: "application/pdf",
            Format.XLSX: f"{office}.spreadsheetml.sheet",
            Format.JSON: "application/json",
        }[self]


def render(document: Document, format: Format, *, template: Path | None = None) -> bytes:  # noqa: A002
    """The document in a format: the same bytes for the same document.

    `template` is the organisation's own .docx or .dotx, used for Word only. Raises
    `DocumentError` for a template that cannot be used, or a brief that cannot be one page.
    """
    match format:
        case Format.HTML:
            from omsyn.documents.html import render_html

            return render_html(document)
        case Format.DOCX:
            from omsyn.documents.word import render_word

            return render_word(document, template)
        case Format.PDF:
            from omsyn.documents.pdf import render_pdf

            return render_pdf(document)
        case Format.XLSX:
            from omsyn.documents.excel import render_excel

            return render_excel(document)
        case Format.JSON:
            from omsyn.documents.interchange import render_json

            return render_json(document)
        case _:
            assert_never(format)
