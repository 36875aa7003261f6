"""Every address of the workspace."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from omsyn.workspace.core.health import health

handler400 = "omsyn.workspace.core.errors.bad_request"
handler403 = "omsyn.workspace.core.errors.forbidden"
handler404 = "omsyn.workspace.core.errors.not_found"
handler500 = "omsyn.workspace.core.errors.server_fault"

urlpatterns = [
    path("helse", health, name="health"),
    *i18n_patterns(path("", include("omsyn.workspace.insight.urls"))),
]
