"""Numbers as people write them: `1 234,5`, `1.234,5`, `1,234.5`.

"1.234" alone can be read in two ways. The other numbers of its column decide; where they do not,
the reader is asked rather than guessed for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

DECIMAL_SIGNS = frozenset({",", "."})
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " ") | {"−": "-", "\u2013": "-"})
_SPACED = re.compile(r"^-?\d{1,3}( \d{3})+(?:[.,]\d+)?$")
_PLAIN = re.compile(r"^-?\d+$")
_BOTH = re.compile(r"^-?\d{1,3}(?:(?:\.\d{3})+(,)|(?:,\d{3})+(\.))\d+$")
_ONE = re.compile(r"^-?(\d+)([.,])(\d+)$")
_GROUPS = re.compile(r"^-?\d{1,3}(?:(\.)\d{3}(?:\.\d{3})+|(,)\d{3}(?:,\d{3})+)$")


def decimal_signs(text: str) -> frozenset[str]:
    """The decimal signs under which a text is a number; none where it is no number."""
    plain = _compact(text)
    if plain is None:
        return frozenset()
    if _PLAIN.match(plain):
        return DECIMAL_SIGNS
    if found := _BOTH.match(plain):
        return frozenset({found[1] or found[2]})
    if found := _GROUPS.match(plain):
        return DECIMAL_SIGNS - {found[1] or found[2]}
    if found := _ONE.match(plain):
        whole, sign, rest = found.groups()
        grouped = len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0")
        # With spaces between the thousands, the other sign is the decimal one.
        return DECIMAL_SIGNS if grouped and " " not in text.strip() else frozenset({sign})
    return frozenset()


def common_sign(texts: Iterable[str]) -> frozenset[str]:
    """The decimal signs under which every text is a number."""
    signs = DECIMAL_SIGNS
    for text in texts:
        signs &= decimal_signs(text)
    return signs


def parse_number(text: str, decimal: str) -> float | None:
    """The number that a text is with this decimal sign; None where it is none."""
    if decimal not in decimal_signs(text):
        return None
    plain = _compact(text) or ""
    group = "." if decimal == "," else ","
    return float(plain.replace(group, "").replace(decimal, "."))


def _compact(text: str) -> str | None:
    """Without spaces and with a plain minus; None where spaces stand as they do in no number."""
    plain = text.translate(_SPACES).strip().removesuffix("%").strip()
    if " " in plain:
        return plain.replace(" ", "") if _SPACED.match(plain) else None
    return plain if plain.isascii() and len(plain) < 40 else None
