"""What the sections on need have in common."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from omsyn.documents.blocks import Callout, ChartSpec, Column, Table, Tone
from omsyn.language import _
from omsyn.profile.futures import fan_chart, interval_columns
from omsyn.profile.parts import projected_note, year_table
from omsyn.profile.picture import Need, Picture
from omsyn.profile.words import Pair


def lacking(picture: Picture, name: str) -> Callout:
    """In place of a figure: what is lacking, and what to do about it."""
    return Callout(text=picture.needs.lacking[name], tone=Tone.NOTE)


def horizon_pair(picture: Picture, need: Need) -> Pair:
    """A need now and at the horizon."""
    return need.pair(picture.now, picture.horizon)


FEW = 50


def few_behind(picture: Picture) -> bool:
    """Whether a rate per person over 80 rests on so few that one person moves it."""
    return picture.pair(picture.band(80)).now < FEW


def few_caution(picture: Picture) -> str:
    """What to remember where there are few over 80; empty elsewhere."""
    if not few_behind(picture):
        return ""
    return _("Med så få over 80 år kan én person endre tallet mye.")


def need_chart(picture: Picture, need: Need, label: str) -> ChartSpec:
    """The need over the years, with a level line for what there is where that is known."""
    return fan_chart(
        need.years,
        {label: (need.values, need.interval)},
        last_observed=picture.now,
        capacity=None if need.stock is None else (stock_label(need), need.stock),
    )


def stock_label(need: Need) -> str:
    return _("Det som var i {year}").format(year=need.stock_year)


def need_table(  # noqa: PLR0913 - a table is what it is
    picture: Picture,
    need: Need,
    *,
    id_: str,
    caption: str,
    column: Column,
    notes: Sequence[str] = (),
) -> Table:
    return year_table(
        id_,
        caption,
        need.years,
        [
            (column, need.values),
            *interval_columns(need.years, need.interval, lambda label: evolve(column, label=label)),
        ],
        chosen=[year for year in picture.chosen_years() if year in need.years],
        notes=(
            need.explanation,
            *notes,
            projected_note(picture.series.first_projected_year),
            _("Tallene er beregnet, ikke talt."),
        ),
        provenance=(*need.provenance, *picture.sources),
    )
