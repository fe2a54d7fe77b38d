"""itmap shows a council what its IT really hangs on.

Installed, `importers`, `queries`, `reports` and `sample_data` lie in this package. In a checkout they lie beside it,
so the folder above joins the search path and `itmap.importers` is the same module in both.
"""

from pathlib import Path

__version__ = "0.1.0"

_here = Path(__file__).parent
if not (_here / "importers").is_dir():
    __path__.append(str(_here.parent))
