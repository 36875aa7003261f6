"""SQL over the data sets: reading only, and out of reach of files and network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from omsyn.errors import StoreError
from omsyn.language import _

MEMORY_LIMIT = "1GB"
THREADS = 2
TYPES: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), pl.Int64),
    **dict.fromkeys(("FLOAT", "DOUBLE"), pl.Float64),
    "VARCHAR": pl.String,
    "BOOLEAN": pl.Boolean,
    "DATE": pl.Date,
}
"""DuckDB's type -> ours; others are found from the values."""


def run(views: Mapping[str, Path], sql: str, params: Sequence[Any]) -> pl.DataFrame:
    """The rows that one SELECT gives; each view is a Parquet file.

    Raises `StoreError` where the SQL is not one SELECT, or cannot be run.
    """
    connection = duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "threads": THREADS})
    try:
        _prepare(connection, views)
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise StoreError(_("Lageret tar bare imot én SELECT om gangen."))
        return _frame(connection.execute(statements[0], list(params)))
    except (duckdb.Error, pl.exceptions.PolarsError) as fault:
        first_line = str(fault).splitlines()[0]
        raise StoreError(
            _("Spørringen mot lageret kunne ikke kjøres ({reason}): rett den opp.").format(
                reason=first_line
            )
        ) from fault
    finally:
        connection.close()


def _prepare(connection: duckdb.DuckDBPyConnection, views: Mapping[str, Path]) -> None:
    for name, path in views.items():
        connection.execute(
            f"CREATE VIEW {_identifier(name)} AS SELECT * FROM read_parquet({_text(str(path))})"  # noqa: S608 - quoted
        )
    paths = ", ".join(_text(str(path)) for path in views.values())
    connection.execute(f"SET allowed_paths = [{paths}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _frame(result: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    # Rows, not Arrow: without pyarrow, DuckDB hands Polars a stream whose types are never
    # freed, and says so on the terminal when the program ends. Answers are small sums.
    schema = [(column[0], _type(str(column[1]))) for column in result.description]
    return pl.DataFrame(result.fetchall(), schema=schema, orient="row", infer_schema_length=None)


def _type(name: str) -> type[pl.DataType] | None:
    return pl.Float64 if name.startswith("DECIMAL") else TYPES.get(name)


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
