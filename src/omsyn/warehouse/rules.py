"""What facts must be like before the store takes them."""

from __future__ import annotations

import re

import polars as pl

from omsyn.errors import SourceChanged, StoreError
from omsyn.facts import FACT_SCHEMA, DatasetInfo, Status
from omsyn.language import _, number

KEY = ("region", "period", "sex", "age", "measure")
NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
NEVER_NEGATIVE = r"^(persons|deaths|births|asfr|death_rate|percent_80plus_.*|(.*_)?places)$"
"""Measures of which there cannot be less than none; payments and net migration can be."""
WITHOUT_VALUE = (Status.NOT_APPLICABLE, Status.NOT_AVAILABLE, Status.CONFIDENTIAL)


def check_name(name: str) -> None:
    """Raise `StoreError` for a name that could be something else in a path or a query."""
    if not NAME.fullmatch(name):
        raise StoreError(
            _(
                "«{name}» kan ikke være navn på et datasett: bruk små bokstaver fra a til z, "
                "sifre og understrek."
            ).format(name=name[:100])
        )


def check_facts(info: DatasetInfo, facts: pl.DataFrame) -> None:
    """Raise `SourceChanged` unless the facts follow the schema and the rules of status."""
    if facts.schema != FACT_SCHEMA:
        raise SourceChanged(
            _("«{title}» har ikke kolonnene som tall skal ha: {columns}.").format(
                title=_(info.title), columns=", ".join(facts.columns)
            )
        )
    for fault, sentence in _faults():
        rows = facts.filter(fault)
        if rows.height:
            raise SourceChanged(
                sentence.format(title=_(info.title), rows=number(rows.height), example=_place(rows))
            )
    doubled = _doubled(facts)
    if doubled is not None:
        raise SourceChanged(
            _(
                "«{title}» har samme rad flere ganger, for eksempel {example}: "
                "rett opp kilden og last inn på nytt."
            ).format(title=_(info.title), example=_place(doubled))
        )


def _faults() -> list[tuple[pl.Expr, str]]:
    """What is true for a faulty row, and the sentence about it."""
    value, status = pl.col("value"), pl.col("status")
    without = status.is_in([each.value for each in WITHOUT_VALUE])
    return [
        (
            pl.any_horizontal(pl.col(column).is_null() for column in (*KEY, "status")),
            _(
                "«{title}» har {rows} rader der sted, tid, kjønn, alder, mål eller status mangler, "
                "for eksempel {example}: rett opp kilden og last inn på nytt."
            ),
        ),
        (
            ~status.is_in([each.value for each in Status]),
            _(
                "«{title}» har {rows} rader med et ukjent tegn for manglende tall, "
                "for eksempel {example}: rett opp kilden og last inn på nytt."
            ),
        ),
        (
            value.is_null() != without,
            _(
                "«{title}» har {rows} rader der tallet mangler uten at det er sagt hvorfor, eller "
                "er oppgitt der det skal mangle, for eksempel {example}: rett opp kilden og last "
                "inn på nytt."
            ),
        ),
        (
            value.is_not_null() & ~value.is_finite(),
            _(
                "«{title}» har {rows} rader der tallet er uendelig eller ikke et tall, "
                "for eksempel {example}: rett opp kilden og last inn på nytt."
            ),
        ),
        (
            (status == Status.ZERO.value) & (value != 0),
            _(
                "«{title}» har {rows} rader merket som null med et annet tall i, "
                "for eksempel {example}: rett opp kilden og last inn på nytt."
            ),
        ),
        (
            (value < 0) & pl.col("measure").str.contains(NEVER_NEGATIVE),
            _(
                "«{title}» har {rows} rader der tallet er mindre enn null, "
                "for eksempel {example}: rett opp kilden og last inn på nytt."
            ),
        ),
    ]


def _doubled(facts: pl.DataFrame) -> pl.DataFrame | None:
    """Rows that stand more than once, or None."""
    # 64 bits of hash are quick to sort; what looks doubled is then looked at in full.
    hashes = facts.select(pl.struct(KEY).hash().alias("hash"))["hash"]
    if hashes.n_unique() == facts.height:
        return None
    suspects = facts.filter(hashes.is_duplicated())
    doubled = suspects.filter(pl.struct(KEY).is_duplicated())
    return doubled if doubled.height else None


def _place(rows: pl.DataFrame) -> str:
    first = rows.row(0, named=True)
    return ", ".join(str(first[column]) for column in KEY if first[column] not in {"all", "both"})


def check_not_shorter(
    title: str, old: pl.DataFrame | None, old_rows: int, new: pl.DataFrame
) -> None:
    """Raise `SourceChanged` where the new facts hold less than the old.

    `old` is None where it is damaged or is no data set of facts; `old_rows` still counts it.
    """
    if new.height < old_rows or not new.height:
        raise SourceChanged(
            _(
                "«{title}» har nå {new} rader mot {old} før, {fewer} færre, og er ikke "
                "byttet ut: er det riktig, så last inn med --allow-shorter."
            ).format(
                title=title,
                new=number(new.height),
                old=number(old_rows),
                fewer=number(old_rows - new.height),
            )
            if old_rows
            else _("«{title}» er tom og er ikke lagret: sjekk kilden.").format(title=title)
        )
    if old is None or "period" not in old.columns:
        return
    gone = sorted(set(old["period"].unique()) - set(new["period"].unique()))
    if gone:
        raise SourceChanged(
            _(
                "«{title}» har ikke lenger tall for {periods}, og er ikke byttet ut: "
                "er det riktig, så last inn med --allow-shorter."
            ).format(title=title, periods=", ".join(gone))
        )
    if "value" in old.columns and old["value"].count() and not new["value"].count():
        raise SourceChanged(
            _(
                "«{title}» har ikke lenger et eneste tall, og er ikke byttet ut: "
                "er det riktig, så last inn med --allow-shorter."
            ).format(title=title)
        )
