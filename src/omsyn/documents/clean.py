"""Texts that every format can hold: without control characters and halves of letters."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from enum import Enum
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
    if type(value) is str:
        return clean_text(value)
    if type(value) is float:
        return value if math.isfinite(value) else None
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {_cleaned(key): _cleaned(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_cleaned(each) for each in value)
    if attrs.has(type(value)):
        fields = attrs.fields_dict(type(value))
        return attrs.evolve(value, **{name: _cleaned(getattr(value, name)) for name in fields})
    return value
