"""Files put in place whole, and documents that are never written over unseen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from omsyn.language import _


def write_file(path: Path, content: bytes) -> None:
    """Put a file in place whole; raises `DocumentError` where it cannot be written."""
    from omsyn.warehouse.durable import write_for_user

    write_for_user(path, content)
    click.echo(_("Skrev {path}").format(path=path))


def save_document(
    path: Path, content: bytes, *, read: bytes | None = None, overwrite: bool = False
) -> None:
    """Put a document in place, unless what stands there has not been seen by the one who writes.

    `read` is what was read from the same file; where it is None, there may be no other file of that
    name. Two who write at once cannot both believe that they were alone. Raises `DocumentError`.
    """
    from omsyn.errors import DocumentError

    with _alone(path):
        there = path.read_bytes() if path.is_file() else None
        if not overwrite and there not in {None, read, content}:
            raise DocumentError(_in_the_way(path, seen=read is not None))
        write_file(path, content)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """While no other that asks for the same writes the file."""
    from omsyn.errors import DocumentError

    mark = path.with_name(f".{path.name}.saving")
    try:
        mark.open("xb").close()
    except FileExistsError as fault:
        raise DocumentError(
            _(
                "Noen andre skriver {path} akkurat nå. Prøv igjen; er det ingen, så slett {mark}."
            ).format(path=path, mark=mark)
        ) from fault
    except OSError:
        # Where no mark can be put, the file cannot either, and the writing tells why.
        yield
        return
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def _in_the_way(path: Path, *, seen: bool) -> str:
    text = (
        _(
            "Filen {path} er endret av noen andre siden den ble lest. Les den på nytt, eller velg "
            "et annet navn med --out."
        )
        if seen
        else _(
            "Filen {path} finnes fra før. Velg et annet navn, eller legg til --overwrite om den "
            "kan erstattes."
        )
    )
    return text.format(path=path)
