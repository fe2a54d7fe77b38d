"""What somebody decided about names, as a book asks for it: which names are one, which stay apart, who owns whom.

A company number decides, then a decision: no rule overrules one. Where decisions contradict each other, `different`
wins over `same`, and `parent` says only who owns whom.
"""

from __future__ import annotations

from collections.abc import Iterable

from itmap.estate import Decision, same
from itmap.importers.names import supplier_key


class Decided:
    """The decisions that hold for one organisation: its own, and those about suppliers, whom all share."""

    def __init__(self, decisions: Iterable[Decision], organisation: str) -> None:
        mine = sorted(each for each in decisions if each.organisation in (None, organisation))
        self.owners = [(each.one, each.other) for each in mine if each.verdict == "parent"]
        apart = [(each.one, each.other) for each in mine if each.register == "supplier" and each.verdict == "different"]
        self.not_owners = [*apart, *((other, one) for one, other in apart)]
        self.covers = [each for each in mine if each.register == "contract"]
        self._suppliers: dict[str, str] = {}  # the keys of their names: every row asks for them
        self._alone: set[str] = set()
        self._root: dict[tuple[str, str], tuple[str, str]] = {}
        self._pairs: set[frozenset[tuple[str, str]]] = set()
        self._different: set[frozenset[tuple[str, str]]] = set()
        named = [each for each in mine if each.register != "contract" and _spelled(each.one) != _spelled(each.other)]
        for each in named:  # one company by the rules, two by decision: the other's spelling stands for itself
            if each.verdict == "different" and self._base(each, each.one) == self._base(each, each.other):
                self._alone.add(_spelled(each.other))
        for each in named:
            pair = frozenset((self._base(each, each.one), self._base(each, each.other)))
            self._pairs.add(pair)
            if each.verdict == "different":
                self._different.add(pair)
        for each in named:
            if each.verdict == "same":
                self._unite(self._base(each, each.one), self._base(each, each.other))
        self._apart = {frozenset(map(self._find, pair)) for pair in self._different}

    def key(self, register: str, text: str) -> str:
        """The form in which two names of a register are equal, decisions included."""
        if register != "supplier":
            return self._find(self.base(register, text))[1] if self._root else same(text)
        found = self._suppliers.get(text)
        if found is None:
            found = self._suppliers[text] = self._find(self.base(register, text))[1]
        return found

    def united(self, register: str, text: str) -> bool:
        """Whether a name was decided to be the same as another."""
        return bool(self._root) and self.base(register, text) in self._root

    def apart(self, register: str, one: str, other: str) -> bool:
        """Whether two names were decided to be different, or what is the same as the one from what is as the other."""
        if not self._apart:
            return False
        return frozenset((self._find(self.base(register, one)), self._find(self.base(register, other)))) in self._apart

    def judged(self, one: tuple[str, str], other: tuple[str, str]) -> bool:
        """Whether anything was decided about two bases, or follows from what was."""
        if not self._pairs:
            return False
        return frozenset((one, other)) in self._pairs or (one != other and self._find(one) == self._find(other))

    def base(self, register: str, text: str) -> tuple[str, str]:
        """A name as the rules read it, unless a decision sets its very spelling apart."""
        if register != "supplier":
            return register, same(text)
        alone = bool(self._alone) and _spelled(text) in self._alone
        return register, supplier_key(text) + ("\x1f" + _spelled(text) if alone else "")

    def _base(self, decision: Decision, text: str) -> tuple[str, str]:
        return self.base(decision.register, text)

    def _find(self, name: tuple[str, str]) -> tuple[str, str]:
        while self._root.get(name, name) != name:
            name = self._root[name]
        return name

    def _unite(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        """Make two names one, unless that makes one of two that were decided to be different."""
        joined = {self._find(one), self._find(other)}
        torn = any({self._find(name) for name in pair} == joined for pair in self._different)
        if not torn:
            first = min(joined)
            for name in (one, other, *joined):
                self._root.setdefault(name, name)
            for name in joined:
                self._root[name] = first


def bases(decision: Decision) -> tuple[str, str]:
    """The two names of a decision as the rules read them."""
    read = supplier_key if decision.register == "supplier" else same
    return read(decision.one), read(decision.other)


def _spelled(text: str) -> str:
    return " ".join(text.split())
