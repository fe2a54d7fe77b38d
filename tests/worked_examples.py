"""The worked examples of docs/methods.md, held to what the code works out."""

from __future__ import annotations

from tests.make_docs import DOCS


def methods_say(*texts: str) -> None:
    """Each of these stands in the methods, however its lines are broken."""
    methods = " ".join((DOCS / "methods.md").read_text(encoding="utf-8").split())
    missing = [text for text in texts if text not in methods]
    assert not missing, "docs/methods.md should say so"
