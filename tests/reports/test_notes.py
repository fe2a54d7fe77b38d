"""Officers' notes: their words in their places, nothing but words, and nothing lost without a message."""

from __future__ import annotations

import pytest

from itmap import settings as settings_of
from itmap.errors import NotesUnreadable
from itmap.reports import committee, notes
from itmap.reports.paper import FACTS, SECTIONS, Grid, Paragraph, Points, Subheading
from itmap.reports.words import Styled, plain
from tests.estates import estate
from tests.reports.pages import read

RICH = """
## 6. financial implications:

It **costs** *much*, see [the budget](https://example.org/budget?a=1&b=2).

- one
- two
  1. inner

> as said

### What it saves

| Year | Saving |
|---|---|
| 2027 | none |
"""


def test_the_blank_file_has_every_heading_and_says_nothing_by_itself() -> None:
    text = notes.blank()
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == [
        place.heading for place in (*FACTS, *SECTIONS)
    ]
    assert notes.read(text, "notes.md") == notes.Notes()


def test_paragraphs_lists_tables_and_emphasis_come_through() -> None:
    found = notes.read(RICH, "notes.md")
    assert found.left_out == []
    first, points, quote, heading, table = found.words["Financial implications"]
    assert first == Paragraph(
        (
            "It ",
            Styled("costs", bold=True),
            " ",
            Styled("much", italic=True),
            ", see ",
            Styled("the budget", address="https://example.org/budget?a=1&b=2"),
            ".",
        )
    )
    inner = Points(((Paragraph(("inner",)),),), 1)
    assert points == Points(((Paragraph(("one",)),), (Paragraph(("two",)), inner)))
    assert quote == Paragraph(("as said",), kind="quote")
    assert heading == Subheading(("What it saves",))
    assert table == Grid("", (("Year",), ("Saving",)), ((("2027",), ("none",)),))


@pytest.mark.parametrize(
    ("written", "kept", "told"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>", "is HTML"),
        ("A <b onclick=x>word</b>", "A <b onclick=x>word</b>", "is HTML"),
        ("<iframe src='http://x'></iframe>", "<iframe src='http://x'></iframe>", "is HTML"),
        ("![A logo](https://example.org/x.png)", "A logo", "the picture https://example.org/x.png is left out"),
        ("[budget](budget.docx)", "budget", "the link to budget.docx is left out"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))", ""),
        ("[x](data:text/html,y)", "[x](data:text/html,y)", ""),
        ("<javascript:alert(1)>", "<javascript:alert(1)>", ""),
    ],
)
def test_nothing_but_words_comes_through_and_what_is_left_out_is_said(written: str, kept: str, told: str) -> None:
    found = notes.read(f"## Legal implications\n\n{written}\n", "notes.md")
    ((block,),) = found.words.values()
    assert isinstance(block, Paragraph)
    assert plain(block.text) == kept
    assert not any(isinstance(part, Styled) and part.address for part in block.text)
    assert [said for said in found.left_out if "notes.md, line 3: " not in said or told not in said] == []
    assert bool(found.left_out) == bool(told)
    tree = read(committee.write(estate(), settings_of.load(), notes=found.words))
    assert kept in tree.at("paper").text
    assert not tree.at("paper").all("script") + tree.at("paper").all("iframe") + tree.at("paper").all("img")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## Finance\n\nx", r"line 1: the paper has no heading 'Finance'.* Financial implications"),
        ("# Risk implication\n\nx", r"Is it 'Risk implications'\?"),
        ("Words\n\n## Options\n", "line 1: these words stand before the first heading"),
        ("## Options\n\nx\n\n## options\n\ny", "line 5: the heading Options stands in line 1 too"),
        ("## Options\n\n<!-- x\n\n## Legal implications\n\ny", "line 3: the comment that begins here is never closed"),
        ("## Report to\n\nCabinet\n\nand others", "line 1: Report to is one line"),
    ],
)
def test_what_has_no_place_is_refused_by_line(text: str, message: str) -> None:
    with pytest.raises(NotesUnreadable, match=message):
        notes.read(text, "notes.md")
