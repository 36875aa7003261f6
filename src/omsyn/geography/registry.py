"""The registry: every region there is or was, what it holds, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import polars as pl
from attrs import field, frozen

from omsyn.errors import ExpiredRegion, UnknownRegion
from omsyn.geography import finding
from omsyn.geography.history import Change, Lineage, changes_in
from omsyn.geography.index import Index, Match
from omsyn.geography.region import Region, RegionKind
from omsyn.language import _


@frozen
class Member:
    """A municipality, or a ward's part of it, that lies within a larger region."""

    municipality: str
    share: float = 1.0
    """Share (0..1] of the municipality's people that belong."""
    estimated: bool = False
    ward: str | None = None
    """The ward's code where a municipality is divided between regions."""


@frozen(kw_only=True)
class Membership:
    region_id: str
    member: Member
    valid_from: dt.date
    valid_to: dt.date | None

    def in_force(self, day: dt.date | None) -> bool:
        """Whether it holds on a day; without a day, whether it holds still."""
        if day is None:
            return self.valid_to is None
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@frozen(kw_only=True, eq=False, slots=False)
class Registry:
    """All regions with their validity; built once from four reference tables and never changed."""

    all_regions: tuple[Region, ...] = field(repr=False)
    """In force or not; an id comes back where it was renamed or used anew."""
    changes: tuple[Change, ...] = field(repr=False)
    memberships: tuple[Membership, ...] = field(repr=False)
    shares: pl.DataFrame = field(repr=False)
    """Columns old_code, year, new_code, share, border_year, and where known measured."""

    @classmethod
    def of(
        cls,
        regions: pl.DataFrame,
        changes: pl.DataFrame,
        memberships: pl.DataFrame,
        shares: pl.DataFrame,
    ) -> Registry:
        """The registry of four reference tables, in the columns that `tables.py` lists."""
        return cls(
            all_regions=tuple(_region(row) for row in regions.iter_rows(named=True)),
            changes=changes_in(changes),
            memberships=tuple(_membership(row) for row in memberships.iter_rows(named=True)),
            shares=shares,
        )

    @cached_property
    def lineage(self) -> Lineage:
        """The changes as a graph."""
        return Lineage(
            self.changes,
            [each for each in self.all_regions if each.kind is RegionKind.MUNICIPALITY],
        )

    @cached_property
    def border_year(self) -> int:
        """The first year of the municipal borders in force now."""
        years = self.shares["border_year"].max() if len(self.shares) else None
        if isinstance(years, int):
            return years
        moved = [each.date.year for each in self.changes if each.old_code != each.new_code]
        return max(moved, default=self._first_year)

    @cached_property
    def recorded_shares(self) -> dict[tuple[str, int], dict[str, float]]:
        """Old code and year -> share of it within each municipality of the border year.

        A share measured by what the parts turned out to be goes before the recorded one.
        """
        found: dict[tuple[str, int], dict[str, float]] = defaultdict(dict)
        for row in self.shares.iter_rows(named=True):
            measured = row.get("measured")
            found[row["old_code"], row["year"]][row["new_code"]] = (
                row["share"] if measured is None else measured
            )
        return dict(found)

    def ancestors(self, year: int, earlier: int) -> dict[str, tuple[str, ...]]:
        """Code of a year -> codes of an earlier year that hold some of it."""
        start, end = dt.date(earlier, 6, 1), dt.date(year, 6, 1)
        found: dict[str, list[str]] = defaultdict(list)
        for region in self.regions(RegionKind.MUNICIPALITY, start):
            for code in self.lineage.forward(region.code, start, end):
                found[code].append(region.code)
        return {code: tuple(olds) for code, olds in found.items()}

    @cached_property
    def _first_year(self) -> int:
        municipalities = self.regions(RegionKind.MUNICIPALITY)
        return max((each.valid_from.year for each in municipalities), default=1)

    @cached_property
    def _by_id(self) -> dict[str, list[Region]]:
        found: dict[str, list[Region]] = defaultdict(list)
        for region in self.all_regions:
            found[region.id].append(region)
        for rows in found.values():
            rows.sort(key=lambda each: each.valid_from)
        return dict(found)

    @cached_property
    def _members_of(self) -> dict[str, list[Membership]]:
        found: dict[str, list[Membership]] = defaultdict(list)
        for each in self.memberships:
            found[each.region_id].append(each)
        return dict(found)

    @cached_property
    def _memberships_of(self) -> dict[str, list[Membership]]:
        found: dict[str, list[Membership]] = defaultdict(list)
        for each in self.memberships:
            found[each.member.municipality].append(each)
        return dict(found)

    @cached_property
    def known_successors(self) -> dict[Region, tuple[Region, ...]]:
        """What has been found so far of what expired regions became; `finding` fills it."""
        return {}

    @cached_property
    def index(self) -> Index:
        """Every name and code in the form in which they are compared."""
        return Index.of(self)

    def rows(self, region_id: str) -> Sequence[Region]:
        """Every region that has had this id, oldest first."""
        return self._by_id.get(region_id, ())

    def get(self, region_id: str, day: dt.date | None = None) -> Region:
        """The region with this id on a day; without a day, in force now.

        Raises `UnknownRegion` where no region ever had the id, and `ExpiredRegion` where none
        has it on that day.
        """
        rows = self.rows(region_id)
        if not rows:
            raise UnknownRegion(
                _("Fant ikke noe område med koden «{code}».").format(code=region_id)
            )
        for row in reversed(rows):
            if row.valid_to is None if day is None else row.in_force(day):
                return row
        if day is not None and rows[0].valid_from > day:
            raise ExpiredRegion(finding.not_yet(rows[0], day), finding.successor_ids(self, rows[0]))
        raise ExpiredRegion(finding.expired(self, rows[-1]), finding.successor_ids(self, rows[-1]))

    def find(self, text: str, day: dt.date | None = None) -> Region:
        """The one region that a user's text means: a code or a name, old or new.

        Raises `UnknownRegion`, `ExpiredRegion` or `AmbiguousRegion` with the candidates' ids.
        """
        return finding.find(self, text, day)

    def search(
        self, text: str, limit: int = 8, kinds: Sequence[RegionKind] | None = None
    ) -> list[Match]:
        """Regions that the text may be the beginning of, likeliest first."""
        return finding.search(self, text, limit, kinds)

    def regions(self, kind: RegionKind, day: dt.date | None = None) -> list[Region]:
        """The regions of a kind on a day (or now), in the order of their codes."""
        return sorted(
            (
                each
                for each in self.all_regions
                if each.kind is kind
                and (each.valid_to is None if day is None else each.in_force(day))
            ),
            key=lambda each: each.code,
        )

    def members(self, region_id: str, day: dt.date | None = None) -> tuple[Member, ...]:
        """The municipalities that make up a region on a day (or now), in the order of codes."""
        region = self.get(region_id, day)
        if region.kind is RegionKind.MUNICIPALITY:
            return (Member(region.code),)
        found = (each for each in self._members_of.get(region_id, ()) if each.in_force(day))
        return tuple(
            sorted(
                (each.member for each in found),
                key=lambda each: (each.municipality, each.ward or ""),
            )
        )

    def belongs_to(
        self, municipality: str, kind: RegionKind, day: dt.date | None = None
    ) -> tuple[Region, ...]:
        """The regions of a kind that hold a municipality, or part of it."""
        ids = {
            each.region_id
            for each in self._memberships_of.get(municipality, ())
            if each.in_force(day)
        }
        found = (row for each in ids for row in self.rows(each) if row.kind is kind)
        return tuple(
            sorted(
                (
                    row
                    for row in found
                    if (row.valid_to is None if day is None else row.in_force(day))
                ),
                key=lambda each: each.code,
            )
        )

    def county_of(self, region: Region) -> Region | None:
        """The county of a municipality as long as it was in force; None for other kinds."""
        if region.kind is not RegionKind.MUNICIPALITY:
            return None
        last = region.valid_to - dt.timedelta(days=1) if region.valid_to else None
        return next(iter(self.belongs_to(region.code, RegionKind.COUNTY, last)), None)

    def history(self, municipality: str, since: dt.date | None = None) -> list[Change]:
        """The changes that made a municipality what it is, oldest first."""
        found = self.lineage.back(self.rows(municipality)[-1]) if self.rows(municipality) else ()
        return sorted(
            (each for each in found if since is None or each.date >= since),
            key=lambda each: (each.date, each.new_code, each.old_code),
        )


def _region(row: dict[str, object]) -> Region:
    values = {key: row[key] for key in ("id", "code", "name", "valid_from", "valid_to")}
    others = row["other_names"]
    return Region(
        **values,  # type: ignore[arg-type]  # the frame's schema gives the types
        kind=RegionKind(str(row["kind"])),
        other_names=tuple(others) if isinstance(others, list) else (),
    )


def _membership(row: dict[str, object]) -> Membership:
    return Membership(
        region_id=str(row["region_id"]),
        member=Member(
            str(row["municipality"]),
            row["share"],  # type: ignore[arg-type]  # the frame's schema gives the types
            bool(row["estimated"]),
            None if row["ward"] is None else str(row["ward"]),
        ),
        valid_from=row["valid_from"],  # type: ignore[arg-type]  # as above
        valid_to=row["valid_to"],  # type: ignore[arg-type]  # as above
    )
