"""`python -m itmap` is `itmap`."""

from itmap.cli import main

main()
