"""Print the requirements of setup.cfg with every lower bound pinned exactly: `make lowest` installs them."""

from __future__ import annotations

import configparser
from pathlib import Path


def pinned() -> list[str]:
    config = configparser.ConfigParser()
    config.read(Path(__file__).parents[1] / "setup.cfg", encoding="utf-8")
    lines = config["options"]["install_requires"].splitlines()
    return [line.strip().replace(">=", "==") for line in lines if line.strip() and not line.strip().startswith("#")]


if __name__ == "__main__":
    print("\n".join(pinned()))  # noqa: T201  (what a script is for)
