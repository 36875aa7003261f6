"""New reference tables beside the last good: what KLASS did not give, and what it knows less of."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from omsyn.geography import RegionKind, Registry, region_id
from omsyn.geography.tiles import municipality_tiles
from omsyn.language import _
from omsyn.sources.base import References

TRUSTS = region_id(RegionKind.HOSPITAL_TRUST, "")


def with_last_good(new: References, stored: Mapping[str, pl.DataFrame]) -> References:
    """The new tables with what only the stored ones hold.

    Kinds of regions that KLASS did not give now, or never gives, are kept as they were. So are
    shares of hospital trusts by ward: KLASS says only which trusts divide a municipality.
    """
    if not {"regions", "memberships"} <= stored.keys():
        return new
    regions, memberships = new.tables["regions"], new.tables["memberships"]
    kinds = set(regions["kind"])
    kind = pl.col("region_id").str.extract(r"^([a-z_]+)-")
    kept = stored["memberships"].filter(~kind.is_in(kinds))
    memberships, notes = _by_ward(memberships, stored["memberships"])
    memberships = pl.concat([memberships, kept])
    held = set(memberships["region_id"])
    known = set(regions["id"])
    others = stored["regions"].filter(
        ~pl.col("kind").is_in(kinds)
        | (pl.col("id").is_in(held - known) & pl.col("id").str.starts_with(TRUSTS))
    )
    tables = {
        **new.tables,
        "regions": pl.concat([regions, others]),
        "memberships": memberships,
    }
    return References(tables=tables, faults=new.faults, notes=(*new.notes, *notes))


def _by_ward(new: pl.DataFrame, stored: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Memberships with the stored shares by ward, and where KLASS now names other trusts."""
    trusts = pl.col("region_id").str.starts_with(TRUSTS)
    now = trusts & pl.col("valid_to").is_null()
    in_wards = stored.filter(now & pl.col("ward").is_not_null())
    divided = set(in_wards["municipality"]) & set(new.filter(now)["municipality"])
    ours = pl.col("municipality").is_in(divided)
    other = sorted(
        each
        for each in divided
        if set(in_wards.filter(pl.col("municipality") == each)["region_id"])
        != set(new.filter(now & (pl.col("municipality") == each))["region_id"])
    )
    note = _(
        "KLASS lar andre helseforetak dele {places} enn den innlastede fordelingen etter bydel. "
        "Den innlastede er beholdt; last inn en nyere hvis opptaksområdene er endret."
    )
    merged = pl.concat([new.filter(~(trusts & ours)), stored.filter(trusts & ours)])
    return merged, (note.format(places=", ".join(other)),) if other else ()


def shares_to_use(
    judged: pl.DataFrame, stored: pl.DataFrame | None, registry: Registry
) -> pl.DataFrame:
    """The stored shares where they know every division; else those judged by the population.

    Recorded shares are better than a leap in the population, which holds a year's growth too.
    Where nothing was ever divided, every municipality is its own whole.
    """
    today = {each.code for each in registry.regions(RegionKind.MUNICIPALITY)}
    if stored is None and judged.is_empty():
        year = registry.border_year
        rows = [(code, year, code, 1.0, year) for code in sorted(today)]
        return pl.DataFrame(rows, schema=judged.schema, orient="row")
    if stored is None:
        return judged
    complete = judged.join(stored, on=["old_code", "year"], how="anti").is_empty()
    return stored if complete and set(stored["new_code"]) <= today else judged


def tiles_to_use(registry: Registry, stored: pl.DataFrame | None) -> pl.DataFrame:
    """The stored tiles where they show today's municipalities; else tiles in alphabetical order."""
    places = registry.regions(RegionKind.MUNICIPALITY)
    if stored is not None and set(stored["municipality"]) == {each.code for each in places}:
        return stored
    nowhere = pl.lit(None, pl.Float64)
    return municipality_tiles(
        pl.DataFrame(
            {
                "county": [each.code[:2] for each in places],
                "municipality": [each.code for each in places],
                "name": [each.name for each in places],
            }
        ).with_columns(longitude=nowhere, latitude=nowhere)
    )
