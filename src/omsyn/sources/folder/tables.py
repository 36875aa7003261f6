"""Files as frames: every fault is a sentence with the file, the line and what to do."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from omsyn.errors import UnreadableFile
from omsyn.facts import FACT_SCHEMA, Status
from omsyn.language import _

MAX_BYTES = 500_000_000
"""More than any table here by far; a file that unpacks to more is refused."""


def read_table(path: Path, columns: Sequence[str]) -> pl.DataFrame:
    """A CSV (also .gz) or Parquet file with at least these columns.

    CSV columns are text, and `line` holds the line in the file. Raises `UnreadableFile`.
    """
    frame = _read_parquet(path) if path.suffix == ".parquet" else _read_csv(path)
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise UnreadableFile(
            _(
                "{file} mangler kolonnen {columns}: hent filen på nytt, eller sjekk at den "
                "ikke er endret."
            ).format(file=path.name, columns=", ".join(missing))
        )
    if not frame.height:
        raise UnreadableFile(
            _("{file} har ingen rader: hent filen på nytt.").format(file=path.name)
        )
    return frame


def _read_parquet(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path, glob=False)
    except FileNotFoundError:
        raise _absent(path) from None
    except (pl.exceptions.PolarsError, OSError) as fault:
        raise _unreadable(path) from fault


def _read_csv(path: Path) -> pl.DataFrame:
    content = _unpacked(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise UnreadableFile(
            _(
                "{file} er ikke UTF-8 (linje {line}): lagre filen som UTF-8 og last inn på nytt."
            ).format(file=path.name, line=line)
        ) from fault
    try:
        frame = pl.read_csv(io.StringIO(text), infer_schema=False)
    except pl.exceptions.NoDataError:
        return pl.DataFrame()
    except pl.exceptions.PolarsError as fault:
        raise _unreadable(path) from fault
    return frame.with_row_index("line", offset=2)


def _unpacked(path: Path) -> bytes:
    try:
        if path.suffix != ".gz":
            return path.read_bytes()
        with gzip.open(path) as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _absent(path) from None
    except (OSError, EOFError, zlib.error) as fault:
        raise _unreadable(path) from fault
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            _("{file} blir for stor når den pakkes ut: sjekk at det er riktig fil.").format(
                file=path.name
            )
        )
    return content


def _absent(path: Path) -> UnreadableFile:
    return UnreadableFile(
        _("{file} finnes ikke i {folder}: legg den dit, og last inn på nytt.").format(
            file=path.name, folder=path.parent
        )
    )


def _unreadable(path: Path) -> UnreadableFile:
    return UnreadableFile(
        _("{file} er avkortet eller skadet og kan ikke leses: hent filen på nytt.").format(
            file=path.name
        )
    )


def numbers(frame: pl.DataFrame, column: str, path: Path) -> pl.DataFrame:
    """The frame with a column of numbers; empty cells are null.

    Raises `UnreadableFile` with the line of the first cell that holds something else.
    """
    if frame.schema[column] != pl.String:
        return frame.with_columns(pl.col(column).cast(pl.Float64))
    parsed = frame[column].cast(pl.Float64, strict=False)
    bad = frame.filter(parsed.is_null() & frame[column].is_not_null())
    if bad.height:
        line, text = bad["line"][0], str(bad[column][0])[:40]
        raise UnreadableFile(
            _(
                "{file} har «{text}» der det skal være et tall (linje {line}, kolonne "
                "{column}): rett opp filen og last inn på nytt."
            ).format(file=path.name, text=text, line=line, column=column)
        )
    return frame.with_columns(parsed.alias(column))


def matching(frame: pl.DataFrame, column: str, pattern: str, path: Path) -> pl.DataFrame:
    """The frame, when every cell of a column follows the pattern; else `UnreadableFile`."""
    texts = frame[column].cast(pl.String)
    bad = frame.filter(~texts.str.contains(f"^(?:{pattern})$").fill_null(value=False))
    if bad.height:
        row = bad.row(0, named=True)
        raise UnreadableFile(
            _(
                "{file} har «{text}» i kolonne {column} (linje {line}), som ikke er en gyldig "
                "verdi der: rett opp filen og last inn på nytt."
            ).format(
                file=path.name,
                text=str(row[column])[:40],
                column=column,
                line=row.get("line", "?"),
            )
        )
    return frame


def single_ages(column: str, last: int = 105, *, open_ended: bool = True) -> pl.Expr:
    """Ages as text: "0".."104" and "105+"."""
    age = pl.col(column).cast(pl.Int16)
    text = age.cast(pl.String)
    return pl.when(age == last).then(pl.lit(f"{last}+")).otherwise(text) if open_ended else text


def tidy(  # noqa: PLR0913 - one argument for each column of a fact
    frame: pl.DataFrame,
    *,
    region: pl.Expr,
    period: pl.Expr,
    measure: pl.Expr,
    value: pl.Expr,
    sex: pl.Expr | None = None,
    age: pl.Expr | None = None,
    status: pl.Expr | None = None,
) -> pl.DataFrame:
    """Facts. Where no status is given, a missing value is "not available"."""
    absent = (
        pl.when(value.is_null())
        .then(pl.lit(Status.NOT_AVAILABLE.value))
        .otherwise(pl.lit(Status.OBSERVED.value))
    )
    facts = frame.select(
        region=region, period=period,
        sex=pl.lit("both") if sex is None else sex,
        age=pl.lit("all") if age is None else age,
        measure=measure, value=value,
        status=absent if status is None else status,
    )  # fmt: skip
    return facts.cast(FACT_SCHEMA)
