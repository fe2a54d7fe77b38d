# `make demo` shows itmap at work; `make test` checks all of it. Both make their own virtual environment in .venv.
# Without make, as on Windows: the README gives the same in plain py and pip lines.

# The first of these that is 3.11 or later; `make demo PYTHON=/path/to/python` names another.
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11
VENV := .venv
BIN := $(VENV)/bin
ASSEMBLED := build/assembled
LOWEST := build/lowest
BROWSER := build/browser
PACKAGES := itmap itmap.importers itmap.queries itmap.reports
# On every core; what shares a server or a browser stays together (tests/conftest.py).
TESTS := --ignore=tests/benchmarks -n auto

.PHONY: demo test check format bench sample docs screenshots neo4j lowest clean

demo: $(VENV)/installed
	$(BIN)/itmap demo itmap-demo

test: check $(BROWSER)/installed
	$(BIN)/python -m pytest $(TESTS) $(foreach package,$(PACKAGES),--cov=$(package)) --cov-report=term

# Types and layers are checked on the tree as it installs, with all rooms inside itmap/.
check: $(VENV)/tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m tests.make_docs --check
	rm -rf $(ASSEMBLED) build/lib build/bdist.*
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --target $(ASSEMBLED) .
	cp setup.cfg $(ASSEMBLED)
	cd $(ASSEMBLED) && $(abspath $(BIN))/mypy --config-file setup.cfg -p itmap
	cd $(ASSEMBLED) && PYTHONPATH=. $(abspath $(BIN))/lint-imports --config setup.cfg \
		|| { echo "An import goes against the arrows of CONTRIBUTING.md: move what both need into itmap/."; exit 1; }

# What check only looks at, mended: the form of the code, and what ruff can mend by itself.
format: $(VENV)/tested
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/tested
	$(BIN)/python -m pytest tests/benchmarks -s

# The sample borough's files, written again by their seeded generator.
sample: $(VENV)/tested
	$(BIN)/python -m itmap.sample_data.generate

# The pages of docs/ that are made from the code.
docs: $(VENV)/tested
	$(BIN)/python -m tests.make_docs

# The sample's report on screens and on paper, into build/screenshots; the README's pictures into docs/.
screenshots: $(VENV)/tested
	$(BIN)/python -m tests.browser.screenshots

# A Neo4j server to try itmap with; Java 17 or later and Maven are needed.
neo4j: $(VENV)/tested
	$(BIN)/python -m tests.neo4j_server

# Every lower bound of setup.cfg, installed exactly, and all tests on it but those that it doesn't touch: the browser's,
# those marked once, and those of newer servers than the long-term one.
lowest: $(LOWEST)/installed
	NEO4J_TEST_LONG_TERM_ONLY=1 $(LOWEST)/bin/python -m pytest $(TESTS) -m "not browser and not once"

$(LOWEST)/installed: setup.cfg $(VENV)/made
	rm -rf $(LOWEST)
	$(BIN)/python -m venv $(LOWEST)
	sed -n 's/^    \([A-Za-z0-9-]*\)>=\([0-9.]*\)$$/\1==\2/p' setup.cfg > $(LOWEST)/requirements.txt
	$(LOWEST)/bin/python -m pip install --quiet -r $(LOWEST)/requirements.txt
	$(LOWEST)/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/made:
	@rm -rf $(VENV); for python in $(PYTHON); do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "$$python -m venv $(VENV)"; "$$python" -m venv $(VENV) && touch $@; exit; \
		fi; \
	done; \
	echo "itmap needs Python 3.11 or later, and none of these is: $(PYTHON). Say which: make demo PYTHON=..."; exit 1

$(VENV)/installed: $(VENV)/made setup.cfg
	$(BIN)/python -m pip install --quiet -e .
	@touch $@

$(VENV)/tested: $(VENV)/made setup.cfg
	$(BIN)/python -m pip install --quiet -e ".[test]"
	@touch $@ $(VENV)/installed

# What the browser tests check the report with, at the versions of the lock file; without npm those tests are skipped.
$(BROWSER)/installed: tests/browser/package.json tests/browser/package-lock.json
	@mkdir -p $(BROWSER); cp $^ $(BROWSER)
	@if command -v npm >/dev/null; then cd $(BROWSER) && npm ci --ignore-scripts --no-audit --no-fund && touch installed; \
	else echo "npm is missing: the report is not checked by axe-core and the Nu validator."; fi

clean:
	rm -rf $(VENV) build itmap-demo
