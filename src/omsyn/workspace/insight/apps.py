"""The app of the library's pages."""

from __future__ import annotations

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "omsyn.workspace.insight"
    label = "insight"
