"""What people decided, kept beside the figures: small texts that are added to and never changed.

`papers/<kind>/<subject>/0001.json`, `0002.json` … : the newest is in force, the earlier ones tell
what was before. They are no part of the store's version, which is about figures.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from omsyn.errors import DamagedStore
from omsyn.language import _
from omsyn.warehouse.durable import exclusive, make_folder, replace_file, telling_of_the_disk
from omsyn.warehouse.store import Store

FOLDER = "papers"
LARGEST = 1_000_000
NAME = re.compile(r"[a-z_]+/[0-9A-Za-z_æøåÆØÅ-]{1,80}/[0-9]{4}\.json")
"""Kind, subject and number: nothing that points elsewhere."""


def add_paper(store: Store, kind: str, subject: str, content: bytes) -> None:
    """Add the newest text on a subject. Raises `StoreError` where the disk takes none."""
    with telling_of_the_disk(store.folder), exclusive(store.folder):
        _put(store, f"{kind}/{subject}/{len(_files(store, kind, subject)) + 1:04}.json", content)


def papers(store: Store, kind: str, subject: str) -> tuple[bytes, ...]:
    """The texts on a subject, the oldest first. Raises `DamagedStore` for an unreadable one."""
    return tuple(_read(path) for path in _files(store, kind, subject))


def subjects(store: Store, kind: str) -> tuple[str, ...]:
    """What there are texts on."""
    folder = store.folder / FOLDER / kind
    return tuple(sorted(path.name for path in folder.iterdir())) if folder.is_dir() else ()


def papers_version(store: Store) -> str:
    """Changes when a text is added, of any kind on any subject."""
    names = sorted(path.relative_to(store.folder).as_posix() for path in _every(store))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def all_papers(store: Store) -> dict[str, bytes]:
    """Every text by its name below the folder."""
    root = store.folder / FOLDER
    return {path.relative_to(root).as_posix(): _read(path) for path in sorted(_every(store))}


def restore_papers(store: Store, found: Mapping[str, bytes]) -> tuple[str, ...]:
    """Put back texts that the store lacks; the subjects where it has others of its own.

    A subject whose texts here are the beginning of those found gets the rest of them.
    """
    others = []
    by_subject: dict[str, list[bytes]] = {}
    for name in sorted(found):
        by_subject.setdefault(name.rsplit("/", 1)[0], []).append(found[name])
    for place, texts in by_subject.items():
        kind, subject = place.split("/")
        here = papers(store, kind, subject)
        if list(here) == texts[: len(here)]:
            for text in texts[len(here) :]:
                add_paper(store, kind, subject, text)
        elif texts != list(here[: len(texts)]):
            others.append(subject)
    return tuple(others)


def _put(store: Store, name: str, content: bytes) -> None:
    path = store.folder / FOLDER / name
    if not NAME.fullmatch(name) or len(content) > LARGEST:
        raise ValueError(f"not a paper of the store: {name}, {len(content)} bytes")
    make_folder(path.parent)
    replace_file(path, content)


def _every(store: Store) -> list[Path]:
    return list((store.folder / FOLDER).glob("*/*/[0-9][0-9][0-9][0-9].json"))


def _files(store: Store, kind: str, subject: str) -> list[Path]:
    return sorted((store.folder / FOLDER / kind / subject).glob("[0-9][0-9][0-9][0-9].json"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise DamagedStore(
            _("Filen {path} i lageret kan ikke leses: {reason}.").format(
                path=path, reason=fault.strerror
            )
        ) from fault
