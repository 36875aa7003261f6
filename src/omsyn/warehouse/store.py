"""The fact store: data sets of facts with their provenance, and the reference tables."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from attrs import frozen

from omsyn.config import store_folder
from omsyn.errors import DamagedStore, MissingDataset, OutsideData, StoreError
from omsyn.facts import DatasetInfo, Provenance, Status
from omsyn.language import _
from omsyn.warehouse.comparison import Replaced, changed_rows, compare
from omsyn.warehouse.content import parquet, period_text, with_digest
from omsyn.warehouse.description import (
    DatasetStatus,
    info_from_json,
    info_to_json,
    reference_title,
    shown,
    unknown,
)
from omsyn.warehouse.durable import exclusive, telling_of_the_disk
from omsyn.warehouse.persons import Persons, make_cube, read_cube
from omsyn.warehouse.rules import check_facts, check_name, check_not_shorter
from omsyn.warehouse.shelf import Shelf, Stamp, Stamped, Version, stamps_under

if TYPE_CHECKING:
    from omsyn.geography import Registry

FACTS = "facts.parquet"
CUBE = "persons.npy"
KINDS = ("datasets", "references")
REFERENCES = ("regions", "changes", "memberships", "shares")
"""The reference tables that the registry of regions is made of."""


class Store:
    """Everything that is loaded, in one folder. Reading needs no lock and sees whole versions."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._scans: dict[str, tuple[str, pl.LazyFrame]] = {}
        self._registries: dict[str, Registry] = {}
        self._digests: dict[Path, tuple[Stamp, str]] = {}
        self._versioned: tuple[tuple[Stamped, ...], str] | None = None
        self._invented: tuple[tuple[Stamped, ...], bool] | None = None

    # Data sets

    def replace(
        self, info: DatasetInfo, facts: pl.DataFrame, *, allow_shorter: bool = False
    ) -> Replaced:
        """Put facts in the place of those with the same name, in one step.

        Raises `SourceChanged` where the facts break the rules or hold less than before,
        `StoreError` where real and fictional would be mixed, `StoreFull` where there is no room.
        Whatever is raised, what was there is still there.
        """
        check_name(info.name)
        check_facts(info, facts)
        content = parquet(facts)
        with self._writing():
            self.check_mixture(_(info.title), fictional=info.fictional)
            shelf = self._dataset(info.name)
            old = self._old(shelf, FACTS)
            if not allow_shorter:
                check_not_shorter(_(info.title), old.frame, old.rows, facts)
            files = {FACTS: content}
            cube = make_cube(facts)
            if cube:
                files[CUBE] = cube[0]
            same = old.frame is not None and old.frame.equals(facts)
            described = {
                "info": info_to_json(info),
                "rows": facts.height,
                "missing": facts["value"].null_count(),
                "periods": period_text(facts["period"].unique()),
                "cube": cube[1] if cube else None,
                "fictional": info.fictional,
            }
            shelf.put(files, with_digest(described, content), keep=old.keep(same=same))
        if same:
            return Replaced(added=0, removed=0, changed=0, rows=facts.height)
        return compare(old.frame, facts)

    def facts(self, name: str) -> pl.LazyFrame:
        """The facts of a data set, checked against their checksum.

        Raises `MissingDataset` or `DamagedStore`. The frame stays as it is though the data set
        is replaced while it is used.
        """
        return self._dataset(name).reading(lambda version: self._scan(name, version))

    def info(self, name: str) -> DatasetInfo:
        return info_from_json(self._dataset(name).current().meta["info"])

    def names(self) -> list[str]:
        """The names of the data sets, sorted."""
        return self._listed("datasets")

    def has(self, name: str) -> bool:
        return name in self.names()

    def provenance(
        self,
        name: str,
        *,
        regions: Sequence[str] | None = None,
        periods: Sequence[str] | None = None,
        measure: str | None = None,
    ) -> Provenance:
        """What stands behind the chosen cells, in the written standard in force."""
        info, chosen = self._dataset(name).reading(
            lambda version: (info_from_json(version.meta["info"]), self._scan(name, version))
        )
        if regions is not None:
            chosen = chosen.filter(pl.col("region").is_in(list(regions)))
        if periods is not None:
            chosen = chosen.filter(pl.col("period").is_in(list(periods)))
        if measure is not None:
            chosen = chosen.filter(pl.col("measure") == measure)
        cells = chosen.select("period", "value", "status").collect()
        return Provenance(
            source=info.source,
            table=info.table,
            definition=shown(info.definition),
            retrieved=info.retrieved.date(),
            updated=info.updated.date() if info.updated else None,
            border_year=info.border_year,
            periods=period_text(cells["period"].unique()),
            missing_share=cells["value"].null_count() / cells.height if cells.height else 0.0,
            estimated=bool((cells["status"] == Status.ESTIMATED.value).any()),
            fictional=info.fictional,
            licence=shown(info.licence),
            url=info.url,
            notes=tuple(shown(note) for note in info.notes),
        )

    def persons(self, name: str = "population") -> Persons:
        """Region ids, years and persons as an array (year, region, sex, age 0..105)."""
        shelf = self._dataset(name)

        def read(version: Version) -> Persons:
            if not version.meta["cube"]:
                raise OutsideData(
                    _(
                        "«{name}» har ikke personer etter kjønn og ettårig alder for alle "
                        "steder og år: velg et annet datasett."
                    ).format(name=name)
                )
            return read_cube(version.read(CUBE), version.meta["cube"])

        return shelf.reading(read)

    def stored(self, kind: str, name: str) -> tuple[Mapping[str, Any], bytes]:
        """Description and checked Parquet bytes of one of the `datasets` or `references`."""
        shelf = Shelf(self.folder / kind / name)
        return shelf.reading(lambda version: (version.meta, version.read(FACTS)))

    def restore(self, name: str) -> DatasetInfo | None:
        """Take back the version before the one in force, and say what it is; None for a reference.

        Raises `MissingDataset` where there is none to take back.
        """
        with self._writing():
            if name in self.reference_names():
                self._reference(name).restore()
                return None
            return info_from_json(self._dataset(name).restore().meta["info"])

    # Reference tables

    def replace_reference(
        self,
        name: str,
        frame: pl.DataFrame,
        *,
        fictional: bool | None = None,
        allow_shorter: bool = False,
    ) -> Replaced:
        """Put a reference table in the place of the one with the same name, in one step.

        `fictional` None means as the rest of the store.
        """
        check_name(name)
        content = parquet(frame)
        with self._writing():
            invented = self.fictional if fictional is None else fictional
            self.check_mixture(reference_title(name), fictional=invented)
            shelf = self._reference(name)
            old = self._old(shelf, FACTS)
            if not allow_shorter:
                check_not_shorter(reference_title(name), None, old.rows, frame)
            same = old.frame is not None and old.frame.equals(frame)
            described = {"rows": frame.height, "fictional": invented}
            shelf.put({FACTS: content}, with_digest(described, content), keep=old.keep(same=same))
        before = 0 if old.frame is None else old.frame.height
        return Replaced(
            added=max(0, frame.height - before),
            removed=max(0, before - frame.height),
            changed=0 if same else changed_rows(old.frame, frame),
            rows=frame.height,
        )

    def check_reference(self, name: str, frame: pl.DataFrame) -> None:
        """Raise `SourceChanged` where a table is shorter than the one in use."""
        check_name(name)
        old = self._old(self._reference(name), FACTS)
        check_not_shorter(reference_title(name), None, old.rows, frame)

    def reference(self, name: str) -> pl.DataFrame:
        """A reference table. Raises `MissingDataset` or `DamagedStore`."""
        return self._reference(name).reading(
            lambda version: pl.read_parquet(io.BytesIO(version.read(FACTS)))
        )

    def reference_names(self) -> list[str]:
        return self._listed("references")

    def registry(self) -> Registry:
        """The regions with their history, made once for each state of the tables."""
        from omsyn.geography import Registry

        digests = [self._digest(self._reference(name)) for name in REFERENCES]
        key = " ".join(digests)
        if key not in self._registries:
            frames = {name: self.reference(name) for name in REFERENCES}
            self._registries = {key: Registry.of(**frames)}
        return self._registries[key]

    # The whole store

    @property
    def version(self) -> str:
        """A hash over everything loaded: the same as long as no figure and no text changes."""
        # Before the reading, as in `_digest`. Asked many times for each page, hence kept.
        stamps = stamps_under(self.folder, KINDS)
        if self._versioned is not None and self._versioned[0] == stamps:
            return self._versioned[1]
        digest, read = hashlib.sha256(), 0
        for shelf in self._shelves():
            with _passing_over_damage():
                digest.update(
                    f"{shelf.folder.parent.name}/{shelf.name}={self._digest(shelf)}\n".encode()
                )
                read += 1
        found = digest.hexdigest()[:32]
        if read == len(stamps):
            self._versioned = (stamps, found)
        return found

    @property
    def fictional(self) -> bool:
        """Whether what is loaded is made up."""
        # Asked by every scenario, and kept as the version is.
        stamps = stamps_under(self.folder, KINDS)
        if self._invented is None or self._invented[0] != stamps:
            self._invented = (stamps, True in self._kinds())
        return self._invented[1]

    def status(self) -> list[DatasetStatus]:
        """Every data set, also the damaged: those carry a sentence."""
        return [self._status(self._dataset(name)) for name in self.names()]

    def query(self, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        """The rows that one SELECT over the data sets gives; see `omsyn.warehouse.query`."""
        from omsyn.warehouse.query import run

        views = {}
        for name in self.names():
            if name in sql:
                self.facts(name)  # checks the bytes
                views[name] = self._dataset(name).current().path(FACTS)
        return run(views, sql, params)

    # Inside

    def _dataset(self, name: str) -> Shelf:
        check_name(name)
        return Shelf(self.folder / "datasets" / name)

    def _reference(self, name: str) -> Shelf:
        check_name(name)
        return Shelf(self.folder / "references" / name)

    def _listed(self, kind: str) -> list[str]:
        folder = self.folder / kind
        if not folder.is_dir():
            return []
        return sorted(path.name for path in folder.iterdir() if Shelf(path).exists())

    def _shelves(self) -> Iterator[Shelf]:
        for kind in KINDS:
            for name in self._listed(kind):
                yield Shelf(self.folder / kind / name)

    def _digest(self, shelf: Shelf) -> str:
        """The digest of the version in force, read again when another one is put in its place."""
        # Before the read: a writer in between makes the next stamp another, never this one wrong.
        stamp = shelf.stamp()
        known = self._digests.get(shelf.folder)
        if known is None or known[0] != stamp:
            known = (stamp, str(shelf.current().meta["digest"]))
            self._digests[shelf.folder] = known
        return known[1]

    def _kinds(self) -> set[bool]:
        kinds = set()
        for shelf in self._shelves():
            with _passing_over_damage():
                kinds.add(bool(shelf.current().meta["fictional"]))
        return kinds

    def _scan(self, name: str, version: Version) -> pl.LazyFrame:
        known = self._scans.get(name)
        if known is None or known[0] != version.id:
            known = (version.id, pl.scan_parquet(version.read(FACTS)))
            self._scans[name] = known
        return known[1]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with telling_of_the_disk(self.folder), exclusive(self.folder):
            yield

    def check_mixture(self, title: str, *, fictional: bool) -> None:
        """Raise `StoreError` where real figures would lie beside fictional ones."""
        if self._kinds() <= {fictional}:
            return
        sentence = (
            _(
                "«{title}» er fiktive tall, og lageret {folder} har ekte tall, som aldri "
                "blandes med fiktive: velg en annen mappe med OMSYN_STORE."
            )
            if fictional
            else _(
                "«{title}» er ekte tall, og lageret {folder} har fiktive tall, som aldri "
                "blandes med ekte: velg en annen mappe med OMSYN_STORE."
            )
        )
        raise StoreError(sentence.format(title=title, folder=self.folder))

    def _old(self, shelf: Shelf, file: str) -> _Old:
        """What a shelf holds before it is replaced; a damaged version still has its length."""
        try:
            version = shelf.current()
        except (MissingDataset, DamagedStore):
            return _Old(None, 0, None, None)
        rows = int(version.meta["rows"])
        previous = shelf.previous()
        earlier = previous.id if previous else None
        try:
            frame = pl.read_parquet(io.BytesIO(version.read(file)))
        except (DamagedStore, FileNotFoundError):
            return _Old(None, rows, None, earlier)
        return _Old(frame, rows, version.id, earlier)

    def _status(self, shelf: Shelf) -> DatasetStatus:
        try:
            meta = shelf.current().meta
        except DamagedStore as fault:
            return DatasetStatus(
                info=unknown(shelf.name), rows=0, missing_share=0, periods="", fault=fault.message
            )
        fault_text = ""
        try:
            self.facts(shelf.name)
        except DamagedStore as fault:
            fault_text = fault.message
        return DatasetStatus(
            info=info_from_json(meta["info"]),
            rows=meta["rows"],
            missing_share=meta["missing"] / meta["rows"] if meta["rows"] else 0.0,
            periods=meta["periods"],
            fault=fault_text,
        )


@frozen
class _Old:
    """What was on a shelf: its facts where whole, how many rows, and its whole versions."""

    frame: pl.DataFrame | None
    rows: int
    whole: str | None
    previous: str | None

    def keep(self, *, same: bool) -> str | None:
        """The version to keep beside a new one: the last that is whole and different."""
        return self.previous if same or self.whole is None else self.whole


def open_store() -> Store:
    """The store in the user's folder, or where OMSYN_STORE says."""
    return Store(store_folder())


@contextmanager
def _passing_over_damage() -> Iterator[None]:
    """Let a damaged data set be reported where it is read, not where the store is opened."""
    try:
        yield
    except (DamagedStore, MissingDataset):
        return
