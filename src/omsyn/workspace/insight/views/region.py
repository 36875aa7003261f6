"""The knowledge base of a place, the comparison of several, and their files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from omsyn.documents import Format
from omsyn.geography.region import RegionKind
from omsyn.workspace.insight import library, pages
from omsyn.workspace.insight.asked import Reading
from omsyn.workspace.insight.choices import choices
from omsyn.workspace.insight.files import file_name, send
from omsyn.workspace.insight.requests import case_of, etag, reading, taken
from omsyn.workspace.insight.served import same_for_all


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=etag)
def page(request: HttpRequest, kind: RegionKind | None = None, code: str = "") -> HttpResponseBase:
    """The knowledge base; for several places their comparison, or the form that chooses them."""
    read = reading(request, kind, code)
    if read.asked.compared and len(read.asked.regions) < 2:
        return choose(request)
    downloads = pages.downloads(read.asked)
    sizes = " ".join(each.size for each in (*downloads[0], *downloads[1]))
    return same_for_all(request, sizes, lambda: _page(request, read, downloads))


def _page(request: HttpRequest, read: Reading, downloads: pages.Downloads) -> HttpResponse:
    context = {
        "asked": read.asked,
        "problems": read.problems,
        "page": pages.page(read.asked),
        "downloads": downloads,
        "choices": choices(read.asked, library.edition().registry),
        "taken": taken(request, read.asked),
        "full": case_of(request).full,
        "fictional": library.edition().fictional,
    }
    return render(request, "insight/region.html", context)


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The form that chooses places to compare; leads to the address that compares them."""
    read = reading(request, None, "")
    if len(read.asked.regions) >= 2 and not read.problems:
        return redirect(read.asked.link)
    context = {
        "asked": read.asked,
        "problems": read.problems,
        "chosen": pages.names(read.asked.regions),
        "fictional": library.edition().fictional,
    }
    return render(request, "insight/choose.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=etag)
def whole_file(
    request: HttpRequest, format_: Format, kind: RegionKind | None = None, code: str = ""
) -> HttpResponse:
    """The whole document as a file."""
    asked = reading(request, kind, code).asked
    name = file_name(pages.stem(asked), str(asked.horizon), asked.standard, ending=format_.value)
    return send(library.file(asked, format_), name=name)


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=etag)
def brief_file(
    request: HttpRequest, format_: Format, kind: RegionKind | None = None, code: str = ""
) -> HttpResponse:
    """The one page for the council as a file."""
    asked = reading(request, kind, code).asked
    name = file_name("notat", pages.place_stem(asked), asked.standard, ending=format_.value)
    return send(library.file(asked, format_, short=True), name=name)
