"""Texts that every format can hold: without control characters and halves of letters."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from enum import Enum
from functools import cache
from operator import is_
from typing import Any, TypeVar, cast

import attrs

T = TypeVar("T")

# XML 1.0 cannot hold these at all, not even escaped; nor can UTF-8 hold lone surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000\ufffe\uffff]")


def cleaned(value: T) -> T:
    """The same value, in depth, with every text fit for every format; NaN becomes missing."""
    return cast("T", _cleaned(value))


def clean_text(text: str) -> str:
    """The text without what XML forbids, and with one kind of line break."""
    if text.isprintable():  # Most are, and pages have thousands.
        return text
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _cleaned(value: Any) -> Any:  # noqa: PLR0911 - one line for each kind of value
    """The very same object where nothing in it had to be changed, as is so of almost all."""
    kind = type(value)
    if kind is str:
        return value if value.isprintable() else clean_text(value)
    if kind is float:
        return value if math.isfinite(value) else None
    if value is None or kind is int or isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return _cleaned_mapping(value)
    if isinstance(value, tuple | list):
        parts = [_cleaned(each) for each in value]
        return value if all(map(is_, parts, value)) else type(value)(parts)
    if attrs.has(kind):
        found = {name: getattr(value, name) for name in _names(kind)}
        fit = {name: _cleaned(each) for name, each in found.items()}
        same = all(map(is_, fit.values(), found.values()))
        return value if same else attrs.evolve(value, **fit)
    return value


def _cleaned_mapping(value: Mapping[Any, Any]) -> Mapping[Any, Any]:
    keys = [_cleaned(each) for each in value]
    values = [_cleaned(each) for each in value.values()]
    if all(map(is_, keys, value)) and all(map(is_, values, value.values())):
        return value
    return dict(zip(keys, values, strict=True))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(attrs.fields_dict(kind))
