"""Marks in an officer's own workbook: a fill and a comment on each cell, a sheet that lists them with links.

Only what the marks need is written: the style of the marked cells, the comments of their sheets, one sheet more. All
else keeps its bytes, formulas with their values, charts, macros and all. Made after ISO 29500-1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import column_index_from_string

from itmap.importers.notes import Notes
from itmap.importers.parts import Element, NotAsExpected, Package, Part, called, with_attributes, xml

_FILL = '<{0}><{1} patternType="solid"><{2} rgb="FFFFE08A"/><{3} indexed="64"/></{1}></{0}>'
_LINKS_AT_MOST = 65_000  # in one sheet; Excel takes 65,530
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


@dataclass(frozen=True)
class Mark:
    """One thing that is wrong: where, and in which words. `row` and `column` count from 1."""

    sheet: str
    row: int
    column: int
    heading: str
    value: str
    message: str

    @property
    def cell(self) -> str:
        return called(self.row, self.column)


def marked(content: bytes, marks: Sequence[Mark], title: str, headings: Sequence[str]) -> tuple[bytes, list[str]]:
    """An xlsx with its cells marked and a sheet called `title` at its end; and what an officer should know of it.

    Raises NotAsExpected for a file that can't be edited so: its values may still be copied into a new workbook.
    """
    try:
        return _marked(_Book(Package(content)), marks, title, headings)
    except (LookupError, ValueError) as error:  # what the standard asks for is missing, or is no number
        raise NotAsExpected(str(error)) from error


def _marked(book: _Book, marks: Sequence[Mark], title: str, headings: Sequence[str]) -> tuple[bytes, list[str]]:
    by_sheet: dict[str, dict[tuple[int, int], list[str]]] = defaultdict(lambda: defaultdict(list))
    for mark in marks:
        by_sheet[mark.sheet][mark.row, mark.column].append(mark.message)
    warnings = []
    for name, notes in by_sheet.items():
        talks = book.mark(name, {cell: "\n".join(dict.fromkeys(said)) for cell, said in notes.items()})
        if talks:
            warnings.append(
                f"Sheet {name}: {', '.join(talks)} keep the conversation that stands there; "
                f"what is wrong is in the sheet {title}."
            )
    book.add_list(title, headings, marks)
    if any(name.startswith("_xmlsignatures/") for name in book.package.names):
        warnings.append("The digital signature holds for your own file only, not for this copy.")
    return book.saved(), warnings


class _Book:
    """The parts that marking touches."""

    def __init__(self, package: Package) -> None:
        self.package = package
        office = package.related("", "officeDocument")
        styles = office and package.related(office.target, "styles")
        if office is None or styles is None:
            raise NotAsExpected("no workbook, or one without styles")
        self.path = office.target
        self.namespace = office.type.removesuffix("/officeDocument")  # of relations; a strict file has its own
        self.workbook = Part(package.read(self.path))
        self.styles = _Styles(Part(package.read(styles.target)))
        self._styles_path = styles.target
        self.notes = Notes(package, self.namespace)
        targets = {relation.id: relation.target for relation in package.relations(self.path)}
        self.sheets = {each.attributes["name"]: targets.get(each.relation, "") for each in self.workbook.all("sheet")}

    def mark(self, name: str, notes: Mapping[tuple[int, int], str]) -> list[str]:
        """Mark the cells of one sheet; which of them have a threaded conversation, and so no comment of ours."""
        path = self.sheets.get(name, "")
        sheet = _Cells(self.package.read(path), {row for row, _ in notes})
        shown: dict[tuple[int, int], str] = {}
        for (row, column), text in notes.items():
            sheet.restyle(row, column, self.styles.filled)
            at = sheet.shown_at(row, column)
            shown[at] = f"{shown[at]}\n{text}" if at in shown and text not in shown[at] else text
        talks = self.notes.add(path, sheet.part, shown)
        self.package.write(path, sheet.part.edited())
        return talks

    def add_list(self, title: str, headings: Sequence[str], marks: Sequence[Mark]) -> None:
        """The sheet that lists the marks, last in the workbook: frozen headings, links, one page wide in print."""
        name = self.package.free("xl/worksheets/sheet{}.xml")
        content = _list_sheet(self.workbook.root.namespace, headings, marks, self.styles)
        self.package.write(name, content.encode())
        self.package.declare(name, _SHEET_TYPE)
        id_ = self.package.relate(self.path, f"{self.namespace}/worksheet", name)
        sheets = self.workbook.first("sheets")
        if sheets is None:
            raise NotAsExpected("no sheets")
        others = list(self.workbook.all("sheet", sheets))
        number = 1 + max(int(each.attributes["sheetId"]) for each in others)
        said = f'xmlns:r="{self.namespace}" name="{xml(title)}" sheetId="{number}" r:id="{id_}"'
        self.workbook.append(sheets, f"<{sheets.child('sheet')} {said}/>")
        self._repeat_headings(title, len(others))

    def _repeat_headings(self, title: str, index: int) -> None:
        root = self.workbook.root
        said = (
            f'<{root.child("definedName")} name="_xlnm.Print_Titles" localSheetId="{index}">'
            f"{xml(_quoted(title))}!$1:$1</{root.child('definedName')}>"
        )
        names = self.workbook.first("definedNames", root)
        if names:
            self.workbook.append(names, said)
            return
        before = [
            each
            for each in self.workbook.elements
            if each.parent is root and each.name in ("sheets", "functionGroups", "externalReferences")
        ]
        parent = root.child("definedNames")
        self.workbook.insert(before[-1].end, f"<{parent}>{said}</{parent}>")

    def saved(self) -> bytes:
        self.package.write(self.path, self.workbook.edited())
        self.package.write(self._styles_path, self.styles.part.edited())
        return self.package.saved()


class _Styles:
    """The styles of a workbook, and ours at their ends."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self._added: dict[str, int] = defaultdict(int)
        self._filled: dict[int, int] = {}
        fills = self._holder("fills")
        names = (fills.child(name) for name in ("fill", "patternFill", "fgColor", "bgColor"))
        self._fill = self._add("fills", _FILL.format(*names))
        self._formats = self._children("cellXfs")

    def filled(self, style: int) -> int:
        """The number of a style that is as that one is, with our fill."""
        if style not in self._filled:
            if style >= len(self._formats):
                raise NotAsExpected("a style that is not there")
            copied = with_attributes(
                self.part.text(self._formats[style]), {"fillId": str(self._fill), "applyFill": "1"}
            )
            self._filled[style] = self._add("cellXfs", copied)
        return self._filled[style]

    def font(self, look: str) -> int:
        """A style of text that wraps, in a font like the workbook's own and with that look: `b`, `u`."""
        fonts = self._holder("fonts")
        usual = self._children("fonts")[0]
        known = {each.name for each in self.part.elements if each.parent is usual}
        added = f"<{fonts.child(look)}/>" if look and look not in known else ""
        said = self.part.content[usual.inner : usual.close].decode()
        number = self._add("fonts", f"<{usual.qualified}>{added}{said}</{usual.qualified}>")
        cells = self._holder("cellXfs")
        xf = cells.child("xf")
        return self._add(
            "cellXfs",
            f'<{xf} numFmtId="49" fontId="{number}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
            f'applyFont="1" applyAlignment="1"><{cells.child("alignment")} vertical="top" wrapText="1"/></{xf}>',
        )

    def _holder(self, name: str) -> Element:
        found = self.part.first(name, self.part.root)
        if found is None:
            raise NotAsExpected(f"styles without {name}")
        return found

    def _children(self, name: str) -> list[Element]:
        holder = self._holder(name)
        return [each for each in self.part.elements if each.parent is holder]

    def _add(self, name: str, text: str | bytes) -> int:
        """Put one more among those of a name; its number."""
        number = len(self._children(name)) + self._added[name]
        self._added[name] += 1
        self.part.append(self._holder(name), text)
        self.part.set(self._holder(name), count=number + 1)
        return number


class _Cells:
    """The cells of one sheet in the rows that hold marks. Rows and cells may leave out their numbers."""

    def __init__(self, content: bytes, rows: set[int]) -> None:
        row = column = 0

        def keep(name: str, depth: int, attributes: dict[str, str]) -> bool:
            nonlocal row, column
            if depth == 2 and name == "row":
                row, column = int(attributes.get("r", row + 1)), 0
                attributes["r"] = str(row)
                return row in rows
            if depth == 3 and name == "c":
                column = _column(attributes["r"]) if "r" in attributes else column + 1
                attributes["r"] = called(row, column)
                return row in rows
            return depth <= 1 or name in ("col", "mergeCell")

        self.part = Part(content, keep)
        self._rows = {int(each.attributes["r"]): each for each in self.part.all("row")}
        self._cells = {each.attributes["r"]: each for each in self.part.all("c")}
        self._in_row: dict[int, list[Element]] = defaultdict(list)
        for name, cell in self._cells.items():
            self._in_row[_row_of(name)].append(cell)
        self._columns = [each.attributes for each in self.part.all("col")]
        corners = (each.attributes["ref"].split(":") for each in self.part.all("mergeCell"))
        self._merged = [(_row_of(first), _column(first), _row_of(last), _column(last)) for first, last in corners]

    def shown_at(self, row: int, column: int) -> tuple[int, int]:
        """Where a comment on a cell shows: among merged cells at the first of them."""
        return next(
            ((top, left) for top, left, low, right in self._merged if top <= row <= low and left <= column <= right),
            (row, column),
        )

    def restyle(self, row: int, column: int, style: Callable[[int], int]) -> None:
        """Give a cell another style in place of its own, or of what an empty one has from its row or column."""
        cell = self._cells.get(called(row, column))
        if cell:
            self.part.set(cell, s=style(int(cell.attributes.get("s", 0))))
        elif row in self._rows:
            line = self._rows[row]
            said = f'<{line.child("c")} r="{called(row, column)}" s="{style(self._style_around(line, column))}"/>'
            later = [each.start for each in self._in_row[row] if _column(each.attributes["r"]) > column]
            if later:
                self.part.insert(min(later), said)
            else:
                self.part.append(line, said)

    def _style_around(self, row: Element, column: int) -> int:
        if "s" in row.attributes:
            return int(row.attributes["s"])
        return next(
            (int(each.get("style", 0)) for each in self._columns if int(each["min"]) <= column <= int(each["max"])), 0
        )


def _list_sheet(space: str, headings: Sequence[str], marks: Sequence[Mark], styles: _Styles) -> str:
    plain, bold, link = styles.font(""), styles.font("b"), styles.font("u")
    rows = [_row(1, [(text, bold) for text in headings])]
    links = []
    for number, mark in enumerate(marks, start=2):
        texts = (mark.sheet, mark.cell, mark.heading, mark.value, mark.message)
        rows.append(_row(number, [(text, link if index == 1 else plain) for index, text in enumerate(texts)]))
        if number <= _LINKS_AT_MOST:
            target = xml(f"{_quoted(mark.sheet)}!{mark.cell}")
            links.append(f'<hyperlink ref="B{number}" location="{target}" display="{mark.cell}"/>')
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate((18, 10, 26, 36, 70), start=1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{space}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData><hyperlinks>{''.join(links)}</hyperlinks>"
        '<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def _row(number: int, cells: Sequence[tuple[str, int]]) -> str:
    said = "".join(
        f'<c r="{called(number, column)}" s="{style}" t="inlineStr">'
        f'<is><t xml:space="preserve">{xml(text)}</t></is></c>'
        for column, (text, style) in enumerate(cells, start=1)
    )
    return f'<row r="{number}">{said}</row>'


def _row_of(cell: str) -> int:
    return int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _column(cell: str) -> int:
    return column_index_from_string(cell.rstrip("0123456789"))


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"
