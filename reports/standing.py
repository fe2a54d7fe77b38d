"""What a report rests on, and how much of that is recorded, in sentences."""

from __future__ import annotations

from itmap import model
from itmap.estate import Estate
from itmap.reports import coverage, sources
from itmap.reports.words import be, capital, count, listed, of_all, percent

# What is said of how complete the registers are, with the share of records in which it is filled in.
_KEY_FIELDS = {
    ("Contracts", "End date"): "when {} contracts end",
    ("Contracts", "Renewal"): "whether {} contracts renew",
    ("Systems", "Vendor"): "who makes {} systems",
    ("Services", "Systems"): "what {} services run on",
    ("Integrations", "Dependence"): "for {} connections whether a system stops without them",
}
_UNNAMED = "This council"  # what an import calls the council of rows that name none
_HELD = {
    "contract": "contract",
    "system": "system",
    "service": "service",
    "integration": "connection",
    "supplier": "supplier",
}


def held(estate: Estate) -> str:
    """How many records of each kind there are."""
    said = {name: count(len(estate.records(name)), one) for name, one in _HELD.items() if estate.records(name)}
    if estate.left_out:
        others = f"{count(estate.left_out, 'other')} {be(estate.left_out)} not for IT and left out"
        said["contract"] = f"{said.get('contract') or 'no contract'} for IT ({others})"
        if "supplier" in said:
            said["supplier"] += " (those of all contracts)"
    return listed(said.values(), len(said))


def based_on(estate: Estate) -> str:
    """What the report rests on: how many records of each kind, from how many rows of how many files."""
    files = sources.files(estate)
    rows = count(sum(file.rows for file in files), "row")
    return f"{held(estate)}, from {rows} of {count(len({file.file for file in files}), 'file')}"


def recorded(estate: Estate) -> str:
    """How complete the registers are where it matters most, in a sentence or two; "" where they hold nothing."""
    shares = {
        _KEY_FIELDS[filled.register, filled.heading]: filled.share
        for filled in coverage.coverage(estate)
        if (filled.register, filled.heading) in _KEY_FIELDS
    }
    known = [words.format("all" if share == 1 else f"{percent(share)} of") for words, share in shares.items() if share]
    blank = [words.format("the") for words, share in shares.items() if not share]
    said = [f"We know {listed(known, len(known))}."] if known else []
    said += [f"Nobody recorded {' or '.join(blank)}."] if blank else []
    return " ".join(said)


def gaps(estate: Estate) -> list[str]:
    """What else is not known, in sentences."""
    said = []
    if _UNNAMED in estate.organisations and len(estate.organisations) > 1:
        said.append(
            f"What stands under {_UNNAMED} came from rows that name no council: import them again with its name, if "
            "they belong to one of the others."
        )
    stubs = coverage.named_only(estate)
    if stubs:
        each = listed([f"{number:,} {sheet.lower()}" for sheet, number in stubs.items()], len(stubs))
        said.append(f"Other rows name {each} that no row describes. They are kept, and nothing else is known of them.")
    integrations = estate.records("integration").values()
    unknown = sum(row["dependence"] in (None, "unknown") for row in integrations)
    if unknown:
        said.append(
            f"For {of_all(unknown, len(integrations), 'connection')} between systems nobody recorded whether the "
            "receiving system stops without it. They count only towards what possibly stops."
        )
    if estate.left_out:
        said.append(
            f"{capital(count(estate.left_out, 'contract'))} {be(estate.left_out)} left out, because the "
            "register says that they buy something other than IT and nothing ties them to a system."
        )
    said.extend(
        f"No {register.sheet.lower()} register has been imported."
        for register in model.REGISTERS
        if register.name in ("contract", "system", "service", "integration")
        and not estate.records(register.name)
        and not (register.name == "contract" and estate.left_out)
    )
    return said
