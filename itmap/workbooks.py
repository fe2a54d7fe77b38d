"""Writing workbooks: text is never a formula, and the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import gc
import io
import re
import sys
import tempfile
import traceback
import zipfile
import zlib
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from itmap.errors import CannotAnswer, TargetUnwritable

if TYPE_CHECKING:
    from openpyxl import Workbook

BY = "itmap"
_CORE = "docProps/core.xml"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip archive can name
_NEVER = b"1980-01-01T00:00:00Z"
# England's order of day and month, whatever the machine's: LibreOffice writes a day into CSV in its format's language.
DAY = "[$-809]dd/mm/yyyy"
LONGEST_CELL = 32_767  # characters, Excel's own limit
_SHORT = 60  # characters of a longer text, enough to know it by
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML can't hold
_ESCAPE = re.compile(
    r"_x(?=[0-9A-Fa-f]{4}_)"
)  # what a spreadsheet would read as a character's number (ISO 29500, 22.9.2.19)


def set_text(cell: Any, value: Any) -> None:
    """Put a value into a cell of a sheet whose headings stand in row 1 and whose rows are written from the left.

    Text stays text, whatever it begins with. Raises CannotAnswer, with the place, for text that is longer than a cell
    can hold.
    """
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise CannotAnswer(
                f"{_place(cell)}: a cell of a workbook holds {LONGEST_CELL:,} characters, and this has {len(value):,}: "
                f"{_short(value)} Shorten it, or for an answer take --format csv."
            )
        cell.value = cell_text(value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    elif isinstance(value, Decimal):
        cell.value = int(value) if value == value.to_integral_value() else float(value)
    else:
        cell.value = value


def _place(cell: Any) -> str:
    """Where a cell is to go, as its reader knows it: the sheet, what begins the row, the heading."""
    before = [cell.parent.cell(cell.row, column).value for column in range(1, cell.column)]
    begins = [_short(str(value)) for value in before if value is not None][:3]
    return ", ".join([cell.parent.title, *begins, str(cell.parent.cell(1, cell.column).value)])


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}..."


def cell_text(text: str) -> str:
    """Text as a cell's XML holds it: without what XML can't hold, and no underscore read as a character's number."""
    return _ESCAPE.sub("_x005F_x", xml_text(text))


def xml_text(text: str) -> str:
    """Text without what XML can't hold."""
    return _NOT_XML.sub("", text)


def saved(book: Workbook) -> bytes:
    """The workbook's bytes, without the moment of writing in them.

    Raises TargetUnwritable where the folder of temporary files, in which openpyxl keeps its sheets, can't hold them.
    """
    from lxml.etree import SerialisationError

    unraisable = sys.unraisablehook
    book.properties.creator = BY
    book.properties.created = book.properties.modified = dt.datetime(*_NO_TIME)  # noqa: DTZ001  (no time zone there)
    first = io.BytesIO()
    try:
        book.save(first)
    except SerialisationError as error:  # a full disk, which lxml does not call an OSError
        sys.unraisablehook = lambda _: None  # openpyxl's half-written sheet complains once more when it is let go
        traceback.clear_frames(error.__traceback__)
        gc.collect()  # the sheet and its writer hold each other
        sys.unraisablehook = unraisable
        raise TargetUnwritable(
            f"The folder of temporary files, {tempfile.gettempdir()}, can't hold the workbook ({error}). "
            "Make room there, or let TMPDIR name a folder that has room, and run the command again."
        ) from error
    with zipfile.ZipFile(first) as written:  # openpyxl writes the hour of saving here
        core = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>%b" % _NEVER, written.read(_CORE))
    return zipped(first.getvalue(), {_CORE: core})


def zipped(archive: bytes, changed: Mapping[str, bytes] | None = None) -> bytes:
    """A zip archive's files, those in `changed` with other content, without the moment of writing."""
    last = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as written, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in written.namelist():
            content = (changed or {}).get(name, written.read(name))
            fixed.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)
    return last.getvalue()


def is_untouched(content: bytes) -> bool:
    """Whether itmap wrote this workbook or Word file and no program has saved it since: one writes its hour into it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            core = book.read(_CORE)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error):
        return False
    tags = (b"dc:creator", b"dcterms:created", b"dcterms:modified")
    creator, created, modified = (re.search(rb"<%b[^>]*>([^<]*)" % tag, core) for tag in tags)
    return bool(creator and created and modified and creator[1] == BY.encode() and created[1] == modified[1])
