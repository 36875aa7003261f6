"""Series converted from the borders of one year to those of another, and summed to larger areas.

Only amounts (persons, places, births) can be added and divided; rates are refused. Where an old
municipality was divided, its amounts follow recorded shares and are marked as estimated. Whole
numbers keep their sum to the last bit (see `exact_shares`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from omsyn.errors import OutsideData, UnknownRegion
from omsyn.facts import FACT_SCHEMA, Status
from omsyn.geography.exact_shares import on_grid
from omsyn.geography.history import and_list
from omsyn.geography.region import COUNTRY_ID, RegionKind, kind_name
from omsyn.geography.registry import Registry
from omsyn.language import _

RATE_MARKS = ("percent", "pct", "rate", "asfr", "share", "per_", "mean", "median")
"""What the name of a measure holds when it is no amount."""

MISSING = (Status.NOT_APPLICABLE, Status.NOT_AVAILABLE, Status.CONFIDENTIAL)
KEY = ("region", "period", "sex", "age", "measure")

Route = tuple[str, int, str, float]
"""Old code, year, new code, share."""


def convert(
    facts: pl.DataFrame,
    to_year: int,
    registry: Registry,
    *,
    border_year: int | None = None,
    only: str | None = None,
) -> pl.DataFrame:
    """Municipal amounts in the codes of each period, as amounts within the borders of a year.

    With `border_year` the codes are those of that year whatever the period; with `only` a
    municipality of `to_year`, alone. `facts` follows `FACT_SCHEMA`; the country passes through.
    A part that is confidential or not available makes the whole so; one that was not applicable
    adds nothing, and neither does an empty cell of a municipality that was not there. Raises
    `UnknownRegion` for a code that was not in use in its period, and `OutsideData` for rates and
    for borders that the figures cannot be converted to, such as those before a merger.
    """
    _refuse_rates(facts)
    coded = (
        pl.col("period").str.slice(0, 4).cast(pl.Int32)
        if border_year is None
        else pl.lit(border_year, pl.Int32)
    )
    dated = facts.with_columns(year=coded)
    path = _Path(registry, to_year)
    pairs = dated.group_by("region", "year").agg(filled=pl.col("value").count() > 0)
    routes = pl.DataFrame(
        [
            route
            for region, year, filled in pairs.sort("year", "region").rows()
            if (filled or path.in_use(region, year))
            and (only is None or only in path.candidates(region, year))
            for route in path.routes(region, year)
        ],
        schema={"region": pl.String, "year": pl.Int32, "target": pl.String, "share": pl.Float64},
        orient="row",
    )
    routes = on_grid(routes, ["region", "year"])
    parts = dated.join(routes, on=["region", "year"], maintain_order="left")
    return _summed(parts if only is None else parts.filter(pl.col("target") == only))


def aggregate(
    facts: pl.DataFrame, registry: Registry, kind: RegionKind, day: dt.date | None = None
) -> pl.DataFrame:
    """Municipal amounts summed to the regions of a kind, as they are on a day (or now).

    Wards of a divided municipality count with their share and make the sum estimated. Raises
    `UnknownRegion` for a municipality that lies in no region of the kind then.
    """
    _refuse_rates(facts)
    routes = pl.DataFrame(
        [
            (member.municipality, region.id, member.share)
            for region in registry.regions(kind, day)
            for member in registry.members(region.id, day)
        ],
        schema={"region": pl.String, "target": pl.String, "share": pl.Float64},
        orient="row",
    )
    routes = routes.group_by("region", "target", maintain_order=True).agg(pl.col("share").sum())
    strangers = sorted(set(facts["region"]) - set(routes["region"]) - {COUNTRY_ID})
    if strangers:
        raise UnknownRegion(
            _(
                "{code} hører ikke til noe område av typen {kind} på denne datoen. Regn tallene "
                "om til grensene det året først."
            ).format(code=strangers[0], kind=kind_name(kind)),
            tuple(strangers),
        )
    return _summed(facts.join(routes, on="region", maintain_order="left"))


def _refuse_rates(facts: pl.DataFrame) -> None:
    for measure in sorted(facts["measure"].unique()):
        if any(mark in measure for mark in RATE_MARKS):
            raise OutsideData(
                _(
                    "«{measure}» er en andel eller en rate og kan ikke summeres eller regnes om "
                    "til andre grenser. Regn om teller og nevner hver for seg."
                ).format(measure=measure)
            )


def _summed(parts: pl.DataFrame) -> pl.DataFrame:
    """Parts with target and share as facts about the targets."""
    status = pl.col("status")
    divided = (pl.col("share") != 1) & ~status.is_in(MISSING)
    return (
        parts.lazy()
        .group_by(["target", *KEY[1:]], maintain_order=True)
        .agg(
            (pl.col("value") * pl.col("share")).sum().alias("value"),
            pl.when((status == Status.NOT_APPLICABLE).all())
            .then(pl.lit(Status.NOT_APPLICABLE.value))
            .when((status == Status.CONFIDENTIAL).any())
            .then(pl.lit(Status.CONFIDENTIAL.value))
            .when((status == Status.NOT_AVAILABLE).any())
            .then(pl.lit(Status.NOT_AVAILABLE.value))
            .when(divided.any() | (status == Status.ESTIMATED).any())
            .then(pl.lit(Status.ESTIMATED.value))
            .when((status == Status.ZERO).all())
            .then(pl.lit(Status.ZERO.value))
            .otherwise(pl.lit(Status.OBSERVED.value))
            .alias("status"),
        )
        .with_columns(
            value=pl.when(pl.col("status").is_in(MISSING)).then(None).otherwise(pl.col("value"))
        )
        .rename({"target": "region"})
        .select(list(FACT_SCHEMA))
        .collect()
    )


def _day(year: int) -> dt.date:
    """The day whose codes stand for a year: nothing has changed in the middle of one lately."""
    return dt.date(year, 6, 1)


class _Path:
    """The way to the borders of one year."""

    def __init__(self, registry: Registry, to_year: int) -> None:
        self.registry = registry
        self.to_year = to_year
        self._ancestors: dict[int, dict[str, tuple[str, ...]]] = {}

    def routes(self, region: str, year: int) -> Iterator[Route]:
        """Where one municipality's amounts of a year go."""
        if region == COUNTRY_ID:
            yield region, year, region, 1.0
            return
        if not self.in_use(region, year):
            raise UnknownRegion(
                _("Kommunenummer {code} var ikke i bruk i {year}.").format(code=region, year=year)
            )
        if self.to_year < min(year, self.registry.border_year):
            shares = {self._only_ancestor(region, year): 1.0}
        else:
            shares = self._forward(region, year)
        for target, share in shares.items():
            yield region, year, target, share

    def in_use(self, code: str, year: int) -> bool:
        return code == COUNTRY_ID or self.registry.lineage.in_force(code, _day(year)) is not None

    def candidates(self, code: str, year: int) -> frozenset[str]:
        """Municipalities that amounts may go to, also where they cannot be divided."""
        if code == COUNTRY_ID or not self.in_use(code, year):
            return frozenset({code})
        if self.to_year < min(year, self.registry.border_year):
            return frozenset(self._ancestors_in(year).get(code, ()))
        recorded = self.registry.recorded_shares.get((code, year), {})
        later = self.registry.lineage.forward(code, _day(year), _day(max(year, self.to_year)))
        return later | frozenset(recorded)

    def _ancestors_in(self, year: int) -> dict[str, tuple[str, ...]]:
        if year not in self._ancestors:
            self._ancestors[year] = self.registry.ancestors(year, self.to_year)
        return self._ancestors[year]

    def _forward(self, code: str, year: int) -> dict[str, float]:
        """New code -> share of the old municipality, for borders not before the old ones."""
        lineage = self.registry.lineage
        recorded = self.registry.recorded_shares.get((code, year), {})
        if self.to_year >= self.registry.border_year and recorded:
            return recorded
        targets = lineage.forward(code, _day(year), _day(max(year, self.to_year)))
        if len(targets) == 1:
            return dict.fromkeys(targets, 1.0)
        # What each part became by the year of the recorded shares tells how large it was.
        became = {each: lineage.forward(each, _day(self.to_year), dt.date.max) for each in targets}
        apart = sum(map(len, became.values())) == len(frozenset().union(*became.values()))
        if not recorded or not apart:
            raise OutsideData(
                _(
                    "{code} ble delt mellom {year} og {to_year}, og det finnes ingen fordeling å "
                    "regne om etter. Vis tallene som publisert."
                ).format(code=code, year=year, to_year=self.to_year)
            )
        shares = {
            each: sum(recorded.get(later, 0.0) for later in codes) for each, codes in became.items()
        }
        return {each: share for each, share in sorted(shares.items()) if share}

    def _only_ancestor(self, code: str, year: int) -> str:
        """The municipality of an earlier year that a later one lies wholly within."""
        ancestors = self._ancestors_in(year).get(code, ())
        if len(ancestors) == 1:
            return ancestors[0]
        olds = [self.registry.lineage.in_force(each, _day(self.to_year)) for each in ancestors]
        raise OutsideData(
            _(
                "{name} ({code}) kan ikke regnes om fra {year} til grensene i {to_year}, for den "
                "er slått sammen av {old}. Velg grensene fra et senere år."
            ).format(
                name=self.registry.get(code, _day(year)).name,
                code=code,
                year=year,
                to_year=self.to_year,
                old=and_list([each.name for each in olds if each is not None]),
            )
        )
