"""Comments on cells of an xlsx, each with the shape in which it shows.

A comment stands in one part of its sheet (ISO 29500-1, 18.7) and its shape in another, a VML drawing (ISO 29500-4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from itmap.importers.parts import Element, NotAsExpected, Package, Part, called, xml

AUTHOR = "itmap"

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_VML_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_VML_TYPE_OF_NOTES = (
    f'<v:shapetype {_VML_SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_VML_NOTE = (
    f'<v:shape {_VML_SPACES} id="_x0000_s{{id}}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left},15,{top},2,{right},15,{bottom},4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_BLOCK = 1024  # numbers of shapes
_BLOCKS = re.compile(rb"""<\w+:idmap\b[^>]*?\bdata=(["'])([\d,\s]*)""")
_SHAPE = re.compile(rb"""\bid=["']_x0000_s(\d+)""")
_AFTER_COMMENTS = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
    "AlternateContent",
)  # fmt: skip


class Notes:
    """The comments of a workbook. `namespace` is that of its relations: a strict file has one of its own."""

    def __init__(self, package: Package, namespace: str) -> None:
        self.package = package
        self.namespace = namespace
        self._last_block = 0

    def add(self, path: str, sheet: Part, notes: Mapping[tuple[int, int], str]) -> list[str]:
        """Comment on the cells of a sheet, below what a comment there says already.

        Gives the cells that have a threaded conversation instead, where spreadsheets show no comment.
        """
        talks = self._talks(path)
        own = {called(*cell): (cell, f"{AUTHOR}: {text}") for cell, text in notes.items()}
        self._comment(path, sheet, {name: said for name, said in own.items() if name not in talks})
        return [name for name in own if name in talks]

    def _talks(self, path: str) -> set[str]:
        threads = (each.target for each in self.package.relations(path) if each.type.endswith("/threadedComment"))
        return {
            said.attributes.get("ref", "")
            for thread in threads
            for said in Part(self.package.read(thread)).all("threadedComment")
        }

    def _comment(self, path: str, sheet: Part, notes: Mapping[str, tuple[tuple[int, int], str]]) -> None:
        known = self.package.related(path, "comments")
        blank = f'<comments xmlns="{sheet.root.namespace}"><authors/><commentList/></comments>'.encode()
        comments = Part(self.package.read(known.target) if known else blank)
        authors, listed = comments.first("authors"), comments.first("commentList")
        if authors is None or listed is None:
            raise NotAsExpected("comments without authors")
        author = len(list(comments.all("author", authors)))
        comments.append(authors, f"<{authors.child('author')}>{AUTHOR}</{authors.child('author')}>")
        before = {each.attributes.get("ref"): each for each in comments.all("comment", listed)}
        for cell, (_, text) in notes.items():
            if cell in before:
                _add_below(comments, before[cell], text)
            else:
                names = {name: listed.child(name) for name in ("comment", "text", "t")}
                comments.append(
                    listed,
                    '<{comment} ref="{ref}" authorId="{author}"><{text}><{t} xml:space="preserve">{said}</{t}></{text}>'
                    "</{comment}>".format(**names, ref=cell, author=author, said=xml(text)),
                )
        self._draw(path, sheet, [cell for name, (cell, _) in notes.items() if name not in before])
        if known:
            self.package.write(known.target, comments.edited())
            return
        name = self.package.free("xl/comments{}.xml")
        self.package.write(name, comments.edited())
        self.package.declare(name, _COMMENTS_TYPE)
        self.package.relate(path, f"{self.namespace}/comments", name)

    def _draw(self, path: str, sheet: Part, cells: Sequence[tuple[int, int]]) -> None:
        """The shapes in which comments show. VML need not be well-formed XML: shapes go before its end."""
        tag = sheet.first("legacyDrawing", sheet.root)
        known = tag and self._drawing(path, tag.relation)
        old = self.package.read(known) if known else f"<xml {_VML_SPACES}></xml>".encode()
        numbers = self._free_numbers(len(cells))
        shapes = "".join(
            _VML_NOTE.format(
                id=number, row=row - 1, column=column - 1, left=column, right=column + 4, top=row - 1, bottom=row + 4
            )
            for number, (row, column) in zip(numbers, cells, strict=False)
        )
        drawn = _drawn(old, shapes, sorted({number // _BLOCK for number in numbers}))
        if known:
            self.package.write(known, drawn)
            return
        name = self.package.free("xl/drawings/vmlDrawing{}.vml")
        self.package.write(name, drawn)
        self.package.declare(name, _VML_TYPE)
        id_ = self.package.relate(path, f"{self.namespace}/vmlDrawing", name)
        data = sheet.first("sheetData", sheet.root)
        later = [
            each.start
            for each in sheet.elements
            if each.parent is sheet.root and each.name in _AFTER_COMMENTS and data and each.start > data.start
        ]
        said = f'<{sheet.root.child("legacyDrawing")} xmlns:r="{self.namespace}" r:id="{id_}"/>'
        sheet.insert(min(later, default=sheet.root.close), said)

    def _drawing(self, path: str, id_: str) -> str:
        found = next((each.target for each in self.package.relations(path) if each.id == id_), None)
        if found is None:
            raise NotAsExpected("a drawing that is not there")
        return found

    def _free_numbers(self, count: int) -> list[int]:
        """Numbers for shapes. A workbook gives them out in blocks, each to one drawing (ISO 29500-4, 14.2.2.14)."""
        drawings = (self.package.read(name) for name in self.package.names if name.endswith(".vml"))
        for content in drawings:
            blocks = [int(block) for _, said in _BLOCKS.findall(content) for block in said.split(b",") if block.strip()]
            used = [int(number) // _BLOCK for number in _SHAPE.findall(content)]
            self._last_block = max(self._last_block, *blocks, *used, 0)
        first = (self._last_block + 1) * _BLOCK + 1
        numbers = [number for number in range(first, first + 2 * count + _BLOCK) if number % _BLOCK][:count]
        self._last_block = max([self._last_block, *(number // _BLOCK for number in numbers)])
        return numbers


def _add_below(comments: Part, comment: Element, text: str) -> None:
    """Put text below what a comment says, once: in its last run, in the type it is written in."""
    inside = [each for each in comments.elements if comment.start < each.start < comment.end]
    said = next((each for each in reversed(inside) if each.name == "t"), None)
    holder = next((each for each in inside if each.name == "text"), None)
    if xml(text).encode("ascii", "xmlcharrefreplace") in comments.text(comment):
        return
    if said:
        comments.append(said, xml(f"\n\n{text}"))
    elif holder:
        comments.append(holder, f'<{holder.child("t")} xml:space="preserve">{xml(text)}</{holder.child("t")}>')
    else:
        raise NotAsExpected("a comment without text")


def _drawn(drawing: bytes, shapes: str, blocks: Sequence[int]) -> bytes:
    """A VML drawing with these shapes at its end, and the blocks of numbers they take among its own."""
    if not blocks:
        return drawing
    said = ",".join(map(str, blocks))
    known = _BLOCKS.search(drawing)
    if known:
        drawing = drawing[: known.end(2)] + f",{said}".encode() + drawing[known.end(2) :]
    else:
        layout = f'<o:shapelayout {_VML_SPACES} v:ext="edit"><o:idmap v:ext="edit" data="{said}"/></o:shapelayout>'
        drawing = re.sub(rb"<xml\b[^>]*>", lambda root: root[0] + layout.encode(), drawing, count=1)
    body, end, after = drawing.rpartition(b"</xml>")
    if not end:
        raise NotAsExpected("a drawing without an end")
    kind = b"" if b'id="_x0000_t202"' in body else _VML_TYPE_OF_NOTES.encode()
    return body + kind + shapes.encode() + end + after
