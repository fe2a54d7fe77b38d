"""One exception for each failure that a user can mend: what is wrong, where, and what to do about it.

The command line prints the message and ends with status 1; nothing here ever shows a traceback to a user.
"""

from __future__ import annotations


class ItmapError(Exception):
    """A failure that its message tells how to mend."""


class FileUnreadable(ItmapError):
    """A file that is missing, empty, corrupt, protected or not what its name says."""


class NothingRecognised(ItmapError):
    """A file in which no sheet is a register."""


class OrganisationUnclear(ItmapError):
    """Rows that name no organisation, where the store holds several."""


class StoreMissing(ItmapError):
    """A store that does not exist yet."""


class StoreUnusable(ItmapError):
    """A store that is not one, is from a newer itmap, is locked, or can't be written."""


class TargetUnwritable(ItmapError):
    """A file or folder that can't be written, or a disk that is full."""


class SubjectUnknown(ItmapError):
    """A name that the store does not hold, or holds more than once."""


class SettingsInvalid(ItmapError):
    """A settings file with a key or a value that itmap can't use."""


class NotesUnreadable(ItmapError):
    """Officers' notes whose headings or comments can't be placed."""


class TemplateUnusable(ItmapError):
    """A Word template that is none, is protected, or carries macros."""


class CannotAnswer(ItmapError):
    """A question that what the store holds can't answer at all."""
