"""What a file must pass before anything parses it: size, kind, and what it unpacks to."""

from __future__ import annotations

import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from omsyn.errors import UnreadableFile
from omsyn.language import _, number

MAX_BYTES = 10_000_000
MAX_ENTRIES = 1_000
MAX_UNPACKED = 50_000_000
MAX_RATIO = 100
_CHUNK = 1 << 16
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})


class Kind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


def check_file(path: Path) -> Kind:
    """The kind of a file that is safe to parse. Raises `UnreadableFile`."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as fault:
        raise UnreadableFile(
            _("Filen {file} kan ikke åpnes. Kontroller navnet og at du har tilgang.").format(
                file=path
            )
        ) from fault
    if size == 0:
        raise UnreadableFile(_("Filen {file} er tom.").format(file=path.name))
    if size > MAX_BYTES:
        raise UnreadableFile(
            _(
                "Filen {file} er på {size} MB, og grensen er {limit} MB. Slett ark og rader som "
                "ikke trengs, eller del den opp."
            ).format(
                file=path.name,
                size=number(size / 1_000_000, 1),
                limit=number(MAX_BYTES // 1_000_000),
            )
        )
    kind = _kind(path, start)
    if kind is Kind.XLSX:
        _check_archive(path)
    return kind


def _kind(path: Path, start: bytes) -> Kind:
    """What the file is, by its first bytes and by its name; the two must agree."""
    suffix = path.suffix.lower()
    if start.startswith(_OLD_OFFICE):
        raise UnreadableFile(
            _(
                "Filen {file} er i et gammelt Excel-format eller er passordbeskyttet. Lagre den "
                "som .xlsx uten passord."
            ).format(file=path.name)
        )
    if start.startswith(_ZIP) and suffix == ".xlsx":
        return Kind.XLSX
    if not start.startswith(b"PK") and suffix in _TEXT_SUFFIXES:
        return Kind.CSV
    raise UnreadableFile(
        _(
            "Filen {file} er ikke det navnet sier, eller en filtype som ikke kan leses. Lagre den "
            "som .xlsx eller .csv."
        ).format(file=path.name)
    )


def _check_archive(path: Path) -> None:
    """An .xlsx is a zip archive: bounded in parts and in size, by what it says and what it is."""
    damaged = UnreadableFile(
        _("Filen {file} er skadet. Åpne den i Excel og lagre den på nytt.").format(file=path.name)
    )
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            declared = sum(entry.file_size for entry in entries)
            packed = sum(entry.compress_size for entry in entries)
            if (
                len(entries) > MAX_ENTRIES
                or declared > MAX_UNPACKED
                or declared > MAX_RATIO * max(packed, 1)
            ):
                raise _too_much(path)
            if "xl/workbook.xml" not in archive.namelist():
                raise damaged
            _count(archive, entries, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise damaged from None
    except (NotImplementedError, RuntimeError):
        # An unknown compression, or encrypted entries.
        raise damaged from None


def _count(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], path: Path) -> None:
    """Unpacks everything without keeping it: the sizes that an archive declares can lie."""
    total = 0
    for entry in entries:
        with archive.open(entry) as file:
            while chunk := file.read(_CHUNK):
                total += len(chunk)
                if total > MAX_UNPACKED:
                    raise _too_much(path)


def _too_much(path: Path) -> UnreadableFile:
    return UnreadableFile(
        _(
            "Filen {file} pakkes ut til mer enn {limit} MB og blir ikke lest. Slett ark og rader "
            "som ikke trengs, og lagre den på nytt."
        ).format(file=path.name, limit=number(MAX_UNPACKED // 1_000_000))
    )
