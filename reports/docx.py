"""The committee paper for Word: real headings, numbered paragraphs, lists, tables, in the council's template if given.

Without a template the paper is A4, in a plain typeface of 12 points. A template's own text, header and footer stay,
and its styles decide how the paper looks. The same paper and template give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

from itmap.errors import TemplateUnusable
from itmap.reports.docx_numbering import Lists, element
from itmap.reports.paper import Block, Grid, Paper, Paragraph, Points, Subheading
from itmap.reports.words import Styled, Text, plain
from itmap.workbooks import BY, xml_text, zipped

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as Line

_LANGUAGE = "en-GB"
_TYPEFACE = "Arial"  # what councils ask for, and every machine has it or its like
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}.main+xml"
_STYLES = ("Title", "Heading 1", "Heading 2", "List Bullet", "Caption", "Quote", "Table Grid")


def docx(paper: Paper, template: bytes | None = None, name: str = "") -> tuple[bytes, list[str]]:
    """The paper as the bytes of a .docx file, and what is to be said of the template of that name.

    Raises TemplateUnusable for a template that is no Word document.
    """
    document = _opened(template, name)
    lacking = _fill_in_styles(document)
    if template is None:
        _plain_look(document)
    writer = _Writer(document)
    writer.write(paper)
    _describe(document, paper)
    said = [
        f"{name} has no style called {style!r}: a plain one was added. Make one in the template to decide how it looks."
        for style in (lacking if template is not None else ())
    ]
    file = io.BytesIO()
    document.save(file)
    return zipped(file.getvalue()), said


def _opened(template: bytes | None, name: str) -> Document:
    import docx as word

    if template is None:
        return word.Document()
    mend = "Give a .docx or .dotx file that Word opens without a password."
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            types = archive.read("[Content_Types].xml")
        if b"macroEnabled" in types:
            raise TemplateUnusable(f"{name} carries macros. Save it in Word as .docx or .dotx without them.")
        if (dotx := _MAIN.format("template").encode()) in types:
            types = types.replace(dotx, _MAIN.format("document").encode())
            template = zipped(template, {"[Content_Types].xml": types})
        return word.Document(io.BytesIO(template))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:  # bad XML is bad syntax
        raise TemplateUnusable(f"{name} is no Word document. {mend}") from error


def _fill_in_styles(document: Document) -> list[str]:
    """Adds the styles that the paper needs and the document lacks, and names them."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    lacking = [style for style in _STYLES if style not in document.styles]
    for name in lacking:
        kind = WD_STYLE_TYPE.TABLE if name == "Table Grid" else WD_STYLE_TYPE.PARAGRAPH
        style = document.styles.add_style(name, kind, builtin=True)
        if kind == WD_STYLE_TYPE.TABLE:
            borders = element("tblPr", element("tblBorders", *(_border(side) for side in _SIDES)))
            style.element.append(borders)
            continue
        style.paragraph_format.space_after = Pt(6)
        style.font.bold = name in ("Title", "Heading 1", "Heading 2", "Caption")
        if name.startswith("Heading"):
            style.paragraph_format.keep_with_next = True
            properties = style.element.get_or_add_pPr()
            properties.append(element("outlineLvl", val=str(int(name[-1]) - 1)))
    return lacking


_SPACE = 6 * 12_700  # English Metric Units: 6 points
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _border(side: str) -> Any:
    return element(side, val="single", sz="4", space="0", color="808080")


def _plain_look(document: Document) -> None:
    """A4 with wide margins, and styles of one plain typeface, dark on white."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.54)
    sizes = {"Normal": 12, "Title": 18, "Heading 1": 14, "Heading 2": 12, "Caption": 11, "List Bullet": 12, "Quote": 12}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = _TYPEFACE, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme's typeface would win
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.paragraph_format.space_after = Pt(6)
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].paragraph_format.space_before = Pt(12)
    document.styles["Title"].font.bold = True
    footer = page.footer.paragraphs[0]
    footer.add_run("Page ")
    footer._p.append(element("fldSimple", element("r", element("t")), instr="PAGE"))
    borders = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)


def _describe(document: Document, paper: Paper) -> None:
    """What the file says of itself: its title, its language, its day, which is never the moment of writing."""
    from docx.oxml.ns import qn

    core = document.core_properties
    core.title, core.subject, core.author, core.last_modified_by = paper.title, paper.council, BY, BY
    core.language, core.comments, core.keywords, core.revision = _LANGUAGE, "", "", 1
    core.created = core.modified = dt.datetime.combine(paper.as_of, dt.time())
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    words = document.styles["Normal"].element.get_or_add_rPr() if defaults is None else defaults
    for said in words.findall(qn("w:lang")):
        words.remove(said)
    words.append(element("lang", val=_LANGUAGE))


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.lists = Lists(document)
        self.after_table = False

    def write(self, paper: Paper) -> None:
        if paper.banner:
            self._banner(paper.banner)
        self._line((paper.title,), "Title")
        for label, said in paper.facts:
            self._line((Styled(f"{label}: ", bold=True), *said))
        for section in paper.sections:
            self.lists.number(self._line((section.heading,), "Heading 1"), self.lists.paper, 0)
            for block in section.blocks:
                self.block(block)
        if self.after_table:  # Word wants a paragraph at the end
            self._line(())

    def _banner(self, banner: str) -> None:
        """The banner above whatever stands in the header of every kind of page."""
        odd_and_even = self.document.settings.odd_and_even_pages_header_footer
        for place, section in enumerate(self.document.sections):
            headers = [section.header]
            headers += [section.first_page_header] if section.different_first_page_header_footer else []
            headers += [section.even_page_header] if odd_and_even else []
            for header in headers:
                linked = header.is_linked_to_previous
                if linked and place:
                    continue
                header.is_linked_to_previous = False
                line = header.paragraphs[0] if linked else header.add_paragraph()
                line.add_run(banner).bold = True
                header._element.insert(0, line._p)

    def block(self, block: Block, depth: int = 0) -> None:
        match block:
            case Paragraph():
                self._paragraph(block)
            case Subheading():
                self.lists.leave_out(self._line(block.text, "Heading 2"))
            case Points():
                self._points(block, depth)
            case Grid():
                self._grid(block)

    def _paragraph(self, block: Paragraph) -> None:
        from docx.enum.text import WD_COLOR_INDEX

        text = block.text
        if block.kind == "note":
            text = [Styled(part, italic=True) if isinstance(part, str) else part for part in text]
        line = self._line(text, "Quote" if block.kind == "quote" else None)
        if block.number:
            self.lists.number(line, self.lists.paper, 1)
        if block.kind == "todo":
            for run in line.runs:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW

    def _points(self, block: Points, depth: int) -> None:
        own = self.lists.bullets() if block.start is None else self.lists.counted(block.start)
        for item in block.items:
            for place, inside in enumerate(item):
                if not isinstance(inside, Paragraph):
                    self.block(inside, depth + 1)
                elif place == 0:
                    self.lists.number(
                        self._line(inside.text, "List Bullet" if block.start is None else None), own, depth
                    )
                else:
                    line = self._line(inside.text)
                    line.paragraph_format.left_indent = self.lists.indent(depth)

    def _grid(self, block: Grid) -> None:
        """A table whose first row is its heading, on every page anew; a row is never cut in two."""
        from docx.oxml.ns import qn

        if block.caption:
            self._line((block.caption,), "Caption").paragraph_format.keep_with_next = True
        elif self.after_table:  # or Word makes one table of the two
            self._line(())
        table = self.document.add_table(rows=0, cols=len(block.headings), style="Table Grid")
        widths = _widths(block, self._room())
        for number, cells in enumerate((block.headings, *block.lines)):
            row = table.add_row()
            properties = row._tr.get_or_add_trPr()
            properties.append(element("cantSplit"))
            if number == 0:
                properties.append(element("tblHeader"))
            for cell, said, width in zip(row.cells, cells, widths, strict=True):
                cell.width = width
                line = cell.paragraphs[0]
                self._say(line, said, bold=number == 0)
                line.paragraph_format.space_after = 0
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        if look is not None:
            table._tbl.tblPr.remove(look)
        flags = {"firstRow": "1", "lastRow": "0", "firstColumn": "0", "lastColumn": "0", "noHBand": "1", "noVBand": "1"}
        table._tbl.tblPr.append(element("tblLook", val="0620", **flags))
        if block.caption:
            table._tbl.tblPr.append(element("tblCaption", val=block.caption))
        self.after_table = True

    def _room(self) -> int:
        """From margin to margin."""
        page = self.document.sections[-1]
        return int((page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0))

    def _line(self, text: Text, style: str | None = None) -> Line:
        line = self.document.add_paragraph(style=style)
        if self.after_table and style is None:
            line.paragraph_format.space_before = _SPACE
        self.after_table = False
        self._say(line, text)
        return line

    def _say(self, line: Line, text: Text, *, bold: bool = False) -> None:
        for part in text:
            said = xml_text(part if isinstance(part, str) else part.text)
            run = line.add_run(said)
            run.bold = True if bold else None
            if isinstance(part, Styled):
                run.bold = True if part.bold or bold else None
                run.italic = True if part.italic else None
                if part.code:
                    run.font.name = "Courier New"
                if part.address:
                    self._link(line, run, part.address)

    def _link(self, line: Line, run: Any, address: str) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml.ns import qn
        from docx.shared import RGBColor

        run.font.underline, run.font.color.rgb = True, RGBColor(0x05, 0x63, 0xC1)
        link = element("hyperlink")
        link.set(qn("r:id"), line.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        line._p.replace(run._r, link)
        link.append(run._r)


def _widths(grid: Grid, room: int) -> list[int]:
    """The room shared by columns: more for those with more to say, enough for a word in each."""
    longest = [max(len(plain(cells[at])) for cells in (grid.headings, *grid.lines)) for at in range(len(grid.headings))]
    wanted = [min(max(length, 16), 40) for length in longest]
    return [room * each // sum(wanted) for each in wanted]
