"""How tests read what the renderers wrote: every text, cell and page."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest
from pypdf import PdfReader

from documents.sample_document import sample
from omsyn.documents import Format, render


@pytest.fixture(scope="session")
def document():
    return sample()


@pytest.fixture(scope="session")
def files(document):
    """The sample in every kind."""
    return {kind: render(document, kind) for kind in Format}


def docx_texts(data):
    """Every text of a Word file: body, tables, headers and footers, in order."""
    word = docx.Document(io.BytesIO(data))
    body = [p.text for p in word.paragraphs]
    cells = [c.text for t in word.tables for row in t.rows for c in row.cells]
    around = [
        p.text
        for section in word.sections
        for part in (section.header, section.first_page_header, section.footer)
        for p in part.paragraphs
    ]
    return body + cells + around


def pdf_text(data):
    """The text of a PDF with words made whole again."""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return text.replace("\u00ad\n", "").replace("\u00a0", " ")


def xlsx_cells(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]
