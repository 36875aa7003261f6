"""Whether the workspace can answer: for the machine that watches over it."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from omsyn import __version__


def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """200 when the database answers, 503 when it does not."""
    try:
        connection.ensure_connection()
        answers = connection.is_usable()
    except DatabaseError:
        answers = False
    if answers:
        answer = JsonResponse({"status": "ok", "version": __version__})
    else:
        answer = JsonResponse({"status": "database"}, status=503)
    answer.headers["Cache-Control"] = "no-store"
    return answer
