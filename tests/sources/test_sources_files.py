"""A user's own table: what is read from it, and every way in which it is refused."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omsyn.errors import OmsynError, UnreadableFile
from omsyn.facts import FACT_SCHEMA
from omsyn.sources.files import ColumnMapping, read_user_table, suggest_mapping
from omsyn.sources.files import guards as limits
from omsyn.sources.files.numbers import decimal_signs, parse_number

# The folder is written over by each example, so that it may be shared by them all.
FUZZ = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MAPPING = ColumnMapping(region="kommunenr", period="år", value="antall", measure="users")


def write(tmp_path: Path, text: str | bytes, name: str = "egen.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def workbook(
    tmp_path: Path, rows: list[list[object]], name: str = "egen.xlsx", change=None
) -> Path:
    path = tmp_path / name
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Tall"
    for row in rows:
        sheet.append(row)
    if change:
        change(book, sheet)
    book.save(path)
    return path


def sentence(path: Path) -> str:
    """What the user is told; empty where the file is read."""
    try:
        read_user_table(path, MAPPING)
        suggest_mapping(path)
    except OmsynError as fault:
        return fault.message
    return ""


def values(path: Path, mapping: ColumnMapping = MAPPING) -> dict[str, float | None]:
    return dict(read_user_table(path, mapping).select("region", "value").iter_rows())


def refused(path: Path, mapping: ColumnMapping = MAPPING) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_user_table(path, mapping)
    return caught.value.message


# --- reading ---------------------------------------------------------------------------------


def test_a_table_becomes_tidy_facts(tmp_path: Path):
    path = write(tmp_path, "kommunenr;år;kjønn;alder;antall\n301;2024;Menn;80 år og over;1 234,5\n")
    mapping = ColumnMapping(
        region="kommunenr", period="år", sex="kjønn", age="alder", value="antall", measure="users"
    )
    facts = read_user_table(path, mapping)
    assert facts.schema == FACT_SCHEMA
    assert facts.rows() == [("0301", "2024", "male", "80+", "users", 1234.5, "")]


@pytest.mark.parametrize(
    "content",
    [
        "kommunenr;år;antall\r\n0301;2024;5\r\n".encode("cp1252"),
        "\ufeffkommunenr,år,antall\n0301,2024,5\n".encode(),
        "kommunenr\tår\tantall\n0301 Oslo\t2024\t5 \n".encode("utf-16"),
        "Antall brukere, våren 2024\n\nkommunenr;år;antall\n0301;01.01.2024;\u00a05\n".encode(),
    ],
    ids=["windows-1252", "byte mark", "utf-16", "title"],
)
def test_text_files_from_life(content: bytes, tmp_path: Path):
    assert values(write(tmp_path, content)) == {"0301": 5}


def test_the_symbols_for_absence_stay_apart(tmp_path: Path):
    rows = "\n".join(
        f"{9001 + at};2024;{sign}" for at, sign in enumerate([":", "..", ".", "–", ""])
    )
    facts = read_user_table(write(tmp_path, f"kommunenr;år;antall\n{rows}\n"), MAPPING)
    assert facts["status"].to_list() == [":", "..", ".", "–", ".."]
    assert facts["value"].to_list() == [None, None, None, 0, None]


def test_a_workbook(tmp_path: Path):
    rows = [
        ["kommunenr", "år", "antall"],
        [301, 2024, 12.5],
        ["4204 Kristiansand", "2024", "1 000"],
    ]
    assert values(workbook(tmp_path, rows)) == {"0301": 12.5, "4204": 1000}


def test_one_column_for_each_year(tmp_path: Path):
    path = workbook(tmp_path, [["Kommune", 2023, 2024], [301, 1, 2]])
    mapping = suggest_mapping(path).mapping
    assert mapping
    assert mapping.year_columns == ("2023", "2024")
    facts = read_user_table(path, mapping)
    assert facts.select("period", "value").rows() == [("2023", 1), ("2024", 2)]


def test_a_merged_label_holds_for_every_row(tmp_path: Path):
    rows = [["kommunenr", "år", "antall"], ["0301", 2023, 1], [None, 2024, 2]]
    path = workbook(tmp_path, rows, change=lambda _book, sheet: sheet.merge_cells("A2:A3"))
    facts = read_user_table(path, MAPPING)
    assert facts["region"].to_list() == ["0301", "0301"]


def test_names_are_understood_with_a_registry(tmp_path: Path):
    class Names:
        def find(self, text: str):
            from omsyn.errors import UnknownRegion
            from omsyn.geography import Region, RegionKind

            if text != "Oppdiktet":
                raise UnknownRegion(f"Ukjent region «{text}».")
            return Region("9001", RegionKind.MUNICIPALITY, "9001", text, None)

    path = write(tmp_path, "kommunenr;år;antall\nOppdiktet;2024;1\n")
    assert read_user_table(path, MAPPING, registry=Names())["region"].to_list() == ["9001"]
    path = write(tmp_path, "kommunenr;år;antall\nOppdikta;2024;1\n")
    with pytest.raises(UnreadableFile, match=r"linje 2, kolonne 1\): Ukjent region «Oppdikta»"):
        read_user_table(path, MAPPING, registry=Names())


# --- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("1 234,5", ","), ("1.234,5", ","), ("1,234.5", "."), ("1234,5", ","), ("1234.5", "."),
        ("1\u00a0234", ",."), ("1\u202f234,5", ","), ("12", ",."), ("-3,5", ","), ("−3.5", "."),
        ("1.234", ",."), ("1,234", ",."), ("0.123", "."), ("1.234.567", ","), ("1,234,567", "."),
        ("12,5 %", ","), ("1 234.567", "."),
        ("12 34", ""), ("1.23.4", ""), ("abc", ""), ("", ""), ("1e5", ""), ("1,2,3", ""),
        ("٣", ""), ("1-2", ""), ("9" * 50, ""),
    ],
)  # fmt: skip
def test_the_decimal_signs_under_which_a_text_is_a_number(text: str, signs: str):
    assert decimal_signs(text) == set(signs)


@pytest.mark.parametrize(
    ("text", "sign", "expected"),
    [
        ("1 234,5", ",", 1234.5), ("1.234,5", ",", 1234.5), ("1,234.5", ".", 1234.5),
        ("1.234", ",", 1234), ("1.234", ".", 1.234), ("−3,5", ",", -3.5), ("1,5", ".", None),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, sign: str, expected: float | None):
    assert parse_number(text, sign) == expected


def test_the_rest_of_the_column_decides_what_is_meant(tmp_path: Path):
    path = write(tmp_path, "kommunenr;år;antall\n9001;2024;1.234\n9002;2024;12,5\n")
    assert values(path) == {"9001": 1234, "9002": 12.5}
    path = write(tmp_path, "kommunenr;år;antall\n9001;2024;1.234\n9002;2024;12.5\n")
    assert values(path) == {"9001": 1.234, "9002": 12.5}


def test_two_meanings_are_asked_about_not_guessed(tmp_path: Path):
    path = write(tmp_path, "kommunenr;år;antall\n9001;2024;1.234\n")
    assert "«1.234» i egen.csv (linje 2, kolonne 3) kan leses på to måter" in refused(path)
    mapping = ColumnMapping(
        region="kommunenr", period="år", value="antall", measure="users", decimal=","
    )
    assert values(path, mapping) == {"9001": 1234}


def test_two_ways_of_writing_in_one_column(tmp_path: Path):
    path = write(tmp_path, "kommunenr;år;antall\n9001;2024;1,5\n9002;2024;2.5\n")
    assert "«2.5» (linje 3, kolonne 3) passer ikke" in refused(path)


# --- refusals: every one says where ----------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("9001;2024;ca. 5", "«ca. 5» i egen.csv (linje 2, kolonne 3) er ikke et tall"),
        ("Sum;2024;5", "linje 2, kolonne 1) er en sumrad"),
        ("Kristiansand;2024;5", "«Kristiansand» i egen.csv (linje 2, kolonne 1)"),
        ("9001;i fjor;5", "«i fjor» i egen.csv (linje 2, kolonne 2) er ikke et år"),
        ("9001;2024;5\n9001;2024;6", "Rad 3 i egen.csv gjentar rad 2 (9001, 2024)"),
        ("", "ingen rader under overskriftene"),
    ],
)
def test_rows_that_cannot_be_used(row: str, words: str, tmp_path: Path):
    assert words in refused(write(tmp_path, f"kommunenr;år;antall\n{row}\n"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "er tom"),
        (b"1;2\n3;4\n", "mangler en rad med kolonneoverskrifter"),
        (b"kommunenr;antall;antall\n1;2;3\n", "«antall» står to ganger"),
        (b"sted;antall\nA;2\n", "ikke kolonnen «kommunenr»"),
        ("kommunenr;år;antall\n9001;2024;\ufffd\n".encode(), "Linje 2 i egen.csv har ødelagte"),
        (b"a;b\n\x00\x01\n", "ikke en tekstfil"),
    ],
    ids=["empty", "no headings", "double heading", "no column", "lost letters", "binary"],
)
def test_files_that_cannot_be_used(content: bytes, words: str, tmp_path: Path):
    assert words in refused(write(tmp_path, content))


def test_a_file_that_is_not_there(tmp_path: Path):
    assert "kan ikke åpnes" in refused(tmp_path / "borte.csv")


def hide_row(_book, sheet) -> None:
    sheet.row_dimensions[3].hidden = True


def hide_column(_book, sheet) -> None:
    sheet.column_dimensions["C"].hidden = True


def add_formula(_book, sheet) -> None:
    sheet["C3"] = "=C2*2"


def merge_figures(_book, sheet) -> None:
    sheet.merge_cells("C2:C3")


def add_error(_book, sheet) -> None:
    sheet["C3"] = "#N/A"
    sheet["C3"].data_type = "e"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (hide_row, "Rad 3 i egen.xlsx er skjult"),
        (hide_column, "Kolonnen «antall» i egen.xlsx er skjult"),
        (add_formula, "Formelen i egen.xlsx (arket «Tall», celle C3) er ikke regnet ut"),
        (merge_figures, "slått sammen i egen.xlsx (arket «Tall», celle C3)"),
        (add_error, "Cellen i egen.xlsx (arket «Tall», celle C3) viser en feil"),
    ],
)
def test_what_a_reader_of_the_sheet_does_not_see(change, words: str, tmp_path: Path):
    rows = [["kommunenr", "år", "antall"], ["9001", 2024, 1], ["9002", 2024, 2]]
    assert words in refused(workbook(tmp_path, rows, change=change))


def test_a_calculated_formula_is_its_value(tmp_path: Path):
    path = tmp_path / "egen.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Tall")
        sheet.write_row(0, 0, ["kommunenr", "år", "antall"])
        sheet.write_row(1, 0, ["9001", 2024])
        sheet.write_formula(1, 2, "=6*7", value=42)
    assert values(path) == {"9001": 42}


def test_a_sheet_that_is_not_there(tmp_path: Path):
    path = workbook(tmp_path, [["a", "b"], [1, 2]])
    mapping = ColumnMapping(region="a", value="b", measure="m", fixed_period="2024", sheet="Ark9")
    assert "ikke arket «Ark9». Den har: Tall" in refused(path, mapping)


# --- hostile files ---------------------------------------------------------------------------


def archive(tmp_path: Path, parts: dict[str, bytes], name: str = "egen.xlsx") -> Path:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return path


def test_a_zip_bomb_by_its_ratio(tmp_path: Path):
    path = archive(
        tmp_path, {"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b"0" * 20_000_000}
    )
    assert "pakkes ut til mer enn 50 MB" in refused(path)


def test_a_zip_bomb_by_its_size(tmp_path: Path):
    import random

    noise = random.Random(1).randbytes(600_000)
    path = archive(tmp_path, {"xl/workbook.xml": b"", "a": noise + b"0" * 55_000_000})
    assert "pakkes ut til mer enn 50 MB" in refused(path)


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "MAX_UNPACKED", 1_000_000)
    path = archive(tmp_path, {"xl/workbook.xml": b"<x/>", "a": b"0" * 3_000_000})
    content = bytearray(path.read_bytes())
    # The size in the central directory is what every reader believes before it unpacks.
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = content.rfind(mark)
        struct.pack_into("<I", content, place + offset, 40_000)
    path.write_bytes(content)
    assert "skadet" in refused(path) or "pakkes ut" in refused(path)


def test_too_many_parts(tmp_path: Path):
    path = archive(tmp_path, {f"part{at}": b"" for at in range(1_001)})
    assert "pakkes ut" in refused(path)


def test_a_file_above_the_limit(tmp_path: Path):
    path = write(tmp_path, b"a;b\n" + b"1;2\n" * 2_600_000)
    assert "er på 10,4 MB, og grensen er 10 MB" in refused(path)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04" + b"x" * 50, "egen.xlsx"),
        (b"PK\x03\x04" + b"x" * 50, "egen.csv"),
        (b"a;b\n1;2\n", "egen.xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 50, "egen.xls"),
        (b"a;b\n1;2\n", "egen.exe"),
    ],
)
def test_a_name_that_does_not_fit_the_bytes(content: bytes, name: str, tmp_path: Path):
    assert name in refused(write(tmp_path, content, name))


def replaced(path: Path, part: str, change) -> Path:
    """The workbook with one part of the archive changed."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    parts = {each: source.read(each) for each in source.namelist()}
    parts[part] = change(parts[part])
    return archive(path.parent, parts, path.name)


ROWS = [["kommunenr", "år", "antall"], ["9001", 2024, 1]]
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;">]>"""
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("start", [LAUGHS, OUTSIDE], ids=["billion laughs", "external entity"])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_entities_are_not_expanded(start: bytes, part: str, tmp_path: Path):
    def change(xml: bytes) -> bytes:
        return start + xml[xml.index(b"<", 5) :] if xml.startswith(b"<?xml") else start + xml

    path = replaced(workbook(tmp_path, ROWS), part, change)
    assert "skadet" in refused(path)


def test_deep_nesting(tmp_path: Path):
    path = replaced(
        workbook(tmp_path, ROWS),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b"<sheetData>", b"<sheetData>" + b"<a>" * 100_000 + b"</a>" * 100_000
        ),
    )
    assert not (told := sentence(path)) or "egen.xlsx" in told


def test_a_sheet_that_claims_every_cell_there_is(tmp_path: Path):
    # Two cells in opposite corners: a dense table of them would take hundreds of gigabytes.
    path = workbook(tmp_path, ROWS, change=lambda _b, sheet: sheet.cell(1_048_576, 16_384, 1))
    assert "mer minne eller tid" in refused(path)


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.95])
def test_a_truncated_workbook(keep: float, tmp_path: Path):
    path = workbook(tmp_path, ROWS)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert "skadet" in refused(path)


@given(at=st.integers(0, 4_000), bit=st.integers(0, 7))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_flipped_bit_is_never_more_than_a_sentence(at: int, bit: int, tmp_path: Path):
    path = workbook(tmp_path, ROWS)
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 1 << bit
    path.write_bytes(content)
    assert not (told := sentence(path)) or "egen.xlsx" in told


CELL = st.one_of(
    st.sampled_from(["0301", "301", "2024", "1 234,5", "1.234", ":", "..", "Sum", "", '"', "=1+1"]),
    st.text(max_size=6),
)


@given(
    rows=st.lists(st.lists(CELL, max_size=5), max_size=8),
    sign=st.sampled_from(";,\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_file_is_read_or_refused(rows, sign: str, encoding: str, tmp_path: Path):
    text = "kommunenr;år;antall\n".replace(";", sign) + "\n".join(sign.join(row) for row in rows)
    path = write(tmp_path, text.encode(encoding, errors="replace"))
    assert not (told := sentence(path)) or "egen.csv" in told


# --- suggestions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "row", "expected"),
    [
        ("Kommunenummer;År;Antall", "301;2024;5", ("Kommunenummer", "År", "Antall")),
        ("knr;periode;brukere", "0301;2024;5", ("knr", "periode", "brukere")),
        ("x;år;andel 80+", "0301;2024;5,5", ("x", "år", "andel 80+")),
    ],
)
def test_a_mapping_is_suggested(headings: str, row: str, expected: tuple[str, ...], tmp_path: Path):
    found = suggest_mapping(write(tmp_path, f"{headings}\n{row}\n"))
    assert found.mapping
    assert (found.mapping.region, found.mapping.period, found.mapping.value) == expected
    assert found.sample == (tuple(row.split(";")),)


def test_nothing_is_suggested_where_nothing_fits(tmp_path: Path):
    found = suggest_mapping(write(tmp_path, "navn;farge\nA;blå\n"))
    assert found.mapping is None
    assert found.headings == ("navn", "farge")
