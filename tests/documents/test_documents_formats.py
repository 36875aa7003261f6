"""What must be true of every kind."""

import io
import json
import re

import attrs
import openpyxl
import pytest

from documents.conftest import docx_texts, pdf_text, xlsx_cells
from documents.sample_document import GOLDEN, POPULATION, sample
from omsyn.documents import Format, render
from omsyn.documents.blocks import (
    Bullets,
    Callout,
    Column,
    Definitions,
    Figure,
    Message,
    Messages,
    Paragraph,
    Section,
    Table,
)
from omsyn.documents.clean import cleaned
from omsyn.documents.wording import about_terms, notes, source_line
from omsyn.language import WrittenStandard, number

CANARY = "<script>x</script>=cmd|' /C'!A0#typst[$a$]{{7*7}}{%if%}]]>&amp;\\@\x00\x0b\ufffe"


@pytest.mark.parametrize("kind", Format)
def test_the_same_document_gives_the_same_bytes(files, kind):
    assert render(sample(), kind) == files[kind]


def test_one_number_is_the_same_in_all_formats(files):
    shown = number(GOLDEN)
    assert shown == "12\u202f345"
    assert shown in files[Format.HTML].decode()
    assert shown in docx_texts(files[Format.DOCX])
    assert shown in pdf_text(files[Format.PDF])
    book = openpyxl.load_workbook(io.BytesIO(files[Format.XLSX]))
    cell = next(c for sheet in book for row in sheet.iter_rows() for c in row if c.value == GOLDEN)
    assert cell.number_format == "#,##0"
    body = json.loads(files[Format.JSON])
    rows = body["sections"][1]["blocks"][1]["table"]["rows"]
    assert rows[4][:2] == ["80–89 år", GOLDEN]


def test_symbols_of_absence_are_shown_and_explained_everywhere(files):
    for text in (files[Format.HTML].decode(), pdf_text(files[Format.PDF]),
                 "\n".join(docx_texts(files[Format.DOCX])),
                 "\n".join(str(c.value) for c in xlsx_cells(files[Format.XLSX]))):  # fmt: skip
        flat = " ".join(text.split())
        assert ": betyr at tallet er skjult av hensyn til personvernet." in flat
        assert "– betyr null." in flat
    cells = docx_texts(files[Format.DOCX])
    assert {":", "..", ".", "–"} <= set(cells)
    assert {":", "..", ".", "–"} <= {c.value for c in xlsx_cells(files[Format.XLSX])}


def test_every_page_and_sheet_says_that_figures_are_invented(files):
    from pypdf import PdfReader

    banner = "Fiktive tall"
    assert 'class="fictional-banner">Fiktive tall' in files[Format.HTML].decode()
    for page in PdfReader(io.BytesIO(files[Format.PDF])).pages:
        assert banner in page.extract_text()
    for sheet in openpyxl.load_workbook(io.BytesIO(files[Format.XLSX])):
        assert sheet["A1"].value.startswith(banner)
        assert banner in (sheet.oddHeader.right.text or "")
    import docx

    word = docx.Document(io.BytesIO(files[Format.DOCX]))
    for section in word.sections:
        for header in (section.header, section.first_page_header):
            assert header.paragraphs[0].text == banner
    assert json.loads(files[Format.JSON])["fictional"] is True


@pytest.mark.parametrize("kind", [Format.HTML, Format.DOCX, Format.PDF, Format.XLSX])
def test_real_figures_are_not_called_invented(kind):
    document = real(sample())
    data = render(document, kind)
    reader = {
        Format.HTML: bytes.decode,
        Format.DOCX: lambda d: "\n".join(docx_texts(d)),
        Format.PDF: pdf_text,
        Format.XLSX: lambda d: "\n".join(str(c.value) for c in xlsx_cells(d)),
    }[kind]
    text = re.sub(r"(?s)<style>.*</style>", "", reader(data))
    assert "Fiktive tall" not in text
    assert "Fjordvik" in text


def real(document):
    return attrs.evolve(document, fictional=False)


def test_figures_and_tables_have_the_same_numbers_everywhere(files):
    title = "Bare de eldste gruppene vokser"
    caption = "Innbyggere i Fjordvik etter alder, 2026 og 2050"
    html = files[Format.HTML].decode()
    assert f"Figur 1. {title}" in html
    assert f"Tabell 1. {caption}" in html
    paragraphs = docx_texts(files[Format.DOCX])
    assert f"Figur 1. {title}" in paragraphs
    assert f"Tabell 1. {caption}" in paragraphs
    text = pdf_text(files[Format.PDF])
    assert f"Figur 1. {title}" in text
    assert f"Tabell 1. {caption}" in text
    assert f"Tabell 1. {caption}" in {c.value for c in xlsx_cells(files[Format.XLSX])}


def test_the_source_line_says_all_that_a_reader_asks_about():
    text = pdf_text(render(sample(), Format.PDF))
    flat = " ".join(text.split())
    for part in ("Kilder: Den fiktive fylkesbanken, tabell F-007 (hentet 2.3.2026,",
                 "mangler for 2,1 % av grunnlaget", "grenser per 2024",
                 "oppdatert 20.2.2026",
                 "delvis beregnet"):  # fmt: skip
        assert part in flat


def test_what_omsyn_computes_is_not_said_to_be_fetched():
    counted = attrs.evolve(
        POPULATION, source="Statistisk sentralbyrå (SSB)", table="07459", updated=None
    )
    ours = attrs.evolve(counted, source="Omsyn", table="Framskriving 2026–2050", computed=True)
    assert source_line([counted, ours]) == (
        "Kilder: SSB, tabell 07459 (hentet 2.3.2026, grenser per 2024); "
        "Omsyn: Framskriving 2026–2050 (beregnet 2.3.2026)."
    )
    invented = attrs.evolve(counted, source="Omsyn (fiktive tall)", table="", border_year=None)
    assert source_line([invented]) == "Kilde: Omsyn (fiktive tall, hentet 2.3.2026)."
    assert ("Beregnet", "2. mars 2026") in about_terms(ours)
    assert not {"Hentet", "Mangler"} & {term for term, _text in about_terms(ours)}


def test_what_the_words_have_said_is_not_said_again_below_the_table():
    table = Table(
        id="t", caption="", columns=[Column(label="År")], rows=[], notes=["Regnet slik.", "Ny."]
    )
    assert notes(table, "Det er 3. Regnet slik.") == ["Ny."]
    assert notes(table) == ["Regnet slik.", "Ny."]


@pytest.mark.parametrize("standard", WrittenStandard)
@pytest.mark.parametrize("kind", [Format.HTML, Format.DOCX, Format.PDF])
def test_files_carry_their_language(standard, kind):
    data = render(sample(standard), kind)
    if kind is Format.HTML:
        assert f'<html lang="{standard}-NO">' in data.decode()
    elif kind is Format.PDF:
        from pypdf import PdfReader

        assert PdfReader(io.BytesIO(data)).trailer["/Root"]["/Lang"] == f"{standard}-NO"
    else:
        import docx

        word = docx.Document(io.BytesIO(data))
        assert word.core_properties.language == f"{standard}-NO"
        assert f'w:val="{standard}-NO"' in word.styles.element.xml


def hostile_document():
    """The sample with the canary in every text field there is."""

    def poisoned(value):
        if isinstance(value, str) and not hasattr(value, "value"):
            return CANARY + value
        if isinstance(value, tuple):
            return tuple(poisoned(each) for each in value)
        if attrs.has(type(value)):
            keep = {"id", "see", "chart"}
            fields = [f.name for f in attrs.fields(type(value)) if f.name not in keep]
            return attrs.evolve(value, **{f: poisoned(getattr(value, f)) for f in fields})
        return value

    return poisoned(sample())


@pytest.fixture(scope="module")
def poisoned():
    document = hostile_document()
    return {kind: render(document, kind) for kind in Format}


SEEN = "=cmd|' /C'!A0#typst[$a$]{{7*7}}{%if%}]]>&amp;\\@"


def test_canaries_do_no_harm_in_html(poisoned):
    html = poisoned[Format.HTML].decode()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\x00" not in html


def test_canaries_do_no_harm_in_word(poisoned):
    texts = docx_texts(poisoned[Format.DOCX])
    assert any("<script>x</script>" + SEEN in text for text in texts)
    assert "49" not in texts


def test_canaries_do_no_harm_in_pdf(poisoned):
    text = pdf_text(poisoned[Format.PDF]).replace("\n", "")
    assert "{{7*7}}" in text
    assert "#typst[$a$]" in text


def test_canaries_do_no_harm_in_excel(poisoned):
    cells = xlsx_cells(poisoned[Format.XLSX])
    assert any(SEEN in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_a_text_that_looks_like_a_formula_is_a_text_in_excel(start):
    document = attrs.evolve(sample(), sections=(only(Table(
        id="t", caption=start, columns=sample_columns(), rows=((start, 1),), notes=(start,),
    )),))  # fmt: skip
    cells = xlsx_cells(render(document, Format.XLSX))
    assert all(cell.data_type != "f" for cell in cells)
    assert any(str(cell.value).strip() == start.strip() for cell in cells)


def sample_columns():
    return sample().sections[1].blocks[1].table.columns[:2]


def only(*blocks):
    return Section(id="s", title="Bare dette", blocks=blocks)


def test_canaries_survive_in_json(poisoned):
    from omsyn.documents.interchange import read_json

    assert read_json(poisoned[Format.JSON]) == cleaned(hostile_document())


EVERY_BLOCK = [
    Messages(items=(Message(id="m", text="Tekst.", explanation=""),)),
    Messages(items=()),
    Paragraph(text="Tekst."),
    Bullets(items=("Tekst.",)),
    Callout(text="Tekst."),
    Definitions(items=(("Ord", "Tekst."),)),
    Table(id="t", caption="Tekst.", columns=(Column(label="A"),), rows=()),
]


@pytest.mark.parametrize("kind", Format)
@pytest.mark.parametrize("block", EVERY_BLOCK, ids=lambda block: type(block).__name__)
def test_a_document_of_one_bare_block_is_a_document(kind, block):
    document = attrs.evolve(real(sample()), sections=(only(block),))
    assert len(render(document, kind)) > 500


@pytest.mark.parametrize("kind", Format)
def test_a_document_without_sections_is_a_document(kind):
    assert len(render(attrs.evolve(real(sample()), sections=()), kind)) > 300


def test_two_figures_with_one_id_are_a_fault_of_ours():
    figure = sample().sections[1].blocks[1]
    assert isinstance(figure, Figure)
    document = attrs.evolve(sample(), sections=(only(figure, figure),))
    with pytest.raises(ValueError, match="aldersgrupper"):
        render(document, Format.HTML)


def test_a_value_that_is_no_number_is_missing():
    table = Table(id="t", caption="T", columns=sample_columns(), rows=(("A", float("nan")),))
    document = attrs.evolve(sample(), sections=(only(table),))
    assert ".." in docx_texts(render(document, Format.DOCX))
    assert "NaN" not in render(document, Format.JSON).decode()
