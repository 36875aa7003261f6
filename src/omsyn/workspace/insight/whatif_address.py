"""Between the address, where a lever or a row is one text, and the fields of a form.

`ha=0.5~s2030` is spread over the fields `ha` and `ha.s`, `ad=2030~50~r` over those of a row, and
gathered again. A form without scripts sends the fields; the address that is kept, and shared, has
the short texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from django.http import QueryDict

from omsyn.needs.scenario.address import DETAILS, LEVER_CODES
from omsyn.needs.scenario.address_own import RESOURCE_PARTS, SKILL_PARTS, SKILLS
from omsyn.workspace.insight.whatif_details import LETTERS, Part
from omsyn.workspace.insight.whatif_own import ROWS

MOST_ROWS = 60
RATES = "rt"
MORE = "flere"
"""What else of the same lever the address has: `wt.flere` holds the second technology, and so on.
Texts of the address have no spaces, so that several are kept in one field with spaces between."""
JOINED = {"a": (Part.YOUNGEST, Part.OLDEST), "u": (Part.LOW, Part.HIGH)}

Text = Callable[[str], str]
"""What stands in a field, by its name; nothing where it is at its neutral point."""


def spread(query: QueryDict) -> dict[str, str]:
    """What stands in each field."""
    found = {name: query.get(name, "").strip() for name in query}
    for name in LEVER_CODES:
        found |= _lever_spread(name, [each for each in query.getlist(name) if each.strip()])
    for name in ROWS:
        for place, text in enumerate(query.getlist(name), start=1):
            found |= _row_spread(name, place, text)
        found.pop(name, None)
    for name in ("rs", "sk"):
        for text in query.getlist(name):
            found |= _entry_spread(name, text)
        found.pop(name, None)
    if query.getlist(RATES):
        found[RATES] = " ".join(" ".join(query.getlist(RATES)).split())
    return found


def rows_given(name: str, values: Mapping[str, str]) -> int:
    """The last row of a list with something in it."""
    form = re.compile(rf"{name}\.([1-9]\d?)\.({'|'.join(ROWS[name])})")
    used = [
        int(found[1])
        for field, text in values.items()
        if (found := form.fullmatch(field)) and text and found[2] not in {"kilde", "tjeneste"}
    ]
    return min(max(used, default=0), MOST_ROWS)


def lever_text(name: str, text: Text, details: Iterator[str]) -> str:
    """A lever as the address writes it; nothing where nothing of it is set.

    `details` are the names of its detail fields.
    """
    parts = [
        letter + text(field)
        for field in details
        if (letter := field.partition(".")[2]) in DETAILS and text(field)
    ]
    youngest, oldest = text(f"{name}.{Part.YOUNGEST}"), text(f"{name}.{Part.OLDEST}")
    if youngest or oldest:
        parts.append(f"a{youngest or 0}:{oldest}")
    low, high = text(f"{name}.{Part.LOW}"), text(f"{name}.{Part.HIGH}")
    if low and high:
        parts.append(f"u{text(f'{name}.{Part.SHAPE}') or 'n'}{low}:{high}")
    value = text(name)
    return "~".join([value or "0", *parts]) if value or parts else ""


def row_texts(name: str, count: int, text: Text) -> Iterator[str]:
    """The rows of a list as the address writes them; empty rows are left out."""
    for row in range(1, count + 1):
        parts = [text(f"{name}.{row}.{part}") for part in ROWS[name]]
        if name == "ad" and all(parts[:2]):
            yield "~".join([*parts[:2], parts[2] or "h"])
        elif name == "cc" and parts[0] and parts[2]:
            yield "~".join(parts)


def entry_texts(text: Text) -> Iterator[tuple[str, str]]:
    """Resources of each service and groups of staff as the address writes them."""
    for letter in LETTERS.values():
        parts = [
            part + text(f"rs.{letter}.{part}")
            for part in RESOURCE_PARTS
            if text(f"rs.{letter}.{part}")
        ]
        if parts:
            yield "rs", "~".join([letter, *parts])
    for letter in SKILLS:
        share = text(f"sk.{letter}.andel")
        parts = [
            part + text(f"sk.{letter}.{part}")
            for part in SKILL_PARTS
            if text(f"sk.{letter}.{part}")
        ]
        if share:
            yield "sk", "~".join([letter, share, *parts])


def _lever_spread(name: str, texts: list[str]) -> dict[str, str]:
    if not texts:
        return {}
    value, *details = texts[0].strip().split("~")
    found = {name: value}
    for each in details:
        letter, rest = each[:1], each[1:]
        if letter in JOINED and ":" in rest:
            first, last = rest.removeprefix("n").split(":", 1)
            if letter == "u" and first[:1] in {"u", "t"}:
                found[f"{name}.{Part.SHAPE}"], first = first[:1], first[1:]
            one, other = JOINED[letter]
            found |= {f"{name}.{one}": first, f"{name}.{other}": last}
        else:
            found[f"{name}.{letter}"] = rest
    if texts[1:]:
        found[f"{name}.{MORE}"] = " ".join(each.strip() for each in texts[1:])
    return found


def _row_spread(name: str, row: int, text: str) -> dict[str, str]:
    parts = dict(zip(ROWS[name], text.strip().split("~"), strict=False))
    if parts.get("kilde") == "h":
        parts["kilde"] = ""
    return {f"{name}.{row}.{part}": each for part, each in parts.items()}


def _entry_spread(name: str, text: str) -> dict[str, str]:
    head, *parts = text.strip().split("~")
    found = {}
    if name == "sk" and parts:
        found[f"sk.{head}.andel"], *parts = parts
    return found | {f"{name}.{head}.{each[:1]}": each[1:] for each in parts}
