"""What the tests of the knowledge base share: every text of a document, and what may not stand."""

import re

from omsyn.documents.blocks import (
    Bullets,
    Callout,
    Definitions,
    Figure,
    Messages,
    Paragraph,
    Section,
    Table,
)

FORBIDDEN = {
    "a number that is none": re.compile(r"\b(nan|none|inf)\b", re.IGNORECASE),
    "an unfilled place": re.compile(r"[{}]"),
    "a double space": re.compile(r"  "),
    "minus nothing": re.compile(r"[-−]0(?![\d,])"),
    "nobody more": re.compile(r"(?<![\d\u202f,])0 (flere|færre|fleire)\b"),
    "a change with a sign and a word": re.compile(r"[-−]\d[\d\u202f]* (flere|færre|fleire)"),
    "two stops": re.compile(r"[.,;:]\s*[.,;]|\s[.,;]"),
    "one in the plural": re.compile(r"(?<![\d\u202f,])1 (flere|færre|fleire) innbygg"),
    "about, and then every digit": re.compile(
        r"om lag [^.;]*?(?<![\d\u202f])"
        r"(?:\d\u202f\d\d[1-9]|\d\d\u202f\d(?!00)\d\d|\d{3}\u202f(?!000)\d{3})"
    ),
    "a raw decimal": re.compile(r"\d\.\d"),
}


def sections(document):
    found = list(document.sections)
    for each in found:
        found.extend(each.sections)
    return found


def blocks(document):
    return [block for section in sections(document) for block in section.blocks]


def texts(document):
    """Every sentence that a reader may meet, with where it stands."""
    for name in ("title", "subtitle", "place", "data_status"):
        yield name, getattr(document, name)
    for section in sections(document):
        yield section.id, section.title
        for block in section.blocks:
            yield from ((section.id, text) for text in block_texts(block))


def block_texts(block):
    match block:
        case Messages(items=items):
            for each in items:
                yield from (each.text, each.explanation, each.value)
        case Paragraph(text=text) | Callout(text=text):
            yield text
        case Bullets(items=items):
            yield from items
        case Definitions(items=items):
            for pair in items:
                yield from pair
        case Figure():
            yield from (block.title, block.subtitle, block.summary)
            yield from block_texts(block.table)
        case Table():
            yield block.caption
            yield from (column.label for column in block.columns)
            yield from block.notes
        case Section():
            yield block.title


def faults(document):
    """What stands in a document that may not stand in any: (where, what, the text)."""
    return [
        (where, what, text)
        for where, text in texts(document)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(text)
    ]


def messages(document):
    return [
        each for block in blocks(document) if isinstance(block, Messages) for each in block.items
    ]


def figures(document):
    return [block for block in blocks(document) if isinstance(block, Figure)]


def tables(document):
    inside = [figure.table for figure in figures(document)]
    return inside + [block for block in blocks(document) if isinstance(block, Table)]
