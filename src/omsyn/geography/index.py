"""Every name and code of every region, in the spellings in which they are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import frozen
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from omsyn.geography import names
from omsyn.geography.region import Region, RegionKind

if TYPE_CHECKING:
    from omsyn.geography.registry import Registry

CLOSE = 70
"""Least likeness (0..100) of a spelling that is worth suggesting."""
NEAR_BEST = 15
"""A spelling so much less like than the best is not suggested beside it."""

RANK = {
    RegionKind.MUNICIPALITY: 0,
    RegionKind.COUNTY: 1,
    RegionKind.COUNTRY: 2,
    RegionKind.HEALTH_AUTHORITY: 3,
    RegionKind.HOSPITAL_TRUST: 4,
    RegionKind.COUNTY_GOVERNOR: 5,
    RegionKind.KOSTRA_GROUP: 6,
    RegionKind.CENTRALITY: 7,
}
"""Which kind is meant by a name that several kinds share: "Oslo" is the municipality."""


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
    exact: str
    """In lower case, with its letters kept."""
    bare: str
    """Folded, without what stands in brackets."""
    region: Region
    order: tuple[bool, int, bool, int, str]
    """In force before expired, by kind, proper names first, newest first, by name."""


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
    for region in registry.all_regions:
        for text in _texts(registry, region):
            order = (
                region.valid_to is not None,
                RANK[region.kind],
                text != region.name,
                -(region.valid_to or region.valid_from).toordinal(),
                text,
            )
            bare = names.fold(names.base_name(text))
            yield Entry(text, names.fold(text), names.exact(text), bare, region, order)


def _texts(registry: Registry, region: Region) -> set[str]:
    """Everything that a region is called."""
    texts = {region.name, *region.other_names}
    for pieces in map(names.parts, (region.name, *region.other_names)):
        if len(pieces) == 2:
            texts.add(" - ".join(reversed(pieces)))
    if region.kind is RegionKind.MUNICIPALITY:
        texts.add(f"{region.code} {region.name}")
        county = registry.county_of(region)
        if county is not None and names.base_name(region.name) == region.name:
            texts.add(f"{region.name} ({county.name})")
    return texts


def matching(index: Index, text: str) -> Iterator[Entry]:
    """Entries that the text is, begins, or begins a word of, in that order."""
    wanted = names.fold(text)
    if not wanted:
        return
    tight = wanted.replace(" ", "")
    whole: list[Entry] = []
    start: list[Entry] = []
    word: list[Entry] = []
    inside = f" {wanted}"
    for entry in index.entries:
        if entry.folded.startswith(wanted):
            (whole if wanted in (entry.folded, entry.bare) else start).append(entry)
        elif inside in entry.folded:
            word.append(entry)
        elif entry.folded.replace(" ", "") == tight:
            whole.append(entry)
    yield from whole
    yield from _alphabetical(start, text)
    yield from _alphabetical(word, text)


def _alphabetical(entries: Iterable[Entry], text: str) -> list[Entry]:
    """Entries with the letters as typed first, then those alike when folded.

    "Søgne" stands before "Sogndal" for "søg". Within each, in force before expired, by kind,
    proper names before others, and as a reader scans a list.
    """
    typed = names.exact(text)
    return sorted(
        entries,
        key=lambda each: (typed not in each.exact, *each.order[:3], each.folded),
    )


def close_to(index: Index, text: str) -> Iterator[Entry]:
    """Entries that are spelt nearly as the text, nearest first."""
    wanted = names.fold(text)
    if len(wanted) < 3:
        return
    hits = process.extract(wanted, index.folded, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=40)
    best = max((score for _text, score, _place in hits), default=0)
    ranked = sorted(hits, key=lambda hit: (-round(hit[1]), index.entries[hit[2]].order))
    for _text, score, place in ranked:
        if score >= best - NEAR_BEST:
            yield index.entries[place]


def codes_like(code: str, codes: Iterable[str]) -> list[str]:
    """Codes with one digit wrong or two that changed places, likeliest first."""
    hits = process.extract(code, list(codes), scorer=OSA.distance, score_cutoff=1, limit=3)
    return [hit[0] for hit in hits]
