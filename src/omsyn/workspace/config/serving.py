"""Run the workspace on this machine: prepare its folder, then serve it until it is stopped."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from omsyn.errors import OmsynError
from omsyn.workspace.config.environment import Environment, environment, setting, workspace_folder

THREADS = 8
"""For each worker: readers mostly wait for their own line, not for our processor."""


class Serving(BaseApplication):  # type: ignore[misc]  # gunicorn publishes no types
    """Gunicorn with our settings in place of its command line."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        # Imported in each worker: the library's threads do not survive being forked.
        from omsyn.workspace.config.wsgi import application

        return application


def prepare() -> None:
    """Make the workspace's folder ready: its key, its database, its static files."""
    folder = workspace_folder()
    folder.mkdir(parents=True, exist_ok=True)
    if environment() is Environment.DEVELOPMENT and not setting("OMSYN_SECRET_KEY"):
        os.environ["OMSYN_SECRET_KEY"] = own_key(folder / "secret-key")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omsyn.workspace.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections

    collect_static()
    if connection.vendor == "sqlite":
        # A shared database is migrated by whoever runs it, once, before the new program starts.
        call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()


def own_key(path: Path) -> str:
    """The machine's own key for cookies, made the first time and kept from others."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(file, "w", encoding="ascii") as out:
        key = secrets.token_urlsafe(64)
        out.write(key)
    return key


def collect_static() -> None:
    """Copy static files to where they are served from, with digests in their names."""
    from django.core.management import call_command

    ignored = ["*.otf", "htmax-*", "htmx-4*", "ext", "*.typ", "page.css"]
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=ignored)


def free(host: str, port: int) -> bool:
    """Whether nobody else listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def warm() -> None:
    """Load what the first reader would otherwise wait for, in each worker before it answers."""
    from django.urls import get_resolver

    from omsyn.workspace.insight import library

    with suppress(OmsynError):
        _ = get_resolver().url_patterns
        library.program()
        library.edition().registry.search("oslo")


def serve(host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
    """Serve until stopped; `ready` is called when the address answers."""
    shown_host = f"[{host}]" if ":" in host else host
    Serving(
        {
            "bind": f"{shown_host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 60,
            # An address is a whole scenario: the most that Gunicorn takes.
            "limit_request_line": 8190,
            "graceful_timeout": 30,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": lambda _worker: warm(),
            "when_ready": lambda _server: ready(),
        }
    ).run()
