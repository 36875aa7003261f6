"""Files: names, sizes, and cells that no spreadsheet runs."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from omsyn.documents.blocks import Column, ColumnKind, Table
from omsyn.facts import Provenance, Status
from omsyn.workspace.insight.files import file_name, size_text
from omsyn.workspace.insight.tables import table_csv
from workspace_support import FIGURE, NEIGHBOUR, TABLE, TOWN


def rows(*cells):
    source = Provenance(
        source="SSB", table="07459", definition="", retrieved=dt.date(2026, 1, 1), periods="2026"
    )
    table = Table(
        id="t",
        caption="=2+2",
        columns=(
            Column(label="Sted", kind=ColumnKind.TEXT),
            Column(label="År", kind=ColumnKind.YEAR),
            Column(label="Antall", unit="personer"),
        ),
        rows=cells,
        provenance=(source,),
    )
    content = table_csv(table)
    assert content.startswith(b"\xef\xbb\xbf")
    return content.decode("utf-8-sig").split("\r\n")


def test_csv_as_a_norwegian_spreadsheet_reads_it():
    assert rows(("Bø", 2026, 1234.5), ("Ås", 2027, -3)) == [
        "Sted;År;Antall (personer)",
        "Bø;2026;1234,5",
        "Ås;2027;-3",
        "'=2+2",
        "SSB, 07459, 2026",
        "",
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_text_is_never_a_formula(sign):
    content = "\n".join(rows((f"{sign}1+1", 2026, 1)))
    assert f"'{sign}1+1" in content


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(None, ""), (Status.CONFIDENTIAL, ":"), (Status.NOT_AVAILABLE, ".."), (0, "0")],
)
def test_absence_is_never_zero(cell, shown):
    assert rows(("Bø", 2026, cell))[1] == f"Bø;2026;{shown}"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("notat", "Tromsø 5501", "nb"), "notat-tromso-5501-nb.docx"),
        (("Sak 12/26 «Ærlig»",), "sak-1226-aerlig.docx"),
        (("../../etc/passwd",), "etcpasswd.docx"),
        (("x" * 300,), "x" * 120 + ".docx"),
        (("A\u030as",), "as.docx"),
    ],
)
def test_file_names_that_every_system_takes(parts, name):
    assert file_name(*parts, ending="docx") == name


@pytest.mark.parametrize(
    ("count", "text"),
    [(None, ""), (1, "1\u00a0kB"), (34_400, "34\u00a0kB"), (1_250_000, "1,2\u00a0MB")],
)
def test_sizes(count, text):
    assert size_text(count) == text


@pytest.mark.parametrize(
    ("path", "start"),
    [
        (f"kommune/{TOWN}/last-ned/kunnskapsgrunnlag.docx", b"PK"),
        (f"kommune/{TOWN}/last-ned/kunnskapsgrunnlag.pdf", b"%PDF"),
        (f"kommune/{TOWN}/last-ned/kunnskapsgrunnlag.xlsx", b"PK"),
        (f"kommune/{TOWN}/last-ned/kunnskapsgrunnlag.html", b"<!doctype"),
        (f"kommune/{TOWN}/last-ned/kunnskapsgrunnlag.json", b"{"),
        (f"kommune/{TOWN}/last-ned/notat.docx", b"PK"),
        (f"kommune/{TOWN}/last-ned/notat.pdf", b"%PDF"),
        (f"kommune/{TOWN}/tall/{FIGURE}.svg", b"<svg"),
        (f"kommune/{TOWN}/tall/{FIGURE}.png", b"\x89PNG"),
        (f"kommune/{TOWN}/tall/{FIGURE}.csv", b"\xef\xbb\xbf"),
        (f"kommune/{TOWN}/tall/{TABLE}.xlsx", b"PK"),
        (f"sammenlikn/tall/andel-80.svg?r={TOWN},{NEIGHBOUR}", b"<svg"),
    ],
)
def test_every_file_is_what_its_name_says(browser, path, start):
    answer = browser.get(f"/nn/{path}")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    ending = path.split("?")[0].rpartition(".")[2]
    assert answer.headers["Content-Disposition"].endswith(f'-nn.{ending}"')


def test_a_table_has_no_picture(browser):
    assert browser.get(f"/nb/kommune/{TOWN}/tall/{TABLE}.svg").status_code == 404


def test_the_size_stands_in_the_link_when_the_file_is_made(browser):
    path = f"/nb/kommune/{TOWN}/last-ned/kunnskapsgrunnlag.json"
    content = browser.get(path).content
    page = browser.get(f"/nb/kommune/{TOWN}/").content.decode()
    assert f'JSON <span class="size">({size_text(len(content))})</span>' in page


def test_page_and_spreadsheet_hold_the_same_number(browser):
    sheet = browser.get(f"/nb/kommune/{TOWN}/tall/{FIGURE}.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    cells = {cell.value for each in book for row in each.iter_rows() for cell in row}
    csv = browser.get(f"/nb/kommune/{TOWN}/tall/{FIGURE}.csv").content.decode("utf-8-sig")
    last = csv.split("\r\n")[1].split(";")[1]
    assert float(last.replace(",", ".")) in cells
