"""Files that a reader downloads: which formats there are, and how they are sent."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from attrs import frozen
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from omsyn.documents import Format
from omsyn.language import number
from omsyn.workspace.core.headers import FILE_SECURITY_POLICY

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A", "đ": "d"})


class FigureFormat(StrEnum):
    """In what forms one figure can be had."""

    CSV = "csv"
    XLSX = "xlsx"
    SVG = "svg"
    PNG = "png"


class WholeFormatConverter:
    regex = "|".join(each.value for each in Format)

    def to_python(self, value: str) -> Format:
        return Format(value)

    def to_url(self, value: Format) -> str:
        return value.value


class FigureFormatConverter:
    regex = "|".join(each.value for each in FigureFormat)

    def to_python(self, value: str) -> FigureFormat:
        return FigureFormat(value)

    def to_url(self, value: FigureFormat) -> str:
        return value.value


@frozen(kw_only=True)
class Download:
    """A link to a file, with what it is and how large."""

    label: str
    address: str
    size: str


def size_text(count: int | None) -> str:
    """`34 kB`, `1,2 MB`; nothing where the file is not made yet."""
    if count is None:
        return ""
    if count < 1_000_000:
        return f"{number(max(1, round(count / 1000)))}\u00a0kB"
    return f"{number(count / 1_000_000, 1)}\u00a0MB"


def file_name(*parts: str, ending: str) -> str:
    """A name in plain letters that every system takes: "kunnskapsgrunnlag-tromso-5501.docx"."""
    plain = " ".join(unicodedata.normalize("NFC", part).translate(LETTERS) for part in parts)
    return f"{slugify(plain)[:120]}.{ending}"


def send(content: bytes, *, name: str) -> HttpResponse:
    """The bytes as a file to be saved, which can do nothing in our name when opened."""
    ending = name.rpartition(".")[2]
    answer = HttpResponse(content, content_type=MEDIA_TYPES[ending])
    disposition = content_disposition_header(as_attachment=True, filename=name)
    answer.headers["Content-Disposition"] = disposition or "attachment"
    answer.headers["Content-Security-Policy"] = FILE_SECURITY_POLICY
    return answer
