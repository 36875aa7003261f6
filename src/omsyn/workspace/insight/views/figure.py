"""One figure: its own page, and its files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from omsyn.documents.blocks import Figure
from omsyn.geography.region import RegionKind
from omsyn.workspace.insight import library, pages
from omsyn.workspace.insight.figure_files import figure_file
from omsyn.workspace.insight.files import FigureFormat, file_name, send
from omsyn.workspace.insight.parts import takeable
from omsyn.workspace.insight.requests import etag, reading, taken


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=etag)
def page(
    request: HttpRequest, figure_id: str, kind: RegionKind | None = None, code: str = ""
) -> HttpResponse:
    """The figure alone, with everything that stands behind it."""
    asked = reading(request, kind, code).asked
    shown = pages.figure_page(asked, figure_id)
    document = library.document(asked)
    context = {
        "asked": asked,
        "figure": shown,
        "place": document.place,
        "is_table": not isinstance(takeable(document, figure_id), Figure),
        "taken": taken(request, asked),
        "fictional": library.edition().fictional,
    }
    return render(request, "insight/figure.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=etag)
def file(
    request: HttpRequest,
    figure_id: str,
    format_: FigureFormat,
    kind: RegionKind | None = None,
    code: str = "",
) -> HttpResponse:
    """The figure's table as CSV or Excel, its picture as SVG or PNG."""
    asked = reading(request, kind, code).asked
    block = takeable(library.document(asked), figure_id)
    if format_ in {FigureFormat.SVG, FigureFormat.PNG} and not isinstance(block, Figure):
        raise Http404(_("En tabell har ingen figur: last den ned som CSV eller Excel."))
    name = file_name(figure_id, pages.place_stem(asked), asked.standard, ending=format_.value)
    return send(figure_file(asked, block, format_), name=name)
