"""About the data, and the accessibility statement."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from omsyn.workspace.insight import library
from omsyn.workspace.insight.news import described
from omsyn.workspace.insight.requests import etag


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=etag)
def data(request: HttpRequest) -> HttpResponse:
    """Every data set with its source, its dates, its licence and its reservations."""
    context = {"datasets": described(library.status()), "fictional": library.edition().fictional}
    return render(request, "insight/data.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The draft of the statement that whoever runs the workspace must publish."""
    return render(request, "insight/accessibility.html", {"fictional": library.edition().fictional})
