"""Numbering as Word keeps it: the paper's `1.` and `1.1`, bullets, and lists that each begin anew.

It is set on each paragraph, over whatever numbering a template's styles bring, and changes none of them.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_LEVELS = range(9)  # as many as Word knows
_MARGIN, _STEP = 720, 360  # twentieths of a point
_BULLETS = "\u2022\u2013"  # by turns, so that a list within a list can be told


def element(name: str, *inside: Any, **attributes: str) -> Any:
    """An element of WordprocessingML with these attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    made.extend(inside)
    return made


class Lists:
    """The numbered things of one document."""

    def __init__(self, document: Document) -> None:
        self._numbering = _numbering(document)
        self.paper = self._num(self._abstract("decimal", ["%1.", "%1.%2"], 0))
        self._bullets = self._abstract("bullet", [_BULLETS[level % 2] for level in _LEVELS], _STEP)
        self._counted = self._abstract("decimal", [f"%{level + 1}." for level in _LEVELS], _STEP)

    def bullets(self) -> int:
        """A list of bullets."""
        return self._num(self._bullets)

    def counted(self, start: int) -> int:
        """A numbered list that begins at `start` on every level."""
        starts = [element("lvlOverride", element("startOverride", val=str(start)), ilvl=str(at)) for at in _LEVELS]
        return self._num(self._counted, *starts)

    def number(self, paragraph: Paragraph, list_: int, level: int) -> None:
        """Makes a paragraph an item of a list."""
        its = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        its.get_or_add_ilvl().val = min(level, _LEVELS[-1])
        its.get_or_add_numId().val = list_

    def leave_out(self, paragraph: Paragraph) -> None:
        """Keeps the number of a template's style away."""
        self.number(paragraph, 0, 0)

    def indent(self, level: int) -> int:
        """How far the words of an item stand from the margin, in English Metric Units."""
        return (_MARGIN + (level + 1) * _STEP) * 635

    def _abstract(self, form: str, signs: list[str], step: int) -> int:
        """A kind of list: `signs` for each level, each indented by `step` more; 0 keeps all at one margin."""
        used = self._ids("w:abstractNum", "w:abstractNumId")
        own = next(number for number in count() if number not in used)
        levels = []
        for level, sign in enumerate(signs):
            left = _MARGIN + (level + 1) * step
            levels.append(
                element(
                    "lvl",
                    element("start", val="1"),
                    element("numFmt", val=form),
                    element("lvlText", val=sign),
                    element("lvlJc", val="left"),
                    element("pPr", element("ind", left=str(left), hanging=str(step or _MARGIN))),
                    ilvl=str(level),
                )
            )
        kind = element("abstractNum", element("multiLevelType", val="multilevel"), *levels, abstractNumId=str(own))
        nums = self._numbering.num_lst  # kinds stand before the lists that use them
        if nums:
            nums[0].addprevious(kind)
        else:
            self._numbering.append(kind)
        return own

    def _num(self, abstract: int, *overrides: Any) -> int:
        num = self._numbering.add_num(abstract)
        num.extend(overrides)
        own: int = num.numId
        return own

    def _ids(self, name: str, attribute: str) -> set[int]:
        from docx.oxml.ns import qn

        return {int(each.get(qn(attribute))) for each in self._numbering.findall(qn(name))}


def _numbering(document: Document) -> Any:
    """The document's numbering; python-docx makes none where a template has none."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.numbering import NumberingPart

    if not any(each.reltype == RELATIONSHIP_TYPE.NUMBERING for each in document.part.rels.values()):
        uri = PackURI("/word/numbering.xml")
        part = NumberingPart(uri, CONTENT_TYPE.WML_NUMBERING, element("numbering"), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return document.part.numbering_part.element
