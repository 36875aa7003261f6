"""What to ask a table for, and how to part it so that no call asks for more than is allowed."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping

from attrs import field, frozen

from omsyn.errors import SourceChanged
from omsyn.language import _
from omsyn.sources.ssb.cube import Role
from omsyn.sources.ssb.reader import Metadata

Codes = dict[str, tuple[str, ...]]
"""Dimension -> the codes to ask for, in the order of the answer."""


@frozen(kw_only=True)
class Selection:
    """Which categories of a dimension to ask for: named ones, or all that fit.

    With neither codes nor patterns, all.
    """

    dimension: str
    codes: tuple[str, ...] = ()
    code_pattern: str = ""
    """Regular expression that the whole code must fit."""
    label_pattern: str = ""
    """Regular expression found in the label, whatever its case."""
    code_list: str = ""
    """Id of the grouping that the codes belong to."""

    def fits(self, code: str, label: str) -> bool:
        if self.codes:
            return code in self.codes
        return bool(
            re.fullmatch(self.code_pattern or ".*", code)
            and re.search(self.label_pattern, label, re.IGNORECASE)
        )


@frozen(kw_only=True)
class Query:
    """What to ask a table for. A dimension without a selection gives its total."""

    table: str
    selections: tuple[Selection, ...]
    language: str = "no"

    @property
    def code_lists(self) -> dict[str, str]:
        """Dimension -> the grouping to ask by."""
        return {each.dimension: each.code_list for each in self.selections if each.code_list}

    def digest(self) -> str:
        """A short name for the query: the same for the same query, always."""
        text = json.dumps(
            [self.table, self.language, [_plain(each) for each in self.selections]], sort_keys=True
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@frozen(kw_only=True)
class Part:
    """One call of a query."""

    codes: Codes
    whole: frozenset[str] = field(default=frozenset())
    """Dimensions of which every category is asked for, so that "*" will do."""

    @property
    def cells(self) -> int:
        return math.prod(len(codes) for codes in self.codes.values())

    def digest(self) -> str:
        """A name for the part that depends on nothing but what it asks for."""
        return hashlib.sha256(json.dumps(self.codes, sort_keys=True).encode()).hexdigest()[:24]


def resolve(query: Query, metadata: Metadata, listed: Mapping[str, tuple[str, ...]]) -> Codes:
    """The codes that a query asks a table for.

    `listed` holds the codes of the groupings that the query asks by, by dimension. Raises
    `SourceChanged` where a dimension or a category is gone, or a new dimension has come.
    """
    selected = {each.dimension: each for each in query.selections}
    known = {each.id for each in metadata.dimensions}
    for name in selected.keys() - known:
        raise SourceChanged(
            _(
                "Tabell {table} har ikke lenger dimensjonen «{dimension}». De siste gode tallene "
                "er fortsatt i bruk; se etter en nyere versjon av Omsyn."
            ).format(table=query.table, dimension=name)
        )
    for name in known - selected.keys() - metadata.optional:
        raise SourceChanged(
            _(
                "Tabell {table} har fått dimensjonen «{dimension}», som Omsyn ikke kjenner. De "
                "siste gode tallene er fortsatt i bruk; se etter en nyere versjon av Omsyn."
            ).format(table=query.table, dimension=name)
        )
    codes: Codes = {}
    for each in metadata.dimensions:
        if selection := selected.get(each.id):
            choices = listed.get(each.id, each.codes)
            codes[each.id] = _chosen(query.table, selection, choices, each.labels)
    return codes


def _chosen(
    table: str, selection: Selection, choices: tuple[str, ...], labels: Mapping[str, str]
) -> tuple[str, ...]:
    found = tuple(code for code in choices if selection.fits(code, labels.get(code, code)))
    gone = [code for code in selection.codes if code not in found]
    if gone or not found:
        wanted = ", ".join(gone[:5]) or selection.label_pattern or selection.code_pattern or "*"
        raise SourceChanged(
            _(
                "Tabell {table} har ikke lenger kategorien {code} i dimensjonen «{dimension}». De "
                "siste gode tallene er fortsatt i bruk; se etter en nyere versjon av Omsyn."
            ).format(table=table, code=wanted, dimension=selection.dimension)
        )
    return found


def split(codes: Codes, metadata: Metadata, limit: int, query: Query) -> tuple[Part, ...]:
    """Calls that together ask for all the codes, each for at most `limit` cells.

    Parted by time first, so that every part holds whole years; then by the longest of the other
    dimensions.
    """
    whole = frozenset(
        name
        for name, chosen in codes.items()
        if name not in query.code_lists
        and (found := metadata.dimension(name))
        and chosen == found.codes
    )
    time = next((each.id for each in metadata.dimensions if each.role is Role.TIME), None)
    order = sorted(codes, key=lambda name: (name != time, -len(codes[name])))
    return tuple(
        Part(codes=part, whole=frozenset(name for name in whole if part[name] == codes[name]))
        for part in _split(codes, order, limit)
    )


def _split(codes: Codes, order: list[str], limit: int) -> Iterator[Codes]:
    name, *others = order
    rest = math.prod(len(codes[other]) for other in others)
    if len(codes[name]) * rest <= limit:
        yield codes
        return
    at_once = max(limit // rest, 1)
    for start in range(0, len(codes[name]), at_once):
        part = {**codes, name: codes[name][start : start + at_once]}
        if rest > limit and others:
            # Even one code of this dimension is too much: part it by the next one too.
            yield from _split_rest(part, name, others, limit)
        else:
            yield part


def _split_rest(codes: Codes, held: str, others: list[str], limit: int) -> Iterator[Codes]:
    rest = {name: codes[name] for name in codes if name != held}
    for part in _split(rest, others, limit):
        yield {name: part.get(name, codes[name]) for name in codes}


def _plain(selection: Selection) -> list[object]:
    return [
        selection.dimension,
        list(selection.codes),
        selection.code_pattern,
        selection.label_pattern,
        selection.code_list,
    ]
