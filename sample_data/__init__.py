"""The sample borough: three files as a council keeps them, with findings that were put in and written down.

Ambermere, its people and its suppliers are invented. FINDINGS.md says what is to be found, and generate.py writes the
files again.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

ORGANISATION = "Ambermere Borough Council"
# The day on which the findings are true: the demo asks all its questions as of this day.
AS_OF = dt.date(2026, 4, 1)

FOLDER = Path(__file__).parent
FILES = (FOLDER / "contracts.xlsx", FOLDER / "systems.xlsx", FOLDER / "integrations.csv")
