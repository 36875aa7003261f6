"""The app of what every page shares."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "omsyn.workspace.core"
    label = "core"
