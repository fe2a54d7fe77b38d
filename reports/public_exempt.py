"""Which contracts are exempt from publication: those that the register marks, or whose cells say so.

Local Government Act 1972, Schedule 12A, paragraph 3: information on the financial or business affairs of a person, the
council included. Registers that answer requests for information say it as section 43 of the Freedom of Information Act
2000 (commercial interests), or as sections 31, 40, 41.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from itmap import model
from itmap.errors import CannotAnswer
from itmap.estate import Estate, Values, same
from itmap.exemption import SAYS_EXEMPT

# A title, supplier or description that is nothing else: `Confidential`, `[Exempt]`.
_IS_NO_TEXT = re.compile(r"\W*(?:exempt|exempted|confidential|restricted|private|not disclosed)\W*", re.IGNORECASE)
# Words in the place of a value that say so too. The exemptions of the act are its sections 21 to 44.
_REFUSES = re.compile(
    r"\b(?:section|sec|sect|s)\.?:?\s*(?:2[1-9]|3\d|4[0-4])\b"
    r"|\b(?:exempt|exemption|confidential|refused|foia?)\b|\bcommercial",
    re.IGNORECASE,
)


def exempt_contracts(estate: Estate) -> frozenset[str]:
    """The ids of the contracts that are exempt, and of those that share their reference with one: lots repeat values.

    A cell of the Exempt column that is neither yes nor no (`Part`, `see Legal`) counts as yes.
    """
    contracts = estate.records("contract")
    said = {id_ for id_, row in contracts.items() if _is_exempt(row, estate)}
    lots = {(contracts[id_]["organisation"], same(contracts[id_]["reference"] or "")) for id_ in said}
    return frozenset(
        id_
        for id_, row in contracts.items()
        if id_ in said or (row["reference"] and (row["organisation"], same(row["reference"])) in lots)
    )


def _is_exempt(row: Values, estate: Estate) -> bool:
    said = row["said"]
    return (
        bool(row["exempt"])
        or (row["exempt"] is None and "exempt" in said)
        or any(
            SAYS_EXEMPT.search(text) or _IS_NO_TEXT.fullmatch(text) for text in (*said.values(), *_texts(row, estate))
        )
        or any(_REFUSES.search(text) for text in said.values())
    )


def _texts(row: Values, estate: Estate) -> Iterator[str]:
    """The texts of a contract and the names in it."""
    yield from (
        row[field.name] for field in model.CONTRACTS.columns if field.kind is model.Kind.TEXT and row[field.name]
    )
    yield from (estate.name(id_) for name in ("suppliers", "covers") for id_ in row[name])


def exemption_said(estate: Estate) -> None:
    """Raises CannotAnswer, naming the councils, unless every council's contracts say something of exemption.

    A register says something when one of its contracts is marked yes or no, or holds words like Section 43. An Exempt
    column in which every cell is empty says nothing of any contract: nobody has gone through them, or nobody has
    written it down, and a person should confirm which.
    """
    contracts = estate.records("contract")
    exempt = exempt_contracts(estate)
    said = {row["organisation"] for id_, row in contracts.items() if row["exempt"] is not None or id_ in exempt}
    silent = sorted(
        {estate.name(row["organisation"]) for row in contracts.values()} - {estate.name(id_) for id_ in said}
    )
    if contracts and not silent:
        return
    whose = (
        f"The contract register of {', '.join(silent)} says"
        if silent
        else "No contract register that was imported says"
    )
    raise CannotAnswer(
        f"{whose} nothing of exemption, so nobody can tell what may be published. "
        "Import a register with an Exempt column that says yes or no, or, if you have made sure that nothing in it is "
        "exempt, add --nothing-exempt."
    )


def silent_contracts(estate: Estate) -> int:
    """How many contracts say nothing of exemption, beside others that do: they are taken as not exempt."""
    exempt = exempt_contracts(estate)
    return sum(row["exempt"] is None and id_ not in exempt for id_, row in estate.records("contract").items())
