"""Shares as a source records them, mended by what the source's own figures tell."""

from __future__ import annotations

import polars as pl

from omsyn.geography.exact_shares import on_grid
from omsyn.geography.standing import reestablished
from omsyn.geography.tables import SHARES


def correct_shares(recorded: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """The recorded shares, corrected as far as the data themselves allow.

    A municipality that came back with its old borders takes all of its old self. Where one
    municipality was divided in the border year and nothing else was added to its parts, their
    populations that year (`totals`: new_code, persons) tell the true shares, where the source
    may have recorded equal halves. Those stand beside the recorded ones in the column `measured`,
    null elsewhere: series that the source itself has recoded follow `share`.
    """
    again = _whole_again(recorded)
    unit = ["old_code", "year"]
    measured = on_grid(_measured(again, totals).rename({"measured": "share"}), unit)
    return again.join(
        measured.rename({"share": "measured"}), on=[*unit, "new_code"], how="left"
    ).select(*SHARES, "measured")


def _whole_again(recorded: pl.DataFrame) -> pl.DataFrame:
    known = reestablished()
    affected = recorded.filter(
        pl.col("old_code").is_in(known["old_code"].to_list()) & (pl.col("share") < 1)
    ).select("old_code", "year", "border_year")
    again = affected.unique().join(known, on="old_code").select(list(SHARES))
    return pl.concat(
        [recorded.join(affected.unique(), on=["old_code", "year"], how="anti"), again.cast(SHARES)]
    )


def _measured(recorded: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """People of the parts of municipalities that were divided when the borders became today's."""
    # A source may list new codes in the year before they came; they lead only to themselves.
    before = recorded.filter(
        (pl.col("year") == pl.col("border_year") - 1) & (pl.col("old_code") != pl.col("new_code"))
    )
    alone = before.with_columns(alone=pl.len().over("new_code") == 1)
    pure = alone.filter((pl.len().over("old_code") > 1) & pl.col("alone").all().over("old_code"))
    found = (
        recorded.join(pure.select("old_code", "new_code"), on=["old_code", "new_code"])
        .join(totals, on="new_code", how="left")
        .select("old_code", "year", "new_code", measured="persons")
    )
    return found.filter(pl.col("measured").null_count().over("old_code", "year") == 0)
