"""Bytes of a text file to text: compression, byte marks and the encodings that files come in."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from pathlib import Path

from omsyn.errors import UnreadableFile
from omsyn.language import _, number

MAX_TEXT = 200_000_000
"""Bytes after unpacking: ten times the largest export of Statistics Norway."""
_CHUNK = 1 << 20
# UTF-8 read as Windows-1252 and stored again: "Ã¸" where "ø" was meant.
_READ_TWICE = re.compile("Ã[¦¸¥†˜…]")


def read_bytes(path: Path, limit: int = MAX_TEXT) -> bytes:
    """A file's bytes, unpacked where it is gzip. Raises `UnreadableFile`."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(
            _("Filen {file} finnes ikke. Kontroller navnet og prøv igjen.").format(file=path)
        ) from None
    except OSError as fault:
        raise UnreadableFile(
            _("Filen {file} kan ikke åpnes ({reason}). Kontroller at du har tilgang.").format(
                file=path, reason=fault.strerror or fault
            )
        ) from None
    if content.startswith(b"\x1f\x8b"):
        content = _unpack(content, path, limit)
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise UnreadableFile(_("Filen {file} er tom. Last den ned på nytt.").format(file=path.name))
    return content


def _unpack(content: bytes, path: Path, limit: int) -> bytes:
    out = bytearray()
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            while chunk := packed.read(_CHUNK):
                out += chunk
                if len(out) > limit:
                    raise UnreadableFile(
                        _(
                            "Filen {file} er over {limit} MB når den pakkes ut, og blir ikke "
                            "lest. Del den opp i mindre filer."
                        ).format(file=path.name, limit=number(limit // 1_000_000))
                    )
    except (OSError, EOFError, zlib.error):
        raise UnreadableFile(
            _("Filen {file} er skadet eller avkortet. Last den ned på nytt.").format(file=path.name)
        ) from None
    return bytes(out)


def decode(content: bytes, file: str) -> str:
    """Text in UTF-8 (with or without byte mark), UTF-16 with byte mark, or Windows-1252.

    Raises `UnreadableFile` where the bytes are no text.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _strict(content, "utf-16")
    elif b"\x00" in content:
        text = None
    else:
        # ISO-8859-1 is read as Windows-1252, which differs only where it has no letters.
        text = _strict(content, "utf-8-sig") or _strict(content, "cp1252")
        text = text or content.decode("latin-1")
    if text is None:
        raise UnreadableFile(
            _("Filen {file} er ikke en tekstfil. Lagre den som CSV og prøv igjen.").format(
                file=file
            )
        )
    return text


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def damaged_line(text: str) -> int | None:
    """The first line whose letters were lost by a wrong encoding before the file came to us."""
    places = [text.find("\ufffd"), found.start() if (found := _READ_TWICE.search(text)) else -1]
    first = min((place for place in places if place >= 0), default=None)
    return None if first is None else text.count("\n", 0, first) + 1
