"""The one place in the workspace that reads the environment.

Every setting is listed in `SETTINGS`; the reference page of settings is made from it.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path

from omsyn.config import Setting, store_folder

SETTINGS = (
    Setting(
        "OMSYN_ENVIRONMENT",
        "development",
        "production asks for a secret key and host names, and sends everybody to https; "
        "development is for one person on one machine.",
    ),
    Setting("OMSYN_SECRET_KEY", "", "Key that signs cookies; at least 50 signs, kept secret."),
    Setting(
        "OMSYN_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "Host names that the workspace answers to, separated by commas.",
    ),
    Setting(
        "OMSYN_DATABASE_URL",
        "a SQLite file in OMSYN_WORKSPACE",
        "postgresql://user:password@host:port/name, or sqlite:///path/to/file.",
    ),
    Setting(
        "OMSYN_WORKSPACE",
        "the folder workspace in OMSYN_STORE",
        "Folder for the workspace's own files: the database, finished pages, static files.",
    ),
)

# Says to the reader of the code, and to Django's check, that it protects nothing.
DEVELOPMENT_KEY = "django-insecure-development-only-protects-nothing-and-nobody"


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


def setting(name: str) -> str:
    """The value from the environment, or "" where it is not given.

    Raises `KeyError` for a name that is not in `SETTINGS`: a setting nobody has described.
    """
    known = {each.name for each in SETTINGS}
    if name not in known:
        raise KeyError(name)
    return os.environ.get(name, "")


def environment() -> Environment:
    """Where the workspace runs.

    Raises `ValueError` for anything but the two known words: a misspelt "produktion" must not
    give the lax settings.
    """
    return Environment(setting("OMSYN_ENVIRONMENT") or Environment.DEVELOPMENT)


def secret_key() -> str:
    """The key that signs cookies.

    Raises `ValueError` where a production environment has none.
    """
    given = setting("OMSYN_SECRET_KEY")
    if given:
        return given
    if environment() is Environment.PRODUCTION:
        raise ValueError("OMSYN_SECRET_KEY must be set when OMSYN_ENVIRONMENT is production.")
    return DEVELOPMENT_KEY


def hosts() -> list[str]:
    """Host names that the workspace answers to.

    Raises `ValueError` where a production environment names none.
    """
    given = setting("OMSYN_HOSTS")
    if not given and environment() is Environment.PRODUCTION:
        raise ValueError("OMSYN_HOSTS must be set when OMSYN_ENVIRONMENT is production.")
    names = given or "localhost,127.0.0.1,[::1]"
    return [name.strip() for name in names.split(",") if name.strip()]


def workspace_folder() -> Path:
    """Where the workspace keeps its own files."""
    given = setting("OMSYN_WORKSPACE")
    return Path(given) if given else store_folder() / "workspace"
