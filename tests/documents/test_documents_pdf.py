import io

import attrs
import pytest
from pypdf import PdfReader

from documents.conftest import pdf_text
from documents.sample_document import sample
from omsyn.documents import Format, render
from omsyn.documents.blocks import Paragraph, Section


@pytest.fixture(scope="module")
def reader(files):
    return PdfReader(io.BytesIO(files[Format.PDF]))


def tags(node, found):
    """Every structure element of a tagged PDF by its role, in order."""
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            tags(each, found)
    elif hasattr(node, "get"):
        if "/S" in node:
            found.append((node["/S"], node))
        if "/K" in node and not isinstance(node["/K"], int):
            kids = node["/K"]
            tags(kids, found)
    return found


@pytest.fixture(scope="module")
def structure(reader):
    return tags(reader.trailer["/Root"]["/StructTreeRoot"], [])


def test_it_is_tagged_and_says_it_follows_pdf_ua(reader):
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "pdfuaid:part" in metadata
    assert reader.metadata.title == sample().title
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_headings_tables_and_figures_are_tagged_as_such(structure):
    roles = [role for role, _node in structure]
    assert roles.count("/Table") == 4
    assert roles.count("/H1") + roles.count("/H2") >= 7
    assert "/TH" in roles
    assert "/TOC" in roles
    figures = [node for role, node in structure if role == "/Figure"]
    assert len(figures) == 4
    assert all(str(node["/Alt"]) for node in figures)


def test_the_reader_can_leaf_by_chapter(reader):
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles == [
        "Det viktigste", "Befolkningen", "Tjenester og plasser", "Om tallene",
        "Tallene bak figurene",
    ]  # fmt: skip


def test_pages_are_a4_and_numbered(reader):
    for n, page in enumerate(reader.pages, start=1):
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
            (595.28, 841.89), abs=0.01
        )
        assert f"Side {n} av {len(reader.pages)}" in page.extract_text()


def test_a_letter_that_the_typeface_lacks_is_a_square_and_no_fault():
    section = Section(id="s", title="字", blocks=(Paragraph(text="Emoji 🙂 og б."),))
    text = pdf_text(render(attrs.evolve(sample(), sections=(section,)), Format.PDF))
    assert "Emoji □ og □." in text


def test_a_letter_in_two_parts_is_joined():
    section = Section(id="s", title="Å", blocks=(Paragraph(text="A\u030ase"),))
    assert "Åse" in pdf_text(render(attrs.evolve(sample(), sections=(section,)), Format.PDF))
