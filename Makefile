# `make demo` shows itmap at work; `make test` checks all of it. Both make their own virtual environment in .venv.
# Without make, as on Windows: the README gives the same in plain py and pip lines.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ASSEMBLED := build/assembled
CODE := itmap importers queries reports sample_data
PACKAGES := itmap itmap.importers itmap.queries itmap.reports

.PHONY: demo test check bench sample docs lowest clean

demo: $(VENV)/installed
	$(BIN)/itmap demo itmap-demo

test: check
	$(BIN)/python -m pytest $(foreach package,$(PACKAGES),--cov=$(package)) --cov-report=term --ignore=tests/benchmarks

check: $(VENV)/tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	rm -rf $(ASSEMBLED) build/lib build/bdist.*
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --target $(ASSEMBLED) .
	cp setup.cfg $(ASSEMBLED)
	cd $(ASSEMBLED) && $(abspath $(BIN))/mypy --config-file setup.cfg -p itmap
	cd $(ASSEMBLED) && PYTHONPATH=. $(abspath $(BIN))/lint-imports --config setup.cfg

bench: $(VENV)/tested
	$(BIN)/python -m pytest tests/benchmarks -s

# The sample borough's files, written again by their seeded generator.
sample: $(VENV)/tested
	$(BIN)/python -m itmap.sample_data.generate

# The pages of docs/ that are made from the code.
docs: $(VENV)/tested
	$(BIN)/python -m tests.make_docs

# Every lower bound of setup.cfg, installed exactly, and all tests on it.
lowest: $(VENV)/tested
	mkdir -p build
	$(BIN)/python tests/lower_bounds.py > build/lowest.txt
	$(PYTHON) -m venv build/lowest
	build/lowest/bin/python -m pip install --quiet -r build/lowest.txt -e ".[test]" "setuptools>=77" wheel
	build/lowest/bin/python -m pytest --ignore=tests/benchmarks -m "not browser"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "itmap needs Python 3.11 or later. Say which: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python setup.cfg
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet -e ".[test]" "setuptools>=77" wheel
	@touch $@

clean:
	rm -rf $(VENV) build itmap-demo
