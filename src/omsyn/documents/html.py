"""HTML: a whole self-contained file, and the same figures and tables as parts of web pages.

    render_fragment(section)                     a section, as it stands in the file
    render_fragment(figure, Setting(level=3))    one block, its heading on level 3

Nothing here writes a style attribute or a script, so the parts may stand under a strict content
policy. `stylesheet()` is what they need to look right.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import assert_never

from attrs import evolve, field, frozen
from markupsafe import Markup, escape

from omsyn.charts import DARK_TOKENS, FONTS, NARROW, TOKENS, WIDE, render_svg
from omsyn.documents import wording
from omsyn.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Cell,
    Column,
    Definitions,
    Document,
    Figure,
    Messages,
    Paragraph,
    Section,
    Sources,
    Table,
)
from omsyn.documents.clean import cleaned
from omsyn.documents.numbering import Numbering
from omsyn.facts import Provenance, Status
from omsyn.language import _, using

ASSETS = Path(__file__).parent / "assets"
WEB_FONTS = (("Regular", 400, "normal"), ("SemiBold", 600, "normal"), ("Italic", 400, "italic"))
DEEPEST_HEADING = 6


def _nothing(_block: Figure | Table) -> Markup:
    return Markup()


@frozen(kw_only=True)
class Setting:
    """How a part is set in its surroundings."""

    level: int = 2
    """The level of the outermost heading."""
    numbering: Numbering = field(factory=Numbering)
    fictional: bool = False
    prefix: str = ""
    """Put before every id, so that parts of two documents can share a page."""
    actions: Callable[[Figure | Table], Markup] = _nothing
    """What the page adds below a figure or a table: downloads, "ta med i saken"."""

    def deeper(self) -> Setting:
        return evolve(self, level=min(self.level + 1, DEEPEST_HEADING))

    def id(self, each: str) -> str:
        return self.prefix + each


def render_html(document: Document) -> bytes:
    """The document as one file that needs nothing beside it."""
    document = cleaned(document)
    with using(document.standard):
        setting = Setting(numbering=Numbering.of(document), fictional=document.fictional)
        return str(_page(document, setting)).encode()


def render_fragment(part: Section | Block, setting: Setting | None = None) -> Markup:
    """A section or a block as HTML, in the written standard in force."""
    part, setting = cleaned(part), setting or Setting()
    return _section(part, setting) if isinstance(part, Section) else _block(part, setting)


@cache
def stylesheet() -> str:
    """The style of the parts: the tokens, light and dark, and figures, tables and messages.

    A site serves the two files themselves; they lie in `ASSETS`.
    """
    return "".join((ASSETS / name).read_text("utf-8") for name in ("tokens.css", "parts.css"))


def tokens_css() -> str:
    """What `tokens.css` must hold: the charts' colours as variables, and exchanged in the dark."""
    light = "".join(f"  --{name}: {value};\n" for name, value in TOKENS.items())
    dark = "".join(f"  --{name}: {value};\n" for name, value in DARK_TOKENS.items())
    swap = "".join(
        f'.chart [{what}="{value}"] {{ {what}: var(--{name}); }}\n'
        for name, value in TOKENS.items()
        for what in ("fill", "stroke")
    )
    return (
        "/* Made from omsyn.charts.theme; a test holds it equal. */\n"
        f":root {{\n{light}}}\n"
        f"@media screen and (prefers-color-scheme: dark) {{\n:root {{\n{dark}}}\n}}\n{swap}"
    )


def _page(document: Document, setting: Setting) -> Markup:
    banner = Markup('<aside aria-label="{text}" class="fictional-banner">{text}</aside>').format(
        text=wording.fictional_text()
    )
    style = Markup(_font_faces() + stylesheet() + (ASSETS / "page.css").read_text("utf-8"))  # noqa: S704 - our own files
    return Markup(
        '<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<title>{title} – {place}</title>\n<style>\n{style}</style>\n</head>\n<body{kind}>\n"
        '<a class="skip-link" href="#innhold">{skip}</a>\n{banner}{cover}{contents}'
        '<main id="innhold" tabindex="-1">\n{sections}</main>\n</body>\n</html>\n'
    ).format(
        language=wording.language_tag(document), title=document.title, place=document.place,
        style=style, skip=_("Hopp til innholdet"), banner=banner if document.fictional else "",
        kind=Markup(' class="brief"') if document.brief else "", cover=_cover(document),
        contents="" if document.brief else _contents(document),
        sections=_join(_section(each, setting) for each in document.sections),
    )  # fmt: skip


def _cover(document: Document) -> Markup:
    lines = [line for line in wording.cover_lines(document)[1:] if line]
    return Markup(
        '<header class="cover">\n<p class="place">{place}</p>\n<h1>{title}</h1>\n'
        "{subtitle}{lines}</header>\n"
    ).format(
        place=document.place,
        title=document.title,
        subtitle=_p(document.subtitle, "subtitle"),
        lines=_join(_p(line, "status") for line in lines),
    )


def _contents(document: Document) -> Markup:
    items = _join(
        Markup('<li><a href="#{id}">{title}</a></li>\n').format(id=each.id, title=each.title)
        for each in document.sections
    )
    return Markup(
        '<nav class="contents" aria-labelledby="contents-title">\n'
        '<h2 id="contents-title">{heading}</h2>\n<ol>\n{items}</ol>\n</nav>\n'
    ).format(heading=_("Innhold"), items=items)


def _section(section: Section, setting: Setting) -> Markup:
    inner = setting.deeper()
    return Markup(
        '<section id="{id}" aria-labelledby="{id}-title">\n'
        '<h{level} id="{id}-title">{title}</h{level}>\n{blocks}{sections}</section>\n'
    ).format(
        id=setting.id(section.id),
        level=setting.level,
        title=section.title,
        blocks=_join(_block(block, inner) for block in section.blocks),
        sections=_join(_section(each, inner) for each in section.sections),
    )


def _block(block: Block, setting: Setting) -> Markup:  # noqa: PLR0911 - one line for each kind
    match block:
        case Messages():
            return _messages(block, setting)
        case Paragraph(text=text):
            return _p(text)
        case Bullets(items=items):
            return Markup("<ul>\n{}</ul>\n").format(
                _join(Markup("<li>{}</li>\n").format(item) for item in items)
            )
        case Callout():
            return _callout(block)
        case Figure():
            return _figure(block, setting)
        case Table():
            return _table_block(block, setting)
        case Definitions(items=items):
            return _terms(items, "definitions")
        case Sources(items=items):
            return _sources(items)
        case _:
            assert_never(block)


def _messages(block: Messages, setting: Setting) -> Markup:
    return Markup('<ol class="messages">\n{}</ol>\n').format(
        _join(
            Markup(
                '<li class="message" id="{id}">{value}<div class="message-words">'
                '<p class="message-text">{text}</p>{how}</div></li>\n'
            ).format(
                id=setting.id(message.id),
                value=_p(message.value, "message-value"),
                text=message.text,
                how=_how(message.explanation, message.see, setting),
            )
            for message in block.items
        )
    )


def _how(explanation: str, see: str, setting: Setting) -> Markup:
    link = Markup()
    if see:
        text = wording.shown_in(see, setting.numbering) or _("Se tallene")
        link = Markup(' <a href="#{id}">{text}</a>').format(id=setting.id(see), text=text)
    if not explanation:
        return Markup("<p>{}</p>").format(link) if link else link
    return Markup("<details><summary>{summary}</summary><p>{text}{link}</p></details>").format(
        summary=_("Slik er det regnet"), text=explanation, link=link
    )


def _callout(block: Callout) -> Markup:
    return Markup('<div class="callout {tone}" role="note">{title}{text}</div>\n').format(
        tone=block.tone.value, title=_p(block.title, "callout-title"), text=_p(block.text)
    )


def _figure(figure: Figure, setting: Setting) -> Markup:
    n = setting.numbering.figures.get(figure.id)
    return Markup(
        '<figure class="figure" id="{id}">\n<figcaption>'
        '<h{level} class="figure-title">{title}</h{level}>{subtitle}</figcaption>\n'
        '<div class="figure-picture">{wide}{narrow}</div>\n{summary}{source}'
        "<details><summary>{show}</summary>\n{table}</details>\n{about}{actions}</figure>\n"
    ).format(
        id=setting.id(figure.id),
        level=setting.level,
        title=wording.caption(_("Figur"), n, figure.title),
        subtitle=_p(figure.subtitle, "figure-subtitle"),
        wide=_picture(figure, setting, WIDE),
        narrow=_picture(figure, setting, NARROW),
        summary=_p(figure.summary, "figure-summary"),
        source=_p(wording.source_line(figure.provenance), "source"),
        show=_("Vis tallene i tabell"),
        table=_table(figure.table, setting, figure.summary),
        about=_about(figure.provenance),
        actions=setting.actions(figure),
    )


def _picture(figure: Figure, setting: Setting, width: int) -> Markup:
    suffix = "narrow" if width == NARROW else "wide"
    svg = render_svg(
        figure.chart,
        width,
        title=figure.title,
        description=figure.summary or figure.subtitle,
        id=f"{setting.id(figure.id)}-{suffix}",
        fictional=setting.fictional,
    )
    return Markup(svg)  # noqa: S704 - drawn and escaped by omsyn.charts


def _table_block(table: Table, setting: Setting) -> Markup:
    return Markup('<div class="table">\n{table}{source}{about}{actions}</div>\n').format(
        table=_table(table, setting),
        source=_p(wording.source_line(table.provenance), "source"),
        about=_about(table.provenance),
        actions=setting.actions(table),
    )


def _table(table: Table, setting: Setting, said: str = "") -> Markup:
    n = setting.numbering.tables.get(table.id)
    caption = wording.caption(_("Tabell"), n, table.caption)
    head = _join(
        Markup('<th scope="col"{kind}>{label}</th>').format(
            kind=_kind(column), label=wording.column_label(column)
        )
        for column in table.columns
    )
    rows = _join(
        Markup("<tr>")
        + _join(
            _cell(cell, column, heads=i == 0)
            for i, (cell, column) in enumerate(zip(row, table.columns, strict=True))
        )
        + Markup("</tr>\n")
        for row in table.rows
    )
    return Markup(
        '<div class="table-scroll" tabindex="0" role="region" aria-label="{caption}">\n'
        '<table id="{id}"><caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n'
        "<tbody>\n{rows}</tbody></table>\n</div>\n{notes}"
    ).format(
        caption=caption,
        id=setting.id(table.id),
        head=head,
        rows=rows,
        notes=_join(_p(note, "note") for note in wording.notes(table, said)),
    )


def _cell(cell: Cell, column: Column, *, heads: bool) -> Markup:
    """Put together by hand: of a page with figures, most are cells."""
    text = escape(wording.cell_text(cell, column))
    if heads:
        return Markup(f'<th scope="row">{text}</th>')  # noqa: S704 - escaped above
    if not text:
        # An empty cell is passed over by some screen readers, and the next taken for it.
        text = Markup('<span class="unseen">{}</span>').format(_("ikke aktuelt"))
    absent = cell is None or isinstance(cell, Status)
    kind = ' class="number absent"' if absent else _kind(column)
    return Markup(f"<td{kind}>{text}</td>")  # noqa: S704 - escaped above


def _kind(column: Column) -> Markup:
    return Markup(' class="number"') if wording.is_numeric(column) else Markup()


def _about(items: tuple[Provenance, ...]) -> Markup:
    if not items:
        return Markup()
    return Markup('<details class="about"><summary>{}</summary>\n{}</details>\n').format(
        _("Om dette tallet"),
        _join(_terms(wording.about_terms(each)) for each in wording.distinct(items)),
    )


def _sources(items: tuple[Provenance, ...]) -> Markup:
    return Markup('<ul class="sources">\n{}</ul>\n').format(
        _join(
            Markup("<li>{}</li>\n").format(_terms(wording.about_terms(each)))
            for each in wording.distinct(items)
        )
    )


def _terms(items: tuple[tuple[str, str], ...] | list[tuple[str, str]], name: str = "") -> Markup:
    kind = Markup(' class="{}"').format(name) if name else ""
    return Markup("<dl{}>\n{}</dl>\n").format(
        kind, _join(Markup("<dt>{}</dt><dd>{}</dd>\n").format(*item) for item in items)
    )


def _p(text: str, name: str = "") -> Markup:
    if not text:
        return Markup()
    kind = f' class="{escape(name)}"' if name else ""
    return Markup(f"<p{kind}>{escape(text)}</p>\n")  # noqa: S704 - escaped here


def _join(parts: object) -> Markup:
    return Markup().join(parts)  # type: ignore[arg-type]


@cache
def _font_faces() -> str:
    faces = ""
    for cut, weight, style in WEB_FONTS:
        data = base64.b64encode((FONTS / f"Inter-{cut}.woff2").read_bytes()).decode("ascii")
        faces += (
            f"@font-face{{font-family:Inter;font-weight:{weight};font-style:{style};"
            f"font-display:swap;src:url(data:font/woff2;base64,{data}) format('woff2')}}\n"
        )
    return faces
