"""The paper in Word: real headings, numbers, lists and tables, the council's template, the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from functools import cache
from typing import Any

import docx as word
import pytest
from docx.oxml.ns import qn

from itmap.errors import TemplateUnusable
from itmap.reports import committee, notes
from itmap.reports.docx import docx
from itmap.reports.paper import SECTIONS, Grid, Paper, Paragraph
from itmap.reports.words import plain
from itmap.workbooks import zipped
from tests.reports.test_notes import RICH
from tests.reports.test_paper import SETTINGS
from tests.reports.test_report import whole


@cache
def paper() -> Paper:
    return committee.gather(whole(), SETTINGS, notes=notes.read(RICH, "notes.md").words).paper


@cache
def written() -> bytes:
    return docx(paper())[0]


def opened(content: bytes) -> Any:
    return word.Document(io.BytesIO(content))


def template(**remove: str) -> bytes:
    """A council's template: a header, a first page of its own, a text, green headings."""
    document = word.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "Borough crest"
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "First page"
    section.footer.paragraphs[0].text = "Borough footer"
    document.settings.odd_and_even_pages_header_footer = True
    section.even_page_header.paragraphs[0].text = "Even page"
    document.styles["Heading 1"].font.color.rgb = word.shared.RGBColor(0, 0x80, 0)
    document.add_paragraph("Report of the Director")
    for name in remove.values():
        style = document.styles[name].element
        style.getparent().remove(style)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def numbered(document: Any) -> list[tuple[int, str]]:
    """The level and the text of every paragraph that the paper's own numbering counts."""
    first = next(line for line in document.paragraphs if line.style.name == "Heading 1")
    own = first._p.pPr.numPr.numId.val
    return [
        (line._p.pPr.numPr.ilvl.val, line.text)
        for line in document.paragraphs
        if line._p.pPr is not None and line._p.pPr.numPr is not None and line._p.pPr.numPr.numId.val == own
    ]


def test_headings_are_headings_and_every_paragraph_has_the_number_that_the_page_gives_it() -> None:
    document = opened(written())
    assert [line.text for line in document.paragraphs if line.style.name == "Title"] == [paper().title]
    assert [line.text for line in document.paragraphs if line.style.name == "Heading 1"] == [
        place.heading for place in SECTIONS
    ]
    counted = []
    section = paragraph = 0
    for level, text in numbered(document):  # as Word counts: a heading sets its paragraphs back to the first
        section, paragraph = (section + 1, 0) if level == 0 else (section, paragraph + 1)
        counted.append((f"{section}" if level == 0 else f"{section}.{paragraph}", text))
    assert counted == [
        pair
        for each in paper().sections
        for pair in [
            (f"{each.number}", each.heading),
            *((b.number, plain(b.text)) for b in each.blocks if isinstance(b, Paragraph) and b.number),
        ]
    ]
    levels = document.part.numbering_part.element.findall(f".//{qn('w:lvlText')}")
    assert {"%1.", "%1.%2"} <= {level.get(qn("w:val")) for level in levels}


def test_tables_hold_the_papers_cells_under_a_heading_row_that_is_repeated() -> None:
    tables = opened(written()).tables
    grids = [block for each in paper().sections for block in each.blocks if isinstance(block, Grid)]
    assert len(tables) == len(grids) == 2
    for table, grid in zip(tables, grids, strict=True):
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        assert cells == [[plain(cell) for cell in line] for line in (grid.headings, *grid.lines)]
        assert [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows] == [True] + [False] * len(grid.lines)
        assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"
        assert not table._tbl.xpath(".//w:gridSpan | .//w:vMerge")


def test_officers_lists_links_and_emphasis_are_words_own() -> None:
    document = opened(written())
    by_text = {line.text: line for line in document.paragraphs}
    assert by_text["one"].style.name == "List Bullet"
    assert by_text["inner"]._p.pPr.numPr.ilvl.val == 1
    assert by_text["as said"].style.name == "Quote"
    assert by_text["What it saves"].style.name == "Heading 2"
    costs = by_text["It costs much, see the budget."]
    assert [run.text for run in costs.runs if run.bold] == ["costs"]
    assert [run.text for run in costs.runs if run.italic] == ["much"]
    assert [link.address for link in costs.hyperlinks] == ["https://example.org/budget?a=1&b=2"]


def test_it_says_its_title_its_language_its_day_and_the_banner() -> None:
    document = opened(written())
    core = document.core_properties
    assert (core.title, core.language) == (paper().title, "en-GB")
    assert core.created == core.modified == dt.datetime(2026, 4, 1, tzinfo=core.created.tzinfo)
    language = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "en-GB"
    assert document.sections[0].header.paragraphs[0].text == paper().banner
    assert "PAGE" in document.sections[0].footer._element.xml
    assert (round(document.sections[0].page_width.cm, 1), round(document.sections[0].page_height.cm, 1)) == (21, 29.7)


def test_the_same_paper_gives_the_same_bytes_without_an_hour_in_them() -> None:
    assert docx(paper())[0] == written()
    assert docx(paper(), template())[0] == docx(paper(), zipped(template()))[0]
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_councils_template_keeps_its_own_and_carries_the_banner_on_every_kind_of_page() -> None:
    content, said = docx(paper(), template(), "council.docx")
    assert said == []
    document = opened(content)
    section = document.sections[0]
    for header, own in (
        (section.header, "Borough crest"),
        (section.first_page_header, "First page"),
        (section.even_page_header, "Even page"),
    ):
        assert [line.text for line in header.paragraphs] == [paper().banner, own]
    assert section.footer.paragraphs[0].text == "Borough footer"
    assert document.styles["Heading 1"].font.color.rgb == word.shared.RGBColor(0, 0x80, 0)
    assert document.paragraphs[0].text == "Report of the Director"
    assert section.page_width == word.Document().sections[0].page_width


def test_a_template_for_new_documents_is_opened_too() -> None:
    with zipfile.ZipFile(io.BytesIO(template())) as archive:
        types = archive.read("[Content_Types].xml").replace(b"document.main+xml", b"template.main+xml")
    content, _ = docx(paper(), zipped(template(), {"[Content_Types].xml": types}), "council.dotx")
    assert opened(content).paragraphs[0].text == "Report of the Director"


def test_a_missing_style_is_named_and_a_plain_one_stands_in() -> None:
    content, said = docx(paper(), template(a="Heading 1", b="Table Grid", c="List Bullet"), "council.docx")
    assert [re.findall("style called '(.*?)'", each)[0] for each in said] == ["Heading 1", "List Bullet", "Table Grid"]
    document = opened(content)
    assert len([line for line in document.paragraphs if line.style.name == "Heading 1"]) == len(SECTIONS)
    assert document.styles["Heading 1"].element.xpath("./w:pPr/w:outlineLvl")[0].get(qn("w:val")) == "0"


def test_a_template_without_numbering_is_given_one() -> None:
    document = word.Document()
    part = document.part
    (own,) = [key for key, each in part.rels.items() if each.reltype.endswith("/numbering")]
    part.drop_rel(own)
    file = io.BytesIO()
    document.save(file)
    assert numbered(opened(docx(paper(), file.getvalue(), "council.docx")[0]))[0] == (0, "Decision sought")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"no zip", "no Word document"), (zipped(b"PK\x05\x06" + b"\0" * 18), "no Word document")],
)
def test_what_is_no_word_document_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(TemplateUnusable, match=message):
        docx(paper(), content, "council.docx")


def test_a_template_with_macros_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(template())) as archive:
        types = archive.read("[Content_Types].xml")
    types = types.replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"vnd.ms-word.document.macroEnabled.main+xml",
    )
    with pytest.raises(TemplateUnusable, match="carries macros"):
        docx(paper(), zipped(template(), {"[Content_Types].xml": types}), "council.docm")
