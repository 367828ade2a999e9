# Everything happens in .venv; nothing outside the checkout is touched, save the user's own data
# folder (ISCM_HOME). Versions are those of constraints.txt.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: serve install test check lint types layers bench derive changes clean

serve: install
	$(BIN)/iscm serve

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; PYTHON=… names another."; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) install --quiet -c constraints.txt -e .
	touch $@

.venv/dev: .venv/installed
	$(PIP) install --quiet -c constraints.txt -e '.[dev,py2neo]'
	touch $@

test: .venv/dev
	$(BIN)/python -m pytest

check: lint types layers

lint: .venv/dev
	$(BIN)/ruff check .

types: .venv/dev
	$(BIN)/mypy

layers: .venv/dev
	$(BIN)/lint-imports

bench: .venv/dev
	$(BIN)/python -m bench.loads --scale 1
	$(BIN)/python -m bench.map
	$(BIN)/python -m bench.api
	$(BIN)/python -m bench.questions

# What follows from the schema and the tables: seeds/coverage.csv, seeds/datapackage.json,
# docs/data-dictionary.md.
derive: .venv/dev
	$(BIN)/python -m loaders.derive

# seeds/CHANGES.md: what changed since the release whose tables stand in the folder OLD.
changes: .venv/dev
	@test -n "$(OLD)" || { echo "make changes OLD=… names the folder of the last release"; exit 1; }
	$(BIN)/python -m loaders.changes "$(OLD)" seeds

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
