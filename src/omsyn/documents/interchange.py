"""JSON, "omsyn-document/1": the document itself, and back again without loss."""

from __future__ import annotations

import datetime as dt
import json
import types
import typing
from collections.abc import Mapping
from enum import Enum
from typing import Any

import attrs

from omsyn.documents import blocks
from omsyn.documents.blocks import Block, Cell, ChartSpec, Document
from omsyn.documents.clean import cleaned
from omsyn.errors import DocumentError
from omsyn.facts import Provenance, Status
from omsyn.language import _

SCHEMA = "omsyn-document/1"
KIND = "block"
"""The key that says which block an object is."""
_BLOCKS: dict[str, type] = {each.__name__: each for each in typing.get_args(Block)}


def render_json(document: Document) -> bytes:
    """The document as UTF-8 JSON with the schema's name first."""
    body = {"schema": SCHEMA, **_encoded(cleaned(document))}
    return json.dumps(body, ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"


def read_json(data: bytes) -> Document:
    """The document that `render_json` wrote. Raises `DocumentError` for anything else."""
    try:
        body = json.loads(data)
        schema = body.pop("schema", None)
        if schema != SCHEMA:
            raise DocumentError(_("Filen følger ikke skjemaet {schema}.").format(schema=SCHEMA))
        return typing.cast("Document", _decoded(body, Document))
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise DocumentError(
            _("Filen er ikke et dokument fra Omsyn: {reason}.").format(reason=fault)
        ) from fault


def _encoded(value: Any) -> Any:  # noqa: PLR0911 - one line for each kind of value
    if isinstance(value, Status):
        return {"status": value.value}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _encoded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_encoded(each) for each in value]
    if attrs.has(type(value)):
        name = type(value).__name__
        kind = {KIND: name} if name in _BLOCKS else {}
        fields = (each.name for each in attrs.fields(type(value)))
        return {**kind, **{field: _encoded(getattr(value, field)) for field in fields}}
    return value


def _decoded(value: Any, wanted: Any) -> Any:  # noqa: PLR0911 - one line for each kind of type
    if wanted == Block:
        return _decoded(value, _BLOCKS[value.pop(KIND)])
    if wanted == Cell:
        return Status(value["status"]) if isinstance(value, dict) else value
    if wanted == ChartSpec:
        return value
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in {types.UnionType, typing.Union}:
        return None if value is None else _decoded(value, arguments[0])
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return tuple(_decoded(each, arguments[0]) for each in value)
        return tuple(_decoded(*pair) for pair in zip(value, arguments, strict=True))
    if wanted is dt.date:
        return dt.date.fromisoformat(value)
    if attrs.has(wanted):
        hints = _hints(wanted)
        known = {name: _decoded(value.pop(name), hints[name]) for name in [*value] if name != KIND}
        return wanted(**known)
    return wanted(value) if isinstance(wanted, type) and issubclass(wanted, Enum) else value


def _hints(cls: type) -> dict[str, Any]:
    names = {**vars(blocks), "Provenance": Provenance, "dt": dt}
    return typing.get_type_hints(cls, globalns=names)
