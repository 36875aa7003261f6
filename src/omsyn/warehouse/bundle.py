"""Everything in the store as one file, for a machine without network.

A bundle is a zip without compression: `omsyn.json`, which describes every table with its
checksum, one Parquet file for each, and under `papers/` the scenarios that places steer by. The
same content gives the same bytes. A bundle is read entry by entry and never unpacked to disk, so
no name in it can point anywhere.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from attrs import frozen

from omsyn.errors import UnreadableFile
from omsyn.facts import FACT_SCHEMA
from omsyn.language import _
from omsyn.sources.base import Fetched
from omsyn.warehouse.description import info_from_json
from omsyn.warehouse.durable import write_for_user
from omsyn.warehouse.papers import LARGEST, NAME, all_papers
from omsyn.warehouse.shelf import checksum
from omsyn.warehouse.store import Store

FORMAT = "omsyn-bundle-1"
MANIFEST = "omsyn.json"
PAPERS = "papers"
MAX_MANIFEST = 10_000_000
MAX_ENTRY = 2_000_000_000
SAME_DAY = (1980, 1, 1, 0, 0, 0)
"""Every entry's date, so that the bytes depend on the content alone."""

ZIP_FAULTS = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    EOFError,
    OSError,
    OverflowError,
    struct.error,
)
"""All that the zip reader raises when bytes are wrong."""


@frozen
class Bundle:
    """What a bundle holds; each table is read and checked when it is asked for."""

    fictional: bool
    datasets: tuple[tuple[str, Callable[[], Fetched]], ...]
    references: Callable[[], dict[str, pl.DataFrame]]
    papers: Callable[[], dict[str, bytes]]
    """What people decided, by name."""


def write_bundle(store: Store, path: Path) -> int:
    """Write all that the store holds to one file, in one step; the number of tables.

    Raises `DamagedStore` where something in the store is damaged, `DocumentError`
    where the file cannot be written.
    """
    files: dict[str, bytes] = {}
    manifest: dict[str, Any] = {"format": FORMAT, "fictional": store.fictional}
    for kind, names in (("datasets", store.names()), ("references", store.reference_names())):
        described = {}
        for name in names:
            meta, content = store.stored(kind, name)
            files[_entry(kind, name)] = content
            described[name] = {"sha256": checksum(content), "rows": meta["rows"]}
            if kind == "datasets":
                described[name]["info"] = meta["info"]
        manifest[kind] = described
    decided = all_papers(store)
    if decided:
        manifest[PAPERS] = {name: checksum(content) for name, content in decided.items()}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    noted = {f"{PAPERS}/{name}": content for name, content in decided.items()}
    write_for_user(path, _zipped({MANIFEST: text, **files, **noted}))
    return len(files)


def open_bundle(path: Path) -> Bundle:
    """What a bundle holds. Raises `UnreadableFile` where it is no whole bundle."""
    with _telling_of_damage(path):
        manifest = json.loads(_read(path, MANIFEST, MAX_MANIFEST))
        if manifest["format"] != FORMAT:
            raise UnreadableFile(
                _(
                    "{file} er en pakke fra en annen utgave av Omsyn: lag pakken på nytt med "
                    "`omsyn data bundle` i samme utgave."
                ).format(file=path.name)
            )
        listed = {kind: dict(sorted(manifest[kind].items())) for kind in ("datasets", "references")}
        decided: dict[str, str] = dict(manifest.get(PAPERS, {}))
        _refuse_strangers(path, listed, decided)
        return Bundle(
            fictional=bool(manifest["fictional"]),
            datasets=tuple(
                (name, partial(_read_dataset, path, name, described))
                for name, described in listed["datasets"].items()
            ),
            references=partial(_read_references, path, listed["references"]),
            papers=partial(_read_papers, path, decided),
        )


def _entry(kind: str, name: str) -> str:
    return f"{kind}/{name}.parquet"


def _zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, SAME_DAY)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()


def _refuse_strangers(
    path: Path, listed: Mapping[str, Mapping[str, Any]], decided: Iterable[str]
) -> None:
    """A bundle holds what it lists and nothing else; more means that somebody has changed it."""
    expected = {MANIFEST, *(_entry(kind, name) for kind in listed for name in listed[kind])}
    expected |= {f"{PAPERS}/{name}" for name in decided if NAME.fullmatch(name)}
    with zipfile.ZipFile(path) as archive:
        strangers = sorted(set(archive.namelist()) - expected)
    if strangers:
        raise UnreadableFile(
            _(
                "{file} inneholder «{entry}», som ikke hører hjemme i en pakke: lag pakken på "
                "nytt med `omsyn data bundle`."
            ).format(file=path.name, entry=strangers[0][:100])
        )


def _read(path: Path, entry: str, limit: int) -> bytes:
    with zipfile.ZipFile(path) as archive:
        described = archive.getinfo(entry)
        if described.compress_type != zipfile.ZIP_STORED or described.file_size > limit:
            raise zipfile.BadZipFile(entry)
        return archive.read(described)


def _table(path: Path, entry: str, described: Mapping[str, Any]) -> pl.DataFrame:
    content = _read(path, entry, MAX_ENTRY)
    if checksum(content) != described["sha256"]:
        raise zipfile.BadZipFile(entry)
    return pl.read_parquet(io.BytesIO(content))


def _read_dataset(path: Path, name: str, described: Mapping[str, Any]) -> Fetched:
    with _telling_of_damage(path, name):
        facts = _table(path, _entry("datasets", name), described)
        info = info_from_json(described["info"])
        if facts.schema != FACT_SCHEMA or info.name != name:
            raise zipfile.BadZipFile(name)
        return Fetched(info, facts)


def _read_references(
    path: Path, listed: Mapping[str, Mapping[str, Any]]
) -> dict[str, pl.DataFrame]:
    with _telling_of_damage(path, ", ".join(listed)):
        return {
            name: _table(path, _entry("references", name), described)
            for name, described in listed.items()
        }


def _read_papers(path: Path, listed: Mapping[str, str]) -> dict[str, bytes]:
    found = {}
    for name, digest in listed.items():
        with _telling_of_damage(path, name):
            content = _read(path, f"{PAPERS}/{name}", LARGEST)
            if checksum(content) != digest:
                raise zipfile.BadZipFile(name)
            found[name] = content
    return found


@contextmanager
def _telling_of_damage(path: Path, part: str = MANIFEST) -> Iterator[None]:
    try:
        yield
    except (*ZIP_FAULTS, TypeError, AttributeError, pl.exceptions.PolarsError) as fault:
        raise UnreadableFile(
            _(
                "{file} er avkortet, skadet eller ingen pakke ({part} kan ikke leses): kopier "
                "den på nytt, eller lag den på nytt med `omsyn data bundle`."
            ).format(file=path.name, part=part)
        ) from fault
