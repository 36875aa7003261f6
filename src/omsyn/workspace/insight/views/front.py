"""The front page: which municipality? By name, by number, by map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from omsyn.geography.region import RegionKind, region_id
from omsyn.workspace.insight import library
from omsyn.workspace.insight.addresses import place_path
from omsyn.workspace.insight.finding import answer, matches
from omsyn.workspace.insight.map import municipality_tiles, places_in, tiles
from omsyn.workspace.insight.news import news
from omsyn.workspace.insight.requests import etag

LONGEST_QUESTION = 80


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=etag)
def page(request: HttpRequest) -> HttpResponse:
    """The question, the map, and what is new."""
    now = library.edition()
    context = {
        "tiles": tiles(now.registry),
        "news": news(library.status()),
        "fictional": now.fictional,
    }
    return render(request, "insight/front.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page of the one place that is meant, else a list to choose from."""
    text = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    found = answer(library.edition().registry, text)
    if found.only is not None:
        return redirect(f"/{get_language()}/{place_path(found.only)}")
    context = {"q": text, "found": found, "fictional": library.edition().fictional}
    return render(request, "insight/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Places that begin as the reader has begun to write, for the list under the field."""
    text = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    context = {"q": text, "matches": matches(library.edition().registry, text)}
    return render(request, "insight/_suggestions.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=etag)
def county_map(request: HttpRequest, code: str) -> HttpResponse:
    """The municipalities of a county."""
    registry = library.edition().registry
    county = registry.get(region_id(RegionKind.COUNTY, code))
    places = places_in(library.tiles(), county.code)
    context = {
        "county": county,
        "county_path": place_path(county.id),
        "municipalities": municipality_tiles(registry, county, places),
        "on_map": len(places) > 0,
        "tiles": tiles(registry),
        "fictional": library.edition().fictional,
    }
    return render(request, "insight/map.html", context)
