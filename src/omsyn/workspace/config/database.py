"""From an address of a database to Django's settings for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

WAIT_SECONDS = 2
"""A database that does not answer gives an error page at once, not a page that hangs."""


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings for a database.

    An empty address means a SQLite file in the folder. Raises `ValueError` for other kinds of
    database than PostgreSQL and SQLite.
    """
    if not url:
        return _sqlite(str(folder / "workspace.sqlite3"))
    parts = urlsplit(url)
    match parts.scheme:
        case "sqlite":
            return _sqlite(url.removeprefix("sqlite:///"))
        case "postgresql" | "postgres":
            return {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": unquote(parts.path.removeprefix("/")),
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": unquote(parts.hostname or ""),
                "PORT": str(parts.port or ""),
                "CONN_MAX_AGE": 60,
                "CONN_HEALTH_CHECKS": True,
                "OPTIONS": {"connect_timeout": WAIT_SECONDS, **dict(parse_qsl(parts.query))},
            }
        case other:
            raise ValueError(
                f"OMSYN_DATABASE_URL begins with {other!r}; use postgresql:// or sqlite:///."
            )


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            # A writer takes its lock at once: two that both have read cannot deadlock.
            "transaction_mode": "IMMEDIATE",
            "timeout": WAIT_SECONDS,
            # Readers and the writer do not wait for each other; what is answered is on the disk.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
