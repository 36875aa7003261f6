"""Every name and code of every region, in the spellings in which they are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import frozen
from rapidfuzz import fuzz, process

from omsyn.geography import names
from omsyn.geography.region import Region, RegionKind

if TYPE_CHECKING:
    from omsyn.geography.registry import Registry

CLOSE = 70
"""Least likeness (0..100) of a spelling that is worth suggesting."""


@frozen
class Match:
    """One answer to a search."""

    region: Region
    """Always one in force."""
    matched_name: str
    """The name that matched: of the region, or of a municipality that became part of it."""
    note: str
    """Where it lies, or what the matched name has to do with it."""


@frozen(eq=False)
class Entry:
    text: str
    folded: str
    region: Region
    order: tuple[bool, int, int, str]
    """In force before expired, then by kind, newest first, then by name."""


@frozen(eq=False)
class Index:
    entries: tuple[Entry, ...]
    """In the order in which equally good hits are shown."""
    folded: tuple[str, ...]
    by_name: dict[str, list[Region]]
    by_bare_name: dict[str, list[Region]]

    @classmethod
    def of(cls, registry: Registry) -> Index:
        """The index of all regions, expired ones too."""
        entries = sorted(_entries(registry), key=lambda each: each.order)
        by_name: dict[str, list[Region]] = defaultdict(list)
        by_bare_name: dict[str, list[Region]] = defaultdict(list)
        for entry in entries:
            _add(by_name[entry.folded.replace(" ", "")], entry.region)
        for region in registry.all_regions:
            if region.kind is RegionKind.MUNICIPALITY:
                _add(by_bare_name[names.compact(names.base_name(region.name))], region)
        return cls(
            tuple(entries),
            tuple(each.folded for each in entries),
            dict(by_name),
            dict(by_bare_name),
        )

    def named(self, name: str) -> list[Region]:
        """Regions with exactly this name, when folded."""
        return self.by_name.get(names.compact(name), [])

    def with_bare_name(self, name: str) -> list[Region]:
        """Municipalities that bear the name when the county in brackets is left out."""
        return self.by_bare_name.get(names.compact(name), [])

    def beginning_with(self, text: str) -> list[Region]:
        """Regions with a name that begins with the text."""
        start = names.fold(text)
        return [each.region for each in self.entries if each.folded.startswith(start)]


def _add(regions: list[Region], region: Region) -> None:
    if region not in regions:
        regions.append(region)


def _entries(registry: Registry) -> Iterator[Entry]:
    from omsyn.geography.finding import RANK, county_of

    for region in registry.all_regions:
        born = -(region.valid_to or region.valid_from).toordinal()
        texts = {region.name, region.code, *region.other_names}
        for text in (region.name, *region.other_names):
            if len(pieces := names.parts(text)) == 2:
                texts.add(f"{pieces[1]} - {pieces[0]}")
        county = county_of(registry, region)
        if county is not None and names.base_name(region.name) == region.name:
            texts.add(f"{region.name} ({county.name})")
        for text in texts:
            order = (region.valid_to is not None, RANK[region.kind], born, text)
            yield Entry(text, names.fold(text), region, order)


def matching(index: Index, text: str) -> Iterator[Entry]:
    """Entries that the text is, begins, or begins a word of, in that order."""
    wanted = names.fold(text)
    if not wanted:
        return
    tight = wanted.replace(" ", "")
    whole, start, word = [], [], []
    inside = f" {wanted}"
    for entry in index.entries:
        if entry.folded.startswith(wanted):
            (whole if entry.folded == wanted else start).append(entry)
        elif inside in entry.folded:
            word.append(entry)
        elif entry.folded.replace(" ", "") == tight:
            whole.append(entry)
    yield from whole
    yield from _alphabetical(start)
    yield from _alphabetical(word)


def _alphabetical(entries: Iterable[Entry]) -> list[Entry]:
    """In force first, then kinds, then by name: a reader scans a list of beginnings."""
    return sorted(entries, key=lambda each: (*each.order[:2], each.folded, each.order[2]))


def close_to(index: Index, text: str) -> Iterator[Entry]:
    """Entries that are spelt nearly as the text, nearest first."""
    wanted = names.fold(text)
    if len(wanted) < 3:
        return
    hits = process.extract(
        wanted, index.folded, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=40
    )
    ranked = sorted(hits, key=lambda hit: (-round(hit[1]), index.entries[hit[2]].order))
    for _text, _score, place in ranked:
        yield index.entries[place]
