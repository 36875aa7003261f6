"""Shares as a source records them, mended by what the source's own figures tell."""

from __future__ import annotations

import polars as pl

from omsyn.geography.exact_shares import on_grid
from omsyn.geography.standing import reestablished
from omsyn.geography.tables import SHARES


def correct_shares(recorded: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """The recorded shares with two corrections that the data themselves allow.

    A municipality that came back with its old borders takes all of its old self. Where one
    municipality was divided in the border year and nothing else was added to its parts, their
    populations that year tell the shares; the file records equal halves.
    """
    return on_grid(_from_totals(_whole_again(recorded), totals), ["old_code", "year"]).select(
        list(SHARES)
    )


def _whole_again(recorded: pl.DataFrame) -> pl.DataFrame:
    known = reestablished()
    affected = recorded.filter(
        pl.col("old_code").is_in(known["old_code"].to_list()) & (pl.col("share") < 1)
    ).select("old_code", "year", "border_year")
    again = affected.unique().join(known, on="old_code").select(list(SHARES))
    return pl.concat(
        [recorded.join(affected.unique(), on=["old_code", "year"], how="anti"), again.cast(SHARES)]
    )


def _from_totals(recorded: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Shares of municipalities divided when the borders became today's, by the parts' people."""
    before = recorded.filter(pl.col("year") == pl.col("border_year") - 1)
    unit = ["old_code", "year"]
    pure = before.filter(
        (pl.len().over("old_code") > 1) & (pl.col("old_code").n_unique().over("new_code") == 1)
    )
    measured = (
        recorded.join(pure.select("old_code", "new_code"), on=["old_code", "new_code"])
        .join(totals, on="new_code")
        .select(*unit, "new_code", measured=pl.col("persons"))
    )
    return recorded.join(measured, on=[*unit, "new_code"], how="left").with_columns(
        share=pl.when(pl.col("measured").null_count().over(unit) == 0)
        .then(pl.col("measured"))
        .otherwise(pl.col("share"))
    )
