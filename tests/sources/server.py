"""A local HTTP server that answers as Statistics Norway does, and misbehaves when told to.

It holds small made-up tables, replays recorded answers, keeps the service's limits, and counts
every call. Nothing outside 127.0.0.1 is ever asked.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import threading
from collections.abc import Callable, Mapping
from enum import StrEnum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit

from attrs import define, evolve, field, frozen

MAX_ADDRESS = 2_100
Json = dict


class Fault(StrEnum):
    """Every way in which a source has been seen to fail, and some more."""

    TOO_MANY = auto()
    TOO_MANY_FOR_LONG = auto()
    SERVER_ERROR = auto()
    SLOW = auto()
    DROPPED = auto()
    HTML = auto()
    HTML_404 = auto()
    TRUNCATED = auto()
    WRONG_SIZE = auto()
    NEW_CATEGORY = auto()
    REMOVED_YEAR = auto()
    EMPTY_OBJECT = auto()
    EMPTY_VALUES = auto()
    ALL_MISSING = auto()
    NOT_AN_OBJECT = auto()
    REDIRECT = auto()
    BODY_SAYS_400 = auto()
    BODY_SAYS_429 = auto()
    BODY_SAYS_404_HTTP_400 = auto()
    UPDATED_MEANWHILE = auto()


@frozen
class Request:
    method: str
    path: str
    params: Mapping[str, str]
    body: Json | None = None

    @property
    def for_data(self) -> bool:
        return self.path.endswith("/data") or (self.method == "POST" and "v0" in self.path)


@define
class FakeTable:
    """A table with invented figures: `value(codes)` gives each cell, None where missing."""

    id: str
    dimensions: dict[str, dict[str, str]]
    """Dimension -> code -> label, in order; the last is time."""
    value: Callable[[dict[str, str]], float | None] = lambda _codes: 1
    status: Callable[[dict[str, str]], str | None] = lambda _codes: None
    updated: str = "2026-02-25T07:00:00Z"
    optional: frozenset[str] = frozenset()
    code_lists: dict[str, list[str]] = field(factory=dict)
    recorded: bytes | None = None
    """An answer to give whatever is asked for."""

    def described(self, codes: Mapping[str, list[str]]) -> Json:
        return {
            "version": "2.0",
            "class": "dataset",
            "label": f"{self.id}: Oppdiktet tabell",
            "source": "Oppdiktet",
            "updated": self.updated,
            "note": ["Tallene er oppdiktet."],
            "role": {
                "time": ["Tid"],
                "metric": ["ContentsCode"],
                "geo": [name for name in codes if "egion" in name],
            },
            "id": list(codes),
            "size": [len(each) for each in codes.values()],
            "dimension": {
                name: {
                    "label": name.lower(),
                    "extension": {
                        "elimination": name in self.optional,
                        "codelists": [
                            {"id": each, "label": each} for each in self.code_lists.get(name, [])
                        ],
                    },
                    "category": {
                        "index": {code: place for place, code in enumerate(chosen)},
                        "label": {code: self.dimensions[name].get(code, code) for code in chosen},
                    },
                }
                for name, chosen in codes.items()
            },
            "extension": {"px": {"tableid": self.id}},
        }

    def metadata(self) -> Json:
        codes = {name: list(labels) for name, labels in self.dimensions.items()}
        return {**self.described(codes), "value": []}

    def metadata_v0(self) -> Json:
        return {
            "title": self.id,
            "variables": [
                {
                    "code": name,
                    "text": name.lower(),
                    "values": list(labels),
                    "valueTexts": list(labels.values()),
                    **({"time": True} if name == "Tid" else {}),
                }
                for name, labels in self.dimensions.items()
            ],
        }

    def answer(self, codes: Mapping[str, list[str]]) -> Json:
        document = self.described(codes)
        cells: list[dict[str, str]] = [{}]
        for name, chosen in codes.items():
            cells = [{**cell, name: code} for cell in cells for code in chosen]
        document["value"] = [self.value(cell) for cell in cells]
        document["status"] = {
            str(place): symbol
            for place, cell in enumerate(cells)
            if (symbol := self.status(cell)) is not None
        }
        return document


class FakeSsb:
    """The server with its tables, its faults to come and the calls so far."""

    def __init__(self) -> None:
        self.tables: dict[str, FakeTable] = {}
        self.code_lists: dict[str, list[str]] = {}
        self.replays: dict[str, bytes] = {}
        self.config: Json = {"maxDataCells": 800_000, "maxCallsPerTimeWindow": 30, "timeWindow": 60}
        self.faults: list[Fault] = []
        """Served one for each call for data, before anything else."""
        self.faults_anywhere: list[Fault] = []
        """As `faults`, for any call."""
        self.requests: list[Request] = []
        self.released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Answer nobody from now on; may be said more than once."""
        self.released.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.root}/v2"

    @property
    def v0_url(self) -> str:
        return f"{self.root}/v0/no/table"

    @property
    def klass_url(self) -> str:
        return f"{self.root}/klass/v1"

    @property
    def data_calls(self) -> list[Request]:
        return [each for each in self.requests if each.for_data]

    def respond(self, request: Request, address_length: int) -> Reply:
        self.requests.append(request)
        fault = None
        if self.faults_anywhere:
            fault = self.faults_anywhere.pop(0)
        elif request.for_data and self.faults:
            fault = self.faults.pop(0)
        if address_length > MAX_ADDRESS:
            return page(404)
        reply = self._answer(request)
        return reply if fault is None else spoil(reply, fault, self.root)

    def _answer(self, request: Request) -> Reply:
        steps = request.path.strip("/").split("/")
        key = request.path.strip("/")
        whole = f"{key}?{urlencode(request.params)}"
        if whole in self.replays:
            return Reply(200, self.replays[whole])
        if key in self.replays:
            return Reply(200, self.replays[key])
        found = refusal("Not found", 404)
        match steps:
            case ["v2", "config"]:
                found = reply(self.config)
            case ["v2", "codelists", id_] if id_ in self.code_lists:
                values = [{"code": code, "label": code} for code in self.code_lists[id_]]
                found = reply({"id": id_, "values": values})
            case ["v2", "tables", id_, *_rest] if id_ not in self.tables:
                # As recorded: the body says 404, HTTP says 400.
                found = refusal("Non-existent table", 404, http=400)
            case ["v2", "tables", id_, "metadata"]:
                found = reply(self.tables[id_].metadata())
            case ["v2", "tables", id_, "data"]:
                found = self._data(self.tables[id_], _asked_v2(request))
            case ["v0", "no", "table", id_] if id_ in self.tables and request.method == "GET":
                found = reply(self.tables[id_].metadata_v0())
            case ["v0", "no", "table", id_] if id_ in self.tables:
                found = self._data(self.tables[id_], _asked_v0(request))
        return found

    def _data(self, table: FakeTable, asked: Mapping[str, list[str]]) -> Reply:
        codes: dict[str, list[str]] = {}
        for name, labels in table.dimensions.items():
            if name not in asked:
                if name in table.optional:
                    continue
                return refusal("Missing selection for mandantory variable", 400)
            choice = [
                code for each in table.code_lists.get(name, []) for code in self.code_lists[each]
            ]
            known = [*labels, *choice]
            codes[name] = list(labels) if asked[name] == ["*"] else asked[name]
            if not set(codes[name]) <= set(known):
                return refusal("Non-existent value", 400)
        if table.recorded:
            return Reply(200, table.recorded)
        if math.prod(len(each) for each in codes.values()) > self.config.get(
            "maxDataCells", 800_000
        ):
            return refusal("Too many cells selected", 403)
        return reply(table.answer(codes))


@frozen
class Reply:
    status: int
    content: bytes
    headers: dict[str, str] = field(factory=dict)
    drop: bool = False
    slow: bool = False


def reply(document: object, status: int = 200, **headers: str) -> Reply:
    return Reply(status, json.dumps(document).encode(), headers)


def refusal(title: str, status: int, http: int | None = None) -> Reply:
    return reply({"type": "Parameter error", "title": title, "status": status}, http or status)


def page(status: int) -> Reply:
    return Reply(status, b"<!DOCTYPE html><html><title>Vedlikehold</title></html>")


SPOILED: dict[Fault, Callable[[Reply, str], Reply]] = {
    Fault.TOO_MANY: lambda _good, _root: Reply(429, b"{}", {"Retry-After": "7"}),
    Fault.TOO_MANY_FOR_LONG: lambda _good, _root: Reply(429, b"{}", {"Retry-After": "3600"}),
    Fault.SERVER_ERROR: lambda _good, _root: Reply(500, b"Internal Server Error"),
    Fault.SLOW: lambda good, _root: evolve(good, slow=True),
    Fault.DROPPED: lambda good, _root: evolve(good, drop=True),
    Fault.HTML: lambda _good, _root: page(200),
    Fault.HTML_404: lambda _good, _root: page(404),
    Fault.TRUNCATED: lambda good, _root: evolve(good, content=good.content[:-9]),
    Fault.NOT_AN_OBJECT: lambda _good, _root: reply([1, 2, 3]),
    Fault.EMPTY_OBJECT: lambda _good, _root: reply({}),
    Fault.REDIRECT: lambda _good, root: Reply(302, b"", {"Location": f"{root}/elsewhere"}),
    Fault.BODY_SAYS_400: lambda _good, _root: refusal("Non-existent value", 400, http=200),
    Fault.BODY_SAYS_429: lambda _good, _root: refusal("Too many", 429, http=403),
    Fault.BODY_SAYS_404_HTTP_400: lambda _good, _root: refusal("Non-existent table", 404, http=400),
}
"""What comes instead of a good reply; the faults that are not here lie in a whole answer."""


def spoil(good: Reply, fault: Fault, root: str) -> Reply:
    """The good reply as a source in trouble would give it."""
    if fault in SPOILED:
        return SPOILED[fault](good, root)
    return reply(_lying(json.loads(good.content), fault))


def _lying(document: Json, fault: Fault) -> Json:
    """A json-stat answer with something other in it than was asked for."""
    size, values = document["size"], document["value"]
    last = document["id"][-1]
    index = document["dimension"][last]["category"]["index"]
    match fault:
        case Fault.WRONG_SIZE:
            values.append(1)
        case Fault.EMPTY_VALUES:
            document["value"] = []
        case Fault.ALL_MISSING:
            document["value"] = [None] * len(values)
        case Fault.NEW_CATEGORY:
            first = document["id"][0]
            category = document["dimension"][first]["category"]
            category["index"]["NY"] = len(category["index"])
            category["label"]["NY"] = "Helt ny"
            size[0] += 1
            values += [1] * (math.prod(size[1:]))
        case Fault.REMOVED_YEAR:
            gone = list(index)[-1]
            place = index.pop(gone)
            size[-1] -= 1
            document["value"] = [v for at, v in enumerate(values) if at % (size[-1] + 1) != place]
        case Fault.UPDATED_MEANWHILE:
            document["updated"] = "2026-11-01T07:00:00Z"
    return document


def _asked_v2(request: Request) -> dict[str, list[str]]:
    if request.body is not None:
        return {each["variableCode"]: each["valueCodes"] for each in request.body["selection"]}
    return {
        name.removeprefix("valueCodes[").rstrip("]"): codes.split(",")
        for name, codes in request.params.items()
        if name.startswith("valueCodes[")
    }


def _asked_v0(request: Request) -> dict[str, list[str]]:
    return {each["code"]: each["selection"]["values"] for each in (request.body or {})["query"]}


def _handler(server: FakeSsb) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args: object) -> None:
            pass

        def do_GET(self) -> None:
            self._serve(None)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self._serve(json.loads(self.rfile.read(length)))

        def _serve(self, body: Json | None) -> None:
            parts = urlsplit(self.path)
            params = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            request = Request(self.command, parts.path, params, body)
            answer = server.respond(request, len(self.path))
            if answer.slow:
                server.released.wait(5)
            if answer.drop:
                self.close_connection = True
                return
            try:
                self._send(answer)
            except (BrokenPipeError, ConnectionResetError):
                # The client gave up waiting, as it should.
                self.close_connection = True

        def _send(self, answer: Reply) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.content)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.content)

    return Handler


@define
class FakeTime:
    """A clock that moves only when somebody sleeps."""

    now: float = 1_000.0
    slept: list[float] = field(factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def moment(self) -> dt.datetime:
        return dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
