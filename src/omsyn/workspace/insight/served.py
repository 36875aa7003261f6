"""A finished page that is the same for every reader without a list of her own.

Such a page holds nothing secret and nothing that differs between readers, so it may be packed once
and sent to all.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from omsyn.workspace.insight import library
from omsyn.workspace.insight.keeping import Memory

MOST_PAGES = 400
"""About 50 kB each."""

_served: Memory[bytes] = Memory(most=MOST_PAGES)


def same_for_all(
    request: HttpRequest, depends_on: str, make: Callable[[], HttpResponse]
) -> HttpResponse:
    """The page as `make` makes it, kept where the reader has no list of her own.

    `depends_on` is what the page shows that may change though the data do not.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return make()
    key = f"{library.edition().version} {request.get_full_path()} {depends_on}"
    packed = _served.get(key, lambda: gzip.compress(make().content, mtime=0))
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(packed, headers={"Content-Encoding": "gzip"})
    else:
        answer = HttpResponse(gzip.decompress(packed))
    patch_vary_headers(answer, ("Accept-Encoding", "Cookie"))
    return answer


def forget() -> None:
    """Let the next page be made anew: for tests that change the store."""
    _served.clear()
