"""One register a file, each with the same verbs in the same order:

- `missing(row)`: what the row lacks to land, in words; "" when it lands,
- `claims(rows, sheet)`: what each row of a sheet says of its own record, then of others, one by one; problems that
  show meanwhile are added to the sheet,
- `identify(claims, book)`: which record each claim speaks of, made when there is none.

To add one, copy a neighbour and add its line to `MODULES`; CONTRIBUTING.md has the recipe.
"""

from __future__ import annotations

from types import ModuleType

from itmap.importers.registers import contracts, integrations, organisations, services, suppliers, systems

# In the order in which they are landed: what others name comes before what names it.
MODULES: dict[str, ModuleType] = {
    "organisation": organisations,
    "supplier": suppliers,
    "service": services,
    "system": systems,
    "contract": contracts,
    "integration": integrations,
}
