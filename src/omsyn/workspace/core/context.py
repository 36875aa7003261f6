"""What the layout of every page needs to know."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from omsyn import __version__
from omsyn.language import WrittenStandard

NAMES = {WrittenStandard.BOKMAAL: "Bokmål", WrittenStandard.NYNORSK: "Nynorsk"}


def written_standard() -> WrittenStandard:
    """The written standard of the page that is being made."""
    return WrittenStandard(get_language() or WrittenStandard.BOKMAAL)


def other_standard(standard: WrittenStandard) -> WrittenStandard:
    """The one that the language switch leads to."""
    if standard is WrittenStandard.BOKMAAL:
        return WrittenStandard.NYNORSK
    return WrittenStandard.BOKMAAL


def in_standard(path: str, standard: WrittenStandard) -> str:
    """The same address in a written standard; the front page for one that has no standard."""
    for each in WrittenStandard:
        prefix = f"/{each.value}/"
        if path.startswith(prefix):
            return f"/{standard.value}/{path.removeprefix(prefix)}"
    return f"/{standard.value}/"


def around(request: HttpRequest) -> dict[str, Any]:
    """What the layout shows around a page; asks neither database nor session."""
    standard = written_standard()
    other = other_standard(standard)
    return {
        "standard": standard.value,
        "other_standard": other.value,
        "other_name": NAMES[other],
        "this_address": request.get_full_path(),
        "other_address": in_standard(request.get_full_path(), other),
        "version": __version__,
    }


def every_page(request: HttpRequest) -> dict[str, Any]:
    """As `around`, for pages made in the usual way; the number of figures in the case with it."""
    session = getattr(request, "session", None)
    case = session.get("case", {}) if session is not None else {}
    return {**around(request), "case_count": len(case.get("items", ()))}
