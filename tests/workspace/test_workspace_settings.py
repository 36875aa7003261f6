"""Settings come from one place, and a wrong one is refused."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from omsyn.workspace.config import environment as env
from omsyn.workspace.config.database import database


def test_sqlite_is_ready_for_several_processes(tmp_path):
    made = database("", tmp_path)
    assert made["NAME"] == str(tmp_path / "workspace.sqlite3")
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in made["OPTIONS"]["init_command"]


def test_sqlite_by_its_address(tmp_path):
    assert database(f"sqlite:///{tmp_path}/x.sqlite3", tmp_path)["NAME"] == f"{tmp_path}/x.sqlite3"


def test_postgresql_by_its_address(tmp_path):
    made = database("postgresql://ola:p%40ss@db.example:5433/omsyn?sslmode=require", tmp_path)
    assert made["ENGINE"].endswith("postgresql")
    assert (made["USER"], made["PASSWORD"]) == ("ola", "p@ss")
    assert (made["HOST"], made["PORT"], made["NAME"]) == ("db.example", "5433", "omsyn")
    assert made["OPTIONS"] == {"connect_timeout": 2, "sslmode": "require"}


def test_other_databases_are_refused(tmp_path):
    with pytest.raises(ValueError, match="mysql"):
        database("mysql://localhost/omsyn", tmp_path)


def test_a_misspelt_environment_is_refused(monkeypatch):
    monkeypatch.setenv("OMSYN_ENVIRONMENT", "produktion")
    with pytest.raises(ValueError, match="produktion"):
        env.environment()


@pytest.mark.parametrize("read", [env.secret_key, env.hosts])
def test_production_needs_a_key_and_names(monkeypatch, read):
    monkeypatch.setenv("OMSYN_ENVIRONMENT", "production")
    monkeypatch.delenv("OMSYN_SECRET_KEY", raising=False)
    monkeypatch.delenv("OMSYN_HOSTS", raising=False)
    with pytest.raises(ValueError, match="must be set"):
        read()


def test_a_setting_that_nobody_has_described(monkeypatch):
    with pytest.raises(KeyError):
        env.setting("OMSYN_UNHEARD_OF")


def test_hosts_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("OMSYN_HOSTS", " a.example , b.example,")
    assert env.hosts() == ["a.example", "b.example"]


def in_production(code: str) -> str:
    """What a program prints in a production environment."""
    made = {
        **os.environ,
        "OMSYN_ENVIRONMENT": "production",
        "OMSYN_SECRET_KEY": "-".join(f"k{n}" for n in range(30)),
        "OMSYN_HOSTS": "example.org",
        "DJANGO_SETTINGS_MODULE": "omsyn.workspace.config.settings",
    }
    ran = subprocess.run(
        [sys.executable, "-c", code], env=made, capture_output=True, text=True, check=True
    )
    return ran.stdout


def test_cookies_and_addresses_in_production():
    said = in_production(
        "from django.conf import settings as s; "
        "print(s.DEBUG, s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_NAME, "
        "s.SECURE_SSL_REDIRECT, s.ALLOWED_HOSTS)"
    )
    assert said.split() == [
        "False", "__Host-omsyn", "True", "__Host-omsyn-form", "True", "['example.org']",
    ]  # fmt: skip


def test_the_htmx_that_pages_were_written_for(static_folder):
    script = next(static_folder.glob("django_htmx/htmx-2.min.*.js")).read_text(encoding="utf-8")
    assert 'version:"2.0.10"' in script
