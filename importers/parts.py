"""The parts of an xlsx file, edited where they stand: every byte that no edit names stays as it is.

A library that reads a workbook and writes it again drops what it doesn't know: charts, shapes, pivot tables, macros.
Here a part is only searched for where its elements begin and end, and text is put between.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from xml.parsers import expat

from openpyxl.utils import get_column_letter

from itmap.workbooks import cell_text

NEW_PART_TIME = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip archive can name
_TAG = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")
_ATTRIBUTE = re.compile(rb"""\s+([\w:.\-]+)\s*=\s*("[^"]*"|'[^']*')""")
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships"


class NotAsExpected(ValueError):
    """A file whose parts are not those of a workbook as the standard (ISO 29500) has it."""


@dataclass
class Element:
    """Where an element stands in its part: its start tag is `start` to `inner`, its end tag `close` to `end`."""

    qualified: str
    attributes: dict[str, str]
    parent: Element | None
    start: int
    inner: int
    close: int
    end: int

    @property
    def name(self) -> str:
        """The name without its prefix."""
        return self.qualified.rpartition(":")[2]

    @property
    def namespace(self) -> str:
        """The namespace that a root declares for itself: a strict file has another one."""
        prefix = self.qualified.rpartition(":")[0]
        return self.attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")

    @property
    def relation(self) -> str:
        """The id of the relation that it names; the prefix of that attribute is the file's own choice."""
        return next((value for name, value in self.attributes.items() if name.endswith(":id")), "")

    def child(self, name: str) -> str:
        """The name that a child of the same namespace has here."""
        return "".join(self.qualified.rpartition(":")[:2]) + name


Keep = Callable[[str, int, dict[str, str]], bool]


class Part:
    """One XML part: its elements in their order, and the edits that are to be made.

    `keep` says of a name, a depth (0 the root) and attributes whether the element is wanted: a sheet has millions.
    Raises NotAsExpected for what is no XML, and for a document type, which no workbook has.
    """

    def __init__(self, content: bytes, keep: Keep | None = None) -> None:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            content = re.sub(r"^<\?xml[^>]*\?>", "", content.decode("utf-16")).encode("utf-8")
        self.content = content
        self.elements: list[Element] = []
        self._keep = keep or (lambda _name, _depth, _attributes: True)
        self._attributes: dict[int, dict[str, str]] = defaultdict(dict)
        self._inserted: dict[int, bytes] = defaultdict(bytes)
        self._appended: dict[int, bytes] = defaultdict(bytes)
        self._scan()

    def _scan(self) -> None:
        parser = expat.ParserCreate()
        open_: list[Element | None] = []

        def start(qualified: str, attributes: dict[str, str]) -> None:
            at = parser.CurrentByteIndex
            if not self._keep(qualified.rpartition(":")[2], len(open_), attributes):
                open_.append(None)
                return
            tag = _TAG.match(self.content, at)
            if tag is None:
                raise NotAsExpected("an element without an end")
            element = Element(qualified, attributes, open_[-1] if open_ else None, at, tag.end(), tag.end(), tag.end())
            open_.append(element)
            self.elements.append(element)

        def end(_name: str) -> None:
            element = open_.pop()
            if element and not self._is_empty(element):
                element.close = parser.CurrentByteIndex
                element.end = self.content.index(b">", element.close) + 1

        def doctype(*_about: object) -> None:
            raise NotAsExpected("a document type")

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.StartDoctypeDeclHandler = doctype
        try:
            parser.Parse(self.content, True)
        except (expat.ExpatError, LookupError) as error:  # no XML, or in an encoding that nobody knows
            raise NotAsExpected(str(error)) from error

    @property
    def root(self) -> Element:
        return self.elements[0]

    def all(self, name: str, parent: Element | None = None) -> Iterator[Element]:
        """The elements of that name, of one parent if it is given."""
        return (each for each in self.elements if each.name == name and parent in (None, each.parent))

    def first(self, name: str, parent: Element | None = None) -> Element | None:
        """The first element of that name, None without one."""
        return next(self.all(name, parent), None)

    def text(self, element: Element) -> bytes:
        """An element as it stands, tags and all."""
        return self.content[element.start : element.end]

    def set(self, element: Element, **attributes: object) -> None:
        """Give an element's start tag these attributes."""
        self._attributes[element.start].update({name: str(value) for name, value in attributes.items()})

    def append(self, element: Element, text: str | bytes) -> None:
        """Put XML at the end of what an element holds."""
        self._appended[element.start] += _ascii(text)

    def insert(self, at: int, text: str | bytes) -> None:
        """Put XML before a position; what is put there twice stands in the order of the calls."""
        self._inserted[at] += _ascii(text)

    def edited(self) -> bytes:
        """The part with its edits."""
        edits = [(at, at, text) for at, text in self._inserted.items()]
        for element in self.elements:
            tag = self.content[element.start : element.inner]
            more = self._appended.get(element.start, b"")
            changed = with_attributes(tag, self._attributes.get(element.start, {}))
            if more and self._is_empty(element):
                changed = re.sub(rb"\s*/>$", b">", changed) + more + f"</{element.qualified}>".encode()
            elif more:
                edits.append((element.close, element.close, more))
            if changed != tag:
                edits.append((element.start, element.inner, changed))
        pieces, at = [], 0
        for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
            pieces += [self.content[at:start], text]
            at = end
        return b"".join([*pieces, self.content[at:]])

    def _is_empty(self, element: Element) -> bool:
        return self.content[element.inner - 2 : element.inner] == b"/>"


def with_attributes(tag: bytes, attributes: Mapping[str, str]) -> bytes:
    """A start tag, or XML that begins with one, with these attributes beside the others or in their place."""
    found = _TAG.match(tag)
    if found is None or not attributes:
        return tag
    start, rest = found[0], tag[found.end() :]
    for name, value in attributes.items():
        said = _ascii(f' {name}="{escape(value)}"')
        old = next((each for each in _ATTRIBUTE.finditer(start) if each[1] == name.encode()), None)
        at = (old.start(), old.end()) if old else (len(start.rstrip(b"/> \t\r\n")),) * 2
        start = start[: at[0]] + said + start[at[1] :]
    return start + rest


def xml(text: str) -> str:
    """Text as XML holds it, in an element or an attribute."""
    return escape(cell_text(text))


def called(row: int, column: int) -> str:
    """What a spreadsheet calls a cell."""
    return f"{get_column_letter(column)}{row}"


def _ascii(text: str | bytes) -> bytes:
    """XML that reads the same in whatever encoding its part has."""
    return text if isinstance(text, bytes) else text.encode("ascii", "xmlcharrefreplace")


@dataclass(frozen=True)
class Relation:
    """What one part says about another: under which id, as what, and where that is."""

    id: str
    type: str
    target: str


class Package:
    """The zip archive of a workbook. Raises NotAsExpected for what is none, or lacks a part that is named."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except zipfile.BadZipFile as error:
            raise NotAsExpected(str(error)) from error
        self.names = self._zip.namelist()
        self._changed: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        """A part as it now is."""
        if name in self._changed:
            return self._changed[name]
        if name not in self.names:
            raise NotAsExpected(f"{name} is missing")
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise NotAsExpected(f"{name} can't be unpacked: {error}") from error

    def write(self, name: str, content: bytes) -> None:
        """Put a part into the archive, in place of the one of that name."""
        self._changed[name] = content

    def free(self, pattern: str) -> str:
        """The first name like `xl/comments{}.xml` that no part has, whatever its case."""
        taken = {name.casefold() for name in (*self.names, *self._changed)}
        return next(name for number in range(1, 10**6) if (name := pattern.format(number)).casefold() not in taken)

    def relations(self, part: str) -> list[Relation]:
        """What a part ("" the archive itself) is related to inside the archive."""
        name = _relations_of(part)
        if name not in self.names and name not in self._changed:
            return []
        return [
            Relation(said.get("Id", ""), said.get("Type", ""), _inside(part, said.get("Target", "")))
            for said in (each.attributes for each in Part(self.read(name)).all("Relationship"))
            if said.get("TargetMode") != "External"
        ]

    def related(self, part: str, kind: str) -> Relation | None:
        """The first relation of a kind: `styles`, `comments`."""
        return next((each for each in self.relations(part) if each.type.endswith(f"/{kind}")), None)

    def relate(self, part: str, type_: str, target: str) -> str:
        """Relate a part to another; the id of the relation."""
        name = _relations_of(part)
        exists = name in self.names or name in self._changed
        rels = Part(self.read(name) if exists else f'<Relationships xmlns="{_RELATION}"/>'.encode())
        ids = {each.attributes.get("Id") for each in rels.all("Relationship")}
        id_ = next(id_ for number in range(1, 10**6) if (id_ := f"rId{number}") not in ids)
        rels.append(
            rels.root,
            f'<{rels.root.child("Relationship")} Id="{id_}" Type="{escape(type_)}" Target="/{escape(target)}"/>',
        )
        self.write(name, rels.edited())
        return id_

    def declare(self, name: str, content_type: str) -> None:
        """Say what kind of part a new one is."""
        types = Part(self.read("[Content_Types].xml"))
        override = types.root.child("Override")
        types.append(types.root, f'<{override} PartName="/{escape(name)}" ContentType="{content_type}"/>')
        self.write("[Content_Types].xml", types.edited())

    def saved(self) -> bytes:
        """The archive: what was not written anew as it was, new parts at its end."""
        last = io.BytesIO()
        with zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as written:
            for old in {
                info.filename: info for info in self._zip.infolist()
            }.values():  # of two of a name the last holds
                info = zipfile.ZipInfo(old.filename, old.date_time)
                info.compress_type, info.external_attr = old.compress_type, old.external_attr
                written.writestr(info, self.read(old.filename))
            for name in sorted(self._changed.keys() - set(self.names)):
                written.writestr(zipfile.ZipInfo(name, NEW_PART_TIME), self._changed[name], zipfile.ZIP_DEFLATED)
        return last.getvalue()


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _inside(part: str, target: str) -> str:
    """The name in the archive of what a part calls `target`."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).removeprefix("/")
