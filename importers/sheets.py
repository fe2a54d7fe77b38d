"""Files to raw tables: every cell as it stands, with its address, nothing interpreted.

Each kind of file has its reader. None evaluates a formula, follows a link or expands an entity. Whatever can't be read,
or is beyond a limit of the settings, raises FileUnreadable with the way to mend it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from itmap import settings
from itmap.errors import FileUnreadable
from itmap.importers import ocds, text_files, workbook_files
from itmap.importers.tables import TAKE_OUT, Cell, RawTable, check
from itmap.settings import Limits

Reader = Callable[[Path, bytes, Limits], list[RawTable]]

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
TEXTS = (".csv", ".tsv")

_READERS: Mapping[str, Reader] = {
    **dict.fromkeys(WORKBOOKS, workbook_files.read),
    **dict.fromkeys(TEXTS, text_files.read),
    ".json": ocds.read,
}
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<?xml")


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files meant: each path itself, or the spreadsheets in a folder, by name. Raises FileUnreadable."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(
            file for file in path.iterdir() if file.suffix.lower() in _READERS and not file.name.startswith(("~$", "."))
        )
        if not found:
            raise FileUnreadable(
                f"{path}: there is no spreadsheet in this folder. Put .xlsx, .xls, .ods, .csv or .tsv files into it."
            )
        yield from found


def read_tables(path: Path, limits: Limits | None = None) -> list[RawTable]:
    """Every sheet of a file. Raises FileUnreadable for what is missing, empty, corrupt, protected or no spreadsheet.

    `limits` are those of the settings that itmap ships, unless the user's own are given.
    """
    limits = limits or _usual_limits()
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise FileUnreadable(
            f"{path}: not a kind of file that itmap reads. Save it as .xlsx, .xls, .ods, .csv or .tsv."
        )
    content = _content(path, limits)
    if not content.strip():
        raise FileUnreadable(f"{path}: the file is empty. Export the register again.")
    if content[:2048].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise FileUnreadable(
            f"{path}: this is a web page or XML with a spreadsheet's name. "
            "Open it in Excel or LibreOffice and save it as .xlsx."
        )
    return reader(path, content, limits)


@cache
def _usual_limits() -> Limits:
    return settings.load().limits


def _content(path: Path, limits: Limits) -> bytes:
    try:
        size = path.stat().st_size
        check(path, limits, "file_size_mb", size / 1_000_000, TAKE_OUT)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileUnreadable(f"{path}: there is no such file. Check the name and the folder.") from error
    except OSError as error:
        raise FileUnreadable(f"{path}: can't be read: {error.strerror}. Check that you may open it.") from error


__all__ = ["TEXTS", "WORKBOOKS", "Cell", "RawTable", "find_files", "read_tables"]
