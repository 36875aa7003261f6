"""What every source hands over, and how it tells how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import polars as pl
from attrs import evolve, field, frozen

from omsyn.errors import SourceError
from omsyn.facts import FACT_SCHEMA, DatasetInfo, texts


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a text translated when shown
    """Mark a text for the catalogue; it is stored in bokmål and translated when shown."""
    return text


class Progress(Protocol):
    """Called with the steps done, the steps in all and a sentence for people."""

    def __call__(self, done: int, total: int, text: str) -> None: ...


def silent(done: int, total: int, text: str) -> None:
    """A `Progress` that tells nobody."""


def _follows_schema(_instance: object, _attribute: object, facts: pl.DataFrame) -> None:
    if facts.schema != FACT_SCHEMA:
        raise TypeError(f"not tidy facts: {facts.schema}")


@frozen(eq=False)
class Fetched:
    """A data set as a source gave it, ready for the warehouse."""

    info: DatasetInfo
    facts: pl.DataFrame = field(validator=_follows_schema)

    def with_notes(self, *notes: str) -> Fetched:
        """The same data set with more notes."""
        return evolve(self, info=evolve(self.info, notes=(*self.info.notes, *notes)))


@frozen(kw_only=True, eq=False)
class References:
    """Reference tables as a source gave them, and what it could not give."""

    tables: Mapping[str, pl.DataFrame]
    faults: tuple[SourceError, ...] = ()
    """What is missing; the tables hold the last good in its place, where there is any."""
    notes: tuple[str, ...] = field(default=(), converter=texts)
    """What somebody may wonder at, in whole sentences."""
