"""Statistics Norway's file exports: what a person saves from the web pages of the tables.

The same table comes in many forms: tab, semicolon or comma; quoted or not; with a title line or
without; one column for each year or one row; Norwegian or English; ISO-8859-1 or UTF-8. All
become the same tidy facts. Every refusal says file, line, column and what to do.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import NoReturn

import polars as pl
from attrs import field, frozen

from omsyn.errors import UnreadableFile
from omsyn.facts import FACT_SCHEMA, Status, texts
from omsyn.geography.region import COUNTRY_ID
from omsyn.language import _, number
from omsyn.sources.ssb.codes import age_of, parse_region, sex_of
from omsyn.sources.ssb.cube import SYMBOLS
from omsyn.sources.text import damaged_line, decode, read_bytes

HEADINGS = {
    "region": "region",
    "alder": "age", "age": "age",
    "kjønn": "sex", "kjonn": "sex", "sex": "sex", "gender": "sex",
    "år": "period", "year": "period", "tid": "period", "time": "period",
    "kvartal": "period", "quarter": "period", "måned": "period", "month": "period",
    "statistikkvariabel": "measure", "contents": "measure", "statistikkvariabler": "measure",
    "verdi": "value", "value": "value",
}  # fmt: skip
"""Headings of Statistics Norway, Norwegian and English -> what the column holds."""

MEASURES = {"personer": "persons", "persons": "persons"}
TOTALS = frozenset({"sum", "total", "totalt", "i alt", "alle", "hele landet", "landet", "all"})

_PERIOD = r"\d{4}(?:[KMQU]\d{1,2})?"
_VALUE_HEADING = re.compile(rf"^(?:(.*?)\s+)?({_PERIOD})$")
_PLAIN_PERIOD = re.compile(rf"^{_PERIOD}$")
_TITLE = re.compile(r"^(\d{5}): ")
_NUMBER = re.compile(r"^-?\d+(?:[.,]\d+)?$")


@frozen(eq=False)
class Export:
    """What one exported file holds."""

    title: str
    """The line above the headings; empty where there is none."""
    table: str
    """The table's number, where the title says it."""
    facts: pl.DataFrame
    outside: pl.DataFrame
    """Facts of Svalbard, the continental shelf and what cannot be placed in a municipality."""
    names: dict[str, str]
    """Region -> name as printed."""
    notes: tuple[str, ...] = field(default=(), converter=texts)


@frozen
class _Layout:
    """Where in the file everything stands."""

    title: str
    headings: tuple[str, ...]
    first_row: int
    """Index of the first row of figures."""
    keys: dict[str, int]
    """What a column holds -> its place, for region, sex, age, period and measure."""
    values: tuple[tuple[int, str, str], ...]
    """Place, measure and period of each column of figures; either may be empty in long form."""


def read_export(path: Path | str, expected: Collection[str] = ()) -> pl.DataFrame:
    """Tidy facts of an exported file, as `read_export_file`."""
    return read_export_file(path, expected).facts


def read_export_file(path: Path | str, expected: Collection[str] = ()) -> Export:
    """What an exported file (.csv, .txt, or either with .gz) holds.

    `expected` lists the regions that must be in it. Raises `UnreadableFile`.
    """
    path = Path(path)
    return read_export_text(decode(read_bytes(path), path.name), path.name, expected)


def read_export_text(text: str, file: str, expected: Collection[str] = ()) -> Export:
    """As `read_export_file`, for a text that is already read."""
    return _ExportReader(file).read(text, frozenset(expected))


@frozen
class _ExportReader:
    file: str

    def refuse(self, sentence: str) -> NoReturn:
        raise UnreadableFile(sentence)

    def read(self, text: str, expected: frozenset[str]) -> Export:
        rows, lines = self._rows(text)
        layout = self._layout(rows, lines)
        body, lines = rows[layout.first_row :], lines[layout.first_row :]
        self._check_shape(body, lines, layout)
        wide = self._keys(body, lines, layout)
        facts = self._facts(wide, body, lines, layout)
        self._check_doubles(facts)
        self._check_complete(facts, expected)
        outside = pl.col("outside")
        title = _TITLE.match(layout.title)
        return Export(
            title=layout.title,
            table=title[1] if title else "",
            facts=_tidy(facts.filter(~outside)),
            outside=_tidy(facts.filter(outside)),
            names=_names(wide),
            notes=_notes(facts, damaged_line(text)),
        )

    def _rows(self, text: str) -> tuple[list[list[str]], list[int]]:
        """Rows that hold anything, with the line on which each ends."""
        delimiter = _delimiter(text)
        reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
        rows: list[list[str]] = []
        lines: list[int] = []
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    rows.append([cell.strip() for cell in row])
                    lines.append(reader.line_num)
        except csv.Error:
            self.refuse(
                _("Linje {line} i {file} kan ikke leses. Last filen ned på nytt.").format(
                    line=number(reader.line_num), file=self.file
                )
            )
        return rows, lines

    def _layout(self, rows: Sequence[Sequence[str]], lines: Sequence[int]) -> _Layout:
        """Finds the headings: the first row with more than one cell, below at most one title."""
        start = 1 if rows and len([cell for cell in rows[0] if cell]) == 1 else 0
        if len(rows) <= start + 1:
            self.refuse(
                _("Filen {file} har ingen tall. Last den ned på nytt.").format(file=self.file)
            )
        headings = tuple(rows[start])
        keys: dict[str, int] = {}
        values: list[tuple[int, str, str]] = []
        for place, heading in enumerate(headings):
            kind = HEADINGS.get(heading.lower())
            found = _VALUE_HEADING.match(heading)
            if kind and kind != "value" and kind not in keys:
                keys[kind] = place
            elif found:
                values.append((place, found[1] or "", found[2]))
            elif kind not in keys and (kind == "value" or place == len(headings) - 1):
                values.append((place, "" if kind == "value" else heading, ""))
            else:
                self.refuse(
                    _(
                        "Kolonnen «{column}» på linje {line} i {file} er ikke kjent. "
                        "Slett den, eller les filen som egen fil med kolonnevalg."
                    ).format(column=heading, line=number(lines[start]), file=self.file)
                )
        if not values or not ("region" in keys or "age" in keys):
            self.refuse(
                _(
                    "Linje {line} i {file} mangler kolonneoverskrifter for region, alder eller "
                    "tall. Last ned tabellen fra Statistisk sentralbyrå på nytt."
                ).format(line=number(lines[start]), file=self.file)
            )
        if "period" not in keys and any(not period for _place, _measure, period in values):
            self.refuse(
                _("Linje {line} i {file} mangler år. Velg år når du laster ned tabellen.").format(
                    line=number(lines[start]), file=self.file
                )
            )
        title = next((cell for cell in rows[0] if cell), "") if start else ""
        return _Layout(title, headings, start + 1, keys, tuple(values))

    def _check_shape(
        self, body: Sequence[Sequence[str]], lines: Sequence[int], layout: _Layout
    ) -> None:
        width = len(layout.headings)
        for row, line in zip(body, lines, strict=True):
            if len(row) != width:
                self.refuse(
                    _(
                        "Linje {line} i {file} har {cells} kolonner, men overskriftene har "
                        "{width}. Filen er trolig avkortet eller endret; last den ned på nytt."
                    ).format(
                        line=number(line),
                        file=self.file,
                        cells=number(len(row)),
                        width=number(width),
                    )
                )

    def _keys(
        self, body: Sequence[Sequence[str]], lines: Sequence[int], layout: _Layout
    ) -> pl.DataFrame:
        """Region, sex, age, period and measure of each row, in our codes."""
        columns: dict[str, list[str]] = {}
        for kind in ("region", "sex", "age", "period", "measure"):
            place = layout.keys.get(kind)
            columns[kind] = [row[place] if place is not None else "" for row in body]
        frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_columns(
            line=pl.Series(lines, dtype=pl.Int64)
        )
        regions = self._translated(frame, layout, "region")
        return frame.with_columns(
            region=regions["region"],
            name=regions["name"],
            outside=regions["outside"],
            sex=self._translated(frame, layout, "sex")["sex"],
            age=self._translated(frame, layout, "age")["age"],
            period=self._translated(frame, layout, "period")["period"],
        )

    def _translated(self, frame: pl.DataFrame, layout: _Layout, kind: str) -> pl.DataFrame:
        """One column in our codes; each text is translated once, however many rows have it."""
        place = layout.keys.get(kind)
        distinct = frame[kind].unique(maintain_order=True)
        known: list[dict[str, str | bool]] = []
        for text in distinct:
            found = _ABSENT[kind] if place is None else _TRANSLATE[kind](text)
            if found is None:
                line = frame.filter(pl.col(kind) == text)["line"][0]
                self._refuse_key(kind, text, line, layout.headings[place or 0])
            known.append({"text": text, **found})
        return frame.select(text=kind).join(
            pl.DataFrame(known), on="text", how="left", maintain_order="left"
        )

    def _refuse_key(self, kind: str, text: str, line: int, column: str) -> NoReturn:
        where = {"line": number(line), "file": self.file, "column": column, "text": text[:60]}
        if kind == "region" and text.lower() in TOTALS:
            self.refuse(
                _(
                    "Linje {line} i {file} er en sumrad («{text}»). Slett den og prøv igjen; "
                    "summene regnes ut av Omsyn."
                ).format(**where)
            )
        self.refuse(
            _(
                "«{text}» på linje {line} i {file} er ikke en kjent verdi i kolonnen «{column}». "
                "Rett den, eller last filen ned på nytt."
            ).format(**where)
        )

    def _facts(
        self,
        wide: pl.DataFrame,
        body: Sequence[Sequence[str]],
        lines: Sequence[int],
        layout: _Layout,
    ) -> pl.DataFrame:
        parts = []
        for place, measure, period in layout.values:
            part = wide.with_columns(
                self._figures([row[place] for row in body], lines, layout, place)
            )
            if period:
                part = part.with_columns(period=pl.lit(period))
            if "measure" not in layout.keys:
                part = part.with_columns(measure=pl.lit(measure))
            parts.append(part.with_columns(place=pl.lit(place)))
        named = pl.col("measure").str.to_lowercase().replace(MEASURES)
        return pl.concat(parts).with_columns(measure=named)

    def _figures(
        self, cells: list[str], lines: Sequence[int], layout: _Layout, place: int
    ) -> list[pl.Series]:
        """Value and status of a column of figures."""
        text = pl.Series("text", cells, dtype=pl.String)
        symbols = {symbol: status.value for symbol, status in SYMBOLS.items()}
        status = text.replace_strict(symbols, default=Status.OBSERVED.value, return_dtype=pl.String)
        plain = text.str.replace_all("[\u00a0\u202f ]", "")
        wrong = (status == "") & ~plain.str.contains(_NUMBER.pattern)
        if wrong.any():
            row = wrong.arg_true()[0]
            self.refuse(
                _(
                    "«{text}» på linje {line} i {file}, kolonnen «{column}», er ikke et tall. "
                    "Rett tallet eller skriv et av tegnene . .. : – og prøv igjen."
                ).format(
                    text=cells[row][:60],
                    line=number(lines[row]),
                    file=self.file,
                    column=layout.headings[place],
                )
            )
        value = plain.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        zero = pl.select(
            pl.when(status == Status.ZERO.value).then(0.0).otherwise(value)
        ).to_series()
        return [zero.alias("value"), status.alias("status")]

    def _check_doubles(self, facts: pl.DataFrame) -> None:
        key = ["region", "sex", "age", "period", "measure"]
        doubled = facts.filter(pl.struct(key).is_duplicated())
        if doubled.is_empty():
            return
        # The first row that repeats an earlier one is what a reader must look at.
        again = (
            doubled.filter(~pl.struct(key).is_first_distinct())
            .sort("line", "place")
            .row(0, named=True)
        )
        same = pl.all_horizontal(pl.col(name) == again[name] for name in key)
        first: int = doubled.filter(same).sort("line")["line"][0]
        self.refuse(
            _(
                "Linje {line} i {file} gjentar linje {first} ({region}, {period}). "
                "Slett den ene og prøv igjen."
            ).format(
                line=number(again["line"]),
                file=self.file,
                first=number(first),
                region=f"{again['region']} {again['name']}".strip(),
                period=again["period"],
            )
        )

    def _check_complete(self, facts: pl.DataFrame, expected: frozenset[str]) -> None:
        """Every region has as many figures as the others, and no expected one is missing."""
        missing = sorted(expected - set(facts["region"].unique()))
        if missing:
            self.refuse(
                _(
                    "Filen {file} mangler {count} av regionene som skal være med: {regions}. "
                    "Last ned tabellen på nytt med alle valgt."
                ).format(
                    file=self.file,
                    count=number(len(missing)),
                    regions=", ".join(missing[:10]) + (" …" if len(missing) > 10 else ""),
                )
            )
        counts = facts.group_by("region", "name", "outside").agg(
            rows=pl.len(), line=pl.col("line").max()
        )
        most = max(counts["rows"], default=0)
        short = counts.filter(pl.col("rows") < most).sort("line")
        if not short.is_empty():
            first = short.row(0, named=True)
            self.refuse(
                _(
                    "{region} har {rows} tall i {file}, mens andre har {most}: Noe mangler ved "
                    "linje {line}. Last filen ned på nytt."
                ).format(
                    region=f"{first['region']} {first['name']}".strip(),
                    rows=number(first["rows"]),
                    most=number(most),
                    file=self.file,
                    line=number(first["line"]),
                )
            )


def _delimiter(text: str) -> str:
    """The sign that parts the cells: the one that the first lines have most of."""
    first = [line for line in text.splitlines()[:5] if not _TITLE.match(line.lstrip('"'))]
    counts = {sign: max((line.count(sign) for line in first), default=0) for sign in "\t;,"}
    return max(counts, key=lambda sign: counts[sign])


def _region(text: str) -> dict[str, str | bool] | None:
    found = parse_region(text)
    if found is None:
        return None
    return {"region": found.region, "name": found.name, "outside": found.outside}


def _one(kind: str, value: str | None) -> dict[str, str | bool] | None:
    return None if value is None else {kind: value}


_TRANSLATE: dict[str, Callable[[str], dict[str, str | bool] | None]] = {
    "region": _region,
    "sex": lambda text: _one("sex", sex_of(text)),
    "age": lambda text: _one("age", age_of(text)),
    "period": lambda text: _one("period", text if _PLAIN_PERIOD.match(text) else None),
}
_ABSENT: dict[str, dict[str, str | bool]] = {
    "region": {"region": COUNTRY_ID, "name": "", "outside": False},
    "sex": {"sex": "both"},
    "age": {"age": "all"},
    "period": {"period": ""},
}
"""What a column that is not there stands for: the table is summed over it."""


def _tidy(facts: pl.DataFrame) -> pl.DataFrame:
    return facts.select(list(FACT_SCHEMA)).cast(FACT_SCHEMA)


def _names(wide: pl.DataFrame) -> dict[str, str]:
    """Region -> name; a name that has lost letters is no name."""
    pairs = wide.select("region", "name").unique(maintain_order=True).iter_rows()
    return {region: name for region, name in pairs if name and damaged_line(name) is None}


def _notes(facts: pl.DataFrame, damaged: int | None) -> tuple[str, ...]:
    notes = []
    if damaged:
        notes.append(
            _(
                "Bokstaver i navnene er ødelagt av feil tegnsett (første gang på linje {line}); "
                "regionene er kjent igjen på kodene."
            ).format(line=number(damaged))
        )
    names = facts.filter("outside")["name"].unique(maintain_order=True).to_list()
    if names:
        notes.append(
            _("Disse radene hører ikke til noen kommune og er holdt utenfor: {names}.").format(
                names="; ".join(names)
            )
        )
    return tuple(notes)
