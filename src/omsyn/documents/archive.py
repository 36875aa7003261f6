"""Zip files: written with the same bytes every time, and opened with care."""

from __future__ import annotations

import io
import zipfile

from omsyn.errors import DocumentError
from omsyn.language import _

MOST_ENTRIES = 1_000
MOST_BYTES = 50_000_000
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can hold; a document carries its own date inside."""


def read_parts(data: bytes, name: str) -> dict[str, bytes]:
    """The parts of a zip file. Raises `DocumentError` where it is none, or unreasonably large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_BYTES:
                raise DocumentError(
                    _("Malen {name} er for stor. Bruk en mal på under 50 MB utpakket.").format(
                        name=name
                    )
                )
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as fault:
        raise DocumentError(
            _("Malen {name} er ikke en Word-fil. Lagre den som .docx eller .dotx.").format(
                name=name
            )
        ) from fault


def write_parts(parts: dict[str, bytes]) -> bytes:
    """A zip file of the parts in their order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return target.getvalue()
