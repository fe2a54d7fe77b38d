"""Officers' words for the committee paper: a markdown file with the paper's headings, read into the paper's own blocks.

Nothing of the file reaches a page as markup: only what the paper's small structure can hold comes through. Raw HTML
stays the text that it is, pictures are left out and named, and links lead to the web or to mail alone.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from itmap.errors import NotesUnreadable
from itmap.reports.paper import FACTS, SECTIONS, Block, Grid, Paragraph, Points, Subheading
from itmap.reports.words import Part, Styled, Text, plain

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_TITLE = "Notes for the committee paper"
_PLACES = {place.heading.casefold(): place for place in (*FACTS, *SECTIONS)}
_LINKS = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def blank() -> str:
    """The file for officers to write in: the paper's headings, each with a comment on what belongs there."""
    parts = [
        f"# {_TITLE}\n",
        "<!-- Write under the headings, in markdown: paragraphs, lists, tables, **bold**, *italics*, [links](https://...)"
        ".\nHeadings within a section begin with ###. A heading under which nothing stands is left as itmap drafts it."
        "\nThen: itmap report -o paper.docx --notes THIS FILE -->\n",
    ]
    for place in (*FACTS, *SECTIONS):
        prompt = f"{place.prompt} It follows what itmap says there." if place.keeps else place.prompt
        parts.append(f"## {place.heading}\n\n<!-- {prompt} -->\n")
    return "\n".join(parts)


@dataclass
class Notes:
    """`words` by heading; `left_out` says what of the file doesn't stand in the paper, and where it was."""

    words: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def read(text: str, name: str) -> Notes:
    """The notes of a file of that name. Raises NotesUnreadable, with the line, for a heading that the paper lacks, one
    that comes twice, words before the first one, and a comment that is never closed.
    """
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    tree = SyntaxTreeNode(MarkdownIt("commonmark", {"html": True}).enable("table").parse(text))
    reader = _Reader(name)
    found: dict[str, list[Block]] = {}
    lines: dict[str, int] = {}
    heading = ""
    for node in tree.children:
        line = node.map[0] + 1 if node.map else 0
        if node.type == "heading" and node.tag in ("h1", "h2"):
            said = plain(reader.inline(node.children[0]))
            if said.casefold() == _TITLE.casefold() and not lines:
                continue
            heading = _place(said, f"{name}, line {line}")
            if heading in lines:
                raise NotesUnreadable(
                    f"{name}, line {line}: the heading {heading} stands in line {lines[heading]} too. "
                    "Write both under one."
                )
            lines[heading] = line
            found[heading] = []
        elif blocks := list(reader.blocks(node)):
            if not heading:
                raise NotesUnreadable(
                    f"{name}, line {line}: these words stand before the first heading of the paper. Put a heading "
                    f"above them, as '## {SECTIONS[0].heading}'."
                )
            found[heading] += blocks
    for place in FACTS:
        its = found.get(place.heading, [])
        if len(its) > 1 or (its and not isinstance(its[0], Paragraph)):
            raise NotesUnreadable(
                f"{name}, line {lines[place.heading]}: {place.heading} is one line of the title block. Write one line."
            )
    return Notes({heading: tuple(its) for heading, its in found.items() if its}, reader.left_out)


def _place(said: str, where: str) -> str:
    """The heading of the paper that is meant, whatever its case and number."""
    wanted = re.sub(r"^\s*[\d.]+\s*", "", said).strip().rstrip(":").casefold()
    if wanted in _PLACES:
        return _PLACES[wanted].heading
    near = difflib.get_close_matches(wanted, list(_PLACES), n=1)
    perhaps = f" Is it {_PLACES[near[0]].heading!r}?" if near else ""
    raise NotesUnreadable(
        f"{where}: the paper has no heading {said!r}.{perhaps} It has: "
        f"{', '.join(place.heading for place in _PLACES.values())}. A heading within a section begins with ###."
    )


@dataclass
class _Reader:
    name: str
    left_out: list[str] = field(default_factory=list)
    line: int = 0

    def blocks(self, node: SyntaxTreeNode) -> Iterator[Block]:
        """The blocks of one node of the markdown's tree."""
        if node.map:
            self.line = node.map[0] + 1
        match node.type:
            case "heading":
                yield Subheading(self.inline(node.children[0]))
            case "paragraph":
                yield from (Paragraph(text) for text in [self.inline(node.children[0])] if text)
            case "bullet_list":
                yield Points(tuple(self._inside(item) for item in node.children))
            case "ordered_list":
                yield Points(tuple(self._inside(item) for item in node.children), int(node.attrs.get("start", 1)))
            case "blockquote":
                yield from (
                    replace(block, kind="quote") if isinstance(block, Paragraph) else block
                    for block in self._inside(node)
                )
            case "table":
                yield self._table(node)
            case "fence" | "code_block":
                yield Paragraph((Styled(node.content.rstrip("\n"), code=True),))
            case "html_block":
                yield from self._as_text(node.content)
            case _:  # a line across the page
                return

    def _as_text(self, html: str) -> Iterator[Block]:
        if said := self._uncommented(html).strip():
            yield Paragraph((said,))

    def _inside(self, node: SyntaxTreeNode) -> tuple[Block, ...]:
        return tuple(block for child in node.children for block in self.blocks(child))

    def _table(self, node: SyntaxTreeNode) -> Grid:
        rows = [
            tuple(self.inline(cell.children[0]) for cell in row.children)
            for part in node.children
            for row in part.children
        ]
        return Grid("", rows[0], tuple(rows[1:]))

    def inline(self, node: SyntaxTreeNode) -> Text:
        """The words of a line with their emphasis; empty where nothing but comments stands there."""
        if node.map:
            self.line = node.map[0] + 1
        parts = _joined(list(self._parts(node.children, Styled(""))))
        return parts if plain(parts).strip() else ()

    def _parts(self, nodes: Sequence[SyntaxTreeNode], style: Styled) -> Iterator[Styled]:
        for node in nodes:
            match node.type:
                case "text":
                    yield replace(style, text=node.content)
                case "softbreak" | "hardbreak":
                    self.line += 1
                    yield replace(style, text=" ")
                case "code_inline":
                    yield replace(style, text=node.content, code=True)
                case "strong":
                    yield from self._parts(node.children, replace(style, bold=True))
                case "em":
                    yield from self._parts(node.children, replace(style, italic=True))
                case "link":
                    yield from self._parts(node.children, replace(style, address=self._address(node)))
                case "image":
                    self._leave_out(f"the picture {node.attrs.get('src')} is left out. Its description stays")
                    yield replace(style, text=plain(_joined(list(self._parts(node.children, style)))))
                case _:  # raw HTML
                    yield replace(style, text=self._uncommented(node.content))

    def _address(self, node: SyntaxTreeNode) -> str:
        address = str(node.attrs.get("href", ""))
        if _LINKS.fullmatch(address):
            return address
        self._leave_out(
            f"the link to {address or 'nowhere'} is left out, its words stay: only links that begin with "
            "https://, http:// or mailto: lead anywhere from a paper"
        )
        return ""

    def _uncommented(self, html: str) -> str:
        said = _COMMENT.sub("", html)
        if "<!--" in said:
            raise NotesUnreadable(
                f"{self.name}, line {self.line}: the comment that begins here is never closed, so that what follows "
                "would be lost. Close it with -->."
            )
        if said.strip():
            self._leave_out(f"{said.strip()[:40]!r} is HTML, which stands in the paper as the text it is")
        return said

    def _leave_out(self, what: str) -> None:
        self.left_out.append(f"{self.name}, line {self.line}: {what}.")


def _joined(parts: list[Styled]) -> tuple[Part, ...]:
    """Neighbours of one style as one part; plain ones as strings."""
    found: list[Styled] = []
    for part in parts:
        if found and replace(part, text="") == replace(found[-1], text=""):
            found[-1] = replace(part, text=found[-1].text + part.text)
        elif part.text:
            found.append(part)
    return tuple(part.text if part == Styled(part.text) else part for part in found)
