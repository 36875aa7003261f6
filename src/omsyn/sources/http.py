"""One polite way of asking a service over HTTP: limits kept, faults retried, answers bounded.

Addresses are made from the service's own fixed address; links in answers are never followed,
and redirects are off. Clock, pause and transport are given, so that tests wait for nothing.
"""

from __future__ import annotations

import email.utils
import json
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Self

import httpx
from attrs import define, field, frozen

from omsyn import __version__
from omsyn.errors import OmsynError, SourceChanged, SourceUnavailable
from omsyn.language import _, number

ATTEMPTS = 5
LONGEST_PAUSE_SECONDS = 120.0
ANSWER_SECONDS = 300.0
"""A source that drips one byte at a time is down, whatever its sockets say."""
MAX_ANSWER = 200_000_000
_TIMEOUT = httpx.Timeout(connect=10, read=90, write=30, pool=10)

Json = dict[str, Any]
Params = Mapping[str, str]


@define
class RateLimit:
    """At most `calls` in any stretch of `window` seconds.

    The moments of the last calls are kept, rather than a bucket that fills at an even rate: a
    bucket lets twice the number through at the seam of two windows.
    """

    calls: int
    window: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _made: deque[float] = field(factory=deque, init=False)

    def wait(self) -> None:
        """Returns when one more call is allowed, and counts it."""
        while True:
            now = self.clock()
            while self._made and now - self._made[0] >= self.window:
                self._made.popleft()
            if len(self._made) < self.calls:
                self._made.append(now)
                return
            self.sleep(max(self.window - (now - self._made[0]), 0.001))

    def adopt(self, calls: int, window: float) -> None:
        """Keep to other numbers from now on; calls already made still count."""
        self.calls, self.window = calls, window


@frozen
class Answer:
    status: int
    content: bytes = field(repr=False)
    json: Json = field(repr=False)


class _Passing(Exception):
    """A fault that may be gone in a moment."""

    def __init__(self, what: str, pause: float | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.pause = pause


class Service:
    """An HTTP service that answers in JSON."""

    def __init__(
        self,
        name: str,
        base_url: str,
        limit: RateLimit,
        *,
        http: httpx.Client | None = None,
        attempts: int = ATTEMPTS,
    ) -> None:
        self.name = name
        self.base_url = base_url.rstrip("/")
        self.limit = limit
        self.attempts = attempts
        self._http = http or httpx.Client(timeout=_TIMEOUT)
        self._http.follow_redirects = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def url(self, path: str, params: Params) -> str:
        """The whole address, as long as it will be when it is sent."""
        return str(httpx.URL(f"{self.base_url}/{path}", params=dict(params)))

    def ask(self, path: str, params: Params | None = None, body: Json | None = None) -> Answer:
        """The JSON object that the service answers with: GET, or POST where there is a body.

        Tries again on what passes: time-outs, faults of the service, refusals for haste, web
        pages and cut-off answers. Raises `SourceUnavailable` when it did not pass, and
        `SourceChanged` when the service does not know what was asked for.
        """
        for attempt in range(self.attempts):
            self.limit.wait()
            try:
                return self._once(self.url(path, params or {}), body)
            except _Passing as fault:
                pause = 2.0**attempt if fault.pause is None else fault.pause
                if attempt + 1 == self.attempts or pause > LONGEST_PAUSE_SECONDS:
                    raise _unavailable(fault.what) from None
                self.limit.sleep(pause)
        raise _unavailable(_("{source} ble aldri spurt.").format(source=self.name))

    def _once(self, url: str, body: Json | None) -> Answer:
        try:
            response, content = self._send(url, body)
        except httpx.TimeoutException:
            raise _Passing(
                _("{source} svarte ikke innen tidsfristen.").format(source=self.name)
            ) from None
        except httpx.InvalidURL:
            raise _unavailable(
                _("Adressen til {source} er ikke gyldig.").format(source=self.name)
            ) from None
        except httpx.HTTPError:
            raise _Passing(
                _("Omsyn får ikke kontakt med {source}.").format(source=self.name)
            ) from None
        return self._judged(response, content)

    def _send(self, url: str, body: Json | None) -> tuple[httpx.Response, bytes]:
        headers = {"Accept": "application/json", "User-Agent": f"omsyn/{__version__}"}
        request = self._http.build_request(
            "GET" if body is None else "POST", url, json=body, headers=headers
        )
        response = self._http.send(request, stream=True)
        try:
            return response, self._bounded(response)
        finally:
            response.close()

    def _bounded(self, response: httpx.Response) -> bytes:
        """The body, as long as it is neither endless nor endlessly slow."""
        content = bytearray()
        started = self.limit.clock()
        for chunk in response.iter_bytes():
            content += chunk
            if self.limit.clock() - started > ANSWER_SECONDS:
                raise httpx.ReadTimeout("too slow")
            if len(content) > MAX_ANSWER:
                raise _unavailable(
                    _("Svaret fra {source} er større enn {limit} MB.").format(
                        source=self.name, limit=number(MAX_ANSWER // 1_000_000)
                    )
                )
        return bytes(content)

    def _judged(self, response: httpx.Response, content: bytes) -> Answer:
        status = response.status_code
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise self._too_hasty(response)
        if status >= 500:
            raise _Passing(
                _("{source} har en feil hos seg (HTTP {status}).").format(
                    source=self.name, status=status
                ),
                _retry_after(response),
            )
        if 300 <= status < 400:
            raise _unavailable(
                _(
                    "{source} viste videre til en annen adresse, og det følger Omsyn av "
                    "sikkerhetsgrunner ikke."
                ).format(source=self.name)
            )
        document = self._document(content, status)
        if status >= 400 or _is_fault(document):
            raise self._refused(document, status, response)
        return Answer(status, content, document)

    def _document(self, content: bytes, status: int) -> Json:
        if content.lstrip()[:1] == b"<":
            what = _("{source} svarte med en nettside i stedet for tall (HTTP {status}).").format(
                source=self.name, status=status
            )
            # A page with status 200 is a portal or a maintenance notice and passes; one with
            # 404 says that the address is wrong, and asking again does not help.
            raise _unavailable(what) if status >= 400 else _Passing(what)
        try:
            document = json.loads(content)
        except (ValueError, RecursionError):
            what = _("Svaret fra {source} var avkortet eller ikke gyldig JSON.").format(
                source=self.name
            )
            raise _unavailable(what) if status >= 400 else _Passing(what) from None
        if isinstance(document, dict):
            return document
        raise SourceChanged(
            _(
                "Svaret fra {source} har en ukjent form. "
                "De siste gode tallene er fortsatt i bruk; se etter en nyere versjon av Omsyn."
            ).format(source=self.name)
        )

    def _refused(
        self, document: Json, status: int, response: httpx.Response
    ) -> OmsynError | _Passing:
        """What to raise when the service says no; its body may say another status than HTTP."""
        said = document.get("status")
        said = said if isinstance(said, int) else status
        if said == httpx.codes.TOO_MANY_REQUESTS:
            return self._too_hasty(response)
        if said >= 500:
            return _Passing(
                _("{source} har en feil hos seg (HTTP {status}).").format(
                    source=self.name, status=said
                )
            )
        title = document.get("title") or document.get("message") or document.get("error")
        return SourceChanged(
            _(
                "{source} kjenner ikke det Omsyn spør etter ({reason}, HTTP {status}). De siste "
                "gode tallene er fortsatt i bruk; se etter en nyere versjon av Omsyn."
            ).format(source=self.name, reason=_reason(title), status=said)
        )

    def _too_hasty(self, response: httpx.Response) -> _Passing:
        pause = _retry_after(response)
        if pause is not None and pause > LONGEST_PAUSE_SECONDS:
            what = _(
                "{source} tar ikke imot flere spørringer herfra på {minutes} minutter."
            ).format(source=self.name, minutes=number(-(-pause // 60)))
        else:
            what = _("{source} tar ikke imot flere spørringer herfra akkurat nå.").format(
                source=self.name
            )
        return _Passing(what, pause if pause is not None else self.limit.window)


def _unavailable(what: str) -> SourceUnavailable:
    return SourceUnavailable(
        _("{what} De siste gode tallene er fortsatt i bruk; prøv igjen senere.").format(what=what)
    )


def _is_fault(document: Json) -> bool:
    """Whether a body with HTTP status 200 is a report of a fault."""
    status = document.get("status")
    return isinstance(status, int) and not isinstance(status, bool) and status >= 400


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds to wait from a Retry-After header, given as seconds or as a date."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = email.utils.parsedate_to_datetime(text)
        sent = email.utils.parsedate_to_datetime(response.headers.get("Date", ""))
        return max((until - sent).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None


def _reason(title: object) -> str:
    """The service's own words for the commonest refusals, in Norwegian."""
    match title:
        case "Non-existent table":
            return _("tabellen finnes ikke")
        case "Non-existent value":
            return _("en av kategoriene finnes ikke")
        case "Missing selection for mandantory variable":
            return _("en dimensjon mangler valg")
        case str():
            return title[:100]
        case _:
            return _("ukjent grunn")
