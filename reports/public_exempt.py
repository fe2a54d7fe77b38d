"""Which contracts are exempt from publication: those that the register marks, or whose cells say so.

Local Government Act 1972, Schedule 12A, paragraph 3: information on the financial or business affairs of a person, the
council included. Registers that answer requests for information say it as section 43 of the Freedom of Information Act
2000 (commercial interests), or as sections 31, 40, 41.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

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


def exempt_in(estates: Collection[Estate]) -> frozenset[str]:
    """The exempt contracts: one that only one of these estates marks is exempt in the others too."""
    return frozenset(id_ for each in estates for id_ in exempt_contracts(each))


def gone_in(estates: Collection[Estate], exempt: frozenset[str]) -> frozenset[str]:
    """The exempt contracts, and what only they speak of in one of these estates: it is left out of each."""
    return frozenset(id_ for each in estates for id_ in _alone(each, exempt))


def _alone(estate: Estate, exempt: frozenset[str]) -> set[str]:
    """The exempt contracts, and what only they speak of: suppliers, and systems that no row describes."""
    gone = set(exempt)
    spoken = {id_ for contract in exempt & estate.records("contract").keys() for id_ in _targets(estate, contract)}
    while True:
        others = {
            target
            for register in estate.tables
            for id_, row in estate.records(register).items()
            if id_ not in gone
            for target in _ids(register, row)
        }
        alone = {id_ for id_ in spoken - others - gone if _goes(estate, id_)}
        if not alone:
            return gone
        gone |= alone
        spoken |= {target for id_ in alone for target in _targets(estate, id_)}


def _goes(estate: Estate, id_: str) -> bool:
    register = next((name for name in estate.tables if id_ in estate.records(name)), "")
    return register == "supplier" or (register != "" and not estate.records(register)[id_]["defined"])


def _targets(estate: Estate, record: str) -> set[str]:
    register = next((name for name in estate.tables if record in estate.records(name)), None)
    return set(_ids(register, estate.records(register)[record])) if register else set()


def _ids(register: str, row: Values) -> Iterator[str]:
    """The ids of all records that a row refers to."""
    for field in model.BY_NAME[register].references:
        value = row[field.name]
        for item in (value,) if isinstance(value, str) else value or ():
            yield from (item,) if isinstance(item, str) else (part for part in item if part)


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
