import io

import attrs
import openpyxl
import pytest

from documents.sample_document import sample
from omsyn.documents import Format, render
from omsyn.documents.blocks import Column, ColumnKind
from omsyn.documents.excel import number_format


@pytest.fixture(scope="module")
def book(files):
    return openpyxl.load_workbook(io.BytesIO(files[Format.XLSX]))


def test_there_is_a_front_sheet_and_one_for_each_table(book):
    assert book.sheetnames == ["Om tallene", "Tabell 1", "Tabell 2", "Tabell 3", "Tabell 4"]
    assert all(sheet.sheet_state == "visible" for sheet in book)


def test_the_front_sheet_leads_to_every_table_and_back(book):
    front = book["Om tallene"]
    links = {link.location for row in front.iter_rows() for c in row if (link := c.hyperlink)}
    assert links == {f"'Tabell {n}'!A1" for n in range(1, 5)}
    assert book["Tabell 1"]["A3"].hyperlink.location == "'Om tallene'!A1"


def test_numbers_are_numbers_and_symbols_are_texts(book):
    sheet = book["Tabell 3"]
    head = next(r for r in range(1, 12) if sheet.cell(r, 1).value == "Kommune")
    rows = [[sheet.cell(head + i, c).value for c in (1, 2, 3)] for i in range(1, 6)]
    assert rows == [
        ["Fjordvik", 31.2, 410],
        ["Langnes", 28.4, ".."],
        ["Sørheim", ":", "–"],
        ["Høgdal", 35.5, "."],
        ["Ytterøya", 26.1, ".."],
    ]


def test_heads_are_frozen_and_nothing_is_hidden(book):
    for sheet in book.worksheets[1:]:
        row = int("".join(c for c in sheet.freeze_panes if c.isdigit())) - 1
        assert sheet.cell(row, 1).value in {"Alder", "År", "Kommune"}
        assert not any(d.hidden for d in sheet.row_dimensions.values())
        assert not any(d.hidden for d in sheet.column_dimensions.values())


def test_source_definition_and_reservations_stand_in_the_sheet(book):
    texts = [str(row[0].value) for row in book["Tabell 1"].iter_rows() if row[0].value]
    assert any(text.startswith("Kilde: Den fiktive fylkesbanken, tabell F-001") for text in texts)
    assert "Definisjon: Registrerte innbyggere per 1. januar." in texts
    assert "Forbehold: Serien er brutt i 2020." in texts
    assert "Bare de eldste gruppene vokser" in texts


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column(label="a"), "#,##0"),
        (Column(label="a", decimals=2), "#,##0.00"),
        (Column(label="a", kind=ColumnKind.YEAR), "0"),
        (Column(label="a", kind=ColumnKind.PERCENT, decimals=1), '#,##0.0" %"'),
        (Column(label="a", kind=ColumnKind.CHANGE), '+#,##0;"−"#,##0;0'),
        (Column(label="a", kind=ColumnKind.CHANGE, unit="%", decimals=1),
         '+#,##0.0" %";"−"#,##0.0" %";0.0" %"'),
    ],
)  # fmt: skip
def test_excel_writes_numbers_as_the_texts_do(column, expected):
    assert number_format(column) == expected


def test_a_very_long_text_is_cut_to_what_a_cell_can_hold():
    data = render(attrs.evolve(sample(), subtitle="a" * 40_000), Format.XLSX)
    front = openpyxl.load_workbook(io.BytesIO(data))["Om tallene"]
    assert max(len(str(c.value or "")) for row in front.iter_rows() for c in row) == 32_767
